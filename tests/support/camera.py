"""A captured machine that shows real H.264 at its own pace, and answers as its person would."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import count

from pydantic import BaseModel
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from protocol.consent import Answer
from protocol.control import Happened
from protocol.direct import KeyFrameWanted
from protocol.input import At
from protocol.link_messages import Ping
from protocol.media import Header, Kind, pack
from protocol.pointer import PointerAt
from protocol.recording_messages import OrderRecording, RecordingGiven
from protocol.screen import MonitorId
from tests.support.live_server import LivePeer
from tests.support.recorded import Frame, frames

PING_EVERY_SECONDS = 1.5


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture that was sent, and when."""

    stream: int
    seq: int
    pts_us: int
    at_ms: int
    key: bool


@dataclass
class Camera:
    """Sends what it is given over and over, from a key frame on when one is wanted.

    Attributes:
        answers: What the person says when asked whether this may be recorded; None: nothing yet.
        shots: Everything that was sent.
    """

    machine: LivePeer
    media: ClientConnection
    films: dict[int, Sequence[Frame]] = field(default_factory=lambda: {0: frames()})
    frames_per_second: float = 30.0
    answers: Answer | None = Answer.ALLOWED
    shots: list[Shot] = field(default_factory=list[Shot])
    asked: list[OrderRecording] = field(default_factory=list[OrderRecording])
    running: bool = True
    _wanted: set[int] = field(default_factory=set[int])
    _next: dict[int, int] = field(default_factory=dict[int, int])
    _seq: dict[int, int] = field(default_factory=dict[int, int])

    def facts(self) -> list[str]:
        """What has happened, as this machine heard it."""
        return [one.entry.fact.type for one in self.machine.heard if isinstance(one, Happened)]

    async def roll(self) -> None:
        """Show, hear and answer until cancelled, or cut off."""
        with suppress(ConnectionClosed):
            async with asyncio.TaskGroup() as both:
                both.create_task(self._show())
                both.create_task(self._hear())
                both.create_task(self._ping())

    async def say(self, message: BaseModel) -> None:
        """Something that the person there does."""
        await self.machine.say(message)

    def change(self, stream: int, film: Sequence[Frame]) -> None:
        """Show this from now on; it begins with a key frame."""
        self.films[stream], self._next[stream] = film, 0

    async def _show(self) -> None:
        began = time.monotonic()
        for number in count():
            await asyncio.sleep(max(0.0, began + number / self.frames_per_second - time.monotonic()))
            if self.running:
                for stream in list(self.films):
                    await self._send(stream)
                await self._point(number)

    async def _send(self, stream: int) -> None:
        film = self.films[stream]
        place = self._next.get(stream, 0) % len(film)
        if stream in self._wanted:
            self._wanted.discard(stream)
            place = 0
        self._next[stream] = place + 1
        seq = self._seq[stream] = self._seq.get(stream, -1) + 1
        pts_us, at_ms = time.monotonic_ns() // 1000, time.time_ns() // 1_000_000
        shown = film[place]
        header = replace(shown.header, stream=stream, seq=seq, pts_us=pts_us)
        self.shots.append(Shot(stream, seq, pts_us, at_ms, header.key))
        await self.media.send(pack(header, shown.payload))

    async def _point(self, number: int) -> None:
        at = PointerAt(at=At(monitor=MonitorId(0), x_norm=number % 65536, y_norm=30_000))
        header = Header(Kind.POINTER_AT, False, 0, number, time.monotonic_ns() // 1000)
        await self.media.send(pack(header, at.model_dump_json().encode()))

    async def _hear(self) -> None:
        while True:
            message = await self.machine.hear(BaseModel, within_seconds=60)
            if isinstance(message, KeyFrameWanted):
                self._wanted.add(message.stream)
            elif isinstance(message, OrderRecording):
                self.asked.append(message)
                if self.answers is not None:
                    await self.machine.say(RecordingGiven(request_id=message.request_id, answer=self.answers))

    async def _ping(self) -> None:
        for number in count():
            await self.machine.say(Ping(number=number))
            await asyncio.sleep(PING_EVERY_SECONDS)
