"""Who comes into a session and who goes: people, their peers, and the captured machine (SPEC S5)."""

from collections.abc import Mapping
from dataclasses import replace

from protocol.consent import Answer, LoweredBy
from protocol.demo import SessionKind
from protocol.errors import BadMessage, ErrorCode
from protocol.facts import (
    Claimed,
    Ended,
    EndedBy,
    Joined,
    Left,
    MachineJoined,
    MachinePresenceChanged,
    Opened,
    PresenceChanged,
    Requeued,
    ScreenChanged,
)
from protocol.ids import PeerId, PersonId
from protocol.inner import Outcome, OwnerChanged, OwnerHow
from protocol.limits import DEMO_VIEWER_LIMIT, PEOPLE_LIMIT
from protocol.link_messages import MachineHello, PeerKind
from protocol.modes import Mode
from protocol.people import Machine, Person, Presence
from protocol.rights import Deed, may
from protocol.roles import STAFF, Role
from protocol.session import SessionState, State
from server.core import calls, consent, lowering
from server.core.draft import Draft, Link
from server.core.effects import CloseLinks, WelcomePeer
from server.core.ending import end
from server.core.events import CustomerClaimed, HelpAsked, LinkOpened
from server.errors import NotAllowed, OutOfTurn, Replaced, ViewerLimit


def open_session(draft: Draft, event: HelpAsked) -> None:
    """The customer is in, and waits."""
    draft.happen(Opened(customer=event.customer, door=event.door, reason=event.reason))
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
        draft.happen(Joined(person=person.model_copy(update={"presence": Presence.PRESENT})))
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
        _meet_machine(draft, event)
    if person.presence is Presence.AWAY:
        draft.happen(PresenceChanged(person_id=person.person_id, presence=Presence.PRESENT))
    _link(draft, {**draft.standing.links, event.peer: Link(event.kind, person.person_id)})
    mark_absence(draft, person.person_id)
    draft.effects.append(WelcomePeer(event.peer))
    if event.machine is not None:
        _repeat_orders(draft, event.machine.epoch)


def _admitted(draft: Draft, event: LinkOpened) -> Person:
    state = draft.state
    person = state.person(event.person.person_id)
    if person is None:
        if event.kind is PeerKind.CONSOLE and state.state is State.WAITING:
            raise OutOfTurn("nobody has taken this customer yet")
        raise NotAllowed("join this session")
    allowed = {
        PeerKind.PAGE: person.person_id == state.customer_id,
        PeerKind.MACHINE: person.person_id == presenter_id(state),
        PeerKind.CONSOLE: person.role in STAFF,
        PeerKind.VIEWER: person.role is Role.VIEWER,
        PeerKind.DESK: False,
    }
    if not allowed[event.kind]:
        raise NotAllowed("open this kind of link here")
    if event.kind is PeerKind.VIEWER:
        require_place(draft, person)
    return person


def presenter_id(state: SessionState) -> PersonId | None:
    """Whose machine is captured: the customer's, or in a demo the presenter's (SPEC V1)."""
    return state.owner_id if state.kind is SessionKind.DEMO else state.customer_id


def captured_side_is_away(draft: Draft) -> bool:
    """The machine's absence counts once there is one; before, that of whose machine it will be (SPEC S7)."""
    if draft.state.machine is not None:
        return draft.state.machine.presence is Presence.AWAY
    whose = presenter_id(draft.state)
    person = draft.state.person(whose) if whose else None
    return person is None or person.presence is Presence.AWAY


def _meet_machine(draft: Draft, event: LinkOpened) -> None:
    said, machine = event.machine, draft.state.machine
    if said is None:
        raise BadMessage("a program's hello describes its machine")
    if machine is not None and machine.peer_id == event.peer:
        if machine.presence is Presence.AWAY:
            draft.happen(MachinePresenceChanged(presence=Presence.PRESENT))
        lowering.catch_up(draft, said.epoch)
    elif event.resumed:
        raise Replaced
    else:
        _machine_joined(draft, event, said)
    if draft.state.screen != said.screen:
        draft.happen(ScreenChanged(screen=said.screen))
    draft.standing = replace(draft.standing, machine_absent_since_ms=None, machine_left=False)


def _machine_joined(draft: Draft, event: LinkOpened, said: MachineHello) -> None:
    before = draft.state.machine
    machine = Machine(
        peer_id=event.peer,
        platform=said.platform,
        system=said.system,
        version=event.version,
        abilities=said.abilities,
    )
    draft.happen(MachineJoined(machine=machine))
    lowering.program_ended(draft, said.epoch)
    draft.standing = replace(draft.standing, lowering=None, machine_epoch=said.epoch)
    if before is not None and before.peer_id in draft.standing.links:
        _link(draft, {peer: link for peer, link in draft.standing.links.items() if peer != before.peer_id})
        draft.effects.append(CloseLinks(frozenset({before.peer_id}), ErrorCode.REPLACED))


def _repeat_orders(draft: Draft, epoch: int) -> None:
    """What the machine may not have heard before its link was lost; each of these is harmless twice.

    A raise is not among them: the welcome tells what is in force. Nor is a question once the machine's epoch
    has risen: it was answered there meanwhile, and the answer is on its way (SPEC C7).
    """
    # So that who may see, and whether the holder is there, is said again too.
    draft.standing = replace(draft.standing, source=None, holder_linked=True)
    if epoch <= max(draft.state.epoch, draft.standing.machine_epoch):
        consent.repeat(draft)
    draft.standing = replace(draft.standing, machine_epoch=epoch)
    lowering.repeat(draft)


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
    if link.person_id != presenter_id(draft.state):
        leave_person(draft, link.person_id)
    elif draft.state.machine is None or draft.standing.machine_left:
        by = EndedBy.STAFF if draft.state.kind is SessionKind.DEMO else EndedBy.CUSTOMER
        end(draft, Ended(by=by, person_id=link.person_id))


def leave_person(draft: Draft, person_id: PersonId) -> None:
    """Anyone but the customer goes for good, and gives back what they held. Who presents ends it."""
    person = draft.state.person(person_id)
    if person is None or person.role is Role.CUSTOMER:
        return
    if person_id == presenter_id(draft.state):
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
        _inherit(draft)


def lost_at_ms(draft: Draft) -> int | None:
    """When an owner who is away will be lost for good (SPEC G6).

    While nobody is here on either side, the interruption's limit counts alone (SPEC S7).
    """
    owner = draft.state.person(draft.state.owner_id) if draft.state.owner_id else None
    if owner is None or owner.presence is Presence.PRESENT or draft.state.kind is SessionKind.DEMO:
        return None
    if captured_side_is_away(draft) and not _heirs(draft):
        return None
    return draft.standing.absent_since_ms[owner.person_id] + draft.rules.agent_lost_ms


def _heirs(draft: Draft) -> list[Person]:
    return [p for p in draft.staff() if may(p.role, Deed.TAKE) and p.presence is Presence.PRESENT]


def _inherit(draft: Draft) -> None:
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


def take_back_what_nobody_has(draft: Draft) -> None:
    """After a rebuild: a view that outlived its staff is taken back as soon as the machine can be told."""
    if draft.standing.granted and draft.state.mode is None and draft.state.state is not State.ENDED:
        lowering.insist(draft, None, LoweredBy.HOLDER_LEFT)
