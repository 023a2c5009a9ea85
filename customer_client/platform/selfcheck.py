"""Whether this machine can be shown and controlled: `python -m customer_client.platform.selfcheck`.

Takes one picture, opens a small window of its own, types into it and clicks in it as a remote hand would, and
looks at what arrived. Prints a table of what ran and what did not. Ends with 0 only if the picture and the
hand both worked. It moves the pointer for about a second, and touches nothing but its own window.
"""

import os
import platform
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Final, Protocol

from customer_client.capture.choose import open_capture
from customer_client.core.strokes import ButtonTo, KeyTo, MoveTo, Write
from customer_client.errors import ClientError
from customer_client.inject.choose import open_injector
from customer_client.inject.thread import InjectionThread
from customer_client.platform.choose import open_local_hand
from customer_client.platform.local_hand import Listeners
from protocol.input import Button

TEXT: Final = "¡Añade 5 € @ 日!"
ARRIVES_WITHIN_SECONDS: Final = 5.0
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


class Practice(Protocol):
    """A small window of our own that has the focus."""

    @property
    def text(self) -> str:
        """What stands in its field."""
        ...

    @property
    def clicks(self) -> int:
        """How often its button was pressed."""
        ...

    @property
    def button_at_px(self) -> tuple[int, int]:
        """The middle of its button in physical pixels; (0, 0) as long as it has no focus."""
        ...

    def pump(self, arrived: Callable[[], bool], within_seconds: float) -> bool:
        """Let the window live until `arrived()`, or the time is up; whether it arrived."""
        ...


def main() -> int:
    """Run every check, print the table; 0 if what is needed worked."""
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
        # Before the window: without a display Qt ends the whole program.
        strokes = InjectionThread(open_injector())
    except (ClientError, ImportError) as error:
        return _none_ran(str(error))
    try:
        return _in_a_window(strokes)
    finally:
        strokes.close()


def _in_a_window(strokes: InjectionThread) -> list[Finding]:
    from customer_client.platform.practice_window import open_practice_window

    window = open_practice_window()
    try:
        if not window.pump(lambda: window.button_at_px != (0, 0), SHOWN_WITHIN_SECONDS):
            return _none_ran("the practice window never got the focus")
        hands: list[int] = []
        listening = _listen(hands)
        found = [check(name, window, strokes) for name, check in _CHECKS.items()]
        return [*found, _own_input(listening, hands)]
    finally:
        window.close()


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
    worked = window.pump(arrived, ARRIVES_WITHIN_SECONDS)
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
