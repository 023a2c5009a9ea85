"""The fold of a session's facts: the same in every actor, and in TypeScript.

Property (SPEC S3): *snapshot + later entries == fresh snapshot*, at every moment.
"""

from collections.abc import Iterable
from typing import Final

from protocol.consent import Answer
from protocol.facts import (
    Claimed,
    ConsentAnswered,
    ConsentAsked,
    ElevationChanged,
    Ended,
    Entry,
    Interrupted,
    Joined,
    Left,
    Lowered,
    MachineJoined,
    MachinePresenceChanged,
    Opened,
    PresenceChanged,
    Requeued,
    Resumed,
    ScreenChanged,
)
from protocol.fold_rooms import room_changes
from protocol.ids import PersonId
from protocol.inner import Inner
from protocol.people import Person, Presence
from protocol.session import SessionState, State


def fold(start: SessionState, entries: Iterable[Entry]) -> SessionState:
    """The state after these entries, in order."""
    state = start
    for entry in entries:
        state = apply(state, entry)
    return state


def apply(state: SessionState, entry: Entry) -> SessionState:
    """The state after one more entry.

    Never refuses: whether a fact may happen was decided before it became one. An entry that the snapshot
    holds already (`seq` not above it) changes nothing; after the end only `seq` still moves.
    """
    if entry.seq <= state.seq:
        return state
    if state.state is State.ENDED:
        return state.model_copy(update={"seq": entry.seq})
    after = state.model_copy(update={**_changes(state, entry), "seq": entry.seq})
    return after.model_copy(update={"state": standing(after)})


def standing(state: SessionState) -> State:
    """Where a session stands, read off what is in force in it (SPEC S9)."""
    if state.ended_by is not None:
        return State.ENDED
    if state.interrupted_until is not None:
        return State.INTERRUPTED
    if state.mode is not None:
        return State.LIVE
    if state.owner_id is not None:
        return State.CLAIMED
    return State.NEW if state.customer_id is None else State.WAITING


def _changes(state: SessionState, entry: Entry) -> dict[str, object]:  # noqa: C901, PLR0912  a table of facts
    match entry.fact:
        case Opened(customer=customer, door=door, reason=reason, queue_id=queue_id):
            return {
                "opened_at": entry.at,
                "people": (customer,),
                "customer_id": customer.person_id,
                "door": door,
                "reason": reason,
                "queue_id": queue_id,
                "inner": Inner(),
            }
        case Joined(person=person):
            others = tuple(p for p in state.people if p.person_id != person.person_id)
            return {"people": (*others, person)}
        case Left(person_id=person_id):
            return _without(state, person_id)
        case PresenceChanged(person_id=person_id, presence=presence):
            return {"people": _with_presence(state.people, person_id, presence)}
        case Claimed(person_id=person_id, why=why):
            return {"owner_id": person_id, "previous_owner_id": None, "why": why}
        case Requeued(queue_id=queue_id):
            return {**_NOTHING_IN_FORCE, "owner_id": None, "why": "", "queue_id": queue_id or state.queue_id}
        case MachineJoined(machine=machine):
            return {"machine": machine, "private": False}
        case MachinePresenceChanged(presence=presence):
            here = state.machine
            return {"machine": here and here.model_copy(update={"presence": presence})}
        case ElevationChanged(elevated=elevated, asking=asking):
            changes = {"elevated": elevated, "asking_rights": asking}
            return {"machine": state.machine and state.machine.model_copy(update=changes)}
        case ScreenChanged(screen=screen):
            return {"screen": screen}
        case ConsentAsked(question=question):
            return {"question": question}
        case ConsentAnswered() as answered:
            return _answered(answered)
        case Lowered(mode=mode, epoch=epoch):
            return {"mode": mode, "holder_id": None, "covered": (), "epoch": epoch, "floor_wanted": ()}
        case Interrupted(until=until):
            return {"interrupted_until": until}
        case Resumed():
            return {"interrupted_until": None}
        case Ended(by=by):
            return {**_NOTHING_IN_FORCE, "recording": None, "ended_by": by}
        case _:
            return room_changes(state, entry.fact, entry.at)


_NOTHING_IN_FORCE: Final[dict[str, object]] = {
    "mode": None,
    "holder_id": None,
    "covered": (),
    "question": None,
    "interrupted_until": None,
    "floor_wanted": (),
    "works": (),
    "restart": None,
    "private": False,
}


def _answered(answered: ConsentAnswered) -> dict[str, object]:
    if answered.answer is not Answer.ALLOWED:
        return {"question": None}
    return {
        "question": None,
        "mode": answered.mode,
        "holder_id": answered.holder,
        "covered": answered.covered,
        "epoch": answered.epoch,
    }


def _with_presence(people: tuple[Person, ...], person_id: PersonId, presence: Presence) -> tuple[Person, ...]:
    return tuple(
        p.model_copy(update={"presence": presence}) if p.person_id == person_id else p for p in people
    )


def _without(state: SessionState, person_id: PersonId) -> dict[str, object]:
    left: dict[str, object] = {
        "people": tuple(p for p in state.people if p.person_id != person_id),
        "covered": tuple(p for p in state.covered if p != person_id),
        "floor_wanted": tuple(p for p in state.floor_wanted if p != person_id),
        "raised": tuple(p for p in state.raised if p != person_id),
    }
    if state.holder_id == person_id:
        left["holder_id"] = None
    if state.owner_id == person_id:
        left["owner_id"] = None
    return left
