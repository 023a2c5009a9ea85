"""What waits for one viewer: pictures in order, the pointer's newest shape and place."""

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field

from protocol.limits import VIEWER_BUFFER_LIMIT_BYTES
from protocol.media import Kind
from server.runtime.pictures import FrameOutlet

FRAMES_LIMIT = 240
"""More frames of a stream than this in a queue show the past (8 s at 30 a second): skip to a key frame."""


@dataclass(slots=True, eq=False)
class Viewer:
    """One viewer of one session's pictures; its queue is bounded, and skipping is its policy (SPEC L8, M7).

    `streams` are the monitors that it chose, or None: the first one. A stream *starves* when what would come
    next of it cannot be decoded: nothing of it is queued until a key frame comes. One that is `from_now_on`
    never gets what was shown before it was let in.
    """

    outlet: FrameOutlet
    streams: frozenset[int] | None = None
    direct: bool = False
    from_now_on: bool = False
    skipped: int = 0
    waiting_bytes: int = 0
    _fed: set[int] = field(default_factory=set[int])
    _pictures: deque[tuple[int, bytes]] = field(default_factory=deque[tuple[int, bytes]])
    _frames: Counter[int] = field(default_factory=Counter[int])
    _bytes: Counter[int] = field(default_factory=Counter[int])
    _pointer: dict[Kind, bytes] = field(default_factory=dict[Kind, bytes])

    def starves(self, stream: int) -> bool:
        """Whether nothing of this stream can be shown before its next key frame."""
        return stream not in self._fed

    def pop(self) -> bytes | None:
        """The next frame to send. The pointer goes first: it is small, and only its newest place counts."""
        if self._pointer:
            return self._pointer.pop(next(iter(self._pointer)))
        if not self._pictures:
            return None
        stream, frame = self._pictures.popleft()
        self._count(stream, -1, -len(frame))
        return frame

    def push_pointer(self, kind: Kind, frame: bytes) -> None:
        """The newest one wins."""
        self._pointer[kind] = frame
        self.outlet.wake()

    def push_picture(self, stream: int, frame: bytes, *, key: bool) -> bool:
        """Queue a picture; False: this viewer skips this stream, and needs a key frame of it.

        When the queue is full, the stream that fills it most is skipped; a key frame makes everything of its
        own stream obsolete that was queued before.
        """
        if self.starves(stream) and not key:
            return False
        if self._frames[stream] >= FRAMES_LIMIT:
            self.skip(stream)
        while self._pictures and self.waiting_bytes + len(frame) > VIEWER_BUFFER_LIMIT_BYTES:
            self.skip_heaviest()
        if self.starves(stream) and not key:
            return False
        self._queue(stream, frame)
        self.outlet.wake()
        return True

    def start_over(self, stream: int, group: Iterable[bytes]) -> None:
        """Begin this stream with this group of pictures; empty: with its next key frame."""
        self.skip(stream)
        for frame in group:
            self._queue(stream, frame)
        self.outlet.wake()

    def skip(self, stream: int) -> None:
        """Forget every queued picture of this stream: it starves."""
        self._pictures = deque(one for one in self._pictures if one[0] != stream)
        self.skipped += self._frames[stream]
        self._count(stream, -self._frames[stream], -self._bytes[stream])
        self._fed.discard(stream)

    def skip_heaviest(self) -> None:
        """Forget every queued picture of the stream that fills the queue most."""
        self.skip(max(self._bytes, key=lambda stream: self._bytes[stream]))

    def skip_all(self) -> None:
        """Forget every queued picture of every stream."""
        for stream in list(self._fed):
            self.skip(stream)

    def stop(self) -> None:
        """Forget everything: the right to see is gone, also for what was not sent yet."""
        self.skip_all()
        self._pointer.clear()

    def _queue(self, stream: int, frame: bytes) -> None:
        self._fed.add(stream)
        self._pictures.append((stream, frame))
        self._count(stream, 1, len(frame))

    def _count(self, stream: int, frames: int, size_bytes: int) -> None:
        self._frames[stream] += frames
        self._bytes[stream] += size_bytes
        self.waiting_bytes += size_bytes
