"""What happened in a session: the words of the log, and of the increments that everyone in it receives.

A fact is on disk before anybody hears of it (SPEC S1). Folding all of them rebuilds the session
(`protocol.session.apply`), on the server and in every client alike.
"""

import enum
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from protocol.chat import Noted, Said, StepTicked
from protocol.consent import Answer, Covered, LoweredBy, Question
from protocol.demo import DemoOpened, HandRaised
from protocol.floor import FloorMoved, FloorWanted
from protocol.ids import PersonIdField, QueueIdField, RequestIdField
from protocol.inner import (
    InvitationOver,
    Invited,
    OwnerChanged,
    Supervising,
    TransferOffered,
    TransferOver,
)
from protocol.modes import Mode
from protocol.people import Machine, Person, Presence
from protocol.recording import (
    Exported,
    Flagged,
    Kept,
    Looked,
    PrivateMoment,
    RecordingAnswered,
    RecordingAsked,
    RecordingOver,
    RecordingPaused,
    RecordingResumed,
)
from protocol.restart import RestartBegan, RestartOver
from protocol.screen import Screen
from protocol.wire import AtMs, Epoch, Sentence, Seq, Wire
from protocol.work import WorkAnswered, WorkAsked, WorkEnded


class Door(enum.StrEnum):
    """How the customer came in."""

    PAGE = "page"
    CODE = "code"
    LINK = "link"
    DEMO = "demo"


class EndedBy(enum.StrEnum):
    """Why a session is over."""

    CUSTOMER = "customer"
    STAFF = "staff"
    ABANDONED = "abandoned"
    INTERRUPTED_TOO_LONG = "interrupted_too_long"


class Opened(Wire):
    """The customer asked for help."""

    type: Literal["opened"] = "opened"
    customer: Person
    door: Door
    reason: Sentence
    queue_id: QueueIdField | None = None


class Joined(Wire):
    """Somebody came into the session, and is named to everyone."""

    type: Literal["joined"] = "joined"
    person: Person


class Left(Wire):
    """Somebody left the session for good."""

    type: Literal["left"] = "left"
    person_id: PersonIdField


class PresenceChanged(Wire):
    """Somebody's link was lost for long enough to say so, or is back."""

    type: Literal["presence_changed"] = "presence_changed"
    person_id: PersonIdField
    presence: Presence


class Claimed(Wire):
    """A staff member took the customer, and why they got this one, in one sentence."""

    type: Literal["claimed"] = "claimed"
    person_id: PersonIdField
    why: Sentence


class Requeued(Wire):
    """Nobody has the customer any more; they wait again, at the place that their first wait earned."""

    type: Literal["requeued"] = "requeued"
    queue_id: QueueIdField | None = None


class MachineJoined(Wire):
    """The desktop program is here; also after a restart, as another peer."""

    type: Literal["machine_joined"] = "machine_joined"
    machine: Machine


class MachinePresenceChanged(Wire):
    """The desktop program's link was lost for long enough to say so, or is back."""

    type: Literal["machine_presence_changed"] = "machine_presence_changed"
    presence: Presence


class ElevationChanged(Wire):
    """The program has its service's rights now, or not, or the system is asking the customer for them."""

    type: Literal["elevation_changed"] = "elevation_changed"
    elevated: bool
    asking: bool


class ScreenChanged(Wire):
    """The captured machine's monitors are now these."""

    type: Literal["screen_changed"] = "screen_changed"
    screen: Screen


class ConsentAsked(Wire):
    """The person at the captured machine is being asked."""

    type: Literal["consent_asked"] = "consent_asked"
    question: Question


class ConsentAnswered(Wire):
    """The question is over. If allowed, `mode` and `holder` are in force now, under `epoch` (SPEC C2)."""

    type: Literal["consent_answered"] = "consent_answered"
    request_id: RequestIdField
    answer: Answer
    mode: Mode
    holder: PersonIdField | None = None
    epoch: Epoch
    covered: Covered = ()
    leave_alone: bool = False


class Lowered(Wire):
    """The captured machine gives less now: a lower mode, no holder, or (`mode` is None) no view at all."""

    type: Literal["lowered"] = "lowered"
    mode: Mode | None = None
    epoch: Epoch
    by: LoweredBy
    person_id: PersonIdField | None = None


class Interrupted(Wire):
    """One side has been away too long to go on; the session waits until `until`, then ends."""

    type: Literal["interrupted"] = "interrupted"
    until: AtMs


class Resumed(Wire):
    """Both sides are here again."""

    type: Literal["resumed"] = "resumed"


class Ended(Wire):
    """The session is over, for good."""

    type: Literal["ended"] = "ended"
    by: EndedBy
    person_id: PersonIdField | None = None


Fact: TypeAlias = Annotated[
    Opened
    | Joined
    | Left
    | PresenceChanged
    | Claimed
    | Requeued
    | MachineJoined
    | MachinePresenceChanged
    | ScreenChanged
    | ConsentAsked
    | ConsentAnswered
    | Lowered
    | Interrupted
    | Resumed
    | Ended
    | ElevationChanged
    | OwnerChanged
    | Supervising
    | Invited
    | InvitationOver
    | TransferOffered
    | TransferOver
    | Said
    | StepTicked
    | Noted
    | FloorMoved
    | FloorWanted
    | WorkAsked
    | WorkAnswered
    | WorkEnded
    | RestartBegan
    | RestartOver
    | DemoOpened
    | HandRaised
    | RecordingAsked
    | RecordingAnswered
    | RecordingPaused
    | RecordingResumed
    | RecordingOver
    | PrivateMoment
    | Flagged
    | Looked
    | Exported
    | Kept,
    Field(discriminator="type"),
]


class Entry(Wire):
    """One line of a session's log: the fact, its number within the session (from 1) and when it happened."""

    seq: Seq
    at: AtMs
    fact: Fact
