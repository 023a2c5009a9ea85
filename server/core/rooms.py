"""Which room decides on which request, and in which states of the session (SPEC S2)."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from protocol.chat_messages import Note, Say, TickStep
from protocol.control import ElevationIs
from protocol.demo import RaiseHand
from protocol.floor import AskFloor, FloorIs, GiveFloor, UnaskFloor
from protocol.ids import PeerId
from protocol.inner import (
    HandBack,
    Invite,
    OfferTransfer,
    TakeOver,
    WithdrawInvitation,
    WithdrawTransfer,
)
from protocol.recording_messages import (
    AskRecording,
    Flag,
    PauseRecording,
    PrivateIs,
    RecordingGiven,
    RecordingHere,
    ResumeRecording,
    StopRecording,
)
from protocol.session import State
from protocol.work_messages import AskWork, Restarting, StopWork, WorkGiven, WorkOver
from server.core import chat, demo, elevation, floor, inner, ownership, recording, restart, work
from server.core.draft import Draft
from server.core.requests import Request
from server.core.sender import Sender
from server.errors import NotAllowed, OutOfTurn

Handler = Callable[[Draft, Sender, Any], None]

_OPEN: Final = frozenset({State.WAITING, State.CLAIMED, State.LIVE, State.INTERRUPTED})
_TAKEN: Final = frozenset({State.CLAIMED, State.LIVE, State.INTERRUPTED})
_LIVE: Final = frozenset({State.LIVE})
_SEEN: Final = frozenset({State.LIVE, State.INTERRUPTED})

ROOMS: Final[Mapping[type, tuple[Handler, frozenset[State]]]] = {
    AskFloor: (floor.ask, _LIVE),
    UnaskFloor: (floor.unask, _SEEN),
    GiveFloor: (floor.give, _LIVE),
    FloorIs: (floor.happened_there, _OPEN),
    AskWork: (work.ask, _LIVE),
    StopWork: (work.stop, _SEEN),
    WorkGiven: (work.answered_there, _OPEN),
    WorkOver: (work.over_there, _OPEN),
    Restarting: (restart.begins, _SEEN),
    ElevationIs: (elevation.changed_there, _OPEN),
    Invite: (inner.invite, _TAKEN),
    WithdrawInvitation: (inner.withdraw_invitation, _TAKEN),
    OfferTransfer: (inner.offer_transfer, _TAKEN),
    WithdrawTransfer: (inner.withdraw_transfer, _TAKEN),
    TakeOver: (ownership.take_over, _TAKEN),
    HandBack: (ownership.hand_back, _TAKEN),
    Say: (chat.say, _OPEN | {State.ENDED}),
    TickStep: (chat.tick, _OPEN | {State.ENDED}),
    Note: (chat.note, _TAKEN | {State.ENDED}),
    RaiseHand: (demo.raise_hand, _TAKEN),
    AskRecording: (recording.ask, _LIVE),
    PauseRecording: (recording.pause, _TAKEN),
    ResumeRecording: (recording.resume, _TAKEN),
    StopRecording: (recording.stop, _TAKEN),
    RecordingGiven: (recording.answered_there, _OPEN),
    RecordingHere: (recording.happened_there, _OPEN),
    PrivateIs: (recording.private_there, _OPEN),
    Flag: (recording.flag, _TAKEN | {State.ENDED}),
}
"""Every request has its room; total."""


def take(draft: Draft, peer: PeerId, said: Request) -> None:
    """Let the room decide.

    Raises:
        Refused: as the room says; OutOfTurn in a state that does not take it.
        NotAllowed: the sender is not in this session.
    """
    link = draft.standing.links.get(peer)
    person = draft.state.person(link.person_id) if link is not None else None
    if link is None or person is None:
        raise NotAllowed("act in a session that you are not in")
    room, states = ROOMS[type(said)]
    if draft.state.state not in states:
        raise OutOfTurn("this is not possible now")
    room(draft, Sender(peer, link, person), said)
