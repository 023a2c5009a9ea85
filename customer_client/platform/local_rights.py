"""What this very process may do on this system: services and restart, with the rights that it has."""

import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from customer_client.platform.autostart import Entry, LaunchEntry, RunOnceEntry, SystemdEntry, XdgEntry
from customer_client.platform.daemons import ListedDaemons
from customer_client.platform.restarter import MachineRestarter

SYSTEM_FOLDERS: Final = {
    "linux": Path("/var/lib/auxilio"),
    "darwin": Path("/Library/Application Support/Auxilio"),
}
"""Where root's return file lies: no user may write there."""


def has_rights() -> bool:
    """Whether this process has the rights of a service: root, or an elevated administrator."""
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.shell32.IsUserAnAdmin())
    return os.geteuid() == 0


def local_daemons() -> ListedDaemons:
    """The services of this system."""
    if sys.platform == "win32":
        from customer_client.platform.daemons_windows import windows_daemons

        return windows_daemons()
    if sys.platform == "darwin":
        from customer_client.platform.daemons_macos import macos_daemons

        return macos_daemons(os.geteuid())
    from customer_client.platform.daemons_linux import linux_daemons

    return linux_daemons()


def returns_at_login_screen() -> bool:
    """Whether who has the rights can arrange here that the program comes back before anybody signs in."""
    if sys.platform == "linux":
        from customer_client.platform.daemons_linux import has_systemd

        return has_systemd()
    return sys.platform == "darwin"


def local_restarter(state_dir: Path | None) -> MachineRestarter:
    """Returns at the login screen where this process may arrange that, else after the sign-in.

    Args:
        state_dir: The program's own folder; None: the one of the system, for who has the rights.
    """
    entry = _entry()
    folder = state_dir
    if folder is None or not entry.waits_for_sign_in:
        folder = SYSTEM_FOLDERS.get(sys.platform) or _program_data()
    return MachineRestarter(folder, entry, _restart_command(), lambda: time.time_ns() // 1_000_000)


def _program_data() -> Path:
    return Path(os.environ.get("PROGRAMDATA", r"C:\ProgramData")) / "Auxilio"


def _entry() -> Entry:
    if sys.platform == "win32":
        from customer_client.platform.registry_windows import WindowsRunOnce

        return RunOnceEntry(WindowsRunOnce(machine=has_rights()))
    if sys.platform == "darwin":
        at_login_screen = has_rights()
        library = Path("/Library") if at_login_screen else Path.home() / "Library"
        return LaunchEntry(library / "LaunchAgents", at_login_screen=at_login_screen)
    return linux_entry(os.environ, login_screen=has_rights() and returns_at_login_screen())


def linux_entry(surroundings: Mapping[str, str], *, login_screen: bool) -> Entry:
    """A unit of the system where one is started and may be left, else one of the person's desktop."""
    if login_screen:
        return SystemdEntry()
    configuration = surroundings.get("XDG_CONFIG_HOME") or str(Path.home() / ".config")
    return XdgEntry(Path(configuration) / "autostart")


def _restart_command() -> tuple[str, ...]:
    if sys.platform == "win32":
        return ("shutdown", "/r", "/t", "0")
    if sys.platform == "darwin":
        if has_rights():
            return ("shutdown", "-r", "now")
        return ("osascript", "-e", 'tell application "System Events" to restart')
    from customer_client.platform.daemons_linux import has_systemd

    return ("systemctl", "--no-ask-password", "reboot") if has_systemd() else ("shutdown", "-r", "now")
