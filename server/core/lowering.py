"""Going down: at once, without consent. The captured machine does it; the server mirrors it (SPEC C4)."""

from dataclasses import replace
from typing import Final

from protocol.consent import Answer, LoweredBy
from protocol.control import LoweredHere, LowerOrder
from protocol.facts import Lowered
from protocol.ids import PeerId, PersonId
from protocol.modes import Mode, is_raise
from protocol.rights import Deed, may
from protocol.roles import Role
from server.core import consent, restart, work
from server.core.draft import Draft, Lowering
from server.errors import NotAllowed, OutOfTurn

CONFIRM_WITHIN_MS: Final = 5_000
"""A machine whose link is open answers every order, and within this time."""


def ask(draft: Draft, person_id: PersonId, mode: Mode | None) -> None:
    """Somebody in the session wants less.

    Raises:
        NotAllowed: the person only watches.
        OutOfTurn: nothing is in force, or that would be more than now.
    """
    state = draft.state
    person = state.person(person_id)
    if person is None or not may(person.role, Deed.LOWER):
        raise NotAllowed("change the mode of this session")
    if state.mode is None:
        raise OutOfTurn("nobody sees the screen")
    if mode is not None and is_raise(state.mode, mode):
        raise OutOfTurn("that gives more than now; ask the customer for it")
    if mode is state.mode and state.holder_id is None:
        raise OutOfTurn("nobody has control")
    if mode is None:
        consent.stop(draft, Answer.WITHDRAWN)
    by = LoweredBy.LOCAL_PERSON if person.role is Role.CUSTOMER else LoweredBy.STAFF
    order(draft, mode, by, person_id)


def order(draft: Draft, mode: Mode | None, by: LoweredBy, person_id: PersonId | None = None) -> None:
    """Tell the machine to go down, and take it as done for everyone else until the machine has confirmed."""
    if draft.state.mode is not None:
        insist(draft, mode, by, person_id)


def insist(draft: Draft, mode: Mode | None, by: LoweredBy, person_id: PersonId | None = None) -> None:
    """As `order`, also when the mirror has nothing in force and only the machine may still have."""
    before = draft.standing.lowering
    if before is not None and _reaches(before.mode, mode):
        return
    message = LowerOrder(mode=mode, by=by, person_id=person_id)
    draft.standing = replace(draft.standing, lowering=Lowering(mode, message, draft.at_ms), moving=None)
    draft.order(message)
    work.stop_what_the_mode_drops(draft)


def repeat(draft: Draft) -> None:
    """Say every order again that the machine, which is back, has not confirmed: down, the floor, work."""
    if (waiting_for := draft.standing.lowering) is not None:
        draft.standing = replace(draft.standing, lowering=replace(waiting_for, said_at_ms=draft.at_ms))
        draft.order(waiting_for.order)
    if (moving := draft.standing.moving) is not None:
        draft.standing = replace(draft.standing, moving=replace(moving, said_at_ms=draft.at_ms))
        draft.order(moving.order)
    work.repeat(draft)


def confirmed_at_ms(draft: Draft) -> int | None:
    """When an order counts as done though the machine has said nothing: it hangs, or the word was lost."""
    waiting_for = draft.standing.lowering
    return waiting_for.said_at_ms + CONFIRM_WITHIN_MS if waiting_for and draft.open_machine() else None


def confirm(draft: Draft) -> None:
    """The mirror goes down by itself when the machine keeps silent: less is always safe to assume."""
    due_ms, waiting_for = confirmed_at_ms(draft), draft.standing.lowering
    if due_ms is None or waiting_for is None or draft.at_ms < due_ms:
        return
    mode, order = _not_above(draft.state.mode, waiting_for.mode), waiting_for.order
    _mirror(draft, Lowered(mode=mode, epoch=draft.state.epoch, by=order.by, person_id=order.person_id))


def happened_there(draft: Draft, peer: PeerId, lowered: LoweredHere) -> None:
    """The machine gives less already: mirrored in every state, never as more than was known (SPEC C4).

    If it still gives more than is in force for everyone else, an order to it was lost: it is told again.

    Raises:
        NotAllowed: this peer is not the captured machine.
    """
    draft.require_machine(peer)
    mode = _not_above(draft.state.mode, lowered.mode)
    person = lowered.person_id if lowered.person_id and draft.state.person(lowered.person_id) else None
    _mirror(
        draft,
        Lowered(mode=mode, epoch=max(lowered.epoch, draft.state.epoch), by=lowered.by, person_id=person),
    )
    if not _reaches(lowered.mode, mode):
        insist(draft, mode, LoweredBy.STAFF)


def program_ended(draft: Draft, epoch: int = 0) -> None:
    """The program that held the grants is gone, and they with it."""
    if draft.state.mode is not None:
        epoch = max(epoch, draft.state.epoch)
        _mirror(draft, Lowered(mode=None, epoch=epoch, by=LoweredBy.PROGRAM_ENDED))


def catch_up(draft: Draft, epoch: int, *, resumed: bool) -> None:
    """The same program is back after a cut, and names the highest epoch that its gate ever used (SPEC C7).

    Below the mirror's: it has forgotten its grants. Above it, with no question or order of ours that could be
    the reason: it released control. What else it lowered, and why, it says itself; so the epoch stays.
    One that resumes its link has not restarted yet, whatever was ordered: that one comes with a token.
    """
    state, standing = draft.state, draft.standing
    if epoch < state.epoch:
        restart.returned(draft)
        program_ended(draft)
        return
    if not resumed:
        restart.is_back(draft)
    ours = (state.question, standing.lowering, standing.moving)
    explained = epoch == state.epoch or any(one is not None for one in ours)
    if state.holder_id is not None and not explained:
        _mirror(draft, Lowered(mode=state.mode, epoch=state.epoch, by=LoweredBy.PATH_LOST))


def _mirror(draft: Draft, fact: Lowered) -> None:
    same = fact.mode is draft.state.mode and draft.state.holder_id is None and fact.epoch == draft.state.epoch
    if not same:
        draft.happen(fact)
    # Whoever lets go of control moves it to nobody any more: that is the answer to a move, too.
    draft.standing = replace(draft.standing, moving=None)
    waiting_for = draft.standing.lowering
    if waiting_for is not None and _reaches(fact.mode, waiting_for.mode):
        draft.standing = replace(draft.standing, lowering=None)
    work.stop_what_the_mode_drops(draft)


def _reaches(mode: Mode | None, wanted: Mode | None) -> bool:
    """Whether `mode` gives no more than `wanted`."""
    return mode is None or (wanted is not None and not is_raise(wanted, mode))


def _not_above(before: Mode | None, now: Mode | None) -> Mode | None:
    return now if before is not None and _reaches(now, before) else before
