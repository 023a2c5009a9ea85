"""One side's transfer link, from its hello to its end: frames are passed on, nothing is kept (SPEC X)."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import Final

from protocol.codec import FROM_TRANSFER, encode
from protocol.errors import (
    ANSWERS,
    BadMessage,
    CloseCode,
    ErrorCode,
    MessageTooBig,
    ProtocolError,
    VersionUnknown,
)
from protocol.limits import AUTHENTICATE_WITHIN_SECONDS, PROTOCOL_VERSION
from protocol.transfer import PIECE, PIECE_LIMIT_BYTES, OtherSide, TransferHello, TransferOpen
from server.errors import ServerError
from server.runtime.transfers import Side, Transfers
from server.ws.socket import SEND_WITHIN_SECONDS, Gone, NotTaken, Socket

FRAMES_IN_A_ROW: Final = 4
"""Pieces are large: let pictures and input run in between."""


@dataclass(slots=True)
class TransferLink:
    """An open link, as the other side and the server see it."""

    socket: Socket
    side: Side
    close_code: int | None = None
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _says: "deque[OtherSide]" = field(default_factory=deque[OtherSide])
    _patience: asyncio.Timeout | None = None
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    def is_closed(self) -> bool:
        """Whether anybody has closed it; a method, because that may happen while something waits."""
        return self.close_code is not None

    def tell(self, message: OtherSide) -> None:
        """Say this soon."""
        self._says.append(message)
        self._changed.set()

    async def pass_on(self, frame: str | bytes) -> None:
        """Hand a frame over, after everything that was to be said before it."""
        async with self._one_at_a_time:
            await self._say_all()
            if not self.is_closed():
                await self._hand_over(frame)

    def close(self, code: int) -> None:
        """Close the link; the first code stands."""
        self.close_code = self.close_code or code
        self._changed.set()
        if self._patience is not None and not self._patience.expired():
            # What is being sent goes nowhere: uvicorn waits on, also when the connection is lost.
            self._patience.reschedule(asyncio.get_running_loop().time())

    async def open(self) -> None:
        """Tell the peer which side it is."""
        opened = TransferOpen(request_id=self.side.request_id, way=self.side.way, sends=self.side.sends)
        async with self._one_at_a_time:
            await self._hand_over(encode(opened).decode())

    async def speak(self) -> None:
        """Say what is to be said, until the link is closed."""
        while not self.is_closed():
            self._changed.clear()
            async with self._one_at_a_time:
                await self._say_all()
            if not self.is_closed() and not self._says:
                await self._changed.wait()

    async def _say_all(self) -> None:
        while self._says and not self.is_closed():
            await self._hand_over(encode(self._says.popleft()).decode())

    async def _hand_over(self, frame: str | bytes) -> None:
        try:
            async with asyncio.timeout(SEND_WITHIN_SECONDS) as self._patience:
                if isinstance(frame, str):
                    await self.socket.send_text(frame.encode())
                else:
                    await self.socket.send_bytes(frame)
        except (NotTaken, TimeoutError):
            self.close(ANSWERS[ErrorCode.TOO_SLOW].close)
        except Gone:
            self.close(CloseCode.GOING_AWAY)
        finally:
            self._patience = None


async def serve(socket: Socket, transfers: Transfers) -> None:
    """Run one accepted transfer socket until either side ends it."""
    try:
        link = TransferLink(socket, await _let_in(socket, transfers))
    except (ServerError, ProtocolError) as refusal:
        await socket.close(ANSWERS[refusal.code].close, refusal.code.value)
        return
    except Gone:
        return
    await link.open()
    transfers.attach(link.side, link)
    try:
        async with asyncio.TaskGroup() as both:
            reader = both.create_task(_listen(link, transfers), name="transfer reader")
            await link.speak()
            reader.cancel()
    finally:
        transfers.detach(link.side, link)
    await socket.close(link.close_code or CloseCode.GOING_AWAY)


async def _let_in(socket: Socket, transfers: Transfers) -> Side:
    try:
        async with asyncio.timeout(AUTHENTICATE_WITHIN_SECONDS):
            data = await socket.receive()
    except TimeoutError:
        raise BadMessage("no hello came in time") from None
    hello = FROM_TRANSFER.decode(data) if isinstance(data, str) else None
    if not isinstance(hello, TransferHello):
        raise BadMessage("the first message is a hello")
    if hello.protocol != PROTOCOL_VERSION:
        raise VersionUnknown(hello.protocol)
    return transfers.admit(hello.ticket)


async def _listen(link: TransferLink, transfers: Transfers) -> None:
    number = 0
    try:
        while True:
            frame = await link.socket.receive()
            _check(frame)
            await transfers.pass_on(link.side, frame)
            number += 1
            if number % FRAMES_IN_A_ROW == 0:
                await asyncio.sleep(0)
    except Gone:
        link.close(CloseCode.GOING_AWAY)
    except ProtocolError as broken:
        link.close(ANSWERS[broken.code].close)


def _check(frame: str | bytes) -> None:
    """What may be passed on: a message of a transfer, or something of a piece's size."""
    if isinstance(frame, str):
        if isinstance(FROM_TRANSFER.decode(frame), TransferHello):
            raise BadMessage("a hello comes once")
    elif len(frame) > PIECE_LIMIT_BYTES:
        raise MessageTooBig(len(frame), PIECE_LIMIT_BYTES)
    elif len(frame) <= PIECE.size:
        raise BadMessage("a piece is a header and data")
