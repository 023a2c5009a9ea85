"""What the relay carries: `python -m tests.bench.relay_bench [--seconds 3] [--pairs 4] [--json FILE]`.

The server runs in a process of its own, on one core at most; the load writes and reads raw sockets in threads
here. A pair is one captured machine that sends as fast as it may, and one viewer that reads everything.
"""

import argparse
import asyncio
import base64
import multiprocessing
import multiprocessing.connection
import os
import socket
import statistics
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import psutil

from protocol.codec import encode
from protocol.input import At, Input, PointerMove
from protocol.limits import PROTOCOL_VERSION
from protocol.link_messages import MediaHello, Ping
from protocol.media import HEADER_BYTES
from protocol.screen import MonitorId
from tests.bench.figures import Figure, Table, of
from tests.support.fakes_server import FakeWorld
from tests.support.live_server import LiveServer, live_server
from tests.support.live_session import LiveSession, controlled, picture

SIZES_BYTES: Final = (200, 20 * 1024)
GROUP_FRAMES: Final = 60
CHUNK_BYTES: Final = 256 * 1024
PING_EVERY_SECONDS: Final = 2.0
INPUT_EVENTS: Final = 500
INPUT_PAUSE_SECONDS: Final = 0.004


@dataclass(slots=True)
class Pair:
    """The media tickets of one pair."""

    source: str
    viewer: str


@dataclass(slots=True)
class Stand:
    """A running server: where it listens, its process, its pairs, and how long relayed input took."""

    url: str
    process: psutil.Process
    pairs: list[Pair]
    input_ms: list[float] = field(default_factory=list[float])


def serve(say: "multiprocessing.connection.Connection", pairs: int) -> None:
    """The server's process: sets up `pairs` live sessions, measures input, then serves until told to stop."""
    asyncio.run(_serve(say, pairs))


async def _serve(say: "multiprocessing.connection.Connection", pairs: int) -> None:
    async with live_server(FakeWorld()) as server:
        sessions = [await controlled(server) for _ in range(pairs)]
        input_ms = await _input_ms(sessions[0])
        tickets = [await _tickets(server, session) for session in sessions]
        say.send((server.url, tickets, input_ms))
        while not say.poll():
            for session in sessions:
                for peer in (session.page, session.machine, session.console):
                    await peer.say(Ping(number=1))
            await asyncio.sleep(PING_EVERY_SECONDS / 2)


async def _input_ms(session: LiveSession) -> list[float]:
    """How long a pointer move takes from the console to the machine; both are in the server's process."""
    times = []
    for seq in range(1, INPUT_EVENTS + 1):
        at = At(monitor=MonitorId(0), x_norm=seq, y_norm=seq)
        began_seconds = time.perf_counter()
        await session.console.say(Input(epoch=2, events=(PointerMove(seq=seq, at=at),)))
        await session.machine.socket.recv()
        times.append((time.perf_counter() - began_seconds) * 1000)
        await asyncio.sleep(INPUT_PAUSE_SECONDS)
    return times


async def _tickets(server: LiveServer, session: LiveSession) -> tuple[str, str]:
    door = server.hub.doorman
    source = await door.media_ticket(session.machine.peer_id, session.machine.kind, session.session_id)
    viewer = await door.media_ticket(session.console.peer_id, session.console.kind, session.session_id)
    assert source is not None
    assert viewer is not None
    return source, viewer


@contextmanager
def stand(pairs: int) -> Iterator[Stand]:
    """A server in its own process."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs, pairs))
    process.start()
    assert process.pid is not None
    url, tickets, input_ms = ours.recv()
    try:
        yield Stand(url, psutil.Process(process.pid), [Pair(*two) for two in tickets], input_ms)
    finally:
        ours.send("stop")
        process.join(10)


def media_socket(url: str, ticket: str) -> socket.socket:
    """A media link as a raw socket: the handshake is done, the ticket said."""
    place = urlsplit(url)
    assert place.hostname is not None
    raw = socket.create_connection((place.hostname, place.port or 80))
    key = base64.b64encode(os.urandom(16)).decode()
    raw.sendall(
        f"GET /ws/media HTTP/1.1\r\nHost: {place.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    answer = b""
    while b"\r\n\r\n" not in answer:
        answer += raw.recv(1)
    assert b" 101 " in answer.splitlines()[0], answer
    raw.sendall(masked(encode(MediaHello(protocol=PROTOCOL_VERSION, ticket=ticket)), opcode=1))
    return raw


def masked(payload: bytes, *, opcode: int) -> bytes:
    """One frame as a client has to send it; a mask of zeros leaves the payload as it is."""
    size = len(payload)
    if size < 126:
        head = struct.pack("!BB", 0x80 | opcode, 0x80 | size)
    elif size < 65_536:
        head = struct.pack("!BBH", 0x80 | opcode, 0x80 | 126, size)
    else:
        head = struct.pack("!BBQ", 0x80 | opcode, 0x80 | 127, size)
    return head + bytes(4) + payload


def unmasked_size(payload_bytes: int) -> int:
    """How many bytes a frame of the server's takes on the wire."""
    return payload_bytes + (2 if payload_bytes < 126 else 4 if payload_bytes < 65_536 else 10)


def relayed_per_second(here: Stand, size_bytes: int, seconds: float) -> tuple[list[float], float]:
    """Messages a second that arrived, for each slice of half a second, and the server's share of a core."""
    group = b"".join(
        masked(picture(seq, key=seq == 0, size_bytes=size_bytes - HEADER_BYTES), opcode=2)
        for seq in range(GROUP_FRAMES)
    )
    viewers = [media_socket(here.url, pair.viewer) for pair in here.pairs]
    sources = [media_socket(here.url, pair.source) for pair in here.pairs]
    stop, received = threading.Event(), [0] * len(viewers)

    def send(source: socket.socket) -> None:
        while not stop.is_set():
            source.sendall(group)

    def receive(number: int) -> None:
        buffer = bytearray(CHUNK_BYTES)
        while not stop.is_set():
            received[number] += viewers[number].recv_into(buffer)

    threads = [threading.Thread(target=send, args=(one,), daemon=True) for one in sources]
    numbers = range(len(viewers))
    threads += [threading.Thread(target=receive, args=(number,), daemon=True) for number in numbers]
    for thread in threads:
        thread.start()
    time.sleep(0.5)
    here.process.cpu_percent()
    rates, began_seconds = [], time.perf_counter()
    while time.perf_counter() - began_seconds < seconds:
        before, at_seconds = sum(received), time.perf_counter()
        time.sleep(0.5)
        arrived = (sum(received) - before) / unmasked_size(size_bytes)
        rates.append(arrived / (time.perf_counter() - at_seconds))
    cpu = here.process.cpu_percent()
    stop.set()
    for one in (*viewers, *sources):
        one.close()
    return rates, cpu


def measure(table: Table, *, pairs: int = 4, seconds: float = 3.0) -> list[Figure]:
    """All of it; each size on a server of its own."""
    figures = []
    for size_bytes in SIZES_BYTES:
        with stand(pairs) as here:
            rates, cpu = relayed_per_second(here, size_bytes, seconds)
        subject = f"{size_bytes} B, {pairs} pairs"
        figures.append(of("relay", subject, "messages relayed a second", rates, unit="/s"))
        megabytes = statistics.median(rates) * size_bytes / 1e6
        figures.append(Figure("relay", subject, "carried", megabytes, unit="MB/s"))
        figures.append(Figure("relay", subject, "server's CPU", cpu, unit="% of a core"))
        if size_bytes == SIZES_BYTES[0]:
            figures.append(of("relay", "one pointer move, idle", "console to machine", here.input_ms))
    table.add(*figures)
    return figures


def main() -> None:
    """From the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=float, default=3.0)
    arguments.add_argument("--pairs", type=int, default=4)
    arguments.add_argument("--json", type=Path)
    given = arguments.parse_args()
    table = Table()
    measure(table, pairs=given.pairs, seconds=given.seconds)
    if given.json:
        given.json.write_text(table.json())


if __name__ == "__main__":
    main()
