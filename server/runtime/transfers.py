"""The two sides of each transfer, and the tickets that let them in (SPEC X). Nothing of it is stored."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Protocol

from protocol.errors import ANSWERS, ErrorCode
from protocol.ids import PersonId, RequestId, SessionId
from protocol.link_messages import PeerKind
from protocol.session import SessionState
from protocol.transfer import OtherSide
from protocol.work import ClipboardWork, FilesWork, Way, Work
from protocol.work_messages import TransferTicket, TransferTicketWanted
from server.core.session import Session
from server.errors import NotAllowed, OutOfTurn, TicketUnknown
from server.runtime.peers import Peer
from server.runtime.ports import Clock, Secrets

TICKET_MS: Final = 30_000
_TICKETS_LIMIT: Final = 10_000


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the transfer of one piece of work."""

    session_id: SessionId
    request_id: RequestId
    way: Way
    is_machine: bool

    @property
    def sends(self) -> bool:
        """Whether the bytes come from here."""
        return self.is_machine is (self.way is Way.FROM_MACHINE)

    def other(self) -> "Side":
        """The side that this one talks to."""
        return Side(self.session_id, self.request_id, self.way, not self.is_machine)


class TransferOutlet(Protocol):
    """One transfer link."""

    def tell(self, message: OtherSide) -> None:
        """Say this soon; it never waits."""
        ...

    async def pass_on(self, frame: str | bytes) -> None:
        """Hand over a frame of the other side; waits while this one does not take it. Never raises."""
        ...

    def close(self, code: int) -> None:
        """Close the link with this code."""
        ...


@dataclass(slots=True)
class Transfers:
    """Who is linked to which side. Used in the event loop."""

    secrets: Secrets
    clock: Clock
    _tickets: dict[bytes, tuple[Side, int]] = field(default_factory=dict[bytes, tuple[Side, int]])
    _links: dict[Side, TransferOutlet] = field(default_factory=dict[Side, TransferOutlet])

    def ticket(self, session: Session, peer: Peer, said: TransferTicketWanted) -> TransferTicket:
        """A ticket for this peer's side of this work.

        Raises:
            NotAllowed: neither the captured machine nor who asked for the work.
            OutOfTurn: there is no such work under way, or none that moves bytes.
        """
        side = _side(session.state, peer, said.request_id)
        token, now_ms = self.secrets.token(), self.clock.now_ms()
        self._tickets = {key: kept for key, kept in self._tickets.items() if kept[1] > now_ms}
        if len(self._tickets) >= _TICKETS_LIMIT:
            raise OutOfTurn("too many transfers begin at once")
        self._tickets[self.secrets.digest(token)] = (side, now_ms + TICKET_MS)
        return TransferTicket(request_id=said.request_id, ticket=token)

    def admit(self, ticket: str) -> Side:
        """The side that this ticket opens, once. Raises TicketUnknown."""
        side, until_ms = self._tickets.pop(self.secrets.digest(ticket), (None, 0))
        if side is None or until_ms <= self.clock.now_ms():
            raise TicketUnknown
        return side

    def attach(self, side: Side, outlet: TransferOutlet) -> None:
        """This link is this side's from now on; an older one is closed. Both sides are told who is here."""
        older = self._links.get(side)
        self._links[side] = outlet
        if older is not None:
            older.close(ANSWERS[ErrorCode.REPLACED].close)
        other = self._links.get(side.other())
        outlet.tell(OtherSide(here=other is not None))
        if other is not None:
            other.tell(OtherSide(here=False))
            other.tell(OtherSide(here=True))

    def detach(self, side: Side, outlet: TransferOutlet) -> None:
        """This link is gone; nothing happens when another one took its place."""
        if self._links.get(side) is not outlet:
            return
        del self._links[side]
        if (other := self._links.get(side.other())) is not None:
            other.tell(OtherSide(here=False))

    async def pass_on(self, side: Side, frame: str | bytes) -> None:
        """A frame of this side goes to the other one; while there is none, it is void (SPEC X5)."""
        if (other := self._links.get(side.other())) is not None:
            await other.pass_on(frame)

    def settle(self, state: SessionState) -> None:
        """Links and tickets of work that is not under way any more are void (SPEC X7)."""
        running = {work.request_id for work in _moving(state.works)}
        over = [
            side
            for side in self._links
            if side.session_id == state.session_id and side.request_id not in running
        ]
        for side in over:
            self._links.pop(side).close(ANSWERS[ErrorCode.SESSION_OVER].close)
        self._tickets = {
            key: kept
            for key, kept in self._tickets.items()
            if kept[0].session_id != state.session_id or kept[0].request_id in running
        }

    def counts(self) -> dict[str, int]:
        """For /metrics."""
        return {"transfer_links": len(self._links)}


def _side(state: SessionState, peer: Peer, request_id: RequestId) -> Side:
    work = next((one for one in _moving(state.works) if one.request_id == request_id), None)
    if work is None:
        raise OutOfTurn("nothing is being sent under this request")
    assert isinstance(work.what, FilesWork | ClipboardWork), "because `_moving` keeps no others"
    is_machine = state.machine is not None and peer.peer_id == state.machine.peer_id
    if not is_machine and not _asked(work, peer.kind, peer.person.person_id):
        raise NotAllowed("take part in this transfer")
    return Side(state.session_id, request_id, work.what.way, is_machine)


def _asked(work: Work, kind: PeerKind, person_id: PersonId) -> bool:
    return kind is PeerKind.CONSOLE and person_id == work.asked_by


def _moving(works: Iterable[Work]) -> list[Work]:
    return [
        work
        for work in works
        if work.started_at is not None and isinstance(work.what, FilesWork | ClipboardWork)
    ]
