"""When a picture was seen: the machine's own spacing, laid onto the server's clock.

Frames travel unevenly, clocks drift, machines sleep. What was least delayed tells the truth: the distance
between the two clocks is the smallest one seen, and it is corrected only when it is off by more than 40 ms.
"""

from typing import Final

TICKS_PER_SECOND: Final = 90_000
TICKS_PER_MS: Final = TICKS_PER_SECOND // 1000
DRIFT_LIMIT_US: Final = 40_000
"""Within this the machine's spacing is kept as it is: nobody sees it, and the sound of no lip hangs on it."""
WINDOW_US: Final = 10_000_000
"""Every frame of so long was late: the clocks drifted, it is not the way that was slow."""
JUMP_US: Final = 10_000_000
"""No frame travels for so long (a silent link is lost after 6 s): the machine slept, or has a new clock."""
_US_PER_MS: Final = 1000


class Anchor:
    """Where one segment's pictures lie on its time line; they only ever rise."""

    def __init__(self, started_at_ms: int, pts_us: int) -> None:
        """`pts_us` is the machine's time of the first frame, which is at media time 0."""
        self._started_at_us = started_at_ms * _US_PER_MS
        self._offset_us = self._started_at_us - pts_us
        self._last_ticks = -1
        self._window_began_us = self._started_at_us
        self._least_drift_us: int | None = None

    def place(self, pts_us: int, at_ms: int) -> int:
        """The media time of this frame, in ticks since the segment's start.

        Args:
            pts_us: The machine's time of the frame.
            at_ms: When it came, UTC.
        """
        at_us = at_ms * _US_PER_MS
        drift_us = at_us - pts_us - self._offset_us
        if drift_us < -DRIFT_LIMIT_US or drift_us > JUMP_US:
            self._move(drift_us, at_us)
            drift_us = 0
        self._least_drift_us = (
            drift_us if self._least_drift_us is None else min(drift_us, self._least_drift_us)
        )
        since_us = pts_us + self._offset_us - self._started_at_us
        self._last_ticks = max(since_us * TICKS_PER_SECOND // 1_000_000, self._last_ticks + 1)
        return self._last_ticks

    def settle(self, at_ms: int) -> None:
        """A record ends here: the only place where a slow drift is corrected."""
        at_us = at_ms * _US_PER_MS
        if self._least_drift_us is None or at_us - self._window_began_us < WINDOW_US:
            return
        self._move(self._least_drift_us if self._least_drift_us > DRIFT_LIMIT_US else 0, at_us)

    def ticks_at(self, at_ms: int) -> int:
        """The media time of this moment, after the last frame's."""
        return max((at_ms * _US_PER_MS - self._started_at_us) * TICKS_PER_MS // 1000, self._last_ticks + 1)

    def _move(self, by_us: int, at_us: int) -> None:
        self._offset_us += by_us
        self._window_began_us = at_us
        self._least_drift_us = None
