"""The captured machine's own pointer: it travels as shape and position, never as pixels (SPEC P1)."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from protocol.input import At
from protocol.wire import Wire


class PointerShape(Wire):
    """What the pointer looks like: a PNG with alpha, base64, and its hot spot. Empty `png`: hidden."""

    type: Literal["pointer_shape"] = "pointer_shape"
    png: Annotated[str, StringConstraints(max_length=48 * 1024, pattern=r"^[A-Za-z0-9+/]*={0,2}$")]
    hot_x_px: Annotated[int, Field(ge=0, le=512)]
    hot_y_px: Annotated[int, Field(ge=0, le=512)]
    scale: Annotated[float, Field(gt=0, le=8)] = 1.0


class PointerAt(Wire):
    """Where the pointer is. The viewer draws it at once."""

    type: Literal["pointer_at"] = "pointer_at"
    at: At
