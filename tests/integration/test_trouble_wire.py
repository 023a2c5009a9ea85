"""Bytes that are no WebSocket at the real server's port: each socket ends alone, at once (SPEC W2, E3)."""

import asyncio
import struct
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Final

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin

from protocol.limits import AUTHENTICATE_WITHIN_SECONDS, MEDIA_FRAME_LIMIT_BYTES
from tests.support.real_session import soon
from tests.support.server_process import ServerProcess, server_process

MASK: Final = bytes(4)
TEXT: Final = 0x81
PIECE: Final = 0x01
MORE: Final = 0x00
RESERVED: Final = 0x83
IDLE: Final = 200

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60), pytest.mark.blocks("loads its certificates")]


@pytest.fixture(scope="module")
def server() -> Iterator[ServerProcess]:
    with server_process() as running:
        yield running


def frame(head: int, payload: bytes, *, announced: int | None = None, masked: bool = True) -> bytes:
    """One frame as it stands on the wire; `announced` may lie about the length."""
    length = len(payload) if announced is None else announced
    mask = 0x80 if masked else 0
    return struct.pack(">BBQ", head, mask | 127, length) + (MASK if masked else b"") + payload


@asynccontextmanager
async def opened(server: ServerProcess, path: str = "/ws") -> AsyncIterator[ClientConnection]:
    """A WebSocket that has said nothing yet."""
    url = f"wss://localhost:{server.port}{path}"
    async with connect(
        url, ssl=server.trust(), origin=Origin(server.url), proxy=None, close_timeout=1
    ) as socket:
        yield socket


async def ends(socket: ClientConnection, within_seconds: float = 3.0) -> int | None:
    async with asyncio.timeout(within_seconds):
        with suppress(ConnectionClosed):
            while True:
                await socket.recv()
    return socket.close_code


@pytest.mark.parametrize("path", ["/ws", "/ws/media"])
@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (frame(TEXT, b"\xff\xfe"), 1007),
        (frame(TEXT, b"{}", masked=False), 1002),
        (frame(RESERVED, b"{}"), 1002),
        (frame(MORE, b"{}"), 1002),
        (frame(TEXT, b"{", announced=MEDIA_FRAME_LIMIT_BYTES + 1), 1009),
        (frame(TEXT, b"{", announced=2**62), 1009),
    ],
    ids=["not UTF-8", "not masked", "unknown kind", "a piece of nothing", "too long", "absurdly long"],
)
async def test_what_breaks_the_websocket_ends_it_at_once(
    server: ServerProcess, path: str, raw: bytes, code: int
) -> None:
    async with opened(server, path) as socket, opened(server, path) as other:
        socket.transport.write(raw)
        assert await ends(socket) == code
        assert other.close_code is None


async def test_a_message_in_pieces_without_end_is_cut_off(server: ServerProcess) -> None:
    piece = b"x" * (MEDIA_FRAME_LIMIT_BYTES // 8)
    async with opened(server) as socket:
        socket.transport.write(frame(PIECE, piece))
        for _ in range(9):
            socket.transport.write(frame(MORE, piece))
        assert await ends(socket) == 1009


async def test_half_a_message_and_then_silence_is_ended_in_time_k1(server: ServerProcess) -> None:
    async with opened(server) as socket:
        socket.transport.write(frame(TEXT, b'{"type":', announced=100))
        await soon(lambda: socket.protocol.close_rcvd, "a close", AUTHENTICATE_WITHIN_SECONDS + 2)
        assert socket.protocol.close_rcvd is not None
        assert socket.protocol.close_rcvd.code == 4400
        socket.transport.abort()  # nobody can answer in the middle of a message


async def test_many_sockets_that_say_nothing_keep_nobody_out_and_are_all_ended_k1(
    server: ServerProcess,
) -> None:
    async with asyncio.TaskGroup() as group:
        idle = [group.create_task(says_nothing(server)) for _ in range(IDLE)]
        async with server.visitor() as visitor:
            assert (await visitor.get("/healthz")).status_code == 200
    assert {task.result() for task in idle} == {4400}


async def says_nothing(server: ServerProcess) -> int | None:
    async with opened(server) as socket:
        return await ends(socket, AUTHENTICATE_WITHIN_SECONDS + 15)


async def test_what_is_no_tls_and_no_http_ends_alone(server: ServerProcess) -> None:
    for raw in (b"\x00" * 64, b"GET / HTTP/1.1\r\n\r\n", b"\x16\x03\x01\xff\xff" + b"\xff" * 64):
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(raw)
        async with asyncio.timeout(5):
            with suppress(ConnectionError):
                await reader.read()
        writer.close()
    async with server.visitor() as visitor:
        assert (await visitor.get("/healthz")).status_code == 200
