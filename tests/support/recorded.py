"""Small real recordings: pictures from a real encoder, put on a real tape."""

import functools
import io
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import numpy as np

from protocol.ids import SessionId
from protocol.media import Codec, Header, Kind
from recordings.reader import Segment, open_segment
from recordings.source import LocalFolder
from recordings.writer import FLUSH_EVERY_SECONDS, Tape, next_number

SESSION: Final = SessionId("s_recorded_0001")
KEY: Final = bytes(range(32))
BEGAN_MS: Final = 1_790_000_000_000
BEGAN_PTS_US: Final = 5_000_000_000
FRAME_US: Final = 33_333


@dataclass(frozen=True)
class Frame:
    """One picture on its way: its header, its bytes, and when it comes (UTC)."""

    header: Header
    payload: bytes
    at_ms: int


@functools.cache
def frames(
    count: int = 60, *, width_px: int = 320, height_px: int = 180, group: int = 30, frame_us: int = FRAME_US
) -> tuple[Frame, ...]:
    """These many pictures of a white bar that wanders to the right, a key frame each `group`."""
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width_px, height_px, "yuv420p"
    encoder.time_base = Fraction(1, 1_000_000)
    encoder.gop_size = group
    encoder.options = {
        "preset": "ultrafast",
        "tune": "zerolatency",
        "profile": "baseline",
        "x264-params": "scenecut=0:threads=1",
    }
    made = []
    for number in range(count):
        planes = np.full((height_px * 3 // 2, width_px), 128, np.uint8)
        planes[:height_px] = 30
        at_px = number * 4 % (width_px - 8)
        planes[:height_px, at_px : at_px + 8] = 235
        picture = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        picture.pts = BEGAN_PTS_US + number * frame_us
        picture.time_base = Fraction(1, 1_000_000)
        made += [(picture.pts, packet) for packet in encoder.encode(picture)]
    return tuple(
        Frame(
            Header(
                Kind.VIDEO,
                bool(packet.is_keyframe),
                0,
                seq,
                pts_us,
                width_px,
                height_px,
                Codec.H264,
                b"\x42\xc0\x28",
            ),
            bytes(packet),
            BEGAN_MS + (pts_us - BEGAN_PTS_US) // 1000,
        )
        for seq, (pts_us, packet) in enumerate(made)
    )


def later(some: Iterable[Frame], by_ms: int, *, seq: int = 0, stream: int = 0) -> list[Frame]:
    """The same pictures, so much later, as another stretch of a stream."""
    return [
        Frame(
            replace(
                frame.header,
                seq=frame.header.seq + seq,
                pts_us=frame.header.pts_us + by_ms * 1000,
                stream=stream,
            ),
            frame.payload,
            frame.at_ms + by_ms,
        )
        for frame in some
    ]


def tape_in(folder: Path) -> Tape:
    """A tape that begins after what is in this folder."""
    return Tape(folder, SESSION, KEY, next_number(folder))


def play(tape: Tape, some: Iterable[Frame], *, pointer: bool = False) -> int:
    """Give these pictures to the tape as the server would, flushed in its rhythm; when the last one came."""
    at_ms = flush_ms = 0
    for frame in some:
        at_ms = frame.at_ms
        flush_ms = flush_ms or at_ms + int(FLUSH_EVERY_SECONDS * 1000)
        while at_ms >= flush_ms:
            tape.flush(flush_ms)
            flush_ms += int(FLUSH_EVERY_SECONDS * 1000)
        assert tape.video(frame.header.stream, frame.header, frame.payload, at_ms)
        if pointer:
            place = {"monitor": 0, "x_norm": frame.header.seq * 300 % 65536, "y_norm": 30_000}
            tape.event(at_ms, "pointer_at", {"type": "pointer_at", "at": place})
    return at_ms


def recorded(folder: Path, some: Iterable[Frame] | None = None, *, pointer: bool = False) -> None:
    """A whole recording in this folder, closed in order."""
    folder.mkdir(exist_ok=True)
    tape = tape_in(folder)
    tape.close(play(tape, frames() if some is None else some, pointer=pointer) + 33)


def segment(folder: Path, number: int = 1, key: bytes | None = KEY) -> Segment:
    """One segment of this folder."""
    return open_segment(LocalFolder(folder), number, key)


def stream(folder: Path, number: int = 1) -> bytes:
    """One segment's stream, opened."""
    opened = segment(folder, number)
    return opened.read(0, opened.size)


def picture_times_us(content: bytes) -> list[int]:
    """When each picture of this MP4 is shown, decoding all of them; PyAV raises for what it cannot decode."""
    with av.open(io.BytesIO(content), "r", format="mp4") as file:
        return [round(picture.time * 1e6) for picture in file.decode(video=0)]
