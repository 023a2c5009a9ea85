"""What a Mac tells of itself. The parsers are tested; on a Mac it has not run yet."""

import json
import platform
import re
from typing import Final

from customer_client.errors import CommandFailed
from customer_client.platform.commands import ask
from customer_client.platform.sections import Cells, Found

VERSION: Final = ("sw_vers",)
PROGRAMS: Final = ("system_profiler", "-json", "-detailLevel", "mini", "SPApplicationsDataType")
UPDATES: Final = ("softwareupdate", "--list", "--no-scan")
"""What the last look found; a look of its own takes minutes and the network."""
PROFILER_SECONDS: Final = 60.0

_LABEL: Final = re.compile(r"\s*\* Label: (?P<label>.+)")
_DETAILS: Final = re.compile(r"\s*Title: (?P<title>[^,]+), Version: (?P<version>[^,]*),")


def system_rows() -> list[Cells]:
    """The rows of the system that only macOS has so."""
    return [*version_rows(ask(VERSION)), ("kernel", platform.release()), ("display_server", "Quartz")]


def updates() -> Found:
    """What is missing, as the system found when it last looked."""
    return Found(missing_updates(ask(UPDATES, within_seconds=PROFILER_SECONDS, with_errors=True)))


def programs() -> Found:
    """Every application that the system knows of."""
    return Found(installed_programs(ask(PROGRAMS, within_seconds=PROFILER_SECONDS)))


def version_rows(text: str) -> list[Cells]:
    """Name and build, from `sw_vers`."""
    lines = (line.partition(":") for line in text.splitlines())
    told = {name.strip(): value.strip() for name, _, value in lines}
    return [
        ("os", f"{told.get('ProductName', 'macOS')} {told.get('ProductVersion', '')}".strip()),
        ("build", told.get("BuildVersion", "")),
    ]


def missing_updates(text: str) -> list[Cells]:
    """Package, installed, available, from `softwareupdate --list`: a label's line, then its details."""
    rows: list[Cells] = []
    for line in text.splitlines():
        if found := _LABEL.match(line):
            rows.append((found["label"].strip(), "", ""))
        elif rows and (found := _DETAILS.match(line)):
            rows[-1] = (found["title"].strip(), "", found["version"].strip())
    return rows


def installed_programs(text: str) -> list[Cells]:
    """Name, version, publisher, from `system_profiler -json`.

    Raises:
        CommandFailed: it is not what that command writes.
    """
    try:
        entries = json.loads(text)["SPApplicationsDataType"]
        rows = {
            (
                str(entry["_name"]),
                str(entry.get("version", "")),
                signer(entry.get("signed_by"), str(entry.get("obtained_from", ""))),
            )
            for entry in entries
        }
    except (ValueError, KeyError, TypeError, AttributeError) as odd:
        raise CommandFailed(PROGRAMS[0], "what it says could not be read") from odd
    return sorted(rows, key=lambda row: (row[0].casefold(), row))


def signer(signed_by: object, obtained_from: str) -> str:
    """Who made it: the first of those who signed, without what kind of signature it is."""
    if isinstance(signed_by, list) and signed_by:
        return str(signed_by[0]).removeprefix("Developer ID Application: ")
    return "Apple" if obtained_from == "apple" else ""
