"""The rights that the captured machine's program has there (SPEC J7)."""

from protocol.control import ElevationIs
from server.core.draft import Draft
from server.core.sender import Sender
from server.errors import NotAllowed


def changed_there(draft: Draft, sender: Sender, said: ElevationIs) -> None:
    """Not taken yet."""
    raise NotAllowed(f"do this yet: {said.type}, {sender.peer}, {draft.at_ms}")
