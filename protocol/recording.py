"""Whether a session is recorded: asked for by itself, visible, paused and withdrawn at any moment (SPEC N).

asked ──allowed──▶ on ◀──▶ paused          withdrawn, stopped, refused, ended ──▶ not recorded
"""

import enum
from typing import Annotated, Literal

from pydantic import Field

from protocol.consent import Answer
from protocol.ids import PersonIdField, RequestIdField
from protocol.wire import AtMs, Name, Sentence, Wire


class Policy(enum.StrEnum):
    """When the organisation records. Always with the consent of the person at the captured machine."""

    NEVER = "never"
    ASK = "ask"
    """When somebody of the staff asks for it."""
    ALWAYS = "always"
    """Each session asks, once the view was allowed; a no changes nothing else."""


class RecordingState(enum.StrEnum):
    """Where a recording stands."""

    ASKED = "asked"
    ON = "on"
    PAUSED = "paused"


class RecordingEnd(enum.StrEnum):
    """Why nothing more is recorded."""

    LOCAL_PERSON = "local_person"
    STAFF = "staff"
    STORE_FULL = "store_full"
    FAILED = "failed"


class Recording(Wire):
    """The recording of a session, as everyone in it sees it. `asked_by` absent: the policy asks."""

    request_id: RequestIdField
    state: RecordingState
    asked_by: PersonIdField | None = None
    asked_at: AtMs
    since: AtMs | None = None
    paused_by: PersonIdField | None = None


class RecordingAsked(Wire):
    """The person at the captured machine is being asked whether this may be recorded."""

    type: Literal["recording_asked"] = "recording_asked"
    request_id: RequestIdField
    asked_by: PersonIdField | None = None


class RecordingAnswered(Wire):
    """The question is over; if allowed, it is recorded from now on."""

    type: Literal["recording_answered"] = "recording_answered"
    request_id: RequestIdField
    answer: Answer


class RecordingPaused(Wire):
    """Nothing is recorded until it goes on. Whom the customer is: the person at the machine did it."""

    type: Literal["recording_paused"] = "recording_paused"
    person_id: PersonIdField


class RecordingResumed(Wire):
    """It is recorded again."""

    type: Literal["recording_resumed"] = "recording_resumed"
    person_id: PersonIdField


class RecordingOver(Wire):
    """Nothing more is recorded. What was recorded before stays, under the rules for keeping it."""

    type: Literal["recording_over"] = "recording_over"
    by: RecordingEnd
    person_id: PersonIdField | None = None


class PrivateMoment(Wire):
    """The captured machine sends a black picture to everyone, and to the recording, until it is over."""

    type: Literal["private_moment"] = "private_moment"
    on: bool


class Flagged(Wire):
    """Somebody of the staff marked this moment, to come back to it. The staff's business alone."""

    type: Literal["flagged"] = "flagged"
    flag_id: RequestIdField
    person_id: PersonIdField
    label: Sentence = ""


class Looked(Wire):
    """Somebody opened the log or the recording, and why. The staff's business alone."""

    type: Literal["looked"] = "looked"
    person_id: PersonIdField
    name: Name
    reason: Sentence


class Exported(Wire):
    """Somebody took a copy away, in this form, and why. The staff's business alone."""

    type: Literal["exported"] = "exported"
    person_id: PersonIdField
    name: Name
    form: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,20}$")]
    reason: Sentence


class Kept(Wire):
    """It is kept whatever its age (a legal hold), or no longer, and why. The staff's business alone."""

    type: Literal["kept"] = "kept"
    person_id: PersonIdField
    name: Name
    held: bool
    reason: Sentence
