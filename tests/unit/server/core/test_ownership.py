"""Who has the customer (SPEC G5, G6)."""

import pytest

from protocol.consent import LoweredBy
from protocol.control import LowerOrder
from protocol.facts import Ended, EndedBy, Left, Requeued
from protocol.ids import PeerId, PersonId, QueueId, RequestId
from protocol.inner import (
    HandBack,
    OfferTransfer,
    Outcome,
    OwnerChanged,
    OwnerHow,
    TakeOver,
    TransferOver,
)
from protocol.link_messages import PeerKind
from protocol.people import Person
from protocol.roles import Role
from protocol.session import State
from server.core import events as ev
from server.core.effects import Send, ShowTo
from server.core.session import Session
from server.errors import NotAllowed, OutOfTurn
from tests.support.playbook import (
    AGENT,
    CONSOLE,
    CUSTOMER,
    EXPERT,
    MACHINE,
    PAGE,
    SAYS,
    SECOND,
    SUPERVISOR,
    THIRD,
    facts,
    joins,
    live,
    play,
    presented,
    says,
    supervised,
    take,
    waiting,
)

ONE, TWO = RequestId("call_1"), RequestId("call_2")
SECOND_SUPERVISOR = Person(person_id=PersonId("p_sam"), name="Sam", role=Role.SUPERVISOR)
TO_QUEUE = OfferTransfer(request_id=ONE, to_queue=QueueId("q_net"))


def test_a_supervisor_takes_over_and_hands_back_g5() -> None:
    session = supervised()
    play(
        session,
        says(1, SECOND, TakeOver(request_id=ONE)),
        OwnerChanged(owner_id=SUPERVISOR.person_id, how=OwnerHow.TAKE_OVER, by=SUPERVISOR.person_id),
        says(1, SECOND, HandBack(request_id=ONE)),
        OwnerChanged(owner_id=AGENT.person_id, how=OwnerHow.HAND_BACK, by=SUPERVISOR.person_id),
    )
    with pytest.raises(OutOfTurn, match="did not take"):
        session.handle(says(1, CONSOLE, HandBack(request_id=ONE)))
    with pytest.raises(NotAllowed):
        session.handle(says(1, SECOND, HandBack(request_id=ONE)))


def test_of_two_supervisors_at_once_the_first_one_takes_over_g5() -> None:
    session = supervised()
    other = PeerId("r_sam1")
    joins(session, 0, other, SECOND_SUPERVISOR)
    take(session, says(1, SECOND, TakeOver(request_id=ONE)))
    for late in (other, SECOND):
        with pytest.raises(OutOfTurn):
            session.handle(says(1, late, TakeOver(request_id=TWO)))
    assert session.state.owner_id == SUPERVISOR.person_id
    take(session, ev.LinkLost(1, SECOND))
    take(session, ev.Tick(20_001))
    assert facts(session, says(20_002, other, TakeOver(request_id=TWO))) == ["owner_changed"], "who is away"


def test_only_supervisors_take_over_g5_h3() -> None:
    session = supervised()
    for peer in (PAGE, CONSOLE, THIRD):
        with pytest.raises(NotAllowed):
            session.handle(says(1, peer, TakeOver(request_id=ONE)))


def test_nobody_gets_a_customer_back_who_is_not_here_g5() -> None:
    session = supervised()
    take(session, says(1, SECOND, TakeOver(request_id=ONE)))
    take(session, ev.LinkLost(1, CONSOLE))
    take(session, ev.Tick(20_001))
    with pytest.raises(OutOfTurn, match="not here"):
        session.handle(says(20_002, SECOND, HandBack(request_id=ONE)))
    take(session, ev.PersonGone(20_003, AGENT.person_id))
    with pytest.raises(OutOfTurn, match="not here"):
        session.handle(says(20_004, SECOND, HandBack(request_id=ONE)))


def test_who_takes_over_keeps_the_customer_from_being_handed_on_g2_g5() -> None:
    session = supervised()
    take(session, says(1, CONSOLE, TO_QUEUE))
    play(
        session,
        says(1, SECOND, TakeOver(request_id=ONE)),
        TransferOver(transfer_id=ONE, outcome=Outcome.WITHDRAWN, person_id=SUPERVISOR.person_id),
        OwnerChanged(owner_id=SUPERVISOR.person_id, how=OwnerHow.TAKE_OVER, by=SUPERVISOR.person_id),
    )


def test_a_demo_stays_with_its_presenter_v1() -> None:
    session = presented()
    joins(session, 0, SECOND, SUPERVISOR)
    for peer, said in ((SECOND, TakeOver(request_id=ONE)), (CONSOLE, TO_QUEUE)):
        with pytest.raises(OutOfTurn, match="presentation"):
            session.handle(says(1, peer, said))


def test_an_owner_who_is_away_too_long_is_lost_and_the_expert_has_the_customer_g6() -> None:
    session = live()
    joins(session, 0, SECOND, EXPERT)
    take(session, ev.LinkLost(0, CONSOLE))
    take(session, ev.Tick(20_000))
    play(
        session,
        ev.Tick(299_999),
        ev.Tick(300_000),
        Left(person_id=AGENT.person_id),
        OwnerChanged(owner_id=EXPERT.person_id, how=OwnerHow.INHERITED),
    )
    with pytest.raises(NotAllowed):
        session.handle(ev.LinkOpened(300_001, CONSOLE, PeerKind.CONSOLE, AGENT, resumed=True))


def test_an_owner_who_is_back_in_time_is_not_lost_g6() -> None:
    session = live()
    joins(session, 0, SECOND, EXPERT)
    take(session, ev.LinkLost(0, CONSOLE))
    take(session, ev.Tick(20_000))
    take(session, ev.LinkOpened(299_999, CONSOLE, PeerKind.CONSOLE, AGENT, resumed=True))
    assert facts(session, ev.Tick(300_000)) == []


def test_with_nobody_left_the_customer_waits_again_and_the_view_is_lowered_first_g6_s9() -> None:
    session = live()
    take(session, ev.LinkLost(0, CONSOLE))
    assert facts(session, ev.Tick(20_000)) == ["presence_changed", "interrupted"]
    play(
        session,
        ev.Tick(300_000),
        Left(person_id=AGENT.person_id),
        Requeued(),
        Send(MACHINE, LowerOrder(mode=None, by=LoweredBy.HOLDER_LEFT)),
        ShowTo(frozenset(), None, SAYS.screen.monitors[0].id),
    )
    assert session.state.state is State.WAITING
    assert session.may_be_offered()


def test_agent_expert_and_customer_lost_at_the_same_instant_are_over_at_the_limit_g6_s7() -> None:
    session = live()
    joins(session, 0, SECOND, EXPERT)
    for peer in (CONSOLE, SECOND, MACHINE, PAGE):
        take(session, ev.LinkLost(0, peer))
    take(session, ev.Tick(20_000))
    assert session.state.state is State.INTERRUPTED
    assert facts(session, ev.Tick(300_000)) == [], "nobody is here to wait, and nobody to inherit"
    assert Ended(by=EndedBy.INTERRUPTED_TOO_LONG) in take(session, ev.Tick(920_000))


def test_of_all_who_were_lost_the_one_who_is_back_first_decides_g6_s7() -> None:
    def all_lost() -> Session:
        session = live()
        joins(session, 0, SECOND, EXPERT)
        for peer in (CONSOLE, SECOND, MACHINE, PAGE):
            take(session, ev.LinkLost(0, peer))
        take(session, ev.Tick(20_000))
        return session

    machine = ev.LinkOpened(400_000, MACHINE, PeerKind.MACHINE, CUSTOMER, resumed=True, machine=SAYS)
    agent = ev.LinkOpened(400_000, CONSOLE, PeerKind.CONSOLE, AGENT, resumed=True)
    expert = ev.LinkOpened(400_000, SECOND, PeerKind.CONSOLE, EXPERT, resumed=True)
    assert facts(all_lost(), agent) == ["presence_changed"]
    assert facts(all_lost(), expert) == ["presence_changed", "left", "owner_changed"]
    assert facts(all_lost(), machine)[-2:] == ["left", "requeued"]


def test_an_owner_who_never_opened_the_console_is_lost_too_g6() -> None:
    session = waiting()
    take(session, ev.CustomerClaimed(0, AGENT, ""))
    take(session, ev.Tick(20_000))
    assert facts(session, ev.Tick(300_000)) == ["left", "requeued"]
