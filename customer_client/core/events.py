"""What happens to the captured machine's session; `at_ms` is its own clock, which never runs back."""

from dataclasses import dataclass
from typing import TypeAlias

from customer_client.core.question import Right
from customer_client.core.runner import Outcome
from protocol.consent import LoweredBy
from protocol.control import AskConsent
from protocol.facts import Entry
from protocol.floor import MoveFloor
from protocol.ids import PeerId, PersonId, RequestId
from protocol.modes import Mode
from protocol.recording_messages import OrderRecording, RecordingDeed
from protocol.session import SessionState
from protocol.work_messages import OrderWork


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
    """The person here clicked: one right, allowed or not; and whether they leave a long repair alone."""

    at_ms: int
    request_id: RequestId
    right: Right
    allowed: bool
    leave_alone: bool = False


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
class FloorOrdered:
    """The server wants the floor to move."""

    at_ms: int
    move: MoveFloor


@dataclass(frozen=True, slots=True)
class Refused:
    """The server does not take what was said under this name."""

    at_ms: int
    request_id: RequestId


@dataclass(frozen=True, slots=True)
class FloorGiven:
    """The person here gives the floor to somebody."""

    at_ms: int
    to: PersonId


@dataclass(frozen=True, slots=True)
class LocalHandMoved:
    """The person here moved while somebody had the floor in desktop sharing; the gate has shut already."""

    at_ms: int


@dataclass(frozen=True, slots=True)
class WorkOrdered:
    """The server wants a piece of work to be done, if it may be."""

    at_ms: int
    order: OrderWork


@dataclass(frozen=True, slots=True)
class WorkAnswered:
    """The person here clicked; `paths` are the files they chose."""

    at_ms: int
    request_id: RequestId
    allowed: bool
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkLogged:
    """The yes to this work is on the server's disk; for a restart once more, when it may begin."""

    at_ms: int
    request_id: RequestId


@dataclass(frozen=True, slots=True)
class WorkStopped:
    """The server, or the person here, stops this work, or takes the question for it away."""

    at_ms: int
    request_id: RequestId


@dataclass(frozen=True, slots=True)
class WorkDone:
    """What ran has ended by itself."""

    at_ms: int
    request_id: RequestId
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class TokenCame:
    """The server's token for the return after a restart."""

    at_ms: int
    request_id: RequestId
    token: str


@dataclass(frozen=True, slots=True)
class ReturnPrepared:
    """What brings this program back lies on the disk; whether somebody has to sign in first."""

    at_ms: int
    request_id: RequestId
    waits_for_sign_in: bool


@dataclass(frozen=True, slots=True)
class RecordingOrdered:
    """The server wants the person here to be asked whether this may be recorded."""

    at_ms: int
    order: OrderRecording


@dataclass(frozen=True, slots=True)
class RecordingChosen:
    """The person here clicked: it may be recorded, or not."""

    at_ms: int
    request_id: RequestId
    allowed: bool


@dataclass(frozen=True, slots=True)
class RecordingDone:
    """The person here pauses the recording, lets it go on, or withdraws it."""

    at_ms: int
    deed: RecordingDeed


@dataclass(frozen=True, slots=True)
class PrivateHere:
    """The person here begins a private moment, or ends it; the picture is black already."""

    at_ms: int
    on: bool


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
    | FloorOrdered
    | FloorGiven
    | Refused
    | LocalHandMoved
    | WorkOrdered
    | WorkAnswered
    | WorkLogged
    | WorkStopped
    | WorkDone
    | TokenCame
    | ReturnPrepared
    | RecordingOrdered
    | RecordingChosen
    | RecordingDone
    | PrivateHere
    | Tick
)
