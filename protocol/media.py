"""The binary frame of the media link: a fixed header, then the payload (SPEC F1).

    0        1       2       3        4       8         16       18       20       21..23      24
    version  kind    flags   stream   seq     pts_us    width    height   codec    profile     payload
    u8       u8      u8      u8       u32     u64       u16      u16      u8       3 x u8

All numbers are big-endian. `profile` holds the three bytes behind "avc1." for H.264.
"""

import enum
import struct
from dataclasses import dataclass
from typing import Final

from protocol.errors import BadMessage, MessageTooBig
from protocol.limits import MEDIA_FRAME_LIMIT_BYTES

HEADER: Final = struct.Struct("!BBBBIQHHB3s")
HEADER_BYTES: Final = HEADER.size
MEDIA_VERSION: Final = 1
FLAG_KEY: Final = 1
PTS_LIMIT_US: Final = 2**53
"""Times stay below it, so that every language counts them exactly."""


class Kind(enum.IntEnum):
    """What the payload is."""

    VIDEO = 1
    """One access unit of H.264, Annex B; a key frame carries its parameter sets."""
    POINTER_SHAPE = 2
    """A `PointerShape` as JSON."""
    POINTER_AT = 3
    """A `PointerAt` as JSON."""


class Codec(enum.IntEnum):
    """How a picture is coded."""

    NONE = 0
    H264 = 1


@dataclass(frozen=True, slots=True)
class Header:
    """What stands before a payload.

    `seq` rises by one per stream and frame, modulo 2^32; `pts_us` is the frame's identity.
    """

    kind: Kind
    key: bool
    stream: int
    seq: int
    pts_us: int
    width_px: int = 0
    height_px: int = 0
    codec: Codec = Codec.NONE
    profile: bytes = b"\0\0\0"

    @property
    def codec_string(self) -> str:
        """The codec as WebCodecs and MSE name it: "avc1.42e028"."""
        return f"avc1.{self.profile.hex()}"


def pack(header: Header, payload: bytes) -> bytes:
    """One frame of the media link."""
    return (
        HEADER.pack(
            MEDIA_VERSION,
            header.kind,
            FLAG_KEY if header.key else 0,
            header.stream,
            header.seq & 0xFFFFFFFF,
            header.pts_us,
            header.width_px,
            header.height_px,
            header.codec,
            header.profile,
        )
        + payload
    )


def unpack(frame: bytes) -> tuple[Header, memoryview]:
    """The header and the payload, without copying it.

    Raises:
        MessageTooBig: over `MEDIA_FRAME_LIMIT_BYTES`.
        BadMessage: too short, or a version, kind, codec, flag or time that cannot be.
    """
    if len(frame) > MEDIA_FRAME_LIMIT_BYTES:
        raise MessageTooBig(len(frame), MEDIA_FRAME_LIMIT_BYTES)
    if len(frame) < HEADER_BYTES:
        raise BadMessage(f"a media frame has at least {HEADER_BYTES} bytes")
    version, kind, flags, stream, seq, pts_us, width_px, height_px, codec, profile = HEADER.unpack_from(frame)
    if version != MEDIA_VERSION or flags & ~FLAG_KEY:
        raise BadMessage("a media frame of an unknown version")
    if pts_us >= PTS_LIMIT_US:
        raise BadMessage("a media frame from beyond all time")
    try:
        header = Header(
            Kind(kind), bool(flags), stream, seq, pts_us, width_px, height_px, Codec(codec), profile
        )
    except ValueError as unknown:
        raise BadMessage("a media frame of an unknown kind or codec") from unknown
    return header, memoryview(frame)[HEADER_BYTES:]
