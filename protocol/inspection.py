"""What a machine says of itself when it is inspected: rows of plain text, in sections (SPEC J6)."""

import enum
from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints

from protocol.limits import INSPECTION_ROWS_LIMIT
from protocol.wire import Wire, cleaned_line

Cell = Annotated[str, StringConstraints(max_length=200), BeforeValidator(cleaned_line)]


class Topic(enum.StrEnum):
    """What a section is about; the console knows each one's columns and headings."""

    SYSTEM = "system"
    """name, value: os, build, kernel, architecture, booted, display_server, desktop, host, user, elevated."""
    UPDATES = "updates"
    """package, installed, available; one row for each update that is missing."""
    MONITORS = "monitors"
    """name, size, scale, position, primary."""
    DISKS = "disks"
    """mount, file system, size_bytes, free_bytes."""
    MEMORY = "memory"
    """name, bytes: total, available, swap_total, swap_free."""
    PROCESSES = "processes"
    """pid, name, user, cpu_percent, memory_bytes; the heaviest first."""
    NETWORK = "network"
    """interface, address, state."""
    PROGRAMS = "programs"
    """name, version, publisher."""
    SERVICES = "services"
    """name, state, description."""


class Row(Wire):
    """One row, with the columns of its topic."""

    cells: Annotated[tuple[Cell, ...], Field(max_length=8)]


class Section(Wire):
    """Part of the rows of one topic. `total` counts all there are, also those beyond the limit."""

    topic: Topic
    rows: Annotated[tuple[Row, ...], Field(max_length=INSPECTION_ROWS_LIMIT)]
    total: Annotated[int, Field(ge=0)]
    problem: Cell = ""
    """Why this could not be found out, or ""."""
