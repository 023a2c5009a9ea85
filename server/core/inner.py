"""What the staff arranges among itself: invitations, transfers, ownership (SPEC G)."""

from collections.abc import Iterator

from protocol.ids import PersonId, RequestId
from protocol.inner import (
    Invitation,
    Invite,
    Invited,
    OfferTransfer,
    Outcome,
    OwnerChanged,
    OwnerHow,
    Supervising,
    Transfer,
    TransferOffered,
    WithdrawInvitation,
    WithdrawTransfer,
)
from protocol.limits import INVITATIONS_LIMIT
from protocol.people import Person
from protocol.rights import Deed, may
from protocol.roles import STAFF
from protocol.session import State
from protocol.text import clean
from server.core import calls, ownership, roster
from server.core.draft import Draft
from server.core.events import CallAnswered, SupervisorCame
from server.core.sender import Sender
from server.errors import NotAllowed, OutOfTurn


def take(draft: Draft, event: CallAnswered | SupervisorCame) -> None:
    """Somebody of the staff comes in, or declines to."""
    if isinstance(event, CallAnswered):
        answer_call(draft, event)
    else:
        supervisor_came(draft, event)


def invite(draft: Draft, sender: Sender, said: Invite) -> None:
    """An expert is asked for, by name or by skill; ownership stays (SPEC G1).

    Raises:
        NotAllowed: this person asks nobody in.
        OutOfTurn: nobody or two are named, they are here or asked already, or too many are.
    """
    if not may(sender.person.role, Deed.INVITE):
        raise NotAllowed("invite others")
    open_ones = calls.invitations(draft)
    if (said.person_id is None) is (said.skill is None):
        raise OutOfTurn("name one person, or one skill")
    if said.person_id is not None and draft.state.person(said.person_id) is not None:
        raise OutOfTurn("they are in this session already")
    if any((one.to, one.skill) == (said.person_id, said.skill) for one in open_ones):
        raise OutOfTurn("they are being asked already")
    if len(open_ones) >= INVITATIONS_LIMIT:
        raise OutOfTurn("too many invitations are open; take one back first")
    _require_new(draft, said.request_id)
    invitation = Invitation(
        invitation_id=said.request_id,
        by=sender.person.person_id,
        to=said.person_id,
        skill=said.skill,
        name=said.name or said.skill or str(said.person_id),
        note=said.note,
        at=draft.at_ms,
    )
    draft.happen(Invited(invitation=invitation))


def withdraw_invitation(draft: Draft, sender: Sender, said: WithdrawInvitation) -> None:
    """Nobody is needed any more.

    Raises:
        OutOfTurn: it is over already.
        NotAllowed: somebody else's invitation; the owner and supervisors take back any.
    """
    found = _invitation(draft, said.invitation_id)
    if found is None:
        raise OutOfTurn("this invitation is over")
    if sender.person.person_id != found.by and not _decides(draft, sender.person):
        raise NotAllowed("take back somebody else's invitation")
    calls.close_invitation(draft, found, Outcome.WITHDRAWN, sender.person.person_id)


def offer_transfer(draft: Draft, sender: Sender, said: OfferTransfer) -> None:
    """The customer is to be handed over; nothing changes before somebody takes them (SPEC G2).

    Raises:
        NotAllowed: neither the owner nor a supervisor.
        OutOfTurn: to the owner themself, to nobody or to several, while another is open, or of a demo.
    """
    if not may(sender.person.role, Deed.TRANSFER) or not _decides(draft, sender.person):
        raise NotAllowed("hand this customer over")
    targets = [target for target in (said.to_person, said.to_team, said.to_queue) if target is not None]
    ownership.require_customer(draft)
    if len(targets) != 1:
        raise OutOfTurn("name one person, one team or one queue")
    if said.to_person in (sender.person.person_id, draft.state.owner_id) and said.to_person is not None:
        raise OutOfTurn("hand the customer to somebody else")
    if calls.transfer(draft) is not None:
        raise OutOfTurn("this customer is being handed over already")
    _require_new(draft, said.request_id)
    transfer = Transfer(
        transfer_id=said.request_id,
        by=sender.person.person_id,
        to_person=said.to_person,
        to_team=said.to_team,
        to_queue=said.to_queue,
        name=said.name or targets[0],
        note=said.note,
        at=draft.at_ms,
    )
    draft.happen(TransferOffered(transfer=transfer))


def withdraw_transfer(draft: Draft, sender: Sender, _said: WithdrawTransfer) -> None:
    """The customer stays.

    Raises:
        OutOfTurn: none is open.
        NotAllowed: somebody else's; the owner and supervisors take back any.
    """
    offered = calls.transfer(draft)
    if offered is None:
        raise OutOfTurn("this customer is not being handed over")
    if sender.person.person_id != offered.by and not _decides(draft, sender.person):
        raise NotAllowed("take back somebody else's transfer")
    calls.close_transfer(draft, Outcome.WITHDRAWN, sender.person.person_id)


def answer_call(draft: Draft, event: CallAnswered) -> None:
    """A staff member answers at their desk (SPEC G1, G2). Each call is answered once.

    To whom a team, a queue or a skill is a call was checked before. Of those, one who declines speaks only
    for themself: the call stays open for the others.

    Raises:
        OutOfTurn: it is over already, or they are in the session as it is.
        NotAllowed: somebody else was asked, or this role never takes what is offered.
    """
    if event.person.role not in STAFF:
        raise NotAllowed("answer the staff's calls")
    invitation, offered = _invitation(draft, event.call_id), calls.transfer(draft)
    if invitation is not None:
        _answer_invitation(draft, event, invitation)
    elif offered is not None and offered.transfer_id == event.call_id:
        _answer_transfer(draft, event, offered)
    else:
        raise OutOfTurn("this call is over")


def _answer_invitation(draft: Draft, event: CallAnswered, invitation: Invitation) -> None:
    person_id = event.person.person_id
    _require_called(invitation.to, person_id)
    if event.accepted:
        if invitation.to is None and draft.state.person(person_id) is not None:
            raise OutOfTurn("you are in this session already")
        roster.arrive(draft, event.person)
        calls.close_invitation(draft, invitation, Outcome.ACCEPTED, person_id)
    elif invitation.to is not None:
        calls.close_invitation(draft, invitation, Outcome.DECLINED, person_id)


def _answer_transfer(draft: Draft, event: CallAnswered, offered: Transfer) -> None:
    person_id = event.person.person_id
    _require_called(offered.to_person, person_id)
    if event.accepted:
        if not may(event.person.role, Deed.TAKE):
            raise NotAllowed("take customers")
        if person_id == draft.state.owner_id:
            raise OutOfTurn("you have this customer already")
        roster.arrive(draft, event.person)
        calls.close_transfer(draft, Outcome.ACCEPTED, person_id)
        draft.happen(OwnerChanged(owner_id=person_id, how=OwnerHow.TRANSFER, by=offered.by))
    elif offered.to_person is not None:
        calls.close_transfer(draft, Outcome.DECLINED, person_id)


def supervisor_came(draft: Draft, event: SupervisorCame) -> None:
    """Somebody of the session's team joins without having been asked for, and says why (SPEC H2).

    Raises:
        NotAllowed: this role waits to be asked.
        OutOfTurn: they say no reason, or the session is full.
    """
    if not may(event.person.role, Deed.JOIN_TEAM):
        raise NotAllowed("join this session without an invitation")
    if not clean(event.reason):
        raise OutOfTurn("say why you join")
    if draft.state.person(event.person.person_id) is None:
        roster.arrive(draft, event.person)
        draft.happen(Supervising(person_id=event.person.person_id, reason=event.reason))
    else:
        roster.arrive(draft, event.person)


def settle(draft: Draft) -> None:
    """What nobody answered is over; an owner who is lost for good leaves (SPEC G4, G6)."""
    if draft.state.state is State.ENDED:
        return
    calls.expire(draft)
    lost_at_ms, owner_id = ownership.lost_at_ms(draft), draft.state.owner_id
    if lost_at_ms is not None and owner_id is not None and draft.at_ms >= lost_at_ms:
        roster.leave_person(draft, owner_id)


def dues(draft: Draft) -> Iterator[int]:
    """When `settle` has something to do next."""
    yield from calls.dues(draft)
    if (lost_at_ms := ownership.lost_at_ms(draft)) is not None:
        yield lost_at_ms


def _decides(draft: Draft, person: Person) -> bool:
    """The owner; and whoever may become it at any time."""
    return person.person_id == draft.state.owner_id or may(person.role, Deed.TAKE_OVER)


def _invitation(draft: Draft, invitation_id: RequestId) -> Invitation | None:
    return next((one for one in calls.invitations(draft) if one.invitation_id == invitation_id), None)


def _require_called(asked: PersonId | None, person_id: PersonId) -> None:
    if asked is not None and asked != person_id:
        raise NotAllowed("answer somebody else's call")


def _require_new(draft: Draft, call_id: RequestId) -> None:
    offered = calls.transfer(draft)
    if _invitation(draft, call_id) is not None or (offered is not None and offered.transfer_id == call_id):
        raise OutOfTurn("this was asked already")
