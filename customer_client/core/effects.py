"""What the captured machine's session wants done, in order."""

import enum
from dataclasses import dataclass
from typing import Final, TypeAlias

from customer_client.core.question import RECONFIRM_MS, Right
from customer_client.core.runner import Job
from protocol.consent import LoweredBy
from protocol.control import AskConsent, ConsentGiven, EndSession, LoweredHere
from protocol.floor import FloorIs
from protocol.ids import PeerId, PersonId, RequestId
from protocol.link_messages import Leave
from protocol.modes import Mode
from protocol.recording_messages import OrderRecording, PrivateIs, RecordingGiven, RecordingHere
from protocol.signalling import DirectClosed
from protocol.work_messages import OrderWork, Restarting, ReturnTokenWanted, WorkGiven, WorkOver


@dataclass(frozen=True, slots=True)
class Kept:
    """What was in force when this machine was restarted, and is again when it is back (SPEC R3)."""

    mode: Mode
    holder: PersonId | None
    covered: tuple[PersonId, ...]
    epoch: int
    leave_alone: bool


class Notice(enum.Enum):
    """What the person here is told, in words of their language."""

    RECONFIRM = "reconfirm"
    """Control ended because half an hour is over."""
    BROKER_LOST = "broker_lost"
    PATH_LOST = "path_lost"
    HOLDER_LEFT = "holder_left"
    STAFF_LOWERED = "staff_lowered"
    TAKEN_BACK = "taken_back"
    NO_ANSWER = "no_answer"
    SESSION_OVER = "session_over"
    NOT_OFFERED = "not_offered"


NOTICE_OF: Final = {
    LoweredBy.RECONFIRM: Notice.RECONFIRM,
    LoweredBy.PATH_LOST: Notice.PATH_LOST,
    LoweredBy.BROKER_LOST: Notice.BROKER_LOST,
    LoweredBy.HOLDER_LEFT: Notice.HOLDER_LEFT,
    LoweredBy.STAFF: Notice.STAFF_LOWERED,
    LoweredBy.PANIC_KEY: Notice.TAKEN_BACK,
    LoweredBy.LOCAL_PERSON: Notice.TAKEN_BACK,
}
"""What the person is told when rights went down; for other reasons nothing."""


@dataclass(frozen=True, slots=True)
class ShowConsent:
    """Ask the person for this right. `until_ms` is when the question goes away by itself."""

    ask: AskConsent
    right: Right
    until_ms: int


@dataclass(frozen=True, slots=True)
class CloseConsent:
    """Take the question away."""


@dataclass(frozen=True, slots=True)
class HoldInput:
    """A question is open: inject nothing, let go what is held."""


@dataclass(frozen=True, slots=True)
class PassInput:
    """No question is open any more: what the gate allows may pass."""


@dataclass(frozen=True, slots=True)
class OpenGate:
    """From here on the holder's input with this epoch passes, in this mode, for so long at most (C10)."""

    mode: Mode
    holder: PersonId
    epoch: int
    lasts_ms: int = RECONFIRM_MS


@dataclass(frozen=True, slots=True)
class CloseGate:
    """From here on nothing passes; what is held is let go, before anything else is done."""

    mode: Mode | None
    epoch: int


@dataclass(frozen=True, slots=True)
class StartPicture:
    """The view is allowed: frames may be taken and sent."""

    mode: Mode


@dataclass(frozen=True, slots=True)
class StopPicture:
    """The view is over: no frame may be taken any more."""


@dataclass(frozen=True, slots=True)
class OfferDirect:
    """Offer a direct path to this viewer."""

    peer: PeerId
    person_id: PersonId
    attempt: int


@dataclass(frozen=True, slots=True)
class CloseDirect:
    """Close the direct path to this viewer, or (None) to everyone."""

    peer: PeerId | None


@dataclass(frozen=True, slots=True)
class Journal:
    """On this machine's disk before the next effect: the epoch, and why rights go down (`by` is None: up)."""

    epoch: int
    mode: Mode | None
    by: LoweredBy | None


@dataclass(frozen=True, slots=True)
class ShowWork:
    """Ask the person for this piece of work. `until_ms` is when the question goes away by itself."""

    order: OrderWork
    until_ms: int


@dataclass(frozen=True, slots=True)
class ShowRecording:
    """Ask the person whether this may be recorded. `until_ms` is when the question goes away by itself."""

    order: OrderRecording
    until_ms: int


@dataclass(frozen=True, slots=True)
class KeepWish:
    """On this machine's disk before the next effect: what the person wants of the recording.

    None: the server has heard it, or it is void.
    """

    wish: RecordingHere | None


@dataclass(frozen=True, slots=True)
class Cover:
    """A private moment begins, and everyone gets a black picture and no input passes; or it is over."""

    on: bool


@dataclass(frozen=True, slots=True)
class BeginWork:
    """It is allowed and logged: begin."""

    job: Job


@dataclass(frozen=True, slots=True)
class StopWork:
    """Stop this piece of work at once; nothing of it goes on."""

    request_id: RequestId


@dataclass(frozen=True, slots=True)
class DropRights:
    """The mode no longer allows the rights of the service: give them back (SPEC J7)."""


@dataclass(frozen=True, slots=True)
class PrepareReturn:
    """Leave behind what brings this program back into the session, and then tell `ReturnPrepared`."""

    request_id: RequestId
    token: str
    kept: Kept


@dataclass(frozen=True, slots=True)
class ForgetReturn:
    """There is no restart: take away what was left behind for it."""


@dataclass(frozen=True, slots=True)
class RestartMachine:
    """The server has logged that this machine goes down: restart it."""

    request_id: RequestId


Said: TypeAlias = (
    ConsentGiven
    | LoweredHere
    | FloorIs
    | WorkGiven
    | WorkOver
    | ReturnTokenWanted
    | Restarting
    | DirectClosed
    | RecordingGiven
    | RecordingHere
    | PrivateIs
    | EndSession
    | Leave
)


@dataclass(frozen=True, slots=True)
class Send:
    """Say this to the server."""

    message: Said


@dataclass(frozen=True, slots=True)
class Tell:
    """Tell the person here."""

    notice: Notice


@dataclass(frozen=True, slots=True)
class Wrote:
    """Somebody wrote to the person here; they answer where they asked for help."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class WakeAt:
    """A `Tick` is due at this time."""

    at_ms: int


@dataclass(frozen=True, slots=True)
class Finish:
    """Everything is taken back; the program may go."""


Effect: TypeAlias = (
    ShowConsent
    | CloseConsent
    | HoldInput
    | PassInput
    | OpenGate
    | CloseGate
    | StartPicture
    | StopPicture
    | OfferDirect
    | CloseDirect
    | Journal
    | ShowWork
    | ShowRecording
    | KeepWish
    | Cover
    | BeginWork
    | StopWork
    | DropRights
    | PrepareReturn
    | ForgetReturn
    | RestartMachine
    | Send
    | Tell
    | Wrote
    | WakeAt
    | Finish
)
