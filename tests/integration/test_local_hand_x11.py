"""The person's own hand at a real display, played by an RFB client, beside injected input."""

import itertools
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from customer_client.inject.x11 import X11Injector
from customer_client.platform.choose import open_local_hand
from customer_client.platform.local_hand import Listeners
from protocol.input import Button
from tests.support.rfb import Rfb, rfb_hand
from tests.support.wait import until
from tests.support.xlistener import Witness, witness
from tests.support.xserver import XServer, xvnc


@dataclass
class Told:
    """What the listener said, with a clock that counts its own readings."""

    hands: list[int] = field(default_factory=list[int])
    panics: list[int] = field(default_factory=list[int])
    failures: list[Exception] = field(default_factory=list[Exception])

    @property
    def listeners(self) -> Listeners:
        return Listeners(self.hands.append, self.panics.append, self.failures.append)


@pytest.fixture(scope="module")
def server() -> Iterator[XServer]:
    with pytest.MonkeyPatch.context() as patch, xvnc() as server:
        patch.setenv("DISPLAY", server.display)
        patch.setenv("XAUTHORITY", os.devnull)
        yield server


@pytest.fixture(scope="module")
def person(server: XServer) -> Iterator[Rfb]:
    with rfb_hand(server.rfb_port) as person:
        yield person


@pytest.fixture(scope="module")
def seen(server: XServer) -> Iterator[Witness]:
    with witness(server.display) as seen:
        yield seen


@pytest.fixture
def told(server: XServer) -> Iterator[Told]:
    told = Told()
    counter = itertools.count(1)
    hand = open_local_hand(told.listeners, lambda: next(counter))
    assert hand.tells_apart
    yield told
    hand.close()


def test_the_persons_mouse_is_noticed(person: Rfb, told: Told) -> None:
    person.move(100, 100)
    person.move(200, 150)
    until(lambda: told.hands)


def test_the_persons_buttons_and_keys_are_noticed(person: Rfb, told: Told) -> None:
    person.click(200, 150)
    until(lambda: told.hands)
    before = len(told.hands)
    person.type("x")
    until(lambda: len(told.hands) >= before + 2)
    assert not told.panics


def test_injected_input_is_not_the_persons(person: Rfb, told: Told, seen: Witness) -> None:
    injector = X11Injector()
    before = len(seen.injected())
    for n in range(50):
        injector.move(n, n)
    injector.button(Button.LEFT, down=True)
    injector.button(Button.LEFT, down=False)
    injector.wheel(0, 2)
    for key in ("Pause", "KeyA"):
        injector.key(key, down=True)
        injector.key(key, down=False)
    for _ in injector.text("a"):
        pass
    injector.close()
    until(lambda: len(seen.injected()) >= before + 50 + 2 + 4 + 4 + 2)
    assert told.hands == []
    assert told.panics == [], "the remote hand cannot press the panic key"
    person.move(1, 1)
    person.move(2, 2)
    until(lambda: told.hands)


@pytest.mark.parametrize("chord", [("Pause",), ("Control", "Alt", "Shift", "End")])
def test_a_panic_chord_is_heard_whatever_has_the_focus(
    person: Rfb, told: Told, chord: tuple[str, ...]
) -> None:
    person.chord(*chord)
    until(lambda: told.panics)
    before = len(told.panics)
    person.type("y")
    person.chord("End")
    until(lambda: len(told.hands) >= 4)
    assert len(told.panics) == before


def test_after_closing_nobody_is_called(server: XServer, person: Rfb, seen: Witness) -> None:
    told = Told()
    hand = open_local_hand(told.listeners, lambda: 1)
    hand.close()
    hand.close()
    before = len(seen.own())
    person.move(300, 300)
    person.move(310, 310)
    until(lambda: len(seen.own()) > before)
    assert told == Told()


def test_it_may_be_closed_from_its_own_call(server: XServer, person: Rfb) -> None:
    closed = threading.Event()

    def close(_at_ms: int) -> None:
        hand.close()
        closed.set()

    hand = open_local_hand(Listeners(close, close, lambda _crash: None), lambda: 1)
    person.move(320, 300)
    person.move(330, 310)
    assert closed.wait(5.0)


def test_a_display_that_ends_is_told() -> None:
    told = Told()
    with pytest.MonkeyPatch.context() as patch:
        with xvnc() as server:
            patch.setenv("DISPLAY", server.display)
            hand = open_local_hand(told.listeners, lambda: 1)
        until(lambda: told.failures)
        hand.close()
