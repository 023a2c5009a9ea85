"""The media link: encoded pictures to the server, which passes them on to whoever watches there (SPEC F).

What waits is measured, and told to the pacing of the pictures; when it is too much, everything up to the next
key frame is dropped: newest wins, and nothing is ever shown that cannot be decoded.
"""

import asyncio
import logging
import random
import socket as sockets
import time
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

from customer_client.core.picture import EncodedFrame
from customer_client.link.door import Door
from customer_client.tasks import spawn
from protocol.codec import encode
from protocol.limits import AUTHENTICATE_WITHIN_SECONDS, PROTOCOL_VERSION, VIEWER_BUFFER_LIMIT_BYTES
from protocol.link import back_off_seconds
from protocol.link_messages import MediaHello
from protocol.media import Codec, Header, Kind, pack
from protocol.pointer import PointerAt, PointerShape
from protocol.screen import MonitorId

log = logging.getLogger(__name__)

OLDEST_LIMIT_MS: Final = 2_000
"""A picture that waited longer is dropped, and all up to the next key frame: people would see the past."""
UNSENT_LIMIT_BYTES: Final = 64 * 1024
"""What the system's own buffer may hold unsent, where it can be told: what waits there can be neither dropped
nor measured."""
CLOSE_SECONDS: Final = 1.0


class MediaLink:
    """Pictures of the watched streams, on their way over the server. Used in the event loop.

    Args:
        door: How the server is reached.
        ticket: Waits for a ticket to open the link with; each is good once.
        key_wanted: A stream needs a key frame before anything of it can be sent.
        backlog: Told how long the oldest waiting picture has waited, in milliseconds, when that changes.
    """

    def __init__(
        self,
        door: Door,
        ticket: Callable[[], Awaitable[str]],
        key_wanted: Callable[[MonitorId], None],
        backlog: Callable[[int], None],
    ) -> None:
        self._door = door
        self._ticket = ticket
        self._key_wanted = key_wanted
        self._backlog = backlog
        self._told_ms = 0
        self._streams: frozenset[MonitorId] = frozenset()
        self._need_key: set[MonitorId] = set()
        self._waiting: deque[tuple[float, bytes]] = deque()
        self._pointers: dict[Kind, bytes] = {}
        self._bytes = 0
        self._changed = asyncio.Event()
        self._open = False

    @property
    def is_open(self) -> bool:
        """Whether the server takes pictures now."""
        return self._open

    def watch(self, streams: frozenset[MonitorId]) -> None:
        """These streams have viewers at the server; the others are not sent."""
        fresh = streams - self._streams
        self._need_key = (self._need_key & streams) | fresh
        self._streams = streams
        for stream in fresh:
            self._key_wanted(stream)

    def push(self, frame: EncodedFrame) -> None:
        """Send this frame, if somebody watches it there; never waits."""
        if not self._open or frame.stream not in self._streams:
            return
        if self._is_behind(len(frame.data)):
            self._drop_all()
            # Also of the monitors that rest: nothing more may come of them by itself.
            for stream in self._streams - {frame.stream}:
                self._key_wanted(stream)
        if frame.stream in self._need_key:
            if not frame.key:
                self._key_wanted(frame.stream)
                return
            self._need_key.discard(frame.stream)
        self._queue(_packed(frame))

    def point(self, pointer: PointerAt | PointerShape) -> None:
        """Tell the viewers where the pointer is, or how it looks; only the newest of each waits."""
        if not self._open or not self._streams:
            return
        kind = Kind.POINTER_AT if isinstance(pointer, PointerAt) else Kind.POINTER_SHAPE
        self._pointers[kind] = pack(Header(kind, False, 0, 0, 0), encode(pointer))  # noqa: FBT003  no key
        self._changed.set()

    def drop(self) -> None:
        """Forget what waits; what comes goes on at a key frame."""
        self._drop_all()

    async def run(self) -> None:
        """Keep the link until cancelled."""
        tries = 0
        while True:
            ticket = await self._ticket()
            started = time.monotonic()
            await self._once(ticket)
            lasted = time.monotonic() - started > AUTHENTICATE_WITHIN_SECONDS
            jitter = random.random()  # noqa: S311  it spreads, it hides nothing
            await asyncio.sleep(back_off_seconds(0 if lasted else tries, jitter))
            tries = 0 if lasted else tries + 1

    async def _once(self, ticket: str) -> None:
        try:
            async with connect(
                self._door.server.socket_url("/ws/media"),
                ssl=self._door.tls,
                proxy=self._door.socket_proxy,
                compression=None,
                ping_interval=None,
                open_timeout=AUTHENTICATE_WITHIN_SECONDS,
                close_timeout=CLOSE_SECONDS,
                max_size=1024,
            ) as socket:
                _keep_unsent_small(socket)
                await socket.send(encode(MediaHello(protocol=PROTOCOL_VERSION, ticket=ticket)), text=True)
                self._begin()
                await self._converse(socket)
        except (OSError, TimeoutError, ConnectionClosed, InvalidHandshake, InvalidURI, EOFError) as cut:
            log.info("no media link: %s", cut)
        finally:
            self._open = False
            self._drop_all()

    async def _converse(self, socket: ClientConnection) -> None:
        """Send until the socket ends; reading is what shows that it did."""
        # No TaskGroup: that of 3.11 forgets a cancellation that comes while its own child fails.
        writer = spawn(self._write(socket), name="media writer")
        try:
            async for _ in socket:
                log.debug("the server says something on the media link; nothing is expected")
        finally:
            writer.cancel()

    def _begin(self) -> None:
        self._open = True
        self._need_key = set(self._streams)
        for stream in self._streams:
            self._key_wanted(stream)

    async def _write(self, socket: ClientConnection) -> None:
        with suppress(ConnectionClosed):
            while True:
                await self._changed.wait()
                while self._waiting or self._pointers:
                    await self._write_next(socket)
                    self._tell_backlog()
                self._changed.clear()

    async def _write_next(self, socket: ClientConnection) -> None:
        while self._pointers:
            await socket.send(self._pointers.pop(next(iter(self._pointers))))
        if not self._waiting:
            return
        _, data = self._waiting[0]
        await socket.send(data)
        if self._waiting and self._waiting[0][1] is data:  # not dropped meanwhile
            self._waiting.popleft()
            self._bytes -= len(data)

    def _queue(self, data: bytes) -> None:
        self._waiting.append((time.monotonic(), data))
        self._bytes += len(data)
        self._changed.set()
        self._tell_backlog()

    def _is_behind(self, more_bytes: int) -> bool:
        too_much = self._bytes + more_bytes > VIEWER_BUFFER_LIMIT_BYTES and self._bytes > 0
        return too_much or self._oldest_ms() > OLDEST_LIMIT_MS

    def _drop_all(self) -> None:
        self._waiting.clear()
        self._pointers.clear()
        self._bytes = 0
        self._need_key = set(self._streams)
        self._tell_backlog()

    def _oldest_ms(self) -> int:
        return round((time.monotonic() - self._waiting[0][0]) * 1000) if self._waiting else 0

    def _tell_backlog(self) -> None:
        backlog_ms = self._oldest_ms()
        if backlog_ms != self._told_ms:
            self._told_ms = backlog_ms
            self._backlog(backlog_ms)


def _packed(frame: EncodedFrame) -> bytes:
    profile = bytes.fromhex(frame.codec.partition(".")[2])
    header = Header(
        Kind.VIDEO,
        frame.key,
        frame.stream,
        frame.seq,
        frame.pts_us,
        frame.width_px,
        frame.height_px,
        Codec.H264,
        profile,
    )
    return pack(header, frame.data)


def _keep_unsent_small(socket: ClientConnection) -> None:
    raw = socket.transport.get_extra_info("socket")
    option = getattr(sockets, "TCP_NOTSENT_LOWAT", None)
    if raw is None or option is None:
        return
    try:
        raw.setsockopt(sockets.IPPROTO_TCP, option, UNSENT_LIMIT_BYTES)
        raw.setsockopt(sockets.IPPROTO_TCP, sockets.TCP_NODELAY, 1)
    except OSError:
        log.debug("the system's own send buffer stays as it is")
