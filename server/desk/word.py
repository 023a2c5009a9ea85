"""The words that records are found by: without case and accents, by their beginnings, never in the clear."""

import hmac
import re
import unicodedata
from collections.abc import Iterator
from typing import Final

WORDS_LIMIT: Final = 8
"""Words of one search that count; more make it no narrower."""
_LEAST_PREFIX_CHARS: Final = 3
_MOST_PREFIX_CHARS: Final = 16
"""Of a longer word, what lies between this much of it and its whole finds nothing."""
_MOST_WORD_CHARS: Final = 40
_WORD: Final = re.compile(r"\w+")
_DIGEST_BYTES: Final = 8


def words(text: str) -> Iterator[str]:
    """The words of a text, folded: "¿La Impresión?" has "la" and "impresion"."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", text.casefold()) if not _is_mark(one))
    for found in _WORD.finditer(plain):
        yield found.group()[:_MOST_WORD_CHARS]


def keys(text: str) -> set[str]:
    """Everything that a text is found by: its words, and their beginnings of three letters and more."""
    return {key for word in words(text) for key in (word, *_prefixes(word))}


def wanted(text: str) -> tuple[str, ...]:
    """The keys that a search's text asks for, each one needed; the first few of them."""
    return tuple(dict.fromkeys(words(text)))[:WORDS_LIMIT]


def blind(secret: bytes, key: str) -> int:
    """What is stored of a key: 64 bits, signed, that tell nothing without the secret."""
    mac = hmac.digest(secret, key.encode(), "sha256")
    return int.from_bytes(mac[:_DIGEST_BYTES], "big", signed=True)


def _prefixes(word: str) -> Iterator[str]:
    for length in range(_LEAST_PREFIX_CHARS, min(len(word), _MOST_PREFIX_CHARS + 1)):
        yield word[:length]


def _is_mark(char: str) -> bool:
    return unicodedata.combining(char) != 0
