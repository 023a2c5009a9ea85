"""The bus within one process."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

WAITING_LIMIT: Final = 1_000
"""Texts waiting for one listener. Beyond it the oldest is dropped: the truth is read elsewhere."""


class MemoryBus:
    """Implements `Bus`. Lives on one event loop."""

    def __init__(self) -> None:
        self._listeners: dict[str, list[asyncio.Queue[str | None]]] = {}
        self._closed = False

    async def publish(self, topic: str, text: str) -> None:
        """Tell everyone who listens to `topic` now. At most once."""
        for queue in self._listeners.get(topic, []):
            if queue.qsize() >= WAITING_LIMIT:
                queue.get_nowait()
            queue.put_nowait(text)

    def listen(self, topic: str) -> AsyncIterator[str]:
        """What is published from now on (not only from the first wait on); ends when the bus closes."""
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        self._listeners.setdefault(topic, []).append(queue)
        if self._closed:
            queue.put_nowait(None)
        return self._texts(topic, queue)

    def close(self) -> None:
        """Every listener gets what it has not read yet, and ends."""
        self._closed = True
        for queues in self._listeners.values():
            for queue in queues:
                queue.put_nowait(None)

    async def _texts(self, topic: str, queue: "asyncio.Queue[str | None]") -> AsyncIterator[str]:
        try:
            while (text := await queue.get()) is not None:
                yield text
        finally:
            self._listeners[topic].remove(queue)
