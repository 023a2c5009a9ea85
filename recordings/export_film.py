"""One monitor's recording as one MP4 that any player knows: remuxed as it is, gaps kept as long as they were.

Pictures are encoded again only where they must be: when their size changed on the way, or chat is burnt in.
"""

import io
import itertools
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
from av.container import InputContainer, OutputContainer
from av.filter import Graph
from av.packet import Packet
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream

from recordings import manifest
from recordings.caption import Caption, Cue
from recordings.errors import ExportRefused
from recordings.manifest import SegmentAt
from recordings.reader import Segment, open_segment
from recordings.source import Folder
from recordings.timing import TICKS_PER_MS, TICKS_PER_SECOND

Report = Callable[[float], None]
"""Hears how much is done, 0..1."""

_TIME_BASE: Final = Fraction(1, TICKS_PER_SECOND)
_MUXER: Final = {"movflags": "+faststart", "video_track_timescale": str(TICKS_PER_SECOND)}
_ENCODER: Final = {"preset": "veryfast", "crf": "21", "tune": "stillimage"}
_KEY_EVERY_FRAMES: Final = 120
_APART_TICKS: Final = 100 * TICKS_PER_MS
"""What is said waits for the next picture when that comes so soon: players guess one rate for all."""


@dataclass(frozen=True, slots=True)
class Film:
    """What was made: when its time 0 and its end were (UTC), its pictures, and whether it was encoded."""

    began_at_ms: int
    ended_at_ms: int
    pictures: int
    encoded: bool


def make_film(
    folder: Folder,
    key: bytes,
    stream: int,
    out: Path,
    burnt: Sequence[Cue] | None = None,
    report: Report = lambda _done: None,
) -> Film:
    """Write one monitor's whole recording into `out`, whole or not at all. Blocking; memory stays small.

    Args:
        folder: The session's files.
        key: Its recording key.
        stream: Which monitor.
        out: The file to make; an older one is replaced.
        burnt: The chat to show below the picture, in order; None: none.
        report: Hears how far it is.

    Raises:
        ExportRefused: nothing of this monitor was recorded.
        SegmentBroken: a record was changed.
        KeyWrong: the key is another session's.
    """
    segments = manifest.read(folder).videos(stream)
    if not segments:
        raise ExportRefused(f"nothing was recorded of monitor {stream}.")
    sizes = {(one.header.width_px, one.header.height_px) for one in segments}
    reels = _Reels(folder, key, segments, report)
    half = out.with_name(f"{out.name}.half")
    try:
        with av.open(str(half), "w", format="mp4", options=_MUXER) as file:
            encoded = burnt is not None or len(sizes) > 1
            pictures = _encode(reels, file, sizes, burnt or ()) if encoded else _remux(reels, file)
        half.replace(out)
    finally:
        half.unlink(missing_ok=True)
    return Film(segments[0].header.started_at_ms, segments[-1].ended_at_ms, pictures, encoded)


class _SegmentFile(io.RawIOBase):
    """A segment's stream as a file, opened as it is read."""

    def __init__(self, segment: Segment) -> None:
        super().__init__()
        self._segment = segment
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._segment.size}[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def read(self, size: int = -1) -> bytes:
        stop = self._segment.size if size < 0 else self._at + size
        found = self._segment.read(self._at, stop)
        self._at += len(found)
        return found


@dataclass(frozen=True, slots=True)
class _Reel:
    """One segment, open: its demuxer, and where it lies on the film's clock."""

    file: InputContainer
    began_ticks: int

    @property
    def stream(self) -> VideoStream:
        return self.file.streams.video[0]

    def ticks(self, pts: int, time_base: Fraction | None) -> int:
        return self.began_ticks + round(pts * (time_base or _TIME_BASE) * TICKS_PER_SECOND)


class _Reels:
    """All segments of one monitor, one after the other, on one clock that begins with the first."""

    def __init__(self, folder: Folder, key: bytes, segments: Sequence[SegmentAt], report: Report) -> None:
        self._folder = folder
        self._key = key
        self._segments = segments
        self._report = report
        self.began_at_ms: Final = segments[0].header.started_at_ms
        self.ended_ticks: Final = self._ticks(segments[-1].ended_at_ms)

    def __iter__(self) -> Iterator[_Reel]:
        for number in range(len(self._segments)):
            with self.open(number) as reel:
                yield reel

    @contextmanager
    def open(self, number: int) -> Iterator[_Reel]:
        """One of them. What is made after its stream's model must end before it is closed."""
        one = self._segments[number]
        segment = open_segment(self._folder, one.header.number, self._key)
        with closing(_SegmentFile(segment)) as source, av.open(source, "r", format="mp4") as file:
            yield _Reel(file, self._ticks(one.header.started_at_ms))

    def done(self, ticks: int) -> None:
        """So far it is."""
        self._report(min(ticks / max(self.ended_ticks, 1), 1.0))

    def _ticks(self, at_ms: int) -> int:
        return (at_ms - self.began_at_ms) * TICKS_PER_MS


class _Rising:
    """Times that only rise: clocks may step back between two segments."""

    def __init__(self) -> None:
        self._last = -1

    def place(self, ticks: int) -> int:
        self._last = max(ticks, self._last + 1)
        return self._last


def _remux(reels: _Reels, file: OutputContainer) -> int:
    rising, count = _Rising(), 0
    waiting: Packet[VideoStream] | None = None
    with reels.open(0) as model:
        out = file.add_stream_from_template(model.stream)
        out.time_base = _TIME_BASE
        for reel in reels:
            for packet in reel.file.demux(reel.stream):
                if packet.pts is None or packet.size == 0:
                    continue
                packet.pts = packet.dts = rising.place(reel.ticks(packet.pts, packet.time_base))
                packet.time_base = _TIME_BASE
                packet.stream = out
                _write(file, waiting, packet.pts)
                waiting = packet
                count += 1
                reels.done(packet.pts)
        _write(file, waiting, reels.ended_ticks)
        file.close()
    return count


def _write(file: OutputContainer, packet: "Packet[VideoStream] | None", end_ticks: int) -> None:
    """Write what waited until it was known how long it is shown."""
    if packet is not None and packet.pts is not None:
        packet.duration = max(end_ticks - packet.pts, 1)
        file.mux_one(packet)


def _encode(reels: _Reels, file: OutputContainer, sizes: set[tuple[int, int]], burnt: Sequence[Cue]) -> int:
    width_px, height_px = (max(side) + max(side) % 2 for side in zip(*sizes, strict=True))
    caption = Caption(burnt, reels.began_at_ms, width_px) if burnt else None
    below_px = caption.height_px if caption else 0
    out = file.add_stream("libx264", options=_ENCODER)
    out.width, out.height, out.pix_fmt = width_px, height_px + below_px, "yuv420p"
    out.time_base = out.codec_context.time_base = _TIME_BASE
    out.codec_context.gop_size = _KEY_EVERY_FRAMES
    fitter = _Fitter(width_px, height_px, below_px)
    count = 0
    for picture, ticks in _captioned(reels, fitter, caption):
        picture.pts, picture.time_base = ticks, _TIME_BASE
        picture.pict_type = PictureType.NONE
        file.mux(out.encode(picture))
        count += 1
        reels.done(ticks)
    file.mux(out.encode(None))
    return count


class _Fitter:
    """Puts pictures of any size into the middle of one size, with a dark strip below."""

    def __init__(self, width_px: int, height_px: int, below_px: int) -> None:
        self._scale = f"{width_px}:{height_px}:force_original_aspect_ratio=decrease:force_divisible_by=2"
        self._pad = f"{width_px}:{height_px + below_px}:(ow-iw)/2:({height_px}-ih)/2"
        self._graph: Graph | None = None
        self._size = (0, 0)

    def fit(self, picture: VideoFrame) -> VideoFrame:
        """A picture of that size."""
        if self._graph is None or self._size != (picture.width, picture.height):
            self._size = (picture.width, picture.height)
            self._graph = self._made(picture)
        self._graph.vpush(picture)
        return self._graph.vpull()

    def _made(self, picture: VideoFrame) -> Graph:
        graph = Graph()
        source = graph.add_buffer(
            width=picture.width, height=picture.height, format=picture.format, time_base=_TIME_BASE
        )
        steps = (
            graph.add("scale", self._scale),
            graph.add("pad", self._pad),
            graph.add("format", "yuv420p"),
            graph.add("buffersink"),
        )
        graph.link_nodes(source, *steps).configure()
        return graph


def _pictures(reels: _Reels) -> Iterator[tuple[VideoFrame, int]]:
    rising = _Rising()
    for reel in reels:
        for picture in reel.file.decode(reel.stream):
            if picture.pts is not None:
                yield picture, rising.place(reel.ticks(picture.pts, picture.time_base))


def _captioned(reels: _Reels, fitter: _Fitter, caption: Caption | None) -> Iterator[tuple[VideoFrame, int]]:
    """The pictures with what is said; where that changes while a picture rests, the picture again."""
    changes = deque(caption.changes_ticks() if caption else ())
    rests: VideoFrame | None = None
    last_ticks = 0
    for picture, ticks in itertools.chain(_pictures(reels), [(None, reels.ended_ticks)]):
        while changes and changes[0] <= ticks:
            at = max(changes.popleft(), last_ticks + _APART_TICKS)
            if rests is not None and at < ticks - _APART_TICKS:
                last_ticks = at
                yield _said_below(fitter.fit(rests), caption, at), at
        if picture is not None:
            rests, last_ticks = picture, ticks
            yield _said_below(fitter.fit(picture), caption, ticks), ticks
    last = reels.ended_ticks - _APART_TICKS
    if rests is not None and last > last_ticks:
        # An encoder does not know how long the last picture rests: it is shown once more at the end.
        yield _said_below(fitter.fit(rests), caption, last), last


def _said_below(picture: VideoFrame, caption: Caption | None, ticks: int) -> VideoFrame:
    """The picture with what is said at this moment written into its strip."""
    if caption is not None:
        picture.make_writable()
        luma = picture.planes[0]
        dots = memoryview(luma)
        top_px = picture.height - caption.height_px
        for number, row in enumerate(caption.rows_at(ticks), start=top_px):
            start = number * luma.line_size
            dots[start : start + len(row)] = row
    return picture
