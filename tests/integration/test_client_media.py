"""The media link against a socket that takes frames, takes none, or hangs up."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.server import ServerConnection, serve

from customer_client.core.picture import EncodedFrame
from customer_client.link.address import Server
from customer_client.link.door import Door
from customer_client.link.media import MediaLink
from protocol.input import At
from protocol.limits import VIEWER_BUFFER_LIMIT_BYTES
from protocol.media import Header, Kind, unpack
from protocol.pointer import PointerAt
from protocol.screen import MonitorId

pytestmark = pytest.mark.slow
MAIN = MonitorId(0)


class Far:
    """The server's end."""

    def __init__(self) -> None:
        self.hellos: list[str] = []
        self.frames: list[tuple[Header, bytes]] = []
        self.reads = asyncio.Event()
        self.reads.set()
        self.keys: list[MonitorId] = []
        self.backlogs: list[int] = []
        self.tickets = 0
        self.sockets: list[ServerConnection] = []
        self._changed = asyncio.Event()

    async def handle(self, socket: ServerConnection) -> None:
        self.sockets.append(socket)
        hello = await socket.recv()
        assert isinstance(hello, str)
        self.hellos.append(hello)
        self._changed.set()
        await self.reads.wait()
        async for data in socket:
            assert isinstance(data, bytes)
            header, payload = unpack(data)
            self.frames.append((header, bytes(payload)))
            self._changed.set()
            await self.reads.wait()

    async def ticket(self) -> str:
        self.tickets += 1
        return f"ticket_number_{self.tickets:04}"

    def key_wanted(self, stream: MonitorId) -> None:
        self.keys.append(stream)
        self._changed.set()

    async def until(self, holds: Callable[[], object]) -> None:
        async with asyncio.timeout(10):
            while not holds():
                self._changed.clear()
                await self._changed.wait()


@asynccontextmanager
async def linked() -> AsyncIterator[tuple[MediaLink, Far]]:
    far = Far()
    async with serve(far.handle, "127.0.0.1", 0, max_size=None, compression=None, max_queue=1) as listening:
        port = listening.sockets[0].getsockname()[1]
        door = Door(Server(f"http://127.0.0.1:{port}"), None)
        media = MediaLink(door, far.ticket, far.key_wanted, far.backlogs.append)
        media.watch(frozenset({MAIN}))
        async with asyncio.TaskGroup() as group:
            running = group.create_task(media.run())
            await far.until(lambda: far.hellos)
            await far.until(lambda: len(far.keys) == 2)
            yield media, far
            running.cancel()
            far.reads.set()


def frame(seq: int, *, key: bool = False, size_bytes: int = 500, stream: MonitorId = MAIN) -> EncodedFrame:
    return EncodedFrame(
        stream, seq, seq * 16_000, key, 640, 480, "avc1.42c02a", bytes([seq % 256]) * size_bytes
    )


async def test_frames_arrive_in_order_from_the_first_key_frame_on() -> None:
    """F1."""
    async with linked() as (media, far):
        media.push(frame(0))
        for seq in range(1, 6):
            media.push(frame(seq, key=seq == 1))
        media.push(frame(9, key=True, stream=MonitorId(5)))
        media.push(frame(6))
        await far.until(lambda: len(far.frames) == 6)
        assert [header.seq for header, _ in far.frames] == [1, 2, 3, 4, 5, 6]
        first = far.frames[0][0]
        assert (first.key, first.codec_string, first.width_px, first.pts_us) == (
            True,
            "avc1.42c02a",
            640,
            16_000,
        )


async def test_of_waiting_pointers_the_newest_is_told() -> None:
    async with linked() as (media, far):
        for x_norm in range(50):
            media.point(PointerAt(at=At(monitor=MAIN, x_norm=x_norm, y_norm=0)))
        await far.until(lambda: far.frames)
        header, payload = far.frames[0]
        assert header.kind is Kind.POINTER_AT
        assert PointerAt.model_validate_json(payload).at.x_norm == 49
        assert len(far.frames) == 1


async def test_a_server_that_takes_nothing_costs_frames_and_never_more_than_the_limit() -> None:
    """L9: newest wins; it goes on with a key frame, and the wait is told to the pacing."""
    async with linked() as (media, far):
        far.reads.clear()
        big = 1024 * 1024
        media.push(frame(0, key=True, size_bytes=big))
        for seq in range(1, 40):
            media.push(frame(seq, size_bytes=big))
            assert media._bytes <= VIEWER_BUFFER_LIMIT_BYTES
            await asyncio.sleep(0)
        assert len(far.keys) > 2
        far.reads.set()
        media.push(frame(50, key=True))
        await far.until(lambda: far.frames and far.frames[-1][0].seq == 50)
        lost = set(range(40)) - {header.seq for header, _ in far.frames}
        assert len(lost) > 10
        assert far.frames[-1][0].key


async def test_a_monitor_that_rests_gets_its_key_frame_when_another_ones_pictures_are_dropped() -> None:
    async with linked() as (media, far):
        resting = MonitorId(1)
        media.watch(frozenset({MAIN, resting}))
        far.reads.clear()
        media.push(frame(0, key=True, stream=resting))
        media.push(frame(0, key=True))
        far.keys.clear()
        for seq in range(1, 40):
            media.push(frame(seq, size_bytes=1024 * 1024))
        assert resting in far.keys


async def test_a_link_that_breaks_opens_again_with_another_ticket() -> None:
    async with linked() as (media, far):
        media.push(frame(1, key=True))
        await far.until(lambda: far.frames)
        far.sockets[0].transport.abort()
        await far.until(lambda: len(far.hellos) == 2)
        assert far.hellos[0] != far.hellos[1]
        await far.until(lambda: len(far.keys) > 2)
        media.push(frame(2))
        media.push(frame(3, key=True))
        await far.until(lambda: len(far.frames) == 2)
        assert far.frames[-1][0].seq == 3
