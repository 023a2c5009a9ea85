"""An injector whose presses are let go even if this program dies."""

import logging
import subprocess
import sys
from collections.abc import Generator
from typing import Final

from customer_client.inject.guardian import BUTTON, DOWN, KEY, UP
from customer_client.inject.injector import Injector
from protocol.input import Button

log = logging.getLogger(__name__)

ENDS_WITHIN_SECONDS: Final = 3.0


class Guarded:
    """The injector port: tells a guardian process what is about to go down, and what has come up.

    Making one starts a process, and closing it waits for that process: not in the event loop.

    Args:
        injector: Does it all; closed with this object.
    """

    def __init__(self, injector: Injector) -> None:
        self._injector = injector
        self._guardian: subprocess.Popen[bytes] | None = None
        try:
            self._guardian = subprocess.Popen(
                [sys.executable, "-m", "customer_client.inject.guardian"],
                stdin=subprocess.PIPE,
                bufsize=0,
                stdout=subprocess.DEVNULL,
                start_new_session=True,  # what ends this program's group must not end it
            )
        except OSError as error:
            log.warning("should this program crash, a key may stay down: %s", error)

    def move(self, x_px: int, y_px: int) -> None:
        """See `Injector.move`."""
        self._injector.move(x_px, y_px)

    def button(self, button: Button, *, down: bool) -> None:
        """See `Injector.button`."""
        if down:
            self._say(DOWN, BUTTON, button.value)
        self._injector.button(button, down=down)
        if not down:
            self._say(UP, BUTTON, button.value)

    def wheel(self, dx: int, dy: int) -> None:
        """See `Injector.wheel`."""
        self._injector.wheel(dx, dy)

    def key(self, key: str, *, down: bool) -> None:
        """See `Injector.key`."""
        if down:
            self._say(DOWN, KEY, key)
        self._injector.key(key, down=down)
        if not down:
            self._say(UP, KEY, key)

    def text(self, text: str) -> Generator[float]:
        """See `Injector.text`; each character goes down and up in one piece."""
        return self._injector.text(text)

    def close(self) -> None:
        """See `Injector.close`."""
        self._injector.close()
        guardian, self._guardian = self._guardian, None
        if guardian is None:
            return
        assert guardian.stdin is not None
        guardian.stdin.close()
        try:
            guardian.wait(ENDS_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            guardian.kill()
            guardian.wait()

    def _say(self, *words: str) -> None:
        if self._guardian is None:
            return
        assert self._guardian.stdin is not None
        try:
            self._guardian.stdin.write(" ".join(words).encode() + b"\n")
        except OSError as error:
            log.warning("the guardian is gone; should this program crash, a key may stay down: %s", error)
            self._guardian.stdin.close()
            self._guardian.wait()
            self._guardian = None
