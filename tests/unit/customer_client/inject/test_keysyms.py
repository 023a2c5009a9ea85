"""Between characters and keysyms."""

import pytest

from customer_client.inject.keysyms import RETURN, TAB, canonical, keysym_of, typed, writes


@pytest.mark.parametrize(
    ("character", "keysym"),
    [("a", 0x61), ("ñ", 0xF1), ("€", 0x010020AC), ("П", 0x0100041F), ("日", 0x010065E5), ("😀", 0x0101F600)],
)
def test_latin_1_is_itself_and_the_rest_carries_the_mark(character: str, keysym: int) -> None:
    assert keysym_of(character) == keysym


@pytest.mark.parametrize(
    ("old", "character"),
    [(0x06C4, "д"), (0x06E4, "Д"), (0x07F9, "ω"), (0x01E8, "č"), (0x0DA1, "ก"), (0x0CE0, "א"), (0x20AC, "€")],
)
def test_an_old_keysym_of_a_script_is_the_same_character(old: int, character: str) -> None:
    assert canonical(old) == keysym_of(character)


@pytest.mark.parametrize(
    "keysym", [0x61, 0xF1, RETURN, 0xFFE1, 0x0100041F, 0xFE03, 0x1008FF11, 0x06A0, 0x01B2]
)
def test_other_keysyms_stay_as_they_are(keysym: int) -> None:
    assert canonical(keysym) == keysym


def test_line_ends_are_one_return_each_and_other_controls_are_left_out() -> None:
    assert list(typed("a\r\nb\rc\n\td\x00\x1b\x7f")) == [0x61, RETURN, 0x62, RETURN, 0x63, RETURN, TAB, 0x64]


def test_joiners_and_soft_hyphens_are_typed_although_nothing_prints() -> None:
    assert list(typed("\xad\u200d")) == [0xAD, 0x0100200D]


def test_only_characters_write() -> None:
    assert all(writes(keysym_of(character)) for character in "añ€日😀")
    assert not any(writes(keysym) for keysym in (0, RETURN, 0xFFE1, 0x1008FF11))
