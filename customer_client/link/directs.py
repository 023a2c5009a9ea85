"""All direct paths of this machine: one per viewer, one packetisation for all of them."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Final

from customer_client.core.picture import EncodedFrame
from customer_client.link.direct import DirectPath, PathEvents, Viewer
from customer_client.link.ice import turn_is_refused
from customer_client.link.rtc_hooks import ReadyFrame, install, payloads_of
from customer_client.tasks import spawn
from protocol.ids import PeerId
from protocol.input import Input, InputSeen
from protocol.limits import DEMO_VIEWER_LIMIT, SDP_LIMIT_CHARS
from protocol.pointer import PointerAt, PointerShape
from protocol.screen import MonitorId
from protocol.signalling import DirectClosed, IceServer, Offer

log = logging.getLogger(__name__)

PATHS_LIMIT: Final = DEMO_VIEWER_LIMIT
"""Each is one more copy on this machine's uplink; whoever comes later stays on the relay."""


class DirectPaths:
    """Who is reached directly. Used in the event loop.

    Args:
        events: Told what happens on each path.
        say: Sends signalling to the server.
        first_stream: The monitor that a new viewer sees first.
        ice: The servers that the newest welcome brought.
    """

    def __init__(
        self,
        events: PathEvents,
        say: Callable[[Offer | DirectClosed], object],
        first_stream: Callable[[], MonitorId],
        ice: Callable[[], Sequence[IceServer]],
    ) -> None:
        install()
        self._events = events
        self._say = say
        self._first_stream = first_stream
        self._ice = ice
        self._paths: dict[PeerId, DirectPath] = {}
        self._closing: set[asyncio.Task[object]] = set()

    @property
    def streams(self) -> frozenset[MonitorId]:
        """What the viewers of the open paths watch."""
        return frozenset(path.stream for path in self._paths.values() if path.is_open)

    def offer(self, viewer: Viewer) -> None:
        """Offer a path to this viewer; an earlier one to the same peer is closed."""
        before = self._paths.get(viewer.peer)
        if before is not None and before.viewer.attempt >= viewer.attempt:
            return
        self.close(viewer.peer)
        if len(self._paths) >= PATHS_LIMIT:
            self._say(DirectClosed(peer=viewer.peer, attempt=viewer.attempt))
            return
        path = DirectPath(viewer, self._first_stream(), self._ice(), self)
        self._paths[viewer.peer] = path
        _ = spawn(self._make_offer(path), name=f"offer to {viewer.peer}")

    async def answer(self, peer: PeerId, attempt: int, sdp: str) -> None:
        """A viewer answered; an answer to an older try is dropped."""
        path = self._paths.get(peer)
        if path is not None and path.viewer.attempt == attempt:
            await path.answer(sdp)

    def close(self, peer: PeerId | None = None) -> None:
        """Close the path to this viewer, or to everyone. From here on nothing leaves by it."""
        paths = [self._paths.get(peer)] if peer is not None else list(self._paths.values())
        for path in paths:
            if path is not None:
                path.end()

    async def close_all(self) -> None:
        """Close every path and wait until all that were closed are."""
        self.close()
        while self._closing:
            await asyncio.wait(self._closing)

    def push(self, frame: EncodedFrame) -> None:
        """Send a frame to everyone who watches its stream."""
        paths = [path for path in self._paths.values() if path.stream == frame.stream and path.is_open]
        if paths:
            ready = ReadyFrame(payloads_of(frame.data), frame.pts_us * 9 // 100)
            for path in paths:
                path.push(frame, ready)

    def drop(self) -> None:
        """Forget what waits, and what was sent and might be asked for again."""
        for path in self._paths.values():
            path.drop()

    def point(self, pointer: PointerAt | PointerShape) -> None:
        """Tell every viewer where the pointer is, or how it looks."""
        for path in self._paths.values():
            path.say(pointer)

    async def _make_offer(self, path: DirectPath) -> None:
        viewer = path.viewer
        sdp = await path.offer()
        if self._paths.get(viewer.peer) is not path:
            return
        if len(sdp) > SDP_LIMIT_CHARS:
            log.warning("this machine has too many network addresses to offer a direct path")
            path.end()
            return
        refused = turn_is_refused(sdp, self._ice())
        if refused:
            log.warning("the TURN server gave no address: it refuses the credentials, or cannot be reached")
        self._say(Offer(peer=viewer.peer, attempt=viewer.attempt, sdp=sdp, turn_refused=refused))

    # What the paths tell

    def opened(self, viewer: Viewer) -> None:
        """See `PathEvents`."""
        self._events.opened(viewer)

    def lost(self, viewer: Viewer) -> None:
        """See `PathEvents`; the viewer is told over the server, since the path itself may be cut."""
        path = self._paths.get(viewer.peer)
        if path is not None and path.viewer == viewer:
            del self._paths[viewer.peer]
            closing = spawn(path.close(), name=f"close direct path {viewer.peer}")
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)
        self._say(DirectClosed(peer=viewer.peer, attempt=viewer.attempt))
        self._events.lost(viewer)

    def took(self, viewer: Viewer, batch: Input) -> InputSeen | None:
        """See `PathEvents`."""
        return self._events.took(viewer, batch)

    def key_wanted(self, stream: MonitorId) -> None:
        """See `PathEvents`."""
        self._events.key_wanted(stream)

    def estimated(self, viewer: Viewer, bits_per_second: int) -> None:
        """See `PathEvents`."""
        self._events.estimated(viewer, bits_per_second)
