"""Who is linked right now, with the sockets that lead to them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Protocol

from pydantic import BaseModel

from protocol.codec import encode
from protocol.errors import ANSWERS, ErrorCode, ProtocolError
from protocol.ids import PeerId, PersonId, RequestId, SessionId
from protocol.limits import SENTENCE_LIMIT_CHARS
from protocol.link_messages import Fault, PeerKind
from protocol.people import Person
from protocol.queue import QueuePlace
from protocol.roles import Role
from server.errors import ServerError

_CUSTOMERS_ENDS: Final = frozenset({PeerKind.PAGE, PeerKind.MACHINE})
"""What stands at the customer's: it hears as a customer does, whoever it belongs to (SPEC A1)."""


class Outlet(Protocol):
    """The way out to one control socket. Nothing here waits or raises: a peer that is too slow is closed."""

    def push(self, text: bytes) -> None:
        """Queue one encoded message."""
        ...

    def close(self, code: int, reason: str = "") -> None:
        """Let what is queued go out, then close with this code."""
        ...


@dataclass(slots=True, eq=False)
class Peer:
    """One linked peer. `session_id` is None at the desk."""

    peer_id: PeerId
    kind: PeerKind
    person: Person
    session_id: SessionId | None
    outlet: Outlet
    resume: str
    media_ticket: str | None = None
    welcomed: bool = False
    place: QueuePlace | None = None

    @property
    def listener(self) -> Person:
        """The person as the audience's rules take this peer: a captured machine is never one of the staff."""
        if self.kind in _CUSTOMERS_ENDS and self.person.role is not Role.CUSTOMER:
            return self.person.model_copy(update={"role": Role.CUSTOMER})
        return self.person

    def send(self, message: BaseModel) -> None:
        """Queue a message, once the peer was welcomed; before, the welcome will hold what it has to know."""
        if self.welcomed:
            self.outlet.push(encode(message))

    def fault(self, refusal: ServerError | ProtocolError, about: RequestId | None = None) -> None:
        """Tell the peer that what it asked for was refused (SPEC E1)."""
        self.send(Fault(code=refusal.code, sentence=str(refusal)[:SENTENCE_LIMIT_CHARS], about=about))

    def close(self, code: ErrorCode) -> None:
        """Close the link with the answer that belongs to this error (SPEC E2)."""
        self.outlet.close(ANSWERS[code].close, code.value)


@dataclass(slots=True)
class Peers:
    """All of them, by id, by session and by person."""

    _by_id: dict[PeerId, Peer] = field(default_factory=dict[PeerId, Peer])
    _by_session: dict[SessionId | None, dict[PeerId, Peer]] = field(
        default_factory=dict[SessionId | None, dict[PeerId, Peer]]
    )

    def add(self, peer: Peer) -> Peer | None:
        """Let this peer be found; answers with the older link that it replaces."""
        before = self._by_id.get(peer.peer_id)
        if before is not None:
            self.remove(before)
        self._by_id[peer.peer_id] = peer
        self._by_session.setdefault(peer.session_id, {})[peer.peer_id] = peer
        return before

    def remove(self, peer: Peer) -> bool:
        """Forget this link; False when it was replaced or forgotten before."""
        if self._by_id.get(peer.peer_id) is not peer:
            return False
        del self._by_id[peer.peer_id]
        mates = self._by_session[peer.session_id]
        del mates[peer.peer_id]
        if not mates:
            del self._by_session[peer.session_id]
        return True

    def get(self, peer_id: PeerId) -> Peer | None:
        """The peer's present link."""
        return self._by_id.get(peer_id)

    def of(self, session_id: SessionId | None) -> list[Peer]:
        """Every link into this session; None: of the desk."""
        return list(self._by_session.get(session_id, {}).values())

    def of_person(self, person_id: PersonId) -> list[Peer]:
        """Every link of this person, wherever."""
        return [peer for peer in self._by_id.values() if peer.person.person_id == person_id]

    def __iter__(self) -> Iterator[Peer]:
        return iter(list(self._by_id.values()))

    def __len__(self) -> int:
        return len(self._by_id)
