"""Pictures of a clipboard as PNG."""

import pytest

from customer_client.encode.png import from_png, to_png
from customer_client.errors import EncodeError

PIXELS = bytes(range(256)) * 3  # 16 x 12


def test_a_picture_comes_back_as_it_was() -> None:
    png = to_png(PIXELS, 16, 12)
    assert png.startswith(b"\x89PNG")
    assert from_png(png) == (PIXELS, 16, 12)


@pytest.mark.parametrize("wrong", [b"", b"GIF89a" + bytes(40), to_png(PIXELS, 16, 12)[:60]])
def test_what_is_no_whole_png_is_refused(wrong: bytes) -> None:
    with pytest.raises(EncodeError):
        from_png(wrong)


def test_a_bomb_is_not_opened() -> None:
    png = bytearray(to_png(PIXELS, 16, 12))
    png[16:24] = (16_000).to_bytes(4, "big") * 2
    with pytest.raises(EncodeError, match="too large"):
        from_png(bytes(png))
    png[16:20] = (100_000).to_bytes(4, "big")
    with pytest.raises(EncodeError, match="too large"):
        from_png(bytes(png))
