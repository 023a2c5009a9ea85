"""What a worker thread does with one session's waiting pictures: onto the tape, and onto the disk."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

from pydantic import ValidationError

from protocol.ids import SessionId
from protocol.media import Header, Kind, unpack
from protocol.pointer import PointerAt, PointerShape
from recordings.segment_writer import FileHead
from recordings.writer import Tape, next_number
from server.media.recorder_room import Room
from server.runtime.recording import Gesture


@dataclass(frozen=True, slots=True)
class Cut:
    """Every segment ends here."""


@dataclass(frozen=True, slots=True)
class Only:
    """These monitors are left."""

    streams: frozenset[int]


What: TypeAlias = bytes | Gesture | Cut | Only
"""A frame as it came, a gesture, or what happens to the segments."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something to keep, and when it came."""

    at_ms: int
    what: What


@dataclass(frozen=True, slots=True)
class Kept:
    """What is on the disk now. `broken` are the streams that need a key frame before more can be kept."""

    heads: Mapping[int, FileHead]
    grown_bytes: int
    broken: frozenset[int]


_POINTER: Final[Mapping[Kind, type[PointerShape] | type[PointerAt]]] = {
    Kind.POINTER_SHAPE: PointerShape,
    Kind.POINTER_AT: PointerAt,
}


@dataclass(slots=True)
class Deck:
    """One session's tape, begun with its first picture. Blocking; one thread at a time."""

    folder: Path
    session_id: SessionId
    key: bytes
    room: Room
    _tape: Tape | None = None
    _bytes: int = 0
    _broken: set[int] = field(default_factory=set[int])

    def keep(self, waiting: Sequence[Waiting], now_ms: Callable[[], int]) -> Kept:
        """Keep this; it is on the disk when this returns.

        Raises:
            StoreFull: there is no room; what was on the disk stays.
            StoreBroken: the disk refused.
        """
        self.room.require()
        for one in waiting:
            self._take(one.at_ms, one.what)
        if self._tape is None:
            return Kept({}, 0, frozenset())
        self._tape.flush(now_ms())
        return self._kept(self._tape)

    def end(self, at_ms: int) -> Kept:
        """End every segment in order, or let go of the files as they are after a failure.

        Raises:
            StoreFull: there is no room for the last record.
            StoreBroken: the disk refused.
        """
        tape, self._tape = self._tape, None
        if tape is None:
            return Kept({}, 0, frozenset())
        tape.close(at_ms)
        return self._kept(tape)

    def _kept(self, tape: Tape) -> Kept:
        grown_bytes, self._bytes = tape.bytes_written - self._bytes, tape.bytes_written
        self.room.grew(grown_bytes)
        return Kept(tape.heads(), grown_bytes, frozenset(self._broken))

    def _take(self, at_ms: int, what: What) -> None:
        if isinstance(what, bytes):
            header, payload = unpack(what)
            if header.kind is Kind.VIDEO:
                self._take_picture(at_ms, header, payload)
            else:
                self._take_pointer(at_ms, header.kind, payload)
        elif isinstance(what, Cut | Only):
            self._end_segments(at_ms, what)
        else:
            self._opened().event(at_ms, what.type, what.model_dump(mode="json"))

    def _take_picture(self, at_ms: int, header: Header, payload: memoryview) -> None:
        if self._opened().video(header.stream, header, payload, at_ms):
            self._broken.discard(header.stream)
        else:
            self._broken.add(header.stream)

    def _take_pointer(self, at_ms: int, kind: Kind, payload: memoryview) -> None:
        try:
            pointer = _POINTER[kind].model_validate_json(bytes(payload))
        except ValidationError:
            return  # no pointer, whatever it is
        self._opened().event(at_ms, pointer.type, pointer.model_dump(mode="json"))

    def _end_segments(self, at_ms: int, what: Cut | Only) -> None:
        streams = what.streams if isinstance(what, Only) else frozenset[int]()
        self._broken &= streams
        if self._tape is not None and isinstance(what, Only):
            self._tape.only(streams, at_ms)
        elif self._tape is not None:
            self._tape.cut(at_ms)

    def _opened(self) -> Tape:
        if self._tape is None:
            folder = self.folder / self.session_id
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._tape = Tape(folder, self.session_id, self.key, next_number(folder))
            self._bytes = 0
        return self._tape
