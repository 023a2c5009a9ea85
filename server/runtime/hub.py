"""The door that `http` and `ws` knock at: sessions by id, links by peer."""

from protocol.errors import ANSWERS, ErrorCode
from protocol.facts import Door
from protocol.ids import PersonId, QueueId, RequestId, SessionId
from protocol.link_messages import PeerKind
from protocol.people import Person
from protocol.queue import Waiting
from protocol.recording import RecordingEnd
from protocol.session import SessionState
from server.core import events as ev
from server.core.session import Session
from server.errors import (
    AlreadyClaimed,
    Draining,
    NotAllowed,
    OutOfTurn,
    QueueEmpty,
    ServerError,
    SessionOver,
    UnknownThing,
)
from server.runtime.calls import person_of
from server.runtime.links import Links
from server.runtime.ports import Inspection, Staff
from server.runtime.sessions import World

__all__ = ["Hub", "World"]


class Hub(Links):
    """What the edges may ask of the live half. Lives on one event loop; `start` before, `stop` after use."""

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

    async def note_look(self, session_id: SessionId, staff: Staff, reason: str) -> None:
        """Somebody looks at the record: it is in its log before anything is shown (SPEC N9).

        Raises:
            UnknownThing: there is no such session.
            AppendFailed, Draining, NotReady: it could not be stored, and nothing may be shown.
        """
        who = (staff.person_id, staff.name)
        await self._note(session_id, ev.Looked(self._world.clock.now_ms(), *who, reason))

    async def note_export(self, session_id: SessionId, staff: Staff, form: str, reason: str) -> None:
        """Somebody takes a copy away. Raises as `note_look`."""
        who = (staff.person_id, staff.name)
        await self._note(session_id, ev.Exported(self._world.clock.now_ms(), *who, form, reason))

    async def note_kept(self, session_id: SessionId, staff: Staff, reason: str, *, held: bool) -> None:
        """It is kept whatever its age, or no longer. Raises as `note_look`."""
        who = (staff.person_id, staff.name)
        await self._note(session_id, ev.Kept(self._world.clock.now_ms(), *who, held, reason))

    def recording_failed(self, session_id: SessionId, request_id: RequestId, by: RecordingEnd) -> None:
        """The recorder's own report: what this recording has cannot be kept (SPEC N7)."""
        failed = ev.RecordingFailed(self._world.clock.now_ms(), request_id, by)
        self._sessions.post(session_id, failed)

    async def forget(self, session_id: SessionId) -> None:
        """The session was erased: nobody talks in it any more, and nothing of it stays in memory."""
        for peer in self._peers.of(session_id):
            self._peers.remove(peer)
            peer.close(ErrorCode.SESSION_OVER)
        self._sessions.chat_log.forget(session_id)
        if self._sessions.get(session_id) is not None:
            self._sessions.close(session_id)

    async def _note(self, session_id: SessionId, event: ev.Event) -> None:
        mailbox = await self._sessions.find_to_talk(session_id)
        try:
            await mailbox.ask(event)
        finally:
            self._sessions.close_if_over(session_id)

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

    def _why(self, session_id: SessionId, staff: Staff) -> str:
        waiting = self.waiting(staff)
        return next((one.why for one in waiting if one.session_id == session_id), "")
