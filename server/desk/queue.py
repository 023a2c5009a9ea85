"""The queue: who has waited longest is next. A place, once earned, stays earned (SPEC Q)."""

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from protocol.ids import SessionId

_HANDLE_TIMES_NEEDED: Final = 3
"""Fewer finished sessions than this, and an expected wait would be a guess: we say nothing instead."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A customer who waits and is there. `since_ms`: when they asked for help, also after a requeue."""

    session_id: SessionId
    customer: str
    language: str
    reason: str
    since_ms: int
    program_ready: bool


def in_order(waiting: Iterable[Candidate]) -> list[Candidate]:
    """Everyone in the order in which they are served; equal times by id, so that the order is one."""
    return sorted(waiting, key=lambda candidate: (candidate.since_ms, candidate.session_id))


def next_for(waiting: Iterable[Candidate]) -> Candidate | None:
    """Whom a free staff member should take: who has waited longest, or None."""
    return min(waiting, key=lambda candidate: (candidate.since_ms, candidate.session_id), default=None)


def expected_wait_seconds(place: int, handle_seconds: Sequence[int], staff_count: int) -> int | None:
    """How long until place `place` (1 is next) is served, or None while we cannot know.

    Args:
        place: 1 or more.
        handle_seconds: How long the latest sessions took, each at least 0.
        staff_count: Who is at the desk now. With nobody there, nothing is promised.
    """
    if staff_count < 1 or len(handle_seconds) < _HANDLE_TIMES_NEEDED:
        return None
    return round(statistics.median(handle_seconds) * place / staff_count)
