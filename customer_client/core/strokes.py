"""What the gate lets through, as orders to the machine's own input: pixels and keys, no wire any more."""

from dataclasses import dataclass
from typing import TypeAlias, assert_never

from customer_client.core.geometry import place
from protocol.input import Button, InputEvent, Key, PointerButton, PointerMove, ReleaseAll, Text, Wheel
from protocol.screen import Screen


@dataclass(frozen=True, slots=True)
class MoveTo:
    """Put the pointer there, in physical pixels of the virtual desktop."""

    x_px: int
    y_px: int


@dataclass(frozen=True, slots=True)
class ButtonTo:
    """Press or release a pointer button where the pointer is."""

    button: Button
    down: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """Turn the wheel, in notches; positive is up or to the right."""

    dx: int
    dy: int


@dataclass(frozen=True, slots=True)
class KeyTo:
    """Press or release a physical key, by its W3C `code` name."""

    key: str
    down: bool


@dataclass(frozen=True, slots=True)
class Write:
    """Type this text, whatever the machine's layout."""

    text: str


@dataclass(frozen=True, slots=True)
class LetGo:
    """Release everything that is held."""


Stroke: TypeAlias = MoveTo | ButtonTo | Turn | KeyTo | Write | LetGo


def strokes_of(event: InputEvent, screen: Screen) -> tuple[Stroke, ...]:
    """The orders that carry out one event, in order.

    Raises:
        MonitorGone: the event's monitor is not part of `screen`.
    """
    match event:
        case PointerMove(at=at):
            return (MoveTo(*place(at, screen)),)
        case PointerButton(at=at, button=button, down=down):
            return (MoveTo(*place(at, screen)), ButtonTo(button, down))
        case Wheel(at=at, dx=dx, dy=dy):
            return (MoveTo(*place(at, screen)), Turn(dx, dy))
        case Key(key=key, down=down):
            return (KeyTo(key, down),)
        case Text(text=text):
            return (Write(text),)
        case ReleaseAll():
            return (LetGo(),)
        case _:
            assert_never(event)
