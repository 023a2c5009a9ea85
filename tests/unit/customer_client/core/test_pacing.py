"""When a picture is taken, and how good it is."""

from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_client.core.pacing import (
    BACKLOG_LIMIT_MS,
    COARSEST_QP,
    DEBT_LIMIT_MS,
    GROUP_LIMIT_BYTES,
    INTERVAL_MS,
    KEY_AFTER_FRAMES,
    KEY_AT_LATEST_FRAMES,
    KEY_GAP_MS,
    MUCH_SHARE,
    QP,
    REFINE_DEBT,
    RESTS_AFTER_MS,
    SETTLED_QPS,
    SMALL_SHARE,
    Budget,
    Pacer,
    Refine,
    Rest,
    Take,
)

KEY_BYTES = 1_000
FRAME_BYTES = 100


def started(at_ms: int = 0, budget: Budget | None = None) -> Pacer:
    """A pacer whose first picture, a key frame, was taken."""
    pacer = Pacer(budget or Budget())
    assert pacer.next(at_ms) == Take(key=True)
    pacer.taken(at_ms, Take(key=True), KEY_BYTES, pacer.qp(at_ms, 1.0, key=True), key=True)
    return pacer


def settled(pacer: Pacer, at_ms: int) -> int:
    """Let the picture rest until nothing is left to do; when that was."""
    for _ in range(100):
        match pacer.next(at_ms):
            case Refine(qp=qp) as step:
                pacer.taken(at_ms, step, FRAME_BYTES, qp, key=False)
            case Rest(until_ms=None):
                return at_ms
            case Rest(until_ms=until_ms):
                assert until_ms is not None
                assert until_ms > at_ms
                at_ms = until_ms
            case Take():
                raise AssertionError("a resting picture was taken")
    raise AssertionError("the picture never came to rest")


def take(pacer: Pacer, at_ms: int, *, share: float = 0.01, size_bytes: int = FRAME_BYTES) -> int:
    """Change, take and encode; the quantiser that was chosen."""
    pacer.changed()
    step = pacer.next(at_ms)
    assert isinstance(step, Take)
    key = step.key or pacer.key_due(share)
    qp = pacer.qp(at_ms, share, key=key)
    pacer.taken(at_ms, step, size_bytes, qp, key=key)
    return qp


def test_the_first_picture_is_a_key_frame_at_once() -> None:
    assert Pacer(Budget()).next(0) == Take(key=True)


def test_the_first_change_after_a_rest_is_taken_at_once() -> None:
    pacer = started()
    at_ms = settled(pacer, 0) + 5_000
    pacer.changed()
    assert pacer.next(at_ms) == Take(key=False)


def test_a_change_soon_after_a_picture_waits_for_the_interval_and_no_longer() -> None:
    pacer = started(at_ms=1_000)
    pacer.changed()
    assert pacer.next(1_003) == Rest(1_000 + INTERVAL_MS)
    assert pacer.next(1_000 + INTERVAL_MS) == Take(key=False)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=200))
def test_at_most_sixty_pictures_a_second_whatever_changes(gaps_ms: list[int]) -> None:
    pacer, at_ms, taken_ms = Pacer(Budget(kbit_s=10**6)), 0, []
    for gap_ms in gaps_ms:
        at_ms += gap_ms
        pacer.changed()
        step = pacer.next(at_ms)
        if isinstance(step, Take):
            pacer.taken(at_ms, step, FRAME_BYTES, QP, key=step.key)
            taken_ms.append(at_ms)
    assert all(later - sooner >= INTERVAL_MS for sooner, later in pairwise(taken_ms))


def test_a_grab_that_brought_nothing_leaves_the_picture_at_rest() -> None:
    pacer = started()
    at_ms = settled(pacer, 0)
    pacer.changed()
    assert pacer.next(at_ms + 1_000) == Take(key=False)
    pacer.unchanged()
    assert pacer.next(at_ms + 1_000) == Rest(None)


def test_a_resting_picture_is_refined_step_by_step_and_then_left_alone() -> None:
    pacer, at_ms, steps = started(), 0, []
    while (step := pacer.next(at_ms)) != Rest(None):
        if isinstance(step, Rest):
            assert step.until_ms is not None
            at_ms = step.until_ms
            continue
        assert isinstance(step, Refine)
        steps.append((at_ms, step.qp))
        pacer.taken(at_ms, step, FRAME_BYTES, step.qp, key=False)
    assert [qp for _, qp in steps] == [qp for qp in SETTLED_QPS if qp < QP]
    assert steps[0][0] == RESTS_AFTER_MS
    assert at_ms <= 1_000, "sharp within a second"
    assert pacer.next(at_ms + 10**9) == Rest(None)


def test_a_change_interrupts_the_refining() -> None:
    pacer = started()
    assert isinstance(pacer.next(RESTS_AFTER_MS), Refine)
    pacer.changed()
    assert pacer.next(RESTS_AFTER_MS) == Take(key=False)


def test_typing_on_a_settled_picture_is_as_sharp_as_the_rest_and_needs_no_refining() -> None:
    pacer = started()
    at_ms = settled(pacer, 0) + 500
    assert take(pacer, at_ms, share=SMALL_SHARE) == SETTLED_QPS[-1]
    assert pacer.next(at_ms + RESTS_AFTER_MS) == Rest(None)


def test_a_large_change_of_a_settled_picture_is_ordinary_and_refined_later() -> None:
    pacer = started()
    at_ms = settled(pacer, 0) + 500
    assert take(pacer, at_ms, share=0.5) == QP
    assert isinstance(pacer.next(at_ms + RESTS_AFTER_MS), Refine)


def test_small_changes_of_an_unsettled_picture_do_not_refine_all_of_it() -> None:
    assert take(started(), 100, share=0.001) == QP


def test_requests_for_a_key_frame_within_a_second_are_one() -> None:
    pacer = started(at_ms=1_000)
    pacer.want_key()
    pacer.want_key()
    assert pacer.next(1_100) == Rest(1_000 + RESTS_AFTER_MS)
    at_ms = settled_but_for_key(pacer, 1_100)
    assert at_ms == 1_000 + KEY_GAP_MS
    pacer.taken(at_ms, Take(key=True), KEY_BYTES, QP, key=True)
    assert settled(pacer, at_ms) < at_ms + KEY_GAP_MS


def settled_but_for_key(pacer: Pacer, at_ms: int) -> int:
    for _ in range(100):
        match pacer.next(at_ms):
            case Refine(qp=qp) as step:
                pacer.taken(at_ms, step, FRAME_BYTES, qp, key=False)
            case Rest(until_ms=until_ms):
                assert until_ms is not None
                at_ms = until_ms
            case Take(key=key):
                assert key
                return at_ms
    raise AssertionError("no key frame")


def test_a_change_between_a_request_and_its_key_frame_is_not_held_back() -> None:
    pacer = started(at_ms=1_000)
    pacer.want_key()
    pacer.changed()
    assert pacer.next(1_100) == Take(key=False)


def test_a_request_at_rest_is_served_at_once() -> None:
    pacer = started()
    at_ms = settled(pacer, 0) + 10_000
    pacer.want_key()
    assert pacer.next(at_ms) == Take(key=True)


def changes(pacer: Pacer, count: int, share: float) -> Iterator[int]:
    at_ms = 10_000
    for _ in range(count):
        at_ms += 100
        pacer.changed()
        step = pacer.next(at_ms)
        assert step == Take(key=False)
        key = pacer.key_due(share)
        if key:
            yield at_ms
        pacer.taken(at_ms, step, FRAME_BYTES, QP, key=key)


@pytest.mark.parametrize(("share", "every"), [(0.01, KEY_AT_LATEST_FRAMES), (MUCH_SHARE, KEY_AFTER_FRAMES)])
def test_a_key_frame_is_due_after_sixty_to_ninety_changed_pictures(share: float, every: int) -> None:
    pacer = started()
    assert len(list(changes(pacer, 3 * (every + 1), share))) == 3


def test_refining_does_not_bring_a_key_frame_nearer() -> None:
    pacer, at_ms = started(), 0
    for _ in range(KEY_AT_LATEST_FRAMES):
        at_ms = settled(pacer, at_ms) + 1_000
    assert not pacer.key_due(1.0)


def test_a_group_of_pictures_stays_within_what_the_relay_keeps() -> None:
    pacer = started(budget=Budget(kbit_s=10**6))
    take(pacer, 100, size_bytes=GROUP_LIMIT_BYTES)
    assert pacer.key_due(0.001)


def test_a_slow_way_out_gets_fewer_pictures_first() -> None:
    pacer = started(at_ms=0)
    pacer.backlog_ms = 300
    pacer.changed()
    assert pacer.next(100) == Rest(300)
    assert pacer.next(300) == Take(key=False)
    assert pacer.qp(300, 0.5, key=False) == QP, "as sharp as ever"


def test_however_slow_the_way_out_one_picture_a_second_is_tried() -> None:
    pacer = started(at_ms=0)
    pacer.backlog_ms = 60_000
    pacer.changed()
    assert pacer.next(BACKLOG_LIMIT_MS) == Take(key=False)


def test_pictures_ahead_of_the_budget_become_coarser_and_then_wait() -> None:
    budget = Budget(kbit_s=800)  # 100 bytes a millisecond
    pacer = started(budget=budget)
    limit_bytes = 100 * DEBT_LIMIT_MS
    assert take(pacer, 100, share=0.5, size_bytes=limit_bytes // 2) == QP
    pressed_qp = take(pacer, 120, share=0.5, size_bytes=limit_bytes)
    assert QP < pressed_qp <= COARSEST_QP
    pacer.changed()
    step = pacer.next(200)
    assert isinstance(step, Rest)
    assert step.until_ms is not None
    assert 500 < step.until_ms < 700, "until the debt is down to its limit"
    assert pacer.qp(200, 0.5, key=False) == COARSEST_QP
    assert pacer.next(step.until_ms) == Take(key=False)


def on_a_desktop_in_motion(key_bytes: int) -> list[int]:
    """When pictures worth 100 ms of the budget are taken; one in the middle is a key frame of this size."""
    budget = Budget(8 * 375)
    pacer, taken_ms = started(budget=budget), []
    for at_ms in range(1, 20_000):
        pacer.changed()
        if not isinstance(pacer.next(at_ms), Take):
            continue
        taken_ms.append(at_ms)
        key = len(taken_ms) == 80
        pacer.taken(at_ms, Take(key), key_bytes if key else 37_500, COARSEST_QP, key=key)
    return taken_ms[40:]


def test_no_picture_waits_for_all_of_a_key_frame_to_be_paid() -> None:
    taken_ms = on_a_desktop_in_motion(250_000)
    assert max(later - sooner for sooner, later in pairwise(taken_ms)) <= 150


@pytest.mark.parametrize("key_bytes", [250_000, 5_000_000])
def test_a_key_frame_is_paid_for_all_the_same(key_bytes: int) -> None:
    with_key, without = on_a_desktop_in_motion(key_bytes), on_a_desktop_in_motion(37_500)
    missing = len(without) - len(with_key)
    waits = max(later - sooner for sooner, later in pairwise(with_key))
    assert waits <= BACKLOG_LIMIT_MS
    assert missing >= min(key_bytes / 37_500, DEBT_LIMIT_MS / 100) - 2


def test_a_resting_picture_in_debt_is_refined_when_the_debt_is_paid() -> None:
    budget = Budget(kbit_s=800)
    pacer = started(budget=budget)
    take(pacer, 100, share=0.5, size_bytes=100 * DEBT_LIMIT_MS)
    step = pacer.next(100 + RESTS_AFTER_MS)
    assert isinstance(step, Rest)
    assert step.until_ms is not None
    assert step.until_ms >= 100 + DEBT_LIMIT_MS * (1 - REFINE_DEBT)
    assert isinstance(pacer.next(step.until_ms), Refine)


def test_a_budget_is_paid_with_time_and_never_saved_up() -> None:
    budget = Budget(kbit_s=800)
    assert budget.debt(1_000) == 0
    budget.spend(1_000, 50_000)
    assert budget.debt(1_000) == pytest.approx(0.5)
    assert budget.debt(1_250) == pytest.approx(0.25)
    assert budget.paid_at_ms(0.25) == 1_250
    assert budget.debt(9_000) == 0
    assert budget.paid_at_ms(0.5) <= 9_000


def test_another_budget_counts_from_now_on() -> None:
    budget = Budget(kbit_s=800)
    budget.spend(0, 100_000)
    budget.allow(500, 400)
    assert budget.debt(500) == pytest.approx(1.0)
    assert budget.debt(1_500) == 0
