"""What travels on the direct path's data channels, beside the picture (SPEC D3).

Two channels: `keys` is ordered and reliable, `moves` is neither. Over the relay the same messages travel
in the media socket (pointer, clock) and in the control socket (input, key-frame wishes).
"""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from protocol.input import Input, InputSeen
from protocol.limits import MONITOR_LIMIT
from protocol.pointer import PointerAt, PointerShape
from protocol.screen import MonitorId
from protocol.wire import Seq, Wire

KEYS_CHANNEL = "keys"
MOVES_CHANNEL = "moves"


class KeyFrameWanted(Wire):
    """The viewer cannot decode further without a key frame of this stream."""

    type: Literal["key_frame_wanted"] = "key_frame_wanted"
    stream: Annotated[MonitorId, Field(ge=0, lt=256)]


class FrameClock(Wire):
    """Which stream the direct track carries from here on, and how its RTP time maps to `pts_us` (SPEC D4).

    pts_us = pts_origin_us + ((rtp - rtp_origin) mod 2^32) * 1_000_000 / 90_000
    """

    type: Literal["frame_clock"] = "frame_clock"
    stream: Annotated[MonitorId, Field(ge=0, lt=256)]
    rtp_origin: Annotated[int, Field(ge=0, lt=2**32)]
    pts_origin_us: Seq


class Watch(Wire):
    """The viewer wants to see these monitors, one or several; the others are not sent to it (SPEC M7)."""

    type: Literal["watch"] = "watch"
    streams: Annotated[
        tuple[Annotated[MonitorId, Field(ge=0, lt=256)], ...], Field(min_length=1, max_length=MONITOR_LIMIT)
    ]


class DrawnDirect(Wire):
    """The viewer has drawn its first frame from the direct path: the relay may stop serving it."""

    type: Literal["drawn_direct"] = "drawn_direct"
    attempt: Seq


class Probe(Wire):
    """How long is the way? Answered at once with the same number."""

    type: Literal["probe"] = "probe"
    number: Seq


FromViewer: TypeAlias = Annotated[Input | KeyFrameWanted | Probe, Field(discriminator="type")]
"""A viewer to the captured machine, on a data channel."""

ToViewer: TypeAlias = Annotated[
    InputSeen | PointerShape | PointerAt | FrameClock | Probe, Field(discriminator="type")
]
"""The captured machine to a viewer, on a data channel."""
