"""Every session that is not over: its mailbox, and what its mailbox reports."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from protocol.errors import ANSWERS, ErrorCode, ProtocolError
from protocol.facts import Ended
from protocol.fold import fold
from protocol.ids import PeerId, SessionId
from protocol.session import SessionState, State
from protocol.signalling import IceServer
from server.core import events as ev
from server.core.draft import Rules
from server.core.effects import CloseLinks, WelcomePeer
from server.core.session import Decision, Session
from server.errors import Draining, NotReady, ServerError, SessionOver
from server.runtime.admission import Doorman
from server.runtime.board import Board
from server.runtime.chat_log import ChatLog
from server.runtime.directory_now import DirectoryNow
from server.runtime.incoming import about
from server.runtime.mailbox import Mailbox, Owner
from server.runtime.output import Output
from server.runtime.peers import Peers
from server.runtime.perform import Stage, perform, tell
from server.runtime.pictures import Pictures
from server.runtime.ports import (
    AttachmentStore,
    Clock,
    Inspection,
    InspectionStore,
    PassStore,
    Secrets,
    SessionLog,
    StaffStore,
)
from server.runtime.recording import Recorder
from server.runtime.sign_outs import SignOuts
from server.runtime.talk import Talk
from server.runtime.timers import Timers
from server.runtime.transfers import Transfers
from server.tasks import spawn

log = logging.getLogger(__name__)

REBUILD_AGAIN_AFTER_MS: Final = 1_000
"""A session whose log could not be written or read is tried again so soon, if nobody comes before."""
STOPPED_WITHIN_SECONDS: Final = 15.0
"""What the mailboxes have taken is stored before the log is closed."""


@dataclass(frozen=True, slots=True)
class World:
    """The ports that a hub works with."""

    log: SessionLog
    passes: PassStore
    staff: StaffStore
    clock: Clock
    secrets: Secrets
    inspections: InspectionStore
    attachments: AttachmentStore
    directory: DirectoryNow = field(default_factory=DirectoryNow)


class Sessions:
    """Mailboxes by session. Lives on one event loop; `start` before, `stop` after use."""

    def __init__(
        self,
        world: World,
        rules: Rules,
        pictures: Pictures,
        ice: Callable[[], tuple[IceServer, ...]],
        recorder: Recorder,
    ) -> None:
        self.peers = Peers()
        self.board = Board(self.peers, world.clock, world.directory)
        self.sign_outs = SignOuts()
        self.doorman = Doorman(world.passes, world.staff, world.secrets, world.clock, self.sign_outs)
        self.talk = Talk(self.peers)
        self.chat_log = ChatLog(world.log)
        self.output = Output(self.peers, world.clock, self._keep_inspection)
        timers = Timers(world.clock, self._due)
        self.stage = Stage(self.peers, pictures, timers, world.clock, rules.organisation, ice)
        self.transfers = Transfers(world.secrets, world.clock)
        self.opened = self.ended = self.refusals = self.drops = 0
        self.stopping = False
        self._world = world
        self._recorder = recorder
        self.rules = rules
        self._owner = Owner(self._changed, self._refused, self._dropped)
        self._mailboxes: dict[SessionId, Mailbox] = {}
        self._reopened: set[SessionId] = set()
        self._running: set[asyncio.Task[object]] = set()

    def rename(self, organisation: str) -> None:
        """What the organisation is called from now on: in welcomes, and in the questions of new sessions."""
        self.rules = replace(self.rules, organisation=organisation)
        self.stage = replace(self.stage, organisation=organisation)

    async def start(self) -> None:
        """Rebuild every unfinished session from its log; what was due while we were down is due now."""
        for session_id in await self._world.log.unfinished():
            try:
                await self.add(session_id, None).ask(ev.Tick(self._world.clock.now_ms()))
            except ServerError as failure:
                log.warning("session %s could not be rebuilt yet: %s", session_id, failure)

    async def stop(self) -> None:
        """Let every mailbox finish what it has taken; no session ends."""
        self.stopping = True
        self.board.close()
        self.stage.timers.cancel_all()
        for session_id, mailbox in list(self._mailboxes.items()):
            self.stage.pictures.drop(session_id, None, ANSWERS[ErrorCode.GOING_AWAY].close)
            mailbox.close()
        self._mailboxes.clear()
        if self._running:
            await asyncio.wait(self._running, timeout=STOPPED_WITHIN_SECONDS)

    def add(self, session_id: SessionId, session: Session | None) -> Mailbox:
        """A mailbox for this session; None: it is rebuilt from its log at the first event."""
        world = self._world
        mailbox = Mailbox(session_id, session, world.log, world.clock, self.rules, self._owner)
        self._mailboxes[session_id] = mailbox
        self._keep(spawn(mailbox.run(), name=f"mailbox {session_id}"))
        return mailbox

    def close(self, session_id: SessionId) -> None:
        """This session takes nothing any more, and is forgotten here."""
        self._reopened.discard(session_id)
        for memory in (self.talk, self.output, self.chat_log):
            memory.forget(session_id)
        self.stage.timers.cancel(session_id)
        self.board.forget(session_id)
        self.stage.pictures.drop(session_id, None, ANSWERS[ErrorCode.SESSION_OVER].close)
        self._mailboxes.pop(session_id).close()

    def get(self, session_id: SessionId) -> Mailbox | None:
        """The mailbox of a session that is not over."""
        return self._mailboxes.get(session_id)

    def __iter__(self) -> Iterator[Mailbox]:
        return iter(list(self._mailboxes.values()))

    async def find(self, session_id: SessionId) -> Mailbox:
        """The same, or why there is none.

        Raises:
            UnknownThing: there is no such session.
            SessionOver: it has ended.
            Draining: we are stopping; it goes on elsewhere, or later.
            NotReady: it is not over, and not here.
        """
        mailbox = self._mailboxes.get(session_id)
        if mailbox is not None:
            return mailbox
        if self.stopping:
            raise Draining
        if (await self.state(session_id)).state is not State.ENDED:
            raise NotReady("session")
        raise SessionOver

    async def find_to_talk(self, session_id: SessionId) -> Mailbox:
        """As `find`; one that has ended takes links and talk for a while still (SPEC T5).

        Whoever asked calls `close_if_over` when nothing came of it.
        """
        try:
            return await self.find(session_id)
        except SessionOver:
            if session_id not in self._mailboxes:
                self._reopened.add(session_id)
                self.add(session_id, None)
            return self._mailboxes[session_id]

    def close_if_over(self, session_id: SessionId) -> None:
        """Forget an ended session that nobody talks in."""
        mailbox = self._mailboxes.get(session_id)
        if mailbox is None or session_id not in self._reopened or not mailbox.is_idle():
            return
        if mailbox.session is None or not mailbox.session.standing.links:
            self.close(session_id)

    async def state(self, session_id: SessionId) -> SessionState:
        """The session as it is now; an ended one is folded from its log. Raises UnknownThing."""
        mailbox = self._mailboxes.get(session_id)
        if mailbox is not None and mailbox.session is not None:
            return mailbox.session.state
        entries = await self._world.log.load(session_id)
        return fold(SessionState(session_id=session_id), entries)

    def post(self, session_id: SessionId, event: ev.Event) -> None:
        """Our own report of what happened to a session, if it is not over."""
        if (mailbox := self._mailboxes.get(session_id)) is not None:
            mailbox.post(event, bounded=False)

    # What mailboxes report

    def _changed(self, session: Session, decision: Decision) -> None:
        state = session.state
        self.chat_log.note(state, decision.entries)
        tell(self.stage, state, decision.entries)
        for effect in decision.effects:
            perform(self.stage, state, effect)
            if isinstance(effect, WelcomePeer) and (peer := self.peers.get(effect.peer)) is not None:
                self.talk.tell_newcomer(state, peer)
            if isinstance(effect, CloseLinks) and effect.code is ErrorCode.SESSION_OVER:
                self._keep(spawn(self._forget(effect.peers), name=f"forget {state.session_id}"))
        self._recorder.follow(session, decision.entries)
        self.board.note(session, decision.entries)
        if decision.entries:
            self.transfers.settle(state)
        if state.state is State.ENDED and state.session_id in self._mailboxes:
            self.ended += any(isinstance(entry.fact, Ended) for entry in decision.entries)
            if not session.standing.links:
                self.close(state.session_id)

    def _refused(self, event: ev.Event, refusal: ServerError | ProtocolError) -> None:
        self.refusals += 1
        asker: PeerId | None = getattr(event, "peer", None)
        peer = self.peers.get(asker) if asker is not None else None
        if peer is not None:
            peer.fault(refusal, about(event))

    def _dropped(self, session_id: SessionId) -> None:
        """The session's memory and its log may differ: everyone comes back to what the log says."""
        self.drops += 1
        self.chat_log.forget(session_id)
        self.stage.pictures.drop(session_id, None, ANSWERS[ErrorCode.TRY_LATER].close)
        for peer in self.peers.of(session_id):
            self.peers.remove(peer)
            peer.close(ErrorCode.TRY_LATER)
        self.stage.timers.set(session_id, self._world.clock.now_ms() + REBUILD_AGAIN_AFTER_MS)

    def _due(self, session_id: SessionId) -> None:
        self.post(session_id, ev.Tick(self._world.clock.now_ms()))

    def _keep_inspection(self, session_id: SessionId, inspection: Inspection) -> None:
        self._keep(spawn(self._store_inspection(session_id, inspection), name=f"inspection {session_id}"))

    async def _store_inspection(self, session_id: SessionId, inspection: Inspection) -> None:
        try:
            await self._world.inspections.put_inspection(session_id, inspection)
        except ServerError as failure:
            log.warning("session %s: its inspection could not be kept: %s", session_id, failure)

    def _keep(self, task: "asyncio.Task[object]") -> None:
        """`stop` waits for this task."""
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _forget(self, peers: frozenset[PeerId]) -> None:
        for peer_id in peers:
            await self.doorman.forget(peer_id)
