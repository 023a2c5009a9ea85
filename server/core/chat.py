"""Talking: the two rooms, and the notes of the staff (SPEC T)."""

from protocol.chat_messages import Note, Say, TickStep
from server.core.draft import Draft
from server.core.sender import Sender
from server.errors import NotAllowed


def say(draft: Draft, sender: Sender, said: Say) -> None:
    """Not taken yet."""
    raise NotAllowed(f"do this yet: {said.type}, {sender.peer}, {draft.at_ms}")


def tick(draft: Draft, sender: Sender, said: TickStep) -> None:
    """Not taken yet."""
    raise NotAllowed(f"do this yet: {said.type}, {sender.peer}, {draft.at_ms}")


def note(draft: Draft, sender: Sender, said: Note) -> None:
    """Not taken yet."""
    raise NotAllowed(f"do this yet: {said.type}, {sender.peer}, {draft.at_ms}")
