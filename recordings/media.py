"""Pictures as they came, put into fragmented MP4: nothing is decoded, nothing is encoded."""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import av
from av.stream import Stream
from av.video.stream import VideoStream

from recordings.timing import TICKS_PER_SECOND

_TIME_BASE: Final = Fraction(1, TICKS_PER_SECOND)
_MUXER: Final = {
    "movflags": "+frag_custom+empty_moov+default_base_moof+frag_discont+skip_trailer",
    "use_editlist": "0",
    "avoid_negative_ts": "disabled",
    "video_track_timescale": str(TICKS_PER_SECOND),
}
_SLICE_BYTES: Final = 256
"""So much of a picture names its decoder; the whole of one would be decoded to look at it: 36 ms for 2 MB."""
_SPS, _PPS, _PICTURES = 7, 8, range(1, 6)
_UNFIT: Final = "a key frame that no decoder can begin with"
_UNIT: Final = re.compile(rb"\x00\x00\x01")


@dataclass(frozen=True, slots=True)
class Sample:
    """One picture: H.264, Annex B. `ticks` since the segment's start, in 1/90000 s."""

    ticks: int
    key: bool
    payload: bytes | memoryview


def parameter_sets(key_frame: bytes) -> bytes:
    """What a decoder must know before this key frame: its SPS and PPS, Annex B. Empty: it carries none."""
    return b"".join(
        b"\0\0\0\1" + unit for unit in _units_before_picture(key_frame) if unit[0] & 0x1F in {_SPS, _PPS}
    )


class Fragmenter:
    """Makes the init segment and the fragments of one segment's stream."""

    def __init__(self, key_frame: bytes) -> None:
        """The stream's first key frame, with its parameter sets.

        Raises:
            ValueError: no decoder could begin with it.
        """
        start = parameter_sets(key_frame) + _picture_start(key_frame)
        try:
            self._model = av.open(io.BytesIO(start), format="h264")
            self._stream = self._model.streams.video[0]
        except (av.FFmpegError, IndexError) as unfit:
            raise ValueError(_UNFIT) from unfit
        if not self._stream.codec_context.width:
            self._model.close()
            raise ValueError(_UNFIT)
        self._index = 0

    def init(self) -> bytes:
        """What comes before all fragments: ftyp and moov."""
        return b"".join(box for name, box in boxes(self._mux((), 0)) if name in {b"ftyp", b"moov"})

    def fragment(self, samples: Sequence[Sample], end_ticks: int) -> bytes:
        """The next fragment (moof and mdat) of these samples; the last one lasts until `end_ticks`."""
        self._index += 1
        made = self._mux(samples, end_ticks)
        return b"".join(box for name, box in boxes(made) if name in {b"moof", b"mdat"})

    def close(self) -> None:
        """Let go of what the muxer holds."""
        self._model.close()

    def _mux(self, samples: Sequence[Sample], end_ticks: int) -> bytes:
        made = io.BytesIO()
        options = {**_MUXER, "fragment_index": str(max(self._index, 1))}
        with av.open(made, "w", format="mp4", options=options) as file:
            stream = file.add_stream_from_template(self._stream)
            stream.time_base = _TIME_BASE
            file.start_encoding()
            ends = [sample.ticks for sample in samples[1:]] + [end_ticks]
            for sample, end in zip(samples, ends, strict=len(samples) > 0):
                file.mux_one(_packet(sample, end - sample.ticks, stream))
        return made.getvalue()


def boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The boxes of an MP4, outermost: name and whole box. A cut one at the end is left out."""
    at = 0
    while at + 8 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        if length < 8 or at + length > len(data):
            return
        yield data[at + 4 : at + 8], data[at : at + length]
        at += length


def _packet(sample: Sample, duration_ticks: int, stream: VideoStream) -> "av.Packet[Stream]":
    packet = av.Packet(bytes(sample.payload))
    packet.stream = stream
    packet.time_base = _TIME_BASE
    packet.pts = packet.dts = sample.ticks
    packet.duration = duration_ticks
    packet.is_keyframe = sample.key
    return packet


def _units_before_picture(data: bytes) -> Iterator[bytes]:
    """The NAL units up to the first picture's, without their start codes."""
    start: int | None = None
    for found in _UNIT.finditer(data):
        if start is not None:
            yield data[start : found.start()].rstrip(b"\0")
        start = found.end()
        if start >= len(data) or data[start] & 0x1F in _PICTURES:
            return


def _picture_start(data: bytes) -> bytes:
    """The first bytes of the first picture's NAL unit, with a start code; empty: there is none."""
    for found in _UNIT.finditer(data):
        at = found.end()
        if at < len(data) and data[at] & 0x1F in _PICTURES:
            return b"\0\0\0\1" + data[at : at + _SLICE_BYTES]
    return b""
