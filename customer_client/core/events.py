"""What happens to the captured machine's session; `at_ms` is its own clock, which never runs back."""

from dataclasses import dataclass
from typing import TypeAlias

from customer_client.core.question import Right
from protocol.consent import LoweredBy
from protocol.control import AskConsent
from protocol.facts import Entry
from protocol.ids import PeerId, PersonId, RequestId
from protocol.modes import Mode
from protocol.session import SessionState


@dataclass(frozen=True, slots=True)
class Welcomed:
    """The server let this machine in, or back in, and says how it sees the session."""

    at_ms: int
    state: SessionState
    organisation: str


@dataclass(frozen=True, slots=True)
class LinkLost:
    """The control link to the server is cut; it is being opened again."""

    at_ms: int


@dataclass(frozen=True, slots=True)
class LinkOver:
    """The server refuses this machine for good: the link is not opened again."""

    at_ms: int


@dataclass(frozen=True, slots=True)
class Heard:
    """One more entry of the session's log."""

    at_ms: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Asked:
    """The server wants the person here to be asked."""

    at_ms: int
    ask: AskConsent


@dataclass(frozen=True, slots=True)
class QuestionWithdrawn:
    """The question is over without an answer."""

    at_ms: int
    request_id: RequestId


@dataclass(frozen=True, slots=True)
class Answered:
    """The person here clicked: one right, allowed or not."""

    at_ms: int
    request_id: RequestId
    right: Right
    allowed: bool


@dataclass(frozen=True, slots=True)
class Logged:
    """The raise that was sent is on the server's disk."""

    at_ms: int
    request_id: RequestId
    epoch: int


@dataclass(frozen=True, slots=True)
class Ordered:
    """The server orders less."""

    at_ms: int
    mode: Mode | None
    by: LoweredBy
    person_id: PersonId | None = None


@dataclass(frozen=True, slots=True)
class TakenBack:
    """The person here takes rights back, down to `mode`: a button of the banner, or the panic key."""

    at_ms: int
    mode: Mode | None
    by: LoweredBy


@dataclass(frozen=True, slots=True)
class EndedHere:
    """The person here ends the session."""

    at_ms: int


@dataclass(frozen=True, slots=True)
class ProgramEnds:
    """This program was told to go: closed, signed out, shut down."""

    at_ms: int


@dataclass(frozen=True, slots=True)
class DirectWanted:
    """A viewer asks for a direct path."""

    at_ms: int
    peer: PeerId
    person_id: PersonId
    attempt: int


@dataclass(frozen=True, slots=True)
class DirectOpened:
    """A direct path to a viewer carries data."""

    at_ms: int
    peer: PeerId
    person_id: PersonId


@dataclass(frozen=True, slots=True)
class DirectLost:
    """A direct path to a viewer is gone."""

    at_ms: int
    peer: PeerId


@dataclass(frozen=True, slots=True)
class ViewerGone:
    """This viewer may see nothing more."""

    at_ms: int
    peer: PeerId


@dataclass(frozen=True, slots=True)
class HolderLinked:
    """Whether the holder has a link to the server, as the server says it."""

    at_ms: int
    open: bool


@dataclass(frozen=True, slots=True)
class FrontLost:
    """The windows that show the person who is here have crashed."""

    at_ms: int


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed."""

    at_ms: int


Event: TypeAlias = (
    Welcomed
    | LinkLost
    | LinkOver
    | Heard
    | Asked
    | QuestionWithdrawn
    | Answered
    | Logged
    | Ordered
    | TakenBack
    | EndedHere
    | ProgramEnds
    | DirectWanted
    | DirectOpened
    | DirectLost
    | ViewerGone
    | HolderLinked
    | FrontLost
    | Tick
)
