"""The tape of one session: every monitor's pictures and all events, as numbered segments in one folder."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from protocol.ids import SessionId
from protocol.media import Header
from recordings.errors import StoreBroken, StoreFull
from recordings.record_file import SegmentHeader, Track, number_of
from recordings.segment_writer import FileHead, SegmentWriter
from recordings.tracks import EventKind, EventsTrack, VideoTrack

FLUSH_EVERY_SECONDS: Final = 0.75
"""How often `Tape.flush` is called: with a quarter of a second to write it, a crash loses less than one."""


class Tape:
    """Records one session. Blocking; one thread at a time. UTC in milliseconds comes from the caller.

    When `flush` returns, all is on the disk. After `StoreFull` or `StoreBroken` the tape is over: what was on
    the disk stays, what waited is lost, and every call but `heads`, `bytes_written` and `close` raises again.
    """

    def __init__(self, folder: Path, session_id: SessionId, key: bytes, first_number: int) -> None:
        """Record into this folder, which exists; the first segment's number is `next_number(folder)`."""
        self._folder = folder
        self._session_id = session_id
        self._key = key
        self._next = first_number
        self._video: dict[int, VideoTrack] = {}
        self._events = EventsTrack(self._begin)
        self._files: list[SegmentWriter] = []
        self._ended_heads: dict[int, FileHead] = {}
        self._ended_bytes = 0
        self._failed: StoreFull | StoreBroken | None = None

    @property
    def next_number(self) -> int:
        """The number that the next segment would get: where another tape of this session begins."""
        return self._next

    @property
    def bytes_written(self) -> int:
        """How long all files of this tape are."""
        return self._ended_bytes + sum(file.kept_bytes for file in self._files)

    def video(self, stream: int, header: Header, payload: bytes | memoryview, at_ms: int) -> bool:
        """Keep one picture as it came through the relay.

        Args:
            stream: Which monitor.
            header: Its frame's header; `pts_us` is the machine's time.
            payload: H.264, Annex B; not changed afterwards.
            at_ms: When it came.

        Returns:
            False: it was left out, since pictures are missing before it. Ask the relay for a key frame.

        Raises:
            StoreFull: there is no room.
            StoreBroken: the disk refused.
        """
        with self._working():
            if stream not in self._video:
                self._video[stream] = VideoTrack(stream, self._begin)
            return self._video[stream].take(header, payload, at_ms)

    def event(self, at_ms: int, kind: str, fields: Mapping[str, object]) -> None:
        """Keep what a pointer, an ink stroke or a counted hand did.

        Args:
            at_ms: When.
            kind: One of `EventKind`.
            fields: The protocol message, dumped as JSON would have it; its `type` is left out.

        Raises:
            ValueError: nothing else is kept.
            StoreFull: there is no room.
            StoreBroken: the disk refused.
        """
        with self._working():
            self._events.add(at_ms, EventKind(kind), fields)

    def flush(self, at_ms: int) -> None:
        """Put everything on the disk; called each `FLUSH_EVERY_SECONDS`. Costs nothing when nothing waits.

        Raises:
            StoreFull: there is no room; nothing of it is kept.
            StoreBroken: the disk refused.
        """
        with self._working():
            self._events.flush()
            for track in self._video.values():
                track.flush(at_ms)
            for file in self._files:
                file.sync()
        self._forget_ended()

    def cut(self, at_ms: int) -> None:
        """End all segments (a pause, a change): the next pictures begin new ones, with key frames.

        Raises:
            StoreFull: there is no room.
            StoreBroken: the disk refused.
        """
        self.only(frozenset(), at_ms)
        with self._working():
            self._events.end(at_ms)
        self._forget_ended()

    def only(self, streams: frozenset[int], at_ms: int) -> None:
        """These monitors are left; the segments of the others end.

        Raises:
            StoreFull: there is no room.
            StoreBroken: the disk refused.
        """
        with self._working():
            for stream in sorted(self._video.keys() - streams):
                self._video.pop(stream).end(at_ms)
        self._forget_ended()

    def heads(self) -> dict[int, FileHead]:
        """Of every segment of this tape: how many records are on the disk, and the last one's hash."""
        return self._ended_heads | {file.header.number: file.head for file in self._files}

    def close(self, at_ms: int) -> None:
        """End the recording in order; after a failure, let go of the files as they are.

        Raises:
            StoreFull: there is no room.
            StoreBroken: the disk refused.
        """
        if self._failed is None:
            self.cut(at_ms)
        else:
            self._abandon()

    def _begin(
        self, track: Track, stream: int, look: tuple[str, int, int], started_at_ms: int
    ) -> SegmentWriter:
        codec, width_px, height_px = look
        header = SegmentHeader(
            session_id=self._session_id,
            number=self._next,
            track=track,
            stream=stream,
            codec=codec,
            width_px=width_px,
            height_px=height_px,
            started_at_ms=started_at_ms,
        )
        self._next += 1
        file = SegmentWriter(self._folder, header, self._key)
        self._files.append(file)
        return file

    @contextmanager
    def _working(self) -> Iterator[None]:
        if self._failed is not None:
            raise self._failed
        try:
            yield
        except (StoreFull, StoreBroken) as failed:
            self._failed = failed
            self._abandon()
            raise

    def _abandon(self) -> None:
        for track in self._video.values():
            track.abandon()
        self._events.abandon()
        for file in self._files:
            file.abandon()
        self._forget_ended()

    def _forget_ended(self) -> None:
        ended = [file for file in self._files if file.closed]
        self._ended_heads |= {file.header.number: file.head for file in ended}
        self._ended_bytes += sum(file.kept_bytes for file in ended)
        self._files = [file for file in self._files if not file.closed]


def next_number(folder: Path) -> int:
    """The number after the highest one in this folder: where a tape begins there."""
    return 1 + max((number_of(path.name) or 0 for path in folder.iterdir()), default=0)
