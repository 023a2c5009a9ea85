"""The captured machine restarts, and the session waits for it (SPEC R)."""

from protocol.work_messages import Restarting
from server.core.draft import Draft
from server.core.sender import Sender
from server.errors import NotAllowed


def begins(draft: Draft, sender: Sender, said: Restarting) -> None:
    """Not taken yet."""
    raise NotAllowed(f"do this yet: {said.type}, {sender.peer}, {draft.at_ms}")
