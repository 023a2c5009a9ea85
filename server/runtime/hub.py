"""Every session that is not over, and every link into one: the door that `http` and `ws` knock at."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from protocol.control import Watched
from protocol.direct import KeyFrameWanted
from protocol.errors import ANSWERS, ErrorCode, ProtocolError
from protocol.facts import Door
from protocol.ids import PeerId, PersonId, SessionId
from protocol.input import HeldBack, Input
from protocol.link_messages import Ping, Pong
from protocol.people import Person
from protocol.queue import Waiting
from protocol.session import SessionState, State, fold
from protocol.signalling import IceServer
from server.core import events as ev
from server.core.draft import Rules
from server.core.effects import CloseLinks
from server.core.session import Decision, Session
from server.desk.reason import why as desk_why
from server.errors import (
    AlreadyClaimed,
    Draining,
    NotReady,
    OutOfTurn,
    QueueEmpty,
    ServerError,
    SessionOver,
    UnknownThing,
)
from server.runtime.admission import Admitted, Doorman
from server.runtime.board import Board
from server.runtime.incoming import about, event_of
from server.runtime.mailbox import Mailbox, Owner
from server.runtime.passing import Passage
from server.runtime.peers import Outlet, Peer, Peers
from server.runtime.perform import Stage, perform, tell, welcome
from server.runtime.pictures import Pictures
from server.runtime.ports import Clock, PassStore, Secrets, SessionLog, Staff, StaffStore
from server.runtime.timers import Timers
from server.tasks import spawn

log = logging.getLogger(__name__)

REBUILD_AGAIN_AFTER_MS = 1_000
"""A session whose log could not be written or read is tried again so soon, if nobody comes before."""


STOPPED_WITHIN_SECONDS = 15.0
"""What the mailboxes have taken is stored before the log is closed."""


@dataclass(frozen=True, slots=True)
class World:
    """The ports that a hub works with."""

    log: SessionLog
    passes: PassStore
    staff: StaffStore
    clock: Clock
    secrets: Secrets


def no_ice() -> tuple[IceServer, ...]:
    """No STUN or TURN server."""
    return ()


class Hub:
    """Sessions by id, peers by id. Lives on one event loop; `start` before, `stop` after use."""

    def __init__(
        self,
        world: World,
        rules: Rules,
        pictures: Pictures,
        ice: Callable[[], tuple[IceServer, ...]] = no_ice,
    ) -> None:
        self.doorman = Doorman(world.passes, world.staff, world.secrets, world.clock)
        self._world = world
        self._rules = rules
        self._peers = Peers()
        self._timers = Timers(world.clock, self._due)
        self._board = Board(self._peers, world.clock)
        self._passage = Passage(self._peers, pictures)
        self._stage = Stage(self._peers, pictures, self._timers, world.clock, rules.organisation, ice)
        self._owner = Owner(self._changed, self._refused, self._dropped)
        self._mailboxes: dict[SessionId, Mailbox] = {}
        self._stopping = False
        self._running: set[asyncio.Task[object]] = set()
        self._opened = self._ended = self._refusals = self._drops = 0

    async def start(self) -> None:
        """Rebuild every unfinished session from its log; what was due while we were down is due now."""
        for session_id in await self._world.log.unfinished():
            try:
                await self._new_mailbox(session_id, None).ask(ev.Tick(self._world.clock.now_ms()))
            except ServerError as failure:
                log.warning("session %s could not be rebuilt yet: %s", session_id, failure)

    async def stop(self) -> None:
        """Close every link with GOING_AWAY (clients come back by themselves); no session ends."""
        self._stopping = True
        self._board.close()
        self._timers.cancel_all()
        for peer in self._peers:
            self._peers.remove(peer)
            peer.close(ErrorCode.GOING_AWAY)
        for session_id, mailbox in list(self._mailboxes.items()):
            self._stage.pictures.drop(session_id, None, ANSWERS[ErrorCode.GOING_AWAY].close)
            mailbox.close()
        self._mailboxes.clear()
        if self._running:
            await asyncio.wait(self._running, timeout=STOPPED_WITHIN_SECONDS)

    # What http asks for

    async def open_session(self, customer: Person, door: Door, reason: str) -> SessionId:
        """A new session, waiting. Raises AppendFailed, Draining."""
        if self._stopping:
            raise Draining
        session_id = SessionId(self._world.secrets.opaque_id("s_"))
        mailbox = self._new_mailbox(session_id, Session.new(session_id, self._rules))
        try:
            await mailbox.ask(ev.HelpAsked(self._world.clock.now_ms(), customer, door, reason))
        except ServerError:
            self._close_mailbox(session_id)
            raise
        self._opened += 1
        return session_id

    async def claim(self, session_id: SessionId, staff: Staff, why: str | None = None) -> SessionState:
        """This staff member takes this customer. `why` None: the desk says it, in their language.

        Raises:
            UnknownThing: there is no such session.
            AlreadyClaimed: a colleague was quicker.
            OutOfTurn: the customer is away.
            NotAllowed: this role takes nobody.
            SessionOver: it has ended.
            AppendFailed: it could not be stored.
        """
        mailbox = await self._find(session_id)
        person = Person(person_id=staff.person_id, name=staff.name, role=staff.role, language=staff.language)
        sentence = self._why(session_id, staff) if why is None else why
        return await mailbox.ask(ev.CustomerClaimed(self._world.clock.now_ms(), person, sentence))

    def next_for(self, staff: Staff) -> Waiting:
        """Who is next for this staff member, without taking them. Raises QueueEmpty."""
        waiting = self.waiting(staff)
        if not waiting:
            raise QueueEmpty
        return waiting[0]

    async def take_next(self, staff: Staff) -> SessionId:
        """Take who is next; the one after, when a colleague was quicker.

        Raises:
            QueueEmpty: nobody waits any more.
            NotAllowed: this role takes nobody.
            AppendFailed: it could not be stored.
        """
        for waiting in self.waiting(staff):
            try:
                await self.claim(waiting.session_id, staff, waiting.why)
            except (AlreadyClaimed, OutOfTurn, SessionOver, UnknownThing):
                continue
            return waiting.session_id
        raise QueueEmpty

    def waiting(self, staff: Staff) -> tuple[Waiting, ...]:
        """Everyone who waits and is there, in order, explained in the staff member's language."""
        return tuple(self._board.explained(staff.language))

    async def state(self, session_id: SessionId) -> SessionState:
        """The session as it is now; an ended one is folded from its log. Raises UnknownThing."""
        mailbox = self._mailboxes.get(session_id)
        if mailbox is not None and mailbox.session is not None:
            return mailbox.session.state
        entries = await self._world.log.load(session_id)
        return fold(SessionState(session_id=session_id), entries)

    async def end(self, session_id: SessionId, person_id: PersonId) -> None:
        """End it, in the name of its customer, or of staff in it.

        Raises:
            UnknownThing: there is no such session.
            NotAllowed: a stranger, or one who only watches.
            SessionOver: it has ended already.
        """
        mailbox = await self._find(session_id)
        await mailbox.ask(ev.EndAsked(self._world.clock.now_ms(), person_id))

    async def sign_out(self, person_id: PersonId) -> None:
        """Void every pass of this person, close their sockets (4401), let them leave their sessions."""
        for peer in self._peers.of_person(person_id):
            self._peers.remove(peer)
            peer.close(ErrorCode.NOT_SIGNED_IN)
            if peer.session_id is not None:
                code = ANSWERS[ErrorCode.NOT_SIGNED_IN].close
                self._stage.pictures.drop(peer.session_id, peer.peer_id, code)
        await self._world.passes.drop_person(person_id)
        for mailbox in list(self._mailboxes.values()):
            if mailbox.session is not None and mailbox.session.state.person(person_id) is not None:
                mailbox.post(ev.PersonGone(self._world.clock.now_ms(), person_id), bounded=False)

    def rename(self, organisation: str) -> None:
        """What the organisation is called from now on: in welcomes, and in the questions of new sessions."""
        self._rules = replace(self._rules, organisation=organisation)
        self._stage = replace(self._stage, organisation=organisation)

    def counts(self) -> dict[str, int]:
        """Plain figures for /metrics, by name; those that end in `_total` only rise."""
        return {
            **self._board.counts(),
            "peers": len(self._peers),
            "sessions_opened_total": self._opened,
            "sessions_ended_total": self._ended,
            "refusals_total": self._refusals,
            "log_failures_total": self._drops,
            "input_events_passed_total": self._passage.input_passed,
            "input_events_held_back_total": self._passage.input_held_back,
        }

    # What ws asks for

    async def open_link(self, admitted: Admitted, outlet: Outlet) -> Peer:
        """Let an admitted peer in: it is welcomed, and hears everything from then on.

        An older link of the same peer is closed with REPLACED.

        Raises:
            SessionOver, UnknownThing, Refused: it cannot come in; nothing of it remains.
        """
        peer = Peer(
            peer_id=admitted.peer_id,
            kind=admitted.kind,
            person=admitted.person,
            session_id=admitted.session_id,
            outlet=outlet,
            resume=admitted.resume,
            media_ticket=admitted.media_ticket,
        )
        mailbox = await self._find(admitted.session_id) if admitted.session_id else None
        if (older := self._peers.add(peer)) is not None:
            older.close(ErrorCode.REPLACED)
        if mailbox is None:
            welcome(self._stage, peer, None)
            self._board.tell_soon()
            return peer
        opened = ev.LinkOpened(
            at_ms=self._world.clock.now_ms(),
            peer=peer.peer_id,
            kind=peer.kind,
            person=peer.person,
            resumed=admitted.resumed,
            version=admitted.version,
            machine=admitted.machine,
        )
        try:
            state = await mailbox.ask(opened)
        except BaseException:
            self.lose(peer)
            raise
        peer.person = state.person(peer.person.person_id) or peer.person
        self._board.tell_soon()
        return peer

    def take(self, peer: Peer, message: object) -> None:
        """One message of a welcomed peer. Refusals go back to it as faults.

        Raises:
            TooMany: the session has too much to do.
        """
        if isinstance(message, Ping):
            peer.send(Pong(number=message.number))
            return
        mailbox = self._mailboxes.get(peer.session_id) if peer.session_id else None
        if mailbox is None or self._peers.get(peer.peer_id) is not peer:
            return
        event = event_of(self._world.clock.now_ms(), peer, message)
        if event is not None:
            mailbox.post(event)
        elif isinstance(message, Input) and mailbox.is_stepping_down():
            self._passage.hold_back(peer, message, HeldBack.MODE)
        elif mailbox.session is not None:
            try:
                self._passage.take(mailbox.session, peer, message)
            except ServerError as refusal:
                self._refusals += 1
                peer.fault(refusal)

    async def leave(self, peer: Peer) -> None:
        """This peer goes for good."""
        if self._peers.remove(peer):
            await self.doorman.forget(peer.peer_id)
            if peer.session_id is not None:
                self._post(peer.session_id, ev.PeerLeft(self._world.clock.now_ms(), peer.peer_id))
                self._stage.pictures.drop(peer.session_id, peer.peer_id, 1000)
            else:
                self._board.tell_soon()

    def lose(self, peer: Peer) -> None:
        """This peer's socket is gone; unless another one took its place, its place is kept for a while."""
        if self._peers.remove(peer) and peer.session_id is not None:
            self._post(peer.session_id, ev.LinkLost(self._world.clock.now_ms(), peer.peer_id))

    def is_linked(self, session_id: SessionId, peer_id: PeerId) -> bool:
        """Whether this peer has an open control link into this session."""
        peer = self._peers.get(peer_id)
        return peer is not None and peer.session_id == session_id

    def tell_source(self, session_id: SessionId, peer_id: PeerId, message: Watched | KeyFrameWanted) -> None:
        """The relay's way to a captured machine."""
        peer = self._peers.get(peer_id)
        if peer is not None and peer.session_id == session_id:
            peer.send(message)

    # What mailboxes report

    def _changed(self, session: Session, decision: Decision) -> None:
        state = session.state
        tell(self._stage, state, decision.entries)
        for effect in decision.effects:
            perform(self._stage, state, effect)
            if isinstance(effect, CloseLinks) and effect.code is ErrorCode.SESSION_OVER:
                self._keep(spawn(self._forget(effect.peers), name=f"forget {state.session_id}"))
        self._board.note(session, decision.entries)
        if state.state is State.ENDED and state.session_id in self._mailboxes:
            self._ended += 1
            self._close_mailbox(state.session_id)

    def _refused(self, event: ev.Event, refusal: ServerError | ProtocolError) -> None:
        self._refusals += 1
        peer = self._peers.get(event.peer) if hasattr(event, "peer") else None
        if peer is not None:
            peer.fault(refusal, about(event))

    def _dropped(self, session_id: SessionId) -> None:
        """The session's memory and its log may differ: everyone comes back to what the log says."""
        self._drops += 1
        self._stage.pictures.drop(session_id, None, ANSWERS[ErrorCode.TRY_LATER].close)
        for peer in self._peers.of(session_id):
            self._peers.remove(peer)
            peer.close(ErrorCode.TRY_LATER)
        self._timers.set(session_id, self._world.clock.now_ms() + REBUILD_AGAIN_AFTER_MS)

    def _due(self, session_id: SessionId) -> None:
        self._post(session_id, ev.Tick(self._world.clock.now_ms()))

    # Mailboxes

    def _new_mailbox(self, session_id: SessionId, session: Session | None) -> Mailbox:
        world = self._world
        mailbox = Mailbox(session_id, session, world.log, world.clock, self._rules, self._owner)
        self._mailboxes[session_id] = mailbox
        self._keep(spawn(mailbox.run(), name=f"mailbox {session_id}"))
        return mailbox

    def _keep(self, task: "asyncio.Task[object]") -> None:
        """`stop` waits for this task."""
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    def _close_mailbox(self, session_id: SessionId) -> None:
        self._timers.cancel(session_id)
        self._board.forget(session_id)
        self._stage.pictures.drop(session_id, None, ANSWERS[ErrorCode.SESSION_OVER].close)
        self._mailboxes.pop(session_id).close()

    async def _find(self, session_id: SessionId) -> Mailbox:
        mailbox = self._mailboxes.get(session_id)
        if mailbox is not None:
            return mailbox
        if self._stopping:
            raise Draining
        if (await self.state(session_id)).state is not State.ENDED:
            raise NotReady("session")
        raise SessionOver

    def _post(self, session_id: SessionId, event: ev.Event) -> None:
        if (mailbox := self._mailboxes.get(session_id)) is not None:
            mailbox.post(event, bounded=False)

    async def _forget(self, peers: frozenset[PeerId]) -> None:
        for peer_id in peers:
            await self.doorman.forget(peer_id)

    def _why(self, session_id: SessionId, staff: Staff) -> str:
        for place, candidate in enumerate(self._board.waiting(), start=1):
            if candidate.session_id == session_id:
                return desk_why(candidate, place, self._world.clock.now_ms(), staff.language)
        return ""
