"""Whether a session is recorded, by the consent that the person at the captured machine gives (SPEC N).

asked, or by the policy ─▶ logged ─▶ `order_recording` ─▶ `recording_given` ─▶ logged ─▶ it is on
"""

from typing import Final, TypeAlias

from protocol.consent import Answer
from protocol.control import StopAsking
from protocol.ids import PersonId, RequestId
from protocol.people import Presence
from protocol.recording import (
    Exported,
    Flagged,
    Kept,
    Looked,
    Policy,
    PrivateMoment,
    Recording,
    RecordingAnswered,
    RecordingAsked,
    RecordingEnd,
    RecordingOver,
    RecordingPaused,
    RecordingResumed,
    RecordingState,
)
from protocol.recording_messages import (
    AskRecording,
    Flag,
    OrderRecording,
    PauseRecording,
    PrivateIs,
    RecordingDeed,
    RecordingGiven,
    RecordingHere,
    ResumeRecording,
    StopRecording,
)
from protocol.rights import Deed, may
from protocol.session import State
from server.core import consent, rights
from server.core import events as ev
from server.core.draft import Draft
from server.core.sender import Sender
from server.errors import NotAllowed, OutOfTurn

RecordEvent: TypeAlias = ev.RecordingFailed | ev.Looked | ev.Exported | ev.Kept

_HAS_BEGUN: Final = frozenset({RecordingState.ON, RecordingState.PAUSED})


def ask(draft: Draft, sender: Sender, said: AskRecording) -> None:
    """Staff asks whether this may be recorded (SPEC N2). Said again, it is the same question.

    Raises:
        NotAllowed: the role never may, or the organisation records nothing (SPEC N1).
        OutOfTurn: not now; the sentence says why.
    """
    _require_right(sender)
    if draft.rules.recording_policy is Policy.NEVER:
        raise NotAllowed("record sessions; the organisation does not do that")
    known, asker = draft.state.recording, sender.person.person_id
    if known is not None and (known.request_id, known.asked_by) == (said.request_id, asker):
        return
    if (obstacle := _obstacle(draft, said.request_id)) is not None:
        raise OutOfTurn(obstacle)
    _put(draft, said.request_id, asker)


def ask_by_policy(draft: Draft) -> None:
    """Where every session is to ask, it asks once, as soon as it can after the view was allowed (SPEC N1)."""
    always = draft.rules.recording_policy is Policy.ALWAYS
    if not always or draft.standing.recordings_asked or draft.state.state is not State.LIVE:
        return
    request_id = RequestId(f"recording_{draft.state.seq + 1}")
    if _obstacle(draft, request_id) is None:
        _put(draft, request_id, None)


def _obstacle(draft: Draft, request_id: RequestId) -> str | None:
    state = draft.state
    known = state.recording
    obstacles = {
        "this is being recorded already": known is not None and known.state in _HAS_BEGUN,
        "the customer's computer is restarting": state.restart is not None,
        "the customer is being asked already": rights.prompt_is_open(state),
        "another request has this name already": request_id in draft.standing.recordings_asked,
        "the customer's program is not connected": draft.open_machine() is None,
        "the last step down has not been confirmed yet": draft.standing.lowering is not None,
    }
    return next((sentence for sentence, stands in obstacles.items() if stands), None)


def _put(draft: Draft, request_id: RequestId, asker: PersonId | None) -> None:
    draft.happen(RecordingAsked(request_id=request_id, asked_by=asker))
    repeat(draft)


def repeat(draft: Draft) -> None:
    """Say the open question to the machine (again): the same `request_id` is the same question."""
    asked = _question(draft)
    if asked is None:
        return
    asker = draft.state.person(asked.asked_by) if asked.asked_by is not None else None
    draft.order(
        OrderRecording(
            request_id=asked.request_id,
            asked_by=consent.named(asker) if asker is not None else None,
            organisation=draft.rules.organisation,
        )
    )


def _question(draft: Draft) -> Recording | None:
    recording = draft.state.recording
    return recording if recording is not None and recording.state is RecordingState.ASKED else None


def answered_there(draft: Draft, sender: Sender, said: RecordingGiven) -> None:
    """The machine says how the person there answered (SPEC N2).

    A yes that is in the log already changes nothing; an answer to a question that is over is void.

    Raises:
        NotAllowed: this peer is not the captured machine.
    """
    draft.require_machine(sender.peer)
    recording = draft.state.recording
    if recording is None or recording.request_id != said.request_id:
        draft.order(StopAsking(request_id=said.request_id))
    elif recording.state is RecordingState.ASKED:
        draft.happen(RecordingAnswered(request_id=said.request_id, answer=said.answer))


def happened_there(draft: Draft, sender: Sender, said: RecordingHere) -> None:
    """The person at the machine paused it, let it go on or withdrew their yes, and it is so there already.

    What staff had paused is theirs alone once they paused it too. What is said of a recording that is over
    changes nothing (SPEC N4).

    Raises:
        NotAllowed: this peer is not the captured machine.
    """
    draft.require_machine(sender.peer)
    recording, here = draft.state.recording, sender.person.person_id
    if recording is None or recording.request_id != said.request_id:
        return
    if said.deed is RecordingDeed.WITHDRAW:
        if recording.state is RecordingState.ASKED:
            stop_asking(draft, Answer.WITHDRAWN)
        else:
            draft.happen(RecordingOver(by=RecordingEnd.LOCAL_PERSON, person_id=here))
    elif said.deed is RecordingDeed.PAUSE:
        if recording.state in _HAS_BEGUN and recording.paused_by != here:
            draft.happen(RecordingPaused(person_id=here))
    elif recording.state is RecordingState.PAUSED:
        draft.happen(RecordingResumed(person_id=here))


def pause(draft: Draft, sender: Sender, _said: PauseRecording) -> None:
    """Staff pauses it.

    Raises:
        NotAllowed: this role records nothing.
        OutOfTurn: nothing is being recorded just now.
    """
    _require_right(sender)
    recording = draft.state.recording
    if recording is None or recording.state is not RecordingState.ON:
        raise OutOfTurn("nothing is being recorded just now")
    draft.happen(RecordingPaused(person_id=sender.person.person_id))


def resume(draft: Draft, sender: Sender, _said: ResumeRecording) -> None:
    """Staff lets it go on.

    Raises:
        NotAllowed: this role records nothing, or the person at the machine paused it (SPEC N4).
        OutOfTurn: it is not paused.
    """
    _require_right(sender)
    recording, person_id = draft.state.recording, sender.person.person_id
    if recording is None or recording.state is not RecordingState.PAUSED:
        raise OutOfTurn("no recording is paused")
    theirs = recording.paused_by == rights.shown_by(draft.state)
    if theirs and recording.paused_by != person_id:
        raise NotAllowed("let a recording go on that the person there paused")
    draft.happen(RecordingResumed(person_id=person_id))


def stop(draft: Draft, sender: Sender, _said: StopRecording) -> None:
    """Staff ends it, or takes the question back (SPEC N2).

    Raises:
        NotAllowed: this role records nothing.
        OutOfTurn: nothing is recorded or asked.
    """
    _require_right(sender)
    if draft.state.recording is None:
        raise OutOfTurn("nothing is being recorded")
    if _question(draft) is not None:
        stop_asking(draft, Answer.WITHDRAWN)
    else:
        draft.happen(RecordingOver(by=RecordingEnd.STAFF, person_id=sender.person.person_id))


def _require_right(sender: Sender) -> None:
    if not may(sender.person.role, Deed.RECORD):
        raise NotAllowed("record sessions")


def stop_asking(draft: Draft, how: Answer) -> None:
    """The open question, if any, is over without the person's answer."""
    if (asked := _question(draft)) is not None:
        draft.order(StopAsking(request_id=asked.request_id))
        draft.happen(RecordingAnswered(request_id=asked.request_id, answer=how))


def take(draft: Draft, event: RecordEvent) -> None:
    """What becomes of the record. Who looked, took a copy or keeps it may: that was checked (SPEC N9)."""
    match event:
        case ev.RecordingFailed():
            _failed(draft, event)
        case ev.Looked(person_id=person_id, name=name, reason=reason):
            draft.happen(Looked(person_id=person_id, name=name, reason=reason))
        case ev.Exported(person_id=person_id, name=name, form=form, reason=reason):
            draft.happen(Exported(person_id=person_id, name=name, form=form, reason=reason))
        case _:
            held = Kept(person_id=event.person_id, name=event.name, held=event.held, reason=event.reason)
            draft.happen(held)


def _failed(draft: Draft, event: ev.RecordingFailed) -> None:
    """It cannot be kept any more: the recording is over, and the session goes on (SPEC N7)."""
    recording = draft.state.recording
    begun = recording is not None and recording.state in _HAS_BEGUN
    if recording is not None and begun and recording.request_id == event.request_id:
        draft.happen(RecordingOver(by=event.by))


def private_there(draft: Draft, sender: Sender, said: PrivateIs) -> None:
    """The machine sends a black picture now, or no longer (SPEC N5).

    Raises:
        NotAllowed: this peer is not the captured machine.
    """
    draft.require_machine(sender.peer)
    if draft.state.private is not said.on:
        draft.happen(PrivateMoment(on=said.on))


def flag(draft: Draft, sender: Sender, said: Flag) -> None:
    """Staff marks this moment, once: the same `flag_id` is the same mark (SPEC N9).

    Raises:
        NotAllowed: this role marks nothing.
        OutOfTurn: somebody else's mark has this name.
    """
    person_id = sender.person.person_id
    if not may(sender.person.role, Deed.FLAG):
        raise NotAllowed("mark moments")
    before = draft.standing.flags.get(said.flag_id)
    if before is None:
        draft.happen(Flagged(flag_id=said.flag_id, person_id=person_id, label=said.label))
    elif before != person_id:
        raise OutOfTurn("this mark's name is taken; mark it again")


def answer_due_ms(draft: Draft) -> int | None:
    """When the open question, if any, has waited long enough."""
    asked = _question(draft)
    return asked.asked_at + draft.rules.consent_answer_ms if asked is not None else None


def settle(draft: Draft) -> None:
    """A question that nobody can answer any more, or nobody did in time, is over (SPEC C5)."""
    asked, due_ms, state = _question(draft), answer_due_ms(draft), draft.state
    if asked is not None and due_ms is not None:
        machine = state.machine
        gone = machine is None or machine.presence is Presence.AWAY or state.state is State.INTERRUPTED
        without = asked.asked_by is not None and state.person(asked.asked_by) is None
        if gone or draft.at_ms >= due_ms:
            stop_asking(draft, Answer.EXPIRED)
        elif without or rights.source(state, draft.standing) is None:
            stop_asking(draft, Answer.WITHDRAWN)
    ask_by_policy(draft)
