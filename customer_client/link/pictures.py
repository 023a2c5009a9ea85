"""The picture's ways out, as one: who watches what, over the server and directly. Used in the event loop."""

from typing import Protocol

from customer_client.core.picture import EncodedFrame, Pointer
from customer_client.link.directs import DirectPaths
from customer_client.link.media import MediaLink
from customer_client.link.pointer import place, shape
from protocol.pointer import PointerShape as WireShape
from protocol.screen import MonitorId, Screen


class Source(Protocol):
    """Where the pictures come from; no call waits for one."""

    def watch(self, monitors: frozenset[MonitorId]) -> None:
        """Show these and no others."""
        ...

    def request_key(self, stream: MonitorId) -> None:
        """Somebody needs a picture that is decodable by itself."""
        ...

    def pause(self) -> None:
        """Deliver nothing from now on."""
        ...

    def resume(self) -> None:
        """Go on, with key frames."""
        ...

    def set_congestion(self, backlog_ms: int) -> None:
        """How long what was delivered waits before it leaves this machine."""
        ...


class Pictures:
    """Nothing leaves before `start`, and nothing after `stop`.

    Args:
        source: Made paused.
        media: The way over the server.
        directs: The straight ways.
        screen: The monitors now.
    """

    def __init__(self, source: Source, media: MediaLink, directs: DirectPaths, screen: Screen) -> None:
        self._source = source
        self._media = media
        self._directs = directs
        self._screen = screen
        self._relayed: frozenset[MonitorId] = frozenset()
        self._watched: frozenset[MonitorId] = frozenset()
        self._shown = False
        self._shape: WireShape | None = None

    @property
    def first(self) -> MonitorId:
        """The monitor that a viewer sees first."""
        monitors = self._screen.monitors
        return next((monitor.id for monitor in monitors if monitor.primary), monitors[0].id)

    def start(self) -> None:
        """The view is allowed."""
        self._shown = True
        self.look()
        self._source.resume()

    def stop(self) -> None:
        """The view is over: when this returns, no picture is taken or sent any more."""
        self._shown = False
        self._source.pause()

    def relay(self, streams: frozenset[MonitorId]) -> None:
        """These streams have viewers at the server."""
        self._relayed = streams
        self._media.watch(streams)
        self.look()

    def look(self) -> None:
        """Somebody came, went, or looks at another monitor."""
        watched = self._relayed | self._directs.streams
        if watched != self._watched:
            self._watched = watched
            self._source.watch(watched)
        if self._shape is not None and self._shown:
            self._media.point(self._shape)
            self._directs.point(self._shape)

    def key_wanted(self, stream: MonitorId) -> None:
        """A stream cannot be decoded further by somebody."""
        self.look()
        self._source.request_key(stream)

    def deliver(self, frame: EncodedFrame) -> None:
        """A picture is ready."""
        if self._shown:
            self._directs.push(frame)
            self._media.push(frame)

    def point(self, pointer: Pointer) -> None:
        """The pointer moved, or looks different."""
        if not self._shown:
            return
        here = place(pointer, self._screen)
        if here is not None:
            self._media.point(here)
            self._directs.point(here)
        if pointer.shape is not None:
            told = shape(pointer.shape)
            if told is not None and told != self._shape:
                self._shape = told
                self._media.point(told)
                self._directs.point(told)

    def rearrange(self, screen: Screen) -> None:
        """The monitors changed."""
        self._screen = screen
