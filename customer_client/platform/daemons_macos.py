"""What launchd runs for this user, or for the system where the program has the rights. Not run yet."""

from collections.abc import Iterator
from typing import Final

from customer_client.platform.commands import ask, order
from customer_client.platform.daemons import ListedDaemons
from customer_client.platform.ports import Daemon
from protocol.work import ServiceDeed

LISTED: Final = ("launchctl", "list")
DEED_SECONDS: Final = 60.0
_COLUMNS: Final = 3


def macos_daemons(uid: int) -> ListedDaemons:
    """Those of the domain that this user may control: the system's for root, else their own desktop's."""
    domain = "system" if uid == 0 else f"gui/{uid}"

    def control(name: str, deed: ServiceDeed) -> None:
        order(argv(domain, name, deed), within_seconds=DEED_SECONDS)

    return ListedDaemons(lambda: jobs(ask(LISTED)), control)


def jobs(text: str) -> Iterator[Daemon]:
    """From `launchctl list`: pid or a dash, last exit code, label."""
    for line in text.splitlines():
        parts = line.split("\t")
        if len(parts) == _COLUMNS and parts[0] != "PID":
            pid, code, label = parts
            yield Daemon(
                label, "running" if pid.isdigit() else "stopped", "" if code == "0" else f"exit {code}"
            )


def argv(domain: str, name: str, deed: ServiceDeed) -> tuple[str, ...]:
    """The command for it: launchd starts again by itself what it is to keep alive."""
    target = f"{domain}/{name}"
    if deed is ServiceDeed.STOP:
        return ("launchctl", "kill", "SIGTERM", target)
    if deed is ServiceDeed.RESTART:
        return ("launchctl", "kickstart", "-k", target)
    return ("launchctl", "kickstart", target)
