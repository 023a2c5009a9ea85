"""What waits to be kept of one session: taken from the relay at once, with the time at which it came."""

import asyncio
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from protocol.ids import RequestId, SessionId
from protocol.limits import VIEWER_BUFFER_LIMIT_BYTES
from protocol.media import Kind, unpack
from recordings.segment_writer import FileHead
from server.media.recorder_deck import Cut, Only, Waiting, What
from server.media.viewer import Viewer
from server.runtime.ports import Clock
from server.runtime.recording import Gesture

FULL_BYTES: Final = 2**20
"""So much is written at once, without waiting for its second to be over."""
HOLD_MS: Final = 1000
"""So long what comes waits for the decision that it may not be kept; that takes some milliseconds."""
HOLD_AGAIN_MS: Final = 5000
"""Whoever says it over and over does not keep the recording from the disk."""
_GESTURE_BYTES: Final = 500
"""What a gesture counts, roughly, so that many of them are bounded too."""


@dataclass(slots=True, eq=False)
class Reel:
    """One session's queue between the event loop and the worker thread. Implements `FrameOutlet`.

    It is bounded: when the disk is slow, pictures are left out up to the next key frame, as for any viewer.

    Attributes:
        on: Whether the picture may be kept now.
        failed: The recording that cannot be kept; nothing is taken of it.
        heads: What is on the disk for certain, by segment.
        lost: Streams of which pictures were left out here: only a key frame is of use.
    """

    session_id: SessionId
    clock: Clock
    viewer: Viewer | None = None
    on: bool = False
    recording: RequestId | None = None
    failed: RequestId | None = None
    streams: frozenset[int] = frozenset()
    heads: Mapping[int, FileHead] = field(default_factory=dict[int, FileHead])
    lost: set[int] = field(default_factory=set[int])
    skipped: int = 0
    ended: bool = False
    waiting_bytes: int = 0
    filled: asyncio.Event = field(default_factory=asyncio.Event)
    urgent: asyncio.Event = field(default_factory=asyncio.Event)
    _held_at_ms: int = -HOLD_AGAIN_MS
    _is_held: bool = False
    _queue: deque[Waiting] = field(default_factory=deque[Waiting])

    # What the relay says

    def wake(self) -> None:
        """Take everything that waits for this viewer; nothing of it stays in the relay."""
        while self.viewer is not None and (frame := self.viewer.pop()) is not None:
            self._take(frame)

    def close(self, code: int) -> None:
        """The relay has forgotten the session: whatever comes next begins anew."""
        del code
        self.viewer = None
        self.stop(self.clock.now_ms())

    # What the recorder says

    def gesture(self, message: Gesture) -> None:
        """Keep this, if anything is being kept."""
        if self.on:
            self._put(message, _GESTURE_BYTES)

    def only(self, streams: frozenset[int], at_ms: int) -> None:
        """These monitors are left."""
        self.streams = streams
        self.lost &= streams
        self._queue.append(Waiting(at_ms, Only(streams)))
        self.filled.set()

    def hold(self) -> None:
        """What comes from now on is not kept before it is decided whether it may be."""
        now_ms = self.clock.now_ms()
        if self.on and now_ms >= self._held_at_ms + HOLD_AGAIN_MS:
            self._held_at_ms, self._is_held = now_ms, True

    def stop(self, at_ms: int) -> None:
        """Nothing is kept from this moment on, not even what came since; every segment ends."""
        if not self.on:
            return
        self.on = self._is_held = False
        self.lost.clear()
        while self._queue and self._queue[-1].at_ms > at_ms:
            self._forget(self._queue.pop())
        self._queue.append(Waiting(at_ms, Cut()))
        self.hurry()

    def fail(self) -> None:
        """This recording cannot be kept: what waits of it is lost."""
        self.failed = self.recording
        self.on = self._is_held = False
        self.lost.clear()
        self.take_all()

    def hurry(self) -> None:
        """What waits is written now."""
        self.filled.set()
        self.urgent.set()

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not self._queue

    @property
    def waits_seconds(self) -> float:
        """For how long the oldest of what waits has been waiting: the disk may have been slow before."""
        return (self.clock.now_ms() - self._queue[0].at_ms) / 1000 if self._queue else 0.0

    def take_all(self) -> list[Waiting]:
        """Everything that waits and is not held, in order."""
        self.filled.clear()
        self.urgent.clear()
        if self._is_held and self.clock.now_ms() >= self._held_at_ms + HOLD_MS:
            self._is_held = False
        waiting = list[Waiting]()
        while self._queue and not (self._is_held and self._queue[0].at_ms > self._held_at_ms):
            waiting.append(self._queue.popleft())
            self._forget(waiting[-1])
        if self._queue:
            self.filled.set()
        return waiting

    def waits_for_key(self, broken: frozenset[int]) -> frozenset[int]:
        """Of these streams and the lost ones, those of which no key frame waits here."""
        wanted = broken | self.lost if self.on else frozenset[int]()
        if not wanted:
            return wanted
        coming = {
            header.stream
            for one in self._queue
            if isinstance(one.what, bytes)
            for header, _ in [unpack(one.what)]
            if header.kind is Kind.VIDEO and header.key
        }
        return wanted - coming

    def _take(self, frame: bytes) -> None:
        header, _ = unpack(frame)
        if not self.on:
            return
        if header.kind is not Kind.VIDEO:
            self._put(frame, len(frame))
        elif header.stream in self.lost and not header.key:
            self.skipped += 1
        elif self._put(frame, len(frame)):
            self.lost.discard(header.stream)
        else:
            self.lost.add(header.stream)

    def _put(self, what: What, size_bytes: int) -> bool:
        if self._queue and self.waiting_bytes + size_bytes > VIEWER_BUFFER_LIMIT_BYTES:
            self.skipped += 1
            return False
        self._queue.append(Waiting(self.clock.now_ms(), what))
        self.waiting_bytes += size_bytes
        self.filled.set()
        if self.waiting_bytes >= FULL_BYTES:
            self.urgent.set()
        return True

    def _forget(self, one: Waiting) -> None:
        if isinstance(one.what, bytes):
            self.waiting_bytes -= len(one.what)
        elif not isinstance(one.what, Cut | Only):
            self.waiting_bytes -= _GESTURE_BYTES
