"""The captured machine decides (SPEC C)."""

from collections.abc import Iterable

import pytest

from customer_client.core import effects as ef
from customer_client.core import events as ev
from customer_client.core.effects import Notice
from customer_client.core.question import Right
from customer_client.core.raising import ANSWER_MS, INERT_MS
from customer_client.core.session import Session
from protocol.consent import Answer, LoweredBy
from protocol.control import ConsentGiven, LoweredHere
from protocol.modes import Mode
from tests.support.machine_playbook import (
    ANA,
    EVE,
    FIRST,
    LEA,
    SECOND,
    allow,
    ask,
    play,
    welcomed,
)

COVERED = (ANA.person_id, EVE.person_id)


def yes(mode: Mode, epoch: int, *, holder: bool = False) -> ef.Send:
    given = ConsentGiven(
        request_id=FIRST,
        answer=Answer.ALLOWED,
        mode=mode,
        holder=ANA.person_id if holder else None,
        epoch=epoch,
        covered=COVERED,
    )
    return ef.Send(given)


def no(answer: Answer, mode: Mode, epoch: int = 0) -> ef.Send:
    return ef.Send(ConsentGiven(request_id=FIRST, answer=answer, mode=mode, epoch=epoch))


def lowered(mode: Mode | None, epoch: int, by: LoweredBy) -> LoweredHere:
    return LoweredHere(mode=mode, epoch=epoch, by=by)


def controlled() -> Session:
    """Ana sees and controls, since 6 s."""
    session = welcomed()
    allow(session, Mode.FULL_CONTROL, 0)
    assert session.holder == ANA.person_id
    return session


def kinds(effects: Iterable[ef.Effect]) -> list[type]:
    return [type(effect) for effect in effects]


def test_a_view_starts_when_the_yes_is_logged_and_not_before() -> None:
    """C2."""
    play(
        welcomed(),
        ev.Asked(0, ask(Mode.OBSERVER)),
        ef.HoldInput(),
        ef.ShowConsent(ask(Mode.OBSERVER), Right.VIEW, ANSWER_MS),
        ev.Answered(INERT_MS, FIRST, Right.VIEW, allowed=True),
        ef.CloseConsent(),
        ef.PassInput(),
        ef.Journal(1, Mode.OBSERVER, None),
        yes(Mode.OBSERVER, 1),
        ev.Logged(INERT_MS + 5, FIRST, 1),
        ef.StartPicture(Mode.OBSERVER),
    )


def test_control_is_a_question_of_its_own_after_the_view() -> None:
    """C2, C6."""
    wish = ask(Mode.FULL_CONTROL)
    play(
        welcomed(),
        ev.Asked(0, wish),
        ef.HoldInput(),
        ef.ShowConsent(wish, Right.VIEW, ANSWER_MS),
        ev.Answered(INERT_MS, FIRST, Right.VIEW, allowed=True),
        ef.ShowConsent(wish, Right.CONTROL, ANSWER_MS),
        ev.Answered(2 * INERT_MS, FIRST, Right.CONTROL, allowed=True),
        ef.CloseConsent(),
        ef.PassInput(),
        ef.Journal(1, Mode.FULL_CONTROL, None),
        yes(Mode.FULL_CONTROL, 1, holder=True),
        ev.Logged(2 * INERT_MS, FIRST, 1),
        ef.StartPicture(Mode.FULL_CONTROL),
        ef.OpenGate(Mode.FULL_CONTROL, ANA.person_id, 1),
    )


def test_who_refuses_control_may_have_allowed_the_view() -> None:
    session = welcomed()
    session.handle(ev.Asked(0, ask(Mode.FULL_CONTROL)))
    session.handle(ev.Answered(INERT_MS, FIRST, Right.VIEW, allowed=True))
    effects = session.handle(ev.Answered(INERT_MS + 1, FIRST, Right.CONTROL, allowed=False))
    assert effects[-1] == yes(Mode.OBSERVER, 1)


@pytest.mark.parametrize("right", [Right.VIEW, Right.CONTROL])
def test_nobody_can_allow_within_three_seconds_of_seeing_the_question(right: Right) -> None:
    """C5."""
    session = welcomed()
    session.handle(ev.Asked(0, ask(Mode.FULL_CONTROL)))
    at_ms = INERT_MS
    if right is Right.CONTROL:
        session.handle(ev.Answered(at_ms, FIRST, Right.VIEW, allowed=True))
        at_ms *= 2
    early = session.handle(ev.Answered(at_ms - 1, FIRST, right, allowed=True))
    assert kinds(early) == [ef.ShowConsent]
    assert session.pending is None
    assert session.handle(ev.Answered(at_ms, FIRST, right, allowed=True)) != early


def test_no_answer_is_a_no() -> None:
    play(
        welcomed(),
        ev.Asked(0, ask(Mode.OBSERVER)),
        ef.HoldInput(),
        ef.ShowConsent(ask(Mode.OBSERVER), Right.VIEW, ANSWER_MS),
        ev.Tick(ANSWER_MS),
        ef.CloseConsent(),
        ef.PassInput(),
        no(Answer.EXPIRED, Mode.OBSERVER),
        ef.Tell(Notice.NO_ANSWER),
    )


def test_a_no_is_said_and_nothing_else_happens() -> None:
    session = welcomed()
    session.handle(ev.Asked(0, ask(Mode.OBSERVER)))
    effects = session.handle(ev.Answered(1, FIRST, Right.VIEW, allowed=False))
    assert effects == [ef.CloseConsent(), ef.PassInput(), no(Answer.REFUSED, Mode.OBSERVER)]
    assert session.mode is None


def test_an_answer_to_another_question_counts_for_nothing() -> None:
    session = welcomed()
    assert session.handle(ev.Answered(9_000, FIRST, Right.VIEW, allowed=True)) == []
    session.handle(ev.Asked(0, ask(Mode.FULL_CONTROL)))
    assert session.handle(ev.Answered(9_000, SECOND, Right.VIEW, allowed=True)) == []
    assert session.handle(ev.Answered(9_000, FIRST, Right.CONTROL, allowed=True)) == []


def test_a_demo_is_none_of_the_staffs_questions_v3() -> None:
    effects = welcomed().handle(ev.Asked(0, ask(Mode.DEMO)))
    assert effects == [no(Answer.REFUSED, Mode.DEMO), ef.Tell(Notice.NOT_OFFERED)]


def test_a_machine_that_cannot_be_controlled_asks_for_the_view_alone() -> None:
    session = welcomed(Session(can_inject=False))
    session.handle(ev.Asked(0, ask(Mode.FULL_CONTROL)))
    effects = session.handle(ev.Answered(INERT_MS, FIRST, Right.VIEW, allowed=True))
    assert effects[-1] == yes(Mode.OBSERVER, 1)
    session.handle(ev.Logged(INERT_MS, FIRST, 1))
    assert session.handle(ev.Asked(9_000, ask(Mode.FULL_CONTROL)))[-1] == ef.Tell(Notice.NOT_OFFERED)


def test_a_learner_can_never_be_given_control() -> None:
    session = welcomed()
    allow(session, Mode.OBSERVER, 0)
    effects = session.handle(ev.Asked(9_000, ask(Mode.FULL_CONTROL, SECOND, asked_by=LEA)))
    assert effects[-1] == ef.Tell(Notice.NOT_OFFERED)


def test_a_newer_question_takes_the_place_of_the_older() -> None:
    session = welcomed()
    session.handle(ev.Asked(0, ask(Mode.OBSERVER)))
    effects = session.handle(ev.Asked(1, ask(Mode.OBSERVER, SECOND)))
    assert kinds(effects)[:4] == [ef.CloseConsent, ef.PassInput, ef.HoldInput, ef.ShowConsent]


def test_a_question_that_is_said_again_is_the_same_question() -> None:
    """C5: neither does its time begin anew, nor is what was allowed already asked again."""
    session = welcomed()
    session.handle(ev.Asked(0, ask(Mode.FULL_CONTROL)))
    session.handle(ev.Answered(INERT_MS, FIRST, Right.VIEW, allowed=True))
    before = session.question
    assert session.handle(ev.Asked(INERT_MS + 1, ask(Mode.FULL_CONTROL))) == []
    assert session.question == before


def test_a_question_that_is_said_again_after_the_yes_is_not_asked_again() -> None:
    """C5."""
    session = welcomed()
    session.handle(ev.Asked(0, ask(Mode.OBSERVER)))
    session.handle(ev.Answered(INERT_MS, FIRST, Right.VIEW, allowed=True))
    assert session.handle(ev.Asked(INERT_MS + 1, ask(Mode.OBSERVER))) == []
    assert session.handle(ev.Logged(INERT_MS + 2, FIRST, 1)) == [ef.StartPicture(Mode.OBSERVER)]


def test_a_withdrawn_question_goes_away() -> None:
    session = welcomed()
    session.handle(ev.Asked(0, ask(Mode.OBSERVER)))
    assert session.handle(ev.QuestionWithdrawn(1, SECOND)) == []
    assert session.handle(ev.QuestionWithdrawn(1, FIRST)) == [ef.CloseConsent(), ef.PassInput()]


def test_a_yes_to_a_question_that_was_withdrawn_before_it_was_logged_never_opens() -> None:
    """C2, C5."""
    session = welcomed()
    session.handle(ev.Asked(0, ask(Mode.OBSERVER)))
    session.handle(ev.Answered(INERT_MS, FIRST, Right.VIEW, allowed=True))
    assert session.handle(ev.QuestionWithdrawn(INERT_MS + 1, FIRST)) == []
    play(
        session,
        ev.Logged(INERT_MS + 2, FIRST, 1),
        ef.CloseGate(None, 2),
        ef.Journal(2, None, LoweredBy.LOCAL_PERSON),
        ef.Send(lowered(None, 2, LoweredBy.LOCAL_PERSON)),
    )
    assert session.mode is None


def test_a_yes_stays_on_its_way_when_another_question_is_withdrawn() -> None:
    session = welcomed()
    session.handle(ev.Asked(0, ask(Mode.OBSERVER)))
    session.handle(ev.Answered(INERT_MS, FIRST, Right.VIEW, allowed=True))
    assert session.handle(ev.QuestionWithdrawn(INERT_MS + 1, SECOND)) == []
    assert session.handle(ev.Logged(INERT_MS + 2, FIRST, 1)) == [ef.StartPicture(Mode.OBSERVER)]


def test_control_that_is_in_force_outlives_the_question_for_more() -> None:
    """C4: less is lowered by an order, not by a question that is taken back."""
    session = welcomed()
    allow(session, Mode.DESKTOP_SHARING, 0)
    session.handle(ev.Asked(9_000, ask(Mode.FULL_CONTROL, SECOND)))
    session.handle(ev.Answered(9_000 + INERT_MS, SECOND, Right.CONTROL, allowed=True))
    assert session.handle(ev.QuestionWithdrawn(20_000, SECOND)) == []
    assert (session.mode, session.holder) == (Mode.DESKTOP_SHARING, ANA.person_id)


def test_the_panic_key_takes_everything_back_gate_first() -> None:
    """C4."""
    play(
        controlled(),
        ev.TakenBack(9_000, None, LoweredBy.PANIC_KEY),
        ef.CloseGate(None, 2),
        ef.StopPicture(),
        ef.CloseDirect(None),
        ef.Journal(2, None, LoweredBy.PANIC_KEY),
        ef.Send(lowered(None, 2, LoweredBy.PANIC_KEY)),
        ef.Tell(Notice.TAKEN_BACK),
    )


def test_the_panic_key_refuses_an_open_question_wholly() -> None:
    """Not even the view that was allowed a moment before is given."""
    session = welcomed()
    session.handle(ev.Asked(0, ask(Mode.FULL_CONTROL)))
    session.handle(ev.Answered(INERT_MS, FIRST, Right.VIEW, allowed=True))
    effects = session.handle(ev.TakenBack(INERT_MS + 1, None, LoweredBy.PANIC_KEY))
    assert effects == [ef.CloseConsent(), ef.PassInput(), no(Answer.REFUSED, Mode.FULL_CONTROL)]


def test_the_banners_button_takes_control_and_leaves_the_view() -> None:
    play(
        controlled(),
        ev.TakenBack(9_000, Mode.OBSERVER, LoweredBy.LOCAL_PERSON),
        ef.CloseGate(Mode.OBSERVER, 2),
        ef.Journal(2, Mode.OBSERVER, LoweredBy.LOCAL_PERSON),
        ef.Send(lowered(Mode.OBSERVER, 2, LoweredBy.LOCAL_PERSON)),
        ef.Tell(Notice.TAKEN_BACK),
    )


def test_what_is_taken_back_before_it_was_logged_never_opens() -> None:
    """C2, C4: the log comes too late, and is corrected."""
    session = welcomed()
    session.handle(ev.Asked(0, ask(Mode.OBSERVER)))
    session.handle(ev.Answered(INERT_MS, FIRST, Right.VIEW, allowed=True))
    effects = session.handle(ev.TakenBack(INERT_MS + 1, None, LoweredBy.PANIC_KEY))
    assert ef.CloseGate(None, 2) in effects
    late = session.handle(ev.Logged(INERT_MS + 2, FIRST, 1))
    assert ef.Send(lowered(None, 3, LoweredBy.LOCAL_PERSON)) in late
    assert session.mode is None


def test_an_order_never_raises() -> None:
    session = welcomed()
    allow(session, Mode.OBSERVER, 0)
    effects = session.handle(ev.Ordered(9_000, Mode.FULL_CONTROL, LoweredBy.STAFF))
    assert effects == [ef.Send(lowered(Mode.OBSERVER, 1, LoweredBy.STAFF))]
    assert session.mode is Mode.OBSERVER


def test_an_order_is_confirmed_also_when_nothing_is_left_to_lower() -> None:
    """C4: whoever ordered waits for the word."""
    session = controlled()
    session.handle(ev.TakenBack(9_000, None, LoweredBy.PANIC_KEY))
    effects = session.handle(ev.Ordered(9_001, None, LoweredBy.STAFF, EVE.person_id))
    answer = LoweredHere(mode=None, epoch=2, by=LoweredBy.STAFF, person_id=EVE.person_id)
    assert effects == [ef.Send(answer)]


def test_an_order_that_comes_out_of_a_link_that_is_cut_meanwhile_is_not_answered() -> None:
    """C4: the server says it again when the link is back."""
    session = welcomed()
    session.handle(ev.LinkLost(1))
    assert session.handle(ev.Ordered(2, None, LoweredBy.STAFF)) == []


def test_an_order_to_the_same_mode_takes_control_only() -> None:
    session = controlled()
    effects = session.handle(ev.Ordered(9_000, Mode.FULL_CONTROL, LoweredBy.STAFF, EVE.person_id))
    assert effects[0] == ef.CloseGate(Mode.FULL_CONTROL, 2)
    assert (session.mode, session.holder) == (Mode.FULL_CONTROL, None)


def test_where_injecting_fails_from_now_on_control_is_not_asked_for_any_more() -> None:
    session = welcomed()
    assert session.can_inject
    session.can_inject = False
    session.handle(ev.Asked(0, ask(Mode.FULL_CONTROL)))
    assert session.question is not None
    assert session.question.more == ()
    assert session.mirror is not None
    assert session.organisation == "Ayuda"
