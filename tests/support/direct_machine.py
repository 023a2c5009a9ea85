"""The captured machine's end of direct paths, without a machine: what they told, and what they are given."""

import asyncio
from collections.abc import Callable
from typing import Final

from customer_client.core.picture import EncodedFrame
from customer_client.link.direct import Viewer
from customer_client.link.directs import DirectPaths
from protocol.input import Input, InputSeen
from protocol.screen import MonitorId
from protocol.signalling import DirectClosed, Offer

FIRST: Final = MonitorId(0)


class Machine:
    """The captured machine's end: what its paths told, and what they are given."""

    def __init__(self) -> None:
        self.said: list[Offer | DirectClosed] = []
        self.open: list[Viewer] = []
        self.gone: list[Viewer] = []
        self.keys: list[MonitorId] = []
        self.input: list[tuple[Viewer, Input]] = []
        self.changed = asyncio.Event()
        self.paths = DirectPaths(self, self.say, lambda: FIRST, list)

    def say(self, message: Offer | DirectClosed) -> None:
        self.said.append(message)
        self.changed.set()

    def opened(self, viewer: Viewer) -> None:
        self.open.append(viewer)
        self.changed.set()

    def lost(self, viewer: Viewer) -> None:
        self.gone.append(viewer)
        self.changed.set()

    def took(self, viewer: Viewer, batch: Input) -> InputSeen | None:
        self.input.append((viewer, batch))
        self.changed.set()
        return InputSeen(epoch=batch.epoch, seq=batch.events[-1].seq)

    def key_wanted(self, stream: MonitorId) -> None:
        self.keys.append(stream)
        self.changed.set()

    def estimated(self, viewer: Viewer, bits_per_second: int) -> None:
        self.changed.set()

    async def until(self, condition: Callable[[], object]) -> None:
        async with asyncio.timeout(10.0):
            while not condition():
                self.changed.clear()
                await self.changed.wait()


def picture(
    number: int, *, key: bool = False, size_bytes: int = 900, stream: MonitorId = FIRST
) -> EncodedFrame:
    body = bytes([1 + number % 250]) * size_bytes
    data = b"\0\0\0\1\x67ab\0\0\0\1\x68c\0\0\0\1\x65" + body if key else b"\0\0\0\1\x61" + body
    return EncodedFrame(stream, number, 1_000_000 + number * 16_000, key, 1920, 1080, "avc1.42c02a", data)
