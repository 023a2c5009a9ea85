"""What is in force on the captured machine, and what is on its way up. It decides nothing."""

from collections import deque
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from customer_client.core.effects import Effect, Send
from customer_client.core.paths import Paths
from customer_client.core.question import Consent, Question, RecordingPrompt
from protocol.control import LoweredHere
from protocol.floor import FloorBy, FloorIs
from protocol.ids import PersonId, RequestId
from protocol.modes import Mode
from protocol.people import Person
from protocol.session import SessionState

UNSAID_LIMIT: Final = 32
"""Lowerings kept for a server that is away; the oldest goes first, since the newest says what is in force."""

Unsaid: TypeAlias = LoweredHere | FloorIs


@dataclass(frozen=True, slots=True)
class Moved:
    """The floor on its way to somebody: the gate opens for them when the server has logged it (SPEC O2)."""

    request_id: RequestId
    mode: Mode
    holder: PersonId
    epoch: int
    covered: tuple[PersonId, ...]
    by: FloorBy
    person_id: PersonId | None
    leave_alone: bool
    lasts_ms: int | None
    """For how long from then on; None: as long as the consent before it."""

    def message(self) -> FloorIs:
        """What is said to the server; the same as often as it has to be said."""
        return FloorIs(
            request_id=self.request_id,
            holder=self.holder,
            epoch=self.epoch,
            by=self.by,
            person_id=self.person_id,
        )


@dataclass(slots=True)
class InForce:
    """Written by the parts of the session, each for its own rules.

    Attributes:
        epoch: The highest ever minted on this machine.
        can_inject: Whether this machine's pointer and keys can be moved; else control is not asked for.
        mirror: The session as the server tells it; None before the first welcome.
        covered: Whom the consent to control covers; moving the floor among them is no raise.
        question: What stands in front of the person, if it is about a mode.
        recording_prompt: What stands in front of the person, if it is about recording.
        pending: What goes up when the server has logged it.
        since_ms: Since when there is a view; None without one.
        leave_alone: Whether the person agreed to leave a long repair alone.
        control_until_ms: When control ends by itself.
        restarting: Whether this machine goes down now, as it was ordered and allowed.
        private: Whether everyone gets a black picture (SPEC N5).
    """

    epoch: int
    can_inject: bool
    mirror: SessionState | None = None
    organisation: str = ""
    mode: Mode | None = None
    holder: PersonId | None = None
    covered: tuple[PersonId, ...] = ()
    question: Question | None = None
    recording_prompt: RecordingPrompt | None = None
    pending: Consent | Moved | None = None
    linked: bool = False
    over: bool = False
    since_ms: int | None = None
    leave_alone: bool = False
    control_until_ms: int = 0
    restarting: bool = False
    private: bool = False
    paths: Paths = field(default_factory=Paths)
    unsaid: deque[Unsaid] = field(default_factory=lambda: deque(maxlen=UNSAID_LIMIT))

    def mint(self) -> int:
        """A new epoch, above every one before it (SPEC C1)."""
        self.epoch += 1
        return self.epoch

    def say(self, message: Unsaid) -> list[Effect]:
        """Say it now, or once the link is back."""
        if self.linked:
            return [Send(message)]
        self.unsaid.append(message)
        return []

    def person(self, person_id: PersonId) -> Person | None:
        """Who of the session this is, as the server told it."""
        return self.mirror.person(person_id) if self.mirror is not None else None

    def path_lives_for(self, person_id: PersonId) -> bool:
        """Whether input of this person can come in at all (SPEC C8)."""
        return self.paths.live_for(person_id, self.mirror if self.linked else None)

    @property
    def path_lives(self) -> bool:
        """Whether the holder's input can come in."""
        return self.holder is not None and self.path_lives_for(self.holder)

    @property
    def floor_is_here(self) -> bool:
        """Whether in desktop sharing the person here has the floor, to be given by them (SPEC O1)."""
        sharing = self.mode is Mode.DESKTOP_SHARING and self.pending is None
        return sharing and self.holder is None and bool(self.covered)
