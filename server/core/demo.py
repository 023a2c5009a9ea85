"""A staff member's own desktop, and its audience (SPEC V)."""

from protocol.demo import RaiseHand
from server.core.draft import Draft
from server.core.sender import Sender
from server.errors import NotAllowed


def raise_hand(draft: Draft, sender: Sender, said: RaiseHand) -> None:
    """Not taken yet."""
    raise NotAllowed(f"do this yet: {said.type}, {sender.peer}, {draft.at_ms}")
