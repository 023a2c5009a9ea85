"""How fast a peer may speak (SPEC L2, L3)."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Bucket:
    """Lets `per_second` through on average, and at most `burst` at once. Times are monotonic seconds."""

    per_second: float
    burst: float
    _level: float = 0.0
    _at_seconds: float = field(default=float("-inf"))

    def takes(self, count: int, at_seconds: float) -> bool:
        """Whether `count` more fit now; those that do not fit cost nothing."""
        self._level = max(0.0, self._level - (at_seconds - self._at_seconds) * self.per_second)
        self._at_seconds = at_seconds
        if self._level + count > self.burst:
            return False
        self._level += count
        return True
