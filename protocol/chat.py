"""Talking in a session: the customer's room and the inner room, and what is said in them (SPEC T).

Everyone in the session reads the customer's room; the inner room is the staff's alone. What is said is a
fact: durable before anybody reads it. Who types, and who has read how far, is not.
"""

import enum
from typing import Annotated, Literal, NewType

from pydantic import BeforeValidator, Field, StringConstraints

from protocol.ids import PersonIdField, RequestIdField
from protocol.limits import (
    ATTACHMENT_LIMIT_BYTES,
    ATTACHMENTS_LIMIT,
    CHAT_LIMIT_CHARS,
    STEPS_LIMIT,
)
from protocol.wire import Name, Sentence, Wire, cleaned

AttachmentId = NewType("AttachmentId", str)
"""One picture or file that was sent into a room; made by the server."""

AttachmentIdField = Annotated[
    AttachmentId, StringConstraints(min_length=4, max_length=40, pattern=r"^[a-z0-9_]+$")
]

ChatText = Annotated[str, StringConstraints(max_length=CHAT_LIMIT_CHARS), BeforeValidator(cleaned)]
"""What somebody wrote, perhaps in several lines; clean (SPEC W6), shown as text only."""

MediaType = Annotated[str, StringConstraints(max_length=100, pattern=r"^[a-z0-9.+-]+/[a-z0-9.+-]+$")]


class Room(enum.StrEnum):
    """Where something is said."""

    CUSTOMER = "customer"
    """Everyone in the session reads it; in a demo, viewers write to the presenter alone."""
    INNER = "inner"
    """Staff only: never sent to the customer or a viewer, nor in their copy of the log."""


class Attachment(Wire):
    """A picture or file in a message. The name is for people; no path is ever made of it."""

    attachment_id: AttachmentIdField
    name: Name
    media_type: MediaType
    size_bytes: Annotated[int, Field(ge=0, le=ATTACHMENT_LIMIT_BYTES)]


class Said(Wire):
    """Somebody said something. `steps` is a list that the customer can tick."""

    type: Literal["said"] = "said"
    message_id: RequestIdField
    room: Room
    person_id: PersonIdField
    text: ChatText = ""
    attachments: Annotated[tuple[Attachment, ...], Field(max_length=ATTACHMENTS_LIMIT)] = ()
    steps: Annotated[tuple[Sentence, ...], Field(max_length=STEPS_LIMIT)] = ()


class StepTicked(Wire):
    """One step of a list was ticked, or unticked. `step` counts from 0."""

    type: Literal["step_ticked"] = "step_ticked"
    message_id: RequestIdField
    room: Room
    step: Annotated[int, Field(ge=0, lt=STEPS_LIMIT)]
    done: bool
    person_id: PersonIdField


class Noted(Wire):
    """An agent's note, at its time; it travels with a transfer. Staff only."""

    type: Literal["noted"] = "noted"
    person_id: PersonIdField
    text: ChatText
