"""Nothing stays down."""

from customer_client.core.held import Held
from customer_client.core.strokes import ButtonTo, KeyTo
from protocol.input import Button

CONTROL = KeyTo("ControlLeft", down=True)
C = KeyTo("KeyC", down=True)
LEFT = ButtonTo(Button.LEFT, down=True)


def test_what_is_down_is_let_go_in_the_opposite_order() -> None:
    held = Held()
    assert all(held.note(press) for press in (CONTROL, LEFT, C))
    assert held.is_down(LEFT)
    assert held.release_all() == (
        KeyTo("KeyC", down=False),
        ButtonTo(Button.LEFT, down=False),
        KeyTo("ControlLeft", down=False),
    )
    assert len(held) == 0
    assert held.release_all() == ()


def test_what_went_up_is_not_let_go_again() -> None:
    held = Held()
    held.note(CONTROL)
    held.note(C)
    assert held.note(KeyTo("KeyC", down=False))
    assert held.release_all() == (KeyTo("ControlLeft", down=False),)


def test_an_up_of_what_the_remote_hand_does_not_hold_is_not_carried_out() -> None:
    held = Held()
    assert not held.note(ButtonTo(Button.LEFT, down=False))
    assert not held.note(KeyTo("KeyC", down=False))


def test_a_repeated_down_is_carried_out_and_needs_one_up() -> None:
    held = Held()
    assert held.note(C)
    assert held.note(C)
    assert len(held) == 1


def test_a_button_and_a_key_of_the_same_name_are_two_things() -> None:
    held = Held()
    held.note(LEFT)
    assert not held.note(KeyTo("left", down=False))
    assert held.is_down(LEFT)
