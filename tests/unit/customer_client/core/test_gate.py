"""What passes the gate, and what does not (SPEC C1, I1-I9). Each refusal has its positive twin."""

from collections.abc import Callable

import pytest

from customer_client.core.gate import HOLD_MS, Gate
from customer_client.core.question import LEAVE_ALONE_MS, RECONFIRM_MS
from customer_client.errors import NoInputInMode
from protocol.ids import PersonId
from protocol.input import (
    At,
    Button,
    HeldBack,
    Input,
    InputEvent,
    Key,
    PointerButton,
    PointerMove,
    ReleaseAll,
    Text,
    Wheel,
)
from protocol.limits import INPUT_EVENTS_PER_SECOND
from protocol.modes import Mode
from protocol.screen import Monitor, MonitorId, Screen

AGENT, OTHER = PersonId("agent"), PersonId("other")
NOW_MS = 1_000_000
SCREEN = Screen(monitors=(Monitor(id=MonitorId(0), left_px=0, top_px=0, width_px=1000, height_px=500),))
HERE = At(monitor=MonitorId(0), x_norm=1, y_norm=2)
GONE = At(monitor=MonitorId(9), x_norm=1, y_norm=2)


def open_gate(mode: Mode = Mode.FULL_CONTROL) -> Gate:
    gate = Gate(SCREEN)
    assert gate.open(mode, AGENT, 1, NOW_MS)
    return gate


def batch(gate: Gate, *events: InputEvent) -> Input:
    return Input(epoch=gate.epoch, events=events)


def move(seq: int, at: At = HERE) -> PointerMove:
    return PointerMove(seq=seq, at=at)


def key(seq: int, name: str = "KeyC", *, down: bool = True) -> Key:
    return Key(seq=seq, key=name, down=down)


def click(seq: int, at: At = HERE, *, down: bool = True) -> PointerButton:
    return PointerButton(seq=seq, at=at, button=Button.LEFT, down=down)


@pytest.mark.parametrize("mode", [Mode.FULL_CONTROL, Mode.ADMIN, Mode.DESKTOP_SHARING])
def test_the_holder_passes_with_everything(mode: Mode) -> None:
    gate = open_gate(mode)
    events = (
        move(1),
        click(2),
        click(3, down=False),
        Wheel(seq=4, at=HERE, dy=1),
        key(5),
        Text(seq=6, text="ñ"),
        ReleaseAll(seq=7),
    )
    verdict = gate.take(AGENT, batch(gate, *events), NOW_MS)
    assert verdict.passed == events
    assert verdict.held_back is None
    assert verdict.seen_seq == 7


@pytest.mark.parametrize("mode", [Mode.OBSERVER, Mode.DEMO])
def test_a_mode_without_input_opens_nothing(mode: Mode) -> None:
    gate = Gate(SCREEN)
    with pytest.raises(NoInputInMode, match=f"{mode.value}.*Change the mode first"):
        gate.open(mode, AGENT, 1, NOW_MS)
    assert gate.epoch == 0
    assert gate.take(AGENT, Input(epoch=1, events=(key(1),)), NOW_MS).held_back is HeldBack.MODE


def test_nothing_passes_before_it_was_opened() -> None:
    gate = Gate(SCREEN)
    assert gate.take(AGENT, Input(epoch=0, events=(key(1),)), NOW_MS).held_back is HeldBack.MODE


@pytest.mark.parametrize(
    ("mode", "reason"),
    [(Mode.FULL_CONTROL, HeldBack.NOT_HOLDER), (Mode.OBSERVER, HeldBack.MODE), (None, HeldBack.MODE)],
)
def test_after_it_was_shut_nothing_passes_and_the_reason_is_true(mode: Mode | None, reason: HeldBack) -> None:
    gate = open_gate()
    gate.shut(mode, 2)
    for epoch in (1, 2):
        verdict = gate.take(AGENT, Input(epoch=epoch, events=(key(1),)), NOW_MS)
        assert (verdict.passed, verdict.held_back) == ((), reason)


def test_somebody_else_does_not_pass_even_with_the_right_epoch() -> None:
    gate = open_gate()
    assert gate.take(OTHER, batch(gate, key(1)), NOW_MS).held_back is HeldBack.NOT_HOLDER
    assert gate.take(AGENT, batch(gate, key(1)), NOW_MS).passed


def test_an_epoch_that_is_not_the_present_one_does_not_pass() -> None:
    gate = open_gate()
    gate.shut(Mode.FULL_CONTROL, 2)
    assert gate.open(Mode.FULL_CONTROL, AGENT, 3, NOW_MS)
    for epoch in (0, 1, 2, 4):
        verdict = gate.take(AGENT, Input(epoch=epoch, events=(key(1),)), NOW_MS)
        assert (verdict.passed, verdict.held_back) == ((), HeldBack.OLD_EPOCH)
    assert gate.take(AGENT, batch(gate, key(1)), NOW_MS).passed


def test_only_a_higher_epoch_opens_also_after_a_restart() -> None:
    gate = Gate(SCREEN, epoch=41)
    assert not gate.open(Mode.FULL_CONTROL, AGENT, 41, NOW_MS)
    assert gate.grant is None
    assert gate.open(Mode.FULL_CONTROL, AGENT, 42, NOW_MS)
    gate.shut(Mode.FULL_CONTROL, 50)
    assert not gate.open(Mode.FULL_CONTROL, AGENT, 50, NOW_MS)
    assert gate.open(Mode.FULL_CONTROL, AGENT, 51, NOW_MS)


def test_opening_for_somebody_else_ends_the_first_grant() -> None:
    gate = open_gate()
    gate.open(Mode.FULL_CONTROL, OTHER, 2, NOW_MS)
    assert gate.take(AGENT, Input(epoch=1, events=(key(1),)), NOW_MS).held_back is HeldBack.NOT_HOLDER
    assert gate.take(OTHER, batch(gate, key(1)), NOW_MS).passed


@pytest.mark.parametrize("note", [Gate.noted, lambda gate: gate.shut(None, 2)], ids=["noted", "shut"])
def test_after_the_panic_key_nothing_opens_until_the_session_knows(note: Callable[[Gate], None]) -> None:
    gate = open_gate()
    gate.shut_now()
    assert gate.take(AGENT, batch(gate, key(1)), NOW_MS).held_back is HeldBack.NOT_HOLDER
    assert not gate.open(Mode.FULL_CONTROL, AGENT, 5, NOW_MS)
    note(gate)
    assert gate.open(Mode.FULL_CONTROL, AGENT, 5, NOW_MS)
    assert gate.take(AGENT, batch(gate, key(1)), NOW_MS).passed


def test_nothing_passes_while_a_consent_is_open() -> None:
    gate = open_gate()
    gate.consent_opened()
    verdict = gate.take(AGENT, batch(gate, move(1), key(2), ReleaseAll(seq=3)), NOW_MS)
    assert (verdict.passed, verdict.held_back) == ((), HeldBack.CONSENT_OPEN)
    gate.consent_closed()
    assert gate.take(AGENT, batch(gate, key(4)), NOW_MS).passed


def test_the_local_hand_wins_for_two_seconds() -> None:
    gate = open_gate()
    assert gate.local_hand(NOW_MS).begins
    assert not gate.local_hand(NOW_MS + 500).begins
    late_ms = NOW_MS + 500 + HOLD_MS
    assert gate.take(AGENT, batch(gate, key(1)), NOW_MS).held_back is HeldBack.LOCAL_HAND
    assert gate.take(AGENT, batch(gate, key(2)), late_ms - 1).held_back is HeldBack.LOCAL_HAND
    assert gate.take(AGENT, batch(gate, key(3)), late_ms).passed
    assert gate.local_hand(late_ms).begins


def test_what_the_local_hand_held_back_is_not_carried_out_later() -> None:
    gate = open_gate()
    gate.local_hand(NOW_MS)
    assert gate.take(AGENT, batch(gate, click(1)), NOW_MS).seen_seq == 1
    verdict = gate.take(AGENT, batch(gate, click(1)), NOW_MS + HOLD_MS)
    assert (verdict.passed, verdict.held_back) == ((), HeldBack.REPEATED)


def test_letting_everything_go_passes_while_the_local_hand_has_the_machine() -> None:
    gate = open_gate()
    gate.local_hand(NOW_MS)
    assert gate.take(AGENT, batch(gate, ReleaseAll(seq=1)), NOW_MS).passed


def test_reliable_events_come_once_and_in_order() -> None:
    gate = open_gate()
    gate.take(AGENT, batch(gate, key(5)), NOW_MS)
    verdict = gate.take(AGENT, batch(gate, key(4), key(5), key(6, down=False)), NOW_MS)
    assert [event.seq for event in verdict.passed] == [6]
    assert verdict.held_back is HeldBack.REPEATED
    assert verdict.seen_seq == 6


def test_a_late_move_is_dropped_and_does_not_count_as_seen() -> None:
    gate = open_gate()
    assert gate.take(AGENT, batch(gate, move(10)), NOW_MS).seen_seq == 0
    assert gate.take(AGENT, batch(gate, move(9)), NOW_MS).held_back is HeldBack.REPEATED
    verdict = gate.take(AGENT, batch(gate, click(8)), NOW_MS)
    assert verdict.passed == (click(8),)
    assert verdict.seen_seq == 8
    assert gate.take(AGENT, batch(gate, move(10)), NOW_MS).held_back is HeldBack.REPEATED
    assert gate.take(AGENT, batch(gate, move(11)), NOW_MS).passed


def test_a_move_older_than_a_click_does_not_pull_the_pointer_back() -> None:
    gate = open_gate()
    gate.take(AGENT, batch(gate, click(5)), NOW_MS)
    assert not gate.take(AGENT, batch(gate, move(4)), NOW_MS).passed


def test_each_grant_counts_from_its_own_beginning() -> None:
    gate = open_gate()
    gate.take(AGENT, batch(gate, key(50)), NOW_MS)
    gate.open(Mode.FULL_CONTROL, AGENT, 2, NOW_MS)
    assert gate.take(AGENT, batch(gate, move(1), key(2)), NOW_MS).passed == (move(1), key(2))


def test_unknown_keys_and_absent_monitors_are_held_back_and_the_rest_passes() -> None:
    gate = open_gate()
    assert gate.take(AGENT, batch(gate, key(1, "LaunchMail")), NOW_MS).held_back is HeldBack.UNKNOWN_KEY
    verdict = gate.take(AGENT, batch(gate, move(2, GONE), click(3, GONE), key(4)), NOW_MS)
    assert verdict.passed == (key(4),)
    assert verdict.held_back is HeldBack.OUTSIDE


def test_a_new_monitor_is_inside_from_the_moment_it_is_shown() -> None:
    gate = open_gate()
    assert not gate.take(AGENT, batch(gate, move(1, GONE)), NOW_MS).passed
    second = Monitor(id=MonitorId(9), left_px=1000, top_px=0, width_px=100, height_px=100)
    gate.show(Screen(monitors=(*SCREEN.monitors, second)))
    assert len(gate.screen.monitors) == 2
    assert gate.take(AGENT, batch(gate, move(2, GONE)), NOW_MS).passed


def test_a_second_of_events_may_come_at_once_and_no_more() -> None:
    gate = open_gate()
    seqs = range(1, INPUT_EVENTS_PER_SECOND + 101)
    verdicts = [gate.take(AGENT, batch(gate, move(seq)), NOW_MS) for seq in seqs]
    assert sum(len(verdict.passed) for verdict in verdicts) == INPUT_EVENTS_PER_SECOND
    assert verdicts[-1].held_back is HeldBack.TOO_MANY
    later = [gate.take(AGENT, batch(gate, move(2000 + n)), NOW_MS + 10).passed for n in range(20)]
    assert sum(map(len, later)) == 10


def test_letting_go_is_never_too_many() -> None:
    gate = open_gate()
    gate.take(AGENT, batch(gate, key(1), click(2)), NOW_MS)
    for seq in range(3, INPUT_EVENTS_PER_SECOND + 10):
        gate.take(AGENT, batch(gate, move(seq)), NOW_MS)
    ups = (key(2000, down=False), click(2001, down=False))
    assert gate.take(AGENT, batch(gate, *ups), NOW_MS).passed == ups
    again = (key(2002, down=False), click(2003, down=False))
    assert gate.take(AGENT, batch(gate, *again), NOW_MS).held_back is HeldBack.TOO_MANY


def test_a_clock_that_stands_still_earns_nothing() -> None:
    gate = open_gate()
    for seq in range(1, INPUT_EVENTS_PER_SECOND + 1):
        gate.take(AGENT, batch(gate, move(seq)), NOW_MS)
    assert not gate.take(AGENT, batch(gate, move(5000)), NOW_MS - 500).passed
    assert not gate.take(AGENT, batch(gate, move(5001)), NOW_MS).passed


def test_a_grant_ends_by_itself_after_its_time() -> None:
    """C10, should the session forget it."""
    gate = open_gate()
    end_ms = NOW_MS + RECONFIRM_MS
    assert gate.take(AGENT, batch(gate, key(1)), end_ms - 1).passed
    assert gate.take(AGENT, batch(gate, key(2)), end_ms).held_back is HeldBack.NOT_HOLDER


def sharing() -> Gate:
    gate = Gate(SCREEN)
    gate.open(Mode.DESKTOP_SHARING, AGENT, 1, NOW_MS)
    return gate


def test_in_desktop_sharing_the_local_hand_takes_the_floor_at_once_o4() -> None:
    gate = sharing()
    move = gate.local_hand(NOW_MS + 1)
    assert (move.begins, move.takes_floor) == (True, True)
    assert gate.grant is None
    assert not gate.local_hand(NOW_MS + 2 * HOLD_MS).takes_floor, "it is taken already"


def test_elsewhere_it_only_holds_the_others_back_c11() -> None:
    gate = Gate(SCREEN)
    gate.open(Mode.FULL_CONTROL, AGENT, 1, NOW_MS)
    assert not gate.local_hand(NOW_MS + 1).takes_floor
    assert gate.grant is not None


def test_the_click_that_gives_the_floor_does_not_take_it_o4() -> None:
    gate = Gate(SCREEN)
    gate.local_hand(NOW_MS)
    gate.open(Mode.DESKTOP_SHARING, AGENT, 1, NOW_MS + 1)
    assert not gate.local_hand(NOW_MS + 500).takes_floor
    assert gate.local_hand(NOW_MS + 500 + HOLD_MS).takes_floor, "a new movement does"


def test_the_hand_that_answers_a_question_takes_nothing_o4() -> None:
    gate = sharing()
    gate.consent_opened()
    assert not gate.local_hand(NOW_MS + 1).takes_floor
    gate.consent_closed()
    assert not gate.local_hand(NOW_MS + 2).takes_floor
    assert gate.grant is not None


def test_a_grant_lasts_as_long_as_the_session_says_and_never_longer_than_may_be_c10() -> None:
    gate = Gate(SCREEN)
    gate.open(Mode.ADMIN, AGENT, 1, NOW_MS, 2 * LEAVE_ALONE_MS)
    assert gate.grant is not None
    assert gate.grant.until_ms == NOW_MS + LEAVE_ALONE_MS
    gate.open(Mode.ADMIN, AGENT, 2, NOW_MS, 5)
    assert gate.grant.until_ms == NOW_MS + 5


def test_in_a_private_moment_nothing_passes_nor_later_n5() -> None:
    gate = open_gate()
    assert gate.take(AGENT, batch(gate, key(1)), NOW_MS).passed
    gate.private_began()
    held = gate.take(AGENT, batch(gate, click(2), ReleaseAll(seq=3)), NOW_MS)
    assert (held.passed, held.held_back) == ((), HeldBack.PRIVATE)
    gate.private_ended()
    assert gate.take(AGENT, batch(gate, click(2)), NOW_MS).held_back is HeldBack.REPEATED
    assert gate.take(AGENT, batch(gate, click(4)), NOW_MS).passed
