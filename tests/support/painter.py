"""A real X client that paints known colours where a test says."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import xcffib
import xcffib.xproto

from tests.support.xserver import XServer

NOISE_WIDTH_PX: Final = 640
NOISE_HEIGHT_PX: Final = 100
NOISE_BYTES: Final = NOISE_WIDTH_PX * NOISE_HEIGHT_PX * 4


class Painter:
    """A window over the whole display, drawn on at once and in order."""

    def __init__(self, connection: xcffib.Connection) -> None:
        self._core = xcffib.xproto.xprotoExtension(connection)
        self._connection = connection
        root = connection.get_setup().roots[0]
        attributes = xcffib.xproto.CW
        self._window: int = connection.generate_id()
        self._core.CreateWindow(
            root.root_depth,
            self._window,
            root.root,
            0,
            0,
            4096,
            4096,
            0,
            xcffib.xproto.WindowClass.InputOutput,
            root.root_visual,
            attributes.BackPixel | attributes.OverrideRedirect,
            [0, 1],
        )
        self._core.MapWindow(self._window)
        self._pen: int = connection.generate_id()
        self._core.CreateGC(self._pen, self._window, xcffib.xproto.GC.Foreground, [0])
        self.settle()

    def fill(
        self, rgb: int, x_px: int = 0, y_px: int = 0, width_px: int = 4096, height_px: int = 4096
    ) -> None:
        """Fill this part of the display with 0xRRGGBB; when this returns, it is there."""
        self._core.ChangeGC(self._pen, xcffib.xproto.GC.Foreground, [rgb])
        area = xcffib.xproto.RECTANGLE.synthetic(x_px, y_px, width_px, height_px)
        self._core.PolyFillRectangle(self._window, self._pen, 1, [area])
        self.settle()

    def noise(self, bits: bytes, y_px: int) -> None:
        """Show `NOISE_BYTES` of whatever at this height: what an encoder can do least with."""
        image = xcffib.xproto.ImageFormat.ZPixmap
        size = (NOISE_WIDTH_PX, NOISE_HEIGHT_PX, 0, y_px, 0, 24, len(bits))
        self._core.PutImage(image, self._window, self._pen, *size, bits)
        self.settle()

    def settle(self) -> None:
        """Wait until the server has drawn everything."""
        self._core.GetInputFocus().reply()


@contextmanager
def painter(server: XServer) -> Iterator[Painter]:
    """A painter on this display until the `with` block ends."""
    connection = xcffib.connect(server.display)
    try:
        yield Painter(connection)
    finally:
        connection.disconnect()
