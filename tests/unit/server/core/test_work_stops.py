"""Work on the captured machine, stopped and over (SPEC J4)."""

import pytest

from protocol.consent import Answer, LoweredBy
from protocol.control import LowerOrder
from protocol.ids import PeerId, RequestId
from protocol.limits import TRANSFER_LIMIT_BYTES
from protocol.modes import Mode
from protocol.work import (
    ElevationWork,
    InspectionWork,
    WorkEnd,
    WorkEnded,
)
from protocol.work_messages import (
    OrderWork,
    StopWorkOrder,
    WorkLogged,
)
from server.core import events as ev
from server.core.effects import Send
from server.core.work import STOPS_KEPT
from server.errors import NotAllowed, OutOfTurn
from tests.support.playbook import (
    AGENT,
    ASKED,
    CONSOLE,
    EXPERT,
    LEARNER,
    MACHINE,
    PAGE,
    SECOND,
    THIRD,
    facts,
    joins,
    live,
    lowers,
    play,
    says_yes,
    sent,
    take,
    together,
)
from tests.support.work_playbook import (
    EVERYTHING,
    FOURTH,
    ONE,
    TWO,
    answered,
    asks,
    back,
    ended,
    given,
    over,
    stops,
    under_way,
)


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
