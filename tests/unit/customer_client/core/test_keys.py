"""What the keys' names mean."""

import pytest

from customer_client.core.keys import KEYS, MODIFIERS, KeyKind, is_banner, is_known, is_panic, side_less


def test_every_name_stands_once_and_means_one_thing() -> None:
    assert len(KEYS) == 36 + 15 + 10 + 7 + 8 + 3 + 15 + 24 + 5 + 3
    assert KEYS["KeyC"] is KEYS["Digit1"] is KEYS["IntlBackslash"] is KEYS["Numpad5"] is KeyKind.WRITING
    assert KEYS["Enter"] is KEYS["NumpadEnter"] is KeyKind.EDITING
    assert KEYS["F24"] is KeyKind.FUNCTION


@pytest.mark.parametrize("name", ["", "keyc", "KeyÑ", "c", "F25", "AudioVolumeUp", "LaunchMail", "Power"])
def test_other_names_and_media_keys_are_unknown(name: str) -> None:
    assert not is_known(name)


def test_both_sides_of_a_modifier_are_one() -> None:
    assert {side_less(name) for name in MODIFIERS} == {"Shift", "Control", "Alt", "Meta"}
    assert side_less("ArrowLeft") == "ArrowLeft"


@pytest.mark.parametrize(
    ("down", "panic"),
    [
        ({"Pause"}, True),
        ({"Pause", "KeyA"}, True),
        ({"ControlLeft", "AltLeft", "ShiftLeft", "End"}, True),
        ({"ControlRight", "AltRight", "ShiftRight", "End", "KeyX"}, True),
        ({"ControlLeft", "AltLeft", "End"}, False),
        ({"End"}, False),
        (set[str](), False),
    ],
)
def test_a_panic_chord_needs_all_of_its_keys_and_bears_others(down: set[str], panic: bool) -> None:
    assert is_panic(frozenset(down)) is panic


def test_the_banners_chord_is_no_panic_and_needs_all_of_its_keys() -> None:
    down = frozenset({"ControlRight", "AltLeft", "ShiftLeft", "Home"})
    assert is_banner(down)
    assert is_banner(down | {"KeyA"})
    assert not is_panic(down)
    assert not any(is_banner(down - {key}) for key in down)
