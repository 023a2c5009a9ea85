"""From a place on a viewer's picture to a pixel of this machine, and back."""

from typing import Final

from customer_client.errors import MonitorGone
from protocol.input import At
from protocol.screen import Monitor, Screen

NORM_MAX: Final = 65535
"""The right or bottom edge (SPEC I2)."""


def to_pixels(x_norm: int, y_norm: int, monitor: Monitor) -> tuple[int, int]:
    """Which pixel of this monitor lies at a normalised point.

    Args:
        x_norm: 0..65535 from the left edge to the right edge (SPEC I2).
        y_norm: 0..65535 from the top edge to the bottom edge.
        monitor: Geometry in physical pixels; may lie left of or above the origin. Its scale plays no part:
            both the picture and the pointer are in physical pixels.

    Returns:
        Physical pixels in the virtual desktop; always inside `monitor`.
    """
    return (
        monitor.left_px + _pixel(x_norm, monitor.width_px),
        monitor.top_px + _pixel(y_norm, monitor.height_px),
    )


def to_norm(x_px: int, y_px: int, monitor: Monitor) -> tuple[int, int]:
    """The normalised point at the middle of a pixel: `to_pixels` gives exactly that pixel back.

    A pixel outside `monitor` counts as the nearest one inside.
    """
    return (
        _norm(x_px - monitor.left_px, monitor.width_px),
        _norm(y_px - monitor.top_px, monitor.height_px),
    )


def place(at: At, screen: Screen) -> tuple[int, int]:
    """Physical pixels in the virtual desktop for a place on one of the screen's monitors.

    Raises:
        MonitorGone: the monitor was unplugged since the viewer drew the picture.
    """
    monitor = monitor_of(at, screen)
    if monitor is None:
        raise MonitorGone(at.monitor)
    return to_pixels(at.x_norm, at.y_norm, monitor)


def monitor_of(at: At, screen: Screen) -> Monitor | None:
    """The monitor that `at` names, if it is plugged in."""
    return next((monitor for monitor in screen.monitors if monitor.id == at.monitor), None)


def _pixel(norm: int, side_px: int) -> int:
    # A point between two edges lies in the pixel that it falls into: rounding to the nearest pixel would be
    # one off for half of the points near the left edge. The right edge itself belongs to the last pixel.
    return min(norm * side_px // NORM_MAX, side_px - 1)


def _norm(offset_px: int, side_px: int) -> int:
    inside = min(max(offset_px, 0), side_px - 1)
    return (2 * inside + 1) * NORM_MAX // (2 * side_px)
