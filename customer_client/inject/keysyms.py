"""Between characters and X keysyms, pure data.

A keysym says what a key writes. Latin-1 has its own codes there, everything else either an old table of its
script, which layouts still use, or the character's Unicode number with a mark.
"""

from collections.abc import Iterator, Mapping
from typing import Final

UNICODE_MARK: Final = 0x01000000

RETURN: Final = 0xFF0D
TAB: Final = 0xFF09
SHIFT_LEFT: Final = 0xFFE1
NUM_LOCK: Final = 0xFF7F

MODIFIERS: Final = frozenset({*range(0xFFE1, 0xFFEF), *range(0xFE01, 0xFE14), 0xFF7E})
"""Shift, Control, Alt, Meta, Super, Hyper, the locks and shifts of levels and groups, Mode_switch."""

_OLD_SCRIPTS: Final[Mapping[int, str]] = {
    0x01: "iso8859_2",
    0x02: "iso8859_3",
    0x03: "iso8859_4",
    0x05: "iso8859_6",
    0x06: "koi8_r",
    0x07: "iso8859_7",
    0x0C: "iso8859_8",
    0x0D: "tis_620",
    0x13: "iso8859_15",
}
"""The old keysyms of these pages are the bytes of these encodings, letters at least."""


def typed(text: str) -> Iterator[int]:
    """The keysyms that type `text`, one per character.

    A line end of any kind is Return, a tab is Tab; other control characters write nothing and are left out.
    """
    for character in text.replace("\r\n", "\n").replace("\r", "\n"):
        if character == "\n":
            yield RETURN
        elif character == "\t":
            yield TAB
        elif character.isprintable() or ord(character) > 0x9F:
            yield keysym_of(character)


def keysym_of(character: str) -> int:
    """The keysym that writes this one character everywhere."""
    point = ord(character)
    is_latin = 0x20 <= point <= 0x7E or 0xA0 <= point <= 0xFF
    return point if is_latin else UNICODE_MARK | point


def canonical(keysym: int) -> int:
    """The keysym as `typed` gives it: an old one of a script becomes the one with the Unicode mark."""
    page, low = keysym >> 8, keysym & 0xFF
    if page == 0x20:  # currencies: the Euro sign's number is its Unicode number
        return UNICODE_MARK | keysym
    if page not in _OLD_SCRIPTS or low < 0xA0:
        return keysym
    character = bytes([low]).decode(_OLD_SCRIPTS[page], errors="ignore")
    return keysym_of(character) if character.isalpha() else keysym


def writes(keysym: int) -> bool:
    """Whether the keysym stands for a character."""
    return keysym == keysym & 0xFF != 0 or bool(keysym & UNICODE_MARK)
