"""What becomes of one monitor's pictures, and of the pointers and ink: records, then segments."""

import enum
import json
from collections.abc import Callable, Mapping
from typing import Final

from protocol.media import Header
from recordings.media import Fragmenter, Sample, parameter_sets
from recordings.record_file import RecordFlag, Track
from recordings.segment_writer import SegmentWriter
from recordings.timing import TICKS_PER_MS, Anchor

SEGMENT_LIMIT_MS: Final = 2 * 3600 * 1000
"""The next key frame after it begins a new segment."""
RECORD_LIMIT_MS: Final = 900
"""Without a flush the next picture ends a record then, before it is a second long."""
RECORD_LIMIT_BYTES: Final = 1024 * 1024
"""So much waits for the next flush; a record may be longer by its last picture."""
EVENTS_LIMIT_BYTES: Final = 64 * 1024
POINTER_EVERY_MS: Final = 40
"""Between two kept places of the pointer: 25 a second are smooth to the eye."""

NewSegment = Callable[[Track, int, "tuple[str, int, int]", int], SegmentWriter]
"""Begins a file: track, stream, (codec, width, height), started_at_ms."""


class EventKind(enum.StrEnum):
    """What the events track may hold. Never keys: activity counts them."""

    POINTER_AT = "pointer_at"
    POINTER_SHAPE = "pointer_shape"
    POINTED = "pointed"
    INKED = "inked"
    ACTIVITY = "activity"


class VideoTrack:
    """One monitor's pictures. A segment ends where size, codec or parameter sets change, or after 2 hours."""

    def __init__(self, stream: int, begin: NewSegment) -> None:
        self._stream = stream
        self._begin = begin
        self._open: _VideoSegment | None = None
        self._look: tuple[str, int, int, bytes] | None = None
        self._seen: set[tuple[int, int]] = set()
        self._last_seq = -1
        self._broken = True

    def take(self, header: Header, payload: bytes | memoryview, at_ms: int) -> bool:
        """Keep this picture. False: one that it needs is missing, so that a key frame is needed."""
        name = (header.seq, header.pts_us)
        if not header.key:
            self._broken = self._broken or self._is_other(header) or not self._follows(header.seq, name)
            if self._broken:
                return False
        if name in self._seen:
            self._broken = False  # a group that comes again, from its key frame on: what was lost follows
            return True
        if header.key and not self._start_group(header, bytes(payload), at_ms):
            return False
        self._seen.add(name)
        self._last_seq = header.seq
        assert self._open is not None, "an unbroken group has its segment"
        self._open.add(header.pts_us, at_ms, payload, key=header.key)
        return True

    def flush(self, at_ms: int) -> SegmentWriter | None:
        """Write what waits. The file that got it, not yet synced; None: nothing waited."""
        if self._open is None or not self._open.waiting:
            return None
        self._open.write(self._open.anchor.ticks_at(at_ms))
        return self._open.file

    def end(self, at_ms: int) -> SegmentWriter | None:
        """End the segment in order; the next picture must be a key frame. None: there was none."""
        segment, self._open, self._look = self._open, None, None
        self._broken = True
        self._seen = set()
        if segment is None:
            return None
        segment.close(at_ms)
        return segment.file

    def abandon(self) -> None:
        """Let go of the file as it is."""
        if self._open is not None:
            self._open.file.abandon()
            self._open.fragmenter.close()
            self._open = None

    def _is_other(self, header: Header) -> bool:
        return self._look is None or self._look[:3] != _shape(header)

    def _follows(self, seq: int, name: tuple[int, int]) -> bool:
        return name in self._seen or seq == (self._last_seq + 1) & 0xFFFFFFFF

    def _start_group(self, header: Header, payload: bytes, at_ms: int) -> bool:
        """A key frame: it continues the segment, or begins one. False: no decoder can begin with it."""
        look = (*_shape(header), parameter_sets(payload))
        if self._open is not None and (look != self._look or self._open.age_ms(at_ms) >= SEGMENT_LIMIT_MS):
            self.end(at_ms)
        if self._open is None:
            try:
                fragmenter = Fragmenter(payload)
            except ValueError:
                return False
            file = self._begin(Track.VIDEO, self._stream, _shape(header), at_ms)
            file.append(fragmenter.init(), at_ms, 0, RecordFlag.INIT)
            self._open = _VideoSegment(file, fragmenter, Anchor(at_ms, header.pts_us))
        elif self._open.waiting:
            self._open.write(self._open.anchor.ticks_at(at_ms))
        self._look, self._broken = look, False
        self._seen = set()
        return True


class _VideoSegment:
    """The open segment: what waits to become its next fragment."""

    def __init__(self, file: SegmentWriter, fragmenter: Fragmenter, anchor: Anchor) -> None:
        self.file = file
        self.fragmenter = fragmenter
        self.anchor = anchor
        self.waiting: list[Sample] = []
        self._waiting_bytes = 0
        self._waiting_since_ms = self._last_at_ms = file.header.started_at_ms

    def age_ms(self, at_ms: int) -> int:
        return at_ms - self.file.header.started_at_ms

    def add(self, pts_us: int, at_ms: int, payload: bytes | memoryview, *, key: bool) -> None:
        if self.waiting and (
            at_ms - self._waiting_since_ms >= RECORD_LIMIT_MS or self._waiting_bytes >= RECORD_LIMIT_BYTES
        ):
            self.write(self.anchor.ticks_at(at_ms))
        if not self.waiting:
            self._waiting_since_ms = at_ms
        self._last_at_ms = at_ms
        self.waiting.append(Sample(self.anchor.place(pts_us, at_ms), key, payload))
        self._waiting_bytes += len(payload)

    def write(self, end_ticks: int) -> None:
        fragment, began_ms, duration_ms, flags = self._record(end_ticks)
        if fragment:  # a hostile machine's picture may hold nothing that the muxer takes
            self.file.append(fragment, began_ms, duration_ms, flags)

    def close(self, at_ms: int) -> None:
        if self.waiting:
            fragment, began_ms, duration_ms, flags = self._record(self.anchor.ticks_at(at_ms))
            self.file.close(began_ms, fragment, duration_ms, flags)
        else:
            self.file.close(at_ms)
        self.fragmenter.close()

    def _record(self, end_ticks: int) -> tuple[bytes, int, int, RecordFlag]:
        samples, self.waiting, self._waiting_bytes = self.waiting, [], 0
        first_ticks = samples[0].ticks
        began_ms = self.file.header.started_at_ms + first_ticks // TICKS_PER_MS
        fragment = self.fragmenter.fragment(samples, end_ticks)
        self.anchor.settle(self._last_at_ms)
        flags = RecordFlag.KEY if samples[0].key else RecordFlag(0)
        return fragment, began_ms, end_ticks // TICKS_PER_MS - first_ticks // TICKS_PER_MS, flags


class EventsTrack:
    """Pointers, ink and counted input: one JSON object a line."""

    def __init__(self, begin: NewSegment) -> None:
        self._begin = begin
        self._file: SegmentWriter | None = None
        self._waiting: list[bytes] = []
        self._waiting_bytes = 0
        self._first_ms = self._last_ms = 0
        self._pointer_ms = 0
        self._pointer: tuple[int, Mapping[str, object]] | None = None
        self._shape: Mapping[str, object] | None = None

    def add(self, at_ms: int, kind: EventKind, fields: Mapping[str, object]) -> None:
        """Keep this; of the pointer's places the newest in `POINTER_EVERY_MS`, of equal shapes the first."""
        at_ms = max(at_ms, self._last_ms)
        if kind is EventKind.POINTER_SHAPE:
            if fields == self._shape:
                return
            self._shape = fields
        if kind is EventKind.POINTER_AT:
            if self._pointer is not None and at_ms - self._pointer[0] >= POINTER_EVERY_MS:
                self._keep_pointer()
            self._pointer = (at_ms, fields)
            if at_ms - self._pointer_ms < POINTER_EVERY_MS:
                return
        self._keep_pointer()
        if kind is not EventKind.POINTER_AT:
            self._put(at_ms, kind, fields)
        if self._waiting_bytes >= EVENTS_LIMIT_BYTES or at_ms - self._first_ms >= RECORD_LIMIT_MS:
            self._write(self._take())

    def flush(self) -> SegmentWriter | None:
        """Write what waits. The file that got it, not yet synced; None: nothing waited."""
        self._keep_pointer()
        if not self._waiting:
            return None
        self._write(self._take())
        return self._file

    def end(self, at_ms: int) -> SegmentWriter | None:
        """End the segment in order. None: there was none."""
        self.flush()
        file, self._file = self._file, None
        if file is not None:
            file.close(max(at_ms, self._last_ms))
        return file

    def abandon(self) -> None:
        """Let go of the file as it is."""
        if self._file is not None:
            self._file.abandon()
            self._file = None

    def _keep_pointer(self) -> None:
        pointer, self._pointer = self._pointer, None
        if pointer is not None:
            self._pointer_ms = pointer[0]
            self._put(pointer[0], EventKind.POINTER_AT, pointer[1])

    def _put(self, at_ms: int, kind: EventKind, fields: Mapping[str, object]) -> None:
        if not self._waiting:
            self._first_ms = at_ms
        self._last_ms = at_ms
        said = {"at_ms": at_ms, "kind": kind.value} | {
            name: value for name, value in fields.items() if name != "type"
        }
        line = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        self._waiting.append(line)
        self._waiting_bytes += len(line)

    def _take(self) -> bytes:
        lines, self._waiting, self._waiting_bytes = self._waiting, [], 0
        return b"".join(lines)

    def _write(self, lines: bytes) -> None:
        if self._file is not None and self._first_ms - self._file.header.started_at_ms >= SEGMENT_LIMIT_MS:
            self._file.close(self._first_ms)
            self._file = None
        if self._file is None:
            self._file = self._begin(Track.EVENTS, 0, ("", 0, 0), self._first_ms)
        self._file.append(lines, self._first_ms, self._last_ms - self._first_ms, RecordFlag(0))


def _shape(header: Header) -> tuple[str, int, int]:
    return header.codec_string, header.width_px, header.height_px
