"""The fold of what people arrange, say and do in a session, beside its course (SPEC S3)."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from protocol.chat import Noted, Said, StepTicked
from protocol.consent import Answer
from protocol.demo import DemoOpened, HandRaised, SessionKind
from protocol.facts import Door, Fact
from protocol.floor import FloorMoved, FloorWanted
from protocol.ids import PersonId
from protocol.inner import (
    Inner,
    InvitationOver,
    Invited,
    OwnerChanged,
    OwnerHow,
    Supervising,
    TransferOffered,
    TransferOver,
)
from protocol.recording import (
    Exported,
    Flagged,
    Kept,
    Looked,
    PrivateMoment,
    Recording,
    RecordingAnswered,
    RecordingAsked,
    RecordingOver,
    RecordingPaused,
    RecordingResumed,
    RecordingState,
)
from protocol.restart import Restart, RestartBegan, RestartOver
from protocol.session import SessionState
from protocol.work import WorkAnswered, WorkAsked, WorkEnded

Changes = dict[str, object]


def room_changes(state: SessionState, fact: Fact, at_ms: int) -> Changes:
    """What this fact changes in the state."""
    return _RULES[type(fact)](state, fact, at_ms)


def _nothing(_state: SessionState, _fact: Fact, _at_ms: int) -> Changes:
    return {}


def _owner(state: SessionState, fact: OwnerChanged, _: int) -> Changes:
    before = state.owner_id if fact.how is OwnerHow.TAKE_OVER else None
    return {"owner_id": fact.owner_id, "previous_owner_id": before}


def _invited(state: SessionState, fact: Invited, _: int) -> Changes:
    inner = state.inner or Inner()
    return {"inner": inner.model_copy(update={"invitations": (*inner.invitations, fact.invitation)})}


def _invitation_over(state: SessionState, fact: InvitationOver, _: int) -> Changes:
    inner = state.inner or Inner()
    kept = tuple(one for one in inner.invitations if one.invitation_id != fact.invitation_id)
    return {"inner": inner.model_copy(update={"invitations": kept})}


def _transfer_offered(state: SessionState, fact: TransferOffered, _: int) -> Changes:
    return {"inner": (state.inner or Inner()).model_copy(update={"transfer": fact.transfer})}


def _transfer_over(state: SessionState, _fact: TransferOver, _: int) -> Changes:
    return {"inner": (state.inner or Inner()).model_copy(update={"transfer": None})}


def _floor_moved(state: SessionState, fact: FloorMoved, _: int) -> Changes:
    wanted = tuple(one for one in state.floor_wanted if one != fact.holder)
    return {"holder_id": fact.holder, "epoch": fact.epoch, "floor_wanted": wanted}


def _floor_wanted(state: SessionState, fact: FloorWanted, _: int) -> Changes:
    return {"floor_wanted": _with(state.floor_wanted, fact.person_id, wanted=fact.wanted)}


def _work_asked(state: SessionState, fact: WorkAsked, _: int) -> Changes:
    return {"works": (*state.works, fact.work)}


def _work_answered(state: SessionState, fact: WorkAnswered, at_ms: int) -> Changes:
    if fact.answer is not Answer.ALLOWED:
        return _work_gone(state, fact, at_ms)
    return {
        "works": tuple(
            work.model_copy(update={"started_at": at_ms}) if work.request_id == fact.request_id else work
            for work in state.works
        )
    }


def _work_gone(state: SessionState, fact: WorkAnswered | WorkEnded, _: int) -> Changes:
    return {"works": tuple(work for work in state.works if work.request_id != fact.request_id)}


def _restart_began(state: SessionState, fact: RestartBegan, at_ms: int) -> Changes:
    restart = Restart(
        request_id=fact.request_id,
        since=at_ms,
        until=fact.until,
        waits_for_sign_in=fact.waits_for_sign_in,
        holder_id=state.holder_id,
    )
    return {"restart": restart, "holder_id": None}


def _demo_opened(_state: SessionState, fact: DemoOpened, at_ms: int) -> Changes:
    presenter = fact.presenter
    return {
        "kind": SessionKind.DEMO,
        "opened_at": at_ms,
        "people": (presenter,),
        "owner_id": presenter.person_id,
        "door": Door.DEMO,
        "reason": fact.title,
        "inner": Inner(),
    }


def _hand(state: SessionState, fact: HandRaised, _: int) -> Changes:
    return {"raised": _with(state.raised, fact.person_id, wanted=fact.up)}


def _recording_asked(_state: SessionState, fact: RecordingAsked, at_ms: int) -> Changes:
    asked = Recording(
        request_id=fact.request_id, state=RecordingState.ASKED, asked_by=fact.asked_by, asked_at=at_ms
    )
    return {"recording": asked}


def _recording_answered(state: SessionState, fact: RecordingAnswered, at_ms: int) -> Changes:
    if fact.answer is not Answer.ALLOWED:
        return {"recording": None}
    return _recording_is(state, {"state": RecordingState.ON, "since": at_ms})


def _recording_paused(state: SessionState, fact: RecordingPaused, _: int) -> Changes:
    return _recording_is(state, {"state": RecordingState.PAUSED, "paused_by": fact.person_id})


def _recording_resumed(state: SessionState, _fact: RecordingResumed, _at_ms: int) -> Changes:
    return _recording_is(state, {"state": RecordingState.ON, "paused_by": None})


def _recording_is(state: SessionState, changes: Changes) -> Changes:
    return {"recording": state.recording and state.recording.model_copy(update=changes)}


def _with(people: tuple[PersonId, ...], person_id: PersonId, *, wanted: bool) -> tuple[PersonId, ...]:
    others = tuple(one for one in people if one != person_id)
    return (*others, person_id) if wanted else others


_RULES: Final[Mapping[type, Callable[[SessionState, Any, int], Changes]]] = {
    OwnerChanged: _owner,
    Supervising: _nothing,
    Invited: _invited,
    InvitationOver: _invitation_over,
    TransferOffered: _transfer_offered,
    TransferOver: _transfer_over,
    Said: _nothing,
    StepTicked: _nothing,
    Noted: _nothing,
    FloorMoved: _floor_moved,
    FloorWanted: _floor_wanted,
    WorkAsked: _work_asked,
    WorkAnswered: _work_answered,
    WorkEnded: _work_gone,
    RestartBegan: _restart_began,
    RestartOver: lambda _state, _fact, _at_ms: {"restart": None},
    DemoOpened: _demo_opened,
    HandRaised: _hand,
    RecordingAsked: _recording_asked,
    RecordingAnswered: _recording_answered,
    RecordingPaused: _recording_paused,
    RecordingResumed: _recording_resumed,
    RecordingOver: lambda _state, _fact, _at_ms: {"recording": None},
    PrivateMoment: lambda _state, fact, _at_ms: {"private": fact.on},
    Flagged: _nothing,
    Looked: _nothing,
    Exported: _nothing,
    Kept: _nothing,
}
