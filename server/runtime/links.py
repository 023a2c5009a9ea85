"""The links of all sessions: who comes in, what they say, and how they go."""

from collections.abc import Callable
from typing import Final

from protocol.chat_messages import ChatWanted, Say
from protocol.control import Watched
from protocol.direct import KeyFrameWanted
from protocol.errors import ErrorCode
from protocol.ids import PeerId, SessionId
from protocol.inner import Invite, OfferTransfer
from protocol.input import HeldBack, Input
from protocol.link_messages import Ping, Pong
from protocol.recording_messages import PauseRecording, RecordingHere, StopRecording
from protocol.signalling import IceServer
from protocol.work_messages import ReturnTokenWanted, TransferTicketWanted
from server.core import events as ev
from server.core.draft import Rules
from server.core.session import Session
from server.errors import NotSignedIn, ServerError
from server.runtime.admission import Admitted
from server.runtime.attaching import attached
from server.runtime.calls import Calls, named
from server.runtime.incoming import event_of
from server.runtime.mailbox import Mailbox
from server.runtime.passing import Passage
from server.runtime.peers import Outlet, Peer
from server.runtime.perform import welcome
from server.runtime.pictures import Pictures
from server.runtime.pointing import Pointing
from server.runtime.recording import NoRecorder, Recorder
from server.runtime.returns import Returns
from server.runtime.sessions import Sessions, World
from server.runtime.talk import sender_in

_NO_RECORDER: Final = NoRecorder()
_STOPS_RECORDING: Final = (RecordingHere, PauseRecording, StopRecording)


def no_ice() -> tuple[IceServer, ...]:
    """No STUN or TURN server."""
    return ()


class Links:
    """What the sockets may ask of the live half. Lives on one event loop."""

    def __init__(
        self,
        world: World,
        rules: Rules,
        pictures: Pictures,
        ice: Callable[[], tuple[IceServer, ...]] = no_ice,
        recorder: Recorder = _NO_RECORDER,
    ) -> None:
        self._world = world
        self._sessions = Sessions(world, rules, pictures, ice, recorder)
        self._peers = self._sessions.peers
        self._board = self._sessions.board
        self._pictures = pictures
        self._recorder = recorder
        sessions = self._sessions
        pointing = Pointing(self._peers, recorder)
        self._passage = Passage(self._peers, pictures, sessions.talk, pointing, sessions.output)
        self.doorman = sessions.doorman
        self.sign_outs = sessions.sign_outs
        self.calls = Calls(sessions, world.directory, world.clock)
        self.transfers = sessions.transfers
        self.returns = Returns(world.passes, world.secrets, world.clock, sessions)
        world.directory.changed = self._board.tell_soon

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
            if mailbox is not None:
                self._sessions.close_if_over(mailbox.session_id)
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
            self._post(mailbox, event)
        elif isinstance(message, TransferTicketWanted) and mailbox.session is not None:
            self._give_transfer_ticket(mailbox.session, peer, message)
        elif isinstance(message, Input) and mailbox.is_stepping_down():
            self._passage.hold_back(peer, message, HeldBack.MODE)
        elif mailbox.session is not None:
            try:
                self._passage.take(mailbox.session, peer, message)
            except ServerError as refusal:
                self._refuse(peer, refusal, message)

    def _post(self, mailbox: Mailbox, event: ev.Event) -> None:
        if isinstance(event, ev.Requested) and isinstance(event.said, _STOPS_RECORDING):
            self._recorder.hold(mailbox.session_id)
        mailbox.post(event)

    def _give_transfer_ticket(self, session: Session, peer: Peer, said: TransferTicketWanted) -> None:
        try:
            peer.send(self.transfers.ticket(session, peer, said))
        except ServerError as refusal:
            self._refuse(peer, refusal, said)

    async def say(self, peer: Peer, message: Say) -> None:
        """What somebody says with files or pictures. Refusals go back as faults.

        Raises:
            TooMany: the session has too much to do.
        """
        assert peer.session_id is not None, "because who is at the desk says nothing"
        try:
            who = peer.person.person_id
            whole = await attached(self._world.attachments, peer.session_id, who, message)
        except ServerError as refusal:
            self._sessions.refusals += 1
            peer.fault(refusal, message.message_id)
            return
        self.take(peer, whole)

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
