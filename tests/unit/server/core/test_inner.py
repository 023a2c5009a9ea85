"""The staff among itself (SPEC G, H2)."""

import pytest

from protocol.consent import LoweredBy
from protocol.control import LowerOrder
from protocol.facts import Ended, EndedBy, Joined, Left, PresenceChanged, Requeued
from protocol.ids import PeerId, PersonId, QueueId, RequestId, TeamId
from protocol.inner import (
    HandBack,
    Invitation,
    InvitationOver,
    Invite,
    Invited,
    OfferTransfer,
    Outcome,
    OwnerChanged,
    OwnerHow,
    Supervising,
    TakeOver,
    Transfer,
    TransferOffered,
    TransferOver,
    WithdrawInvitation,
    WithdrawTransfer,
)
from protocol.limits import INVITATIONS_LIMIT
from protocol.link_messages import PeerKind
from protocol.people import Person, Presence
from protocol.roles import Role
from protocol.session import State
from server.core import events as ev
from server.core.effects import Send, ShowTo
from server.core.requests import Request
from server.core.session import Session
from server.errors import NotAllowed, OutOfTurn
from tests.support.playbook import (
    AGENT,
    CONSOLE,
    CUSTOMER,
    EXPERT,
    LEARNER,
    MACHINE,
    PAGE,
    SAYS,
    SECOND,
    SUPERVISOR,
    controlled,
    facts,
    joins,
    live,
    play,
    presented,
    take,
    waiting,
)

ONE, TWO = RequestId("call_1"), RequestId("call_2")
THIRD = PeerId("r_third")
SECOND_SUPERVISOR = Person(person_id=PersonId("p_sam"), name="Sam", role=Role.SUPERVISOR)
COLLEAGUE = Person(person_id=PersonId("p_col"), name="Col", role=Role.AGENT)
BY_NAME = Invite(request_id=ONE, person_id=EXPERT.person_id, name="Eve", note="Redes")
BY_SKILL = Invite(request_id=ONE, skill="Redes")
TO_COLLEAGUE = OfferTransfer(request_id=ONE, to_person=COLLEAGUE.person_id, name="Col")
TO_QUEUE = OfferTransfer(request_id=ONE, to_queue=QueueId("q_net"))
QUEUE, TEAM = QueueId("q_net"), TeamId("t_net")


def asks(peer: PeerId, said: Request, at_ms: int = 1) -> ev.Requested:
    """This peer asks for this."""
    return ev.Requested(at_ms, peer, said)


def answers(person: Person, *, accepted: bool = True, at_ms: int = 2) -> ev.CallAnswered:
    """This staff member answers the call `ONE` at their desk."""
    return ev.CallAnswered(at_ms, person, ONE, accepted=accepted)


def supervised() -> Session:
    """Beside the agent who sees, a supervisor at `SECOND` and a learner at `THIRD`."""
    session = live()
    joins(session, 0, SECOND, SUPERVISOR)
    joins(session, 0, THIRD, LEARNER)
    return session


def over(outcome: Outcome, person: Person | None = None) -> InvitationOver:
    """The invitation `ONE` is over."""
    return InvitationOver(invitation_id=ONE, outcome=outcome, person_id=person and person.person_id)


def handed(outcome: Outcome, person: Person | None = None) -> TransferOver:
    """The transfer `ONE` is over."""
    return TransferOver(transfer_id=ONE, outcome=outcome, person_id=person and person.person_id)


# Invitations


def test_an_expert_is_asked_by_name_and_joins_while_ownership_stays_g1() -> None:
    session = live()
    play(
        session,
        asks(CONSOLE, BY_NAME),
        Invited(
            invitation=Invitation(
                invitation_id=ONE,
                by=AGENT.person_id,
                to=EXPERT.person_id,
                name="Eve",
                note="Redes",
                at=1,
            )
        ),
        answers(EXPERT),
        Joined(person=EXPERT),
        over(Outcome.ACCEPTED, EXPERT),
    )
    assert session.state.owner_id == AGENT.person_id


def test_an_invitation_reads_as_its_skill_or_at_worst_as_who_is_meant_g1() -> None:
    session = live()
    take(session, asks(CONSOLE, BY_SKILL))
    take(session, asks(CONSOLE, Invite(request_id=TWO, person_id=EXPERT.person_id)))
    assert session.state.inner is not None
    assert [one.name for one in session.state.inner.invitations] == ["Redes", EXPERT.person_id]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (Invite(request_id=TWO), "name one"),
        (Invite(request_id=TWO, person_id=EXPERT.person_id, skill="Redes"), "name one"),
        (Invite(request_id=TWO, person_id=AGENT.person_id), "in this session already"),
        (Invite(request_id=TWO, person_id=CUSTOMER.person_id), "in this session already"),
        (Invite(request_id=TWO, skill="Redes"), "being asked already"),
        (Invite(request_id=ONE, person_id=EXPERT.person_id), "asked already"),
    ],
)
def test_an_invitation_names_one_who_is_not_here_and_not_asked_yet_g1(said: Invite, why: str) -> None:
    session = live()
    take(session, asks(CONSOLE, BY_SKILL))
    with pytest.raises(OutOfTurn, match=why):
        session.handle(asks(CONSOLE, said))


def test_a_session_has_only_so_many_open_invitations_l1() -> None:
    session = live()
    for number in range(INVITATIONS_LIMIT):
        take(session, asks(CONSOLE, Invite(request_id=RequestId(f"call_{number}"), skill=f"Redes {number}")))
    with pytest.raises(OutOfTurn, match="too many"):
        session.handle(asks(CONSOLE, Invite(request_id=RequestId("call_x"), skill="?")))


def test_the_customer_and_learners_invite_nobody_h1_h3() -> None:
    session = supervised()
    for peer in (PAGE, THIRD):
        with pytest.raises(NotAllowed):
            session.handle(asks(peer, BY_NAME))


def test_an_invitation_is_answered_once_g1() -> None:
    session = live()
    take(session, asks(CONSOLE, BY_SKILL))
    take(session, answers(EXPERT))
    for late in (answers(COLLEAGUE), answers(EXPERT), answers(EXPERT, accepted=False)):
        with pytest.raises(OutOfTurn, match="over"):
            session.handle(late)


def test_who_is_asked_by_name_declines_for_all_and_of_a_skill_for_themself_g1() -> None:
    named = live()
    take(named, asks(CONSOLE, BY_NAME))
    play(named, answers(EXPERT, accepted=False), over(Outcome.DECLINED, EXPERT))
    skilled = live()
    take(skilled, asks(CONSOLE, BY_SKILL))
    assert facts(skilled, answers(EXPERT, accepted=False)) == []
    assert facts(skilled, answers(COLLEAGUE)) == ["joined", "invitation_over"]


def test_nobody_answers_for_somebody_else_g1() -> None:
    session = live()
    take(session, asks(CONSOLE, BY_NAME))
    for stranger in (COLLEAGUE, EXPERT.model_copy(update={"role": Role.VIEWER})):
        with pytest.raises(NotAllowed):
            session.handle(answers(stranger))


def test_who_is_here_does_not_spend_a_call_for_a_skill_g1() -> None:
    session = live()
    take(session, asks(CONSOLE, BY_SKILL))
    with pytest.raises(OutOfTurn, match="already"):
        session.handle(answers(AGENT))


def test_who_came_in_otherwise_may_still_answer_the_call_by_name_g1() -> None:
    session = live()
    take(session, asks(CONSOLE, Invite(request_id=ONE, person_id=SUPERVISOR.person_id)))
    joins(session, 1, SECOND, SUPERVISOR)
    play(session, answers(SUPERVISOR), over(Outcome.ACCEPTED, SUPERVISOR))


def test_an_invitation_is_taken_back_by_who_made_it_the_owner_or_a_supervisor_g1() -> None:
    for peer, person in ((CONSOLE, AGENT), (SECOND, SUPERVISOR)):
        session = supervised()
        take(session, asks(CONSOLE, BY_SKILL))
        play(session, asks(peer, WithdrawInvitation(invitation_id=ONE)), over(Outcome.WITHDRAWN, person))
        with pytest.raises(OutOfTurn, match="over"):
            session.handle(asks(peer, WithdrawInvitation(invitation_id=ONE)))


def test_an_expert_takes_back_their_own_invitation_and_no_other_g1() -> None:
    session = live()
    joins(session, 0, SECOND, EXPERT)
    take(session, asks(CONSOLE, BY_SKILL))
    take(session, asks(SECOND, Invite(request_id=TWO, skill="Bases")))
    with pytest.raises(NotAllowed):
        session.handle(asks(SECOND, WithdrawInvitation(invitation_id=ONE)))
    assert facts(session, asks(SECOND, WithdrawInvitation(invitation_id=TWO))) == ["invitation_over"]


# Transfers


def test_a_transfer_changes_nothing_before_somebody_takes_it_and_then_the_owner_g2() -> None:
    session = controlled()
    links = dict(session.standing.links)
    offered = Transfer(transfer_id=ONE, by=AGENT.person_id, to_person=COLLEAGUE.person_id, name="Col", at=1)
    play(session, asks(CONSOLE, TO_COLLEAGUE), TransferOffered(transfer=offered))
    assert session.state.owner_id == AGENT.person_id
    play(
        session,
        answers(COLLEAGUE),
        Joined(person=COLLEAGUE),
        handed(Outcome.ACCEPTED, COLLEAGUE),
        OwnerChanged(owner_id=COLLEAGUE.person_id, how=OwnerHow.TRANSFER, by=AGENT.person_id),
    )
    assert dict(session.standing.links) == links, "nobody is reconnected"
    assert session.state.holder_id == AGENT.person_id, "who offered stays, and what they hold"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (OfferTransfer(request_id=TWO), "name one"),
        (OfferTransfer(request_id=TWO, to_team=TEAM, to_queue=QUEUE), "name one"),
        (OfferTransfer(request_id=TWO, to_person=AGENT.person_id), "somebody else"),
    ],
)
def test_a_transfer_to_nobody_to_several_or_to_oneself_is_out_of_turn_g2(
    said: OfferTransfer, why: str
) -> None:
    with pytest.raises(OutOfTurn, match=why):
        live().handle(asks(CONSOLE, said))


def test_a_supervisor_offers_neither_themself_nor_the_owner_g2() -> None:
    session = supervised()
    for person in (SUPERVISOR, AGENT):
        with pytest.raises(OutOfTurn, match="somebody else"):
            session.handle(asks(SECOND, OfferTransfer(request_id=ONE, to_person=person.person_id)))
    assert facts(session, asks(SECOND, TO_QUEUE)) == ["transfer_offered"]


def test_one_transfer_is_open_at_a_time_g2() -> None:
    session = live()
    take(session, asks(CONSOLE, TO_QUEUE))
    with pytest.raises(OutOfTurn, match="being handed over"):
        session.handle(asks(CONSOLE, TO_COLLEAGUE.model_copy(update={"request_id": TWO})))


def test_a_call_has_a_number_of_its_own_g1_g2() -> None:
    session = live()
    take(session, asks(CONSOLE, TO_QUEUE))
    with pytest.raises(OutOfTurn, match="asked already"):
        session.handle(asks(CONSOLE, BY_SKILL))
    session = live()
    take(session, asks(CONSOLE, BY_SKILL))
    with pytest.raises(OutOfTurn, match="asked already"):
        session.handle(asks(CONSOLE, TO_QUEUE))


def test_who_neither_owns_nor_supervises_hands_nobody_over_g2() -> None:
    session = supervised()
    joins(session, 0, PeerId("r_eve1"), EXPERT)
    for peer in (PAGE, THIRD, PeerId("r_eve1")):
        with pytest.raises(NotAllowed):
            session.handle(asks(peer, TO_QUEUE))


def test_a_transfer_to_a_person_is_declined_by_them_and_to_a_queue_by_nobody_g2_g3() -> None:
    session = live()
    take(session, asks(CONSOLE, TO_COLLEAGUE))
    with pytest.raises(NotAllowed):
        session.handle(answers(EXPERT))
    play(session, answers(COLLEAGUE, accepted=False), handed(Outcome.DECLINED, COLLEAGUE))
    take(session, asks(CONSOLE, TO_QUEUE))
    assert facts(session, answers(COLLEAGUE, accepted=False)) == []
    assert facts(session, answers(EXPERT)) == ["joined", "transfer_over", "owner_changed"]
    with pytest.raises(OutOfTurn, match="over"):
        session.handle(answers(COLLEAGUE))


def test_a_transfer_goes_to_somebody_else_who_takes_customers_g2() -> None:
    session = live()
    take(session, asks(CONSOLE, OfferTransfer(request_id=ONE, to_team=TEAM)))
    with pytest.raises(NotAllowed):
        session.handle(answers(LEARNER))
    with pytest.raises(OutOfTurn, match="already"):
        session.handle(answers(AGENT))


def test_an_expert_who_is_away_takes_a_transfer_and_is_not_lost_for_it_g2_g6() -> None:
    session = live()
    joins(session, 0, SECOND, EXPERT)
    take(session, ev.LinkLost(0, SECOND))
    take(session, ev.Tick(20_000))
    take(session, asks(CONSOLE, TO_QUEUE, 400_000))
    play(
        session,
        answers(EXPERT, at_ms=400_001),
        PresenceChanged(person_id=EXPERT.person_id, presence=Presence.PRESENT),
        handed(Outcome.ACCEPTED, EXPERT),
        OwnerChanged(owner_id=EXPERT.person_id, how=OwnerHow.TRANSFER, by=AGENT.person_id),
    )
    assert facts(session, ev.Tick(700_000)) == ["presence_changed"]
    assert facts(session, ev.Tick(700_001)) == ["left", "owner_changed"], "five minutes from their answer"


def test_a_transfer_is_taken_back_by_who_made_it_the_owner_or_a_supervisor_g2() -> None:
    session = supervised()
    with pytest.raises(OutOfTurn, match="not being handed"):
        session.handle(asks(CONSOLE, WithdrawTransfer()))
    for peer, person in ((CONSOLE, AGENT), (SECOND, SUPERVISOR)):
        take(session, asks(CONSOLE, TO_QUEUE))
        with pytest.raises(NotAllowed):
            session.handle(asks(THIRD, WithdrawTransfer()))
        play(session, asks(peer, WithdrawTransfer()), handed(Outcome.WITHDRAWN, person))


# Ownership


def test_a_supervisor_takes_over_and_hands_back_g5() -> None:
    session = supervised()
    play(
        session,
        asks(SECOND, TakeOver(request_id=ONE)),
        OwnerChanged(owner_id=SUPERVISOR.person_id, how=OwnerHow.TAKE_OVER, by=SUPERVISOR.person_id),
        asks(SECOND, HandBack(request_id=ONE)),
        OwnerChanged(owner_id=AGENT.person_id, how=OwnerHow.HAND_BACK, by=SUPERVISOR.person_id),
    )
    with pytest.raises(OutOfTurn, match="did not take"):
        session.handle(asks(CONSOLE, HandBack(request_id=ONE)))
    with pytest.raises(NotAllowed):
        session.handle(asks(SECOND, HandBack(request_id=ONE)))


def test_of_two_supervisors_at_once_the_first_one_takes_over_g5() -> None:
    session = supervised()
    other = PeerId("r_sam1")
    joins(session, 0, other, SECOND_SUPERVISOR)
    take(session, asks(SECOND, TakeOver(request_id=ONE)))
    for late in (other, SECOND):
        with pytest.raises(OutOfTurn):
            session.handle(asks(late, TakeOver(request_id=TWO)))
    assert session.state.owner_id == SUPERVISOR.person_id
    take(session, ev.LinkLost(1, SECOND))
    take(session, ev.Tick(20_001))
    assert facts(session, asks(other, TakeOver(request_id=TWO), 20_002)) == ["owner_changed"], "who is away"


def test_only_supervisors_take_over_g5_h3() -> None:
    session = supervised()
    for peer in (PAGE, CONSOLE, THIRD):
        with pytest.raises(NotAllowed):
            session.handle(asks(peer, TakeOver(request_id=ONE)))


def test_nobody_gets_a_customer_back_who_is_not_here_g5() -> None:
    session = supervised()
    take(session, asks(SECOND, TakeOver(request_id=ONE)))
    take(session, ev.LinkLost(1, CONSOLE))
    take(session, ev.Tick(20_001))
    with pytest.raises(OutOfTurn, match="not here"):
        session.handle(asks(SECOND, HandBack(request_id=ONE), 20_002))
    take(session, ev.PersonGone(20_003, AGENT.person_id))
    with pytest.raises(OutOfTurn, match="not here"):
        session.handle(asks(SECOND, HandBack(request_id=ONE), 20_004))


def test_who_takes_over_keeps_the_customer_from_being_handed_on_g2_g5() -> None:
    session = supervised()
    take(session, asks(CONSOLE, TO_QUEUE))
    play(
        session,
        asks(SECOND, TakeOver(request_id=ONE)),
        handed(Outcome.WITHDRAWN, SUPERVISOR),
        OwnerChanged(owner_id=SUPERVISOR.person_id, how=OwnerHow.TAKE_OVER, by=SUPERVISOR.person_id),
    )


def test_a_demo_stays_with_its_presenter_v1() -> None:
    session = presented()
    joins(session, 0, SECOND, SUPERVISOR)
    for peer, said in ((SECOND, TakeOver(request_id=ONE)), (CONSOLE, TO_QUEUE)):
        with pytest.raises(OutOfTurn, match="presentation"):
            session.handle(asks(peer, said))


# Coming without being asked


def test_supervisors_and_learners_join_with_a_reason_that_is_logged_h2() -> None:
    for person in (SUPERVISOR, LEARNER):
        play(
            live(),
            ev.SupervisorCame(1, person, "Calidad"),
            Joined(person=person),
            Supervising(person_id=person.person_id, reason="Calidad"),
        )


def test_nobody_else_joins_unasked_and_nobody_without_a_reason_h2() -> None:
    for person in (EXPERT, AGENT, CUSTOMER):
        with pytest.raises(NotAllowed):
            live().handle(ev.SupervisorCame(1, person, "Calidad"))
    with pytest.raises(OutOfTurn, match="say why"):
        live().handle(ev.SupervisorCame(1, SUPERVISOR, ""))
    with pytest.raises(OutOfTurn):
        waiting().handle(ev.SupervisorCame(1, SUPERVISOR, "Calidad"))


def test_who_is_in_already_comes_back_without_another_reason_h2() -> None:
    session = supervised()
    assert facts(session, ev.SupervisorCame(1, SUPERVISOR, "Otra vez")) == []
    take(session, ev.LinkLost(1, SECOND))
    take(session, ev.Tick(20_001))
    assert facts(session, ev.SupervisorCame(20_002, SUPERVISOR, "Otra vez")) == ["presence_changed"]


# The owner lost for good


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
