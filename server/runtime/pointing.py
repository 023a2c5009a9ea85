"""Pointers, ink, and what the holder's hand does: shown at once, kept in recordings alone (SPEC Y)."""

from collections.abc import Iterator
from dataclasses import dataclass

from protocol.link_messages import PeerKind
from protocol.modes import Ability, Allowed, allowed
from protocol.pointing import Activity, Ink, Inked, Point, Pointed
from protocol.rights import Deed, may
from protocol.roles import STAFF
from server.core.session import Session
from server.errors import NotAllowed
from server.runtime.peers import Peer, Peers
from server.runtime.recording import Recorder
from server.runtime.talk import sender_in


@dataclass(slots=True)
class Pointing:
    """The way from one hand to everyone who sees."""

    peers: Peers
    recorder: Recorder

    def point(self, session: Session, sender: Peer, said: Point) -> None:
        """Somebody points. Raises NotAllowed: their role does not, or they see nothing now."""
        _check(session, sender, Deed.GHOST if said.ghost else Deed.POINT)
        message = Pointed(person_id=sender.person.person_id, at=said.at, ghost=said.ghost)
        self.recorder.gesture(session.state.session_id, message)
        for peer in self._owners(session) if said.ghost else self._who_sees(session):
            if peer is not sender:
                peer.send(message)

    def ink(self, session: Session, sender: Peer, said: Ink) -> None:
        """Somebody draws. Raises NotAllowed, as `point`."""
        _check(session, sender, Deed.POINT)
        message = Inked(
            person_id=sender.person.person_id, stroke_id=said.stroke_id, points=said.points, done=said.done
        )
        self.recorder.gesture(session.state.session_id, message)
        for peer in self._who_sees(session):
            if peer is not sender:
                peer.send(message)

    def activity(self, session: Session, sender: Peer, said: Activity) -> None:
        """The machine counts what the holder does; for the staff (SPEC Y4)."""
        check_machine(session, sender)
        self.recorder.gesture(session.state.session_id, said)
        for peer in consoles(self.peers, session):
            if peer.person.role in STAFF:
                peer.send(said)

    def _who_sees(self, session: Session) -> Iterator[Peer]:
        machine = session.state.machine
        for peer_id in {*session.standing.viewers, *([machine.peer_id] if machine else [])}:
            if (peer := self.peers.get(peer_id)) is not None:
                yield peer

    def _owners(self, session: Session) -> Iterator[Peer]:
        """A ghost is for the owner's eyes: never for the machine, nor for a colleague (SPEC Y2)."""
        for peer in consoles(self.peers, session):
            if peer.person.person_id == session.state.owner_id:
                yield peer


def consoles(peers: Peers, session: Session) -> Iterator[Peer]:
    """The staff's links into this session."""
    return (peer for peer in peers.of(session.state.session_id) if peer.kind is PeerKind.CONSOLE)


def check_machine(session: Session, sender: Peer) -> None:
    """Raises NotAllowed: this peer is not the captured machine."""
    machine = session.state.machine
    if machine is None or machine.peer_id != sender.peer_id:
        raise NotAllowed("speak for the captured machine")


def _check(session: Session, sender: Peer, deed: Deed) -> None:
    mode = session.state.mode
    if not may(sender_in(session.state, sender).role, deed):
        raise NotAllowed("point in this session")
    if sender.peer_id not in session.standing.viewers or mode is None:
        raise NotAllowed("see this screen now")
    if allowed(mode, Ability.POINTING) is Allowed.DROPPED:
        raise NotAllowed("point in this mode")
