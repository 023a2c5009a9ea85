"""One side of a transfer over its own link: opened again after every cut until all is there (SPEC X)."""

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable
from typing import Final, Protocol

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from customer_client.errors import NotRead, NotStored, TransferOver
from customer_client.link.door import Door
from customer_client.tasks import spawn
from protocol.codec import TO_TRANSFER, encode
from protocol.errors import BadMessage, ProtocolError
from protocol.limits import AUTHENTICATE_WITHIN_SECONDS, PROTOCOL_VERSION
from protocol.link import back_off_seconds
from protocol.receiving import Begin, Close, Receiving, Write
from protocol.receiving import Step as ReceiverStep
from protocol.sending import Read, Sending
from protocol.transfer import (
    PIECE_LIMIT_BYTES,
    AllTaken,
    FromTransfer,
    Item,
    Piece,
    StopReason,
    TransferHello,
    TransferOpen,
    TransferStopped,
    pack_piece,
    unpack_piece,
)

log = logging.getLogger(__name__)

NOTHING_COMES_SECONDS: Final = 15 * 60.0
"""A transfer that gets nowhere for so long is given up."""
CLOSE_SECONDS: Final = 2.0

Ticket = Callable[[], Awaitable[str]]


class Store(Protocol):
    """Where a receiver puts what comes; each call blocks, in a worker thread. All raise NotStored."""

    def begin(self, item: Item) -> None:
        """Make room."""
        ...

    def write(self, data: bytes | memoryview) -> None:
        """Append."""
        ...

    def close(self) -> object:
        """The item is whole."""
        ...


class Source(Protocol):
    """Where a sender takes it from; blocks, in a worker thread. Raises NotRead."""

    items: list[Item]

    def read(self, number: int, offset: int, size_bytes: int) -> bytes:
        """This part of this item."""
        ...

    def close(self) -> None:
        """Nothing more is read."""
        ...


class _Side(Protocol):
    def is_over(self) -> bool: ...

    async def work(self, socket: ClientConnection) -> None: ...


async def send(door: Door, ticket: Ticket, source: Source) -> AllTaken:
    """Send everything, and wait until the other side has it; the source is closed then.

    Raises:
        TransferOver: the other side gave up. NotRead: something cannot be read. LinkError: as links end.
    """
    side = _Sender(source)
    try:
        await _until_over(door, ticket, side)
    finally:
        await asyncio.to_thread(source.close)
    if side.sending.all_taken is None:
        raise TransferOver(_reason(side.sending.stopped))
    return side.sending.all_taken


async def receive(door: Door, ticket: Ticket, store: Store, limit_bytes: int) -> AllTaken:
    """Take everything that is sent; at most `limit_bytes`.

    Raises:
        TransferOver: the other side gave up, or sends what was not allowed. NotStored: it cannot be written.
    """
    side = _Receiver(store, Receiving(limit_bytes))
    await _until_over(door, ticket, side)
    if side.all_taken is None:
        raise TransferOver(side.receiving.stopped or StopReason.CANCELLED)
    return side.all_taken


def _reason(stopped: TransferStopped | None) -> StopReason:
    return stopped.reason if stopped is not None else StopReason.CANCELLED


async def _until_over(door: Door, ticket: Ticket, side: _Side) -> None:
    tries, since = 0, time.monotonic()
    while not side.is_over():
        opened = await _once(door, await ticket(), side)
        if opened:
            tries, since = 0, time.monotonic()
        if side.is_over():
            return
        if time.monotonic() - since > NOTHING_COMES_SECONDS:
            raise TransferOver(StopReason.CANCELLED)
        await asyncio.sleep(back_off_seconds(tries, random.random()))  # noqa: S311  it spreads, it hides nothing
        tries += 1


async def _once(door: Door, ticket: str, side: _Side) -> bool:
    """One link, from its hello to its end; whether the server let us in."""
    opened = False
    try:
        async with connect(
            door.server.socket_url("/ws/transfer"),
            ssl=door.tls,
            proxy=door.socket_proxy,
            compression=None,
            max_size=PIECE_LIMIT_BYTES,
            max_queue=4,
            open_timeout=AUTHENTICATE_WITHIN_SECONDS,
            close_timeout=CLOSE_SECONDS,
        ) as socket:
            await socket.send(encode(TransferHello(protocol=PROTOCOL_VERSION, ticket=ticket)).decode())
            async with asyncio.timeout(AUTHENTICATE_WITHIN_SECONDS):
                first = await socket.recv()
            if not isinstance(first, str) or not isinstance(TO_TRANSFER.decode(first), TransferOpen):
                raise BadMessage("a transfer begins with transfer_open")
            opened = True
            await side.work(socket)
    except (ConnectionClosed, InvalidHandshake, OSError, TimeoutError, ProtocolError) as cut:
        log.info("the transfer's link is cut: %s", cut)
    return opened


async def _say(socket: ClientConnection, message: FromTransfer) -> None:
    await socket.send(encode(message).decode())


class _Sender:
    """Reads ahead of what the other side has taken, as far as the window allows."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.sending = Sending(source.items)

    def is_over(self) -> bool:
        return self.sending.all_taken is not None or self.sending.stopped is not None

    async def work(self, socket: ClientConnection) -> None:
        heard = asyncio.Event()
        listener = spawn(self._listen(socket, heard), name="transfer listener")
        try:
            await self._speak(socket, heard)
        except NotRead as unread:
            reason = StopReason.CHANGED if unread.changed else StopReason.NOT_READ
            await _say(socket, TransferStopped(reason=reason))
            raise
        finally:
            listener.cancel()

    async def _listen(self, socket: ClientConnection, heard: asyncio.Event) -> None:
        try:
            async for frame in socket:
                if isinstance(frame, str):
                    self.sending.heard(TO_TRANSFER.decode(frame))
                    heard.set()
        except (ConnectionClosed, ProtocolError) as cut:
            log.info("the transfer's link is cut: %s", cut)
            await socket.close()
        finally:
            heard.set()

    async def _speak(self, socket: ClientConnection, heard: asyncio.Event) -> None:
        while not self.is_over():
            step = self.sending.next()
            if step is None:
                if socket.state.name != "OPEN":
                    return
                await heard.wait()
                heard.clear()
            elif isinstance(step, Read):
                frame, digest = await asyncio.to_thread(self._part, step)
                if self.sending.read(step, digest):
                    await socket.send(frame)
            else:
                await _say(socket, step.message)

    def _part(self, part: Read) -> tuple[bytes, bytes]:
        return pack_piece(part.item, part.offset, self._source.read(part.item, part.offset, part.size_bytes))


class _Receiver:
    """Writes what comes, in order, and says what is written."""

    def __init__(self, store: Store, receiving: Receiving) -> None:
        self._store = store
        self.receiving = receiving
        self.all_taken: AllTaken | None = None

    def is_over(self) -> bool:
        return self.receiving.stopped is not None or self.all_taken is not None

    async def work(self, socket: ClientConnection) -> None:
        while not self.is_over():
            frame = await socket.recv()
            try:
                for step in await self._steps(frame):
                    await self._carry_out(socket, step)
            except NotStored as unstored:
                reason = StopReason.DISK_FULL if unstored.full else StopReason.NOT_WRITTEN
                self.receiving.stop(reason)
                await _say(socket, TransferStopped(reason=reason))
                raise

    async def _steps(self, frame: str | bytes) -> "list[ReceiverStep]":
        if isinstance(frame, str):
            return list(self.receiving.heard(TO_TRANSFER.decode(frame)))
        piece = unpack_piece(frame)
        whole = await asyncio.to_thread(piece.is_whole)
        return list(self.receiving.came(piece, whole=whole))

    async def _carry_out(self, socket: ClientConnection, step: "ReceiverStep") -> None:
        match step:
            case Begin(item=item):
                await asyncio.to_thread(self._store.begin, item)
            case Write(piece=piece):
                await self._write(socket, piece)
            case Close():
                await asyncio.to_thread(self._store.close)
            case _:
                await _say(socket, step.message)
                if isinstance(step.message, AllTaken):
                    self.all_taken = step.message

    async def _write(self, socket: ClientConnection, piece: Piece) -> None:
        await asyncio.to_thread(self._store.write, piece.data)
        await _say(socket, self.receiving.written().message)
