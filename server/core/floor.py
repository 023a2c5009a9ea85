"""The floor: control, moved among those whom the consent covers (SPEC O)."""

from protocol.floor import AskFloor, FloorIs, GiveFloor, UnaskFloor
from server.core.draft import Draft
from server.core.sender import Sender
from server.errors import NotAllowed


def ask(draft: Draft, sender: Sender, said: AskFloor) -> None:
    """Not taken yet."""
    raise NotAllowed(f"do this yet: {said.type}, {sender.peer}, {draft.at_ms}")


def unask(draft: Draft, sender: Sender, said: UnaskFloor) -> None:
    """Not taken yet."""
    raise NotAllowed(f"do this yet: {said.type}, {sender.peer}, {draft.at_ms}")


def give(draft: Draft, sender: Sender, said: GiveFloor) -> None:
    """Not taken yet."""
    raise NotAllowed(f"do this yet: {said.type}, {sender.peer}, {draft.at_ms}")


def happened_there(draft: Draft, sender: Sender, said: FloorIs) -> None:
    """Not taken yet."""
    raise NotAllowed(f"do this yet: {said.type}, {sender.peer}, {draft.at_ms}")
