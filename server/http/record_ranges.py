"""A range of bytes that a request asks for (RFC 9110, 14)."""

import re
from dataclasses import dataclass
from typing import Final

_ONE_RANGE: Final = re.compile(r"bytes=\s*(?:(\d{1,18})\s*-\s*(\d{1,18})?|-\s*(\d{1,18}))\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` to before `stop`; `is_part`: of more."""

    start: int
    stop: int
    is_part: bool = True


class NoSuchRange(Exception):
    """Nothing of what is asked for is there."""


def span_of(header: str | None, size_bytes: int) -> Span:
    """What to answer with.

    What is no single range of bytes is answered with the whole: RFC 9110 lets a server ignore the field.

    Raises:
        NoSuchRange: it begins after the end, or asks for the last 0 bytes.
    """
    found = _ONE_RANGE.fullmatch(header.strip()) if header is not None else None
    if found is None:
        return Span(0, size_bytes, is_part=False)
    first, last, suffix = found.groups()
    if suffix is not None:
        length = min(int(suffix), size_bytes)
        if length == 0:
            raise NoSuchRange
        return Span(size_bytes - length, size_bytes)
    start = int(first)
    if last is not None and int(last) < start:  # not a valid range at all: ignored
        return Span(0, size_bytes, is_part=False)
    if start >= size_bytes:
        raise NoSuchRange
    return Span(start, size_bytes if last is None else min(int(last) + 1, size_bytes))
