"""Work on the captured machine (SPEC J)."""

import hashlib

import pytest

from protocol.consent import Answer, LoweredBy
from protocol.control import LowerOrder, Named
from protocol.ids import PeerId, RequestId
from protocol.limits import TRANSFER_LIMIT_BYTES, WORKS_LIMIT
from protocol.link_messages import PeerKind
from protocol.modes import MATRIX, Allowed, Mode
from protocol.work import (
    ABILITY,
    ClipboardWork,
    ElevationWork,
    FilesWork,
    InspectionWork,
    Interpreter,
    RebootWork,
    ScriptWork,
    ServiceDeed,
    ServiceWork,
    Way,
    What,
    Work,
    WorkAnswered,
    WorkAsked,
    WorkEnd,
    WorkEnded,
)
from protocol.work_messages import (
    AskWork,
    OrderWork,
    StopWork,
    StopWorkOrder,
    WorkGiven,
    WorkLogged,
    WorkOver,
)
from server.core import events as ev
from server.core import rights
from server.core.effects import Send
from server.core.session import Session
from server.core.work import STOPS_KEPT
from server.errors import NotAllowed, OutOfTurn
from tests.support.playbook import (
    AGENT,
    ASKED,
    CONSOLE,
    CUSTOMER,
    EXPERT,
    LEARNER,
    MACHINE,
    PAGE,
    SAYS,
    SECOND,
    THIRD,
    facts,
    joins,
    live,
    lowers,
    play,
    says,
    says_no,
    says_yes,
    sent,
    take,
    together,
)

FOURTH = PeerId("r_fourth")
ONE, TWO = RequestId("work_1"), RequestId("work_2")
FILES = FilesWork(way=Way.TO_MACHINE, names=("a.pdf",), count=1, total_bytes=10)
TEXT = "echo hola"
EVERYTHING: tuple[What, ...] = (
    FILES,
    ClipboardWork(way=Way.FROM_MACHINE),
    RebootWork(),
    ScriptWork(interpreter=Interpreter.SH, text=TEXT, sha256=hashlib.sha256(TEXT.encode()).hexdigest()),
    ServiceWork(name="cups", deed=ServiceDeed.RESTART),
    InspectionWork(),
    ElevationWork(),
)
COLUMNS = [Mode.OBSERVER, Mode.DESKTOP_SHARING, Mode.FULL_CONTROL, Mode.ADMIN]
BO = Named(person_id=AGENT.person_id, name="Bo", role=AGENT.role)


def asks(at_ms: int, what: What = FILES, peer: PeerId = CONSOLE, request_id: RequestId = ONE) -> ev.Requested:
    return says(at_ms, peer, AskWork(request_id=request_id, what=what))


def given(
    at_ms: int,
    answer: Answer = Answer.ALLOWED,
    *,
    prompted: bool = True,
    request_id: RequestId = ONE,
    peer: PeerId = MACHINE,
) -> ev.Requested:
    return says(at_ms, peer, WorkGiven(request_id=request_id, answer=answer, prompted=prompted))


def over(
    at_ms: int, end: WorkEnd = WorkEnd.DONE, request_id: RequestId = ONE, **more: object
) -> ev.Requested:
    said = WorkOver.model_validate({"request_id": request_id, "end": end, **more})
    return says(at_ms, MACHINE, said)


def stops(at_ms: int, peer: PeerId, request_id: RequestId = ONE) -> ev.Requested:
    return says(at_ms, peer, StopWork(request_id=request_id))


def under_way(what: What = FILES, peer: PeerId = CONSOLE, mode: Mode = Mode.ADMIN) -> Session:
    """The expert or the agent asked for this, and the person there allowed it."""
    session = together(mode)
    take(session, asks(1, what, peer))
    take(session, given(2))
    return session


def ended(session: Session, event: ev.Event) -> list[WorkEnded]:
    return [step for step in take(session, event) if isinstance(step, WorkEnded)]


def answered(session: Session, event: ev.Event) -> list[Answer]:
    return [step.answer for step in take(session, event) if isinstance(step, WorkAnswered)]


def back(at_ms: int) -> ev.LinkOpened:
    machine = SAYS.model_copy(update={"epoch": 2})
    return ev.LinkOpened(at_ms, MACHINE, PeerKind.MACHINE, CUSTOMER, resumed=True, machine=machine)


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


@pytest.mark.parametrize("peer", [CONSOLE, SECOND, THIRD, PAGE])
def test_the_asker_the_owner_a_supervisor_and_the_customer_stop_work_j4(peer: PeerId) -> None:
    session = under_way(peer=SECOND)
    stopper = session.standing.links[peer].person_id
    play(
        session,
        stops(3, peer),
        WorkEnded(request_id=ONE, end=WorkEnd.STOPPED, person_id=stopper),
        Send(MACHINE, StopWorkOrder(request_id=ONE)),
        over(4, WorkEnd.STOPPED),
    )


def test_a_prompt_is_taken_back_j4() -> None:
    session = together()
    take(session, asks(1))
    assert answered(session, stops(2, CONSOLE)) == [Answer.WITHDRAWN]


def test_nobody_else_stops_work_and_nobody_twice_j4() -> None:
    session = under_way()
    joins(session, 3, FOURTH, LEARNER)
    for peer in (SECOND, FOURTH):
        with pytest.raises(NotAllowed):
            session.handle(stops(4, peer))
    take(session, stops(5, CONSOLE))
    with pytest.raises(OutOfTurn, match="over already"):
        session.handle(stops(6, CONSOLE))


def test_the_person_there_stops_it_and_nobody_has_to_agree_j4() -> None:
    session = under_way()
    stopped = ended(session, over(3, WorkEnd.STOPPED, exit_code=15))
    assert [(one.end, one.exit_code) for one in stopped] == [(WorkEnd.STOPPED, 15)]
    waiting = together()
    take(waiting, asks(1))
    assert answered(waiting, over(2, WorkEnd.STOPPED)) == [Answer.WITHDRAWN]


def test_a_size_that_lies_is_no_more_than_the_limit_l1() -> None:
    told = ended(under_way(), over(3, total_bytes=2**53 - 1))
    assert [one.total_bytes for one in told] == [TRANSFER_LIMIT_BYTES]


def test_going_down_stops_what_the_new_mode_drops_with_the_order_and_nothing_else_j4() -> None:
    session = under_way(EVERYTHING[3])
    take(session, asks(3, request_id=TWO))
    take(session, given(4, request_id=TWO))
    play(
        session,
        ev.ModeLowered(5, CONSOLE, Mode.FULL_CONTROL),
        WorkEnded(request_id=ONE, end=WorkEnd.STOPPED, sentence="The mode went down."),
        Send(MACHINE, LowerOrder(mode=Mode.FULL_CONTROL, by=LoweredBy.STAFF, person_id=AGENT.person_id)),
        Send(MACHINE, StopWorkOrder(request_id=ONE)),
    )
    assert [work.request_id for work in session.state.works] == [TWO]
    assert ended(session, lowers(6, Mode.OBSERVER, 3)) != []
    assert session.state.works == ()


def test_a_yes_to_the_view_alone_stops_what_the_view_does_not_allow_j4() -> None:
    session = under_way(mode=Mode.FULL_CONTROL)
    take(session, ev.ModeAsked(3, SECOND, ASKED, Mode.ADMIN))
    caused = ended(session, says_yes(session, 4, epoch=3, mode=Mode.OBSERVER, holder=None))
    assert [one.end for one in caused] == [WorkEnd.STOPPED]


@pytest.mark.parametrize("event", [lowers(3, None, 3), ev.PeerLeft(3, MACHINE)])
def test_the_end_of_the_view_and_of_the_program_stops_all_work_j4(event: ev.Event) -> None:
    session = under_way()
    take(session, asks(3, request_id=TWO))
    caused = facts(session, event)
    assert {"work_ended", "work_answered"} <= set(caused)
    assert session.state.works == ()


def test_the_end_of_the_session_stops_all_work_and_says_so_before_it_j4_s8() -> None:
    caused = facts(under_way(), ev.EndAsked(3, AGENT.person_id))
    assert caused == ["work_ended", "ended"]


def test_who_leaves_takes_their_work_with_them_j4() -> None:
    session = under_way(peer=SECOND)
    take(session, asks(3, request_id=TWO))
    told = ended(session, ev.PersonGone(4, EXPERT.person_id))
    assert [(one.end, one.sentence) for one in told] == [(WorkEnd.STOPPED, "Who asked for it has left.")]
    assert [work.request_id for work in session.state.works] == [TWO]


def test_a_customer_who_waits_again_has_no_work_left_j4_s9() -> None:
    session = live()
    take(session, asks(1, InspectionWork()))
    take(session, given(2))
    caused = facts(session, ev.PeerLeft(3, CONSOLE))
    assert caused == ["left", "work_ended", "requeued"]


def test_a_machine_that_is_back_hears_all_of_it_again_j1() -> None:
    session = under_way()
    take(session, asks(3, request_id=TWO))
    take(session, given(4, request_id=TWO))
    take(session, asks(5, ElevationWork(), request_id=RequestId("work_3")))
    take(session, ev.LinkLost(6, MACHINE))
    take(session, stops(7, CONSOLE, TWO))
    again = sent(session, back(8))
    assert [(type(one), getattr(one, "request_id", None)) for one in again] == [
        (StopWorkOrder, TWO),
        (WorkLogged, ONE),
        (OrderWork, "work_3"),
    ]


def test_what_the_machine_has_called_over_is_not_stopped_again_j4() -> None:
    session = under_way()
    take(session, stops(3, CONSOLE))
    assert list(session.standing.stopping) == [ONE]
    take(session, over(4, WorkEnd.STOPPED))
    assert list(session.standing.stopping) == []


def test_of_orders_to_stop_the_newest_are_kept_j4() -> None:
    session = together()
    for number in range(STOPS_KEPT + 1):
        name = RequestId(f"work_{number}")
        take(session, asks(1, request_id=name))
        take(session, stops(2, CONSOLE, name))
    assert session.standing.stopping == tuple(f"work_{number}" for number in range(1, STOPS_KEPT + 1))
