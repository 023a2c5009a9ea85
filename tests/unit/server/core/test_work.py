"""Work on the captured machine, asked for and answered (SPEC J)."""

import pytest

from protocol.consent import Answer
from protocol.ids import PeerId, RequestId
from protocol.limits import WORKS_LIMIT
from protocol.modes import MATRIX, Allowed, Mode
from protocol.work import (
    ABILITY,
    InspectionWork,
    Interpreter,
    ScriptWork,
    What,
    Work,
    WorkAnswered,
    WorkAsked,
    WorkEnd,
    WorkEnded,
)
from protocol.work_messages import (
    OrderWork,
    StopWorkOrder,
    WorkLogged,
    WorkOver,
)
from server.core import events as ev
from server.core import rights
from server.core.effects import Send
from server.errors import NotAllowed, OutOfTurn
from tests.support.playbook import (
    AGENT,
    ASKED,
    CONSOLE,
    LEARNER,
    MACHINE,
    PAGE,
    SECOND,
    facts,
    joins,
    live,
    play,
    says,
    says_no,
    sent,
    take,
    together,
)
from tests.support.work_playbook import (
    BO,
    COLUMNS,
    EVERYTHING,
    FILES,
    FOURTH,
    ONE,
    TWO,
    answered,
    asks,
    back,
    given,
    over,
    stops,
    under_way,
)


def test_work_is_asked_answered_begun_and_over_each_on_disk_first_j1() -> None:
    work = Work(request_id=ONE, what=FILES, asked_by=AGENT.person_id, asked_at=1)
    play(
        together(),
        asks(1),
        WorkAsked(work=work),
        Send(MACHINE, OrderWork(request_id=ONE, what=FILES, asked_by=BO, organisation="Ayuda SA")),
        given(2),
        WorkAnswered(request_id=ONE, answer=Answer.ALLOWED, prompted=True),
        Send(MACHINE, WorkLogged(request_id=ONE)),
        over(3, sentence="One file.", total_bytes=10),
        WorkEnded(request_id=ONE, end=WorkEnd.DONE, sentence="One file.", total_bytes=10),
    )


@pytest.mark.parametrize("mode", COLUMNS)
@pytest.mark.parametrize("what", EVERYTHING, ids=lambda what: what.type)
def test_what_the_mode_drops_is_refused_and_everything_else_is_asked_j2(mode: Mode, what: What) -> None:
    session = live() if mode is Mode.OBSERVER else together(mode)
    if MATRIX[mode, ABILITY[type(what)]] is Allowed.DROPPED:
        before = repr(session)
        with pytest.raises(NotAllowed, match="in this mode"):
            session.handle(asks(1, what))
        assert repr(session) == before
    else:
        assert facts(session, asks(1, what)) == ["work_asked"]
        assert facts(session, given(2)) == ["work_answered"]


@pytest.mark.parametrize("what", EVERYTHING, ids=lambda what: what.type)
@pytest.mark.parametrize("peer", [FOURTH, PAGE])
def test_learners_and_the_customers_page_ask_for_no_work_h3(what: What, peer: PeerId) -> None:
    session = together(Mode.ADMIN)
    joins(session, 1, FOURTH, LEARNER)
    with pytest.raises(NotAllowed):
        session.handle(asks(2, what, peer))


def test_a_refused_prompt_leaves_nothing_under_way_j1() -> None:
    session = together()
    take(session, asks(1))
    assert answered(session, given(2, Answer.REFUSED)) == [Answer.REFUSED]
    assert session.state.works == ()


def test_one_prompt_at_a_time_over_questions_and_work_j3() -> None:
    session = together()
    take(session, asks(1))
    with pytest.raises(OutOfTurn, match="being asked already"):
        session.handle(asks(2, request_id=TWO))
    with pytest.raises(OutOfTurn, match="being asked already"):
        session.handle(ev.ModeAsked(2, SECOND, ASKED, Mode.ADMIN))
    take(session, given(3))
    take(session, ev.ModeAsked(4, SECOND, ASKED, Mode.ADMIN))
    with pytest.raises(OutOfTurn, match="being asked already"):
        session.handle(asks(5, request_id=TWO))
    take(session, says_no(session, 6))
    assert facts(session, asks(7, request_id=TWO)) == ["work_asked"]


def test_the_same_request_twice_is_one_and_another_of_its_name_is_none_j3() -> None:
    session = together()
    take(session, asks(1))
    assert facts(session, asks(2)) == []
    take(session, given(3))
    assert facts(session, asks(4)) == []
    for other in (asks(5, InspectionWork()), asks(5, peer=SECOND)):
        with pytest.raises(OutOfTurn, match="has this name"):
            session.handle(other)


def test_so_much_is_under_way_at_once_and_no_more_j3() -> None:
    session = together()
    for number in range(WORKS_LIMIT):
        name = RequestId(f"work_{number}")
        take(session, asks(1, request_id=name))
        take(session, given(2, request_id=name))
    with pytest.raises(OutOfTurn, match="too much is under way"):
        session.handle(asks(3, request_id=RequestId("work_more")))
    take(session, over(4, request_id=RequestId("work_0")))
    assert facts(session, asks(5, request_id=RequestId("work_more"))) == ["work_asked"]


@pytest.mark.parametrize(
    ("before", "sentence"),
    [
        (ev.LinkLost(1, MACHINE), "not connected"),
        (ev.ModeLowered(1, CONSOLE, Mode.FULL_CONTROL), "step down"),
    ],
)
def test_work_waits_for_the_machine_and_for_a_step_down_j1(before: ev.Event, sentence: str) -> None:
    session = together()
    take(session, before)
    with pytest.raises(OutOfTurn, match=sentence):
        session.handle(asks(2))


def test_a_script_is_the_one_that_its_hash_names_j5() -> None:
    forged = ScriptWork(interpreter=Interpreter.SH, text="rm -rf /", sha256="0" * 64)
    with pytest.raises(OutOfTurn, match="hash"):
        together(Mode.ADMIN).handle(asks(1, forged))


def test_an_open_prompt_holds_input_back_and_work_without_one_does_not_c5() -> None:
    for what, expected in ((FILES, "consent_open"), (InspectionWork(), None)):
        session = together()
        take(session, asks(1, what))
        assert rights.held_back(session.state, session.standing, AGENT.person_id, 2) == expected
        take(session, given(2))
        assert rights.held_back(session.state, session.standing, AGENT.person_id, 2) is None


def test_an_answer_that_is_logged_already_is_acknowledged_again_j1() -> None:
    session = under_way()
    play(session, given(3), Send(MACHINE, WorkLogged(request_id=ONE)))
    with pytest.raises(OutOfTurn, match="allowed already"):
        session.handle(given(4, Answer.REFUSED))


def test_an_answer_to_what_is_over_is_void_and_the_machine_is_told_so_j4() -> None:
    session = together()
    take(session, asks(1))
    take(session, stops(2, CONSOLE))
    play(session, given(3), Send(MACHINE, StopWorkOrder(request_id=ONE)))


def test_a_yes_that_nobody_gave_is_void_where_the_mode_wants_a_prompt_m3() -> None:
    session = together()
    take(session, asks(1))
    assert answered(session, given(2, prompted=False)) == [Answer.WITHDRAWN]
    take(session, asks(3, InspectionWork()))
    assert answered(session, given(4, prompted=False)) == [Answer.ALLOWED]


@pytest.mark.parametrize(
    "event", [given(1, peer=CONSOLE), says(1, CONSOLE, WorkOver(request_id=ONE, end=WorkEnd.DONE))]
)
def test_only_the_machine_speaks_for_its_work_c1(event: ev.Requested) -> None:
    with pytest.raises(NotAllowed, match="captured machine"):
        together().handle(event)


def test_a_prompt_that_nobody_answers_in_time_is_a_no_c5() -> None:
    session = together()
    take(session, asks(1))
    assert session.standing.wake_at_ms == 120_001
    assert answered(session, ev.Tick(120_000)) == []
    play(
        session,
        ev.Tick(120_001),
        WorkAnswered(request_id=ONE, answer=Answer.EXPIRED),
        Send(MACHINE, StopWorkOrder(request_id=ONE)),
    )


def test_a_prompt_goes_with_the_machine_and_work_under_way_waits_for_it_c5_s7() -> None:
    session = under_way()
    take(session, asks(3, request_id=TWO))
    take(session, ev.LinkLost(0, MACHINE))
    assert answered(session, ev.Tick(20_000)) == [Answer.EXPIRED]
    assert [work.request_id for work in session.state.works] == [ONE]
    assert StopWorkOrder(request_id=TWO) in sent(session, back(30_000))
