"""One alarm for each session."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from protocol.ids import SessionId
from server.runtime.ports import Clock


@dataclass(slots=True)
class Timers:
    """Calls `due` at the time set last for a session, and never before the clock says so."""

    clock: Clock
    due: Callable[[SessionId], None]
    _handles: dict[SessionId, asyncio.TimerHandle] = field(
        default_factory=dict[SessionId, asyncio.TimerHandle]
    )

    def set(self, session_id: SessionId, at_ms: int) -> None:
        """Wake this session at `at_ms`; an earlier wish is forgotten."""
        self.cancel(session_id)
        wait_seconds = max(0, at_ms - self.clock.now_ms()) / 1000
        loop = asyncio.get_running_loop()
        self._handles[session_id] = loop.call_later(wait_seconds, self._ring, session_id, at_ms)

    def cancel(self, session_id: SessionId) -> None:
        """No wake-up for this session any more."""
        if (handle := self._handles.pop(session_id, None)) is not None:
            handle.cancel()

    def cancel_all(self) -> None:
        """No wake-ups at all."""
        for session_id in list(self._handles):
            self.cancel(session_id)

    def _ring(self, session_id: SessionId, at_ms: int) -> None:
        if self.clock.now_ms() < at_ms:
            self.set(session_id, at_ms)
            return
        del self._handles[session_id]
        self.due(session_id)
