"""The door that `http` and `ws` knock at: sessions by id, links by peer."""

from collections.abc import Callable

from protocol.chat_messages import ChatWanted
from protocol.control import Watched
from protocol.direct import KeyFrameWanted
from protocol.errors import ANSWERS, ErrorCode
from protocol.facts import Door
from protocol.ids import PeerId, PersonId, QueueId, SessionId
from protocol.inner import Invite, OfferTransfer
from protocol.input import HeldBack, Input
from protocol.link_messages import PeerKind, Ping, Pong
from protocol.people import Person
from protocol.queue import Waiting
from protocol.session import SessionState
from protocol.signalling import IceServer
from protocol.work_messages import ReturnTokenWanted, TransferTicketWanted
from server.core import events as ev
from server.core.draft import Rules
from server.core.session import Session
from server.errors import (
    AlreadyClaimed,
    Draining,
    NotAllowed,
    NotSignedIn,
    OutOfTurn,
    QueueEmpty,
    ServerError,
    SessionOver,
    UnknownThing,
)
from server.runtime.admission import Admitted
from server.runtime.calls import Calls, named, person_of
from server.runtime.incoming import event_of
from server.runtime.passing import Passage
from server.runtime.peers import Outlet, Peer
from server.runtime.perform import welcome
from server.runtime.pictures import Pictures
from server.runtime.pointing import Pointing
from server.runtime.ports import Inspection, Staff
from server.runtime.returns import Returns
from server.runtime.sessions import Sessions, World
from server.runtime.talk import sender_in

__all__ = ["Hub", "World"]


def no_ice() -> tuple[IceServer, ...]:
    """No STUN or TURN server."""
    return ()


class Hub:
    """What the edges may ask of the live half. Lives on one event loop; `start` before, `stop` after use."""

    def __init__(
        self,
        world: World,
        rules: Rules,
        pictures: Pictures,
        ice: Callable[[], tuple[IceServer, ...]] = no_ice,
    ) -> None:
        self._world = world
        self._sessions = Sessions(world, rules, pictures, ice)
        self._peers = self._sessions.peers
        self._board = self._sessions.board
        self._pictures = pictures
        sessions = self._sessions
        self._passage = Passage(self._peers, pictures, sessions.talk, Pointing(self._peers), sessions.output)
        self.doorman = sessions.doorman
        self.sign_outs = sessions.sign_outs
        self.calls = Calls(sessions, world.directory, world.clock)
        self.transfers = sessions.transfers
        self.returns = Returns(world.passes, world.secrets, world.clock, sessions)
        world.directory.changed = self._board.tell_soon

    async def start(self) -> None:
        """Rebuild every unfinished session from its log; what was due while we were down is due now."""
        await self._sessions.start()

    async def stop(self) -> None:
        """Close every link with GOING_AWAY (clients come back by themselves); no session ends."""
        for peer in self._peers:
            self._peers.remove(peer)
            peer.close(ErrorCode.GOING_AWAY)
        await self._sessions.stop()

    # What http asks for

    async def open_session(
        self, customer: Person, door: Door, reason: str, queue_id: QueueId | None = None
    ) -> SessionId:
        """A new session, waiting in this queue, or in the default one. Raises AppendFailed, Draining."""
        now_ms, known = self._world.clock.now_ms(), queue_id in self._world.directory.now.queues
        return await self._open(ev.HelpAsked(now_ms, customer, door, reason, queue_id if known else None))

    async def open_demo(self, staff: Staff, title: str) -> SessionId:
        """A new demo of this staff member's. Raises AppendFailed, Draining, NotAllowed."""
        return await self._open(ev.DemoAsked(self._world.clock.now_ms(), person_of(staff), title))

    async def let_watch(self, session_id: SessionId, viewer: Person) -> None:
        """This viewer has a place in this demo; who was here before is the same one.

        Raises:
            UnknownThing: there is no such session.
            NotAllowed: it is no demo.
            ViewerLimit: it is full.
            SessionOver: it has ended.
            AppendFailed: it could not be stored.
        """
        mailbox = await self._sessions.find(session_id)
        await mailbox.ask(ev.ViewerCame(self._world.clock.now_ms(), viewer))

    async def _open(self, begins: ev.HelpAsked | ev.DemoAsked) -> SessionId:
        if self._sessions.stopping:
            raise Draining
        session_id = SessionId(self._world.secrets.opaque_id("s_"))
        mailbox = self._sessions.add(session_id, Session.new(session_id, self._sessions.rules))
        try:
            await mailbox.ask(begins)
        except ServerError:
            self._sessions.close(session_id)
            raise
        self._sessions.opened += 1
        return session_id

    async def claim(self, session_id: SessionId, staff: Staff, why: str | None = None) -> SessionState:
        """This staff member takes this customer. `why` None: the desk says it, in their language.

        Raises:
            UnknownThing: there is no such session.
            AlreadyClaimed: a colleague was quicker.
            OutOfTurn: the customer is away.
            NotAllowed: this role takes nobody, or others work this queue.
            SessionOver: it has ended.
            AppendFailed: it could not be stored.
        """
        mailbox = await self._sessions.find(session_id)
        if why is None:
            queue_id = (await self.state(session_id)).queue_id
            if not self._world.directory.now.works(staff.person_id, queue_id):
                raise NotAllowed("take customers of another team's queue")
            why = self._why(session_id, staff)
        return await mailbox.ask(ev.CustomerClaimed(self._world.clock.now_ms(), person_of(staff), why))

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
        """Everyone who waits in their queues and is there, in order, explained in their language."""
        return tuple(self._board.explained(staff.person_id, staff.language))

    async def state(self, session_id: SessionId) -> SessionState:
        """The session as it is now, whole; an ended one is folded from its log. Raises UnknownThing."""
        return await self._sessions.state(session_id)

    async def inspection(self, session_id: SessionId) -> Inspection:
        """What the session's machine said of itself last. Raises UnknownThing: nothing yet."""
        found = await self._world.inspections.get_inspection(session_id)
        if found is None:
            raise UnknownThing("inspection")
        return found

    async def end(self, session_id: SessionId, person_id: PersonId) -> None:
        """End it, in the name of its customer, or of staff in it.

        Raises:
            UnknownThing: there is no such session.
            NotAllowed: a stranger, or one who only watches.
            SessionOver: it has ended already.
        """
        mailbox = await self._sessions.find(session_id)
        await mailbox.ask(ev.EndAsked(self._world.clock.now_ms(), person_id))

    async def sign_out(self, person_id: PersonId) -> None:
        """Void every pass of this person, close their sockets (4401), let them leave their sessions.

        Twice: a request that was under way may have made a ticket after the first time, and have used it.
        """
        for _ in range(2):
            try:
                # First: a page whose socket closes asks for a new ticket at once, and must not get one.
                await self._world.passes.drop_person(person_id)
            finally:
                self._dismiss(person_id)

    def _dismiss(self, person_id: PersonId) -> None:
        self.sign_outs.happen(person_id)
        for peer in self._peers.of_person(person_id):
            self._peers.remove(peer)
            peer.close(ErrorCode.NOT_SIGNED_IN)
            if peer.session_id is not None:
                code = ANSWERS[ErrorCode.NOT_SIGNED_IN].close
                self._pictures.drop(peer.session_id, peer.peer_id, code)
        for mailbox in self._sessions:
            if mailbox.session is not None and mailbox.session.state.person(person_id) is not None:
                mailbox.post(ev.PersonGone(self._world.clock.now_ms(), person_id), bounded=False)

    def present(self) -> frozenset[PersonId]:
        """Who of the staff has a desk or a session open now."""
        kinds = (PeerKind.DESK, PeerKind.CONSOLE)
        return frozenset(peer.person.person_id for peer in self._peers if peer.kind in kinds)

    def rename(self, organisation: str) -> None:
        """What the organisation is called from now on: in welcomes, and in the questions of new sessions."""
        self._sessions.rename(organisation)

    def counts(self) -> dict[str, int]:
        """Plain figures for /metrics, by name; those that end in `_total` only rise."""
        return {
            **self._board.counts(),
            **self.transfers.counts(),
            "peers": len(self._peers),
            "sessions_opened_total": self._sessions.opened,
            "sessions_ended_total": self._sessions.ended,
            "refusals_total": self._sessions.refusals,
            "log_failures_total": self._sessions.drops,
            "input_events_passed_total": self._passage.input_passed,
            "input_events_held_back_total": self._passage.input_held_back,
        }

    # What ws asks for

    async def open_link(self, admitted: Admitted, outlet: Outlet) -> Peer:
        """Let an admitted peer in: it is welcomed, and hears everything from then on.

        An older link of the same peer is closed with REPLACED.

        Raises:
            NotSignedIn: they were signed out since they were admitted.
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
        session_id = admitted.session_id
        mailbox = await self._sessions.find_to_talk(session_id) if session_id else None
        if self.sign_outs.since(peer.person.person_id, admitted.sign_outs):
            await self.doorman.forget(peer.peer_id)
            raise NotSignedIn
        if (older := self._peers.add(peer)) is not None:
            older.close(ErrorCode.REPLACED)
        if mailbox is None:
            welcome(self._sessions.stage, peer, None)
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
            self._sessions.close_if_over(mailbox.session_id)
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
        mailbox = self._sessions.get(peer.session_id) if peer.session_id else None
        if mailbox is None or self._peers.get(peer.peer_id) is not peer:
            return
        try:
            if isinstance(message, Invite | OfferTransfer):
                message = named(self._world.directory.now, message)
        except ServerError as refusal:
            self._refuse(peer, refusal, message)
            return
        event = event_of(self._world.clock.now_ms(), peer, message)
        if event is not None:
            mailbox.post(event)
        elif isinstance(message, TransferTicketWanted) and mailbox.session is not None:
            self._give_transfer_ticket(mailbox.session, peer, message)
        elif isinstance(message, Input) and mailbox.is_stepping_down():
            self._passage.hold_back(peer, message, HeldBack.MODE)
        elif mailbox.session is not None:
            try:
                self._passage.take(mailbox.session, peer, message)
            except ServerError as refusal:
                self._refuse(peer, refusal, message)

    def _give_transfer_ticket(self, session: Session, peer: Peer, said: TransferTicketWanted) -> None:
        try:
            peer.send(self.transfers.ticket(session, peer, said))
        except ServerError as refusal:
            self._refuse(peer, refusal, said)

    async def answer(self, peer: Peer, message: ChatWanted | ReturnTokenWanted) -> None:
        """A question of a welcomed peer that waits for a store. Refusals go back to it as faults."""
        session = self._session_of(peer)
        if session is None:
            return
        try:
            if isinstance(message, ReturnTokenWanted):
                peer.send(await self.returns.token(session, peer, message))
            else:
                reader = sender_in(session.state, peer)
                peer.send(await self._sessions.chat_log.page(session.state, reader, message))
        except ServerError as refusal:
            self._refuse(peer, refusal, message)

    def _session_of(self, peer: Peer) -> Session | None:
        mailbox = self._sessions.get(peer.session_id) if peer.session_id else None
        return mailbox.session if mailbox and self._peers.get(peer.peer_id) is peer else None

    def _refuse(self, peer: Peer, refusal: ServerError, message: object) -> None:
        self._sessions.refusals += 1
        peer.fault(refusal, getattr(message, "request_id", None))

    async def leave(self, peer: Peer) -> None:
        """This peer goes for good."""
        if self._peers.remove(peer):
            await self.doorman.forget(peer.peer_id)
            if peer.session_id is not None:
                self._sessions.post(peer.session_id, ev.PeerLeft(self._world.clock.now_ms(), peer.peer_id))
                self._pictures.drop(peer.session_id, peer.peer_id, 1000)
            else:
                self._board.tell_soon()

    def lose(self, peer: Peer) -> None:
        """This peer's socket is gone; unless another one took its place, its place is kept for a while."""
        if self._peers.remove(peer) and peer.session_id is not None:
            self._sessions.post(peer.session_id, ev.LinkLost(self._world.clock.now_ms(), peer.peer_id))

    def is_linked(self, session_id: SessionId, peer_id: PeerId) -> bool:
        """Whether this peer has an open control link into this session."""
        peer = self._peers.get(peer_id)
        return peer is not None and peer.session_id == session_id

    def tell_source(self, session_id: SessionId, peer_id: PeerId, message: Watched | KeyFrameWanted) -> None:
        """The relay's way to a captured machine."""
        peer = self._peers.get(peer_id)
        if peer is not None and peer.session_id == session_id:
            peer.send(message)

    def _why(self, session_id: SessionId, staff: Staff) -> str:
        waiting = self.waiting(staff)
        return next((one.why for one in waiting if one.session_id == session_id), "")
