"""The picture's ways out, as one: who watches what, over the server and directly. Used in the event loop."""

from typing import Final, Protocol

from customer_client.core.picture import EncodedFrame, Pointer
from customer_client.link.directs import DirectPaths
from customer_client.link.media import MediaLink
from customer_client.link.pointer import place, shape
from protocol.pointer import PointerShape as WireShape
from protocol.screen import MonitorId, Screen

HIDDEN: Final = WireShape(png="", hot_x_px=0, hot_y_px=0)
"""How the pointer looks while nobody may see where it is (SPEC P1)."""


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

    def cover(self) -> None:
        """Deliver black pictures from now on; when this returns, nothing else is delivered."""
        ...

    def uncover(self) -> None:
        """Show the desktop again, with key frames."""
        ...

    def set_congestion(self, backlog_ms: int) -> None:
        """How long what was delivered waits before it leaves this machine."""
        ...


class Pictures:
    """Nothing leaves before `start`, and nothing after `stop`; while covered, only black pictures do.

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
        self._covered = False
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

    def cover(self) -> None:
        """A private moment: when this returns, nothing that waits or comes shows anything of the desktop."""
        if self._covered:
            return
        self._covered = True
        self._source.cover()
        self._media.drop()
        self._directs.drop()
        self._tell_shape()

    def uncover(self) -> None:
        """It is over."""
        if self._covered:
            self._covered = False
            self._source.uncover()
            self._tell_shape()

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
        self._tell_shape()

    def key_wanted(self, stream: MonitorId) -> None:
        """A stream cannot be decoded further by somebody."""
        self.look()
        self._source.request_key(stream)

    def deliver(self, frame: EncodedFrame) -> None:
        """A picture is ready."""
        if self._shown and (frame.blank or not self._covered):
            self._directs.push(frame)
            self._media.push(frame)

    def point(self, pointer: Pointer) -> None:
        """The pointer moved, or looks different."""
        if not self._shown or self._covered:
            return
        here = place(pointer, self._screen)
        if here is not None:
            self._media.point(here)
            self._directs.point(here)
        if pointer.shape is not None:
            told = shape(pointer.shape)
            if told is not None and told != self._shape:
                self._shape = told
                self._tell_shape()

    def _tell_shape(self) -> None:
        told = HIDDEN if self._covered else self._shape
        if told is not None and self._shown:
            self._media.point(told)
            self._directs.point(told)

    def rearrange(self, screen: Screen) -> None:
        """The monitors changed."""
        self._screen = screen
