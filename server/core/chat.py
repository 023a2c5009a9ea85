"""Talking: the two rooms, and the notes of the staff (SPEC T)."""

from protocol.chat import Noted, Room, Said, StepTicked
from protocol.chat_messages import Note, Say, TickStep
from protocol.rights import Deed, may
from protocol.session import State
from server.core.draft import Draft
from server.core.sender import Sender
from server.errors import NotAllowed, OutOfTurn


def say(draft: Draft, sender: Sender, said: Say) -> None:
    """Say it, once: a message that was said already is the same message (SPEC T2).

    Raises:
        NotAllowed: this person does not write there.
        OutOfTurn: there is nothing in it, the room is closed, or the number is another message's.
    """
    _require_room(draft, sender, said.room)
    if not (said.text or said.attachments or any(said.steps)):
        raise OutOfTurn("the message is empty")
    before = draft.standing.spoken.get(said.message_id)
    if before is not None:
        if (before.room, before.person_id) != (said.room, sender.person.person_id):
            raise OutOfTurn("this message's number is taken; send it again")
        return
    draft.happen(
        Said(
            message_id=said.message_id,
            room=said.room,
            person_id=sender.person.person_id,
            text=said.text,
            attachments=said.attachments,
            steps=said.steps,
        )
    )


def tick(draft: Draft, sender: Sender, said: TickStep) -> None:
    """Tick or untick a step of a list (SPEC T4).

    Raises:
        NotAllowed: this person does not write there.
        OutOfTurn: no list there has such a step, or the room is closed.
    """
    _require_room(draft, sender, said.room)
    listed = draft.standing.spoken.get(said.message_id)
    if listed is None or listed.room is not said.room or said.step >= listed.steps:
        raise OutOfTurn("there is no such step")
    draft.happen(
        StepTicked(
            message_id=said.message_id,
            room=said.room,
            step=said.step,
            done=said.done,
            person_id=sender.person.person_id,
        )
    )


def note(draft: Draft, sender: Sender, said: Note) -> None:
    """Keep a note for the staff, also when the work is over (SPEC G7).

    Raises:
        NotAllowed: this person writes no notes.
        OutOfTurn: there is nothing in it.
    """
    if not may(sender.person.role, Deed.NOTE):
        raise NotAllowed("write notes")
    if not said.text:
        raise OutOfTurn("the note is empty")
    draft.happen(Noted(person_id=sender.person.person_id, text=said.text))


def _require_room(draft: Draft, sender: Sender, room: Room) -> None:
    """The customer's room is everyone's and outlives the session; the inner one is the staff's (SPEC T5)."""
    inner = room is Room.INNER
    if not may(sender.person.role, Deed.WRITE_INNER if inner else Deed.TALK):
        raise NotAllowed("write in this room")
    if inner and draft.state.state is State.ENDED:
        raise OutOfTurn("the session is over; write to the customer, or add a note")
