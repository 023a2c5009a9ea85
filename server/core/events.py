"""What a session is told. Facts about the world, each with its time; who sent it was checked before."""

from dataclasses import dataclass
from typing import TypeAlias

from protocol.control import ConsentGiven, LoweredHere
from protocol.facts import Door
from protocol.ids import PeerId, PersonId, QueueId, RequestId
from protocol.link_messages import MachineHello, PeerKind
from protocol.modes import Mode
from protocol.people import Person
from protocol.recording import RecordingEnd
from protocol.screen import Screen
from server.core.requests import Request


@dataclass(frozen=True, slots=True)
class HelpAsked:
    """The customer asks for help: the first event of every session. `queue_id` None: the default queue."""

    at_ms: int
    customer: Person
    door: Door
    reason: str
    queue_id: QueueId | None = None


@dataclass(frozen=True, slots=True)
class CustomerClaimed:
    """A staff member takes the customer; `person.role` is their role in the organisation."""

    at_ms: int
    person: Person
    why: str


@dataclass(frozen=True, slots=True)
class LinkOpened:
    """A peer's control link is open, for the first time or again (`resumed`)."""

    at_ms: int
    peer: PeerId
    kind: PeerKind
    person: Person
    resumed: bool = False
    version: str = "?"
    machine: MachineHello | None = None


@dataclass(frozen=True, slots=True)
class LinkLost:
    at_ms: int
    peer: PeerId


@dataclass(frozen=True, slots=True)
class PeerLeft:
    at_ms: int
    peer: PeerId


@dataclass(frozen=True, slots=True)
class PersonGone:
    """Signed out, demoted or disabled: all peers of this person leave at once."""

    at_ms: int
    person_id: PersonId


@dataclass(frozen=True, slots=True)
class ModeAsked:
    at_ms: int
    peer: PeerId
    request_id: RequestId
    mode: Mode


@dataclass(frozen=True, slots=True)
class QuestionWithdrawn:
    at_ms: int
    peer: PeerId


@dataclass(frozen=True, slots=True)
class ModeLowered:
    """Somebody wants less: the order goes to the captured machine."""

    at_ms: int
    peer: PeerId
    mode: Mode | None


@dataclass(frozen=True, slots=True)
class ConsentSaid:
    """The captured machine: the person there answered."""

    at_ms: int
    peer: PeerId
    given: ConsentGiven


@dataclass(frozen=True, slots=True)
class LoweredThere:
    """The captured machine: it gives less already."""

    at_ms: int
    peer: PeerId
    lowered: LoweredHere


@dataclass(frozen=True, slots=True)
class ScreenSaid:
    at_ms: int
    peer: PeerId
    screen: Screen


@dataclass(frozen=True, slots=True)
class EndAsked:
    """Somebody ends it: over their link (`peer`), or by a request that hears the answer itself."""

    at_ms: int
    person_id: PersonId
    peer: PeerId | None = None


@dataclass(frozen=True, slots=True)
class Requested:
    """A peer asks for something that one of the rooms decides on; `said` is its message, as it came."""

    at_ms: int
    peer: PeerId
    said: Request


@dataclass(frozen=True, slots=True)
class DemoAsked:
    """A staff member opens a demo: the first event of it."""

    at_ms: int
    presenter: Person
    title: str


@dataclass(frozen=True, slots=True)
class ViewerCame:
    """Somebody came by a demo's link; an id that is known is the same viewer again."""

    at_ms: int
    person: Person


@dataclass(frozen=True, slots=True)
class CallAnswered:
    """A staff member answers an invitation or a transfer, at their desk."""

    at_ms: int
    person: Person
    call_id: RequestId
    accepted: bool


@dataclass(frozen=True, slots=True)
class SupervisorCame:
    """Somebody joins a session of their team without having been asked for; their rights were checked."""

    at_ms: int
    person: Person
    reason: str


@dataclass(frozen=True, slots=True)
class RecordingFailed:
    """What this recording has cannot be kept."""

    at_ms: int
    request_id: RequestId
    by: RecordingEnd


@dataclass(frozen=True, slots=True)
class Looked:
    """Somebody opens the log or the recording, and says why; their rights were checked."""

    at_ms: int
    person_id: PersonId
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Exported:
    """Somebody takes a copy away in this form, and says why; their rights were checked."""

    at_ms: int
    person_id: PersonId
    name: str
    form: str
    reason: str


@dataclass(frozen=True, slots=True)
class Kept:
    """It is kept whatever its age, or no longer, and why; their rights were checked."""

    at_ms: int
    person_id: PersonId
    name: str
    held: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has come to `at_ms`: whatever was due is due."""

    at_ms: int


Event: TypeAlias = (
    HelpAsked
    | CustomerClaimed
    | LinkOpened
    | LinkLost
    | PeerLeft
    | PersonGone
    | ModeAsked
    | QuestionWithdrawn
    | ModeLowered
    | ConsentSaid
    | LoweredThere
    | ScreenSaid
    | EndAsked
    | Requested
    | DemoAsked
    | ViewerCame
    | CallAnswered
    | SupervisorCame
    | RecordingFailed
    | Looked
    | Exported
    | Kept
    | Tick
)
