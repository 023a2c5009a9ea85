"""Text from outside, made fit to be shown as text: names, reasons, sentences (SPEC W6)."""

import re
import unicodedata
from typing import Final

_LINE_ENDS: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_UNSEEN: Final = re.compile(
    "["
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # control characters; tab and line ends become white space
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidi: they make "gpj.exe" read "exe.jpg"
    "\u00ad\u034f\u115f\u1160\u180e\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0"  # invisible letters
    "\ufff9-\ufffb\U000e0000-\U000e0fff"  # annotations and tags: text that nobody sees
    "\ud800-\udfff"  # half a character
    "]"
    "|[\ufdd0-\ufdef\ufffe\uffff]"  # no characters at all
)
_BLANKS: Final = re.compile(r"[^\S\n]+")
_EMPTY_LINES: Final = re.compile(r"\n{3,}")


def clean(text: str) -> str:
    """The text without what nobody sees: control, bidi and invisible characters, unpaired surrogates.

    NFC; runs of blanks are one space, runs of empty lines one empty line; nothing blank at either end or
    around a line end. Zero-width joiners stay inside a line: emoji and several scripts need them. Idempotent.
    """
    seen = unicodedata.normalize("NFC", _UNSEEN.sub("", _LINE_ENDS.sub("\n", text)))
    lines = (line.strip(" \u200c\u200d") for line in _BLANKS.sub(" ", seen).split("\n"))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip("\n")


def clean_line(text: str) -> str:
    """As `clean`, on one line: for names."""
    return clean(text).replace("\n", " ").replace("  ", " ")
