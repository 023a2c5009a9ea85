"""Whether a key or a button was pressed by the person at this machine, and not by a program."""

import logging
import sys
import time
from typing import Final, Protocol

log = logging.getLogger(__name__)


class Presses(Protocol):
    """Tells a hand from a program, for one press that a window received. Used in the windows' thread."""

    def begin(self) -> None:
        """A question is open: take note of presses from now on."""
        ...

    def end(self) -> None:
        """No question is open."""
        ...

    def is_button(self, time_ms: int) -> bool:
        """Whether the left button was pressed by hand in the event that carries this time."""
        ...

    def is_key(self, time_ms: int, keycode: int) -> bool:
        """Whether this key was pressed by hand in the event that carries this time."""
        ...


def open_presses() -> Presses:
    """What this system offers.

    Raises:
        NoInjection: the desktop cannot tell its devices apart; nothing may be asked there.
    """
    if sys.platform == "linux":
        from customer_client.ui.presses_x11 import X11Presses  # xcffib is there on Linux only

        return X11Presses()
    return FlaggedPresses()


HAND_WITHIN_MS: Final = 300
"""Between what the listener noticed and what the window received."""


class FlaggedPresses:
    """Windows and macOS mark what programs inject: a press counts when the hand was noticed just before.

    Weaker than on X11, where the very event is looked up: a person who moves the mouse while a
    program clicks would be taken for the one who clicked. Our own program injects nothing then.
    """

    def __init__(self) -> None:
        from customer_client.platform.choose import open_local_hand
        from customer_client.platform.local_hand import Listeners

        self._noticed_ms = -HAND_WITHIN_MS
        self._hand = open_local_hand(Listeners(self._notice, self._notice, self._failed), _now_ms)

    def begin(self) -> None:
        """See `Presses`."""

    def end(self) -> None:
        """See `Presses`."""

    def is_button(self, time_ms: int) -> bool:
        """See `Presses`."""
        del time_ms  # counted from another origin than ours
        return self._hand.tells_apart and _now_ms() - self._noticed_ms <= HAND_WITHIN_MS

    def is_key(self, time_ms: int, keycode: int) -> bool:
        """See `Presses`."""
        del keycode
        return self.is_button(time_ms)

    def _notice(self, at_ms: int) -> None:
        self._noticed_ms = at_ms

    def _failed(self, error: Exception) -> None:
        log.error("the person's own hand goes unnoticed: nothing can be allowed", exc_info=error)


def _now_ms() -> int:
    return time.monotonic_ns() // 1_000_000
