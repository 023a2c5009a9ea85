"""What every injector does, the fake and the real one on a real display with a real window."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from customer_client.core.strokes import ButtonTo, KeyTo, MoveTo, Turn, Write
from customer_client.errors import UnknownKey
from customer_client.inject.injector import Injector
from customer_client.inject.x11 import X11Injector
from protocol.input import Button
from tests.support.injector import FakeInjector
from tests.support.wait import until
from tests.support.xlistener import Witness, witness
from tests.support.xserver import xvnc
from tests.support.xwindow import Window, text_window

STRINGS = ["¡Añade 5 € @ 日!", "áéíóú ÑÜß ç", "Привет", "añb€c😀d"]
X_BUTTONS = {Button.LEFT: 1, Button.MIDDLE: 2, Button.RIGHT: 3, Button.BACK: 8, Button.FORWARD: 9}
WHEEL_UP, WHEEL_DOWN, WHEEL_LEFT, WHEEL_RIGHT = 4, 5, 6, 7


@dataclass
class Bench:
    """An injector, and what an independent witness saw of it."""

    injector: Injector
    text: Callable[[], str]
    pointer: Callable[[], tuple[int, int]]
    pressed: Callable[[Button], list[bool]]
    turned: Callable[[], tuple[int, int]]
    keys: Callable[[], list[bool]]


def fake_bench() -> Bench:
    fake = FakeInjector()

    def turned() -> tuple[int, int]:
        turns = [stroke for stroke in fake.done if isinstance(stroke, Turn)]
        return sum(turn.dx for turn in turns), sum(turn.dy for turn in turns)

    def pointer() -> tuple[int, int]:
        move = [stroke for stroke in fake.done if isinstance(stroke, MoveTo)][-1]
        return move.x_px, move.y_px

    return Bench(
        injector=fake,
        text=lambda: "".join(stroke.text for stroke in fake.done if isinstance(stroke, Write)),
        pointer=pointer,
        pressed=lambda button: [
            stroke.down for stroke in fake.done if isinstance(stroke, ButtonTo) and stroke.button is button
        ],
        turned=turned,
        keys=lambda: [stroke.down for stroke in fake.done if isinstance(stroke, KeyTo)],
    )


def x_bench(
    injector: Injector, window: Window, seen: Witness, pointer: Callable[[], tuple[int, int]]
) -> Bench:
    def presses(button: int) -> int:
        return sum(event.detail == button for event in seen.injected("button down"))

    return Bench(
        injector=injector,
        text=lambda: window.text,
        pointer=pointer,
        pressed=lambda button: [
            event.kind == "button down"
            for event in seen.injected("button down", "button up")
            if event.detail == X_BUTTONS[button]
        ],
        turned=lambda: (
            presses(WHEEL_RIGHT) - presses(WHEEL_LEFT),
            presses(WHEEL_UP) - presses(WHEEL_DOWN),
        ),
        keys=lambda: [event.kind == "key down" for event in seen.injected("key down", "key up")],
    )


@pytest.fixture(scope="module")
def real() -> Iterator[Bench]:
    with pytest.MonkeyPatch.context() as patch, xvnc() as server:
        patch.setenv("DISPLAY", server.display)
        patch.setenv("XAUTHORITY", "/dev/null")

        def pointer() -> tuple[int, int]:
            x, y = server.run("xdotool", "getmouselocation").split()[:2]
            return int(x.removeprefix("x:")), int(y.removeprefix("y:"))

        with witness(server.display) as seen, text_window(server.environment()) as window:
            injector = X11Injector()
            yield x_bench(injector, window, seen, pointer)
            injector.close()
            assert seen.injected()
            assert not seen.own(), "everything injected comes from the XTEST devices"


@pytest.fixture(params=["fake", "x11"])
def bench(request: pytest.FixtureRequest) -> Bench:
    if request.param == "fake":
        return fake_bench()
    found: Bench = request.getfixturevalue("real")
    return found


def write(injector: Injector, text: str) -> None:
    for wait_seconds in injector.text(text):
        time.sleep(wait_seconds)


def test_the_pointer_goes_where_it_is_put(bench: Bench) -> None:
    for place in ((10, 20), (599, 399), (0, 0), (300, 200)):
        bench.injector.move(*place)
        assert bench.pointer() == place


@pytest.mark.parametrize("button", Button)
def test_each_button_goes_down_and_up(bench: Bench, button: Button) -> None:
    bench.injector.move(605, 405)  # beside the editor, on the bare desktop: menus would take later keys
    before = len(bench.pressed(button))
    bench.injector.button(button, down=True)
    bench.injector.button(button, down=False)
    until(lambda: bench.pressed(button)[before:] == [True, False])


def test_the_wheel_turns_up_and_to_the_right(bench: Bench) -> None:
    bench.injector.move(300, 200)
    across, up = bench.turned()
    bench.injector.wheel(0, 3)
    bench.injector.wheel(0, -1)
    bench.injector.wheel(2, 0)
    until(lambda: bench.turned() == (across + 2, up + 2))


def test_a_key_goes_down_and_up(bench: Bench) -> None:
    before = len(bench.keys())
    bench.injector.key("F9", down=True)
    bench.injector.key("F9", down=False)
    until(lambda: bench.keys()[before:] == [True, False])


def test_an_unknown_key_is_refused_by_name(bench: Bench) -> None:
    with pytest.raises(UnknownKey, match="LaunchMail"):
        bench.injector.key("LaunchMail", down=True)


@pytest.mark.parametrize("text", STRINGS)
def test_text_arrives_exactly(bench: Bench, text: str) -> None:
    before = bench.text()
    write(bench.injector, text)
    until(lambda: bench.text() == before + text, what=repr(text))


def test_a_text_that_is_closed_early_types_nothing_more(bench: Bench) -> None:
    before = bench.text()
    steps = bench.injector.text("abc")
    while bench.text() == before:
        time.sleep(next(steps) or 0.01)
    steps.close()
    write(bench.injector, "!")
    until(lambda: bench.text().endswith("!"))
    assert bench.text() in (before + "a!", before + "ab!", before + "abc!")
