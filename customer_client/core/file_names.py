"""Names that came from elsewhere, made safe for every file system (SPEC X2).

The rules of Windows hold everywhere: a folder that is received here may be copied there tomorrow.
"""

import re
from collections.abc import Iterable
from typing import Final

from protocol.text import clean_line

NAME_LIMIT_BYTES: Final = 200
"""Of one name in UTF-8; file systems take 255, and a number or ".part" may be added."""
DEPTH_LIMIT: Final = 16
"""What lies deeper is put into the deepest folder that is made."""
NAMELESS: Final = "file"

_FORBIDDEN: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')
_RESERVED: Final = re.compile(
    r"(?i)(con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])\s*(\..*)?"
)
_ENDINGS: Final = re.compile(r"((?:\.[A-Za-z0-9]{1,8}){0,2})$")


def safe_name(name: str) -> str:
    """One name that is a name and nothing else: never empty, hidden, reserved, a path or too long."""
    text = _FORBIDDEN.sub("_", clean_line(name)).strip(" .")
    if not text:
        return NAMELESS
    if _RESERVED.fullmatch(text):
        text = f"_{text}"
    return _shortened(text)


def safe_path(parts: Iterable[str]) -> tuple[str, ...]:
    """The same for the names from the top of what was sent: one or more, each below the one before."""
    names = [safe_name(part) for part in parts] or [NAMELESS]
    return (*names[:-1][: DEPTH_LIMIT - 1], names[-1])


def numbered(name: str, number: int) -> str:
    """The name for the `number`th file of this name: "a (2).txt"."""
    if number < 2:
        return name
    ending = _ending(name)
    return f"{name[: len(name) - len(ending)]} ({number}){ending}"


def _shortened(text: str) -> str:
    if len(text.encode()) <= NAME_LIMIT_BYTES:
        return text
    ending = _ending(text)
    room = NAME_LIMIT_BYTES - len(ending.encode())
    stem = text[: len(text) - len(ending)].encode()[:room].decode(errors="ignore").rstrip(" .")
    return f"{stem}{ending}"


def _ending(name: str) -> str:
    found = _ENDINGS.search(name)
    ending = found.group(1) if found else ""
    return "" if ending == name else ending
