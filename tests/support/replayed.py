"""Past sessions made to be replayed: the picture shows a clock that a program and a person can read."""

import asyncio
import functools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

import av
import numpy as np
from numpy.typing import NDArray

from protocol.facts import Entry
from protocol.ids import SessionId
from protocol.media import Codec, Header, Kind
from recordings.writer import FLUSH_EVERY_SECONDS, Tape
from tests.support.archive import Archive
from tests.support.recorded import BEGAN_PTS_US, Frame
from tests.support.sessions import after

BLOCK_PX: Final = 16
BLOCKS_AT: Final = (32, 32)
BLOCKS: Final = 24
"""The clock's reading in milliseconds, a block for each bit, the lowest first; white is 1."""
_DIGIT_PX: Final = 12
_DIGITS: Final = {
    "0": "111101101101111",
    "1": "010110010010111",
    "2": "111001111100111",
    "3": "111001111001111",
    "4": "101101111001001",
    "5": "111100111001111",
    "6": "111100111101111",
    "7": "111001010010010",
    "8": "111101111101111",
    "9": "111101111001111",
    ":": "000010000010000",
    ".": "000000000000010",
}
_FLUSH_MS: Final = int(FLUSH_EVERY_SECONDS * 1000)

Luma = NDArray[np.uint8]


@dataclass(frozen=True)
class Film:
    """Pictures of a clock that begins at 0: so many each second, with a key frame every few seconds."""

    width_px: int = 1280
    height_px: int = 720
    frames_per_second: int = 10
    seconds: int = 60
    key_every_seconds: int = 5


@functools.cache
def film(of: Film) -> tuple[Frame, ...]:
    """The pictures, encoded as the desktop program does it."""
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = of.width_px, of.height_px, "yuv420p"
    encoder.time_base = Fraction(1, 1_000_000)
    encoder.gop_size = of.key_every_seconds * of.frames_per_second
    encoder.options = {
        "preset": "ultrafast",
        "tune": "zerolatency",
        "profile": "baseline",
        "x264-params": "scenecut=0:threads=1",
    }
    desktop = _desktop(of)
    made: list[tuple[int, Any]] = []
    for number in range(of.seconds * of.frames_per_second):
        at_ms = number * 1000 // of.frames_per_second
        picture = av.VideoFrame.from_ndarray(_drawn(desktop, of, at_ms), format="yuv420p")
        picture.pts = BEGAN_PTS_US + at_ms * 1000
        picture.time_base = Fraction(1, 1_000_000)
        made += [(picture.pts, packet) for packet in encoder.encode(picture)]
    return tuple(
        Frame(
            _header(of, seq, pts_us, key=bool(packet.is_keyframe)),
            bytes(packet),
            (pts_us - BEGAN_PTS_US) // 1000,
        )
        for seq, (pts_us, packet) in enumerate(made)
    )


def shown(of: Film, from_ms: int, to_ms: int, *, stream: int = 0) -> Iterator[Frame]:
    """The film over and over between these moments: its clock shows the moment, modulo its own length.

    It begins with the key frame at or after `from_ms`. `Frame.at_ms` counts as the moments do.
    """
    length_ms = of.seconds * 1000
    pictures = film(of)
    begun = False
    seq = 0
    for turn in range(from_ms // length_ms, to_ms // length_ms + 1):
        for frame in pictures:
            at_ms = frame.at_ms + turn * length_ms
            begun = begun or (frame.header.key and at_ms >= from_ms)
            if not begun or at_ms >= to_ms:
                continue
            header = replace(frame.header, seq=seq, pts_us=BEGAN_PTS_US + at_ms * 1000, stream=stream)
            seq += 1
            yield Frame(header, frame.payload, at_ms)


def put_on(tape: Tape, frames: Sequence[Frame] | Iterator[Frame], begin_ms: int) -> None:
    """Give these pictures to the tape, flushed in the server's rhythm. `begin_ms`: UTC of moment 0."""
    flush_ms = 0
    for frame in frames:
        at_ms = begin_ms + frame.at_ms
        flush_ms = flush_ms or at_ms + _FLUSH_MS
        while at_ms >= flush_ms:
            tape.flush(flush_ms)
            flush_ms += _FLUSH_MS
        assert tape.video(frame.header.stream, frame.header, frame.payload, at_ms)


def log_of(begin_ms: int, facts: Sequence[tuple[float, dict[str, Any]]]) -> list[Entry]:
    """A log: each fact so many seconds after the beginning."""
    return [
        Entry.model_validate_json(json.dumps({"seq": seq, "at": begin_ms + int(at * 1000), "fact": fact}))
        for seq, (at, fact) in enumerate(facts, 1)
    ]


async def keep(past: Archive, session_id: SessionId, log: Sequence[Entry]) -> None:
    """Put this log into the server's own database."""
    await past.log.append(session_id, list(log), after(session_id, log))


async def taped(past: Archive, session_id: SessionId, work: Any) -> None:  # noqa: ANN401  what is done to a tape
    """Open a tape of this session, do this to it in a thread, and leave it as it is."""
    tape = await past.tape(session_id)
    await asyncio.to_thread(work, tape)


def _header(of: Film, seq: int, pts_us: int, *, key: bool) -> Header:
    return Header(Kind.VIDEO, key, 0, seq, pts_us, of.width_px, of.height_px, Codec.H264, b"\x42\xc0\x28")


def _desktop(of: Film) -> Luma:
    """A quiet ground with a window, as planes of YUV 4:2:0."""
    planes = np.full((of.height_px * 3 // 2, of.width_px), 128, np.uint8)
    planes[: of.height_px] = 90
    planes[of.height_px // 4 : of.height_px - 60, 60 : of.width_px - 60] = 225
    planes[of.height_px // 4 : of.height_px // 4 + 28, 60 : of.width_px - 60] = 60
    # Letters, more or less: what a key frame of a desktop is made of.
    letters = np.random.default_rng(7).integers(0, 2, (of.height_px // 18, of.width_px // 9, 7, 5))
    for row, line in enumerate(range(of.height_px // 4 + 44, of.height_px - 90, 18)):
        for column, left in enumerate(range(84, of.width_px - 100, 9)):
            if (row * 31 + column * 7) % 11 > 2:
                planes[line : line + 7, left : left + 5] = 225 - letters[row, column] * 170
    return planes


def _drawn(desktop: Luma, of: Film, at_ms: int) -> Luma:
    planes = desktop.copy()
    left, top = BLOCKS_AT
    planes[top - 8 : top + BLOCK_PX + 8, left - 8 : left + BLOCKS * BLOCK_PX + 8] = 16
    for bit in range(BLOCKS):
        if at_ms >> bit & 1:
            planes[top : top + BLOCK_PX, left + bit * BLOCK_PX : left + (bit + 1) * BLOCK_PX] = 235
    text = f"{at_ms // 60_000:02d}:{at_ms // 1000 % 60:02d}.{at_ms // 100 % 10}"
    _write(planes[: of.height_px], text, left, top + BLOCK_PX + 20)
    return planes


def _write(luma: Luma, text: str, left: int, top: int) -> None:
    luma[top : top + 5 * _DIGIT_PX, left : left + len(text) * 4 * _DIGIT_PX] = 40
    for index, character in enumerate(text):
        for cell, is_on in enumerate(_DIGITS[character]):
            if is_on == "1":
                x = left + index * 4 * _DIGIT_PX + cell % 3 * _DIGIT_PX
                y = top + cell // 3 * _DIGIT_PX
                luma[y : y + _DIGIT_PX, x : x + _DIGIT_PX] = 220
