"""What makes a system start the program once more: one entry, in the way of each system."""

import os
import plistlib
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from customer_client.platform.returning import sync_folder

NAME: Final = "auxilio-return"
LABEL: Final = "org.auxilio.return"
RUN_ONCE_LIMIT_CHARS: Final = 260
"""Windows does not start a longer command from there."""
SYSTEMD_UNITS: Final = Path("etc/systemd/system")
SYSTEMD_WANTS: Final = "graphical.target.wants"


@dataclass(frozen=True, slots=True)
class Command:
    """What is started: an absolute path and our own arguments. `terminal`: it asks in a terminal."""

    argv: tuple[str, ...]
    terminal: bool = False


class Entry(Protocol):
    """One place where a system looks for what it is to start."""

    @property
    def waits_for_sign_in(self) -> bool:
        """Whether it is looked at only once the person has signed in."""
        ...

    def write(self, command: Command) -> None:
        """Leave it there, on the disk, instead of an older one.

        Raises:
            OSError: it cannot be left there; nothing that starts anything is.
        """
        ...

    def remove(self) -> None:
        """Take it away; none is fine.

        Raises:
            OSError: it is still there.
        """
        ...


class XdgEntry:
    """Looked at by the desktops of Linux at each sign-in.

    Args:
        folder: `autostart` in the user's configuration.
    """

    waits_for_sign_in = True

    def __init__(self, folder: Path) -> None:
        self._path = folder / f"{NAME}.desktop"

    def write(self, command: Command) -> None:
        """See `Entry.write`."""
        lines = (
            "[Desktop Entry]",
            "Type=Application",
            "Name=Auxilio",
            "Comment=Comes back into the session after the restart, once",
            f"Exec={' '.join(_quoted_for_desktop(part) for part in command.argv)}",
            f"Terminal={str(command.terminal).lower()}",
            "NoDisplay=true",
            "X-GNOME-Autostart-enabled=true",
        )
        _write(self._path, "\n".join(lines).encode() + b"\n")

    def remove(self) -> None:
        """See `Entry.remove`."""
        _remove(self._path)


class SystemdEntry:
    """A unit of the system, enabled: started with the login screen. For root.

    Args:
        root: Where the file system begins.
    """

    waits_for_sign_in = False

    def __init__(self, root: Path = Path("/")) -> None:
        folder = root / SYSTEMD_UNITS
        self._unit = folder / f"{NAME}.service"
        self._wanted = folder / SYSTEMD_WANTS / self._unit.name

    def write(self, command: Command) -> None:
        """See `Entry.write`. The link comes last: the unit alone starts nothing."""
        self.remove()
        lines = (
            "[Unit]",
            "Description=Auxilio comes back into its session after the restart, once",
            "Wants=network-online.target",
            "After=network-online.target display-manager.service",
            "",
            "[Service]",
            f"ExecStart={' '.join(_quoted_for_systemd(part) for part in command.argv)}",
            "Restart=no",
        )
        _write(self._unit, "\n".join(lines).encode() + b"\n")
        self._wanted.parent.mkdir(parents=True, exist_ok=True)
        self._wanted.symlink_to(os.path.relpath(self._unit, self._wanted.parent))
        sync_folder(self._wanted.parent)

    def remove(self) -> None:
        """See `Entry.remove`."""
        _remove(self._wanted)
        _remove(self._unit)


class LaunchEntry:
    """Looked at by launchd.

    Args:
        folder: `~/Library/LaunchAgents`; for root `/Library/LaunchAgents`.
        at_login_screen: For root: started beside the login window, instead of on the person's own desktop.
    """

    def __init__(self, folder: Path, *, at_login_screen: bool = False) -> None:
        self._path = folder / f"{LABEL}.plist"
        self._at_login_screen = at_login_screen

    @property
    def waits_for_sign_in(self) -> bool:
        """See `Entry.waits_for_sign_in`."""
        return not self._at_login_screen

    def write(self, command: Command) -> None:
        """See `Entry.write`."""
        told = {
            "Label": LABEL,
            "ProgramArguments": list(command.argv),
            "RunAtLoad": True,
            "LimitLoadToSessionType": "LoginWindow" if self._at_login_screen else "Aqua",
        }
        _write(self._path, plistlib.dumps(told))

    def remove(self) -> None:
        """See `Entry.remove`."""
        _remove(self._path)


class RunOnceKey(Protocol):
    """The key of Windows' registry of which each value is started once, and deleted before that."""

    def write(self, name: str, command: str) -> None:
        """Set a value. Raises OSError."""
        ...

    def remove(self, name: str) -> None:
        """Delete it; none is fine. Raises OSError."""
        ...


class RunOnceEntry:
    """Looked at by Windows at a sign-in.

    Args:
        key: The machine's or the user's. That of the machine is looked at when an administrator signs in.
    """

    waits_for_sign_in = True

    def __init__(self, key: RunOnceKey) -> None:
        self._key = key

    def write(self, command: Command) -> None:
        """See `Entry.write`."""
        line = subprocess.list2cmdline(command.argv)
        if len(line) > RUN_ONCE_LIMIT_CHARS:
            raise OSError(f"Windows starts no command of {len(line)} characters")
        self._key.write(NAME, line)

    def remove(self) -> None:
        """See `Entry.remove`."""
        self._key.remove(NAME)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = _fresh(path)
    fresh.unlink(missing_ok=True)
    try:
        with fresh.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.chmod(0o644)
        fresh.replace(path)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _fresh(path: Path) -> Path:
    return path.with_name(f".{path.name}.new")  # nobody starts it: neither its ending nor its name


def _remove(path: Path) -> None:
    _fresh(path).unlink(missing_ok=True)
    if path.is_symlink() or path.exists():
        path.unlink(missing_ok=True)
        sync_folder(path.parent)


def _quoted_for_desktop(part: str) -> str:
    # Quoted first, then escaped as every string of the file; a per cent sign begins a field code.
    quoted = "".join(f"\\{char}" if char in '"`$\\' else char for char in part)
    return f'"{quoted}"'.replace("\\", "\\\\").replace("%", "%%")


def _quoted_for_systemd(part: str) -> str:
    escaped = part.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'.replace("%", "%%").replace("$", "$$")
