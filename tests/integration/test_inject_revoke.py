"""The person takes control back on a real display: how long it takes, and that nothing comes after it."""

import itertools
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import xcffib
import xcffib.xproto
from xcffib import xtest

from customer_client.core.gate import Gate
from customer_client.inject.hand import Hand
from customer_client.inject.thread import InjectionThread
from customer_client.inject.x11 import X11Injector
from customer_client.platform.choose import open_local_hand
from customer_client.platform.local_hand import Listeners
from protocol.ids import PersonId
from protocol.input import At, Button, HeldBack, Input, InputEvent, Key, PointerButton, PointerMove, Text
from protocol.modes import Mode
from protocol.screen import Monitor, MonitorId, Screen
from tests.support.rfb import rfb_hand
from tests.support.wait import until
from tests.support.xlistener import Seen, Witness, witness
from tests.support.xserver import XServer, xvnc

TRIALS = 1_000 if os.environ.get("AUXILIO_LONG") else 100
WITHIN_MS = 50
PACE_SECONDS = 0.006  # five events each: within what the gate allows
AGENT = PersonId("agent")
SCREEN = Screen(monitors=(Monitor(id=MonitorId(0), left_px=0, top_px=0, width_px=1280, height_px=720),))
PAUSE = 127
MARKER = 202
EPOCHS = itertools.count(1)

log = logging.getLogger(__name__)
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server() -> Iterator[XServer]:
    with pytest.MonkeyPatch.context() as patch, xvnc() as server:
        patch.setenv("DISPLAY", server.display)
        patch.setenv("XAUTHORITY", os.devnull)
        yield server


@pytest.fixture
def hand(server: XServer) -> Iterator[Hand]:
    hand = Hand(Gate(SCREEN), InjectionThread(X11Injector()))
    yield hand
    hand.close()


def now_ms() -> int:
    return time.monotonic_ns() // 1_000_000


class Agent:
    """Sends without a pause, as the current holder, until told to end."""

    def __init__(self, hand: Hand) -> None:
        self.hand = hand
        self.ended = threading.Event()
        self.seq = 0

    def send(self, *events: InputEvent) -> HeldBack | None:
        grant = self.hand.grant
        return self.hand.take(
            AGENT, Input(epoch=grant.epoch if grant else 0, events=events), now_ms()
        ).held_back

    def sends_more(self) -> None:
        before = self.seq
        until(lambda: self.seq > before + 12, what="more from the agent")

    def work(self) -> None:
        while not self.ended.is_set():
            n = self.seq = self.seq + 6
            at = At(monitor=MonitorId(0), x_norm=n * 97 % 65536, y_norm=n * 31 % 65536)
            self.send(
                PointerMove(seq=n, at=at),
                PointerButton(seq=n + 1, at=at, button=Button.LEFT, down=True),
                Key(seq=n + 2, key="ShiftLeft", down=True),
                Text(seq=n + 3, text="añ日"),
                Key(seq=n + 4, key="F9", down=n % 12 == 0),
            )
            time.sleep(PACE_SECONDS)


@contextmanager
def working(hand: Hand) -> Iterator[Agent]:
    agent = Agent(hand)
    thread = threading.Thread(target=agent.work, daemon=True)
    thread.start()
    yield agent
    agent.ended.set()
    thread.join(5.0)


def still_down(events: list[Seen]) -> set[tuple[str, int]]:
    down: set[tuple[str, int]] = set()
    for event in events:
        what, _, way = event.kind.partition(" ")
        if way == "down":
            down.add((what, event.detail))
        elif way == "up":
            down.discard((what, event.detail))
    return down


@pytest.mark.timeout(300)
def test_nothing_is_injected_later_than_50_ms_after_the_panic_key(server: XServer, hand: Hand) -> None:
    delays_ms: list[int] = []
    shut = threading.Event()

    def panic(_at_ms: int) -> None:
        hand.shut_now()
        shut.set()

    listener = open_local_hand(Listeners(lambda _at_ms: None, panic, lambda _crash: None), now_ms)
    with (
        rfb_hand(server.rfb_port) as person,
        witness(server.display) as seen,
        marker(server) as mark,
        working(hand) as agent,
    ):
        for _ in range(TRIALS):
            shut.clear()
            flows(hand, seen)
            person.chord("Pause")
            assert shut.wait(5.0)
            mark()
            before = injected_before_the_marker(seen, agent)
            key = next(event for event in seen.own("key down") if event.detail == PAUSE)
            delays_ms.append(max(before[-1].at_ms - key.at_ms, 0))
            seen.seen.clear()
    listener.close()
    assert max(delays_ms) <= WITHIN_MS, statistics(delays_ms)
    log.info("last injected event after the panic key, ms: %s", statistics(delays_ms))


def statistics(delays_ms: list[int]) -> str:
    ordered = sorted(delays_ms)
    return f"p50 {ordered[len(ordered) // 2]}, p95 {ordered[len(ordered) * 95 // 100]}, max {ordered[-1]}"


def injected_before_the_marker(seen: Witness, agent: Agent) -> list[Seen]:
    """What was injected until the marker; nothing came after it, and nothing stayed down."""
    until(lambda: [event for event in seen.injected() if event.detail == MARKER], what="the marker")
    agent.sends_more()
    injected = seen.injected()
    at = [(event.kind, event.detail) for event in injected].index(("key down", MARKER))
    assert [(event.kind, event.detail) for event in injected[at:]] == [
        ("key down", MARKER),
        ("key up", MARKER),
    ]
    assert not still_down(injected)
    return injected[:at]


@pytest.mark.timeout(300)
def test_when_shutting_has_returned_nothing_comes_any_more(server: XServer, hand: Hand) -> None:
    with witness(server.display) as seen, marker(server) as mark, working(hand) as agent:
        for _ in range(TRIALS):
            flows(hand, seen)
            hand.shut_now()
            mark()
            assert injected_before_the_marker(seen, agent)
            seen.seen.clear()


def flows(hand: Hand, seen: Witness) -> None:
    before = len(seen.injected())
    hand.noted()
    assert hand.open(Mode.FULL_CONTROL, AGENT, next(EPOCHS), now_ms())
    until(lambda: len(seen.injected()) > before + 20, what="the agent's input")


@contextmanager
def marker(server: XServer) -> Iterator[Callable[[], None]]:
    """Injects a key that nothing else presses, through a connection of its own."""
    connection = xcffib.connect(server.display)
    test = connection(xtest.key)

    def mark() -> None:
        for kind in (2, 3):
            test.FakeInput(kind, MARKER, 0, 0, 0, 0, 0)
        xcffib.xproto.xprotoExtension(connection).GetInputFocus().reply()

    yield mark
    connection.disconnect()
