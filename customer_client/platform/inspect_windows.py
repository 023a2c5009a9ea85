"""What a Windows machine tells of itself: its registry, and PowerShell with scripts of our own.

Written from Microsoft's descriptions; its parsers are tested, the rest has not run yet.
"""

import csv
import io
import sys
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Final

from customer_client.platform.commands import ask
from customer_client.platform.sections import Cells, Found

UPDATES_SECONDS: Final = 60.0
"""The update agent looks at everything that is installed."""
POWERSHELL: Final = ("powershell", "-NoProfile", "-NonInteractive", "-Command", "-")
_UTF8: Final = "[Console]::OutputEncoding = [Text.UTF8Encoding]::new()\n"
MISSING: Final = (
    _UTF8
    + "$searcher = (New-Object -ComObject Microsoft.Update.Session).CreateUpdateSearcher()\n"
    + "$searcher.Online = $false\n"
    + "$searcher.Search('IsInstalled=0 and IsHidden=0').Updates | ForEach-Object { [pscustomobject]@{"
    + " package = $_.Title; available = ($_.KBArticleIDs | ForEach-Object { 'KB' + $_ }) -join ' ' } }"
    + " | ConvertTo-Csv -NoTypeInformation\n"
)
"""What the update agent's last look found missing; offline, so nothing is fetched for it."""

VERSION_KEY: Final = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion"
UNINSTALL_KEYS: Final = (
    r"SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall",
    r"SOFTWARE\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall",
)
_FIRST_BUILD_OF_11: Final = 22000

Values = Mapping[str, object]
"""The values of one key of the registry, by name."""


def system_rows() -> list[Cells]:
    """The rows of the system that only Windows has so."""
    if sys.platform == "win32":
        from customer_client.platform.registry_windows import values

        return version_rows(values(VERSION_KEY))
    raise AssertionError("only Windows has a registry")


def updates() -> Found:
    """What the update agent knows to be missing."""
    return Found(missing_updates(ask(POWERSHELL, within_seconds=UPDATES_SECONDS, text=MISSING)))


def programs() -> Found:
    """What the uninstall keys hold, for the machine and for this user."""
    if sys.platform == "win32":
        from customer_client.platform.registry_windows import entries

        return Found(installed_programs(chain.from_iterable(entries(key) for key in UNINSTALL_KEYS)))
    raise AssertionError("only Windows has a registry")


def version_rows(values: Values) -> list[Cells]:
    """Name, build and kernel from `CurrentVersion`, which calls Windows 11 by the name of 10."""
    build = str(values.get("CurrentBuildNumber", ""))
    name = str(values.get("ProductName", "Windows"))
    if build.isdigit() and int(build) >= _FIRST_BUILD_OF_11:
        name = name.replace("Windows 10", "Windows 11")
    release = str(values.get("DisplayVersion", ""))
    whole = ".".join(part for part in (build, str(values.get("UBR", ""))) if part)
    return [
        ("os", f"{name} {release}".strip()),
        ("build", whole),
        ("kernel", f"10.0.{whole}" if whole else ""),
        ("display_server", "Windows"),
        ("desktop", ""),
    ]


def missing_updates(text: str) -> list[Cells]:
    """Package, installed, available, from the CSV of `MISSING`."""
    return [(row.get("package") or "", "", row.get("available") or "") for row in _table(text)]


def installed_programs(entries: Iterable[Values]) -> list[Cells]:
    """Name, version, publisher; without parts of others and without updates, which have a parent."""
    rows = {
        (str(entry["DisplayName"]), str(entry.get("DisplayVersion", "")), str(entry.get("Publisher", "")))
        for entry in entries
        if entry.get("DisplayName") and not entry.get("SystemComponent") and not entry.get("ParentKeyName")
    }
    return sorted(rows, key=lambda row: (row[0].casefold(), row))


def _table(text: str) -> list[dict[str, str | None]]:
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff").strip())))
