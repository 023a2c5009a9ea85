"""From the wire's words to orders."""

import pytest

from customer_client.core.strokes import ButtonTo, KeyTo, LetGo, MoveTo, Stroke, Turn, Write, strokes_of
from customer_client.errors import MonitorGone
from protocol.input import (
    At,
    Button,
    InputEvent,
    Key,
    PointerButton,
    PointerMove,
    ReleaseAll,
    Text,
    Wheel,
)
from protocol.screen import Monitor, MonitorId, Screen

SCREEN = Screen(monitors=(Monitor(id=MonitorId(0), left_px=0, top_px=0, width_px=1000, height_px=500),))
MIDDLE = At(monitor=MonitorId(0), x_norm=32768, y_norm=32768)
THERE = MoveTo(500, 250)


@pytest.mark.parametrize(
    ("event", "strokes"),
    [
        (PointerMove(seq=1, at=MIDDLE), (THERE,)),
        (
            PointerButton(seq=1, at=MIDDLE, button=Button.RIGHT, down=True),
            (THERE, ButtonTo(Button.RIGHT, down=True)),
        ),
        (Wheel(seq=1, at=MIDDLE, dx=1, dy=-3), (THERE, Turn(1, -3))),
        (Key(seq=1, key="KeyC", down=False), (KeyTo("KeyC", down=False),)),
        (Text(seq=1, text="ñ€"), (Write("ñ€"),)),
        (ReleaseAll(seq=1), (LetGo(),)),
    ],
)
def test_each_event_becomes_its_strokes_and_carries_its_place(
    event: InputEvent, strokes: tuple[Stroke, ...]
) -> None:
    """I3: a lost move never misplaces a click."""
    assert strokes_of(event, SCREEN) == strokes


def test_a_click_on_an_unplugged_monitor_has_no_strokes() -> None:
    elsewhere = At(monitor=MonitorId(3), x_norm=0, y_norm=0)
    with pytest.raises(MonitorGone):
        strokes_of(PointerMove(seq=1, at=elsewhere), SCREEN)
