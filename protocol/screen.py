"""The captured machine's monitors, as everyone sees them."""

from typing import Annotated, NewType

from pydantic import Field

from protocol.limits import MONITOR_LIMIT
from protocol.wire import Name, Wire

MonitorId = NewType("MonitorId", int)
"""A monitor's number within its machine while it stays plugged in; also the number of its picture stream."""

MAX_SIDE_PX = 16384


class Monitor(Wire):
    """One monitor, in physical pixels of the virtual desktop (SPEC M1).

    `left_px` and `top_px` may be negative: a monitor may stand left of or above the origin.
    """

    id: Annotated[MonitorId, Field(ge=0, lt=256)]
    left_px: Annotated[int, Field(ge=-(2**20), le=2**20)]
    top_px: Annotated[int, Field(ge=-(2**20), le=2**20)]
    width_px: Annotated[int, Field(gt=0, le=MAX_SIDE_PX)]
    height_px: Annotated[int, Field(gt=0, le=MAX_SIDE_PX)]
    scale: Annotated[float, Field(gt=0, le=8)] = 1.0
    primary: bool = False
    name: Name = "screen"


class Screen(Wire):
    """All monitors of a machine; at least one."""

    monitors: Annotated[tuple[Monitor, ...], Field(min_length=1, max_length=MONITOR_LIMIT)]
