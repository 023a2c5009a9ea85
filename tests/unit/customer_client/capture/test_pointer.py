"""The pointer's shape."""

import numpy as np

from customer_client.capture.pointer import rgba_of


def test_colours_are_freed_of_their_alpha() -> None:
    words = np.array([0xFF102030, 0x00000000, 0x80400000, 0x80808080], dtype=np.uint32)
    assert rgba_of(words).tolist() == [
        [0x10, 0x20, 0x30, 0xFF],
        [0, 0, 0, 0],
        [128, 0, 0, 0x80],
        [255, 255, 255, 0x80],
    ]
