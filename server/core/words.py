"""Words that come from somebody else's machine: shown as text only, without characters that only deceive."""

import unicodedata
from typing import Final

from protocol.limits import NAME_LIMIT_CHARS

_DECEIVING: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
"""Control, bidi and other invisible formatting, surrogates, private use, line and paragraph breaks."""


def plain(text: str, *, empty: str = "?", limit_chars: int = NAME_LIMIT_CHARS) -> str:
    """`text` on one line, cut to `limit_chars`; `empty` when nothing readable is left."""
    kept = "".join(char for char in text if unicodedata.category(char) not in _DECEIVING)
    return kept.strip()[:limit_chars] or empty
