"""What a session's recording consists of, derived from its folder: nothing is stored that could disagree."""

from dataclasses import dataclass

from recordings.errors import NotKept, SegmentBroken
from recordings.reader import Segment, open_segment
from recordings.record_file import SegmentHeader, Track, number_of
from recordings.source import Folder


@dataclass(frozen=True, slots=True)
class SegmentAt:
    """One segment. `ended_at_ms`: until when it tells something (UTC); `size`: its stream's bytes."""

    header: SegmentHeader
    ended_at_ms: int
    size: int
    records: int
    whole: bool


@dataclass(frozen=True, slots=True)
class Manifest:
    """All segments of a session, by number. `unreadable` names files whose header is cut or changed."""

    segments: tuple[SegmentAt, ...] = ()
    unreadable: tuple[str, ...] = ()

    def videos(self, stream: int | None = None) -> tuple[SegmentAt, ...]:
        """The segments with pictures; of one monitor, or of all."""
        return tuple(
            one
            for one in self.segments
            if one.header.track is Track.VIDEO and stream in {None, one.header.stream}
        )

    def events(self) -> tuple[SegmentAt, ...]:
        """The segments with pointers, ink and counted input."""
        return tuple(one for one in self.segments if one.header.track is Track.EVENTS)

    @property
    def streams(self) -> tuple[int, ...]:
        """The monitors that were recorded, in order."""
        return tuple(sorted({one.header.stream for one in self.videos()}))

    @property
    def began_at_ms(self) -> int | None:
        """UTC of the first thing recorded; None: nothing was."""
        return min((one.header.started_at_ms for one in self.segments), default=None)

    @property
    def ended_at_ms(self) -> int | None:
        """UTC of the last thing recorded; None: nothing was."""
        return max((one.ended_at_ms for one in self.segments), default=None)


def read(folder: Folder) -> Manifest:
    """The manifest of this folder, without any key. A segment without a whole record is left out."""
    numbers = sorted(filter(None, map(number_of, folder.names())))
    segments, unreadable = [], []
    for number in numbers:
        try:
            segment = open_segment(folder, number, None)
        except SegmentBroken as broken:
            unreadable.append(broken.name)
        except NotKept:
            continue
        else:
            if segment.index:
                segments.append(describe(segment))
    return Manifest(tuple(segments), tuple(unreadable))


def describe(segment: Segment) -> SegmentAt:
    """An open segment's line in the manifest."""
    return SegmentAt(segment.header, segment.ended_at_ms, segment.size, len(segment.index), segment.whole)
