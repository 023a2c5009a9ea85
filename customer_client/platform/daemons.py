"""The services of this system, by what lists them and what controls one."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from customer_client.errors import WorkError
from customer_client.platform.ports import Daemon, Outcome
from customer_client.platform.sections import Found
from protocol.work import ServiceDeed

_DONE: Final[Mapping[ServiceDeed, str]] = {
    ServiceDeed.START: "was started",
    ServiceDeed.STOP: "was stopped",
    ServiceDeed.RESTART: "was restarted",
}


class ListedDaemons:
    """See `Services`.

    Args:
        listed: Every one, as the system tells; raises CommandFailed.
        perform: Starts, stops or restarts one that was listed; raises CommandFailed.
    """

    def __init__(
        self, listed: Callable[[], Iterable[Daemon]], perform: Callable[[str, ServiceDeed], None]
    ) -> None:
        self._listed = listed
        self._perform = perform

    def all(self) -> tuple[Daemon, ...]:
        """See `Services.all`."""
        return tuple(sorted(self._listed(), key=lambda daemon: daemon.name.casefold()))

    def control(self, name: str, deed: ServiceDeed) -> Outcome:
        """See `Services.control`. The name becomes an argument only when the system itself listed it."""
        try:
            if name.startswith("-") or not any(daemon.name == name for daemon in self.all()):
                return Outcome(done=False, sentence=f"This machine has no service called {name}.")
            self._perform(name, deed)
        except WorkError as unable:
            return Outcome(done=False, sentence=str(unable))
        return Outcome(done=True, sentence=f"{name} {_DONE[deed]}.")


def services_found(listed: Iterable[Daemon]) -> Found:
    """As rows of an inspection."""
    return Found([(daemon.name, daemon.state, daemon.description) for daemon in listed])
