"""A viewer who never reads: the agent's picture goes on, and the server's memory is bounded (SPEC F6, L8)."""

import asyncio
import itertools
import logging
import os
import random
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from agent_client.link.seat import Seat
from protocol.codec import encode
from protocol.limits import PROTOCOL_VERSION, SLOW_VIEWER_CLOSED_AFTER_SECONDS, VIEWER_BUFFER_LIMIT_BYTES
from protocol.link_messages import MediaHello
from protocol.media import Header, Kind
from tests.support.painter import NOISE_BYTES, NOISE_HEIGHT_PX, Painter, painter
from tests.support.real_session import Live, Place, rank, session, soon, stage

log = logging.getLogger(__name__)

LONG: Final = bool(os.environ.get("AUXILIO_LONG"))
WATCH_SECONDS: Final = 45.0 if LONG else 5.0
FILL_BYTES: Final = 2 * VIEWER_BUFFER_LIMIT_BYTES if LONG else VIEWER_BUFFER_LIMIT_BYTES // 8
"""The program sends some 400 kB of noise a second."""
PAINTS_EVERY_SECONDS: Final = 0.05
STRIPS: Final = 3
KERNEL_BYTES: Final = 8 * 1024 * 1024
"""What sockets between the two may hold, and what the interpreter keeps for itself."""
SLOWER_BY_MS: Final = 25
"""The promise is 5 ms on a machine of one's own; this one is shared."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(180),
    pytest.mark.blocks("certificates, processes and displays of a whole session"),
]


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    with stage() as made:
        yield made


@dataclass(slots=True)
class Watching:
    """What the agent's own picture was like."""

    seqs: list[int] = field(default_factory=list)
    came: list[float] = field(default_factory=list)
    bytes: int = 0

    async def keep(self, live: Live) -> None:
        async for header, payload in live.agent.frames(live.seat):
            self._note(header, len(payload))

    def _note(self, header: Header, size_bytes: int) -> None:
        if header.kind is Kind.VIDEO:
            self.seqs.append(header.seq)
            self.came.append(time.monotonic())
            self.bytes += size_bytes

    def gaps_ms(self, since: float, until: float) -> list[float]:
        """Between one picture and the next."""
        came = [at for at in self.came if since <= at < until]
        return [(later - sooner) * 1000 for sooner, later in itertools.pairwise(came)]


async def paint(paints: Painter) -> None:
    chance = random.Random(7)
    while True:
        for strip in range(STRIPS):
            paints.noise(chance.randbytes(NOISE_BYTES), 300 + strip * NOISE_HEIGHT_PX)
        await asyncio.sleep(PAINTS_EVERY_SECONDS)


@asynccontextmanager
async def stuck_viewer(live: Live, seat: Seat) -> AsyncIterator[ClientConnection]:
    """Another tab of the agent, which opens the picture and reads nothing of it."""
    url, tls = f"localhost:{live.place.server.port}", live.place.server.trust()
    origin = Origin(f"https://{url}")
    async with connect(f"wss://{url}/ws/media", ssl=tls, origin=origin, compression=None) as media:
        raw = media.transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        assert seat.media_ticket is not None
        await media.send(encode(MediaHello(protocol=PROTOCOL_VERSION, ticket=seat.media_ticket)), text=True)
        media.transport.pause_reading()
        try:
            yield media
        finally:
            media.transport.abort()


async def test_a_viewer_who_never_reads_slows_nobody_and_fills_no_memory(place: Place) -> None:
    watching = Watching()
    async with session(place) as live:
        await live.to_observer()
        with painter(place.on.x) as paints:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(watching.keep(live)), group.create_task(paint(paints))]
                await soon(lambda: len(watching.seqs) > 20, "the picture")
                began = time.monotonic()
                await asyncio.sleep(WATCH_SECONDS / 2)
                await with_one_stuck(live, watching, began)
                for task in tasks:
                    task.cancel()
    first = watching.seqs[0]
    assert watching.seqs == list(range(first, first + len(watching.seqs))), "the agent missed nothing"


async def with_one_stuck(live: Live, watching: Watching, began: float) -> None:
    async with live.agent.sit_down(live.session_id) as seat, stuck_viewer(live, seat) as media:
        stuck, sent = time.monotonic(), watching.bytes
        before = (await live.place.figures())["process_resident_memory_bytes"]
        await soon(lambda: watching.bytes - sent > FILL_BYTES, "enough to fill it", 60)
        await asyncio.sleep(max(0.0, stuck + WATCH_SECONDS - time.monotonic()))
        after = (await live.place.figures())["process_resident_memory_bytes"]
        alone = rank(watching.gaps_ms(began, stuck))
        beside = rank(watching.gaps_ms(stuck, time.monotonic()))
        log.info("pictures every, ms: alone %s; beside a stuck viewer %s", alone, beside)
        log.info("server's memory grew by %.1f MiB", (after - before) / 2**20)
        assert after - before <= VIEWER_BUFFER_LIMIT_BYTES + KERNEL_BYTES
        assert beside["p50"] <= alone["p50"] + SLOWER_BY_MS
        if LONG:
            await is_closed(media, stuck)


async def is_closed(media: ClientConnection, stuck: float) -> None:
    assert time.monotonic() - stuck > SLOW_VIEWER_CLOSED_AFTER_SECONDS
    media.transport.resume_reading()
    with suppress(ConnectionClosed):
        while True:
            await media.recv()
    assert media.close_code in (4408, 1006)
