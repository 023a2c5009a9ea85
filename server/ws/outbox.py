"""The bounded send queue of one control socket."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from typing import Final

from protocol.errors import ANSWERS, CloseCode, ErrorCode

LIMIT_BYTES: Final = 4 * 1024 * 1024
LIMIT_MESSAGES: Final = 2_000
"""A control peer so far behind is not coming back on this socket: it is closed, and resumes (SPEC L9)."""


class Outbox:
    """Messages waiting to go out on one socket.

    `push` never waits, so one slow peer cannot hold up the session: over the limit everything queued is
    thrown away and the socket is closed with TOO_SLOW. `close` ends the iteration once the rest has gone.
    """

    def __init__(self) -> None:
        self._queue: deque[bytes] = deque()
        self._bytes = 0
        self._changed = asyncio.Event()
        self.closing = asyncio.Event()
        self.close_code: int = CloseCode.GOING_AWAY
        self.close_reason = ""

    def push(self, text: bytes) -> None:
        """Queue one message. Nothing happens on a socket that is closing."""
        if self.closing.is_set():
            return
        self._queue.append(text)
        self._bytes += len(text)
        if self._bytes > LIMIT_BYTES or len(self._queue) > LIMIT_MESSAGES:
            self._queue.clear()
            self.close(ANSWERS[ErrorCode.TOO_SLOW].close, ErrorCode.TOO_SLOW.value)
        self._changed.set()

    def close(self, code: int, reason: str = "") -> None:
        """Let what is queued go out, then close with this code; the first code stands."""
        if not self.closing.is_set():
            self.close_code, self.close_reason = code, reason
            self.closing.set()
            self._changed.set()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield messages in order until the outbox is closed and empty."""
        while True:
            while self._queue:
                text = self._queue.popleft()
                self._bytes -= len(text)
                yield text
            if self.closing.is_set():
                return
            self._changed.clear()
            await self._changed.wait()
