"""Up: what the person allows, and a demo that its presenter begins (SPEC C2, C10, V3)."""

import pytest

from customer_client.core import effects as ef
from customer_client.core import events as ev
from customer_client.core.question import Right
from customer_client.core.raising import INERT_MS, PRESENTING_MS
from customer_client.core.session import Session
from protocol.consent import Answer, LoweredBy
from protocol.control import AskConsent, ConsentGiven
from protocol.ids import RequestId
from protocol.link_messages import Leave
from protocol.modes import Mode
from tests.support.machine_playbook import (
    ANA,
    EVE,
    FIRST,
    LEA,
    SECOND,
    allow,
    ask,
    demo,
    named,
    play,
    welcomed,
)

COVERED = (ANA.person_id, EVE.person_id)
DEMO = RequestId("demo_1")
PRESENTS = AskConsent(
    request_id=DEMO, mode=Mode.DEMO, asked_by=named(ANA), people=(named(ANA),), organisation="Ayuda"
)
SHOWN = ef.ShowConsent(PRESENTS, Right.PRESENT, PRESENTING_MS)


def given(mode: Mode, request_id: RequestId, *, leave_alone: bool = False) -> ef.Send:
    presents = mode is Mode.DEMO
    consent = ConsentGiven(
        request_id=request_id,
        answer=Answer.ALLOWED,
        mode=mode,
        holder=None if presents else ANA.person_id,
        epoch=1,
        covered=(ANA.person_id,) if presents else COVERED,
        leave_alone=leave_alone,
    )
    return ef.Send(consent)


def test_admin_mode_is_a_question_of_its_own_after_the_view_c3() -> None:
    wish = ask(Mode.ADMIN)
    play(
        welcomed(),
        ev.Asked(0, wish),
        ef.HoldInput(),
        ef.ShowConsent(wish, Right.VIEW, 120_000),
        ev.Answered(INERT_MS, FIRST, Right.VIEW, allowed=True),
        ef.ShowConsent(wish, Right.ADMIN, 120_000),
        ev.Answered(2 * INERT_MS, FIRST, Right.ADMIN, allowed=True, leave_alone=True),
        ef.CloseConsent(),
        ef.PassInput(),
        ef.Journal(1, Mode.ADMIN, None),
        given(Mode.ADMIN, FIRST, leave_alone=True),
        ev.Logged(2 * INERT_MS, FIRST, 1),
        ef.StartPicture(Mode.ADMIN),
        ef.OpenGate(Mode.ADMIN, ANA.person_id, 1, 4 * 3600 * 1000),
    )


def test_up_the_ladder_to_admin_mode_needs_one_click_more_c3() -> None:
    session = welcomed()
    allow(session, Mode.FULL_CONTROL, 0)
    effects = session.handle(ev.Asked(9_000, ask(Mode.ADMIN, SECOND)))
    assert isinstance(effects[1], ef.ShowConsent)
    assert effects[1].right is Right.ADMIN


def test_admin_mode_is_worth_something_without_pointer_and_keys() -> None:
    session = welcomed(Session(can_inject=False))
    effects = allow(session, Mode.ADMIN, 0)
    assert effects == [ef.StartPicture(Mode.ADMIN)]
    assert (session.mode, session.holder) == (Mode.ADMIN, None)


def test_a_learner_gets_the_view_at_most_h3() -> None:
    session = welcomed()
    session.handle(ev.Asked(0, ask(Mode.ADMIN, asked_by=LEA)))
    assert session.question is not None
    assert (session.question.right, session.question.more) == (Right.VIEW, ())


def test_the_presenter_begins_without_being_asked_by_anybody_v3() -> None:
    session = Session()
    play(
        session,
        ev.Welcomed(0, demo(), "Ayuda"),
        ef.HoldInput(),
        SHOWN,
        ev.Answered(INERT_MS, DEMO, Right.PRESENT, allowed=True),
        ef.CloseConsent(),
        ef.PassInput(),
        ef.Journal(1, Mode.DEMO, None),
        given(Mode.DEMO, DEMO),
        ev.Logged(INERT_MS, DEMO, 1),
        ef.StartPicture(Mode.DEMO),
    )
    assert (session.mode, session.holder) == (Mode.DEMO, None)


def test_a_presenter_who_does_not_want_to_leaves() -> None:
    session = Session()
    session.handle(ev.Welcomed(0, demo(), "Ayuda"))
    effects = session.handle(ev.Answered(1, DEMO, Right.PRESENT, allowed=False))
    assert effects == [ef.CloseConsent(), ef.PassInput(), ef.Send(Leave()), ef.Finish()]


def test_a_presenter_may_stop_and_begin_again() -> None:
    session = Session()
    session.handle(ev.Welcomed(0, demo(), "Ayuda"))
    session.handle(ev.Answered(INERT_MS, DEMO, Right.PRESENT, allowed=True))
    session.handle(ev.Logged(INERT_MS, DEMO, 1))
    stopped = session.handle(ev.TakenBack(9_000, None, LoweredBy.PANIC_KEY))
    assert ef.StopPicture() in stopped
    assert session.mode is None
    assert session.question is not None
    assert session.question.right is Right.PRESENT


def test_in_a_demo_nobody_asks_for_anything_v3() -> None:
    session = Session()
    session.handle(ev.Welcomed(0, demo(), "Ayuda"))
    session.handle(ev.Answered(INERT_MS, DEMO, Right.PRESENT, allowed=True))
    session.handle(ev.Logged(INERT_MS, DEMO, 1))
    effects = session.handle(ev.Asked(9_000, ask(Mode.FULL_CONTROL)))
    assert ef.Tell(ef.Notice.NOT_OFFERED) in effects
    assert session.question is None


@pytest.mark.parametrize("owner", [None, LEA.person_id])
def test_without_a_presenter_nothing_is_presented(owner: str | None) -> None:
    """Nor with one who is not here."""
    session = Session()
    state = demo().model_copy(update={"owner_id": owner})
    assert session.handle(ev.Welcomed(0, state, "Ayuda")) == []


def test_over_a_cut_the_presenters_question_stands_and_their_yes_is_said_again() -> None:
    session = Session()
    session.handle(ev.Welcomed(0, demo(), "Ayuda"))
    session.handle(ev.LinkLost(1))
    assert session.handle(ev.Welcomed(2, demo(), "Ayuda")) == []
    assert session.question is not None
    session.handle(ev.LinkLost(3))
    session.handle(ev.Answered(INERT_MS, DEMO, Right.PRESENT, allowed=True))
    assert session.handle(ev.Welcomed(INERT_MS, demo(), "Ayuda")) == [given(Mode.DEMO, DEMO)]


def test_a_panic_before_the_presenting_began_asks_anew() -> None:
    session = Session()
    session.handle(ev.Welcomed(0, demo(), "Ayuda"))
    effects = session.handle(ev.TakenBack(5, None, LoweredBy.PANIC_KEY))
    assert [type(effect) for effect in effects] == [
        ef.CloseConsent,
        ef.PassInput,
        ef.HoldInput,
        ef.ShowConsent,
    ]
