"""What the hub tells who records sessions: a port (SPEC N)."""

from collections.abc import Sequence
from typing import Protocol, TypeAlias

from protocol.facts import Entry
from protocol.ids import SessionId
from protocol.pointing import Activity, Inked, Pointed
from server.core.session import Session

Gesture: TypeAlias = Pointed | Inked | Activity
"""What is shown at once and logged nowhere; a recording has it on its timeline."""


class Recorder(Protocol):
    """Keeps what may be kept. None of these waits."""

    def follow(self, session: Session, entries: Sequence[Entry]) -> None:
        """The session is like this from now on, after these entries; called after each decision."""
        ...

    def hold(self, session_id: SessionId) -> None:
        """Somebody said that it shall stop: nothing that comes from now on is kept before that is decided."""
        ...

    def gesture(self, session_id: SessionId, message: Gesture) -> None:
        """Somebody pointed, drew or used their hand in this session, which may be recorded or not."""
        ...


class NoRecorder:
    """Keeps nothing."""

    def follow(self, session: Session, entries: Sequence[Entry]) -> None:
        """Nothing to do."""

    def hold(self, session_id: SessionId) -> None:
        """Nothing to do."""

    def gesture(self, session_id: SessionId, message: Gesture) -> None:
        """Nothing to do."""
