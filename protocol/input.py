"""What the holder's hand does, on its way to the captured machine (SPEC I1-I9).

Printable keys travel as text, shortcuts as physical keys: so that "@" arrives whatever the two layouts are.
"""

import enum
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, StringConstraints

from protocol.limits import INPUT_BATCH_LIMIT, TEXT_INPUT_LIMIT_CHARS
from protocol.screen import MonitorId
from protocol.wire import Epoch, Norm, Seq, Wire

KeyName = Annotated[str, StringConstraints(min_length=1, max_length=32, pattern=r"^[A-Za-z0-9]+$")]
"""A physical key by its W3C UI Events `code` value: KeyC, Enter, ArrowLeft, ControlLeft."""


class Button(enum.StrEnum):
    """A pointer button."""

    LEFT = "left"
    MIDDLE = "middle"
    RIGHT = "right"
    BACK = "back"
    FORWARD = "forward"


class At(Wire):
    """A place on one monitor."""

    monitor: Annotated[MonitorId, Field(ge=0, lt=256)]
    x_norm: Norm
    y_norm: Norm


class PointerMove(Wire):
    """The pointer is now here."""

    type: Literal["move"] = "move"
    seq: Seq
    at: At


class PointerButton(Wire):
    """A button went down or up here; the position comes along: a lost move misplaces no click (SPEC I3)."""

    type: Literal["button"] = "button"
    seq: Seq
    at: At
    button: Button
    down: bool


class Wheel(Wire):
    """The wheel turned here, in notches; positive is away from the person (up) or to the right."""

    type: Literal["wheel"] = "wheel"
    seq: Seq
    at: At
    dx: Annotated[int, Field(ge=-50, le=50)] = 0
    dy: Annotated[int, Field(ge=-50, le=50)] = 0


class Key(Wire):
    """A physical key went down or up: shortcuts, editing keys, modifiers."""

    type: Literal["key"] = "key"
    seq: Seq
    key: KeyName
    down: bool


class Text(Wire):
    """Printable text was typed; the captured machine types it whatever its own layout."""

    type: Literal["text"] = "text"
    seq: Seq
    text: Annotated[str, StringConstraints(min_length=1, max_length=TEXT_INPUT_LIMIT_CHARS)]


class ReleaseAll(Wire):
    """Everything held is let go: the viewer lost the focus."""

    type: Literal["release"] = "release"
    seq: Seq


InputEvent: TypeAlias = Annotated[
    PointerMove | PointerButton | Wheel | Key | Text | ReleaseAll, Field(discriminator="type")
]


class Input(Wire):
    """Events of one holder under one grant, in order.

    `seq` of the events rises over the whole grant, whatever channel carries them: what the machine has
    already seen it drops, so a change of path can safely send again what was not acknowledged.
    """

    type: Literal["input"] = "input"
    epoch: Epoch
    events: Annotated[tuple[InputEvent, ...], Field(min_length=1, max_length=INPUT_BATCH_LIMIT)]


class InputSeen(Wire):
    """The captured machine's answer: up to which `seq` it took this grant's events, what it held back."""

    type: Literal["input_seen"] = "input_seen"
    epoch: Epoch
    seq: Seq
    held_back: "HeldBack | None" = None


class HeldBack(enum.StrEnum):
    """Why the captured machine did not carry out an event (SPEC I9). Shown to the agent in plain words."""

    NOT_HOLDER = "not_holder"
    OLD_EPOCH = "old_epoch"
    MODE = "mode"
    CONSENT_OPEN = "consent_open"
    PRIVATE = "private"
    """A private moment: nobody drives a desktop that they cannot see (SPEC N5)."""
    LOCAL_HAND = "local_hand"
    REPEATED = "repeated"
    TOO_MANY = "too_many"
    OUTSIDE = "outside"
    UNKNOWN_KEY = "unknown_key"


InputSeen.model_rebuild()
