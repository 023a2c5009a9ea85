"""The injector whose guardian knows what is down."""

import pytest

from customer_client.core.strokes import ButtonTo, KeyTo, MoveTo, Turn, Write
from customer_client.inject.guarded import Guarded
from protocol.input import Button
from tests.support.injector import FakeInjector

pytestmark = pytest.mark.slow


def test_a_guarded_injector_does_what_it_is_told_and_ends_its_guardian() -> None:
    fake = FakeInjector()
    guarded = Guarded(fake)
    guarded.move(3, 4)
    guarded.key("ShiftLeft", down=True)
    guarded.button(Button.LEFT, down=True)
    guarded.wheel(0, 1)
    guarded.button(Button.LEFT, down=False)
    guarded.key("ShiftLeft", down=False)
    assert list(guarded.text("ñ")) == [0.0]
    guarded.close()
    guarded.close()
    assert fake.closed
    assert fake.done == [
        MoveTo(3, 4),
        KeyTo("ShiftLeft", down=True),
        ButtonTo(Button.LEFT, down=True),
        Turn(0, 1),
        ButtonTo(Button.LEFT, down=False),
        KeyTo("ShiftLeft", down=False),
        Write("ñ"),
    ]


def test_a_guardian_that_was_ended_stops_no_key() -> None:
    fake = FakeInjector()
    guarded = Guarded(fake)
    assert guarded._guardian is not None
    guarded._guardian.kill()
    guarded._guardian.wait()
    for down in (True, False):
        guarded.key("KeyA", down=down)
    guarded.close()
    assert fake.done == [KeyTo("KeyA", down=True), KeyTo("KeyA", down=False)]
