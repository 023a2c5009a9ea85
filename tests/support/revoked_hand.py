"""A remote hand that works without a pause on a real display, until the person takes control back."""

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Final

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
from tests.support.rfb import Rfb, rfb_hand
from tests.support.wait import until
from tests.support.xlistener import Seen, Witness, witness
from tests.support.xserver import XServer

PACE_SECONDS: Final = 0.006
"""Five events each: within what the gate allows."""
SHUT_WITHIN_SECONDS: Final = 5.0
AGENT: Final = PersonId("agent")
SCREEN: Final = Screen(
    monitors=(Monitor(id=MonitorId(0), left_px=0, top_px=0, width_px=1280, height_px=720),)
)
PAUSE: Final = 127
MARKER: Final = 202
"""A keycode that nothing else presses."""
EPOCHS: Final = itertools.count(1)


def now_ms() -> int:
    """This machine's clock, as the X server has it."""
    return time.monotonic_ns() // 1_000_000


class Agent:
    """Sends without a pause, as the current holder, until told to end."""

    def __init__(self, hand: Hand) -> None:
        self.hand = hand
        self.ended = threading.Event()
        self.seq = 0

    def send(self, *events: InputEvent) -> HeldBack | None:
        grant = self.hand.grant
        batch = Input(epoch=grant.epoch if grant else 0, events=events)
        return self.hand.take(AGENT, batch, now_ms()).held_back

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


@dataclass
class RevokedHand:
    """A hand at work, a person who takes it away, and an independent witness of both."""

    hand: Hand
    agent: Agent
    person: Rfb
    seen: Witness
    mark: Callable[[], None]
    shut: threading.Event = field(default_factory=threading.Event)

    def flows(self) -> None:
        """Control is the agent's, and what they do arrives."""
        self.seen.seen.clear()
        before = len(self.seen.injected())
        self.hand.noted()
        assert self.hand.open(Mode.FULL_CONTROL, AGENT, next(EPOCHS), now_ms())
        until(lambda: len(self.seen.injected()) > before + 20, what="the agent's input")

    def panic(self) -> int:
        """The person presses the panic key: how many ms later the last event was injected, of many."""
        self.shut.clear()
        self.flows()
        self.person.chord("Pause")
        assert self.shut.wait(SHUT_WITHIN_SECONDS)
        self.mark()
        before = self.injected_before_the_marker()
        key = next(event for event in self.seen.own("key down") if event.detail == PAUSE)
        return max(before[-1].at_ms - key.at_ms, 0)

    def injected_before_the_marker(self) -> list[Seen]:
        """What was injected until the marker; nothing came after it, and nothing stayed down."""
        until(lambda: [event for event in self.seen.injected() if event.detail == MARKER], what="the marker")
        self.agent.sends_more()
        injected = self.seen.injected()
        at = [(event.kind, event.detail) for event in injected].index(("key down", MARKER))
        after = [(event.kind, event.detail) for event in injected[at:]]
        assert after == [("key down", MARKER), ("key up", MARKER)]
        assert not still_down(injected)
        return injected[:at]


@contextmanager
def revoked_hand(server: XServer) -> Iterator[RevokedHand]:
    """On this display, which DISPLAY names too."""
    hand = Hand(Gate(SCREEN), InjectionThread(X11Injector()))
    with ExitStack() as stack:
        stack.callback(hand.close)
        person = stack.enter_context(rfb_hand(server.rfb_port))
        seen = stack.enter_context(witness(server.display))
        mark = stack.enter_context(_marker(server))
        agent = stack.enter_context(_working(hand))
        made = RevokedHand(hand, agent, person, seen, mark)

        def panic(_at_ms: int) -> None:
            hand.shut_now()
            made.shut.set()

        listener = open_local_hand(Listeners(lambda _at_ms: None, panic, lambda _crash: None), now_ms)
        stack.callback(listener.close)
        yield made


def still_down(events: list[Seen]) -> set[tuple[str, int]]:
    """Which keys and buttons were pressed and not let go."""
    down: set[tuple[str, int]] = set()
    for event in events:
        what, _, way = event.kind.partition(" ")
        if way == "down":
            down.add((what, event.detail))
        elif way == "up":
            down.discard((what, event.detail))
    return down


@contextmanager
def _working(hand: Hand) -> Iterator[Agent]:
    agent = Agent(hand)
    thread = threading.Thread(target=agent.work, daemon=True)
    thread.start()
    try:
        yield agent
    finally:
        agent.ended.set()
        thread.join(5.0)


@contextmanager
def _marker(server: XServer) -> Iterator[Callable[[], None]]:
    """Injects a key that nothing else presses, through a connection of its own."""
    connection = xcffib.connect(server.display)
    test = connection(xtest.key)

    def mark() -> None:
        for kind in (2, 3):
            test.FakeInput(kind, MARKER, 0, 0, 0, 0, 0)
        xcffib.xproto.xprotoExtension(connection).GetInputFocus().reply()

    try:
        yield mark
    finally:
        connection.disconnect()
