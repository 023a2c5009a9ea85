"""Services under systemd, or under the older init scripts."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from customer_client.platform.commands import ask, order
from customer_client.platform.daemons import ListedDaemons
from customer_client.platform.ports import Daemon
from protocol.work import ServiceDeed

RUNNING_SYSTEMD: Final = Path("/run/systemd/system")
"""There when systemd is what started this system, says sd_booted(3)."""
UNITS: Final = (
    "systemctl",
    "list-units",
    "--type=service",
    "--all",
    "--plain",
    "--no-legend",
    "--no-pager",
    "--full",
)
UNIT_FILES: Final = ("systemctl", "list-unit-files", "--type=service", "--no-legend", "--no-pager", "--full")
SCRIPTS: Final = ("service", "--status-all")
DEED_SECONDS: Final = 60.0
"""A unit may take 90 s to give up; by then the person has asked what is going on."""

_ENDING: Final = ".service"
_UNIT_COLUMNS: Final = 4
_SCRIPT: Final = re.compile(r"\s*\[ (?P<mark>[+?-]) \]\s+(?P<name>\S+)")
_MARKS: Final[Mapping[str, str]] = {"+": "running", "-": "stopped", "?": "unknown"}


def has_systemd(running: Path = RUNNING_SYSTEMD) -> bool:
    """Whether systemd runs this system."""
    return running.is_dir()


def linux_daemons() -> ListedDaemons:
    """Those of whichever of the two runs this system."""
    if has_systemd():
        return ListedDaemons(_units, _control_unit)
    return ListedDaemons(lambda: scripts(ask(SCRIPTS, with_errors=True)), _control_script)


def _units() -> Iterator[Daemon]:
    loaded = {daemon.name: daemon for daemon in units(ask(UNITS))}
    yield from loaded.values()
    yield from (daemon for daemon in unit_files(ask(UNIT_FILES)) if daemon.name not in loaded)


def units(text: str) -> Iterator[Daemon]:
    """From `systemctl list-units --plain`: unit, load, active, sub, description. Only what can be started."""
    for line in text.splitlines():
        parts = line.split(maxsplit=_UNIT_COLUMNS)
        if len(parts) >= _UNIT_COLUMNS and parts[0].endswith(_ENDING) and parts[1] == "loaded":
            description = parts[_UNIT_COLUMNS] if len(parts) > _UNIT_COLUMNS else ""
            yield Daemon(parts[0].removesuffix(_ENDING), f"{parts[2]} ({parts[3]})", description.strip())


def unit_files(text: str) -> Iterator[Daemon]:
    """From `systemctl list-unit-files`: what was not loaded since the start. Templates start nothing."""
    for line in text.splitlines():
        name, _, rest = line.strip().partition(" ")
        if name.endswith(_ENDING) and not name.endswith(f"@{_ENDING}") and rest.split():
            yield Daemon(name.removesuffix(_ENDING), f"inactive ({rest.split()[0]})")


def scripts(text: str) -> Iterator[Daemon]:
    """From `service --status-all`, which tells the unknown ones on standard error."""
    for line in text.splitlines():
        if found := _SCRIPT.fullmatch(line.rstrip()):
            yield Daemon(found["name"], _MARKS[found["mark"]])


def _control_unit(name: str, deed: ServiceDeed) -> None:
    # Without rights it says so at once: no second window of the system may come up for it.
    argv = ("systemctl", "--no-ask-password", deed.value, "--", name + _ENDING)
    order(argv, within_seconds=DEED_SECONDS)


def _control_script(name: str, deed: ServiceDeed) -> None:
    order(("service", name, deed.value), within_seconds=DEED_SECONDS)
