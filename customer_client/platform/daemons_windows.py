"""Services of Windows, by its service control manager. Written, not run yet."""

import sys
from collections.abc import Iterable
from typing import Final

import psutil

from customer_client.platform.commands import order
from customer_client.platform.daemons import ListedDaemons
from customer_client.platform.ports import Daemon
from protocol.work import ServiceDeed

DEED_SECONDS: Final = 60.0


def windows_daemons() -> ListedDaemons:
    """Those of this machine."""
    return ListedDaemons(_listed, control)


def _listed() -> Iterable[Daemon]:
    if sys.platform == "win32":
        return [daemon for found in psutil.win_service_iter() if (daemon := _told(found)) is not None]
    raise AssertionError("only Windows has them")


if sys.platform == "win32":
    from psutil._pswindows import WindowsService

    def _told(found: WindowsService) -> Daemon | None:
        try:
            told = found.as_dict()
        except (psutil.Error, OSError):
            return None  # it was taken away meanwhile, or does not let itself be looked at
        return Daemon(told["name"], f"{told['status']} ({told['start_type']})", told["display_name"] or "")


def control(name: str, deed: ServiceDeed) -> None:
    """By `net`, which waits until it is done, unlike `sc`; what depends on a stopped one stops with it."""
    if deed is not ServiceDeed.START:
        order(("net", "stop", name, "/y"), within_seconds=DEED_SECONDS)
    if deed is not ServiceDeed.STOP:
        order(("net", "start", name), within_seconds=DEED_SECONDS)
