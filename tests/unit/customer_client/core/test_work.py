"""Work on the machine: its own mode decides, then its person, then the server's log (SPEC J)."""

import pytest

from customer_client.core import effects as ef
from customer_client.core import events as ev
from customer_client.core.effects import Notice
from customer_client.core.runner import Job, Outcome
from customer_client.core.work import ANSWER_MS, INERT_MS
from protocol.consent import Answer
from protocol.control import ConsentGiven
from protocol.ids import RequestId
from protocol.limits import WORKS_LIMIT
from protocol.modes import Mode
from protocol.work import (
    ElevationWork,
    RebootWork,
    What,
    WorkEnd,
)
from protocol.work_messages import WorkOver
from tests.support.machine_playbook import (
    LEA,
    MORE_WORK,
    WORK,
    ask,
    order,
    play,
    raised,
    welcomed,
)
from tests.support.machine_work import AT_MS, BASE, CHOSEN, GET, LOOK, PUT, SCRIPT, SERVICE, given, over


def test_the_person_is_asked_and_it_begins_when_the_server_has_logged_it_j1() -> None:
    wish = order(GET)
    play(
        raised(Mode.FULL_CONTROL),
        ev.WorkOrdered(AT_MS, wish),
        ef.HoldInput(),
        ef.ShowWork(wish, AT_MS + ANSWER_MS),
        ev.WorkAnswered(AT_MS + INERT_MS, WORK, allowed=True, paths=(CHOSEN,)),
        ef.CloseConsent(),
        ef.PassInput(),
        given(),
        ev.WorkLogged(AT_MS + INERT_MS, WORK),
        ef.BeginWork(Job(WORK, GET, (CHOSEN,))),
        ev.WorkDone(AT_MS + 9_000, WORK, Outcome(WorkEnd.DONE, "Sent.", total_bytes=3, sha256="0" * 64)),
        ef.Send(
            WorkOver(request_id=WORK, end=WorkEnd.DONE, sentence="Sent.", total_bytes=3, sha256="0" * 64)
        ),
    )


def test_what_the_mode_in_force_here_says_session_to_needs_no_click_j1() -> None:
    play(
        raised(Mode.ADMIN),
        ev.WorkOrdered(AT_MS, order(LOOK)),
        given(prompted=False),
        ev.WorkLogged(AT_MS, WORK),
        ef.BeginWork(Job(WORK, LOOK)),
    )


@pytest.mark.parametrize("mode", [None, Mode.OBSERVER, Mode.DESKTOP_SHARING, Mode.FULL_CONTROL])
@pytest.mark.parametrize("what", BASE)
def test_what_the_mode_in_force_here_drops_is_refused_without_asking_j2(
    mode: Mode | None, what: What
) -> None:
    session = raised(mode) if mode is not None else welcomed()
    dropped = {
        None: BASE,
        Mode.OBSERVER: tuple(one for one in BASE if one != LOOK),
        Mode.DESKTOP_SHARING: (SERVICE, SCRIPT, RebootWork(), ElevationWork()),
        Mode.FULL_CONTROL: (SERVICE, SCRIPT, RebootWork(), ElevationWork()),
    }[mode]
    effects = session.handle(ev.WorkOrdered(AT_MS, order(what)))
    assert (effects == [given(Answer.REFUSED, prompted=False)]) == (what in dropped)


@pytest.mark.parametrize("what", [one for one in BASE if one != LOOK])
def test_admin_mode_asks_for_each_of_them_m2(what: What) -> None:
    session = raised(Mode.ADMIN)
    session.handle(ev.WorkOrdered(AT_MS, order(what)))
    assert session.work_prompt is not None


def test_a_learner_has_no_work_done_h1() -> None:
    session = raised(Mode.ADMIN)
    refused = session.handle(ev.WorkOrdered(AT_MS, order(LOOK, asked_by=LEA)))
    assert refused == [given(Answer.REFUSED, prompted=False)]


def test_a_script_that_its_hash_does_not_name_is_refused_j5() -> None:
    session = raised(Mode.ADMIN)
    forged = SCRIPT.model_copy(update={"text": "rm -rf ~"})
    refused = session.handle(ev.WorkOrdered(AT_MS, order(forged)))
    assert refused == [given(Answer.REFUSED, prompted=False)]


def test_nobody_can_allow_within_three_seconds_of_seeing_it_c5() -> None:
    session = raised(Mode.ADMIN)
    session.handle(ev.WorkOrdered(AT_MS, order(SCRIPT)))
    early = session.handle(ev.WorkAnswered(AT_MS + INERT_MS - 1, WORK, allowed=True))
    assert early == [ef.ShowWork(order(SCRIPT), AT_MS + ANSWER_MS)]
    assert session.handle(ev.WorkAnswered(AT_MS + INERT_MS, WORK, allowed=True)) != early


def test_a_no_is_said_at_once() -> None:
    session = raised(Mode.ADMIN)
    session.handle(ev.WorkOrdered(AT_MS, order(SCRIPT)))
    refused = session.handle(ev.WorkAnswered(AT_MS + 1, WORK, allowed=False))
    assert refused == [ef.CloseConsent(), ef.PassInput(), given(Answer.REFUSED)]


def test_no_answer_is_a_no_c5() -> None:
    session = raised(Mode.ADMIN)
    session.handle(ev.WorkOrdered(AT_MS, order(SCRIPT)))
    assert session.handle(ev.Tick(AT_MS + ANSWER_MS - 1)) == []
    expired = session.handle(ev.Tick(AT_MS + ANSWER_MS))
    assert expired == [
        ef.CloseConsent(),
        ef.PassInput(),
        given(Answer.EXPIRED),
        ef.Tell(Notice.NO_ANSWER),
    ]


def test_a_yes_without_the_files_that_are_to_leave_is_a_no() -> None:
    session = raised(Mode.FULL_CONTROL)
    session.handle(ev.WorkOrdered(AT_MS, order(GET)))
    nothing = session.handle(ev.WorkAnswered(AT_MS + INERT_MS, WORK, allowed=True))
    assert given(Answer.REFUSED) in nothing
    session.handle(ev.WorkOrdered(AT_MS, order(PUT, MORE_WORK)))
    into = session.handle(ev.WorkAnswered(AT_MS + INERT_MS, MORE_WORK, allowed=True))
    assert given(request_id=MORE_WORK) in into


def test_an_answer_to_another_question_counts_for_nothing() -> None:
    session = raised(Mode.ADMIN)
    assert session.handle(ev.WorkAnswered(AT_MS, WORK, allowed=True)) == []
    session.handle(ev.WorkOrdered(AT_MS, order(SCRIPT)))
    assert session.handle(ev.WorkAnswered(AT_MS + INERT_MS, MORE_WORK, allowed=True)) == []
    assert session.work_prompt is not None


def test_there_is_one_prompt_at_a_time_j3() -> None:
    session = raised(Mode.ADMIN)
    session.handle(ev.WorkOrdered(AT_MS, order(SCRIPT)))
    second = session.handle(ev.WorkOrdered(AT_MS, order(SERVICE, MORE_WORK)))
    assert second == [given(Answer.REFUSED, MORE_WORK, prompted=False)]
    assert session.work_prompt is not None
    assert session.work_prompt.order.request_id == WORK


def test_a_question_about_the_mode_is_a_prompt_too_j3() -> None:
    session = raised(Mode.FULL_CONTROL)
    session.handle(ev.Asked(AT_MS, ask(Mode.ADMIN, RequestId("q_admin"))))
    work = session.handle(ev.WorkOrdered(AT_MS, order(GET)))
    assert work == [given(Answer.REFUSED, prompted=False)]


def test_while_work_is_asked_for_no_mode_is_j3() -> None:
    session = raised(Mode.FULL_CONTROL)
    session.handle(ev.WorkOrdered(AT_MS, order(GET)))
    wish = ask(Mode.ADMIN, RequestId("q_admin"))
    no = ConsentGiven(request_id=wish.request_id, answer=Answer.REFUSED, mode=Mode.ADMIN, epoch=1)
    assert session.handle(ev.Asked(AT_MS, wish)) == [ef.Send(no), ef.Tell(Notice.NOT_OFFERED)]
    assert session.work_prompt is not None


def test_no_more_than_so_many_at_once_j3() -> None:
    session = raised(Mode.ADMIN)
    for number in range(WORKS_LIMIT):
        assert session.handle(ev.WorkOrdered(AT_MS, order(LOOK, RequestId(f"w_{number:03}")))) != []
    refused = session.handle(ev.WorkOrdered(AT_MS, order(LOOK)))
    assert refused == [given(Answer.REFUSED, prompted=False)]


def test_the_same_order_again_changes_nothing_at_any_moment() -> None:
    session = raised(Mode.ADMIN)
    again = ev.WorkOrdered(AT_MS, order(SCRIPT))
    session.handle(again)
    assert session.handle(again) == []
    session.handle(ev.WorkAnswered(AT_MS + INERT_MS, WORK, allowed=True))
    assert session.handle(again) == [given()]
    session.handle(ev.WorkLogged(AT_MS, WORK))
    assert session.handle(ev.WorkLogged(AT_MS, WORK)) == []
    session.handle(ev.WorkDone(AT_MS, WORK, Outcome(WorkEnd.DONE)))
    assert session.handle(again) == [over(WorkEnd.DONE)]
    assert session.handle(ev.WorkLogged(AT_MS, WORK)) == [over(WorkEnd.DONE)]
    assert session.handle(ev.WorkDone(AT_MS, WORK, Outcome(WorkEnd.FAILED))) == []


def test_what_was_never_allowed_never_begins() -> None:
    session = raised(Mode.ADMIN)
    assert session.handle(ev.WorkLogged(AT_MS, WORK)) == [over()]
    session.handle(ev.WorkOrdered(AT_MS, order(SCRIPT, MORE_WORK)))
    assert session.handle(ev.WorkLogged(AT_MS, MORE_WORK)) == [over(request_id=MORE_WORK)]
    assert session.works == ()
