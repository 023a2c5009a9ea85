"""What the captured machine's session wants done, in order."""

import enum
from dataclasses import dataclass
from typing import Final, TypeAlias

from customer_client.core.question import Right
from protocol.consent import LoweredBy
from protocol.control import AskConsent, ConsentGiven, EndSession, LoweredHere
from protocol.ids import PeerId, PersonId
from protocol.link_messages import Leave
from protocol.modes import Mode
from protocol.signalling import DirectClosed


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
    """From here on the holder's input with this epoch passes, in this mode."""

    mode: Mode
    holder: PersonId
    epoch: int


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
class Send:
    """Say this to the server."""

    message: ConsentGiven | LoweredHere | DirectClosed | EndSession | Leave


@dataclass(frozen=True, slots=True)
class Tell:
    """Tell the person here."""

    notice: Notice


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
    | Send
    | Tell
    | WakeAt
    | Finish
)
