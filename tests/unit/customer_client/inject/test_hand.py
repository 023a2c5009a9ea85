"""The only way in: gate, geometry, queue, desktop; and what lowers takes effect at once."""

from collections.abc import Callable, Iterator

import pytest

from customer_client.core.gate import HOLD_MS, Gate
from customer_client.core.strokes import ButtonTo, KeyTo, MoveTo, Stroke, Write
from customer_client.inject.hand import Hand
from customer_client.inject.thread import InjectionThread
from protocol.ids import PersonId
from protocol.input import At, Button, HeldBack, Input, InputEvent, Key, PointerButton, Text
from protocol.modes import Mode
from protocol.screen import Monitor, MonitorId, Screen
from tests.support.injector import FakeInjector
from tests.support.wait import until

AGENT = PersonId("agent")
NOW_MS = 1_000
EPOCH = 7
SCREEN = Screen(monitors=(Monitor(id=MonitorId(0), left_px=-100, top_px=0, width_px=100, height_px=50),))
CORNER = At(monitor=MonitorId(0), x_norm=0, y_norm=0)
PRESSED: list[Stroke] = [MoveTo(-100, 0), ButtonTo(Button.LEFT, down=True), KeyTo("ShiftLeft", down=True)]
LET_GO: list[Stroke] = [KeyTo("ShiftLeft", down=False), ButtonTo(Button.LEFT, down=False)]


@pytest.fixture
def fake() -> FakeInjector:
    return FakeInjector()


@pytest.fixture
def hand(fake: FakeInjector) -> Iterator[Hand]:
    hand = Hand(Gate(SCREEN), InjectionThread(fake))
    assert hand.open(Mode.FULL_CONTROL, AGENT, EPOCH, NOW_MS)
    yield hand
    hand.close()


def send(hand: Hand, *events: InputEvent, at_ms: int = NOW_MS) -> HeldBack | None:
    return hand.take(AGENT, Input(epoch=EPOCH, events=events), at_ms).held_back


def hold_something(hand: Hand, fake: FakeInjector) -> None:
    assert hand.grant is not None
    click = PointerButton(seq=1, at=CORNER, button=Button.LEFT, down=True)
    assert send(hand, click, Key(seq=2, key="ShiftLeft", down=True)) is None
    until(lambda: fake.done == PRESSED)


LOWERINGS: dict[str, Callable[[Hand], object]] = {
    "the panic key": Hand.shut_now,
    "a question": Hand.consent_opened,
    "the end": Hand.close,
    "the session": lambda hand: hand.shut(Mode.OBSERVER, EPOCH + 1),
    "the local hand": lambda hand: hand.local_hand(NOW_MS),
    "another holder": lambda hand: hand.open(Mode.FULL_CONTROL, PersonId("other"), EPOCH + 1, NOW_MS),
}


@pytest.mark.parametrize("lower", LOWERINGS.values(), ids=LOWERINGS)
def test_whatever_lowers_has_let_go_when_it_returns(
    hand: Hand, fake: FakeInjector, lower: Callable[[Hand], object]
) -> None:
    hold_something(hand, fake)
    lower(hand)
    assert fake.done == PRESSED + LET_GO


@pytest.mark.parametrize("lower", LOWERINGS.values(), ids=LOWERINGS)
def test_after_lowering_nothing_reaches_the_desktop(
    hand: Hand, fake: FakeInjector, lower: Callable[[Hand], object]
) -> None:
    hold_something(hand, fake)
    lower(hand)
    assert send(hand, Key(seq=3, key="KeyA", down=True), Text(seq=4, text="x")) is not None
    hand.close()
    assert fake.done == PRESSED + LET_GO


def test_changed_monitors_let_go_what_is_held(hand: Hand, fake: FakeInjector) -> None:
    hold_something(hand, fake)
    hand.show(SCREEN)
    assert fake.done == PRESSED + LET_GO
    assert send(hand, Key(seq=3, key="KeyA", down=True)) is None


def test_the_hand_goes_on_where_the_local_hand_has_rested(hand: Hand, fake: FakeInjector) -> None:
    assert hand.local_hand(NOW_MS).begins
    assert not hand.local_hand(NOW_MS + 1).begins
    assert send(hand, Text(seq=1, text="x"), at_ms=NOW_MS + HOLD_MS) is HeldBack.LOCAL_HAND
    assert send(hand, Text(seq=2, text="y"), at_ms=NOW_MS + HOLD_MS + 1) is None
    until(lambda: fake.done == [Write("y")])


def test_the_hand_goes_on_after_the_question(hand: Hand, fake: FakeInjector) -> None:
    hand.consent_opened()
    assert send(hand, Text(seq=1, text="x")) is HeldBack.CONSENT_OPEN
    hand.consent_closed()
    assert send(hand, Text(seq=2, text="y")) is None
    until(lambda: fake.done == [Write("y")])


def test_a_full_queue_is_said(hand: Hand, fake: FakeInjector) -> None:
    fake.may_go.clear()
    texts = [Text(seq=seq, text="x" * 1000) for seq in range(1, 5)]
    assert send(hand, *texts) is HeldBack.TOO_MANY
    fake.may_go.set()


def test_the_panic_key_keeps_it_shut_until_the_session_knows(hand: Hand) -> None:
    hand.shut_now()
    assert not hand.open(Mode.FULL_CONTROL, AGENT, EPOCH + 1, NOW_MS)
    hand.noted()
    assert hand.open(Mode.FULL_CONTROL, AGENT, EPOCH + 1, NOW_MS)
