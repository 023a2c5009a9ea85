"""Letters of our own, five by seven dots: enough to write a chat below a picture with no font installed.

Latin letters with their accents are drawn; of what is not known, a box. The side chat knows no such limit.
"""

import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Final

CELL_WIDTH: Final = 6
CELL_HEIGHT: Final = 12
"""Two rows of accents, seven of the letter, two below the line, one between lines."""

_BODY_ROW: Final = 2
_BODY_ROWS: Final = 7
_BELOW_ROW: Final = _BODY_ROW + _BODY_ROWS

_KNOWN: Final = "".join(map(chr, range(0x20, 0x7F))) + "¡¿ßÆæØø\u0131€£°·•«»…–—\u2018\u2019“”"
_DOTS: Final = (
    "00000000000000 04040404040004 0A0A0A00000000 0A0A1F0A1F0A0A 040F140E051E04 18190204081303 "
    "0C12140815120D 04040400000000 02040808080402 08040202020408 0004150E150400 0004041F040400 "
    "000000000C0408 0000001F000000 00000000000C0C 00010204081000 0E11131519110E 040C040404040E "
    "0E11010204081F 1F02040201110E 02060A121F0202 1F101E0101110E 0608101E11110E 1F010204080808 "
    "0E11110E11110E 0E11110F01020C 000C0C000C0C00 000C0C000C0408 02040810080402 00001F001F0000 "
    "08040201020408 0E110102040004 0E11010D15150E 0E11111F111111 1E11111E11111E 0E11101010110E "
    "1C12111111121C 1F10101E10101F 1F10101E101010 0E11101711110F 1111111F111111 0E04040404040E "
    "0702020202120C 11121418141211 1010101010101F 111B1515111111 11111915131111 0E11111111110E "
    "1E11111E101010 0E11111115120D 1E11111E141211 0F10100E01011E 1F040404040404 1111111111110E "
    "11111111110A04 1111111515150A 11110A040A1111 1111110A040404 1F01020408101F 0E08080808080E "
    "00100804020100 0E02020202020E 040A1100000000 0000000000001F 08040200000000 00000E010F110F "
    "1010161911111E 00000E1010110E 01010D1311110F 00000E111F100E 0609081C080808 00000F1111110F010E "
    "10101619111111 04000C0404040E 02000602020202120C 10101214181412 0C04040404040E 00001A15151111 "
    "00001619111111 00000E1111110E 00001E1111111E1010 00000D1311110F0101 00001619101010 00000F100E011E "
    "08081C08080906 0000111111130D 00001111110A04 0000111115150A 0000110A040A11 0000111111110F010E "
    "00001F0204081F 02040408040402 04040404040404 08040402040408 00000815020000 04000404040404 "
    "0400040810110E 0C121216111116 0F14141F141417 00001A050F140F 0E13131519190E 00000F1315191E "
    "00000C0404040E 06091C081C0906 0609081C08081F 0C12120C000000 00000004000000 00000E0E0E0000 "
    "00050A140A0500 00140A050A1400 00000000000015 0000001F000000 0000001F000000 02040400000000 "
    "04040800000000 050A0A00000000 0A0A1400000000 "
)
"""Of each letter its rows from the top, a byte each, the left dot as bit 4; nine rows go below the line."""
_GLYPHS: Final = dict(zip(_KNOWN, map(bytes.fromhex, _DOTS.split()), strict=True))
_UNKNOWN: Final = bytes.fromhex("1F11111111111F")
_DOTLESS: Final = {"i": "\u0131", "j": "\u0131"}
_ABOVE: Final = {
    "\u0300": b"\x08\x04",
    "\u0301": b"\x02\x04",
    "\u0302": b"\x04\x0a",
    "\u0303": b"\x0d\x16",
    "\u0304": b"\x00\x0e",
    "\u0306": b"\x0a\x04",
    "\u0307": b"\x04\x00",
    "\u0308": b"\x0a\x00",
    "\u030a": b"\x04\x0a",
    "\u030b": b"\x05\x0a",
    "\u030c": b"\x0a\x04",
}
_BELOW: Final = {"\u0327": b"\x04\x08", "\u0328": b"\x02\x03"}


@cache
def letter(character: str) -> Sequence[int]:
    """The dots of one character, `CELL_HEIGHT` rows from the top; bit 4 is the left dot."""
    parts = unicodedata.normalize("NFD", character)
    base, marks = parts[0], parts[1:]
    rows = [0] * CELL_HEIGHT
    above = next((_ABOVE[mark] for mark in marks if mark in _ABOVE), b"")
    below = next((_BELOW[mark] for mark in marks if mark in _BELOW), b"")
    body = _GLYPHS.get(_DOTLESS.get(base, base) if above else base, _UNKNOWN)
    _draw(rows, _BODY_ROW, body)
    _draw(rows, 0 if any(body[:2]) else 1, above)
    _draw(rows, _BELOW_ROW, below)
    return tuple(rows)


def written(line: str, scale: int) -> list[bytes]:
    """A line of text as rows of dots, one byte a dot (0 or 1); each dot is `scale` wide and one high."""
    letters = [letter(character) for character in line if not unicodedata.combining(character)]
    return [b"".join(_row(dots[row], scale) for dots in letters) for row in range(CELL_HEIGHT)]


@cache
def _row(dots: int, scale: int) -> bytes:
    return b"".join(bytes([dots >> (4 - at) & 1 if at < 5 else 0]) * scale for at in range(CELL_WIDTH))


def _draw(rows: list[int], first: int, dots: bytes) -> None:
    for at, row in enumerate(dots):
        rows[first + at] |= row
