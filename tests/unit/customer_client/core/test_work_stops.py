"""Work on the machine: what stops it, and what a cut does to it (SPEC J4, C4)."""

import pytest

from customer_client.core import effects as ef
from customer_client.core import events as ev
from customer_client.core.question import Right
from customer_client.core.runner import Job, Outcome
from customer_client.core.session import Session
from customer_client.core.work import INERT_MS
from protocol.consent import Answer, LoweredBy
from protocol.facts import Left
from protocol.ids import RequestId
from protocol.modes import Mode
from protocol.session import SessionState
from protocol.work import (
    What,
    Work,
    WorkEnd,
)
from tests.support.machine_playbook import (
    ANA,
    CONSOLE,
    EVE,
    MORE_WORK,
    WORK,
    demo,
    fact,
    mirror,
    order,
    raised,
    welcomed,
)
from tests.support.machine_work import AT_MS, BASE, CHOSEN, LOOK, SCRIPT, SERVICE, given, over


def listed(session: Session, *works: Work, epoch: int = 1) -> SessionState:
    """As the server sees it after a cut."""
    state = mirror(mode=session.mode, holder=ANA, epoch=epoch, covered=(ANA, EVE))
    return state.model_copy(update={"works": works})


def known(what: What, started_at: int | None = None, request_id: RequestId = WORK) -> Work:
    return Work(
        request_id=request_id,
        what=what,
        asked_by=ANA.person_id,
        asked_at=1,
        started_at=started_at,
    )


def under_way(what: What = SCRIPT, mode: Mode = Mode.ADMIN) -> Session:
    """Allowed by the person, logged, and begun."""
    session = raised(mode)
    session.handle(ev.WorkOrdered(AT_MS, order(what)))
    session.handle(ev.WorkAnswered(AT_MS + INERT_MS, WORK, allowed=True, paths=(CHOSEN,)))
    session.handle(ev.WorkLogged(AT_MS + INERT_MS, WORK))
    assert [one.request_id for one in session.works] == [WORK]
    return session


def test_it_is_stopped_by_whoever_may_j4() -> None:
    session = under_way()
    assert session.handle(ev.WorkStopped(AT_MS, WORK)) == [ef.StopWork(WORK), over()]
    assert session.works == ()
    assert session.handle(ev.WorkStopped(AT_MS, WORK)) == []


def test_a_prompt_that_is_taken_back_goes_without_a_word() -> None:
    session = raised(Mode.ADMIN)
    session.handle(ev.WorkOrdered(AT_MS, order(SCRIPT)))
    assert session.handle(ev.WorkStopped(AT_MS, WORK)) == [ef.CloseConsent(), ef.PassInput()]
    assert session.work_prompt is None


def test_stopped_between_the_yes_and_the_log_it_does_not_begin() -> None:
    session = raised(Mode.ADMIN)
    session.handle(ev.WorkOrdered(AT_MS, order(LOOK)))
    assert session.handle(ev.WorkStopped(AT_MS, WORK)) == [over()]
    assert session.handle(ev.WorkLogged(AT_MS, WORK)) == [over()]


@pytest.mark.parametrize("mode", [None, Mode.OBSERVER])
def test_the_panic_key_stops_it_before_anything_is_said_j4(mode: Mode | None) -> None:
    effects = under_way().handle(ev.TakenBack(AT_MS, mode, LoweredBy.PANIC_KEY))
    kinds = [type(effect) for effect in effects]
    assert kinds.index(ef.CloseGate) < kinds.index(ef.StopWork) < kinds.index(ef.Journal)
    assert ef.DropRights() in effects
    assert over() in effects


def test_going_down_stops_what_the_new_mode_drops_and_nothing_else_j4() -> None:
    session = under_way()
    session.handle(ev.WorkOrdered(AT_MS, order(LOOK, MORE_WORK)))
    session.handle(ev.WorkLogged(AT_MS, MORE_WORK))
    effects = session.handle(ev.Ordered(AT_MS, Mode.FULL_CONTROL, LoweredBy.STAFF))
    assert ef.StopWork(WORK) in effects
    assert [one.request_id for one in session.works] == [MORE_WORK]


def test_going_down_takes_the_prompt_away_too_j4() -> None:
    session = raised(Mode.ADMIN)
    session.handle(ev.WorkOrdered(AT_MS, order(SCRIPT)))
    effects = session.handle(ev.Ordered(AT_MS, Mode.FULL_CONTROL, LoweredBy.STAFF))
    assert given(Answer.REFUSED) in effects
    assert session.work_prompt is None


def test_whatever_is_asked_is_refused_by_who_takes_rights_back_c5() -> None:
    session = raised(Mode.OBSERVER)
    session.handle(ev.WorkOrdered(AT_MS, order(LOOK)))
    assert session.work_prompt is not None
    effects = session.handle(ev.TakenBack(AT_MS, Mode.OBSERVER, LoweredBy.LOCAL_PERSON))
    assert given(Answer.REFUSED) in effects
    assert session.work_prompt is None


def test_who_is_gone_is_gone_with_their_work_j4() -> None:
    session = raised(Mode.ADMIN)
    session.handle(ev.WorkOrdered(AT_MS, order(LOOK, asked_by=EVE)))
    session.handle(ev.WorkLogged(AT_MS, WORK))
    session.handle(ev.WorkOrdered(AT_MS, order(LOOK, RequestId("w_anas"))))
    session.handle(ev.WorkOrdered(AT_MS, order(SCRIPT, MORE_WORK, EVE)))
    effects = session.handle(fact(AT_MS, Left(person_id=EVE.person_id)))
    assert effects == [ef.CloseConsent(), ef.PassInput(), ef.StopWork(WORK), over()]


def test_who_is_gone_takes_nobody_elses_prompt_along() -> None:
    session = raised(Mode.ADMIN)
    session.handle(ev.WorkOrdered(AT_MS, order(SCRIPT)))
    session.handle(fact(AT_MS, Left(person_id=EVE.person_id)))
    assert session.work_prompt is not None


def test_the_end_stops_everything_j4() -> None:
    effects = under_way().handle(ev.EndedHere(AT_MS))
    assert ef.StopWork(WORK) in effects
    assert effects[-1] == ef.Finish()


def test_ended_while_the_link_is_cut_it_is_said_when_the_server_asks_again() -> None:
    session = under_way()
    session.handle(ev.DirectOpened(AT_MS, CONSOLE, ANA.person_id))
    session.handle(ev.LinkLost(AT_MS))
    assert session.handle(ev.WorkDone(AT_MS, WORK, Outcome(WorkEnd.DONE))) == []
    back = session.handle(ev.Welcomed(AT_MS, listed(session, known(SCRIPT, 5)), "Ayuda"))
    assert back == [over(WorkEnd.DONE)]


def test_what_the_server_does_not_know_any_more_ends_with_the_cut() -> None:
    session = under_way()
    session.handle(ev.WorkOrdered(AT_MS, order(SERVICE, MORE_WORK)))
    session.handle(ev.LinkLost(AT_MS))
    back = session.handle(ev.Welcomed(AT_MS, listed(session, epoch=session.epoch), "Ayuda"))
    assert ef.StopWork(WORK) in back
    assert session.work_prompt is None
    assert over() not in back


def test_over_a_cut_work_goes_on_and_what_was_logged_meanwhile_begins() -> None:
    session = under_way()
    session.handle(ev.WorkOrdered(AT_MS, order(LOOK, MORE_WORK)))
    session.handle(ev.WorkOrdered(AT_MS, order(SERVICE, RequestId("w_asked"))))
    seen = listed(
        session,
        known(SCRIPT, 5),
        known(LOOK, 6, MORE_WORK),
        known(SERVICE, request_id=RequestId("w_asked")),
        known(LOOK, 7, RequestId("w_never")),
    )
    back = session.handle(ev.Welcomed(AT_MS, seen, "Ayuda"))
    assert back == [ef.BeginWork(Job(MORE_WORK, LOOK)), over(request_id=RequestId("w_never"))]
    assert session.work_prompt is not None


def test_a_demo_drops_all_work_m2() -> None:
    session = welcomed()
    session.handle(ev.Welcomed(0, demo(), "Ayuda"))
    session.handle(ev.Answered(INERT_MS, RequestId("demo_1"), Right.PRESENT, allowed=True))
    session.handle(ev.Logged(INERT_MS, RequestId("demo_1"), 1))
    assert session.mode is Mode.DEMO
    for what in BASE:
        effects = session.handle(ev.WorkOrdered(AT_MS, order(what, RequestId(f"w_{what.type}"))))
        refused = given(Answer.REFUSED, RequestId(f"w_{what.type}"), prompted=False)
        assert effects == [refused]


def test_last_words_are_not_kept_for_ever() -> None:
    session = raised(Mode.ADMIN)
    for number in range(40):
        session.handle(ev.WorkLogged(AT_MS, RequestId(f"w_{number:03}")))
        session.handle(ev.WorkOrdered(AT_MS, order(LOOK, RequestId(f"w_{number:03}"))))
        session.handle(ev.WorkStopped(AT_MS, RequestId(f"w_{number:03}")))
    first = ev.WorkOrdered(AT_MS, order(LOOK, RequestId("w_000")))
    assert session.handle(first) == [given(request_id=RequestId("w_000"), prompted=False)]
    last = ev.WorkOrdered(AT_MS, order(LOOK, RequestId("w_039")))
    assert session.handle(last) == [over(request_id=RequestId("w_039"))]


def test_the_rights_of_the_service_end_with_admin_mode_j7() -> None:
    session = raised(Mode.ADMIN)
    assert ef.DropRights() in session.handle(ev.Ordered(AT_MS, Mode.FULL_CONTROL, LoweredBy.STAFF))
    assert ef.DropRights() not in session.handle(ev.Ordered(AT_MS, Mode.OBSERVER, LoweredBy.STAFF))
