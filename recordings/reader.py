"""One segment as it is read: what its clear heads say, and any part of its stream, opened on the way."""

import bisect
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from recordings.errors import Damage, KeyWrong, NotKept, SegmentBroken
from recordings.index_file import read_index
from recordings.record_file import (
    HASH_BYTES,
    HEAD_BYTES,
    HEADER_LIMIT_BYTES,
    FileCipher,
    RecordFlag,
    RecordHead,
    SegmentHeader,
    file_name,
    first_hash,
    index_name,
    parse_header,
    record_hash,
    unpack_head,
)
from recordings.source import Folder, Source

_START_BYTES: Final = HEADER_LIMIT_BYTES + 12
_NO_HEAD: Final = bytes(HEAD_BYTES)


class RecordAt(NamedTuple):
    """One record, and where its content lies in the segment's stream. `at_ms` is UTC, of its first sample."""

    seq: int
    at_ms: int
    duration_ms: int
    offset: int
    size: int
    key: bool


class Segment:
    """One segment. It reads up to its last whole record: a cut tail, or one still being written, is no error.

    Blocking; one thread at a time.
    """

    def __init__(self, source: Source, header: SegmentHeader, start: bytes, key: bytes | None) -> None:
        """See `open`."""
        self.header: Final = header
        self.damage: Damage | None = None
        """What is wrong after the last record that can be read; None: nothing, or it was merely cut."""
        self._source = source
        self._cipher = None if key is None else FileCipher(key, header.session_id, header.number)
        self._first_hash = first_hash(start)
        self._heads: list[RecordHead] = []
        self._index: list[RecordAt] = []
        self._places: list[int] = []
        self._file_end = len(start)
        self._stream_end = 0
        self._opened: tuple[int, bytes] | None = None

    @classmethod
    def open(cls, source: Source, key: bytes | None, index: bytes | None = None) -> "Segment":
        """Open one segment.

        Args:
            source: Its file.
            key: The session's recording key; None: only its heads and its chain can be looked at.
            index: The content of its index file; one that does not fit is passed over.

        Raises:
            NotKept: there is no such file.
            SegmentBroken: its header is cut or changed.
        """
        header, start = parse_header(source.read(0, _START_BYTES), source.name)
        segment = cls(source, header, start, key)
        heads = None if index is None else read_index(index)
        if heads is not None and len(start) + sum(head.whole_bytes for head in heads) == source.size():
            segment._take(heads)
        else:
            segment.refresh()
        return segment

    @property
    def index(self) -> Sequence[RecordAt]:
        """All records that can be read, in order. Of a video the first is the init segment."""
        return self._index

    @property
    def heads(self) -> Sequence[RecordHead]:
        """The same records' heads, as they stand in the file."""
        return self._heads

    @property
    def whole(self) -> bool:
        """Whether it was closed in order."""
        return bool(self._heads) and RecordFlag.LAST in self._heads[-1].flags and self.damage is None

    @property
    def size(self) -> int:
        """How many bytes its stream has."""
        return self._stream_end

    @property
    def ended_at_ms(self) -> int:
        """UTC up to which it tells something."""
        return max(
            (one.at_ms + one.duration_ms for one in self._index[-2:]), default=self.header.started_at_ms
        )

    def refresh(self) -> None:
        """Look again: a segment that is being written has more records than a moment ago."""
        if self.whole:
            return
        heads, self.damage = _scan(self._source, self._file_end, len(self._heads) + 1)
        end = self._file_end + sum(head.whole_bytes for head in heads)
        while heads and RecordFlag.LAST not in heads[-1].flags and not self._tail_is_right(heads, end):
            # A power cut leaves lengths without content: such a tail was never acknowledged.
            end -= heads.pop().whole_bytes
        self._take(heads)

    def read(self, start: int, stop: int) -> bytes:
        """The stream's bytes from `start` up to `stop`; opens only the records that hold them.

        Raises:
            NotKept: the file is gone.
            SegmentBroken: a record was changed.
            KeyWrong: the key is not this recording's.
        """
        return b"".join(self.pieces(start, stop))

    def pieces(self, start: int, stop: int) -> Iterator[bytes]:
        """The same record by record, so that little of it is in memory at once."""
        at = max(bisect.bisect_right(self._index, start, key=lambda one: one.offset) - 1, 0)
        while at < len(self._index) and (one := self._index[at]).offset < stop:
            content = self._content(at)
            yield content[max(start - one.offset, 0) : stop - one.offset]
            at += 1

    def record(self, seq: int) -> bytes:
        """One record's content.

        Raises:
            NotKept: the file is gone.
            SegmentBroken: the record was changed.
            KeyWrong: the key is not this recording's.
        """
        return self._content(seq - 1)

    def hashes(self) -> Iterator[bytes]:
        """Every record's hash in order, each checked against its content; without any key.

        Raises:
            NotKept: the file is gone.
            SegmentBroken: naming the first record that was changed.
        """
        prev_hash = self._first_hash
        for head, place in zip(self._heads, self._places, strict=True):
            sealed, found = self._sealed(head, place)
            prev_hash = record_hash(prev_hash, head.pack(), sealed)
            if found != prev_hash:
                raise SegmentBroken(self._source.name, head.seq, Damage.CHANGED)
            yield prev_hash

    def _take(self, heads: Sequence[RecordHead]) -> None:
        for head in heads:
            key = RecordFlag.KEY in head.flags
            self._index.append(
                RecordAt(head.seq, head.at_ms, head.duration_ms, self._stream_end, head.plain_bytes, key)
            )
            self._places.append(self._file_end)
            self._stream_end += head.plain_bytes
            self._file_end += head.whole_bytes
        self._heads.extend(heads)

    def _tail_is_right(self, heads: Sequence[RecordHead], end: int) -> bool:
        head = heads[-1]
        place = end - head.whole_bytes
        prev_hash = self._first_hash if head.seq == 1 else self._source.read(place - HASH_BYTES, place)
        sealed, found = self._sealed(head, place)
        return record_hash(prev_hash, head.pack(), sealed) == found

    def _sealed(self, head: RecordHead, place: int) -> tuple[bytes, bytes]:
        """The ciphertext and the hash behind it."""
        data = self._source.read(place + HEAD_BYTES, place + head.whole_bytes)
        return data[: head.sealed_bytes], data[head.sealed_bytes :]

    def _content(self, at: int) -> bytes:
        if self._cipher is None:
            raise KeyWrong(self._source.name)
        if self._opened is not None and self._opened[0] == at:
            return self._opened[1]
        head, place = self._heads[at], self._places[at]
        sealed, found = self._sealed(head, place)
        content = self._cipher.open(sealed, head)
        if content is None:
            prev_hash = self._first_hash if head.seq == 1 else self._source.read(place - HASH_BYTES, place)
            if record_hash(prev_hash, head.pack(), sealed) == found:
                raise KeyWrong(self._source.name)
            raise SegmentBroken(self._source.name, head.seq, Damage.CHANGED)
        self._opened = (at, content)
        return content


def open_segment(folder: Folder, number: int, key: bytes | None) -> Segment:
    """One segment of a session's folder, by its index where there is one.

    Raises:
        NotKept: there is no such segment.
        SegmentBroken: its header is cut or changed.
    """
    beside = folder.open(index_name(number))
    try:
        index: bytes | None = beside.read(0, beside.size())
    except NotKept:
        index = None
    return Segment.open(folder.open(file_name(number)), key, index)


def _scan(source: Source, start: int, seq: int) -> tuple[list[RecordHead], Damage | None]:
    """The heads of all whole records from here on, and what stands behind them instead of one."""
    heads: list[RecordHead] = []
    size = source.size()
    window, window_at = b"", start
    while start < size:
        if not window_at <= start <= window_at + len(window) - HEAD_BYTES:
            window, window_at = source.read(start, start + source.window_bytes), start
        packed = window[start - window_at : start - window_at + HEAD_BYTES]
        if heads and RecordFlag.LAST in heads[-1].flags:
            return heads, Damage.ADDED
        if len(packed) < HEAD_BYTES or packed == _NO_HEAD:
            break
        head = unpack_head(packed, seq)
        if head is None:
            return heads, Damage.CHANGED
        if start + head.whole_bytes > size:
            break
        heads.append(head)
        start += head.whole_bytes
        seq += 1
    return heads, None
