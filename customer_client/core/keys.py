"""The physical keys that a remote hand may press, by their W3C UI Events `code` names (SPEC I4).

What number a key has on an operating system is the business of `inject`; here stands only what it means.
Media, launch and browser keys are left out on purpose: support needs none of them, and each is a way to
start something.
"""

import enum
from collections.abc import Mapping
from string import ascii_uppercase, digits
from typing import Final


class KeyKind(enum.Enum):
    """What a key is for."""

    WRITING = "writing"
    """Writes a character: letters, digits, punctuation, space and the printing keys of the numeric pad."""
    MODIFIER = "modifier"
    LOCK = "lock"
    EDITING = "editing"
    """Moves or changes without writing: arrows, Enter, Tab, Backspace, Delete, Home …"""
    FUNCTION = "function"
    INPUT_METHOD = "input_method"
    """Keys of Japanese and Korean keyboards."""
    SYSTEM = "system"


_BY_KIND: Final[Mapping[KeyKind, tuple[str, ...]]] = {
    KeyKind.WRITING: (
        *(f"Key{letter}" for letter in ascii_uppercase),
        *(f"Digit{digit}" for digit in digits),
        "Backquote", "Minus", "Equal", "BracketLeft", "BracketRight", "Backslash", "Semicolon", "Quote",
        "Comma", "Period", "Slash", "Space", "IntlBackslash", "IntlRo", "IntlYen",
        *(f"Numpad{digit}" for digit in digits),
        "NumpadAdd", "NumpadSubtract", "NumpadMultiply", "NumpadDivide", "NumpadDecimal", "NumpadComma",
        "NumpadEqual",
    ),
    KeyKind.MODIFIER: (
        "ShiftLeft", "ShiftRight", "ControlLeft", "ControlRight", "AltLeft", "AltRight",
        "MetaLeft", "MetaRight",
    ),
    KeyKind.LOCK: ("CapsLock", "NumLock", "ScrollLock"),
    KeyKind.EDITING: (
        "Enter", "NumpadEnter", "Tab", "Backspace", "Delete", "Insert", "Escape", "Home", "End", "PageUp",
        "PageDown", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown",
    ),
    KeyKind.FUNCTION: tuple(f"F{number}" for number in range(1, 25)),
    KeyKind.INPUT_METHOD: ("Convert", "NonConvert", "KanaMode", "Lang1", "Lang2"),
    KeyKind.SYSTEM: ("ContextMenu", "PrintScreen", "Pause"),
}  # fmt: skip

KEYS: Final[Mapping[str, KeyKind]] = {name: kind for kind, names in _BY_KIND.items() for name in names}
"""Every key that passes the gate."""

MODIFIERS: Final = frozenset(_BY_KIND[KeyKind.MODIFIER])

PANIC_CHORDS: Final[tuple[frozenset[str], ...]] = (
    frozenset({"Pause"}),
    frozenset({"Control", "Alt", "Shift", "End"}),
)
"""Pressed at the machine's own keyboard, each takes everything back at once. `Control`, `Alt` and `Shift`
stand for either side. Two of them: laptops have no Pause key, and some have End only together with Fn."""

BANNER_CHORD: Final = frozenset({"Control", "Alt", "Shift", "Home"})
"""Pressed there, it brings the keyboard to what always stands on top."""


def is_known(key: str) -> bool:
    """Whether `key` is one that a remote hand may press."""
    return key in KEYS


def side_less(key: str) -> str:
    """`key` without its side when it is a modifier: `ControlLeft` and `ControlRight` are `Control`."""
    return key.removesuffix("Left").removesuffix("Right") if key in MODIFIERS else key


def is_panic(down: frozenset[str]) -> bool:
    """Whether the keys that are down at the machine's own keyboard contain a panic chord."""
    pressed = _side_less(down)
    return any(chord <= pressed for chord in PANIC_CHORDS)


def is_banner(down: frozenset[str]) -> bool:
    """Whether the keys that are down at the machine's own keyboard contain the banner's chord."""
    return _side_less(down) >= BANNER_CHORD


def _side_less(down: frozenset[str]) -> frozenset[str]:
    return frozenset(side_less(key) for key in down)
