"""The picture's way out of this machine: its words, and the ports at both ends.

Capture ──Patch──▶ studio (canvas, pacing) ──▶ Encoder ──EncodedFrame──▶ link
   └──News (what changed, the pointer, the monitors)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from protocol.screen import MonitorId, Screen

Pixels: TypeAlias = NDArray[np.uint8]
"""uint8, (height, width, 4), BGRX, row-major; the fourth byte means nothing."""

Plane: TypeAlias = NDArray[np.uint8]
"""uint8, (height, width), row-major; rows may lie further apart than their width."""

Clock: TypeAlias = Callable[[], int]
"""Nanoseconds that never run back, from any origin; `time.monotonic_ns` outside of tests."""


@dataclass(frozen=True, slots=True)
class Rect:
    """An area of one monitor's picture, in its pixels; never empty, never outside of it."""

    x_px: int
    y_px: int
    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """A changed area and what it shows now.

    Attributes:
        area: Even in all four numbers, since chroma is shared by two by two pixels.
        pixels: Shape of `area`; borrowed until the next call of the capture that lent it.
    """

    area: Rect
    pixels: Pixels


@dataclass(frozen=True, slots=True)
class PointerShape:
    """How the pointer looks.

    Attributes:
        rgba: width_px * height_px * 4 bytes, alpha not multiplied in.
        hot_x_px: The pixel that points, from the shape's left edge.
        hot_y_px: The same from its top edge.
    """

    width_px: int
    height_px: int
    hot_x_px: int
    hot_y_px: int
    rgba: bytes


@dataclass(frozen=True, slots=True)
class Pointer:
    """Where the pointer is, in pixels of the virtual desktop, and its shape where that is known."""

    x_px: int
    y_px: int
    shape: PointerShape | None


@dataclass(frozen=True, slots=True)
class News:
    """What a capture noticed while it waited.

    Attributes:
        changed: Watched monitors that may show something new; `grab` says what.
        screen: The monitors as they are from now on, when they changed; old pictures are void.
        pointer: The pointer, when it moved or changed its shape.
    """

    changed: frozenset[MonitorId] = frozenset()
    screen: Screen | None = None
    pointer: Pointer | None = None


@dataclass(frozen=True, slots=True)
class EncodedFrame:
    """One picture as H.264, ready for every viewer and for the recording.

    Attributes:
        stream: The monitor's number.
        seq: Rises by one with each frame of its stream.
        pts_us: When it was captured, on the `Clock`; rises with each frame of its stream.
        key: Decodable without what came before; SPS and PPS stand in front of it.
        codec: What WebCodecs calls it, "avc1.42c02a": read from the stream's own SPS.
        data: One access unit, Annex B.
        blank: It is black and shows nothing of the desktop: made in a private moment (SPEC N5).
    """

    stream: MonitorId
    seq: int
    pts_us: int
    key: bool
    width_px: int
    height_px: int
    codec: str
    data: bytes = field(repr=False)
    blank: bool = False


class Capture(Protocol):
    """One way of reading this desktop. Used from one thread, save `wake`."""

    def screen(self) -> Screen:
        """The monitors as they are now.

        Raises:
            CaptureError: the desktop is gone.
        """
        ...

    def wait(self, watched: frozenset[MonitorId], timeout_seconds: float | None) -> News:
        """Block until there is news of the watched monitors, `wake` was called, or time is up.

        With nothing watched, neither pictures nor the pointer are looked at. A change is reported until
        it is grabbed; while it is not, further changes of its monitor do not end the wait.

        Raises:
            CaptureError: the desktop is gone.
        """
        ...

    def wake(self) -> None:
        """End the wait that runs now, or else the next one. From any thread."""
        ...

    def grab(self, monitor: MonitorId, *, whole: bool) -> Sequence[Patch]:
        """What changed on this monitor since the last grab, or all of it.

        The picture's size is the monitor's, rounded down to even numbers. Nothing for a monitor that is gone.

        Raises:
            CaptureError: the desktop is gone.
        """
        ...

    def close(self) -> None:
        """Let go of the desktop. Closing twice is fine."""
        ...


class Encoder(Protocol):
    """Makes one stream's pictures into H.264. Used from one thread."""

    codec: str

    def encode(self, planes: tuple[Plane, Plane, Plane], changed: Plane, qp: int, *, key: bool) -> bytes:
        """One access unit, Annex B, with parameter sets in front of a key frame.

        Args:
            planes: I420, BT.601, limited range; of the size that the encoder was made for.
            changed: One byte for each block of 16 by 16 pixels, row by row: 0 where the picture is exactly
                what it was in the frame before.
            qp: How coarse, 0..51; what was encoded more coarsely before is refined, changed or not.
            key: Decodable without what came before. The first one is, whatever this says.

        Raises:
            EncodeError: the encoder refuses.
        """
        ...

    def close(self) -> None:
        """Free the encoder. Closing twice is fine."""
        ...
