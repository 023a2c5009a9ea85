"""Work on the captured machine, each piece with its own prompt (SPEC J)."""

from protocol.work_messages import AskWork, StopWork, WorkGiven, WorkOver
from server.core.draft import Draft
from server.core.sender import Sender
from server.errors import NotAllowed


def ask(draft: Draft, sender: Sender, said: AskWork) -> None:
    """Not taken yet."""
    raise NotAllowed(f"do this yet: {said.type}, {sender.peer}, {draft.at_ms}")


def stop(draft: Draft, sender: Sender, said: StopWork) -> None:
    """Not taken yet."""
    raise NotAllowed(f"do this yet: {said.type}, {sender.peer}, {draft.at_ms}")


def answered_there(draft: Draft, sender: Sender, said: WorkGiven) -> None:
    """Not taken yet."""
    raise NotAllowed(f"do this yet: {said.type}, {sender.peer}, {draft.at_ms}")


def over_there(draft: Draft, sender: Sender, said: WorkOver) -> None:
    """Not taken yet."""
    raise NotAllowed(f"do this yet: {said.type}, {sender.peer}, {draft.at_ms}")
