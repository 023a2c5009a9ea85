"""What libx264 does and PyAV does not pass on: a quantiser for each picture; blocks that did not change.

The library is the one that PyAV brings along, else the system's. Its interface is versioned by the name of
one
function (x264_encoder_open_165), so a build whose structures we do not know is never called; and the defaults
that it writes are checked against the offsets that we use before anything is opened.
"""

import ctypes
import ctypes.util
from ctypes import POINTER, Structure, c_char_p, c_double, c_int, c_int64, c_uint8, c_void_p
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import av

KNOWN_BUILDS: Final = (165, 164)

TYPE_AUTO: Final = 0
TYPE_IDR: Final = 1
CSP_I420: Final = 2
MB_CONSTANT: Final = 1

PARAM_SIZE_BYTES: Final = 1024
"""sizeof(x264_param_t) in builds 164 and 165 on 64-bit machines; we give it four times that."""

OFFSET_WIDTH: Final = 28
OFFSET_HEIGHT: Final = 32
OFFSET_CSP: Final = 36
OFFSET_MB_INFO: Final = 628

DEFAULTS: Final = {
    OFFSET_WIDTH: 0,
    OFFSET_CSP: CSP_I420,
    40: 8,
    576: 16,
    588: 7,
    OFFSET_MB_INFO: 0,
    636: 21,
    640: 11,
}
"""What stands where after x264_param_default: colour space, depth, motion range, refinement, dead zones."""


class Image(Structure):
    """x264_image_t."""

    _fields_ = [  # type: ignore[mutable-override]  # typeshed widens its own attribute
        ("csp", c_int),
        ("planes", c_int),
        ("stride", c_int * 4),
        ("plane", c_void_p * 4),
    ]


class Picture(Structure):
    """x264_picture_t."""

    _fields_ = [  # type: ignore[mutable-override]  # as above
        ("type", c_int),
        ("qp_plus_1", c_int),
        ("structure", c_int),
        ("is_key", c_int),
        ("pts", c_int64),
        ("dts", c_int64),
        ("param", c_void_p),
        ("image", Image),
        ("quantiser_offsets", c_void_p),
        ("quantiser_offsets_free", c_void_p),
        ("mb_info", c_void_p),
        ("mb_info_free", c_void_p),
        ("figures", c_double * 6),
        ("timing", c_double * 4),
        ("sei", c_void_p * 3),
        ("opaque", c_void_p),
    ]


class Nal(Structure):
    """x264_nal_t."""

    _fields_ = [  # type: ignore[mutable-override]  # as above
        ("reference", c_int),
        ("type", c_int),
        ("long_start_code", c_int),
        ("first_mb", c_int),
        ("last_mb", c_int),
        ("size_bytes", c_int),
        ("payload", POINTER(c_uint8)),
        ("padding", c_int),
    ]


@dataclass(frozen=True, slots=True)
class Library:
    """A libx264 whose structures are known."""

    functions: ctypes.CDLL
    build: int


@cache
def load() -> Library | None:
    """The library, or None where there is none that we know."""
    if ctypes.sizeof(c_void_p) != ctypes.sizeof(c_int64):
        return None
    for place in _places():
        try:
            functions = ctypes.CDLL(place)
        except OSError:
            continue
        build = next(
            (build for build in KNOWN_BUILDS if hasattr(functions, f"x264_encoder_open_{build}")), None
        )
        if build is not None and _has_known_layout(functions):
            return _declared(functions, build)
    return None


def _places() -> list[str]:
    package = Path(av.__file__).parent
    beside = [package.parent / "av.libs", package / ".dylibs"]  # Linux and Windows; macOS
    bundled = [str(path) for folder in beside for path in sorted(folder.glob("*x264*"))]
    system = ctypes.util.find_library("x264")
    return [*bundled, *([system] if system else [])]


def _has_known_layout(functions: ctypes.CDLL) -> bool:
    param = (c_uint8 * (4 * PARAM_SIZE_BYTES))(*([0xAA] * 4 * PARAM_SIZE_BYTES))
    functions.x264_param_default.argtypes = [c_void_p]
    functions.x264_param_default(param)
    written = all(c_int.from_buffer(param, offset).value == value for offset, value in DEFAULTS.items())
    return written and bytes(param[PARAM_SIZE_BYTES : PARAM_SIZE_BYTES + 16]) == b"\xaa" * 16


def _declared(functions: ctypes.CDLL, build: int) -> Library:
    functions.x264_param_default_preset.argtypes = [c_void_p, c_char_p, c_char_p]
    functions.x264_param_parse.argtypes = [c_void_p, c_char_p, c_char_p]
    functions.x264_param_apply_profile.argtypes = [c_void_p, c_char_p]
    functions.x264_picture_init.argtypes = [POINTER(Picture)]
    functions.x264_encoder_encode.argtypes = [
        c_void_p,
        POINTER(POINTER(Nal)),
        POINTER(c_int),
        POINTER(Picture),
        POINTER(Picture),
    ]
    functions.x264_encoder_close.argtypes = [c_void_p]
    functions.x264_encoder_close.restype = None
    open_ = getattr(functions, f"x264_encoder_open_{build}")
    open_.argtypes = [c_void_p]
    open_.restype = c_void_p
    return Library(functions, build)
