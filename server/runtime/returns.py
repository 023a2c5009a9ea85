"""The way back of a machine that admin mode restarted: one token, one machine, one use (SPEC R1, R2)."""

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Final

from protocol.ids import PeerId, SessionId
from protocol.limits import RESTART_LIMIT_SECONDS
from protocol.link_messages import PeerKind
from protocol.modes import Mode
from protocol.session import SessionState, State
from protocol.work import RebootWork
from protocol.work_messages import ReturnToken, ReturnTokenWanted
from server.core.session import Session
from server.errors import OutOfTurn, ServerError, TicketUnknown
from server.runtime.peers import Peer
from server.runtime.pointing import check_machine
from server.runtime.ports import Clock, Pass, PassStore, Secrets
from server.runtime.sessions import Sessions

_PURPOSE: Final = "return"
_MACHINES_REMEMBERED: Final = 1_000
_TICKET_MS: Final = 30_000


@dataclass(slots=True)
class Returns:
    """Makes return tokens, and turns each into a ticket for the same peer, once."""

    passes: PassStore
    secrets: Secrets
    clock: Clock
    sessions: Sessions
    _newest: "OrderedDict[PeerId, bytes]" = field(default_factory=OrderedDict)

    async def token(self, session: Session, machine: Peer, said: ReturnTokenWanted) -> ReturnToken:
        """A token for this machine; the one before is void.

        Raises:
            NotAllowed: this peer is not the captured machine.
            OutOfTurn: no restart was ordered in admin mode and allowed there.
        """
        check_machine(session, machine)
        if not _is_ordered(session.state, said):
            raise OutOfTurn("no restart is under way")
        token = self.secrets.token()
        entry = Pass(
            _PURPOSE,
            self.clock.now_ms() + round(RESTART_LIMIT_SECONDS * 1000),
            person_id=machine.person.person_id,
            session_id=session.state.session_id,
            peer_id=machine.peer_id,
            kind=PeerKind.MACHINE,
        )
        digest = self.secrets.digest(token)
        older = self._newest.get(machine.peer_id)
        self._newest[machine.peer_id] = digest
        while len(self._newest) > _MACHINES_REMEMBERED:
            self._newest.popitem(last=False)
        if older is not None:
            await self.passes.take(older, _PURPOSE, self.clock.now_ms())
        await self.passes.put(digest, entry)
        return ReturnToken(request_id=said.request_id, token=token)

    async def redeem(self, token: str, session_id: SessionId | None = None) -> tuple[str, SessionId]:
        """A ticket that opens the same machine's place again, and its session.

        Args:
            token: As it was given to the machine.
            session_id: Where it is presented, if whoever presents it says so.

        Raises:
            TicketUnknown: wrong, used, expired, of another session, or nobody waits for it any more: one
                answer for all of them.
        """
        entry = await self.passes.take(self.secrets.digest(token), _PURPOSE, self.clock.now_ms())
        if entry is None or entry.session_id is None or entry.peer_id is None:
            raise TicketUnknown
        self._newest.pop(entry.peer_id, None)
        if session_id is not None and session_id != entry.session_id:
            raise TicketUnknown
        if not await self._is_awaited(entry.session_id, entry.peer_id):
            raise TicketUnknown
        ticket = self.secrets.token()
        until_ms = self.clock.now_ms() + _TICKET_MS
        place = Pass(
            "ticket",
            until_ms,
            person_id=entry.person_id,
            session_id=entry.session_id,
            peer_id=entry.peer_id,
            kind=PeerKind.MACHINE,
        )
        await self.passes.put(self.secrets.digest(ticket), place)
        return ticket, entry.session_id

    async def _is_awaited(self, session_id: SessionId, peer_id: PeerId) -> bool:
        try:
            state = await self.sessions.state(session_id)
        except ServerError:
            return False
        machine = state.machine
        return state.state is not State.ENDED and machine is not None and machine.peer_id == peer_id


def _is_ordered(state: SessionState, said: ReturnTokenWanted) -> bool:
    return state.mode is Mode.ADMIN and any(
        work.request_id == said.request_id
        and work.started_at is not None
        and isinstance(work.what, RebootWork)
        for work in state.works
    )
