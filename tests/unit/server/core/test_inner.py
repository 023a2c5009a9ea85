"""The staff among itself (SPEC G, H2)."""

import pytest

from protocol.facts import Joined, PresenceChanged
from protocol.ids import PeerId, PersonId, QueueId, RequestId, TeamId
from protocol.inner import (
    Invitation,
    InvitationOver,
    Invite,
    Invited,
    OfferTransfer,
    Outcome,
    OwnerChanged,
    OwnerHow,
    Supervising,
    Transfer,
    TransferOffered,
    TransferOver,
    WithdrawInvitation,
    WithdrawTransfer,
)
from protocol.limits import INVITATIONS_LIMIT
from protocol.people import Person, Presence
from protocol.roles import Role
from server.core import events as ev
from server.errors import NotAllowed, OutOfTurn
from tests.support.playbook import (
    AGENT,
    CONSOLE,
    CUSTOMER,
    EXPERT,
    LEARNER,
    PAGE,
    SECOND,
    SUPERVISOR,
    THIRD,
    controlled,
    facts,
    joins,
    live,
    play,
    says,
    supervised,
    take,
    waiting,
)

ONE, TWO = RequestId("call_1"), RequestId("call_2")
SECOND_SUPERVISOR = Person(person_id=PersonId("p_sam"), name="Sam", role=Role.SUPERVISOR)
COLLEAGUE = Person(person_id=PersonId("p_col"), name="Col", role=Role.AGENT)
BY_NAME = Invite(request_id=ONE, person_id=EXPERT.person_id, name="Eve", note="Redes")
BY_SKILL = Invite(request_id=ONE, skill="Redes")
TO_COLLEAGUE = OfferTransfer(request_id=ONE, to_person=COLLEAGUE.person_id, name="Col")
TO_QUEUE = OfferTransfer(request_id=ONE, to_queue=QueueId("q_net"))
QUEUE, TEAM = QueueId("q_net"), TeamId("t_net")


def answers(person: Person, *, accepted: bool = True, at_ms: int = 2) -> ev.CallAnswered:
    """This staff member answers the call `ONE` at their desk."""
    return ev.CallAnswered(at_ms, person, ONE, accepted=accepted)


def over(outcome: Outcome, person: Person | None = None) -> InvitationOver:
    """The invitation `ONE` is over."""
    return InvitationOver(invitation_id=ONE, outcome=outcome, person_id=person.person_id if person else None)


def handed(outcome: Outcome, person: Person | None = None) -> TransferOver:
    """The transfer `ONE` is over."""
    return TransferOver(transfer_id=ONE, outcome=outcome, person_id=person.person_id if person else None)


# Invitations


def test_an_expert_is_asked_by_name_and_joins_while_ownership_stays_g1() -> None:
    session = live()
    play(
        session,
        says(1, CONSOLE, BY_NAME),
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
    take(session, says(1, CONSOLE, BY_SKILL))
    take(session, says(1, CONSOLE, Invite(request_id=TWO, person_id=EXPERT.person_id)))
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
    take(session, says(1, CONSOLE, BY_SKILL))
    with pytest.raises(OutOfTurn, match=why):
        session.handle(says(1, CONSOLE, said))


def test_a_session_has_only_so_many_open_invitations_l1() -> None:
    session = live()
    for number in range(INVITATIONS_LIMIT):
        take(
            session, says(1, CONSOLE, Invite(request_id=RequestId(f"call_{number}"), skill=f"Redes {number}"))
        )
    with pytest.raises(OutOfTurn, match="too many"):
        session.handle(says(1, CONSOLE, Invite(request_id=RequestId("call_x"), skill="?")))


def test_the_customer_and_learners_invite_nobody_h1_h3() -> None:
    session = supervised()
    for peer in (PAGE, THIRD):
        with pytest.raises(NotAllowed):
            session.handle(says(1, peer, BY_NAME))


def test_an_invitation_is_answered_once_g1() -> None:
    session = live()
    take(session, says(1, CONSOLE, BY_SKILL))
    take(session, answers(EXPERT))
    for late in (answers(COLLEAGUE), answers(EXPERT), answers(EXPERT, accepted=False)):
        with pytest.raises(OutOfTurn, match="over"):
            session.handle(late)


def test_who_is_asked_by_name_declines_for_all_and_of_a_skill_for_themself_g1() -> None:
    named = live()
    take(named, says(1, CONSOLE, BY_NAME))
    play(named, answers(EXPERT, accepted=False), over(Outcome.DECLINED, EXPERT))
    skilled = live()
    take(skilled, says(1, CONSOLE, BY_SKILL))
    assert facts(skilled, answers(EXPERT, accepted=False)) == []
    assert facts(skilled, answers(COLLEAGUE)) == ["joined", "invitation_over"]


def test_nobody_answers_for_somebody_else_g1() -> None:
    session = live()
    take(session, says(1, CONSOLE, BY_NAME))
    for stranger in (COLLEAGUE, EXPERT.model_copy(update={"role": Role.VIEWER})):
        with pytest.raises(NotAllowed):
            session.handle(answers(stranger))


def test_who_is_here_does_not_spend_a_call_for_a_skill_g1() -> None:
    session = live()
    take(session, says(1, CONSOLE, BY_SKILL))
    with pytest.raises(OutOfTurn, match="already"):
        session.handle(answers(AGENT))


def test_who_came_in_otherwise_may_still_answer_the_call_by_name_g1() -> None:
    session = live()
    take(session, says(1, CONSOLE, Invite(request_id=ONE, person_id=SUPERVISOR.person_id)))
    joins(session, 1, SECOND, SUPERVISOR)
    play(session, answers(SUPERVISOR), over(Outcome.ACCEPTED, SUPERVISOR))


def test_an_invitation_is_taken_back_by_who_made_it_the_owner_or_a_supervisor_g1() -> None:
    for peer, person in ((CONSOLE, AGENT), (SECOND, SUPERVISOR)):
        session = supervised()
        take(session, says(1, CONSOLE, BY_SKILL))
        play(session, says(1, peer, WithdrawInvitation(invitation_id=ONE)), over(Outcome.WITHDRAWN, person))
        with pytest.raises(OutOfTurn, match="over"):
            session.handle(says(1, peer, WithdrawInvitation(invitation_id=ONE)))


def test_an_expert_takes_back_their_own_invitation_and_no_other_g1() -> None:
    session = live()
    joins(session, 0, SECOND, EXPERT)
    take(session, says(1, CONSOLE, BY_SKILL))
    take(session, says(1, SECOND, Invite(request_id=TWO, skill="Bases")))
    with pytest.raises(NotAllowed):
        session.handle(says(1, SECOND, WithdrawInvitation(invitation_id=ONE)))
    assert facts(session, says(1, SECOND, WithdrawInvitation(invitation_id=TWO))) == ["invitation_over"]


# Transfers


def test_a_transfer_changes_nothing_before_somebody_takes_it_and_then_the_owner_g2() -> None:
    session = controlled()
    links = dict(session.standing.links)
    offered = Transfer(transfer_id=ONE, by=AGENT.person_id, to_person=COLLEAGUE.person_id, name="Col", at=1)
    play(session, says(1, CONSOLE, TO_COLLEAGUE), TransferOffered(transfer=offered))
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
        live().handle(says(1, CONSOLE, said))


def test_a_supervisor_offers_neither_themself_nor_the_owner_g2() -> None:
    session = supervised()
    for person in (SUPERVISOR, AGENT):
        with pytest.raises(OutOfTurn, match="somebody else"):
            session.handle(says(1, SECOND, OfferTransfer(request_id=ONE, to_person=person.person_id)))
    assert facts(session, says(1, SECOND, TO_QUEUE)) == ["transfer_offered"]


def test_one_transfer_is_open_at_a_time_g2() -> None:
    session = live()
    take(session, says(1, CONSOLE, TO_QUEUE))
    with pytest.raises(OutOfTurn, match="being handed over"):
        session.handle(says(1, CONSOLE, TO_COLLEAGUE.model_copy(update={"request_id": TWO})))


def test_a_call_has_a_number_of_its_own_g1_g2() -> None:
    session = live()
    take(session, says(1, CONSOLE, TO_QUEUE))
    with pytest.raises(OutOfTurn, match="asked already"):
        session.handle(says(1, CONSOLE, BY_SKILL))
    session = live()
    take(session, says(1, CONSOLE, BY_SKILL))
    with pytest.raises(OutOfTurn, match="asked already"):
        session.handle(says(1, CONSOLE, TO_QUEUE))


def test_who_neither_owns_nor_supervises_hands_nobody_over_g2() -> None:
    session = supervised()
    joins(session, 0, PeerId("r_eve1"), EXPERT)
    for peer in (PAGE, THIRD, PeerId("r_eve1")):
        with pytest.raises(NotAllowed):
            session.handle(says(1, peer, TO_QUEUE))


def test_a_transfer_to_a_person_is_declined_by_them_and_to_a_queue_by_nobody_g2_g3() -> None:
    session = live()
    take(session, says(1, CONSOLE, TO_COLLEAGUE))
    with pytest.raises(NotAllowed):
        session.handle(answers(EXPERT))
    play(session, answers(COLLEAGUE, accepted=False), handed(Outcome.DECLINED, COLLEAGUE))
    take(session, says(1, CONSOLE, TO_QUEUE))
    assert facts(session, answers(COLLEAGUE, accepted=False)) == []
    assert facts(session, answers(EXPERT)) == ["joined", "transfer_over", "owner_changed"]
    with pytest.raises(OutOfTurn, match="over"):
        session.handle(answers(COLLEAGUE))


def test_a_transfer_goes_to_somebody_else_who_takes_customers_g2() -> None:
    session = live()
    take(session, says(1, CONSOLE, OfferTransfer(request_id=ONE, to_team=TEAM)))
    with pytest.raises(NotAllowed):
        session.handle(answers(LEARNER))
    with pytest.raises(OutOfTurn, match="already"):
        session.handle(answers(AGENT))


def test_an_expert_who_is_away_takes_a_transfer_and_is_not_lost_for_it_g2_g6() -> None:
    session = live()
    joins(session, 0, SECOND, EXPERT)
    take(session, ev.LinkLost(0, SECOND))
    take(session, ev.Tick(20_000))
    take(session, says(400_000, CONSOLE, TO_QUEUE))
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
        session.handle(says(1, CONSOLE, WithdrawTransfer()))
    for peer, person in ((CONSOLE, AGENT), (SECOND, SUPERVISOR)):
        take(session, says(1, CONSOLE, TO_QUEUE))
        with pytest.raises(NotAllowed):
            session.handle(says(1, THIRD, WithdrawTransfer()))
        play(session, says(1, peer, WithdrawTransfer()), handed(Outcome.WITHDRAWN, person))


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
    for nothing in ("", " \u200b\n"):
        with pytest.raises(OutOfTurn, match="say why"):
            live().handle(ev.SupervisorCame(1, SUPERVISOR, nothing))
    with pytest.raises(OutOfTurn):
        waiting().handle(ev.SupervisorCame(1, SUPERVISOR, "Calidad"))


def test_who_is_in_already_comes_back_without_another_reason_h2() -> None:
    session = supervised()
    assert facts(session, ev.SupervisorCame(1, SUPERVISOR, "Otra vez")) == []
    take(session, ev.LinkLost(1, SECOND))
    take(session, ev.Tick(20_001))
    assert facts(session, ev.SupervisorCame(20_002, SUPERVISOR, "Otra vez")) == ["presence_changed"]
