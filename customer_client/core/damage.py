"""Changed areas: cut to a monitor, rounded to what can be converted and encoded, and few."""

from collections.abc import Iterable, Sequence
from typing import Final

from customer_client.core.picture import Rect

PATCHES_LIMIT: Final = 12
"""More areas than this are taken as one around them: each costs about 40 µs on its way to the encoder."""

BLOCK_PX: Final = 16
"""Side of what an encoder decides about at once."""


def picture_size(width_px: int, height_px: int) -> tuple[int, int]:
    """Size of a monitor's picture: even, since two by two pixels share their colour."""
    return width_px & ~1, height_px & ~1


def clipped(x_px: int, y_px: int, width_px: int, height_px: int, within: tuple[int, int]) -> Rect | None:
    """This area cut to a picture of size `within`, grown to even numbers; None when nothing is left."""
    left, top = max(x_px, 0) & ~1, max(y_px, 0) & ~1
    right = min((x_px + width_px + 1) & ~1, within[0])
    bottom = min((y_px + height_px + 1) & ~1, within[1])
    if left >= right or top >= bottom:
        return None
    return Rect(left, top, right - left, bottom - top)


def merged(areas: Iterable[Rect]) -> Sequence[Rect]:
    """The same areas, or one around all of them when they are many. Duplicates are dropped."""
    distinct = list(dict.fromkeys(areas))
    if len(distinct) <= PATCHES_LIMIT:
        return distinct
    return [around(distinct)]


def around(areas: Sequence[Rect]) -> Rect:
    """The smallest area that holds all of these; at least one is given."""
    left, top = min(area.x_px for area in areas), min(area.y_px for area in areas)
    right = max(area.x_px + area.width_px for area in areas)
    bottom = max(area.y_px + area.height_px for area in areas)
    return Rect(left, top, right - left, bottom - top)


def blocks(size: tuple[int, int]) -> tuple[int, int]:
    """Columns and rows of encoder blocks in a picture of this size."""
    return -(-size[0] // BLOCK_PX), -(-size[1] // BLOCK_PX)


def block_span(area: Rect) -> tuple[slice, slice]:
    """Rows and columns of the blocks that this area touches."""
    rows = slice(area.y_px // BLOCK_PX, -(-(area.y_px + area.height_px) // BLOCK_PX))
    columns = slice(area.x_px // BLOCK_PX, -(-(area.x_px + area.width_px) // BLOCK_PX))
    return rows, columns
