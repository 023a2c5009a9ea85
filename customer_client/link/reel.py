"""What waits to be sent to one direct viewer. Newest wins: who falls behind goes on at a key frame."""

import asyncio
from collections import deque
from typing import Final

from customer_client.core.picture import EncodedFrame
from customer_client.link.rtc_hooks import ReadyFrame
from protocol.limits import VIEWER_BUFFER_LIMIT_BYTES

FRAMES_LIMIT: Final = 30
"""Half a second of full motion; a path that is further behind shows the past."""


class Reel:
    """Frames of one stream for one viewer, beginning with a key frame.

    Args:
        frames_limit: More than this waiting, and all are dropped until the next key frame.
        limit_bytes: The same, in bytes.
    """

    def __init__(
        self, frames_limit: int = FRAMES_LIMIT, limit_bytes: int = VIEWER_BUFFER_LIMIT_BYTES
    ) -> None:
        self._frames_limit = frames_limit
        self._limit_bytes = limit_bytes
        self._waiting: deque[tuple[EncodedFrame, ReadyFrame]] = deque()
        self._bytes = 0
        self._needs_key = True
        self._changed = asyncio.Event()

    @property
    def needs_key(self) -> bool:
        """Whether nothing is sent before the next key frame."""
        return self._needs_key

    def push(self, frame: EncodedFrame, ready: ReadyFrame) -> bool:
        """Queue a frame; never waits.

        Returns:
            False if a key frame is needed first: the frame was dropped.
        """
        behind = len(self._waiting) >= self._frames_limit or self._bytes + len(frame.data) > self._limit_bytes
        if behind:
            self.restart()
        if self._needs_key and not frame.key:
            return False
        self._needs_key = False
        self._waiting.append((frame, ready))
        self._bytes += len(frame.data)
        self._changed.set()
        return True

    def restart(self) -> None:
        """Drop what waits; go on with the next key frame."""
        self._waiting.clear()
        self._bytes = 0
        self._needs_key = True

    async def pop(self) -> tuple[EncodedFrame, ReadyFrame]:
        """The next frame to send; waits for one."""
        while not self._waiting:
            self._changed.clear()
            await self._changed.wait()
        frame, ready = self._waiting.popleft()
        self._bytes -= len(frame.data)
        return frame, ready
