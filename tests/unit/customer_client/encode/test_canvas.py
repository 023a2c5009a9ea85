"""BGRX to I420, only where it changed."""

import numpy as np
import pytest

from customer_client.core.picture import Patch, Rect
from customer_client.encode.canvas import Canvas

SIZE = (96, 64)


def noise(width_px: int, height_px: int) -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
    return np.random.default_rng(7).integers(0, 256, (height_px, width_px, 4), dtype=np.uint8)


@pytest.mark.parametrize(
    "rgb",
    [(255, 255, 255), (0, 0, 0), (128, 128, 128), (255, 0, 0), (0, 255, 0), (0, 0, 255), (90, 200, 10)],
)
def test_colours_are_bt601_in_limited_range(rgb: tuple[int, int, int]) -> None:
    canvas = Canvas(SIZE)
    pixels = np.zeros((SIZE[1], SIZE[0], 4), np.uint8)
    pixels[..., :3] = rgb[::-1]
    canvas.draw([Patch(Rect(0, 0, *SIZE), pixels)])
    red, green, blue = (value / 255 for value in rgb)
    luma = 0.299 * red + 0.587 * green + 0.114 * blue
    expected = (16 + 219 * luma, 128 + 224 * (blue - luma) / 1.772, 128 + 224 * (red - luma) / 1.402)
    for plane, value in zip(canvas.planes, expected, strict=True):
        assert int(plane.min()) == int(plane.max()) == pytest.approx(value, abs=1)


def test_a_picture_drawn_piece_by_piece_is_the_picture_drawn_at_once() -> None:
    pixels = noise(*SIZE)
    whole, pieces = Canvas(SIZE), Canvas(SIZE)
    whole.draw([Patch(Rect(0, 0, *SIZE), pixels)])
    for area in (Rect(0, 0, 34, 64), Rect(34, 0, 62, 22), Rect(34, 22, 62, 42)):
        cut = pixels[area.y_px : area.y_px + area.height_px, area.x_px : area.x_px + area.width_px]
        pieces.draw([Patch(area, cut)])
    for one, other in zip(whole.planes, pieces.planes, strict=True):
        assert np.allclose(one.astype(np.int32), other, atol=1)


def test_only_blocks_that_were_drawn_on_count_as_changed() -> None:
    canvas = Canvas(SIZE)
    assert canvas.changed_share() == 1
    canvas.settle()
    assert canvas.changed_share() == 0
    canvas.draw([Patch(Rect(14, 16, 4, 2), noise(4, 2))])
    assert canvas.changed.tolist()[1][:3] == [1, 1, 0]
    assert canvas.changed_share() == pytest.approx(2 / 24)
