"""Which keys and buttons are down, so that all of them can be let go.

There is one holder at a time and a change of holder lets everything go first; so one ledger is enough.
"""

from dataclasses import replace
from typing import TypeAlias

from customer_client.core.strokes import ButtonTo, KeyTo

Press: TypeAlias = ButtonTo | KeyTo


class Held:
    """What the remote hand holds down at this moment, in the order in which it went down."""

    def __init__(self) -> None:
        self._ups: dict[Press, None] = {}

    def __len__(self) -> int:
        return len(self._ups)

    def is_down(self, press: Press) -> bool:
        """Whether the key or button of `press` is down."""
        return replace(press, down=False) in self._ups

    def note(self, press: Press) -> bool:
        """Take note of a press or release that is about to be carried out.

        Returns:
            Whether it should be: letting go what is not held would disturb what the person at the
            machine holds, a drag for instance.
        """
        up = replace(press, down=False)
        if press.down:
            self._ups[up] = None
            return True
        if up not in self._ups:
            return False
        del self._ups[up]
        return True

    def release_all(self) -> tuple[Press, ...]:
        """What lets everything go, what went down last first. Afterwards nothing is held."""
        ups = tuple(reversed(self._ups))
        self._ups.clear()
        return ups
