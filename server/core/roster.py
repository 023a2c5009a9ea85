"""Who comes into a session and who goes: people, their peers, and the captured machine (SPEC S5)."""

from collections.abc import Mapping
from dataclasses import replace

from protocol.consent import Answer, LoweredBy
from protocol.demo import SessionKind
from protocol.facts import (
    Claimed,
    Ended,
    EndedBy,
    Joined,
    Left,
    MachinePresenceChanged,
    Opened,
    PresenceChanged,
)
from protocol.ids import PeerId, PersonId
from protocol.limits import DEMO_VIEWER_LIMIT, PEOPLE_LIMIT
from protocol.link_messages import PeerKind
from protocol.modes import Mode
from protocol.people import Person, Presence
from protocol.rights import Deed, may
from protocol.roles import STAFF, Role
from protocol.session import State
from server.core import captured, consent, lowering, ownership, rights
from server.core.draft import Draft, Link
from server.core.effects import WelcomePeer
from server.core.ending import end
from server.core.events import CustomerClaimed, HelpAsked, LinkOpened
from server.errors import NotAllowed, OutOfTurn, ViewerLimit


def open_session(draft: Draft, event: HelpAsked) -> None:
    """The customer is in, and waits."""
    draft.happen(
        Opened(customer=event.customer, door=event.door, reason=event.reason, queue_id=event.queue_id)
    )
    mark_absence(draft, event.customer.person_id)


def claim(draft: Draft, event: CustomerClaimed) -> None:
    """A staff member takes the customer, who waits. Of several at once, the first one gets them (SPEC S4).

    Raises:
        NotAllowed: the role never takes customers.
        OutOfTurn: the customer is away.
    """
    if not may(event.person.role, Deed.TAKE):
        raise NotAllowed("take customers")
    customer = draft.state.person(draft.state.customer_id) if draft.state.customer_id else None
    if customer is None or customer.presence is Presence.AWAY:
        raise OutOfTurn("this customer is not there at the moment")
    arrive(draft, event.person)
    draft.happen(Claimed(person_id=event.person.person_id, why=event.why))


def arrive(draft: Draft, person: Person) -> None:
    """Somebody comes in who may, or is back: named to everyone, and here from now on (SPEC S5, H2).

    Raises:
        OutOfTurn: the session has as many people as it may have.
    """
    known = draft.state.person(person.person_id)
    if known is None:
        _make_room(draft)
    if known is None or known.role is not person.role:
        draft.happen(Joined(person=person.model_copy(update={"presence": Presence.PRESENT})))
        _forget_absence(draft, person.person_id)
    elif known.presence is Presence.AWAY:
        draft.happen(PresenceChanged(person_id=person.person_id, presence=Presence.PRESENT))
        _forget_absence(draft, person.person_id)
    mark_absence(draft, person.person_id)


def _make_room(draft: Draft) -> None:
    """A public demo sees many come and go: who watches no more gives their name's place to the next one."""
    if len(draft.state.people) < PEOPLE_LIMIT:
        return
    gone = next((p for p in _viewers(draft) if p.presence is Presence.AWAY), None)
    if gone is None:
        raise OutOfTurn("this session is full")
    leave_person(draft, gone.person_id)


def require_place(draft: Draft, person: Person) -> None:
    """Whether there is a place for this viewer, who may have one already. Raises ViewerLimit (SPEC V2)."""
    here = {p.person_id for p in _viewers(draft) if p.presence is Presence.PRESENT}
    if person.person_id not in here and len(here) >= DEMO_VIEWER_LIMIT:
        raise ViewerLimit


def _viewers(draft: Draft) -> list[Person]:
    return [person for person in draft.state.people if person.role is Role.VIEWER]


def open_link(draft: Draft, event: LinkOpened) -> None:
    """A peer is here, for the first time or again. Its person was named before (SPEC S5, H2).

    Raises:
        NotAllowed: this person has no place here with such a peer.
        OutOfTurn: staff in a session that nobody has taken.
        ViewerLimit: a viewer who was away, and whose place is taken.
        Replaced: a program that another one has replaced.
        BadMessage: a program that says nothing of its machine.
    """
    person = _admitted(draft, event)
    if event.kind is PeerKind.MACHINE:
        captured.meet(draft, event)
    if person.presence is Presence.AWAY:
        draft.happen(PresenceChanged(person_id=person.person_id, presence=Presence.PRESENT))
    _link(draft, {**draft.standing.links, event.peer: Link(event.kind, person.person_id)})
    mark_absence(draft, person.person_id)
    draft.effects.append(WelcomePeer(event.peer))
    if event.machine is not None:
        captured.repeat_orders(draft, event.machine.epoch)


def _admitted(draft: Draft, event: LinkOpened) -> Person:
    state = draft.state
    person = state.person(event.person.person_id)
    if person is None:
        if event.kind is PeerKind.CONSOLE and state.state is State.WAITING:
            raise OutOfTurn("nobody has taken this customer yet")
        raise NotAllowed("join this session")
    allowed = {
        PeerKind.PAGE: person.person_id == state.customer_id,
        PeerKind.MACHINE: person.person_id == rights.shown_by(state),
        PeerKind.CONSOLE: person.role in STAFF,
        PeerKind.VIEWER: person.role is Role.VIEWER,
        PeerKind.DESK: False,
    }
    if not allowed[event.kind]:
        raise NotAllowed("open this kind of link here")
    if event.kind is PeerKind.VIEWER:
        require_place(draft, person)
    return person


def lose_link(draft: Draft, peer: PeerId) -> None:
    """The link is gone; its peer keeps its place until it is away."""
    link = draft.standing.links.get(peer)
    if link is None or link.lost_at_ms is not None:
        return
    _link(draft, {**draft.standing.links, peer: replace(link, lost_at_ms=draft.at_ms)})
    if draft.state.machine is not None and draft.state.machine.peer_id == peer:
        draft.standing = replace(draft.standing, machine_absent_since_ms=draft.at_ms)
    mark_absence(draft, link.person_id)


def leave(draft: Draft, peer: PeerId) -> None:
    """This peer goes for good; with their last peer the person goes too (SPEC S8)."""
    link = draft.standing.links.get(peer)
    if link is None:
        return
    _link(draft, {other: kept for other, kept in draft.standing.links.items() if other != peer})
    if draft.state.machine is not None and draft.state.machine.peer_id == peer:
        draft.standing = replace(draft.standing, machine_absent_since_ms=draft.at_ms, machine_left=True)
        lowering.program_ended(draft)
        draft.happen(MachinePresenceChanged(presence=Presence.AWAY))
    mark_absence(draft, link.person_id)
    if any(draft.links_of(link.person_id)):
        return
    if link.person_id != rights.shown_by(draft.state):
        leave_person(draft, link.person_id)
    elif draft.state.machine is None or draft.standing.machine_left:
        by = EndedBy.STAFF if draft.state.kind is SessionKind.DEMO else EndedBy.CUSTOMER
        end(draft, Ended(by=by, person_id=link.person_id))


def leave_person(draft: Draft, person_id: PersonId) -> None:
    """Anyone but the customer goes for good, and gives back what they held. Who presents ends it."""
    person = draft.state.person(person_id)
    if person is None or person.role is Role.CUSTOMER:
        return
    if person_id == rights.shown_by(draft.state):
        end(draft, Ended(by=EndedBy.STAFF, person_id=person_id))
        return
    gone = frozenset(peer for peer, _ in draft.links_of(person_id))
    _link(draft, {peer: link for peer, link in draft.standing.links.items() if peer not in gone})
    if draft.state.question is not None and draft.state.question.asked_by == person_id:
        consent.stop(draft, Answer.WITHDRAWN)
    if draft.state.holder_id == person_id:
        lowering.order(draft, Mode.OBSERVER, LoweredBy.HOLDER_LEFT, person_id)
    owned = draft.state.owner_id == person_id
    draft.happen(Left(person_id=person_id))
    mark_absence(draft, person_id)
    if owned:
        ownership.inherit(draft)


def _link(draft: Draft, links: Mapping[PeerId, Link]) -> None:
    draft.standing = replace(draft.standing, links=links)


def mark_absence(draft: Draft, person_id: PersonId) -> None:
    """Keep the time since when this person has no open link."""
    absent = dict(draft.standing.absent_since_ms)
    here = any(link.lost_at_ms is None for _, link in draft.links_of(person_id))
    if here or draft.state.person(person_id) is None:
        absent.pop(person_id, None)
    else:
        absent.setdefault(person_id, draft.at_ms)
    draft.standing = replace(draft.standing, absent_since_ms=absent)


def _forget_absence(draft: Draft, person_id: PersonId) -> None:
    absent = {one: since for one, since in draft.standing.absent_since_ms.items() if one != person_id}
    draft.standing = replace(draft.standing, absent_since_ms=absent)
