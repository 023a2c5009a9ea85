"""Who may see, and whose input is passed on: the mirror of what the captured machine decides (SPEC M)."""

from typing import Final

from protocol.demo import SessionKind
from protocol.ids import PeerId, PersonId
from protocol.input import HeldBack
from protocol.link_messages import PeerKind
from protocol.modes import Allowed, Mode, allowed, has_input
from protocol.recording import RecordingState
from protocol.rights import Deed, may
from protocol.roles import STAFF
from protocol.screen import MonitorId
from protocol.session import SessionState, State
from protocol.work import ABILITY
from server.core.draft import Standing

RECORDER: Final = PeerId("p_recorder")
"""The recorder, as a viewer of the relay: no link, no person, and no picture that nobody allowed."""

_SEEING: Final = frozenset({PeerKind.CONSOLE, PeerKind.VIEWER})


def shown_by(state: SessionState) -> PersonId | None:
    """Whose machine is captured: the customer's, or in a demo the presenter's (SPEC V1)."""
    return state.owner_id if state.kind is SessionKind.DEMO else state.customer_id


def source(state: SessionState, standing: Standing) -> PeerId | None:
    """The machine whose picture may travel now, or None: no view is in force, or it is being taken back."""
    going = standing.lowering is not None and standing.lowering.mode is None
    shown = state.state in (State.LIVE, State.INTERRUPTED) and state.mode is not None and not going
    return state.machine.peer_id if shown and state.machine else None


def may_see(state: SessionState, standing: Standing, person_id: PersonId) -> bool:
    """Whether this person may see now. Who came after the click is named by `Joined` first (SPEC S5)."""
    person = state.person(person_id)
    if person is None or not may(person.role, Deed.SEE):
        return False
    invited = person.role in STAFF or state.mode is Mode.DEMO
    return invited and source(state, standing) is not None


def viewers(state: SessionState, standing: Standing) -> frozenset[PeerId]:
    """Every peer that may have the picture now; a link just lost keeps its right until it is away."""
    people = frozenset(
        peer
        for peer, link in standing.links.items()
        if link.kind in _SEEING and may_see(state, standing, link.person_id)
    )
    return people | {RECORDER} if may_record(state, standing) else people


def may_record(state: SessionState, standing: Standing) -> bool:
    """Whether the recorder gets the picture: the person's yes stands, and it is not paused (SPEC N3)."""
    recording = state.recording
    on = recording is not None and recording.state is RecordingState.ON
    return on and source(state, standing) is not None


def holder_is_linked(state: SessionState, standing: Standing) -> bool:
    """Whether input of the holder could come in by the server now; True when nobody has control (SPEC C8)."""
    return state.holder_id is None or any(
        link.kind is PeerKind.CONSOLE and link.person_id == state.holder_id and link.lost_at_ms is None
        for link in standing.links.values()
    )


def first_stream(state: SessionState) -> MonitorId:
    """The stream that a viewer gets until it chooses another."""
    monitors = state.screen.monitors if state.screen else ()
    primary = next((monitor for monitor in monitors if monitor.primary), monitors[0] if monitors else None)
    return primary.id if primary else MonitorId(0)


def held_back(state: SessionState, standing: Standing, person_id: PersonId, epoch: int) -> HeldBack | None:
    """Why this input is not passed on, or None. Cheap, for it is asked for each message (SPEC I9)."""
    mode = state.mode
    if state.state is not State.LIVE or standing.lowering is not None or mode is None or not has_input(mode):
        return HeldBack.MODE
    if state.holder_id != person_id:
        return HeldBack.NOT_HOLDER
    if state.epoch != epoch:
        return HeldBack.OLD_EPOCH
    return HeldBack.CONSENT_OPEN if _person_is_asked(state, mode) else None


def prompt_is_open(state: SessionState) -> bool:
    """Whether the machine was asked and has not answered: for a mode, work or a recording (SPEC J3)."""
    asked = state.question is not None or _recording_is_asked(state)
    return asked or any(work.started_at is None for work in state.works)


def _recording_is_asked(state: SessionState) -> bool:
    return state.recording is not None and state.recording.state is RecordingState.ASKED


def _person_is_asked(state: SessionState, mode: Mode) -> bool:
    """Whether a prompt is before the person there; work that the mode allows by itself has none (SPEC C5)."""
    asked = state.question is not None or _recording_is_asked(state)
    return asked or any(
        work.started_at is None and allowed(mode, ABILITY[type(work.what)]) is Allowed.EACH
        for work in state.works
    )
