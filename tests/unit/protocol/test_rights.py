"""Who may do what, as data (SPEC H)."""

import pytest

from protocol.rights import RIGHTS, Deed, may
from protocol.roles import MAY_HOLD, MAY_TAKE, STAFF, Role


def test_the_table_is_total_h1() -> None:
    assert RIGHTS.keys() == set(Deed)
    assert all(RIGHTS.values())


@pytest.mark.parametrize("deed", Deed)
def test_a_learner_sees_reads_joins_and_nothing_else_h3(deed: Deed) -> None:
    assert may(Role.LEARNER, deed) is (deed in {Deed.SEE, Deed.READ_INNER, Deed.JOIN_TEAM})


@pytest.mark.parametrize("deed", Deed)
def test_who_is_not_staff_has_nothing_of_the_inner_room_h1(deed: Deed) -> None:
    inner = {Deed.READ_INNER, Deed.WRITE_INNER, Deed.NOTE, Deed.INVITE, Deed.TRANSFER, Deed.GHOST}
    assert deed not in inner or RIGHTS[deed] <= STAFF


@pytest.mark.parametrize("deed", Deed)
def test_a_manager_is_in_no_live_session_h1(deed: Deed) -> None:
    assert not may(Role.MANAGER, deed)


def test_the_older_lists_say_the_same_h1() -> None:
    assert RIGHTS[Deed.TAKE] == MAY_TAKE
    assert RIGHTS[Deed.HOLD] == MAY_HOLD
