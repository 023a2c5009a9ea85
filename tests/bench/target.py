"""What is drawn on the measured desktop: `python -m tests.bench.target KIND`, an X client of its own.

Every drawn step carries its number as sixteen black or white cells in the top left corner, so that a viewer's
picture tells which steps were shown. KIND is one of:

    keys    a block that changes between red and green at each key press
    busy    the same, while noise changes elsewhere ten times a second
    scroll  a page of text that moves up by one line, 20 times a second
    motion  800 × 600 pixels that all change, 30 times a second
    drag    a window that is moved, 30 times a second
    text    a page of text that rests
"""

import random
import select
import sys
import time
from collections.abc import Callable
from typing import Final

import numpy as np
import xcffib
import xcffib.xproto as xp

CELL_PX: Final = 16
CELLS: Final = 16
CELLS_AT: Final = (16, 16)
BLOCK: Final = (800, 500, 200, 80)
"""Where the block of `keys` is: x, y, width, height in pixels."""
NOISE: Final = (640, 120)
"""The size of what `busy` changes, in pixels."""
RED, GREEN, BLACK, WHITE, PAPER = 0xD02020, 0x20C040, 0x000000, 0xFFFFFF, 0xF4F1EA
LINE_PX: Final = 14
TEXT_LEFT, TEXT_TOP, TEXT_WIDTH, TEXT_HEIGHT = 40, 60, 1200, 900
WORDS: Final = (
    "the",
    "printer",
    "says",
    "offline",
    "but",
    "light",
    "is",
    "green",
    "and",
    "paper",
    "in",
    "tray",
    "two",
)


class Target:
    """One full-screen window and the ways to draw in it."""

    def __init__(self) -> None:
        self.x = xcffib.connect()
        screen = self.x.get_setup().roots[0]
        self.width, self.height = screen.width_in_pixels, screen.height_in_pixels
        self.depth = screen.root_depth
        self.window = self.x.generate_id()
        values = [PAPER, 1, xp.EventMask.KeyPress | xp.EventMask.ButtonPress | xp.EventMask.Exposure]
        self.x.core.CreateWindow(
            screen.root_depth, self.window, screen.root, 0, 0, self.width, self.height, 0,
            xp.WindowClass.InputOutput, screen.root_visual,
            xp.CW.BackPixel | xp.CW.OverrideRedirect | xp.CW.EventMask, values,
        )  # fmt: skip
        font = self.x.generate_id()
        self.x.core.OpenFont(font, 5, "fixed")
        self.gc = self.x.generate_id()
        mask = xp.GC.Foreground | xp.GC.Background | xp.GC.Font | xp.GC.GraphicsExposures
        self.x.core.CreateGC(self.gc, self.window, mask, [BLACK, PAPER, font, 0])
        self.x.core.MapWindow(self.window)
        self.x.core.SetInputFocus(xp.InputFocus.PointerRoot, self.window, xp.Time.CurrentTime)
        self.rng = random.Random(7)

    def fill(self, colour: int, x: int, y: int, width: int, height: int) -> None:
        """One rectangle."""
        self.x.core.ChangeGC(self.gc, xp.GC.Foreground, [colour])
        self.x.core.PolyFillRectangle(self.window, self.gc, 1, [xp.RECTANGLE.synthetic(x, y, width, height)])

    def number(self, step: int) -> None:
        """Show the step's number in the corner."""
        left, top = CELLS_AT
        for cell in range(CELLS):
            self.fill(WHITE if step >> cell & 1 else BLACK, left + cell * CELL_PX, top, CELL_PX, CELL_PX)

    def line(self, y: int) -> None:
        """One line of text, its top at y."""
        text = " ".join(self.rng.choice(WORDS) for _ in range(30))[:190]
        self.x.core.ChangeGC(self.gc, xp.GC.Foreground, [0x202428])
        self.x.core.ImageText8(len(text), self.window, self.gc, TEXT_LEFT, y + LINE_PX - 3, text)

    def page(self) -> None:
        """A whole page of text."""
        for y in range(TEXT_TOP, TEXT_TOP + TEXT_HEIGHT, LINE_PX):
            self.line(y)

    def paper(self) -> None:
        """Make a page of text the window's own background."""
        window, pixmap = self.window, self.x.generate_id()
        self.x.core.CreatePixmap(self.depth, pixmap, window, self.width, self.height)
        self.window = pixmap
        self.fill(PAPER, 0, 0, self.width, self.height)
        self.page()
        self.window = window
        self.x.core.ChangeWindowAttributes(window, xp.CW.BackPixmap, [pixmap])
        self.x.core.ClearArea(0, window, 0, 0, 0, 0)

    def every(self, per_second: float, step: Callable[[int], None]) -> None:
        """Draw steps at this pace, without end."""
        begun = time.perf_counter()
        number = 0
        while True:
            number += 1
            step(number)
            self.number(number & 0xFFFF)
            self.x.flush()
            wait = begun + number / per_second - time.perf_counter()
            if wait > 0:
                time.sleep(wait)


def keys(target: Target) -> None:
    """The block changes at each key press, or press of a button."""
    target.page()
    colour = RED
    target.fill(colour, *BLOCK)
    target.x.flush()
    while True:
        event = target.x.wait_for_event()
        if isinstance(event, xp.KeyPressEvent | xp.ButtonPressEvent):
            colour = GREEN if colour == RED else RED
            target.fill(colour, *BLOCK)
            target.x.flush()


def busy(target: Target) -> None:
    """As `keys`; and so many bytes a second that who reads nothing has much waiting soon."""
    noise = np.random.default_rng(7)
    pixmaps = []
    for _ in range(8):
        pixmap = target.x.generate_id()
        target.x.core.CreatePixmap(target.depth, pixmap, target.window, *NOISE)
        piece = noise.bytes(NOISE[0] * NOISE[1] * 4)
        target.x.core.PutImage(
            xp.ImageFormat.ZPixmap, pixmap, target.gc, *NOISE, 0, 0, 0, target.depth, len(piece), piece
        )
        pixmaps.append(pixmap)
    target.page()
    colour = RED
    target.fill(colour, *BLOCK)
    number = 0
    while True:
        target.x.flush()
        due = time.monotonic() + 0.1
        while (event := target.x.poll_for_event()) or (wait := due - time.monotonic()) > 0:
            if isinstance(event, xp.KeyPressEvent | xp.ButtonPressEvent):
                colour = GREEN if colour == RED else RED
                target.fill(colour, *BLOCK)
                target.x.flush()
            elif event is None:
                select.select([target.x.get_file_descriptor()], [], [], wait)
        number += 1
        target.x.core.CopyArea(
            pixmaps[number % len(pixmaps)], target.window, target.gc, 0, 0, 60, 640, *NOISE
        )


def scroll(target: Target) -> None:
    """Text moves up."""
    target.page()

    def step(_: int) -> None:
        target.x.core.CopyArea(
            target.window, target.window, target.gc, TEXT_LEFT, TEXT_TOP + LINE_PX, TEXT_LEFT, TEXT_TOP,
            TEXT_WIDTH, TEXT_HEIGHT - LINE_PX,
        )  # fmt: skip
        target.fill(PAPER, TEXT_LEFT, TEXT_TOP + TEXT_HEIGHT - LINE_PX, TEXT_WIDTH, LINE_PX)
        target.line(TEXT_TOP + TEXT_HEIGHT - LINE_PX)

    target.every(20, step)


def motion(target: Target) -> None:
    """A moving pattern, kept in pixmaps so that drawing costs the X server little."""
    frames = []
    yy, xx = np.mgrid[0:600, 0:800].astype(np.float32)
    for phase in np.linspace(0, 2 * np.pi, 30, endpoint=False):
        red = 128 + 100 * np.sin(xx / 60 + phase)
        green = 128 + 100 * np.sin(yy / 45 - phase)
        blue = 128 + 100 * np.sin((xx + yy) / 80 + 2 * phase)
        rows = np.stack([blue, green, red, np.zeros_like(red)], axis=-1).astype(np.uint8)
        pixmap = target.x.generate_id()
        target.x.core.CreatePixmap(target.depth, pixmap, target.window, 800, 600)
        for top in range(0, 600, 50):
            piece = rows[top : top + 50].tobytes()
            target.x.core.PutImage(
                xp.ImageFormat.ZPixmap, pixmap, target.gc, 800, 50, 0, top, 0, target.depth, len(piece), piece
            )
        frames.append(pixmap)

    def step(number: int) -> None:
        target.x.core.CopyArea(
            frames[number % len(frames)], target.window, target.gc, 0, 0, 300, 200, 800, 600
        )

    target.every(30, step)


def drag(target: Target) -> None:
    """A window goes round over a page of text, which the X server restores behind it."""
    target.paper()
    inner = target.x.generate_id()
    screen = target.x.get_setup().roots[0]
    target.x.core.CreateWindow(
        target.depth, inner, target.window, 100, 100, 600, 400, 2, xp.WindowClass.InputOutput,
        screen.root_visual, xp.CW.BackPixel | xp.CW.EventMask, [0xDDE8F6, xp.EventMask.Exposure],
    )  # fmt: skip
    target.x.core.MapWindow(inner)

    def step(number: int) -> None:
        left = 100 + 8 * (number % 60 if number // 60 % 2 == 0 else 60 - number % 60)
        target.x.core.ConfigureWindow(inner, xp.ConfigWindow.X | xp.ConfigWindow.Y, [left, 100 + left // 4])

    target.every(30, step)


def text(target: Target) -> None:
    """Nothing moves."""
    target.page()
    target.number(1)
    target.x.flush()
    while True:
        target.x.wait_for_event()


KINDS: Final = {"keys": keys, "busy": busy, "scroll": scroll, "motion": motion, "drag": drag, "text": text}


def main() -> None:
    """Draw until ended."""
    target = Target()
    target.x.flush()
    target.x.wait_for_event()  # exposed: the window is there
    sys.stdout.write("drawing\n")
    sys.stdout.flush()
    KINDS[sys.argv[1]](target)


if __name__ == "__main__":
    main()
