"""What peers ask for in the rooms, and what they are told beside the facts (SPEC T)."""

from typing import Annotated, Literal

from pydantic import Field

from protocol.chat import Attachment, ChatText, Room
from protocol.facts import Entry
from protocol.ids import PersonIdField, RequestIdField
from protocol.limits import ATTACHMENTS_LIMIT, CHAT_PAGE_LIMIT, STEPS_LIMIT
from protocol.wire import Sentence, Seq, Wire


class Say(Wire):
    """Say this. The same `message_id` said again is the same message (SPEC T2)."""

    type: Literal["say"] = "say"
    message_id: RequestIdField
    room: Room
    text: ChatText = ""
    attachments: Annotated[tuple[Attachment, ...], Field(max_length=ATTACHMENTS_LIMIT)] = ()
    steps: Annotated[tuple[Sentence, ...], Field(max_length=STEPS_LIMIT)] = ()


class TickStep(Wire):
    """Tick or untick one step of a list."""

    type: Literal["tick_step"] = "tick_step"
    message_id: RequestIdField
    room: Room
    step: Annotated[int, Field(ge=0, lt=STEPS_LIMIT)]
    done: bool


class Note(Wire):
    """Keep this note with the session, for the staff."""

    type: Literal["note"] = "note"
    request_id: RequestIdField
    text: ChatText


class Typing(Wire):
    """The sender is writing in this room now; said at most every second while it is so."""

    type: Literal["typing"] = "typing"
    room: Room


class TypingNow(Wire):
    """Somebody is writing in this room now; forgotten after `TYPING_SHOWN_SECONDS`."""

    type: Literal["typing_now"] = "typing_now"
    room: Room
    person_id: PersonIdField


class Mark(Wire):
    """Up to which entry the sender's device holds this room (`delivered`), and its person has seen it."""

    type: Literal["mark"] = "mark"
    room: Room
    delivered: Seq
    seen: Seq


class Marked(Wire):
    """How far somebody has this room. Kept in memory only: after a welcome everyone marks anew."""

    type: Literal["marked"] = "marked"
    room: Room
    person_id: PersonIdField
    delivered: Seq
    seen: Seq


class ChatWanted(Wire):
    """The newest page of a room, or (with `before`) the one before that entry."""

    type: Literal["chat_wanted"] = "chat_wanted"
    room: Room
    before: Seq | None = None


class ChatPage(Wire):
    """What was said and ticked, oldest first, and whether there is more before it."""

    type: Literal["chat_page"] = "chat_page"
    room: Room
    entries: Annotated[tuple[Entry, ...], Field(max_length=CHAT_PAGE_LIMIT)]
    more: bool
