"""What this machine gets: a listener for the local hand, and what admin mode does here."""

import sys
from collections.abc import Callable
from pathlib import Path

from customer_client.platform import machine
from customer_client.platform.daemons import services_found
from customer_client.platform.inspector import MachineInspector
from customer_client.platform.local_hand import Listeners, LocalHand
from customer_client.platform.local_rights import has_rights, local_daemons, local_restarter
from customer_client.platform.ports import Elevation, Inspector, Restarter, ScriptRunner, Services
from customer_client.platform.rights import AskedRights
from customer_client.platform.rights_starts import start_here
from customer_client.platform.rights_work import RestarterByRights, ScriptsByRights, ServicesByRights
from customer_client.platform.scripts import LocalScripts
from customer_client.platform.sections import Found
from protocol.inspection import Topic


def open_local_hand(listeners: Listeners, clock_ms: Callable[[], int]) -> LocalHand:
    """Listen for the person at this machine. Call it in the main thread: macOS wants that.

    Raises:
        NoInjection: this desktop cannot tell the person's own events from injected ones; then nobody may
            inject there.
    """
    if sys.platform == "linux":
        from customer_client.platform.local_hand_x11 import X11LocalHand

        return X11LocalHand(listeners, clock_ms)
    from customer_client.platform.local_hand_portable import PortableLocalHand

    return PortableLocalHand(listeners, clock_ms)


def open_elevation() -> AskedRights:
    """The rights of a service, not asked for yet. Close it when the program ends."""
    return AskedRights(start_here(), has_them=has_rights())


def open_inspector(elevation: Elevation) -> Inspector:
    """What tells what this machine is. The services are those that `open_services` lists."""
    if sys.platform == "win32":
        from customer_client.platform import inspect_windows as here
    elif sys.platform == "darwin":
        from customer_client.platform import inspect_macos as here
    else:
        from customer_client.platform import inspect_linux as here

    def system() -> Found:
        return Found([*here.system_rows(), *machine.machine_rows(elevated=elevation.is_elevated())])

    return MachineInspector(
        {
            Topic.SYSTEM: system,
            Topic.UPDATES: here.updates,
            Topic.DISKS: machine.disks,
            Topic.MEMORY: machine.memory,
            Topic.PROCESSES: machine.processes,
            Topic.NETWORK: machine.network,
            Topic.PROGRAMS: here.programs,
            Topic.SERVICES: lambda: services_found(local_daemons().all()),
        }
    )


def open_script_runner(elevation: AskedRights) -> ScriptRunner:
    """What runs scripts: with the rights of a service while the program has them."""
    return ScriptsByRights(elevation, LocalScripts())


def open_services(elevation: AskedRights) -> Services:
    """The services of this system, controlled with the rights that the program has at that moment."""
    return ServicesByRights(elevation, local_daemons())


def open_restarter(state_dir: Path, elevation: AskedRights) -> Restarter:
    """What restarts this machine: it returns at the login screen where the program has the rights for that.

    Args:
        state_dir: The program's own folder; where it waits for the sign-in, the return file lies there.
        elevation: Asked at each call.
    """
    return RestarterByRights(elevation, local_restarter(state_dir))
