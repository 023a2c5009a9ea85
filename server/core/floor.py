"""The floor: control, moved among those whom the consent covers (SPEC O).

    given or taken ──▶ `move_floor` ──▶ its gate closes ──▶ `floor_is` ──▶ logged ──▶ the gate opens

In desktop sharing the customer has the floor while nobody of the staff has it, and only they give it away.
"""

from dataclasses import replace
from typing import Final

from protocol.consent import LoweredBy
from protocol.control import RaiseLogged
from protocol.floor import (
    AskFloor,
    FloorBy,
    FloorIs,
    FloorMoved,
    FloorWanted,
    GiveFloor,
    MoveFloor,
    UnaskFloor,
)
from protocol.ids import PersonId
from protocol.modes import Mode, has_input
from protocol.people import Presence
from protocol.rights import Deed, may
from server.core import consent, lowering, restart
from server.core.draft import Draft, Moving
from server.core.sender import Sender
from server.errors import NotAllowed, OutOfTurn

MOVED_WITHIN_MS: Final = 5_000
"""A move that the machine does not answer in this time is given up; a later answer is still good."""

_LOCAL: Final = frozenset({FloorBy.LOCAL_HAND, FloorBy.CUSTOMER_GAVE})


def ask(draft: Draft, sender: Sender, said: AskFloor) -> None:
    """Somebody asks for control; a supervisor may take it from a colleague (SPEC O2).

    Whom the consent does not cover asks the customer that way (SPEC O3). What the customer has in desktop
    sharing is asked for and never taken (SPEC O4).

    Raises:
        NotAllowed: the role never has control, or never takes it.
        OutOfTurn: not now; the sentence says why.
    """
    state, person = draft.state, sender.person
    if not may(person.role, Deed.HOLD):
        raise NotAllowed("control the customer's computer")
    if said.take and not may(person.role, Deed.TAKE_FLOOR):
        raise NotAllowed("take control from a colleague")
    if not has_input(state.mode):
        raise OutOfTurn("nobody controls the customer's computer in this mode")
    if state.holder_id == person.person_id:
        raise OutOfTurn("you have control already")
    released = state.holder_id is None and state.mode is not Mode.DESKTOP_SHARING
    if released or person.person_id not in state.covered:
        consent.ask_for_floor(draft, person, said.request_id)
    elif said.take and state.holder_id is not None:
        _move(draft, said.request_id, sender, person.person_id, FloorBy.TAKEN)
    elif person.person_id not in state.floor_wanted:
        draft.happen(FloorWanted(person_id=person.person_id, wanted=True))


def unask(draft: Draft, sender: Sender, _said: UnaskFloor) -> None:
    """Somebody does not want control any more.

    Raises:
        NotAllowed: the role never has control.
        OutOfTurn: they have not asked.
    """
    if not may(sender.person.role, Deed.HOLD):
        raise NotAllowed("control the customer's computer")
    if sender.person.person_id not in draft.state.floor_wanted:
        raise OutOfTurn("you have not asked for control")
    draft.happen(FloorWanted(person_id=sender.person.person_id, wanted=False))


def give(draft: Draft, sender: Sender, said: GiveFloor) -> None:
    """Who has control gives it to a colleague, or (None, in desktop sharing) to the customer (SPEC O2, O5).

    Raises:
        NotAllowed: the role never has control.
        OutOfTurn: they do not have it, or who is named cannot have it.
    """
    if not may(sender.person.role, Deed.HOLD):
        raise NotAllowed("give control to somebody")
    if draft.state.holder_id != sender.person.person_id:
        raise OutOfTurn("you do not have control, so you cannot give it to anybody")
    if said.to == sender.person.person_id:
        raise OutOfTurn("you have control already")
    if said.to is None and draft.state.mode is not Mode.DESKTOP_SHARING:
        raise OutOfTurn("control goes to the customer only in desktop sharing; give it up by going down")
    if said.to is not None and not _may_have(draft, said.to):
        raise OutOfTurn("they are not here, or the customer has not agreed to them; let them ask for control")
    _move(draft, said.request_id, sender, said.to, FloorBy.GIVEN)


def _move(draft: Draft, request_id: str, sender: Sender, to: PersonId | None, by: FloorBy) -> None:
    obstacles = {
        "control is being moved already": draft.standing.moving is not None,
        "the customer is being asked already": draft.state.question is not None,
        "the customer's program is not connected": draft.open_machine() is None,
        "the last step down has not been confirmed yet": draft.standing.lowering is not None,
    }
    if (obstacle := next((sentence for sentence, stands in obstacles.items() if stands), None)) is not None:
        raise OutOfTurn(obstacle)
    order = MoveFloor.model_validate(
        {"request_id": request_id, "to": to, "by": by, "person_id": sender.person.person_id}
    )
    draft.standing = replace(draft.standing, moving=Moving(order, draft.at_ms))
    draft.order(order)


def happened_there(draft: Draft, sender: Sender, said: FloorIs) -> None:
    """The machine has moved the floor, and waits with a closed gate until that is logged (SPEC O2, R3).

    What is logged already is acknowledged again. What crosses a step down is void: that step settles it. When
    who should have the floor cannot have it any more, the machine is told to let go of control instead.

    Raises:
        NotAllowed: this peer is not the captured machine.
        OutOfTurn: no floor can move like that.
    """
    draft.require_machine(sender.peer)
    state, moving = draft.state, draft.standing.moving
    if moving is not None and moving.order.request_id == said.request_id:
        draft.standing = replace(draft.standing, moving=None)
    if draft.standing.lowering is not None:
        return
    logged = RaiseLogged(request_id=said.request_id, epoch=said.epoch)
    if (said.epoch, said.holder) == (state.epoch, state.holder_id):
        draft.order(logged)
        return
    if (misfit := _misfit(draft, said)) is not None:
        raise OutOfTurn(misfit)
    late = said.by is FloorBy.RETURNED and state.restart is None
    if late or (said.holder is not None and not _may_have(draft, said.holder)):
        restart.returned(draft)
        lowering.order(draft, state.mode, LoweredBy.PATH_LOST if late else LoweredBy.HOLDER_LEFT)
        return
    person_id = state.customer_id if said.by in _LOCAL else said.person_id
    known = state.person(person_id) if person_id is not None else None
    fact = FloorMoved(
        holder=said.holder, epoch=said.epoch, by=said.by, person_id=known.person_id if known else None
    )
    draft.happen(fact)
    if said.by is FloorBy.RETURNED:
        restart.returned(draft)
    draft.order(logged)


def _misfit(draft: Draft, said: FloorIs) -> str | None:
    state, returned = draft.state, said.by is FloorBy.RETURNED
    before = state.restart.holder_id if state.restart is not None else said.holder
    to_customer = said.holder is None and not returned
    misfits = {
        "the epoch is not above the last one": said.epoch <= state.epoch,
        "nobody has control in this mode": not has_input(state.mode),
        "control goes to the customer only in desktop sharing": (
            to_customer and state.mode is not Mode.DESKTOP_SHARING
        ),
        "the local hand takes control for itself alone": (
            said.by is FloorBy.LOCAL_HAND and said.holder is not None
        ),
        "the computer is restarting": state.restart is not None and not returned,
        "somebody else had control before the restart": returned and said.holder not in (None, before),
    }
    return next((sentence for sentence, stands in misfits.items() if stands), None)


def _may_have(draft: Draft, person_id: PersonId) -> bool:
    """Whether this person is here, may ever have control, and is covered by the consent (SPEC C6)."""
    person = draft.state.person(person_id)
    return (
        person is not None
        and person.presence is Presence.PRESENT
        and may(person.role, Deed.HOLD)
        and person_id in draft.state.covered
    )


def given_up_at_ms(draft: Draft) -> int | None:
    """When nobody waits any more for the machine to move the floor."""
    moving = draft.standing.moving
    return moving.said_at_ms + MOVED_WITHIN_MS if moving is not None else None


def settle(draft: Draft) -> None:
    """A move that came to nothing is forgotten: no answer in time, or nobody can have control at all."""
    due_ms = given_up_at_ms(draft)
    if due_ms is not None and (draft.at_ms >= due_ms or not has_input(draft.state.mode)):
        draft.standing = replace(draft.standing, moving=None)
