"""The one thread that moves the pointer and the keys, and the switch that stops it at once.

Strokes wait in a bounded queue. Right before each call to the operating system the thread checks, under the
lock that `stop_now` takes too, that nobody has stopped it since the stroke was queued. Hence the promise:
when `stop_now` has returned, nothing that was queued before is injected any more, and nothing is held.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from typing import Final, assert_never

from customer_client.core.held import Held
from customer_client.core.strokes import ButtonTo, KeyTo, LetGo, MoveTo, Stroke, Turn, Write
from customer_client.errors import InjectError
from customer_client.inject.injector import Injector

log = logging.getLogger(__name__)

QUEUE_LIMIT: Final = 2_000
"""Strokes that may wait, a character of text counting as one: two seconds of a hand at its fastest."""
JOIN_SECONDS: Final = 5.0


class InjectionThread:
    """Carries out strokes in order, in a thread of its own.

    Queue policy: a move that follows a waiting move replaces it; when the queue is full, whatever does not
    let something go is refused.

    Args:
        injector: Used by this object alone from now on, and closed by it.
        limit: How much may wait.
        on_failure: Called in the thread when the desktop stops taking events.
    """

    def __init__(
        self,
        injector: Injector,
        *,
        limit: int = QUEUE_LIMIT,
        on_failure: Callable[[Exception], None] | None = None,
    ) -> None:
        self._injector = injector
        self._limit = limit
        self._on_failure = on_failure
        self._changed = threading.Condition()  # guards the queue, its weight, the generation and _closed
        self._queue: deque[Stroke] = deque()
        self._weight = 0
        self._generation = 0
        self._closed = False
        self._acting = threading.Lock()  # held around each call to the injector; guards _held and _typing
        self._held = Held()
        self._typing: Generator[float] | None = None
        self._thread = threading.Thread(target=self._run, name="injection", daemon=True)
        self._thread.start()

    def offer(self, strokes: Iterable[Stroke]) -> bool:
        """Queue strokes; never waits for the desktop.

        Returns:
            False if some were refused because the queue is full, or the thread is closed.
        """
        with self._changed:
            taken = [self._queue_up(stroke) for stroke in strokes]
            self._changed.notify_all()
        return all(taken)

    def stop_now(self) -> None:
        """Forget what is queued and let go everything that is held, from whatever thread.

        When it returns, the desktop has taken the releases and nothing queued before comes after them.
        The thread goes on with what is offered later.
        """
        with self._changed:
            self._generation += 1
            self._queue.clear()
            self._weight = 0
            self._changed.notify_all()
        with self._acting:
            self._let_go()

    def close(self) -> None:
        """Stop for good: nothing is injected any more, nothing is held, the injector is closed."""
        with self._changed:
            already, self._closed = self._closed, True
        if already:
            return
        self.stop_now()
        self._thread.join(JOIN_SECONDS)
        with self._acting:
            self._injector.close()

    def _queue_up(self, stroke: Stroke) -> bool:
        if self._closed:
            return False
        if isinstance(stroke, MoveTo) and self._queue and isinstance(self._queue[-1], MoveTo):
            self._queue[-1] = stroke
            return True
        if self._weight + _weight(stroke) > self._limit and not _lets_go(stroke):
            return False
        self._queue.append(stroke)
        self._weight += _weight(stroke)
        return True

    def _run(self) -> None:
        while (due := self._next()) is not None:
            stroke, generation = due
            try:
                self._carry_out(stroke, generation)
            except InjectError as error:
                log.warning("an input event was not carried out: %s", error)
            except Exception as crash:  # noqa: BLE001  the thread's border: the desktop may fail in any way
                self._failed(crash)

    def _next(self) -> tuple[Stroke, int] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._queue or self._closed)
            if self._closed:
                return None
            stroke = self._queue.popleft()
            self._weight -= _weight(stroke)
            return stroke, self._generation

    def _carry_out(self, stroke: Stroke, generation: int) -> None:
        if isinstance(stroke, Write):
            self._write(stroke.text, generation)
            return
        with self._acting:
            if generation == self._generation:
                self._act(stroke)

    def _act(self, stroke: MoveTo | ButtonTo | Turn | KeyTo | LetGo) -> None:
        match stroke:
            case MoveTo(x_px=x_px, y_px=y_px):
                self._injector.move(x_px, y_px)
            case Turn(dx=dx, dy=dy):
                self._injector.wheel(dx, dy)
            case ButtonTo() | KeyTo():
                if self._held.note(stroke):
                    self._press(stroke)
            case LetGo():
                self._let_go()
            case _:
                assert_never(stroke)

    def _press(self, press: ButtonTo | KeyTo) -> None:
        if isinstance(press, ButtonTo):
            self._injector.button(press.button, down=press.down)
        else:
            self._injector.key(press.key, down=press.down)

    def _write(self, text: str, generation: int) -> None:
        wait_seconds: float | None = 0.0
        while wait_seconds is not None:
            if wait_seconds > 0:
                self._wait(wait_seconds, generation)
            with self._acting:
                wait_seconds = self._write_on(text, generation)

    def _write_on(self, text: str, generation: int) -> float | None:
        """Take the next step of typing `text`; returns how long to wait, or None at the end."""
        if generation != self._generation:
            return None
        if self._typing is None:
            self._typing = self._injector.text(text)
        try:
            wait_seconds = next(self._typing, None)
        except BaseException:
            self._typing = None
            raise
        if wait_seconds is None:
            self._typing = None
        return wait_seconds

    def _wait(self, seconds: float, generation: int) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._generation != generation, timeout=seconds)

    def _let_go(self) -> None:
        if self._typing is not None:
            self._typing.close()
            self._typing = None
        for up in self._held.release_all():
            try:
                self._press(up)
            except Exception:
                # One that fails must not keep the others down.
                log.exception("could not let go %s", up)

    def _failed(self, crash: Exception) -> None:
        log.error("the desktop no longer takes input", exc_info=crash)
        self.stop_now()
        if self._on_failure is not None:
            self._on_failure(crash)


def _weight(stroke: Stroke) -> int:
    return len(stroke.text) if isinstance(stroke, Write) else 1


def _lets_go(stroke: Stroke) -> bool:
    return isinstance(stroke, LetGo) or (isinstance(stroke, ButtonTo | KeyTo) and not stroke.down)
