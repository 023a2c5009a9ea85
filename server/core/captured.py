"""The captured machine: the customer's, or in a demo the presenter's (SPEC M, V1)."""

from dataclasses import replace

from protocol.consent import LoweredBy
from protocol.errors import BadMessage, ErrorCode
from protocol.facts import MachineJoined, MachinePresenceChanged, ScreenChanged
from protocol.link_messages import MachineHello
from protocol.people import Machine, Presence
from protocol.session import State
from server.core import consent, lowering, recording, rights
from server.core.draft import Draft
from server.core.effects import CloseLinks
from server.core.events import LinkOpened
from server.errors import Replaced


def side_is_away(draft: Draft) -> bool:
    """The machine's absence counts once there is one; before, that of whose machine it will be (SPEC S7)."""
    if draft.state.machine is not None:
        return draft.state.machine.presence is Presence.AWAY
    whose = rights.shown_by(draft.state)
    person = draft.state.person(whose) if whose else None
    return person is None or person.presence is Presence.AWAY


def meet(draft: Draft, event: LinkOpened) -> None:
    """The program is here, for the first time or again.

    Raises:
        BadMessage: it says nothing of its machine.
        Replaced: another one has replaced it.
    """
    said, machine = event.machine, draft.state.machine
    if said is None:
        raise BadMessage("a program's hello describes its machine")
    if machine is not None and machine.peer_id == event.peer:
        if machine.presence is Presence.AWAY:
            draft.happen(MachinePresenceChanged(presence=Presence.PRESENT))
        lowering.catch_up(draft, said.epoch, resumed=event.resumed)
    elif event.resumed:
        raise Replaced
    else:
        _joined(draft, event, said)
    if draft.state.screen != said.screen:
        draft.happen(ScreenChanged(screen=said.screen))
    draft.standing = replace(draft.standing, machine_absent_since_ms=None, machine_left=False)


def _joined(draft: Draft, event: LinkOpened, said: MachineHello) -> None:
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
        links = {peer: link for peer, link in draft.standing.links.items() if peer != before.peer_id}
        draft.standing = replace(draft.standing, links=links)
        draft.effects.append(CloseLinks(frozenset({before.peer_id}), ErrorCode.REPLACED))


def repeat_orders(draft: Draft, epoch: int) -> None:
    """What the machine may not have heard before its link was lost; each of these is harmless twice.

    A raise is not among them: the welcome tells what is in force. Nor is a question once the machine's epoch
    has risen: it was answered there meanwhile, and the answer is on its way (SPEC C7).
    """
    # So that who may see, and whether the holder is there, is said again too.
    draft.standing = replace(draft.standing, source=None, holder_linked=True)
    if epoch <= max(draft.state.epoch, draft.standing.machine_epoch):
        consent.repeat(draft)
    recording.repeat(draft)
    draft.standing = replace(draft.standing, machine_epoch=epoch)
    lowering.repeat(draft)


def take_back_what_nobody_has(draft: Draft) -> None:
    """After a rebuild: a view that outlived its staff is taken back as soon as the machine can be told."""
    if draft.standing.granted and draft.state.mode is None and draft.state.state is not State.ENDED:
        lowering.insist(draft, None, LoweredBy.HOLDER_LEFT)
