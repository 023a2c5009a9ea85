"""Effects, carried out: one function each. None of them waits."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from protocol.audience import as_seen_by, heard_by
from protocol.codec import encode
from protocol.control import Happened
from protocol.errors import ANSWERS
from protocol.facts import Entry
from protocol.limits import PROTOCOL_VERSION
from protocol.link_messages import PeerKind, Welcome
from protocol.session import SessionState
from protocol.signalling import IceServer
from server.core.effects import CloseLinks, Effect, Send, ShowTo, WakeAt, WelcomePeer
from server.runtime.peers import Peer, Peers
from server.runtime.pictures import Pictures
from server.runtime.ports import Clock
from server.runtime.timers import Timers

_DIRECT: Final = frozenset({PeerKind.CONSOLE, PeerKind.MACHINE})
"""Who may ever have a direct path: a viewer of a demo is a stranger, and gets no credentials for a relay."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Where effects happen."""

    peers: Peers
    pictures: Pictures
    timers: Timers
    clock: Clock
    organisation: str
    ice: Callable[[], tuple[IceServer, ...]]


def tell(stage: Stage, state: SessionState, entries: Iterable[Entry]) -> None:
    """Who was welcomed to this session and hears of it (SPEC A) gets it, in order; each is encoded once."""
    peers = [(peer, peer.listener) for peer in stage.peers.of(state.session_id) if peer.welcomed]
    for entry in entries:
        text = encode(Happened(entry=entry))
        for peer, listener in peers:
            if heard_by(listener, state, entry):
                peer.outlet.push(text)


def perform(stage: Stage, state: SessionState, effect: Effect) -> None:
    """Carry one effect out."""
    _HOW[type(effect)](stage, state, effect)


def welcome(stage: Stage, peer: Peer, state: SessionState | None) -> None:
    """Everything that this newcomer may know; what comes after it is increments (SPEC S3, A2)."""
    message = Welcome(
        protocol=PROTOCOL_VERSION,
        peer_id=peer.peer_id,
        person_id=peer.person.person_id,
        role=peer.person.role,
        kind=peer.kind,
        organisation=stage.organisation,
        resume=peer.resume,
        media_ticket=peer.media_ticket,
        session=as_seen_by(peer.listener.role, state) if state else None,
        ice=stage.ice() if peer.kind in _DIRECT and peer.media_ticket else (),
        at=stage.clock.now_ms(),
    )
    peer.welcomed = True
    peer.send(message)


def _welcome(stage: Stage, state: SessionState, effect: WelcomePeer) -> None:
    if (peer := stage.peers.get(effect.peer)) is not None:
        welcome(stage, peer, state)


def _send(stage: Stage, _: SessionState, effect: Send) -> None:
    if (peer := stage.peers.get(effect.peer)) is not None:
        peer.send(effect.message)


def _show_to(stage: Stage, state: SessionState, effect: ShowTo) -> None:
    stage.pictures.show_to(state.session_id, effect.viewers, effect.source, effect.first)


def _close_links(stage: Stage, _: SessionState, effect: CloseLinks) -> None:
    for peer_id in effect.peers:
        if (peer := stage.peers.get(peer_id)) is not None:
            peer.close(effect.code)
            stage.peers.remove(peer)
            if peer.session_id is not None:
                stage.pictures.drop(peer.session_id, peer_id, ANSWERS[effect.code].close)


def _wake_at(stage: Stage, state: SessionState, effect: WakeAt) -> None:
    stage.timers.set(state.session_id, effect.at_ms)


_HOW: Final[dict[type[Effect], Callable[[Stage, SessionState, Any], None]]] = {
    WelcomePeer: _welcome,
    Send: _send,
    ShowTo: _show_to,
    CloseLinks: _close_links,
    WakeAt: _wake_at,
}
