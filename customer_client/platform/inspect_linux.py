"""What a Linux machine tells of itself: its release, its packages and its programs' menu entries.

The parsers are pure; what they read is the output of commands of the system, in the C locale.
"""

import configparser
import os
import platform
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from customer_client.errors import CommandFailed
from customer_client.platform.commands import ask
from customer_client.platform.groups import program
from customer_client.platform.sections import Cells, Found

DPKG_PACKAGES: Final = (
    "dpkg-query",
    "-W",
    "-f",
    r"${db:Status-Abbrev}\t${Package}\t${Version}\t${Maintainer}\n",
)
DPKG_OWNERS: Final = ("dpkg-query", "-S", "/usr/share/applications/*.desktop")
RPM_PACKAGES: Final = ("rpm", "-qa", "--qf", r"ii\t%{NAME}\t%{VERSION}-%{RELEASE}\t%{VENDOR}\n")
APT_UPDATES: Final = ("apt", "list", "--upgradable")
DNF_UPDATES: Final = ("dnf", "--quiet", "--cacheonly", "list", "--upgrades")
MENUS: Final = (Path("/usr/share/applications"), Path("/usr/local/share/applications"))
APT_LISTS: Final = Path("/var/lib/apt/lists")

_APT_LINE: Final = re.compile(r"(?P<name>[^/\s]+)/\S+ (?P<new>\S+) \S+ \[upgradable from: (?P<old>[^\]]+)\]")
_MENU_LIMIT_BYTES: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Package:
    """An installed package."""

    name: str
    version: str
    publisher: str


def system_rows(surroundings: Mapping[str, str] = os.environ) -> list[Cells]:
    """The rows of the system that only Linux has so."""
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        release = {}
    return [
        ("os", release.get("PRETTY_NAME", "Linux")),
        ("build", release.get("BUILD_ID") or _debian_version() or release.get("VERSION_ID", "")),
        ("kernel", platform.release()),
        ("display_server", display_server(surroundings)),
        ("desktop", surroundings.get("XDG_CURRENT_DESKTOP") or surroundings.get("DESKTOP_SESSION", "")),
    ]


def display_server(surroundings: Mapping[str, str]) -> str:
    """Wayland, X11, or nothing, by what the desktop tells its programs."""
    if surroundings.get("WAYLAND_DISPLAY") or surroundings.get("XDG_SESSION_TYPE") == "wayland":
        return "Wayland"
    display = surroundings.get("DISPLAY")
    return f"X11 ({display})" if display else ""


def updates(can: Callable[[str], object] = program, lists: Path = APT_LISTS) -> Found:
    """What the package lists of this machine know; nothing is fetched for it."""
    if can("apt"):
        if not any(lists.glob("*_Packages*")):
            return Found((), "This machine has no package lists yet: its system has not looked for updates.")
        return Found(apt_updates(ask(APT_UPDATES)))
    if can("dnf"):
        return Found(dnf_updates(ask(DNF_UPDATES), packages(ask(RPM_PACKAGES))))
    raise CommandFailed("The list of updates", "neither apt nor dnf is on this system")


def programs(can: Callable[[str], object] = program, menus: Iterable[Path] = MENUS) -> Found:
    """First what stands in the menus, under the name that people see; then every package."""
    problem = ""
    installed: dict[str, Package] = {}
    owners: dict[str, str] = {}
    try:
        if can("dpkg-query"):
            installed = packages(ask(DPKG_PACKAGES))
            with suppress(CommandFailed):  # it fails when no package brings an entry
                owners = owners_of(ask(DPKG_OWNERS))
        else:
            installed = packages(ask(RPM_PACKAGES))
    except CommandFailed as unable:
        problem = str(unable)
    nobody = Package("", "", "")
    rows: list[Cells] = []
    for path, name in menu_entries(menus):
        package = installed.get(owners.get(str(path), ""), nobody)
        rows.append((name, package.version, package.publisher))
    rows += [(found.name, found.version, found.publisher) for _, found in sorted(installed.items())]
    return Found(list(dict.fromkeys(rows)), problem)


def packages(text: str) -> dict[str, Package]:
    """By name, from lines of status, name, version and publisher between tabs; only what is installed."""
    found = {}
    for line in text.splitlines():
        parts = line.split("\t")
        if len(parts) == 4 and parts[0].strip() == "ii":  # the four named above
            publisher = "" if parts[3] == "(none)" else parts[3]
            found[parts[1]] = Package(parts[1], parts[2], publisher)
    return found


def owners_of(text: str) -> dict[str, str]:
    """Which package brings which file, from `dpkg-query -S`."""
    lines = [line.rpartition(": ") for line in text.splitlines() if not line.startswith("diversion by ")]
    return {path: names.split(",")[0].split(":")[0] for names, colon, path in lines if colon}


def apt_updates(text: str) -> list[Cells]:
    """Package, installed, available, from `apt list --upgradable`."""
    found = (_APT_LINE.match(line) for line in text.splitlines())
    return [(line["name"], line["old"], line["new"]) for line in found if line]


def dnf_updates(text: str, installed: Mapping[str, Package]) -> list[Cells]:
    """Package, installed, available, from `dnf list --upgrades`, which does not say what is installed."""
    rows: list[Cells] = []
    for line in text.splitlines():
        parts = line.split()
        name, dot, _ = parts[0].rpartition(".") if parts else ("", "", "")
        if dot and len(parts) == 3:  # name.arch, version, repository
            old = installed[name].version if name in installed else ""
            rows.append((name, old, parts[1]))
    return rows


def menu_entries(menus: Iterable[Path]) -> list[tuple[Path, str]]:
    """Each entry that the menus show, with its name, by name."""
    paths = [path for menu in menus for path in sorted(menu.glob("*.desktop"))]
    named = [(path, name) for path in paths if (name := _name_in(path))]
    return sorted(named, key=lambda entry: entry[1].casefold())


def menu_name(text: str) -> str:
    """The name that an entry shows; "" for one that is hidden, or is no program's."""
    parser = configparser.RawConfigParser(strict=False, delimiters=("=",), comment_prefixes=("#",))
    try:
        parser.read_string(text)
        entry = parser["Desktop Entry"]
    except (configparser.Error, KeyError):
        return ""
    shown = entry.get("NoDisplay", "false") != "true" and entry.get("Hidden", "false") != "true"
    return entry.get("Name", "") if shown and entry.get("Type") == "Application" else ""


def _name_in(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return menu_name(file.read(_MENU_LIMIT_BYTES).decode(errors="replace"))
    except OSError:
        return ""


def _debian_version() -> str:
    try:
        return Path("/etc/debian_version").read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
