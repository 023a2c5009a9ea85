"""Finding what is different between two looks."""

import numpy as np

from customer_client.capture.polled import BAND_PX, changed_areas
from customer_client.core.picture import Rect

SIZE = (128, 96)


def blank() -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
    return np.zeros((SIZE[1], SIZE[0], 4), np.uint8)


def test_equal_pictures_differ_nowhere() -> None:
    assert changed_areas(blank(), blank(), SIZE) == []


def test_one_pixel_is_one_narrow_band() -> None:
    now = blank()
    now[37, 51] = 255
    assert changed_areas(blank(), now, SIZE) == [Rect(50, 32, 2, BAND_PX)]


def test_neighbouring_bands_are_one_area_and_others_are_their_own() -> None:
    now = blank()
    now[3, 10:20] = 1
    now[17, 40] = 1
    now[95, 127] = 1
    assert changed_areas(blank(), now, SIZE) == [Rect(10, 0, 32, 2 * BAND_PX), Rect(126, 80, 2, BAND_PX)]
