"""What the guardian lets go when the program hangs up."""

import io

from customer_client.inject.guardian import held_at_the_end


def test_what_was_not_let_go_is_left_the_last_one_first() -> None:
    words = "down key ShiftLeft\ndown button left\ndown key KeyA\nup key KeyA\n"
    assert held_at_the_end(io.StringIO(words)) == [("button", "left"), ("key", "ShiftLeft")]


def test_what_was_let_go_or_never_pressed_is_not_left() -> None:
    assert held_at_the_end(io.StringIO("down key F9\ndown key F9\nup key F9\nup button right\n")) == []


def test_a_program_that_held_nothing_leaves_nothing() -> None:
    assert held_at_the_end(io.StringIO("")) == []
