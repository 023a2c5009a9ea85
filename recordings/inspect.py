"""What is in a session's folder, in lines that people read; without any key."""

from collections.abc import Iterator
from datetime import UTC, datetime

from recordings import manifest
from recordings.manifest import SegmentAt
from recordings.record_file import Track, file_name
from recordings.source import Folder


def lines_of(folder: Folder) -> Iterator[str]:
    """One line a segment, then the sum; a folder without segments says so."""
    found = manifest.read(folder)
    for one in found.segments:
        yield _line(one)
    for name in found.unreadable:
        yield f"{name}  cannot be read: its header is cut or changed"
    if found.began_at_ms is None or found.ended_at_ms is None:
        yield "Nothing is recorded here."
        return
    size = sum(one.size for one in found.segments)
    length = _length(found.ended_at_ms - found.began_at_ms)
    yield f"{len(found.segments)} segments, {length} from first to last, {size / 1e6:.1f} MB"


def _line(one: SegmentAt) -> str:
    header = one.header
    if header.track is Track.VIDEO:
        what = f"monitor {header.stream}  {header.width_px} × {header.height_px}  {header.codec}"
    else:
        what = "events"
    began = datetime.fromtimestamp(header.started_at_ms / 1000, UTC).isoformat(timespec="milliseconds")
    ends = "" if one.whole else "  not closed in order"
    length = _length(one.ended_at_ms - header.started_at_ms)
    return f"{file_name(header.number)}  {began}  {length}  {one.records} records  {what}{ends}"


def _length(ms: int) -> str:
    minutes, seconds = divmod(ms / 1000, 60)
    hours, minutes = divmod(int(minutes), 60)
    return f"{hours}:{minutes:02}:{seconds:06.3f}"
