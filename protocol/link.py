"""The client's side of a control link, without I/O: hello, heartbeat, resume, back-off (SPEC K).

    IDLE ──opened──▶ GREETING ──welcome──▶ OPEN
     ▲                  │                   │  lost, or silent for LINK_LOST_AFTER_SECONDS
     └──── retry ◀── WAITING ◀──────────────┘            close code not retried ──▶ OVER

The shell opens sockets, reads clocks and carries out the `Step`s that come back. Times are monotonic
seconds; `jitter` is a random number in [0, 1) that the shell draws.
"""

import enum
from dataclasses import dataclass
from typing import Final, TypeAlias

from protocol.errors import is_retried
from protocol.limits import HEARTBEAT_SECONDS, LINK_LOST_AFTER_SECONDS, PROTOCOL_VERSION
from protocol.link_messages import Hello, MachineHello, Ping, Welcome

BACKOFF_FIRST_SECONDS: Final = 0.25
BACKOFF_MOST_SECONDS: Final = 3.0
"""A cut has to be mended within 4 s of its healing, 99 times in 100; a stampede of clients is spread by jitter."""


class LinkState(enum.Enum):
    """Where the link stands."""

    IDLE = "idle"
    GREETING = "greeting"
    OPEN = "open"
    WAITING = "waiting"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Say:
    """Send this message now."""

    message: Hello | Ping


@dataclass(frozen=True, slots=True)
class Reopen:
    """Open a new socket at this time, unless the link is over by then."""

    at_seconds: float


@dataclass(frozen=True, slots=True)
class Drop:
    """Close the present socket: nothing has been heard on it for too long."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Do not try again. `close_code` says why; tell the person."""

    close_code: int


Step: TypeAlias = Say | Reopen | Drop | Stop


@dataclass(slots=True)
class Link:
    """The decisions of one client's control link. Feed it facts; do what it returns."""

    version: str
    ticket: str | None = None
    resume: str | None = None
    machine: MachineHello | None = None
    state: LinkState = LinkState.IDLE
    tries: int = 0
    _heard_at: float = 0.0
    _said_at: float = 0.0
    _number: int = 0

    def opened(self, at_seconds: float) -> list[Step]:
        """A socket is open: greet."""
        self.state = LinkState.GREETING
        self._heard_at = self._said_at = at_seconds
        hello = Hello(
            protocol=PROTOCOL_VERSION,
            ticket=None if self.resume else self.ticket,
            resume=self.resume,
            version=self.version,
            machine=self.machine,
        )
        return [Say(hello)]

    def heard(self, message: object, at_seconds: float) -> list[Step]:
        """Any message came in; a welcome opens the link and brings the next resume token."""
        self._heard_at = at_seconds
        if isinstance(message, Welcome):
            self.state = LinkState.OPEN
            self.resume = message.resume
            self.ticket = None
            self.tries = 0
        return []

    def tick(self, at_seconds: float) -> list[Step]:
        """Time has passed. Call it at least once a second while a socket is open."""
        if self.state not in (LinkState.GREETING, LinkState.OPEN):
            return []
        if at_seconds - self._heard_at >= LINK_LOST_AFTER_SECONDS - 1.0:
            return [Drop()]
        if self.state is LinkState.OPEN and at_seconds - self._said_at >= HEARTBEAT_SECONDS:
            self._said_at = at_seconds
            self._number += 1
            return [Say(Ping(number=self._number))]
        return []

    def lost(self, close_code: int, at_seconds: float, jitter: float) -> list[Step]:
        """The socket is gone, or could not be opened (1006)."""
        if self.state is LinkState.OVER:
            return []
        if not is_retried(close_code) or (self.resume is None and self.state is LinkState.OPEN):
            self.state = LinkState.OVER
            return [Stop(close_code)]
        self.state = LinkState.WAITING
        wait = back_off_seconds(self.tries, jitter)
        self.tries += 1
        return [Reopen(at_seconds + wait)]

    def left(self) -> None:
        """The person went: never reopen."""
        self.state = LinkState.OVER

    def describe(self, machine: MachineHello) -> None:
        """What the next hello says of the machine (its monitors, its epoch)."""
        self.machine = replace_machine(self.machine, machine)


def replace_machine(before: MachineHello | None, now: MachineHello) -> MachineHello:
    """The newer description; its epoch never falls."""
    if before is None or before.epoch <= now.epoch:
        return now
    return now.model_copy(update={"epoch": before.epoch})


def back_off_seconds(tries: int, jitter: float) -> float:
    """How long to wait before try number `tries` (from 0): doubling, capped, and spread over its second half."""
    full = min(BACKOFF_FIRST_SECONDS * float(2 ** min(tries, 16)), BACKOFF_MOST_SECONDS)
    return full * (0.5 + 0.5 * jitter)
