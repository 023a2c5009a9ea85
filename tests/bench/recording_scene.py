"""A desktop of text, encoded as the product does: what a minute or an hour of work sends."""

import enum
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from customer_client.encode.choose import open_encoder
from protocol.media import Codec, Header, Kind

WIDTH_PX: Final = 1920
HEIGHT_PX: Final = 1080
BLOCK_MS: Final = 10_000
COARSE_QP: Final = 24
SETTLED_QPS: Final = (18, 12, 8)
"""As customer_client/core/pacing.py has them: what rests is refined until it is exact."""
REFINES_AFTER_MS: Final = 300
KEY_AFTER_FRAMES: Final = 75
GLYPH_PX: Final = (16, 8)
STEP_MS: Final = 33

Luma = NDArray[np.uint8]


class Drawn(enum.Enum):
    """How much a moment changed."""

    NOTHING = 0
    LITTLE = 1
    MUCH = 2


Draw = Callable[["Desk", int], Drawn]
"""Draws what this moment (in milliseconds) brings."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One encoded picture, and when it comes, in milliseconds."""

    at_ms: int
    key: bool
    payload: bytes

    def header(self, seq: int, pts_us: int) -> Header:
        """The header of its frame, at this place of a stream."""
        return Header(Kind.VIDEO, self.key, 0, seq, pts_us, WIDTH_PX, HEIGHT_PX, Codec.H264, b"\x42\xc0\x28")


class Desk:
    """A monitor full of letters."""

    def __init__(self) -> None:
        self._rng = np.random.default_rng(1)
        self._glyphs: Luma = np.full((60, *GLYPH_PX), 235, np.uint8)
        for glyph in self._glyphs[1:]:
            glyph[3:13, self._rng.integers(1, 6, 2)] = 40  # two stems and a bar, as letters have
            glyph[self._rng.integers(3, 13), 1:6] = 40
        self.luma: Luma = np.full((HEIGHT_PX, WIDTH_PX), 235, np.uint8)
        self._chroma = np.full((HEIGHT_PX // 2, WIDTH_PX // 2), 128, np.uint8)
        self._before = self.luma.copy()
        self.page()

    @property
    def planes(self) -> tuple[Luma, Luma, Luma]:
        """The picture, I420."""
        return self.luma, self._chroma, self._chroma

    def page(self) -> None:
        """A new page over the whole monitor, as a window brings it to the front."""
        for row in range(0, HEIGHT_PX - GLYPH_PX[0] + 1, GLYPH_PX[0]):
            self.line(row)

    def line(self, row_px: int) -> None:
        """One line of words, ragged on the right; each fourth line is empty."""
        letters = self._rng.integers(1, 60, WIDTH_PX // GLYPH_PX[1])
        letters[self._rng.random(letters.size) < 0.17] = 0
        letters[self._rng.integers(40, letters.size) if self._rng.random() < 0.75 else 0 :] = 0
        drawn = self._glyphs[letters].transpose(1, 0, 2).reshape(GLYPH_PX[0], -1)
        self.luma[row_px : row_px + GLYPH_PX[0], : drawn.shape[1]] = drawn

    def letter(self, number: int) -> None:
        """One typed letter."""
        left, glyph = number % 200 * GLYPH_PX[1], self._glyphs[self._rng.integers(1, 60)]
        self.luma[500 : 500 + GLYPH_PX[0], left : left + GLYPH_PX[1]] = glyph

    def scroll(self) -> None:
        """Everything two lines up."""
        by_px = 2 * GLYPH_PX[0]
        self.luma[:-by_px] = self.luma[by_px:].copy()
        for row in (HEIGHT_PX - by_px, HEIGHT_PX - GLYPH_PX[0]):
            self.line(row)

    def changed(self) -> Luma:
        """Which blocks of 16 by 16 differ from the last time this was asked."""
        differs = np.zeros((-(-HEIGHT_PX // 16) * 16, WIDTH_PX), np.bool_)
        differs[:HEIGHT_PX] = self.luma != self._before
        self._before = self.luma.copy()
        blocks: Luma = np.any(differs.reshape(-1, 16, WIDTH_PX // 16, 16), axis=(1, 3)).astype(np.uint8)
        return blocks


def rest(_desk: Desk, _at_ms: int) -> Drawn:
    """Nothing moves."""
    return Drawn.NOTHING


def typing(desk: Desk, at_ms: int) -> Drawn:
    """Five letters a second."""
    if at_ms // 200 == (at_ms - STEP_MS) // 200:
        return Drawn.NOTHING
    desk.letter(at_ms // 200)
    return Drawn.LITTLE


def switching(desk: Desk, at_ms: int) -> Drawn:
    """Another window each five seconds."""
    if at_ms // 5000 == (at_ms - STEP_MS) // 5000:
        return Drawn.NOTHING
    desk.page()
    return Drawn.MUCH


def reading(desk: Desk, at_ms: int) -> Drawn:
    """Three turns of the wheel, then two seconds of reading."""
    if at_ms % 2300 >= 3 * 100 or at_ms // 100 == (at_ms - STEP_MS) // 100:
        return Drawn.NOTHING
    desk.scroll()
    return Drawn.MUCH


def scrolling(desk: Desk, _at_ms: int) -> Drawn:
    """Thirty new pictures a second, of which everything moves."""
    desk.scroll()
    return Drawn.MUCH


def pictures(blocks: Sequence[Draw]) -> Iterator[Picture]:
    """Ten seconds of each of these, as one stream: a key frame of the settled picture, then what changes."""
    desk, encoder = Desk(), open_encoder((WIDTH_PX, HEIGHT_PX))
    everything = np.ones_like(desk.changed())
    nothing = np.zeros_like(everything)
    yield Picture(0, True, encoder.encode(desk.planes, everything, SETTLED_QPS[-1], key=True))
    frames, much_ms = 1, 0
    left_qps: Iterator[int] = iter(())
    for at_ms in range(STEP_MS, BLOCK_MS * len(blocks), STEP_MS):
        drawn = blocks[at_ms // BLOCK_MS](desk, at_ms)
        if drawn is Drawn.NOTHING:
            qp = next(left_qps, 0) if at_ms - much_ms >= REFINES_AFTER_MS else 0
            if qp:
                yield Picture(at_ms, False, encoder.encode(desk.planes, nothing, qp, key=False))
            continue
        key = frames >= KEY_AFTER_FRAMES and drawn is Drawn.MUCH
        frames = 1 if key else frames + 1
        if drawn is Drawn.MUCH:
            left_qps, much_ms = iter(SETTLED_QPS), at_ms
        qp = COARSE_QP if drawn is Drawn.MUCH else SETTLED_QPS[-1]
        yield Picture(at_ms, key, encoder.encode(desk.planes, desk.changed(), qp, key=key))
    encoder.close()


def work(blocks: int) -> list[Draw]:
    """Ordinary help-desk work: 55 % rest, 25 % typing, 15 % reading and scrolling, 5 % changing windows."""
    kinds: tuple[Draw, ...] = (rest, typing, reading, switching)
    return random.Random(2).choices(kinds, (55, 25, 15, 5), k=blocks)
