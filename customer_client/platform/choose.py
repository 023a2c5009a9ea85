"""What this machine gets: a listener for the local hand, and what admin mode does here."""

import sys
from collections.abc import Callable
from pathlib import Path

from customer_client.platform.local_hand import Listeners, LocalHand
from customer_client.platform.ports import Elevation, Inspector, Restarter, ScriptRunner, Services


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


def open_elevation() -> Elevation:
    """The rights of a service, not asked for yet. Close it when the program ends."""
    raise NotImplementedError


def open_inspector(elevation: Elevation) -> Inspector:
    """What tells what this machine is."""
    raise NotImplementedError


def open_script_runner(elevation: Elevation) -> ScriptRunner:
    """What runs scripts: with the rights of a service while the program has them."""
    raise NotImplementedError


def open_services(elevation: Elevation) -> Services:
    """The services of this system, controlled with the rights that the program has at that moment."""
    raise NotImplementedError


def open_restarter(state_dir: Path, elevation: Elevation) -> Restarter:
    """What restarts this machine: it returns at the login screen where the program has the rights for that.

    Args:
        state_dir: The program's own folder; where it waits for the sign-in, the return file lies there.
        elevation: Asked at each call.
    """
    raise NotImplementedError
