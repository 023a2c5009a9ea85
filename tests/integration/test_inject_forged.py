"""10,000 forged events reach nothing on a real display; rightly sent, the same all arrive (SPEC I9)."""

import os
from collections.abc import Callable, Iterator

import pytest

from customer_client.core.gate import Gate
from customer_client.inject.hand import Hand
from customer_client.inject.thread import InjectionThread
from customer_client.inject.x11 import X11Injector
from protocol.input import At, Button, Input, InputEvent, Key, PointerButton, Text, Wheel
from protocol.limits import INPUT_EVENTS_PER_SECOND
from protocol.modes import Mode
from protocol.screen import Monitor, MonitorId, Screen
from tests.support.wait import until
from tests.support.xlistener import Witness, witness
from tests.support.xserver import XServer, xvnc

EVENTS = 10_000
BATCH = 200
AGENT = "agent"
SCREEN = Screen(monitors=(Monitor(id=MonitorId(0), left_px=0, top_px=0, width_px=1280, height_px=720),))

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server() -> Iterator[XServer]:
    with pytest.MonkeyPatch.context() as patch, xvnc() as server:
        patch.setenv("DISPLAY", server.display)
        patch.setenv("XAUTHORITY", os.devnull)
        yield server


@pytest.fixture
def seen(server: XServer) -> Iterator[Witness]:
    with witness(server.display) as seen:
        yield seen


@pytest.fixture
def hand(server: XServer) -> Iterator[Hand]:
    hand = Hand(Gate(SCREEN), InjectionThread(X11Injector()))
    yield hand
    hand.close()


def event(seq: int) -> InputEvent:
    """What presses something presses one thing."""
    at = At(monitor=MonitorId(0), x_norm=seq * 7 % 65536, y_norm=seq * 13 % 65536)
    match seq % 6:
        case 0 | 1:
            return PointerButton(seq=seq, at=at, button=Button.LEFT, down=seq % 6 == 0)
        case 2 | 3:
            return Key(seq=seq, key="F9", down=seq % 6 == 2)
        case 4:
            return Wheel(seq=seq, at=at, dy=1)
        case _:
            return Text(seq=seq, text="a")


BATCHES = [tuple(event(seq) for seq in range(start, start + BATCH)) for start in range(0, EVENTS, BATCH)]
PRESSES = sum(1 for batch in BATCHES for e in batch if getattr(e, "down", True))


def send(hand: Hand, epoch: int, sender: str = AGENT) -> None:
    for n, events in enumerate(BATCHES):
        verdict = hand.take(sender, Input(epoch=epoch, events=events), 10_000_000 + n * BATCH)
        assert verdict.passed == ()


def in_observer_mode(hand: Hand) -> None:
    hand.enter(Mode.OBSERVER)
    send(hand, hand.epoch)


def in_a_demo(hand: Hand) -> None:
    hand.enter(Mode.DEMO)
    send(hand, hand.epoch)


def before_consent(hand: Hand) -> None:
    hand.enter(Mode.FULL_CONTROL)
    send(hand, hand.epoch)


def while_a_question_is_open(hand: Hand) -> None:
    hand.enter(Mode.FULL_CONTROL)
    hand.consent_opened()
    send(hand, hand.give(AGENT, 10_000_000).epoch)


def after_revoke(hand: Hand) -> None:
    hand.enter(Mode.FULL_CONTROL)
    old = hand.give(AGENT, 10_000_000).epoch
    now = hand.revoke()
    for epoch in (old, now):
        send(hand, epoch)


def with_an_old_epoch(hand: Hand) -> None:
    hand.enter(Mode.FULL_CONTROL)
    old = hand.give(AGENT, 10_000_000).epoch
    hand.give(AGENT, 10_000_000)
    send(hand, old)


def as_somebody_else(hand: Hand) -> None:
    hand.enter(Mode.FULL_CONTROL)
    send(hand, hand.give(AGENT, 10_000_000).epoch, sender="forger")


FORGERIES = [
    in_observer_mode,
    in_a_demo,
    before_consent,
    while_a_question_is_open,
    after_revoke,
    with_an_old_epoch,
    as_somebody_else,
]


@pytest.mark.parametrize("forge", FORGERIES)
def test_nothing_forged_reaches_the_desktop(
    hand: Hand, seen: Witness, forge: Callable[[Hand], None], server: XServer
) -> None:
    forge(hand)
    hand.close()
    server.run("xdotool", "key", "F8")  # what came before it has been seen when this is
    until(lambda: len(seen.injected("key down")) >= 1, what="the witness's own key")
    assert {event.detail for event in seen.injected("key down", "button down")} == {74}


@pytest.mark.timeout(120)
def test_the_same_events_rightly_sent_all_arrive(hand: Hand, seen: Witness) -> None:
    hand.enter(Mode.FULL_CONTROL)
    epoch = hand.give(AGENT, 0).epoch
    for n, events in enumerate(BATCHES, start=1):
        verdict = hand.take(
            AGENT, Input(epoch=epoch, events=events), n * BATCH * 1000 // INPUT_EVENTS_PER_SECOND
        )
        assert verdict.passed == events
        catch_up(seen, PRESSES * n // len(BATCHES) - 2)
    until(lambda: count(seen) >= PRESSES)
    assert count(seen) == PRESSES


def catch_up(seen: Witness, presses: int) -> None:
    until(lambda: count(seen) >= presses, what=f"{presses} presses")


def count(seen: Witness) -> int:
    return len(seen.injected("key down", "button down"))
