"""Waiting for a condition, never for a time."""

import time
from collections.abc import Callable


def until(holds: Callable[[], object], *, within_seconds: float = 5.0, what: str = "the condition") -> None:
    """Return as soon as `holds()` is true; fail when it is not within the time."""
    deadline = time.monotonic() + within_seconds
    while not holds():
        assert time.monotonic() < deadline, f"{what} did not come within {within_seconds} s"
        time.sleep(0.002)
