"""What a peer says, as the event that its session decides on."""

from collections.abc import Callable
from typing import Any, Final, get_args

from protocol.control import (
    AskMode,
    ConsentGiven,
    EndSession,
    LoweredHere,
    LowerMode,
    ScreenIs,
    WithdrawQuestion,
)
from protocol.ids import RequestId
from server.core import events as ev
from server.core.requests import Request
from server.runtime.peers import Peer

_EVENT: Final[dict[type, Callable[[int, Peer, Any], ev.Event]]] = {
    AskMode: lambda at_ms, peer, said: ev.ModeAsked(at_ms, peer.peer_id, said.request_id, said.mode),
    WithdrawQuestion: lambda at_ms, peer, _: ev.QuestionWithdrawn(at_ms, peer.peer_id),
    LowerMode: lambda at_ms, peer, said: ev.ModeLowered(at_ms, peer.peer_id, said.mode),
    EndSession: lambda at_ms, peer, _: ev.EndAsked(at_ms, peer.person.person_id, peer.peer_id),
    ConsentGiven: lambda at_ms, peer, said: ev.ConsentSaid(at_ms, peer.peer_id, said),
    LoweredHere: lambda at_ms, peer, said: ev.LoweredThere(at_ms, peer.peer_id, said),
    ScreenIs: lambda at_ms, peer, said: ev.ScreenSaid(at_ms, peer.peer_id, said.screen),
    **dict.fromkeys(get_args(Request), lambda at_ms, peer, said: ev.Requested(at_ms, peer.peer_id, said)),
}


def event_of(at_ms: int, peer: Peer, message: object) -> ev.Event | None:
    """The event that this message is, or None: it is not for a session to decide on."""
    make = _EVENT.get(type(message))
    return make(at_ms, peer, message) if make else None


def about(event: ev.Event) -> RequestId | None:
    """The request that this event belongs to, so that a refusal finds it."""
    match event:
        case ev.ModeAsked(request_id=request_id):
            return request_id
        case ev.ConsentSaid(given=given):
            return given.request_id
        case ev.Requested(said=said):
            names = (getattr(said, name, None) for name in ("request_id", "message_id", "flag_id"))
            return next((name for name in names if name is not None), None)
        case _:
            return None
