"""What of an inspection somebody should look at: missing updates, what is known not to work (SPEC J6)."""

import enum
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from protocol.inspection import Section, Topic

FLAGS_LIMIT: Final = 200
"""More than anybody reads; the sections themselves hold everything."""

_PARTS: Final = re.compile(r"[0-9]{1,18}|[a-z]+|~")
_EPOCH: Final = re.compile(r"^[0-9]+:")
_CONDITION: Final = re.compile(r"\s*(<=|>=|<|>|=)\s*([^\s,0-9A-Za-z]*[0-9A-Za-z][^\s,]*)\s*")
_NAMED: Final = frozenset({Topic.PROGRAMS, Topic.SYSTEM})


class Concern(enum.StrEnum):
    """Why something is flagged."""

    UPDATE_MISSING = "update_missing"
    INCOMPATIBLE = "incompatible"


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of the organisation's list of what does not work.

    Attributes:
        name: Of a program, or of a row of the system ("kernel"), in upper or lower case; * is any text.
        versions: Conditions that all hold, as ">= 3.1, < 3.2.5"; none: every version. 3.2 stands for all
            that begins with it, so "<= 3.2" and "= 3.2" hold for 3.2.7, and "< 3.2" for 3.2~rc1.
        why: A sentence for the agent.
    """

    name: str
    versions: str
    why: str


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing to look at. `version` is what is there; `why` is the rule's, or the version to be had."""

    concern: Concern
    name: str
    version: str
    why: str


def flagged(sections: Iterable[Section], rules: Iterable[Rule]) -> tuple[Flag, ...]:
    """What to look at, what does not work first; at most FLAGS_LIMIT, each thing once."""
    told = list(sections)
    found = dict.fromkeys((*_incompatible(told, list(rules)), *_missing(told)))
    return tuple(found)[:FLAGS_LIMIT]


def conditions_in(versions: str) -> tuple[tuple[str, str], ...]:
    """The conditions as pairs of comparison and version.

    Raises:
        ValueError: one of them cannot be read.
    """
    parts = [part for part in versions.split(",") if part.strip()]
    read = [_CONDITION.fullmatch(part) for part in parts]
    if not all(read):
        raise ValueError(f"{versions!r} is no list of conditions such as '>= 3.1, < 3.2.5'")
    return tuple((found[1], found[2]) for found in read if found)


def compared(version: str, limit: str) -> int:
    """Below 0, 0, or above 0: where the version stands, seen as exactly as the limit is given.

    Numbers count by their value, words come before numbers, "~" comes before the end. An epoch ("2:") does
    not count: rules name what the makers do.
    """
    ours, theirs = _parts(version), _parts(limit)
    for at, their in enumerate(theirs):
        our = ours[at] if at < len(ours) else _END
        if our != their:
            return -1 if our < their else 1
    return -1 if ours[len(theirs) : len(theirs) + 1] == [_BEFORE] else 0


_END: Final = (1, 0, "")
_BEFORE: Final = (0, 0, "")


def _parts(version: str) -> list[tuple[int, int, str]]:
    return [_weight(part) for part in _PARTS.findall(_EPOCH.sub("", version.strip().lower()))]


def _weight(part: str) -> tuple[int, int, str]:
    if part == "~":
        return _BEFORE
    return (3, int(part), "") if part.isdigit() else (2, 0, part)


def _holds(version: str, comparison: str, limit: str) -> bool:
    order = compared(version, limit)
    match comparison:
        case "<":
            return order < 0
        case "<=":
            return order <= 0
        case ">":
            return order > 0
        case ">=":
            return order >= 0
        case _:
            return order == 0


def _incompatible(sections: list[Section], rules: list[Rule]) -> Iterator[Flag]:
    read = [(conditions_in(rule.versions), rule) for rule in rules]
    for section in sections:
        if section.topic not in _NAMED:
            continue
        for name, version, *_ in (row.cells for row in section.rows if len(row.cells) > 1):
            for conditions, rule in read:
                if _is_named(name, rule.name) and all(_holds(version, *one) for one in conditions):
                    yield Flag(Concern.INCOMPATIBLE, name, version, rule.why)


def _is_named(name: str, pattern: str) -> bool:
    # Piece by piece from the left, which takes linear time: a name is a customer's text, and a regular
    # expression with several stars would let it keep the server busy for ever.
    first, *others = pattern.strip().casefold().split("*")
    rest = name.casefold()
    if not others:
        return rest == first
    if not rest.startswith(first):
        return False
    at = len(first)
    *middle, last = others
    for piece in middle:
        found = rest.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return len(rest) - len(last) >= at and rest.endswith(last)


def _missing(sections: list[Section]) -> Iterator[Flag]:
    for section in sections:
        if section.topic is Topic.UPDATES:
            for row in section.rows:
                name, installed, available = (*row.cells, "", "", "")[:3]
                yield Flag(Concern.UPDATE_MISSING, name, installed, available)
