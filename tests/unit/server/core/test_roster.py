"""Who comes and who goes (SPEC S4, S5, S8)."""

import pytest

from protocol.consent import LoweredBy
from protocol.control import HolderLink, LowerOrder, PeerGone
from protocol.facts import Claimed, Door, Ended, EndedBy, Joined, Left, Opened, Requeued
from protocol.ids import PeerId, PersonId, QueueId, RequestId
from protocol.inner import Invite, OfferTransfer, OwnerChanged, OwnerHow, Supervising
from protocol.limits import PEOPLE_LIMIT
from protocol.link_messages import PeerKind
from protocol.modes import Mode
from protocol.people import Person
from protocol.roles import Role
from protocol.session import State
from server.core import events as ev
from server.core.effects import Send, ShowTo, WelcomePeer
from server.core.session import Session
from server.errors import AlreadyClaimed, NotAllowed, OutOfTurn
from tests.support.playbook import (
    AGENT,
    CONSOLE,
    CUSTOMER,
    EXPERT,
    LEARNER,
    MACHINE,
    PAGE,
    RULES,
    SAYS,
    SECOND,
    SESSION,
    SUPERVISOR,
    claimed,
    controlled,
    facts,
    joins,
    live,
    play,
    sent,
    take,
    waiting,
)

STREAM = SAYS.screen.monitors[0].id
STRANGER = Person(person_id=PersonId("c_other"), name="Otra", role=Role.CUSTOMER)


def test_a_customer_asks_for_help_and_waits_s1() -> None:
    session = Session.new(SESSION, RULES)
    play(
        session,
        ev.HelpAsked(0, CUSTOMER, Door.CODE, "Mi impresora"),
        Opened(customer=CUSTOMER, door=Door.CODE, reason="Mi impresora"),
    )
    assert session.may_be_offered()


def test_of_two_who_claim_the_first_one_gets_the_customer_s4() -> None:
    session = waiting()
    play(
        session,
        ev.CustomerClaimed(1, AGENT, "why"),
        Joined(person=AGENT),
        Claimed(person_id=AGENT.person_id, why="why"),
    )
    with pytest.raises(AlreadyClaimed):
        session.handle(ev.CustomerClaimed(2, EXPERT, "why"))


def test_who_stayed_as_a_learner_and_may_take_by_now_is_named_as_what_they_are_s4_h1() -> None:
    session = live()
    joins(session, 1, SECOND, LEARNER)
    take(session, ev.PeerLeft(2, CONSOLE))
    promoted = LEARNER.model_copy(update={"role": Role.AGENT})
    assert facts(session, ev.CustomerClaimed(3, promoted, "")) == ["joined", "claimed"]
    assert session.state.person(LEARNER.person_id) == promoted


def test_a_learner_takes_nobody_s4() -> None:
    with pytest.raises(NotAllowed):
        waiting().handle(ev.CustomerClaimed(1, LEARNER, ""))


def test_an_absent_customer_is_not_taken_s4() -> None:
    session = waiting()
    take(session, ev.LinkLost(0, PAGE))
    take(session, ev.Tick(20_000))
    with pytest.raises(OutOfTurn, match="not there"):
        session.handle(ev.CustomerClaimed(20_001, AGENT, ""))


def test_whoever_joins_is_named_before_they_are_shown_anything_s5() -> None:
    session = live()
    joins(session, 0, SECOND, EXPERT)
    play(
        session,
        ev.SupervisorCame(1, LEARNER, "To learn."),
        Joined(person=LEARNER),
        Supervising(person_id=LEARNER.person_id, reason="To learn."),
        ev.LinkOpened(1, PeerId("r_third"), PeerKind.CONSOLE, LEARNER),
        WelcomePeer(PeerId("r_third")),
        ShowTo(frozenset({CONSOLE, SECOND, PeerId("r_third")}), MACHINE, STREAM),
    )


@pytest.mark.parametrize(
    "event",
    [
        ev.LinkOpened(1, SECOND, PeerKind.PAGE, STRANGER),
        ev.LinkOpened(1, SECOND, PeerKind.MACHINE, AGENT, machine=SAYS),
        ev.LinkOpened(1, SECOND, PeerKind.CONSOLE, CUSTOMER),
        ev.LinkOpened(1, SECOND, PeerKind.DESK, AGENT),
        ev.LinkOpened(1, SECOND, PeerKind.VIEWER, AGENT),
        ev.LinkOpened(1, SECOND, PeerKind.CONSOLE, EXPERT),
        ev.LinkOpened(1, SECOND, PeerKind.CONSOLE, LEARNER),
    ],
)
def test_nobody_opens_what_is_not_theirs_s5(event: ev.LinkOpened) -> None:
    with pytest.raises(NotAllowed):
        live().handle(event)


def test_staff_does_not_enter_a_session_that_nobody_took_s5() -> None:
    with pytest.raises(OutOfTurn, match="nobody has taken"):
        waiting().handle(ev.LinkOpened(1, SECOND, PeerKind.CONSOLE, AGENT))


def test_a_session_takes_no_more_people_than_its_limit_l1() -> None:
    session = live()
    for number in range(PEOPLE_LIMIT - len(session.state.people)):
        person = LEARNER.model_copy(update={"person_id": PersonId(f"p_{number:04d}")})
        joins(session, 1, PeerId(f"r_{number:04d}"), person)
    with pytest.raises(OutOfTurn, match="full"):
        session.handle(ev.SupervisorCame(2, LEARNER, "To learn."))


def test_the_holder_leaves_and_the_customer_waits_again_with_nothing_in_force_s8_s9() -> None:
    session = controlled()
    play(
        session,
        ev.PeerLeft(1, CONSOLE),
        Left(person_id=AGENT.person_id),
        Requeued(),
        Send(MACHINE, LowerOrder(mode=Mode.OBSERVER, by=LoweredBy.HOLDER_LEFT, person_id=AGENT.person_id)),
        Send(MACHINE, LowerOrder(mode=None, by=LoweredBy.HOLDER_LEFT)),
        ShowTo(frozenset(), None, STREAM),
    )
    assert session.state.state is State.WAITING
    assert session.may_be_offered()


def test_the_owner_leaves_and_the_expert_has_the_customer_s8() -> None:
    session = live()
    joins(session, 1, SECOND, EXPERT)
    assert facts(session, ev.PeerLeft(2, CONSOLE)) == ["left", "owner_changed"]
    assert session.state.owner_id == EXPERT.person_id
    assert session.state.state is State.LIVE


def test_whoever_has_been_here_longest_has_the_customer_g6() -> None:
    session = live()
    joins(session, 1, PeerId("r_lea1"), LEARNER)
    joins(session, 2, SECOND, EXPERT)
    joins(session, 3, PeerId("r_sue1"), SUPERVISOR)
    play(
        session,
        ev.PersonGone(4, AGENT.person_id),
        Left(person_id=AGENT.person_id),
        OwnerChanged(owner_id=EXPERT.person_id, how=OwnerHow.INHERITED),
        Send(MACHINE, PeerGone(peer=CONSOLE)),
        ShowTo(frozenset({PeerId("r_lea1"), SECOND, PeerId("r_sue1")}), MACHINE, STREAM),
    )


def test_who_is_away_inherits_nobody_but_may_take_them_again_g6() -> None:
    session = live()
    joins(session, 0, SECOND, EXPERT)
    take(session, ev.LinkLost(0, SECOND))
    take(session, ev.Tick(20_000))
    assert facts(session, ev.PeerLeft(30_000, CONSOLE)) == ["left", "requeued"]
    again = ev.CustomerClaimed(900_000, EXPERT, "")
    assert facts(session, again) == ["presence_changed", "claimed", "consent_asked"], "not lost at once"
    assert session.state.owner_id == EXPERT.person_id


def test_the_heir_asks_for_the_view_in_their_own_name_g6_c3() -> None:
    session = claimed()
    joins(session, 0, SECOND, EXPERT)
    caused = facts(session, ev.PeerLeft(1, CONSOLE))
    assert caused == ["consent_answered", "left", "owner_changed", "consent_asked"]
    assert session.state.question is not None
    assert session.state.question.asked_by == EXPERT.person_id


def test_a_transfer_goes_with_the_owner_who_leaves_g2_g6() -> None:
    session = live()
    joins(session, 0, SECOND, EXPERT)
    offer = OfferTransfer(request_id=RequestId("call_2"), to_queue=QueueId("q_net"))
    take(session, ev.Requested(1, CONSOLE, offer))
    assert facts(session, ev.PeerLeft(2, CONSOLE)) == ["left", "transfer_over", "owner_changed"]


def test_a_customer_who_waits_again_is_nobodys_call_any_more_g1_g2() -> None:
    session = live()
    take(session, ev.Requested(1, CONSOLE, Invite(request_id=RequestId("call_1"), skill="Redes")))
    assert facts(session, ev.PeerLeft(2, CONSOLE)) == ["left", "invitation_over", "requeued"]
    with pytest.raises(OutOfTurn):
        session.handle(ev.CallAnswered(3, EXPERT, RequestId("call_1"), accepted=True))


def test_a_learner_inherits_nobody_s8() -> None:
    session = live()
    joins(session, 1, SECOND, LEARNER)
    assert facts(session, ev.PeerLeft(2, CONSOLE)) == ["left", "requeued"]


def test_one_of_two_tabs_leaves_and_the_person_stays_s8_d5() -> None:
    session = live()
    take(session, ev.LinkOpened(1, SECOND, PeerKind.CONSOLE, AGENT))
    play(
        session,
        ev.PeerLeft(2, SECOND),
        Send(MACHINE, PeerGone(peer=SECOND)),
        ShowTo(frozenset({CONSOLE}), MACHINE, STREAM),
    )


def test_a_link_that_was_lost_loses_its_direct_path_only_when_away_d5() -> None:
    session = live()
    joins(session, 0, SECOND, EXPERT)
    assert sent(session, ev.LinkLost(0, SECOND)) == []
    assert sent(session, ev.Tick(20_000)) == [PeerGone(peer=SECOND)]


def test_the_machine_hears_at_once_that_the_holder_has_no_link_any_more_c8() -> None:
    session = controlled()
    take(session, ev.LinkOpened(0, SECOND, PeerKind.CONSOLE, AGENT))
    assert sent(session, ev.LinkLost(1, SECOND)) == [], "another tab of theirs is there"
    assert sent(session, ev.LinkLost(2, CONSOLE)) == [HolderLink(open=False)]
    again = ev.LinkOpened(3, CONSOLE, PeerKind.CONSOLE, AGENT, resumed=True)
    assert sent(session, again) == [HolderLink(open=True)]


def test_a_machine_that_is_back_hears_again_that_the_holder_has_no_link_c8() -> None:
    session = controlled()
    take(session, ev.LinkLost(1, MACHINE))
    assert sent(session, ev.LinkLost(2, CONSOLE)) == []
    says = SAYS.model_copy(update={"epoch": 2})
    back = ev.LinkOpened(3, MACHINE, PeerKind.MACHINE, CUSTOMER, resumed=True, machine=says)
    assert HolderLink(open=False) in sent(session, back)


def test_nobody_hears_of_a_link_of_staff_without_control_c8() -> None:
    session = live()
    assert sent(session, ev.LinkLost(1, CONSOLE)) == []


def test_a_page_that_leaves_ends_nothing_while_the_program_is_there_s8() -> None:
    session = live()
    assert facts(session, ev.PeerLeft(1, PAGE)) == []
    assert Ended(by=EndedBy.CUSTOMER, person_id=CUSTOMER.person_id) in take(session, ev.PeerLeft(2, MACHINE))


def test_a_page_that_leaves_without_a_program_ends_the_wait_s8() -> None:
    session = waiting()
    assert facts(session, ev.PeerLeft(1, PAGE)) == ["ended"]


def test_a_page_that_leaves_does_not_end_what_a_cut_program_may_come_back_to_s8() -> None:
    session = live()
    take(session, ev.LinkLost(0, MACHINE))
    take(session, ev.Tick(20_000))
    assert facts(session, ev.PeerLeft(20_001, PAGE)) == []
    assert session.state.state is State.INTERRUPTED


def test_a_program_that_leaves_takes_its_grants_with_it_and_may_be_started_again_s8() -> None:
    session = controlled()
    caused = facts(session, ev.PeerLeft(1, MACHINE))
    assert caused == ["lowered", "machine_presence_changed", "interrupted"]
    again = ev.LinkOpened(2, PeerId("r_machine2"), PeerKind.MACHINE, CUSTOMER, machine=SAYS)
    assert facts(session, again) == ["machine_joined", "resumed", "consent_asked"]


def test_a_person_who_is_signed_out_is_gone_from_everywhere_s8() -> None:
    session = controlled()
    take(session, ev.LinkOpened(1, SECOND, PeerKind.CONSOLE, AGENT))
    assert facts(session, ev.PersonGone(2, AGENT.person_id)) == ["left", "requeued"]
    assert not set(session.standing.links) & {CONSOLE, SECOND}
    assert facts(session, ev.PersonGone(3, AGENT.person_id)) == []
    assert facts(session, ev.PersonGone(3, CUSTOMER.person_id)) == []


def test_what_is_said_of_links_that_are_gone_changes_nothing_k8() -> None:
    session = claimed()
    for event in (ev.PeerLeft(1, SECOND), ev.LinkLost(1, SECOND)):
        assert take(session, event) == []
    take(session, ev.LinkLost(1, PAGE))
    assert take(session, ev.LinkLost(2, PAGE)) == []
