"""Who waits, as the customer and the staff see it."""

import enum
from typing import Annotated, Literal

from pydantic import Field

from protocol.demo import SessionKind
from protocol.ids import PersonIdField, QueueIdField, RequestIdField, SessionIdField
from protocol.modes import Mode
from protocol.session import State
from protocol.wire import AtMs, Language, Name, Sentence, Wire


class QueuePlace(Wire):
    """The customer's place: 1 is next. `wait_seconds` is what we expect, or None while we cannot know."""

    type: Literal["queue_place"] = "queue_place"
    place: Annotated[int, Field(ge=1)]
    wait_seconds: Annotated[int, Field(ge=0)] | None = None


class Waiting(Wire):
    """One customer in the queue, as the staff sees them."""

    session_id: SessionIdField
    customer: Name
    language: Language
    reason: Sentence
    since: AtMs
    program_ready: bool
    queue_id: QueueIdField | None = None
    queue: Name | None = None
    why: Sentence
    """Why this one stands at this place, in one sentence."""


class Running(Wire):
    """One session that goes on now."""

    session_id: SessionIdField
    customer: Name
    reason: Sentence
    state: State
    since: AtMs
    owner: Name | None = None
    mode: Mode | None = None
    staff: Annotated[tuple[Name, ...], Field(max_length=64)] = ()
    kind: SessionKind = SessionKind.HELP


class CallKind(enum.StrEnum):
    """What a colleague wants."""

    INVITATION = "invitation"
    TRANSFER = "transfer"


class Call(Wire):
    """A colleague asks this staff member for help, or to take a customer. `id` is what is answered."""

    kind: CallKind
    id: RequestIdField
    session_id: SessionIdField
    customer: Name
    reason: Sentence
    by: Name
    by_id: PersonIdField
    note: Sentence
    at: AtMs


class Desk(Wire):
    """The whole desk of one staff member: who waits, in order, and what they are in. Sent at each change."""

    type: Literal["desk"] = "desk"
    waiting: Annotated[tuple[Waiting, ...], Field(max_length=200)]
    waiting_total: Annotated[int, Field(ge=0)]
    mine: Annotated[tuple[Running, ...], Field(max_length=50)]
    calls: Annotated[tuple[Call, ...], Field(max_length=50)] = ()
    live: Annotated[tuple[Running, ...], Field(max_length=200)] = ()
    """For who may join any session of their teams: all that go on there."""
