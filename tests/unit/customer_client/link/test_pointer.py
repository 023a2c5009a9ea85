"""The pointer on the wire."""

import base64
import zlib

from customer_client.core.geometry import to_pixels
from customer_client.core.picture import Pointer, PointerShape
from customer_client.link.pointer import place, shape
from protocol.screen import Monitor, MonitorId, Screen

LEFT = Monitor(id=MonitorId(1), left_px=-800, top_px=0, width_px=800, height_px=600)
MAIN = Monitor(id=MonitorId(0), left_px=0, top_px=0, width_px=1920, height_px=1080, primary=True)
SCREEN = Screen(monitors=(MAIN, LEFT))


def test_a_place_is_told_on_the_monitor_that_it_lies_on() -> None:
    told = place(Pointer(-5, 20, None), SCREEN)
    assert told is not None
    assert told.at.monitor == LEFT.id
    assert to_pixels(told.at.x_norm, told.at.y_norm, LEFT) == (-5, 20)


def test_a_place_between_the_monitors_is_not_told() -> None:
    assert place(Pointer(-5, 700, None), SCREEN) is None


def test_a_shape_is_a_png_of_its_pixels() -> None:
    rgba = bytes(range(24))
    told = shape(PointerShape(3, 2, 1, 0, rgba))
    assert told is not None
    png = base64.b64decode(told.png)
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    begin = png.index(b"IDAT") + 4
    rows = zlib.decompress(png[begin:])
    assert rows == b"\0" + rgba[:12] + b"\0" + rgba[12:]
    assert (told.hot_x_px, told.hot_y_px) == (1, 0)


def test_a_shape_that_is_too_large_is_not_told() -> None:
    noise = b"".join(zlib.crc32(bytes([n % 256, n // 256 % 256])).to_bytes(4) for n in range(200 * 200))
    assert shape(PointerShape(200, 200, 0, 0, noise)) is None
