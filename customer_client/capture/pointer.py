"""Where the X pointer is and how it looks, without asking while it rests."""

import time
from typing import Final

import numpy as np
import xcffib
import xcffib.xfixes
import xcffib.xinput
import xcffib.xproto
from numpy.typing import NDArray

from customer_client.core.picture import Pointer, PointerShape

LOOK_EVERY_SECONDS: Final = 0.016
"""While it moves; a mouse may report 1,000 times a second, which nobody sees."""
RESTS_AFTER_SECONDS: Final = 0.2
SHAPE_SIDE_LIMIT_PX: Final = 256

RAW_MOTION: Final = 1 << 17
ALL_MASTER_DEVICES: Final = 1


class PointerWatch:
    """Sleeps until the X server says "it moved" once, then looks by itself until it rests again.

    Raw motion (XInput 2) is asked for only while the pointer rests: a moving mouse wakes us 60 times a
    second, not 1,000. Without XInput 2 it is looked at whenever the shape changes.
    """

    def __init__(self, connection: xcffib.Connection, root: int) -> None:
        self._connection = connection
        self._core = xcffib.xproto.xprotoExtension(connection)
        self._root = root
        self._fixes = connection(xcffib.xfixes.key)
        self._fixes.QueryVersion(5, 0).reply()
        self._fixes.SelectCursorInputChecked(root, xcffib.xfixes.CursorNotifyMask.DisplayCursor).check()
        self._input = self._input_extension()
        self._wanted = False
        self._last: tuple[int, int] | None = None
        self._shape: PointerShape | None = None
        self._reshaped = True
        self._look_at: float | None = None
        self._moved_at = 0.0

    def _input_extension(self) -> xcffib.xinput.xinputExtension | None:
        name = "XInputExtension"
        if not self._core.QueryExtension(len(name), name).reply().present:
            return None
        extension: xcffib.xinput.xinputExtension = self._connection(xcffib.xinput.key)
        extension.XIQueryVersion(2, 2).reply()
        return extension

    def look(self, *, wanted: bool) -> None:
        """Begin or end following the pointer. Who begins is told where it is."""
        if wanted == self._wanted:
            return
        self._wanted = wanted
        self._last, self._reshaped = None, True
        self._look_at = time.monotonic() if wanted else None
        self._listen(wanted=False)

    def heard(self, event: xcffib.Event) -> None:
        """Take in an event of the connection; those of others are passed over."""
        if isinstance(event, xcffib.xfixes.CursorNotifyEvent):
            self._reshaped = True
        elif not isinstance(event, xcffib.xinput.RawMotionEvent):
            return
        if self._wanted and self._look_at is None:
            self._look_at = self._moved_at = time.monotonic()
            self._listen(wanted=False)

    def due_at(self) -> float | None:
        """When `read` has something to look at, on `time.monotonic`; None while the pointer rests."""
        return self._look_at

    def read(self) -> Pointer | None:
        """The pointer, when it is another one than last time."""
        now = time.monotonic()
        if self._look_at is None or now < self._look_at:
            return None
        place = self._core.QueryPointer(self._root).reply()
        here = (int(place.root_x), int(place.root_y))
        if here != self._last:
            self._moved_at = now
        elif now - self._moved_at > RESTS_AFTER_SECONDS:
            self._look_at = None
            self._listen(wanted=True)
        if self._look_at is not None:
            self._look_at = now + LOOK_EVERY_SECONDS
        if here == self._last and not self._reshaped:
            return None
        self._last = here
        if self._reshaped:
            self._reshaped = False
            self._shape = self._read_shape()
        return Pointer(*here, self._shape)

    def _listen(self, *, wanted: bool) -> None:
        if self._input is None:
            return
        mask = RAW_MOTION if wanted else 0
        masks = [xcffib.xinput.EventMask.synthetic(ALL_MASTER_DEVICES, 1, [mask])]
        self._input.XISelectEvents(self._root, len(masks), masks)
        self._connection.flush()

    def _read_shape(self) -> PointerShape | None:
        image = self._fixes.GetCursorImage().reply()
        width_px, height_px = int(image.width), int(image.height)
        if not 0 < width_px <= SHAPE_SIDE_LIMIT_PX or not 0 < height_px <= SHAPE_SIDE_LIMIT_PX:
            return None
        argb = np.array(list(image.cursor_image), dtype=np.uint32)
        return PointerShape(width_px, height_px, int(image.xhot), int(image.yhot), rgba_of(argb).tobytes())


def rgba_of(premultiplied: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """RGBA bytes of ARGB words whose colours were multiplied by their alpha."""
    channels = np.stack([premultiplied >> shift & 0xFF for shift in (16, 8, 0, 24)], axis=-1)
    alpha = np.maximum(channels[..., 3:], 1)
    channels[..., :3] = np.minimum((channels[..., :3] * 255 + alpha // 2) // alpha, 255)
    return channels.astype(np.uint8)
