"""A clock on a desktop that pictures of it can be judged by: `python -m tests.support.x_clock`, an X client.

It shows the time (UTC, in ms, modulo 2^24) in blocks as `tests.support.replayed` draws them, and is drawn
anew 25 times a second.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import xcffib
import xcffib.xproto as xp
from numpy.typing import NDArray

from deploy.trial.desktop import Desktop, program
from tests.support.replayed import BLOCK_PX, BLOCKS

AT: Final = (48, 832)
"""Where the first block begins: on a grid of blocks, below the practice desktop's windows."""
TURN_MS: Final = 1 << BLOCKS
EVERY_SECONDS: Final = 0.04
_MARGIN_PX: Final = BLOCK_PX
_WIDTH_PX: Final = BLOCKS * BLOCK_PX + 2 * _MARGIN_PX
_HEIGHT_PX: Final = BLOCK_PX + 2 * _MARGIN_PX
_BLACK, _WHITE = 0x000000, 0xFFFFFF
_BRIGHT: Final = 128


@contextmanager
def clock_on(desk: Desktop) -> Iterator[None]:
    """The clock runs on this desktop."""
    with program(desk, [sys.executable, "-m", "tests.support.x_clock"], environment=_environment(desk)):
        yield


def clock_in(luma: NDArray[Any]) -> int:
    """What the clock in this picture (uint8, (height, width)) says."""
    left, top = AT
    row = luma[top + BLOCK_PX // 2, left + BLOCK_PX // 2 :: BLOCK_PX][:BLOCKS]
    return sum(1 << bit for bit, light in enumerate(row) if light > _BRIGHT)


def behind_ms(at_ms: float, clock_ms: int) -> float:
    """How long before this moment (UTC) the clock showed this; negative: after it."""
    half = TURN_MS // 2
    return (at_ms - clock_ms + half) % TURN_MS - half


def _environment(desk: Desktop) -> dict[str, str]:
    return {**desk.environment(), "PYTHONPATH": ":".join(path for path in sys.path if path)}


class _Clock:
    """The window; each reading is made outside of it and comes into it in one piece."""

    def __init__(self) -> None:
        self.x = xcffib.connect()
        screen = self.x.get_setup().roots[0]
        self.window, self.drawn, self.gc = (self.x.generate_id() for _ in range(3))
        left, top = AT
        self.x.core.CreateWindow(
            screen.root_depth, self.window, screen.root,
            left - _MARGIN_PX, top - _MARGIN_PX, _WIDTH_PX, _HEIGHT_PX, 0,
            xp.WindowClass.InputOutput, screen.root_visual, xp.CW.OverrideRedirect, [1],
        )  # fmt: skip
        self.x.core.CreatePixmap(screen.root_depth, self.drawn, self.window, _WIDTH_PX, _HEIGHT_PX)
        self.x.core.CreateGC(self.gc, self.window, xp.GC.GraphicsExposures, [0])
        self.x.core.MapWindow(self.window)

    def show(self, at_ms: int) -> None:
        """This reading, from now on."""
        self._fill(_BLACK, [(0, _WIDTH_PX, 0, _HEIGHT_PX)])
        lit = [bit for bit in range(BLOCKS) if at_ms >> bit & 1]
        self._fill(_WHITE, [(_MARGIN_PX + bit * BLOCK_PX, BLOCK_PX, _MARGIN_PX, BLOCK_PX) for bit in lit])
        self.x.core.CopyArea(self.drawn, self.window, self.gc, 0, 0, 0, 0, _WIDTH_PX, _HEIGHT_PX)
        self.x.flush()

    def _fill(self, colour: int, places: list[tuple[int, int, int, int]]) -> None:
        self.x.core.ChangeGC(self.gc, xp.GC.Foreground, [colour])
        boxes = [xp.RECTANGLE.synthetic(x, y, width, height) for x, width, y, height in places]
        self.x.core.PolyFillRectangle(self.drawn, self.gc, len(boxes), boxes)


def _run() -> None:
    clock = _Clock()
    while True:
        clock.show(time.time_ns() // 1_000_000)  # the very clock that is to be seen
        time.sleep(EVERY_SECONDS)


if __name__ == "__main__":
    _run()
