"""The control socket, from accept to close."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from protocol.chat_messages import ChatWanted, Say
from protocol.codec import FROM_AUDIENCE, FROM_CONSOLE, FROM_DESK, FROM_MACHINE, FROM_PAGE, Direction, encode
from protocol.control import InputSeenFor
from protocol.errors import ANSWERS, BadMessage, CloseCode, ErrorCode, ProtocolError
from protocol.input import HeldBack, Input, InputSeen
from protocol.limits import (
    AUTHENTICATE_WITHIN_SECONDS,
    INPUT_EVENTS_PER_SECOND,
    LINK_LOST_AFTER_SECONDS,
    MESSAGES_PER_SECOND,
    POINTS_PER_SECOND,
    SENTENCE_LIMIT_CHARS,
)
from protocol.link_messages import Fault, Hello, Leave, MediaTicket, MediaTicketWanted, PeerKind
from protocol.pointing import Ink, Point
from protocol.work_messages import ReturnTokenWanted
from server.errors import ServerError, TooMany
from server.runtime.hub import Hub
from server.runtime.peers import Peer
from server.ws.outbox import Outbox
from server.ws.pace import Bucket
from server.ws.socket import Gone, NotTaken, Socket

DIRECTIONS: Final[Mapping[PeerKind, Direction[Any]]] = {
    PeerKind.PAGE: FROM_PAGE,
    PeerKind.MACHINE: FROM_MACHINE,
    PeerKind.CONSOLE: FROM_CONSOLE,
    PeerKind.VIEWER: FROM_AUDIENCE,
    PeerKind.DESK: FROM_DESK,
}
NORMAL_CLOSE: Final = 1000


class NotText(Exception):
    """A binary frame on a control link (SPEC W2)."""


@dataclass(slots=True)
class Pace:
    """What one peer may say: control messages averaged over two seconds (SPEC L2), input by its own limit.

    Input over the limit is answered as held back; who goes on at twice the pace is closed (SPEC L3). Pointers
    over theirs are dropped; only a flood closes (SPEC Y1).
    """

    messages: Bucket = field(default_factory=lambda: Bucket(MESSAGES_PER_SECOND, 2 * MESSAGES_PER_SECOND))
    input_answers: Bucket = field(
        default_factory=lambda: Bucket(2 * INPUT_EVENTS_PER_SECOND, 4 * INPUT_EVENTS_PER_SECOND)
    )
    input_events: Bucket = field(
        default_factory=lambda: Bucket(INPUT_EVENTS_PER_SECOND, INPUT_EVENTS_PER_SECOND)
    )
    input_flood: Bucket = field(
        default_factory=lambda: Bucket(2 * INPUT_EVENTS_PER_SECOND, 4 * INPUT_EVENTS_PER_SECOND)
    )

    points: Bucket = field(default_factory=lambda: Bucket(POINTS_PER_SECOND, POINTS_PER_SECOND))
    points_flood: Bucket = field(
        default_factory=lambda: Bucket(20 * POINTS_PER_SECOND, 40 * POINTS_PER_SECOND)
    )

    def check(self, message: object, at_seconds: float) -> None:
        """Raises TooMany: the peer speaks too fast, and is closed."""
        match message:
            case Input():
                fits = self.input_flood.takes(len(message.events), at_seconds)
            case Point() | Ink():
                fits = self.points_flood.takes(1, at_seconds)
            case InputSeenFor():
                fits = self.input_answers.takes(1, at_seconds)
            case _:
                fits = self.messages.takes(1, at_seconds)
        if not fits:
            raise TooMany(1.0)


async def serve(socket: Socket, hub: Hub, monotonic_seconds: Callable[[], float]) -> None:
    """Run one accepted control socket until either side ends it.

    The reader ending closes the outbox, which ends the writer. When the hub closes the outbox, the writer
    ends first, and the reader has nothing left to read for.
    """
    outbox = Outbox()
    async with asyncio.TaskGroup() as both:
        reader = both.create_task(_listen(socket, hub, outbox, monotonic_seconds), name="ws reader")
        await _write(socket, outbox)
        reader.cancel()
    await socket.close(outbox.close_code, outbox.close_reason)


async def _listen(socket: Socket, hub: Hub, outbox: Outbox, monotonic_seconds: Callable[[], float]) -> None:
    peer = None
    try:
        peer = await _let_in(socket, hub, outbox)
        await _read(socket, hub, peer, outbox, monotonic_seconds)
    except NotText:
        outbox.close(CloseCode.UNSUPPORTED_DATA)
    except (ServerError, ProtocolError) as refusal:
        outbox.push(encode(Fault(code=refusal.code, sentence=str(refusal)[:SENTENCE_LIMIT_CHARS])))
        outbox.close(ANSWERS[refusal.code].close, refusal.code.value)
    except Gone:
        outbox.close(CloseCode.GOING_AWAY)
    finally:
        outbox.close(ANSWERS[ErrorCode.OURS].close, ErrorCode.OURS.value)
        if peer is not None:
            hub.lose(peer)


async def _let_in(socket: Socket, hub: Hub, outbox: Outbox) -> Peer:
    try:
        async with asyncio.timeout(AUTHENTICATE_WITHIN_SECONDS):
            hello = FROM_DESK.decode(_text(await socket.receive()))
    except TimeoutError:
        raise BadMessage("no hello came in time") from None
    if not isinstance(hello, Hello):
        raise BadMessage("the first message is a hello")
    return await hub.open_link(await hub.doorman.admit(hello), outbox)


async def _read(
    socket: Socket, hub: Hub, peer: Peer, outbox: Outbox, monotonic_seconds: Callable[[], float]
) -> None:
    """Take messages until the peer leaves, or has been silent for too long."""
    loop = asyncio.get_running_loop()
    direction, pace = DIRECTIONS[peer.kind], Pace()
    try:
        async with asyncio.timeout(LINK_LOST_AFTER_SECONDS) as silence:
            while True:
                message = direction.decode(_text(await socket.receive()))
                silence.reschedule(loop.time() + LINK_LOST_AFTER_SECONDS)
                at_seconds = monotonic_seconds()
                pace.check(message, at_seconds)
                if isinstance(message, Leave):
                    await hub.leave(peer)
                    outbox.close(NORMAL_CLOSE)
                    return
                await _take(hub, peer, message, pace, at_seconds)
    except TimeoutError:
        outbox.close(ANSWERS[ErrorCode.TOO_SLOW].close, ErrorCode.TOO_SLOW.value)


async def _take(hub: Hub, peer: Peer, message: object, pace: Pace, at_seconds: float) -> None:
    match message:
        case Hello():
            raise BadMessage("a hello comes once")
        case MediaTicketWanted():
            ticket = await hub.doorman.media_ticket(peer.peer_id, peer.kind, peer.session_id)
            if ticket is not None:
                peer.send(MediaTicket(ticket=ticket))
        case Say(attachments=(_, *_)):
            await hub.say(peer, message)
        case ChatWanted() | ReturnTokenWanted():
            await hub.answer(peer, message)
        case Point() | Ink() if not pace.points.takes(1, at_seconds):
            """Too much of a hand: this is dropped, and the next place is the truth (SPEC Y1)."""
        case Input() if not pace.input_events.takes(len(message.events), at_seconds):
            peer.send(InputSeen(epoch=message.epoch, seq=0, held_back=HeldBack.TOO_MANY))
        case _:
            hub.take(peer, message)


async def _write(socket: Socket, outbox: Outbox) -> None:
    try:
        async for text in outbox:
            await socket.send_text(text)
    except NotTaken:
        outbox.close(ANSWERS[ErrorCode.TOO_SLOW].close, ErrorCode.TOO_SLOW.value)
    except Gone:
        outbox.close(CloseCode.GOING_AWAY)


def _text(data: str | bytes) -> str:
    if isinstance(data, bytes):
        raise NotText
    return data
