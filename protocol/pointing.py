"""Pointers and ink: shown at once to everyone who sees, kept nowhere (SPEC Y)."""

from typing import Annotated, Literal

from pydantic import Field

from protocol.ids import PersonIdField, RequestIdField
from protocol.input import At
from protocol.limits import INK_POINTS_LIMIT
from protocol.wire import Wire


class Point(Wire):
    """The sender points here now; None: no more. A ghost is a supervisor's, and only the owner sees it."""

    type: Literal["point"] = "point"
    at: At | None = None
    ghost: bool = False


class Ink(Wire):
    """The next points of one stroke; they fade after `INK_FADES_SECONDS`."""

    type: Literal["ink"] = "ink"
    stroke_id: RequestIdField
    points: Annotated[tuple[At, ...], Field(min_length=1, max_length=INK_POINTS_LIMIT)]
    done: bool = False


class Pointed(Wire):
    """Somebody points here now; None: no more."""

    type: Literal["pointed"] = "pointed"
    person_id: PersonIdField
    at: At | None = None
    ghost: bool = False


class Inked(Wire):
    """The next points of somebody's stroke."""

    type: Literal["inked"] = "inked"
    person_id: PersonIdField
    stroke_id: RequestIdField
    points: Annotated[tuple[At, ...], Field(min_length=1, max_length=INK_POINTS_LIMIT)]
    done: bool = False


class Activity(Wire):
    """What the holder's hand did in the last second, counted where it arrives; never which keys."""

    type: Literal["activity"] = "activity"
    holder: PersonIdField
    keys: Annotated[int, Field(ge=0, le=10_000)]
    clicks: Annotated[int, Field(ge=0, le=10_000)]
    moves: Annotated[int, Field(ge=0, le=10_000)]
