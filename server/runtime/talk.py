"""Who types and how far everybody has read: told to who reads that room, kept nowhere but here (SPEC T3)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from protocol.chat import Room
from protocol.chat_messages import Mark, Marked, Typing, TypingNow
from protocol.ids import PersonId, SessionId
from protocol.link_messages import PeerKind
from protocol.people import Person
from protocol.rights import Deed, may
from protocol.roles import STAFF, Role
from protocol.session import SessionState
from server.core.session import Session
from server.errors import NotAllowed
from server.runtime.peers import Peer, Peers

_READERS: Final = frozenset({PeerKind.PAGE, PeerKind.CONSOLE, PeerKind.VIEWER})
"""The desktop program shows no rooms."""


def reads(listener: Person, room: Room, author: Person) -> bool:
    """Whether this person hears of what the author does in this room (SPEC A1, A3)."""
    if listener.role in STAFF:
        return True
    is_anothers = author.role is Role.VIEWER and author.person_id != listener.person_id
    return room is Room.CUSTOMER and not is_anothers


def sender_in(state: SessionState, sender: Peer) -> Person:
    """Who sends, as the session knows them and the audience's rules take them.

    Raises:
        NotAllowed: they are not in this session.
    """
    person = state.person(sender.person.person_id)
    if person is None:
        raise NotAllowed("act in a session that you are not in")
    return person.model_copy(update={"role": sender.listener.role})


@dataclass(slots=True)
class Talk:
    """The rooms of all sessions, beside what is said in them."""

    peers: Peers
    _marks: dict[SessionId, dict[tuple[Room, PersonId], Marked]] = field(
        default_factory=dict[SessionId, dict[tuple[Room, PersonId], Marked]]
    )

    def typing(self, session: Session, sender: Peer, said: Typing) -> None:
        """Somebody writes. Raises NotAllowed: they may not, in this room."""
        author = sender_in(session.state, sender)
        deed = Deed.TALK if said.room is Room.CUSTOMER else Deed.WRITE_INNER
        if not may(author.role, deed):
            raise NotAllowed("write in this room")
        message = TypingNow(room=said.room, person_id=author.person_id)
        for peer in self._others(session.state, sender, said.room, author):
            peer.send(message)

    def mark(self, session: Session, sender: Peer, said: Mark) -> None:
        """Somebody holds and has seen so much; marks never fall, and never pass what has happened.

        Raises:
            NotAllowed: they do not read this room.
        """
        author = sender_in(session.state, sender)
        if not reads(author, said.room, author):
            raise NotAllowed("read this room")
        marks = self._marks.setdefault(session.state.session_id, {})
        before = marks.get((said.room, author.person_id))
        seen = min(max(said.seen, before.seen if before else 0), session.state.seq)
        delivered = min(max(said.delivered, seen, before.delivered if before else 0), session.state.seq)
        mark = Marked(room=said.room, person_id=author.person_id, delivered=delivered, seen=seen)
        if mark != before:
            marks[said.room, author.person_id] = mark
            for peer in self._others(session.state, sender, said.room, author):
                peer.send(mark)

    def tell_newcomer(self, state: SessionState, peer: Peer) -> None:
        """Everybody's marks, after the welcome."""
        for (room, person_id), mark in self._marks.get(state.session_id, {}).items():
            author = state.person(person_id)
            if author is not None and peer.kind in _READERS and reads(peer.listener, room, author):
                peer.send(mark)

    def forget(self, session_id: SessionId) -> None:
        """This session is over."""
        self._marks.pop(session_id, None)

    def _others(self, state: SessionState, sender: Peer, room: Room, author: Person) -> Iterator[Peer]:
        for peer in self.peers.of(state.session_id):
            if peer is not sender and peer.kind in _READERS and reads(peer.listener, room, author):
                yield peer
