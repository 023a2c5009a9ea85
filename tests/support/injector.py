"""An injector without a desktop: it keeps what it was told. It passes the port's contract suite."""

import threading
from collections.abc import Generator

from customer_client.core.keys import is_known
from customer_client.core.strokes import ButtonTo, KeyTo, MoveTo, Stroke, Turn, Write
from customer_client.errors import UnknownKey
from protocol.input import Button


class FakeInjector:
    """Keeps every stroke, a character of text as one.

    Attributes:
        done: What was carried out, in order.
        may_go: Cleared by a test that wants the next call to wait, as a slow desktop would make it.
        failing: Raised by the next calls if set.
    """

    def __init__(self) -> None:
        self.done: list[Stroke] = []
        self.may_go = threading.Event()
        self.may_go.set()
        self.entered = threading.Event()
        self.failing: Exception | None = None
        self.step_seconds = 0.0
        self.closed = False

    def move(self, x_px: int, y_px: int) -> None:
        self._do(MoveTo(x_px, y_px))

    def button(self, button: Button, *, down: bool) -> None:
        self._do(ButtonTo(button, down))

    def wheel(self, dx: int, dy: int) -> None:
        self._do(Turn(dx, dy))

    def key(self, key: str, *, down: bool) -> None:
        if not is_known(key):
            raise UnknownKey(key)
        self._do(KeyTo(key, down))

    def text(self, text: str) -> Generator[float]:
        for character in text:
            self._do(Write(character))
            yield self.step_seconds

    def close(self) -> None:
        self.closed = True

    def _do(self, stroke: Stroke) -> None:
        self.entered.set()
        if not self.may_go.wait(10.0):
            raise TimeoutError("the test never let the injector go on")
        if self.failing is not None:
            raise self.failing
        self.done.append(stroke)
