"""10,000 forged events reach nothing on a real display; rightly sent, the same all arrive (SPEC I9)."""

import os
from collections.abc import Callable, Iterator

import pytest

from customer_client.core.gate import Gate
from customer_client.inject.hand import Hand
from customer_client.inject.thread import InjectionThread
from customer_client.inject.x11 import X11Injector
from protocol.ids import PersonId
from protocol.input import At, Button, Input, InputEvent, Key, PointerButton, Text, Wheel
from protocol.limits import INPUT_EVENTS_PER_SECOND
from protocol.modes import Mode
from protocol.screen import Monitor, MonitorId, Screen
from tests.support.wait import until
from tests.support.xlistener import Witness, witness
from tests.support.xserver import XServer, xvnc

EVENTS = 10_000
BATCH = 200
AGENT = PersonId("agent")
NOW_MS = 10_000_000
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


def send(hand: Hand, epoch: int, sender: PersonId = AGENT) -> None:
    for n, events in enumerate(BATCHES):
        verdict = hand.take(sender, Input(epoch=epoch, events=events), NOW_MS + n * BATCH)
        assert verdict.passed == ()


def before_consent(hand: Hand) -> None:
    for epoch in (0, 1):
        send(hand, epoch)


def in_observer_mode(hand: Hand) -> None:
    opened(hand)
    hand.shut(Mode.OBSERVER, 2)
    for epoch in (1, 2):
        send(hand, epoch)


def in_a_demo(hand: Hand) -> None:
    hand.shut(Mode.DEMO, 1)
    send(hand, 1)


def while_a_question_is_open(hand: Hand) -> None:
    hand.consent_opened()
    opened(hand)
    send(hand, 1)


def after_control_was_taken_back(hand: Hand) -> None:
    opened(hand)
    hand.shut(Mode.FULL_CONTROL, 2)
    for epoch in (1, 2):
        send(hand, epoch)


def after_the_panic_key(hand: Hand) -> None:
    opened(hand)
    hand.shut_now()
    assert not hand.open(Mode.FULL_CONTROL, AGENT, 2, NOW_MS)
    for epoch in (1, 2):
        send(hand, epoch)


def with_an_old_epoch(hand: Hand) -> None:
    opened(hand)
    hand.open(Mode.FULL_CONTROL, AGENT, 2, NOW_MS)
    send(hand, 1)


def as_somebody_else(hand: Hand) -> None:
    opened(hand)
    send(hand, 1, sender=PersonId("forger"))


def opened(hand: Hand) -> None:
    assert hand.open(Mode.FULL_CONTROL, AGENT, 1, NOW_MS)


FORGERIES = [
    before_consent,
    in_observer_mode,
    in_a_demo,
    while_a_question_is_open,
    after_control_was_taken_back,
    after_the_panic_key,
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
    assert hand.open(Mode.FULL_CONTROL, AGENT, 1, 0)
    for n, events in enumerate(BATCHES, start=1):
        verdict = hand.take(AGENT, Input(epoch=1, events=events), n * BATCH * 1000 // INPUT_EVENTS_PER_SECOND)
        assert verdict.passed == events
        catch_up(seen, PRESSES * n // len(BATCHES) - 2)
    until(lambda: count(seen) >= PRESSES)
    assert count(seen) == PRESSES


def catch_up(seen: Witness, presses: int) -> None:
    until(lambda: count(seen) >= presses, what=f"{presses} presses")


def count(seen: Witness) -> int:
    return len(seen.injected("key down", "button down"))
