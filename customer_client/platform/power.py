"""Notices that this machine slept, so that the link is opened again at once instead of after its silence."""

import sys
import threading
import time
from collections.abc import Callable
from typing import Final

SLEPT_SECONDS: Final = 2.0
"""A shorter gap between the clocks is not worth a new link: the old one has not been missed yet."""
LOOK_EVERY_SECONDS: Final = 1.0

Clocks = Callable[[], tuple[float, float]]
"""Seconds that this machine was awake, and seconds that passed, both since some moment."""


def clocks() -> tuple[float, float]:
    """This system's two clocks: one stands still while the machine sleeps, the other does not."""
    if sys.platform == "win32":
        import ctypes

        awake = ctypes.c_ulonglong()
        ctypes.windll.kernel32.QueryUnbiasedInterruptTime(ctypes.byref(awake))
        return awake.value / 10_000_000, time.monotonic()
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_UPTIME_RAW), time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.clock_gettime(time.CLOCK_MONOTONIC), time.clock_gettime(time.CLOCK_BOOTTIME)


class PowerWatch:
    """Looks at the clocks in a thread of its own from the moment it is made.

    Args:
        on_resume: Told how many seconds the machine slept, each time; in the watch's thread.
        read: The clocks.
        every_seconds: How often they are looked at.
    """

    def __init__(
        self,
        on_resume: Callable[[float], None],
        read: Clocks = clocks,
        every_seconds: float = LOOK_EVERY_SECONDS,
    ) -> None:
        self._on_resume = on_resume
        self._read = read
        self._every_seconds = every_seconds
        self._closed = threading.Event()
        self._asleep_seconds = self._asleep()
        self._thread = threading.Thread(target=self._watch, name="power", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Look no more; afterwards nobody is told."""
        self._closed.set()
        if threading.current_thread() is not self._thread:
            self._thread.join()

    def _watch(self) -> None:
        while not self._closed.wait(self._every_seconds):
            before, self._asleep_seconds = self._asleep_seconds, self._asleep()
            slept_seconds = self._asleep_seconds - before
            if slept_seconds >= SLEPT_SECONDS:
                self._on_resume(slept_seconds)

    def _asleep(self) -> float:
        awake_seconds, passed_seconds = self._read()
        return passed_seconds - awake_seconds
