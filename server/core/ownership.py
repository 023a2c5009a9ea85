"""Who has the customer: taken over, handed back, inherited, or nobody (SPEC G5, G6)."""

from protocol.consent import Answer, LoweredBy
from protocol.demo import SessionKind
from protocol.facts import Requeued
from protocol.ids import PersonId
from protocol.inner import HandBack, Outcome, OwnerChanged, OwnerHow, TakeOver
from protocol.people import Person, Presence
from protocol.rights import Deed, may
from server.core import calls, captured, consent, lowering
from server.core.draft import Draft
from server.core.sender import Sender
from server.errors import NotAllowed, OutOfTurn


def take_over(draft: Draft, sender: Sender, _said: TakeOver) -> None:
    """A supervisor becomes the owner. Of two at once the first one does (SPEC G5).

    Raises:
        NotAllowed: this role takes nothing over.
        OutOfTurn: they own it, another supervisor who is here took it over, or it is a demo.
    """
    if not may(sender.person.role, Deed.TAKE_OVER):
        raise NotAllowed("take customers over")
    require_customer(draft)
    if draft.state.owner_id == sender.person.person_id:
        raise OutOfTurn("you have this customer already")
    if draft.state.previous_owner_id is not None and _is_here(draft, draft.state.owner_id):
        raise OutOfTurn("another supervisor has just taken this customer over")
    calls.close_transfer(draft, Outcome.WITHDRAWN, sender.person.person_id)
    _own(draft, sender.person.person_id, OwnerHow.TAKE_OVER, sender.person.person_id)


def hand_back(draft: Draft, sender: Sender, _said: HandBack) -> None:
    """Who took over gives the customer back to the owner before them, who is here (SPEC G5).

    Raises:
        NotAllowed: somebody else has the customer.
        OutOfTurn: nobody was taken over, or the owner before is not here.
    """
    if draft.state.owner_id != sender.person.person_id:
        raise NotAllowed("give back somebody else's customer")
    before = draft.state.previous_owner_id
    if before is None:
        raise OutOfTurn("you did not take this customer over")
    if not _is_here(draft, before):
        raise OutOfTurn("who had the customer before is not here")
    calls.close_transfer(draft, Outcome.WITHDRAWN, sender.person.person_id)
    _own(draft, before, OwnerHow.HAND_BACK, sender.person.person_id)


def require_customer(draft: Draft) -> None:
    """Raises OutOfTurn: a demo has none to look after."""
    if draft.state.kind is SessionKind.DEMO:
        raise OutOfTurn("a presentation stays with who gives it")


def lost_at_ms(draft: Draft) -> int | None:
    """When an owner who is away will be lost for good (SPEC G6).

    While nobody is here on either side, the interruption's limit counts alone (SPEC S7).
    """
    owner = draft.state.person(draft.state.owner_id) if draft.state.owner_id else None
    if owner is None or owner.presence is Presence.PRESENT or draft.state.kind is SessionKind.DEMO:
        return None
    if captured.side_is_away(draft) and not _heirs(draft):
        return None
    return draft.standing.absent_since_ms[owner.person_id] + draft.rules.agent_lost_ms


def _heirs(draft: Draft) -> list[Person]:
    return [p for p in draft.staff() if may(p.role, Deed.TAKE) and p.presence is Presence.PRESENT]


def inherit(draft: Draft) -> None:
    """Who is here longest has the customer now; with nobody here, they wait again (SPEC G6)."""
    heirs = _heirs(draft)
    if heirs:
        calls.close_transfer(draft, Outcome.WITHDRAWN)
        draft.happen(OwnerChanged(owner_id=heirs[0].person_id, how=OwnerHow.INHERITED))
    else:
        _requeue(draft)


def _requeue(draft: Draft) -> None:
    """They wait again, and nothing is in force: the machine hears so first."""
    consent.stop(draft, Answer.WITHDRAWN)
    lowering.order(draft, None, LoweredBy.HOLDER_LEFT)
    calls.close_all(draft)
    draft.happen(Requeued())


def _own(draft: Draft, owner_id: PersonId, how: OwnerHow, by: PersonId) -> None:
    draft.happen(OwnerChanged(owner_id=owner_id, how=how, by=by))


def _is_here(draft: Draft, person_id: PersonId | None) -> bool:
    person = draft.state.person(person_id) if person_id is not None else None
    return person is not None and person.presence is Presence.PRESENT
