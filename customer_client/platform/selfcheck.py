"""Whether this machine can be shown and controlled: `python -m customer_client.platform.selfcheck`.

Takes one picture, opens a small window of its own, types into it and clicks in it as a remote hand would, and
looks at what arrived. Prints a table of what ran and what did not. Ends with 0 only if the picture and the
hand both worked. It moves the pointer for about a second, and touches nothing but its own window.
"""

import io
import json
import os
import platform
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Final

from customer_client.capture.choose import open_capture
from customer_client.core.strokes import ButtonTo, KeyTo, MoveTo, Write
from customer_client.errors import ClientError
from customer_client.inject.choose import open_injector
from customer_client.inject.thread import InjectionThread
from customer_client.platform.choose import open_local_hand
from customer_client.platform.local_hand import Listeners
from protocol.input import Button

TEXT: Final = "¡Añade 5 € @ 日!"
WINDOW: Final = "customer_client.ui.practice_window"
LOOK_EVERY_SECONDS: Final = 0.01
ARRIVES_WITHIN_SECONDS: Final = 5.0
FIELD_ABOVE_BUTTON_PX: Final = 60
SHOWN_WITHIN_SECONDS: Final = 20.0
"""A virtual machine's first window may be slow."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one check.

    Attributes:
        worked: None if it did not run.
        needed: Whether the whole check fails without it.
    """

    check: str
    worked: bool | None
    said: str
    needed: bool = True


class Practice:
    """A small window of our own, in a process of its own, with the focus.

    Attributes:
        state: What it said last: its text, its clicks, whether it has the focus, where its button is.
    """

    def __init__(self) -> None:
        # Our own interpreter and our own module: nothing here was given by anybody.
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", WINDOW],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self.state: dict[str, object] = {}
        threading.Thread(target=self._listen, name="practice window", daemon=True).start()

    @property
    def text(self) -> object:
        """What stands in its field."""
        return self.state.get("text", "")

    @property
    def clicks(self) -> object:
        """How often its button was pressed."""
        return self.state.get("clicks", 0)

    @property
    def button_at_px(self) -> tuple[int, int]:
        """The middle of its button in physical pixels."""
        return int(str(self.state["x"])), int(str(self.state["y"]))

    def comes(self, arrived: Callable[[], bool], within_seconds: float) -> bool:
        """Wait until `arrived()`, or the time is up, or the window is gone; whether it arrived."""
        deadline = time.monotonic() + within_seconds
        while not arrived() and time.monotonic() < deadline and self._process.poll() is None:
            time.sleep(LOOK_EVERY_SECONDS)
        return arrived()

    def close(self) -> None:
        """Close the window."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        self._process.terminate()
        self._process.wait(ARRIVES_WITHIN_SECONDS)

    def _listen(self) -> None:
        with suppress(ValueError):  # closed while it was read
            for line in self._process.stdout or ():
                self.state = json.loads(line)


def main() -> int:
    """Run every check, print the table; 0 if what is needed worked."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # Windows would fail at the first "日" of the table
    findings = [capture_check(), *hand_checks()]
    sys.stdout.write(table(findings) + "\n")
    return 0 if passes(findings) else 1


def passes(findings: Sequence[Finding]) -> bool:
    """Whether everything that is needed ran and worked."""
    return all(finding.worked for finding in findings if finding.needed)


def table(findings: Sequence[Finding]) -> str:
    """The findings for a person to read, one a line."""
    words = {True: "works", False: "FAILS", None: "NOT RUN"}
    session = os.environ.get("XDG_SESSION_TYPE") or os.environ.get("DISPLAY") or "-"
    head = f"{platform.system()} {platform.release()}, Python {platform.python_version()}, display {session}"
    lines = [f"{words[finding.worked]:8} {finding.check:34} {finding.said}" for finding in findings]
    return "\n".join([head, *lines])


def capture_check() -> Finding:
    """Take one picture of the first monitor."""
    name = "take a picture of the desktop"
    started = time.monotonic()
    try:
        capture = open_capture()
    except ClientError as error:
        return Finding(name, worked=False, said=str(error))
    try:
        screen = capture.screen()
        monitor = screen.monitors[0]
        patches = capture.grab(monitor.id, whole=True)
        shades = {int(shade) for patch in patches for shade in patch.pixels[::8, ::8, :3].flat}
        took_ms = round((time.monotonic() - started) * 1000)
    except ClientError as error:
        return Finding(name, worked=False, said=str(error))
    finally:
        capture.close()
    size = f"{len(screen.monitors)} monitor(s), {monitor.width_px}×{monitor.height_px}"
    how = f"{len(shades)} shade(s), {took_ms} ms, {type(capture).__name__}"
    return Finding(name, worked=bool(patches), said=f"{size}, {how}")


def hand_checks() -> list[Finding]:
    """Type and click in a window of our own, while listening for the local hand."""
    if find_spec("PySide6") is None:
        return _none_ran("PySide6 is not installed")
    try:
        strokes = InjectionThread(open_injector())
    except (ClientError, ImportError) as error:
        return _none_ran(str(error))
    try:
        return _in_a_window(strokes)
    finally:
        strokes.close()


def _in_a_window(strokes: InjectionThread) -> list[Finding]:
    window = Practice()
    try:
        if not _has_focus(window, strokes):
            return _none_ran("the practice window never got the focus")
        hands: list[int] = []
        listening = _listen(hands)
        found = [check(name, window, strokes) for name, check in _CHECKS.items()]
        return [*found, _own_input(listening, hands)]
    finally:
        window.close()


def _has_focus(window: Practice, strokes: InjectionThread) -> bool:
    if window.comes(lambda: bool(window.state.get("ready")), SHOWN_WITHIN_SECONDS):
        return True
    if not window.state:
        return False
    # A system that gives no focus to a new window gives it to one that is clicked.
    x_px, y_px = window.button_at_px
    strokes.offer([MoveTo(x_px, y_px - FIELD_ABOVE_BUTTON_PX)])
    strokes.offer(ButtonTo(Button.LEFT, down=down) for down in (True, False))
    return window.comes(lambda: bool(window.state.get("ready")), ARRIVES_WITHIN_SECONDS)


def _none_ran(why: str) -> list[Finding]:
    return [Finding(name, worked=None, said=why) for name in _CHECKS]


def _type(name: str, window: Practice, strokes: InjectionThread) -> Finding:
    strokes.offer([Write(TEXT)])
    return _arrived(name, window, lambda: window.text == TEXT, lambda: repr(window.text))


def _press(name: str, window: Practice, strokes: InjectionThread) -> Finding:
    strokes.offer(KeyTo("Backspace", down=down) for down in (True, False))
    return _arrived(name, window, lambda: window.text == TEXT[:-1], lambda: repr(window.text))


def _click(name: str, window: Practice, strokes: InjectionThread) -> Finding:
    strokes.offer([MoveTo(*window.button_at_px)])
    strokes.offer(ButtonTo(Button.LEFT, down=down) for down in (True, False))
    return _arrived(name, window, lambda: window.clicks == 1, lambda: f"{window.clicks} click(s)")


_CHECKS: Final = {
    "type text into a real window": _type,
    "press a physical key": _press,
    "click a real button": _click,
}


def _arrived(name: str, window: Practice, arrived: Callable[[], bool], what: Callable[[], str]) -> Finding:
    started = time.monotonic()
    worked = window.comes(arrived, ARRIVES_WITHIN_SECONDS)
    took_ms = round((time.monotonic() - started) * 1000)
    return Finding(name, worked=worked, said=f"{what()} arrived" + (f", {took_ms} ms" if worked else ""))


def _listen(hands: list[int]) -> Callable[[], None] | str:
    try:
        hand = open_local_hand(Listeners(hands.append, lambda _at: None, lambda _crash: None), lambda: 0)
    except (ClientError, ImportError) as error:
        return str(error)
    return hand.close


def _own_input(listening: Callable[[], None] | str, hands: Sequence[int]) -> Finding:
    name = "tell our input from the person's"
    if isinstance(listening, str):
        return Finding(name, worked=None, said=listening, needed=False)
    listening()
    said = f"{len(hands)} event(s) were taken for the person's; 0 if nobody touched the machine"
    return Finding(name, worked=not hands, said=said, needed=False)


if __name__ == "__main__":
    sys.exit(main())
