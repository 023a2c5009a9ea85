"""What people said, as a strip of text below a picture: it hides nothing of it."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from recordings.letters import CELL_HEIGHT, CELL_WIDTH, written
from recordings.timing import TICKS_PER_MS

LINES: Final = 4
SHOWN_MS: Final = 30_000
DARK, BRIGHT = 16, 235
"""Limited range: what a player shows as black and as white."""
_DOTS: Final = bytes([DARK, BRIGHT]) + bytes(254)


@dataclass(frozen=True, slots=True)
class Cue:
    """One thing that somebody said, and when (UTC)."""

    at_ms: int
    author: str
    text: str


class Caption:
    """The strip: the last lines said, each for half a minute."""

    def __init__(self, cues: Sequence[Cue], began_at_ms: int, width_px: int) -> None:
        """`began_at_ms` is the film's time 0; `width_px` its width, even."""
        self._scale = max(width_px // 640, 1)
        self._width_px = width_px
        self._columns = max(width_px // (CELL_WIDTH * self._scale), 1)
        self._cues = sorted(
            ((cue.at_ms - began_at_ms) * TICKS_PER_MS, tuple(self._wrapped(f"{cue.author}: {cue.text}")))
            for cue in cues
        )
        self._drawn: tuple[tuple[str, ...], list[bytes]] | None = None

    @property
    def height_px(self) -> int:
        """How high the strip is; even."""
        return LINES * CELL_HEIGHT * self._scale

    def changes_ticks(self) -> list[int]:
        """When the strip changes, from the film's start on, in its ticks."""
        shown = SHOWN_MS * TICKS_PER_MS
        return sorted({at for ticks, _ in self._cues for at in (ticks, ticks + shown) if at >= 0})

    def rows_at(self, ticks: int) -> list[bytes]:
        """The strip's luma at this moment, row by row from the top, as wide as the film."""
        since = ticks - SHOWN_MS * TICKS_PER_MS
        said = itertools.chain.from_iterable(lines for at, lines in self._cues if since < at <= ticks)
        lines = tuple(said)[-LINES:]
        if self._drawn is None or self._drawn[0] != lines:
            self._drawn = (lines, self._draw(lines))
        return self._drawn[1]

    def _draw(self, lines: Sequence[str]) -> list[bytes]:
        rows = []
        for number in range(LINES):
            line = lines[number] if number < len(lines) else ""
            for row in written(line, self._scale):
                bright = row.translate(_DOTS)[: self._width_px].ljust(self._width_px, bytes([DARK]))
                rows += [bright] * self._scale
        return rows

    def _wrapped(self, text: str) -> Iterator[str]:
        """Lines that fit, broken between words where there is one."""
        for line in text.splitlines():
            left = line
            while len(left) > self._columns:
                at = left.rfind(" ", 1, self._columns + 1)
                at = at if at > 0 else self._columns
                yield left[:at]
                left = left[at:].lstrip()
            yield left
