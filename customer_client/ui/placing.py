"""Where a point of the virtual desktop lies in the windows' own coordinates."""

import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScreenPlace:
    """One screen, as Qt counts.

    Attributes:
        left_px: Its corner in physical pixels of the virtual desktop; may be negative.
        scale: Physical pixels for one of Qt's.
    """

    left_px: int
    top_px: int
    scale: float

    def local(self, at_px: tuple[int, int]) -> tuple[float, float]:
        """This point from the screen's corner, in Qt's pixels; outside of it too."""
        return (at_px[0] - self.left_px) / self.scale, (at_px[1] - self.top_px) / self.scale


def place_of(left: int, top: int, device_pixel_ratio: float) -> ScreenPlace:
    """The place of a screen with this corner and ratio.

    Qt keeps a screen's corner in physical pixels and scales only what lies inside it. On macOS the capture
    counts in points, as Qt does.
    """
    return ScreenPlace(left, top, 1.0 if sys.platform == "darwin" else device_pixel_ratio)
