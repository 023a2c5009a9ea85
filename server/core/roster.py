"""Who comes into a session and who goes: people, their peers, and the captured machine (SPEC S5)."""

from collections.abc import Mapping
from dataclasses import replace

from protocol.consent import Answer, LoweredBy
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
from protocol.limits import PEOPLE_LIMIT
from protocol.link_messages import MachineHello, PeerKind
from protocol.modes import Mode
from protocol.people import Machine, Presence
from protocol.roles import MAY_TAKE, STAFF
from protocol.session import State
from server.core import consent, lowering
from server.core.draft import Draft, Link
from server.core.effects import CloseLinks, WelcomePeer
from server.core.ending import end
from server.core.events import CustomerClaimed, HelpAsked, LinkOpened
from server.errors import NotAllowed, OutOfTurn, Replaced

CUSTOMERS_KINDS = frozenset({PeerKind.PAGE, PeerKind.MACHINE})


def open_session(draft: Draft, event: HelpAsked) -> None:
    """The customer is in, and waits."""
    draft.happen(Opened(customer=event.customer, door=event.door, reason=event.reason))
    _mark_absence(draft, event.customer.person_id)


def claim(draft: Draft, event: CustomerClaimed) -> None:
    """A staff member takes the customer, who waits. Of several at once, the first one gets them (SPEC S4).

    Raises:
        NotAllowed: the role never takes customers.
        OutOfTurn: the customer is away.
    """
    if event.person.role not in MAY_TAKE:
        raise NotAllowed("take customers")
    customer = draft.state.person(draft.state.customer_id) if draft.state.customer_id else None
    if customer is None or customer.presence is Presence.AWAY:
        raise OutOfTurn("this customer is not there at the moment")
    if draft.state.person(event.person.person_id) is None:
        draft.happen(Joined(person=event.person))
    draft.happen(Claimed(person_id=event.person.person_id, why=event.why))
    _mark_absence(draft, event.person.person_id)


def open_link(draft: Draft, event: LinkOpened) -> None:
    """A peer is here, for the first time or again.

    Raises:
        NotAllowed: this person has no place here with such a peer.
        OutOfTurn: staff in a session that nobody has taken.
        Replaced: a program that another one has replaced.
        BadMessage: a program that says nothing of its machine.
    """
    person = draft.state.person(event.person.person_id)
    if event.kind in CUSTOMERS_KINDS:
        if event.person.person_id != draft.state.customer_id:
            raise NotAllowed("open another customer's session")
    elif event.kind is not PeerKind.CONSOLE or event.person.role not in STAFF:
        raise NotAllowed("join this session")
    elif person is None and draft.state.state is State.WAITING:
        raise OutOfTurn("nobody has taken this customer yet")
    elif person is None and len(draft.state.people) >= PEOPLE_LIMIT:
        raise OutOfTurn("this session is full")
    if event.kind is PeerKind.MACHINE:
        _meet_machine(draft, event)
    if person is None:
        draft.happen(Joined(person=event.person))
    elif person.presence is Presence.AWAY:
        draft.happen(PresenceChanged(person_id=person.person_id, presence=Presence.PRESENT))
    _link(draft, {**draft.standing.links, event.peer: Link(event.kind, event.person.person_id)})
    _mark_absence(draft, event.person.person_id)
    draft.effects.append(WelcomePeer(event.peer))
    if event.machine is not None:
        _repeat_orders(draft, event.machine.epoch)


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
    _mark_absence(draft, link.person_id)


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
    _mark_absence(draft, link.person_id)
    if any(draft.links_of(link.person_id)):
        return
    if link.kind is PeerKind.CONSOLE:
        leave_person(draft, link.person_id)
    elif draft.state.machine is None or draft.standing.machine_left:
        end(draft, Ended(by=EndedBy.CUSTOMER, person_id=link.person_id))


def leave_person(draft: Draft, person_id: PersonId) -> None:
    """A staff member goes for good, and gives back what they held."""
    person = draft.state.person(person_id)
    if person is None or person.role not in STAFF:
        return
    gone = frozenset(peer for peer, _ in draft.links_of(person_id))
    _link(draft, {peer: link for peer, link in draft.standing.links.items() if peer not in gone})
    if draft.state.question is not None and draft.state.question.asked_by == person_id:
        consent.stop(draft, Answer.WITHDRAWN)
    if draft.state.holder_id == person_id:
        lowering.order(draft, Mode.OBSERVER, LoweredBy.HOLDER_LEFT, person_id)
    owned = draft.state.owner_id == person_id
    draft.happen(Left(person_id=person_id))
    _mark_absence(draft, person_id)
    heirs = [other for other in draft.staff() if other.role in MAY_TAKE]
    heirs.sort(key=lambda other: other.presence is Presence.AWAY)
    if owned and heirs:
        draft.happen(Claimed(person_id=heirs[0].person_id, why=""))
    elif owned:
        _requeue(draft)


def _requeue(draft: Draft) -> None:
    """They wait again, and nothing is in force: the machine hears so first."""
    consent.stop(draft, Answer.WITHDRAWN)
    lowering.order(draft, None, LoweredBy.HOLDER_LEFT)
    draft.happen(Requeued())


def _link(draft: Draft, links: Mapping[PeerId, Link]) -> None:
    draft.standing = replace(draft.standing, links=links)


def _mark_absence(draft: Draft, person_id: PersonId) -> None:
    """Keep the time since when this person has no open link."""
    absent = dict(draft.standing.absent_since_ms)
    here = any(link.lost_at_ms is None for _, link in draft.links_of(person_id))
    if here or draft.state.person(person_id) is None:
        absent.pop(person_id, None)
    else:
        absent.setdefault(person_id, draft.at_ms)
    draft.standing = replace(draft.standing, absent_since_ms=absent)


def take_back_what_nobody_has(draft: Draft) -> None:
    """After a rebuild: a view that outlived its staff is taken back as soon as the machine can be told."""
    if draft.standing.granted and draft.state.mode is None and draft.state.state is not State.ENDED:
        lowering.insist(draft, None, LoweredBy.HOLDER_LEFT)
