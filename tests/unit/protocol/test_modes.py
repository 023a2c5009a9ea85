"""The five modes as data (SPEC M2, C3)."""

import itertools

import pytest

from protocol.modes import LADDER, MATRIX, Ability, Allowed, Mode, allowed, has_input, is_raise

STANDING = [None, *Mode]


def test_every_mode_has_a_cell_for_every_ability_m2() -> None:
    assert set(MATRIX) == set(itertools.product(Mode, Ability))


@pytest.mark.parametrize("ability", Ability)
def test_nobody_but_the_person_there_chooses_the_monitors_m2(ability: Ability) -> None:
    cells = {allowed(mode, ability) for mode in Mode}
    assert (Allowed.LOCAL in cells) is (ability is Ability.MONITORS)


def test_only_three_modes_ever_have_input_m2() -> None:
    assert {mode for mode in STANDING if has_input(mode)} == {
        Mode.DESKTOP_SHARING,
        Mode.FULL_CONTROL,
        Mode.ADMIN,
    }


def test_going_up_the_ladder_gives_no_less_except_by_its_own_prompt_m2() -> None:
    """What a lower rung allows is not dropped on a higher one."""
    for lower, higher in itertools.pairwise(LADDER):
        for ability in Ability:
            dropped_above = allowed(higher, ability) is Allowed.DROPPED
            assert not dropped_above or allowed(lower, ability) is Allowed.DROPPED


@pytest.mark.parametrize("mode", Mode)
def test_the_first_view_is_a_raise_to_anything_c3(mode: Mode) -> None:
    assert is_raise(None, mode)


@pytest.mark.parametrize("mode", Mode)
def test_staying_is_no_raise_c3(mode: Mode) -> None:
    assert not is_raise(mode, mode)


@pytest.mark.parametrize(("lower", "higher"), list(itertools.combinations(LADDER, 2)))
def test_up_the_ladder_is_a_raise_and_down_is_not_c3(lower: Mode, higher: Mode) -> None:
    assert is_raise(lower, higher)
    assert not is_raise(higher, lower)


@pytest.mark.parametrize("mode", LADDER)
def test_into_demo_and_out_of_it_is_a_raise_c3(mode: Mode) -> None:
    assert is_raise(mode, Mode.DEMO)
    assert is_raise(Mode.DEMO, mode)


def test_raises_on_the_ladder_are_transitive_c3() -> None:
    for one, two, three in itertools.permutations(LADDER, 3):
        if is_raise(one, two) and is_raise(two, three):
            assert is_raise(one, three)
