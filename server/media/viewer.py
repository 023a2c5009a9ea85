"""What waits for one viewer: pictures in order, the pointer's newest shape and place."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from protocol.limits import VIEWER_BUFFER_LIMIT_BYTES
from protocol.media import Kind
from server.runtime.pictures import FrameOutlet

FRAMES_LIMIT = 240
"""More frames than this in a queue show the past (8 s at 30 a second): skip to the next key frame."""


@dataclass(slots=True, eq=False)
class Viewer:
    """One viewer of one session's pictures; its queue is bounded, and skipping is its policy (SPEC L8).

    `stream` is the monitor that it chose, or None: the first one. `starving`: what would come next cannot be
    decoded, so nothing is queued until a key frame comes.
    """

    outlet: FrameOutlet
    stream: int | None = None
    direct: bool = False
    starving: bool = True
    skipped: int = 0
    _pictures: deque[bytes] = field(default_factory=deque[bytes])
    _pointer: dict[Kind, bytes] = field(default_factory=dict[Kind, bytes])
    waiting_bytes: int = 0

    def pop(self) -> bytes | None:
        """The next frame to send. The pointer goes first: it is small, and only its newest place counts."""
        if self._pointer:
            return self._pointer.pop(next(iter(self._pointer)))
        if not self._pictures:
            return None
        frame = self._pictures.popleft()
        self.waiting_bytes -= len(frame)
        return frame

    def push_pointer(self, kind: Kind, frame: bytes) -> None:
        """The newest one wins."""
        self._pointer[kind] = frame
        self.outlet.wake()

    def push_picture(self, frame: bytes, *, key: bool) -> bool:
        """Queue a picture; False: this viewer skips, and needs a key frame.

        A key frame makes everything queued before it obsolete once the viewer is behind.
        """
        if self.starving and not key:
            return False
        self.starving = False
        full = (
            self.waiting_bytes + len(frame) > VIEWER_BUFFER_LIMIT_BYTES or len(self._pictures) >= FRAMES_LIMIT
        )
        if full:
            self.skip()
            if not key:
                return False
            self.starving = False
        self._pictures.append(frame)
        self.waiting_bytes += len(frame)
        self.outlet.wake()
        return True

    def start_over(self, group: Iterable[bytes]) -> None:
        """Begin with this group of pictures; empty: with the next key frame."""
        self.skip()
        for frame in group:
            self._pictures.append(frame)
            self.waiting_bytes += len(frame)
            self.starving = False
        self.outlet.wake()

    def skip(self) -> None:
        """Forget every queued picture."""
        self.skipped += len(self._pictures)
        self._pictures.clear()
        self.waiting_bytes = 0
        self.starving = True

    def stop(self) -> None:
        """Forget everything: the right to see is gone, also for what was not sent yet."""
        self.skip()
        self._pointer.clear()
