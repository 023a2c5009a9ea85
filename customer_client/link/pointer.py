"""The machine's pointer as the wire has it: a place on a monitor, and a small PNG."""

import base64
import struct
import zlib

from customer_client.core.geometry import to_norm
from customer_client.core.picture import Pointer, PointerShape
from protocol.input import At
from protocol.pointer import PointerAt
from protocol.pointer import PointerShape as WireShape
from protocol.screen import Monitor, Screen

PNG_LIMIT_CHARS = 48 * 1024
HOT_LIMIT_PX = 512


def place(pointer: Pointer, screen: Screen) -> PointerAt | None:
    """Where the pointer is; None between the monitors."""
    for monitor in screen.monitors:
        if _contains(monitor, pointer.x_px, pointer.y_px):
            x_norm, y_norm = to_norm(pointer.x_px, pointer.y_px, monitor)
            return PointerAt(at=At(monitor=monitor.id, x_norm=x_norm, y_norm=y_norm))
    return None


def shape(pointer: PointerShape) -> WireShape | None:
    """How the pointer looks; None when it is too large to be told."""
    png = base64.b64encode(_png(pointer.width_px, pointer.height_px, pointer.rgba)).decode()
    if len(png) > PNG_LIMIT_CHARS or max(pointer.hot_x_px, pointer.hot_y_px) > HOT_LIMIT_PX:
        return None
    return WireShape(png=png, hot_x_px=pointer.hot_x_px, hot_y_px=pointer.hot_y_px)


def _contains(monitor: Monitor, x_px: int, y_px: int) -> bool:
    inside_x = monitor.left_px <= x_px < monitor.left_px + monitor.width_px
    return inside_x and monitor.top_px <= y_px < monitor.top_px + monitor.height_px


def _png(width_px: int, height_px: int, rgba: bytes) -> bytes:
    stride = width_px * 4
    rows = b"".join(b"\0" + rgba[row * stride : (row + 1) * stride] for row in range(height_px))
    header = struct.pack("!IIBBBBB", width_px, height_px, 8, 6, 0, 0, 0)
    parts = (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(rows)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))
