"""Rows of text become sections that fit into messages (SPEC J6). Pure."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from protocol.inspection import Row, Section, Topic
from protocol.limits import INSPECTION_PARTS_LIMIT, INSPECTION_ROWS_LIMIT
from protocol.text import clean_line

Cells: TypeAlias = tuple[str, ...]

CELL_LIMIT_CHARS: Final = 200
SECTION_LIMIT_BYTES: Final = 48 * 1024
"""Of its rows: an `inspection_part` is one control message, of which MESSAGE_LIMIT_BYTES are taken."""
ROW_OVERHEAD_BYTES: Final = 16

SECTIONS_OF: Final[Mapping[Topic, int]] = {
    Topic.SYSTEM: 1,
    Topic.UPDATES: 5,
    Topic.MONITORS: 1,
    Topic.DISKS: 1,
    Topic.MEMORY: 1,
    Topic.PROCESSES: 1,
    Topic.NETWORK: 2,
    Topic.PROGRAMS: 42,
    Topic.SERVICES: 10,
}
"""How many sections a topic may have; what does not fit is counted in `total` and left out."""
assert sum(SECTIONS_OF.values()) <= INSPECTION_PARTS_LIMIT


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of one topic.

    Attributes:
        problem: Why this, or a part of it, could not be found out.
        total: How many rows there are, where `rows` are a choice of them.
    """

    rows: Sequence[Cells]
    problem: str = ""
    total: int | None = None


def sections_of(topic: Topic, found: Found) -> Iterator[Section]:
    """At least one section, at most as many as the topic may have, each within the limits of the wire."""
    pages = list(_pages([tuple(_cell(text) for text in row) for row in found.rows]))
    for page in pages[: SECTIONS_OF[topic]]:
        yield Section(
            topic=topic,
            rows=tuple(Row(cells=cells) for cells in page),
            total=len(found.rows) if found.total is None else found.total,
            problem=_cell(found.problem),
        )


def _cell(text: str) -> str:
    # Twice: where a long text is cut, a blank may be left, and what is clean must stay so (SPEC W6).
    return clean_line(clean_line(text)[:CELL_LIMIT_CHARS])


def _pages(rows: Sequence[Cells]) -> Iterator[list[Cells]]:
    page: list[Cells] = []
    size_bytes = 0
    for cells in rows:
        row_bytes = len(json.dumps(cells, ensure_ascii=False).encode()) + ROW_OVERHEAD_BYTES
        if page and (len(page) == INSPECTION_ROWS_LIMIT or size_bytes + row_bytes > SECTION_LIMIT_BYTES):
            yield page
            page, size_bytes = [], 0
        page.append(cells)
        size_bytes += row_bytes
    yield page
