"""Pictures of a clipboard as PNG, through PyAV."""

from fractions import Fraction
from typing import Final

import av
import numpy as np
from av.video.frame import VideoFrame

from customer_client.errors import EncodeError

SIDE_LIMIT_PX: Final = 16_384
PIXELS_LIMIT: Final = 64 * 1024 * 1024


def to_png(rgba: bytes, width_px: int, height_px: int) -> bytes:
    """A PNG of these pixels: uint8, row-major, RGBA."""
    pixels = np.frombuffer(rgba, np.uint8).reshape(height_px, width_px, 4)
    codec = av.CodecContext.create("png", "w")
    codec.width, codec.height, codec.pix_fmt = width_px, height_px, "rgba"
    codec.time_base = Fraction(1, 1)
    frame = VideoFrame.from_ndarray(pixels, format="rgba")
    packets = [*codec.encode(frame), *codec.encode(None)]
    return b"".join(bytes(packet) for packet in packets)


def from_png(png: bytes) -> tuple[bytes, int, int]:
    """The pixels (uint8, row-major, RGBA), width and height.

    Raises:
        EncodeError: no PNG, or a larger one than anybody's clipboard needs.
    """
    if len(png) < 24 or not png.startswith(b"\x89PNG\r\n\x1a\n"):
        raise EncodeError("This is not a PNG picture.")
    width_px, height_px = int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")
    if not 0 < width_px <= SIDE_LIMIT_PX or not 0 < height_px <= SIDE_LIMIT_PX:
        raise EncodeError("This picture is too large.")
    if width_px * height_px > PIXELS_LIMIT:
        raise EncodeError("This picture is too large.")
    codec = av.CodecContext.create("png", "r")
    try:
        frames = [*codec.decode(av.Packet(png)), *codec.decode(None)]
    except (av.FFmpegError, ValueError) as wrong:
        raise EncodeError("This picture is damaged.") from wrong
    if not frames or not isinstance(frames[0], VideoFrame):
        raise EncodeError("This picture is damaged.")
    pixels = frames[0].to_ndarray(format="rgba")
    return pixels.tobytes(), frames[0].width, frames[0].height
