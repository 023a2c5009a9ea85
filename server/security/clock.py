"""The only home of time."""

import datetime as dt
import threading
import time


class SystemClock:
    """The machine's time, made so that it never runs back (`runtime.ports.Clock`).

    When the machine's clock is set back, answers stand still until it has caught up: what the log
    orders by time stays in order. Safe to share between threads.
    """

    def __init__(self, not_before_ms: int = 0) -> None:
        """Start at the machine's time, or at `not_before_ms`, the latest in the log, if that is later."""
        self._last_ms = not_before_ms
        self._lock = threading.Lock()

    def now_ms(self) -> int:
        """UTC, integer milliseconds since 1970; never less than an earlier answer."""
        with self._lock:
            self._last_ms = max(self._last_ms, time.time_ns() // 1_000_000)
            return self._last_ms

    def monotonic_seconds(self) -> float:
        """For waits and measures only."""
        return time.monotonic()


def as_datetime(at_ms: int) -> dt.datetime:
    """The moment as an aware UTC datetime, for libraries that want one."""
    return dt.datetime.fromtimestamp(at_ms / 1000, tz=dt.UTC)
