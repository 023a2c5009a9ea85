"""The rights that the captured machine's program has there (SPEC J7)."""

import pytest

from protocol.control import ElevationIs
from protocol.facts import ElevationChanged
from server.errors import NotAllowed
from tests.support.playbook import CONSOLE, MACHINE, controlled, play, says


def test_it_is_shown_that_the_customer_is_being_asked_and_what_came_of_it_j7() -> None:
    session = controlled()
    play(
        session,
        says(1, MACHINE, ElevationIs(elevated=False, asking=False)),
        says(2, MACHINE, ElevationIs(elevated=False, asking=True)),
        ElevationChanged(elevated=False, asking=True),
        says(3, MACHINE, ElevationIs(elevated=True, asking=False)),
        ElevationChanged(elevated=True, asking=False),
        says(4, MACHINE, ElevationIs(elevated=True, asking=False)),
    )
    assert session.state.machine is not None
    assert session.state.machine.elevated


def test_only_the_machine_says_so_j7() -> None:
    with pytest.raises(NotAllowed, match="captured machine"):
        controlled().handle(says(1, CONSOLE, ElevationIs(elevated=True, asking=False)))
