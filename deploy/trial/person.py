"""The practice person: sits at the desktop's own keyboard and mouse, and answers what they are asked.

Their hand comes in by RFB, so that it is a device of its own: what is injected cannot answer for them.
"""

import re
import subprocess
import time
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import Final, Self

from deploy.trial.desktop import Desktop, wait_for_keyboard
from tests.support.rfb import Rfb, rfb_hand

QUESTION: Final = "remote help|ayuda remota"
"""In the title of the consent window, in both languages."""
READS_FOR_SECONDS: Final = 3.3
"""Nobody can say yes earlier than after three seconds."""
LOOKS_EVERY_SECONDS: Final = 0.25
NO_QUESTION_WITHIN_SECONDS: Final = 30.0
ANSWERED_WITHIN_SECONDS: Final = 10.0
"""The window goes with the answer; nothing has to come back from anywhere."""


class Person:
    """Somebody at a practice desktop. Use it as a context manager."""

    def __init__(self, on: Desktop) -> None:
        self._on = on
        self._stack = ExitStack()
        self.hand: Rfb
        self.answered_at = 0.0
        """When the last answer was given, in seconds since 1970."""

    def __enter__(self) -> Self:
        self.hand = self._stack.enter_context(rfb_hand(self._on.x.rfb_port))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def sit_there(self) -> None:
        """Say yes to every question, until interrupted."""
        while True:
            if self.is_asked():
                with suppress(TimeoutError, subprocess.CalledProcessError):  # withdrawn while they read it
                    self.say_yes()
            time.sleep(LOOKS_EVERY_SECONDS)

    def is_asked(self) -> str | None:
        """The id of the consent window, if one stands there."""
        found = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--name", QUESTION],
            env=self._on.environment(),
            check=False,
            capture_output=True,
            text=True,
        )
        return next(iter(found.stdout.split()), None)

    def wait_to_be_asked(self, within_seconds: float = NO_QUESTION_WITHIN_SECONDS) -> str:
        """The consent window's id. Raises TimeoutError."""
        deadline = time.monotonic() + within_seconds
        while time.monotonic() < deadline:
            if (window := self.is_asked()) is not None:
                return window
            time.sleep(LOOKS_EVERY_SECONDS)
        raise TimeoutError("nobody asked anything")

    def turn_to(self, window: str) -> None:
        """Click on a bare place of this window, so that the keyboard goes there. Raises TimeoutError."""
        self.hand.click(*self._corner_of(window))
        wait_for_keyboard(self._on.x, window)

    def say_yes(self) -> None:
        """Read the question, then allow it by the keyboard: from the title backwards, Allow comes first.

        Raises:
            TimeoutError: nothing was asked, or the answer did not count.
        """
        self._answer(("Shift", "Tab"), (" ",))

    def say_no(self) -> None:
        """Refuse it. Raises TimeoutError, likewise."""
        self._answer(("Shift", "Tab"), ("Shift", "Tab"), (" ",))

    def panic(self) -> None:
        """Press the panic key."""
        self.hand.chord("Pause")

    def _answer(self, *chords: tuple[str, ...]) -> None:
        window = self.wait_to_be_asked()
        time.sleep(READS_FOR_SECONDS)
        self.turn_to(window)
        for chord in chords:
            self.hand.chord(*chord)
        self.answered_at = time.time()  # noqa: TID251  set beside a browser's clock
        deadline = time.monotonic() + ANSWERED_WITHIN_SECONDS
        while self.is_asked() == window:
            if time.monotonic() >= deadline:
                raise TimeoutError("the question stands there as if nothing had been answered")
            time.sleep(LOOKS_EVERY_SECONDS)

    def _corner_of(self, window: str) -> tuple[int, int]:
        """A place of the window where nothing can be clicked."""
        said = self._on.x.run("xwininfo", "-id", window)
        left, top = (int(re.findall(rf"Absolute upper-left {axis}:\s+(-?\d+)", said)[0]) for axis in "XY")
        return left + 8, top + 8
