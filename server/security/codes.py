"""Session codes as people read, type and dictate them. Pure."""

from typing import Final

CODE_ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U, which are misread or make words."""
CODE_LENGTH: Final = 8
"""8 × 5 bits = 40 bits: at 5 tries in 10 minutes a guesser needs longer than any code lives."""

_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
_TYPED_LIMIT_CHARS: Final = 40


def normalise_code(typed: str) -> str | None:
    """The code as it was given out ("K7Q2-MX4P"), from what a person typed; None when it can be no code.

    Lower case, spaces, hyphens anywhere, O for 0 and I or L for 1 are forgiven.
    """
    if len(typed) > _TYPED_LIMIT_CHARS:
        return None
    letters = "".join(typed.split()).replace("-", "").upper().translate(_READ_AS)
    if len(letters) != CODE_LENGTH or any(letter not in CODE_ALPHABET for letter in letters):
        return None
    return shown(letters)


def shown(letters: str) -> str:
    """Eight letters as they are printed: in two groups, which people remember and dictate better than one."""
    return f"{letters[:4]}-{letters[4:]}"
