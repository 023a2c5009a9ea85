"""Which of a direct viewer's requests for a key frame mean that it lost something.

Chromium asks for one when nothing came for 3 s, since it cannot know that the desktop rests; once no packet
came for 5 s it stops asking. Answered, each such request brings the next one: 130 kB every three seconds for
a picture that stands still. A viewer that really lost a packet asks within 0.2 s, and again and again.
"""

from dataclasses import dataclass
from typing import Final

QUIET_MS: Final = 2_500
"""A request this long after the last picture is the receiver's timer; the second one is taken at its word."""


@dataclass(slots=True)
class KeyWishes:
    """One viewer's requests."""

    _sent_at_ms: int = 0
    _forgiven: bool = False

    def sent(self, at_ms: int) -> None:
        """A picture is on its way to the viewer."""
        self._sent_at_ms = at_ms
        self._forgiven = False

    def is_meant(self, at_ms: int) -> bool:
        """Whether this request is to be answered with a key frame."""
        if self._forgiven or at_ms - self._sent_at_ms < QUIET_MS:
            return True
        self._forgiven = True
        return False
