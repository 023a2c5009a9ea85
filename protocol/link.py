"""The client's side of a control link, without I/O: hello, heartbeat, resume, back-off (SPEC K).

    IDLE ──opened──▶ GREETING ──welcome──▶ OPEN
     ▲                  │ lost              │ lost, or silent for LINK_LOST_AFTER_SECONDS
     └──── opened ─── WAITING ◀─────────────┘            close code not retried ──▶ OVER

The shell opens sockets, reads clocks and carries out the `Step`s that come back. Times are monotonic
seconds; `jitter` is a random number in [0, 1) that the shell draws. What a socket says after the shell
reported it lost, the shell drops.
"""

import enum
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from protocol.errors import is_retried
from protocol.limits import HEARTBEAT_SECONDS, LINK_LOST_AFTER_SECONDS, PROTOCOL_VERSION
from protocol.link_messages import Hello, MachineHello, Ping, Welcome

TICK_AT_LEAST_SECONDS: Final = 1.0
"""How often the shell calls `tick`, at the least; a silence is noticed one tick before the limit is over."""
BACKOFF_FIRST_SECONDS: Final = 0.25
BACKOFF_MOST_SECONDS: Final = 1.5
OPEN_WITHIN_SECONDS: Final = 2.0
"""How long a socket may take to open.

Half of all cuts are to be mended within 1 s of their healing, 99 in 100 within 4 s. TCP repeats a lost SYN
after 1, 3 and 7 s: giving up after 2 s and waiting at most 1.5 s leaves 2.5 s between two SYNs at most.
"""
OPEN_WITHIN_SLOW_SECONDS: Final = 8.0
"""How long at every fourth try: TCP, TLS and a proxy need several round trips, and some ways are long."""
SLOW_TRY_EVERY: Final = 4


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
    """Open a new socket at this time, unless the link is over by then.

    When it is not open `within_seconds` later, give it up and report `lost(1006)`.
    """

    at_seconds: float
    within_seconds: float = OPEN_WITHIN_SECONDS


@dataclass(frozen=True, slots=True)
class NeedTicket:
    """At this time get another ticket, `renew`, and then open a socket (SPEC K4).

    The ticket was said once and no welcome came: it lets nobody in a second time. If none can be had,
    tell the person.
    """

    at_seconds: float
    within_seconds: float = OPEN_WITHIN_SECONDS


@dataclass(frozen=True, slots=True)
class Drop:
    """Abandon the present socket: nothing has been heard on it for too long.

    Do not wait for its closing handshake, which a dead network never answers: report `lost(1006)` at once.
    """


@dataclass(frozen=True, slots=True)
class Stop:
    """Do not try again. `close_code` says why; tell the person."""

    close_code: int


Step: TypeAlias = Say | Reopen | NeedTicket | Drop | Stop


@dataclass(slots=True)
class Link:
    """The decisions of one client's control link. Feed it facts; do what it returns."""

    version: str
    ticket: str | None = None
    resume: str | None = None
    machine: MachineHello | None = None
    state: LinkState = field(default=LinkState.IDLE, init=False)
    tries: int = field(default=0, init=False)
    _heard_at: float = field(default=0.0, init=False)
    _said_at: float = field(default=0.0, init=False)
    _number: int = field(default=0, init=False)

    def opened(self, at_seconds: float) -> list[Step]:
        """A socket is open: greet, and spend the ticket if there is nothing to resume."""
        ticket = None if self.resume else self.ticket
        assert ticket or self.resume, "no socket is opened before NeedTicket was answered by renew"
        self.state = LinkState.GREETING
        self._heard_at = self._said_at = at_seconds
        self.ticket = None
        hello = Hello(
            protocol=PROTOCOL_VERSION,
            ticket=ticket,
            resume=self.resume,
            version=self.version,
            machine=self.machine,
        )
        return [Say(hello)]

    def heard(self, message: object, at_seconds: float) -> list[Step]:
        """Any message came in; a welcome opens the link and brings the next resume token."""
        if self.state not in (LinkState.GREETING, LinkState.OPEN):
            return []
        self._heard_at = at_seconds
        if isinstance(message, Welcome):
            self.state = LinkState.OPEN
            self.resume = message.resume
            self.tries = 0
        return []

    def tick(self, at_seconds: float) -> list[Step]:
        """Time has passed. Call it at least every `TICK_AT_LEAST_SECONDS` while a socket is open."""
        if self.state not in (LinkState.GREETING, LinkState.OPEN):
            return []
        if at_seconds - self._heard_at >= LINK_LOST_AFTER_SECONDS - TICK_AT_LEAST_SECONDS:
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
        if not is_retried(close_code):
            self.state = LinkState.OVER
            return [Stop(close_code)]
        self.state = LinkState.WAITING
        at = at_seconds + back_off_seconds(self.tries, jitter)
        self.tries += 1
        within = open_within_seconds(self.tries)
        if self.resume or self.ticket:
            return [Reopen(at, within)]
        return [NeedTicket(at, within)]

    def renew(self, ticket: str) -> None:
        """The ticket that `NeedTicket` asked for."""
        self.ticket = ticket

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
    """How long to wait after `tries` failed ones: doubling, capped, and spread over its second half."""
    full = min(BACKOFF_FIRST_SECONDS * float(2 ** min(tries, 16)), BACKOFF_MOST_SECONDS)
    return full * (0.5 + 0.5 * jitter)


def open_within_seconds(tries: int) -> float:
    """How long the socket of try number `tries` (from 1) may take to open."""
    return OPEN_WITHIN_SLOW_SECONDS if tries % SLOW_TRY_EVERY == 0 else OPEN_WITHIN_SECONDS
