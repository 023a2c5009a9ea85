"""The media socket, from accept to close: frames in from the captured machine, frames out to a viewer."""

import asyncio
import itertools
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Final

from protocol.codec import Direction
from protocol.errors import ANSWERS, BadMessage, CloseCode, ErrorCode, ProtocolError
from protocol.limits import AUTHENTICATE_WITHIN_SECONDS
from protocol.link_messages import MediaHello, PeerKind
from server.errors import NotAllowed, ServerError
from server.runtime.admission import AdmittedMedia
from server.runtime.hub import Hub
from server.runtime.pictures import PictureLinks, ViewerQueue
from server.ws.socket import Gone, Socket

FRAMES_IN_A_ROW: Final = 16
"""A burst of small frames comes in one read of the socket: let the viewers' writers run in between."""
MEDIA_HELLO: Final[Direction[MediaHello]] = Direction(MediaHello)


@dataclass(slots=True)
class MediaOutlet:
    """One media socket, as the relay sees it."""

    changed: asyncio.Event = field(default_factory=asyncio.Event)
    close_code: int | None = None

    def is_open(self) -> bool:
        """Whether nobody has closed it."""
        return self.close_code is None

    def wake(self) -> None:
        """There may be something to send."""
        self.changed.set()

    def close(self, code: int) -> None:
        """Close the socket; the first code stands."""
        self.close_code = self.close_code or code
        self.changed.set()


async def serve(socket: Socket, hub: Hub, links: PictureLinks, slow_viewer_seconds: float) -> None:
    """Run one accepted media socket until either side ends it."""
    outlet = MediaOutlet()
    try:
        admitted = await _let_in(socket, hub)
    except (ServerError, ProtocolError) as refusal:
        await socket.close(ANSWERS[refusal.code].close, refusal.code.value)
        return
    except Gone:
        return
    try:
        if admitted.kind is PeerKind.MACHINE:
            take = links.attach_source(admitted.session_id, admitted.peer_id, outlet)
            await _both(_take_frames(socket, outlet, take), _wait_for_close(outlet))
        else:
            queue = links.attach_viewer(admitted.session_id, admitted.peer_id, outlet)
            await _both(
                _watch_for_end(socket, outlet), _send_frames(socket, outlet, queue, slow_viewer_seconds)
            )
    finally:
        links.detach(admitted.session_id, admitted.peer_id, outlet)
    await socket.close(outlet.close_code or CloseCode.GOING_AWAY)


async def _let_in(socket: Socket, hub: Hub) -> AdmittedMedia:
    try:
        async with asyncio.timeout(AUTHENTICATE_WITHIN_SECONDS):
            data = await socket.receive()
    except TimeoutError:
        raise BadMessage("no hello came in time") from None
    if isinstance(data, bytes):
        raise BadMessage("the first message is a hello")
    admitted = await hub.doorman.admit_media(MEDIA_HELLO.decode(data))
    if not hub.is_linked(admitted.session_id, admitted.peer_id):
        raise NotAllowed("open a picture without being in its session")
    return admitted


async def _both(reading: Coroutine[None, None, None], writing: Coroutine[None, None, None]) -> None:
    """Run both until the writing one ends; the reading one ends it by closing the outlet."""
    async with asyncio.TaskGroup() as both:
        reader = both.create_task(reading, name="media reader")
        await writing
        reader.cancel()


async def _take_frames(socket: Socket, outlet: MediaOutlet, take: Callable[[bytes], None]) -> None:
    try:
        for number in itertools.count(1):
            frame = await socket.receive()
            if isinstance(frame, str):
                raise BadMessage("a media frame is binary")
            take(frame)
            if number % FRAMES_IN_A_ROW == 0:
                await asyncio.sleep(0)
    except Gone:
        outlet.close(CloseCode.GOING_AWAY)
    except ProtocolError as broken:
        outlet.close(ANSWERS[broken.code].close)


async def _wait_for_close(outlet: MediaOutlet) -> None:
    while outlet.is_open():
        outlet.changed.clear()
        await outlet.changed.wait()


async def _watch_for_end(socket: Socket, outlet: MediaOutlet) -> None:
    """A viewer says nothing here; reading tells when it is gone, and lets its pongs through."""
    try:
        await socket.receive()
    except Gone:
        outlet.close(CloseCode.GOING_AWAY)
    else:
        outlet.close(ANSWERS[ErrorCode.BAD_MESSAGE].close)


async def _send_frames(
    socket: Socket, outlet: MediaOutlet, queue: ViewerQueue, slow_viewer_seconds: float
) -> None:
    """Send what waits. A viewer that has not caught up once in the time is too slow (SPEC F6)."""
    try:
        while outlet.is_open():
            outlet.changed.clear()
            async with asyncio.timeout(slow_viewer_seconds):
                while outlet.is_open() and (frame := queue.pop()) is not None:
                    await socket.send_bytes(frame)
            if outlet.is_open():
                await outlet.changed.wait()
    except TimeoutError:
        outlet.close(ANSWERS[ErrorCode.TOO_SLOW].close)
    except Gone:
        outlet.close(CloseCode.GOING_AWAY)
