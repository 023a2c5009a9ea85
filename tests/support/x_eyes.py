"""What stands on a real X display, and whether anything draws there."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
import xcffib
import xcffib.damage
import xcffib.xproto

from tests.support.wait import until
from tests.support.xserver import XServer

ALL_PLANES: Final = 0xFFFFFFFF
STANDS_WITHIN_SECONDS: Final = 15.0

Picture: TypeAlias = npt.NDArray[np.uint8]
"""(height, width, 3), red, green and blue; the X pointer is not on it."""


class XEyes:
    """Looks at one display; use `x_eyes`."""

    def __init__(self, connection: xcffib.Connection) -> None:
        self._connection = connection
        self._screen = connection.get_setup().roots[0]
        self._damages = connection(xcffib.damage.key)
        self._damages.QueryVersion(1, 1).reply()
        damage = connection.generate_id()
        level = xcffib.damage.ReportLevel.RawRectangles
        self._damages.CreateChecked(damage, self._screen.root, level).check()

    def picture(self) -> Picture:
        """The whole display, now."""
        width, height = self._screen.width_in_pixels, self._screen.height_in_pixels
        image = xcffib.xproto.ImageFormat.ZPixmap
        asked = (image, self._screen.root, 0, 0, width, height, ALL_PLANES)
        reply = self._connection.core.GetImage(*asked).reply()
        data = np.frombuffer(reply.data.buf(), np.uint8)
        return data.reshape(height, width, 4)[:, :, 2::-1].copy()

    def picture_when(self, holds: Callable[[Picture], object], what: str) -> Picture:
        """The first picture of which this is true."""
        found: list[Picture] = []

        def look() -> bool:
            found[:] = [self.picture()]
            return bool(holds(found[0]))

        until(look, within_seconds=STANDS_WITHIN_SECONDS, what=what)
        return found[0]

    def drawn(self) -> list[tuple[int, int, int, int]]:
        """What was drawn on since the last time: left, top, width, height."""
        self._connection.core.GetInputFocus().reply()  # every event before it is here
        areas = []
        while (event := self._connection.poll_for_event()) is not None:
            if isinstance(event, xcffib.damage.NotifyEvent):
                area = event.area
                areas.append((int(area.x), int(area.y), int(area.width), int(area.height)))
        return areas


@contextmanager
def x_eyes(display: XServer) -> Iterator[XEyes]:
    """Look at this display."""
    connection = xcffib.connect(display=display.display)
    try:
        yield XEyes(connection)
    finally:
        connection.disconnect()


def changed(before: Picture, after: Picture) -> tuple[int, int, int, int]:
    """The rectangle in which two pictures differ: left, top, right, bottom; all 0 when they are alike."""
    rows, columns = np.nonzero((before != after).any(axis=2))
    if not len(rows):
        return 0, 0, 0, 0
    return int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1
