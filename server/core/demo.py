"""A staff member's own desktop, and its audience (SPEC V)."""

from protocol.demo import DemoOpened, HandRaised, RaiseHand, SessionKind
from protocol.rights import Deed, may
from protocol.roles import STAFF, Role
from server.core import roster
from server.core.draft import Draft
from server.core.events import DemoAsked, ViewerCame
from server.core.sender import Sender
from server.errors import NotAllowed, OutOfTurn


def take(draft: Draft, event: DemoAsked | ViewerCame) -> None:
    """A demo begins, or another viewer comes."""
    if isinstance(event, DemoAsked):
        open_demo(draft, event)
    else:
        viewer_came(draft, event)


def open_demo(draft: Draft, event: DemoAsked) -> None:
    """A staff member presents: they own the session, and the captured machine will be theirs (SPEC V1).

    Raises:
        NotAllowed: this role presents nothing.
    """
    if not may(event.presenter.role, Deed.PRESENT):
        raise NotAllowed("present your screen")
    draft.happen(DemoOpened(presenter=event.presenter, title=event.title))
    roster.mark_absence(draft, event.presenter.person_id)


def viewer_came(draft: Draft, event: ViewerCame) -> None:
    """Somebody wants to watch. Who is here already is the same viewer; who was away needs a free place.

    Raises:
        NotAllowed: this is no demo, or this person is no viewer of it.
        ViewerLimit: it is full (SPEC V2).
    """
    known = draft.state.person(event.person.person_id)
    if draft.state.kind is not SessionKind.DEMO or (known or event.person).role is not Role.VIEWER:
        raise NotAllowed("watch this session")
    roster.require_place(draft, event.person)
    roster.arrive(draft, event.person)


def raise_hand(draft: Draft, sender: Sender, said: RaiseHand) -> None:
    """A viewer's hand goes up or down; the presenter's side takes down anybody's.

    Raises:
        NotAllowed: another viewer's hand; a hand that is raised for somebody.
        OutOfTurn: nobody's hand is named.
    """
    person = sender.person
    whose = said.person_id or person.person_id
    if may(person.role, Deed.RAISE_HAND):
        if whose != person.person_id:
            raise NotAllowed("move somebody else's hand")
    elif said.up or person.role not in STAFF or not may(person.role, Deed.TALK):
        raise NotAllowed("raise a hand here")
    elif said.person_id is None:
        raise OutOfTurn("say whose hand to take down")
    if said.up is not (whose in draft.state.raised):
        draft.happen(HandRaised(person_id=whose, up=said.up))
