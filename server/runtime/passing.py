"""Messages that are passed on without an entry in the log: input, signalling, pointers, marks.

They are checked against the mirror and go straight to the other side: nothing here waits for a disk.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from protocol.chat_messages import Mark, Typing
from protocol.control import AnswerFrom, DirectWantedBy, InputSeenFor, RemoteInput
from protocol.direct import DrawnDirect, KeyFrameWanted, Watch
from protocol.ids import PeerId
from protocol.input import HeldBack, Input, InputSeen
from protocol.limits import CANDIDATES_LIMIT
from protocol.link_messages import PeerKind
from protocol.pointing import Activity, Ink, Point
from protocol.signalling import Answer, DirectClosed, DirectWanted, Offer
from protocol.work_messages import InspectionPart, WorkOutput
from server.core import rights
from server.core.session import Session
from server.errors import NotAllowed, OutOfTurn
from server.runtime.output import Output
from server.runtime.peers import Peer, Peers
from server.runtime.pictures import Pictures
from server.runtime.pointing import Pointing
from server.runtime.talk import Talk


@dataclass(slots=True)
class Passage:
    """The way between the consoles and the machine of one session, and between its rooms' readers."""

    peers: Peers
    pictures: Pictures
    talk: Talk
    pointing: Pointing
    output: Output
    input_passed: int = 0
    input_held_back: int = 0

    def carries(self, message: object) -> bool:
        """Whether this message is passed on, rather than decided upon."""
        return type(message) in _HOW

    def take(self, session: Session, sender: Peer, message: object) -> None:
        """Pass one message on.

        Raises:
            NotAllowed: the sender may not see this session's picture.
            OutOfTurn: a description beyond the limits.
        """
        _HOW[type(message)](self, session, sender, message)

    def hold_back(self, sender: Peer, message: Input, reason: HeldBack) -> None:
        """Do not pass this input on, and say why (SPEC I9)."""
        self.input_held_back += len(message.events)
        sender.send(InputSeen(epoch=message.epoch, seq=0, held_back=reason))

    def machine(self, session: Session) -> Peer | None:
        """The captured machine's link, if it is open."""
        machine = session.state.machine
        return self.peers.get(machine.peer_id) if machine else None

    def _typing(self, session: Session, sender: Peer, message: Typing) -> None:
        self.talk.typing(session, sender, message)

    def _mark(self, session: Session, sender: Peer, message: Mark) -> None:
        self.talk.mark(session, sender, message)

    def _point(self, session: Session, sender: Peer, message: Point) -> None:
        self.pointing.point(session, sender, message)

    def _ink(self, session: Session, sender: Peer, message: Ink) -> None:
        self.pointing.ink(session, sender, message)

    def _activity(self, session: Session, sender: Peer, message: Activity) -> None:
        self.pointing.activity(session, sender, message)

    def _work_output(self, session: Session, sender: Peer, message: WorkOutput) -> None:
        self.output.written(session, sender, message)

    def _inspection_part(self, session: Session, sender: Peer, message: InspectionPart) -> None:
        self.output.inspected(session, sender, message)

    def _input(self, session: Session, sender: Peer, message: Input) -> None:
        reason = rights.held_back(session.state, session.standing, sender.person.person_id, message.epoch)
        machine = self.machine(session)
        if reason is not None:
            self.hold_back(sender, message, reason)
        elif machine is not None:
            self.input_passed += len(message.events)
            machine.send(RemoteInput(sender=sender.person.person_id, peer=sender.peer_id, input=message))

    def _input_seen(self, session: Session, sender: Peer, message: InputSeenFor) -> None:
        if (peer := self._console(session, sender, message.peer)) is not None:
            peer.send(message.seen)

    def _direct_wanted(self, session: Session, sender: Peer, message: DirectWanted) -> None:
        machine = self._machine_for(session, sender)
        if machine is not None:
            machine.send(
                DirectWantedBy(
                    peer=sender.peer_id, person_id=sender.person.person_id, attempt=message.attempt
                )
            )

    def _offer(self, session: Session, sender: Peer, message: Offer) -> None:
        _check_sdp(message.sdp)
        peer = self._console(session, sender, message.peer)
        if peer is not None and peer.peer_id in session.standing.viewers:
            peer.send(message)

    def _answer(self, session: Session, sender: Peer, message: Answer) -> None:
        _check_sdp(message.sdp)
        machine = self._machine_for(session, sender)
        if machine is not None:
            machine.send(AnswerFrom(peer=sender.peer_id, attempt=message.attempt, sdp=message.sdp))

    def _direct_closed(self, session: Session, sender: Peer, message: DirectClosed) -> None:
        if sender.kind is PeerKind.MACHINE:
            viewer = self._console(session, sender, message.peer) if message.peer else None
            if viewer is not None:
                self.pictures.direct(session.state.session_id, viewer.peer_id, drawn=False)
                viewer.send(message)
            return
        self.pictures.direct(session.state.session_id, sender.peer_id, drawn=False)
        if (machine := self.machine(session)) is not None:
            machine.send(DirectClosed(peer=sender.peer_id, attempt=message.attempt))

    def _drawn_direct(self, session: Session, sender: Peer, _: DrawnDirect) -> None:
        self.pictures.direct(session.state.session_id, sender.peer_id, drawn=True)

    def _watch(self, session: Session, sender: Peer, message: Watch) -> None:
        self.pictures.watch(session.state.session_id, sender.peer_id, message.streams)

    def _key_frame_wanted(self, session: Session, sender: Peer, message: KeyFrameWanted) -> None:
        self.pictures.want_key(session.state.session_id, sender.peer_id, message.stream)

    def _machine_for(self, session: Session, sender: Peer) -> Peer | None:
        if sender.peer_id not in session.standing.viewers:
            raise NotAllowed("see this screen now")
        return self.machine(session)

    def _console(self, session: Session, sender: Peer, peer_id: PeerId) -> Peer | None:
        """The console that the machine speaks to; None for strangers, and for whoever is not the machine."""
        machine = session.state.machine
        link = session.standing.links.get(peer_id)
        if machine is None or machine.peer_id != sender.peer_id or link is None:
            return None
        return self.peers.get(peer_id) if link.kind is PeerKind.CONSOLE else None


def _check_sdp(sdp: str) -> None:
    """The only thing that is read of a description (SPEC L4)."""
    if sdp.count("a=candidate:") > CANDIDATES_LIMIT:
        raise OutOfTurn(f"a description names at most {CANDIDATES_LIMIT} candidates")


_HOW: Final[dict[type, Callable[[Passage, Session, Peer, Any], None]]] = {
    Input: Passage._input,
    InputSeenFor: Passage._input_seen,
    DirectWanted: Passage._direct_wanted,
    Offer: Passage._offer,
    Answer: Passage._answer,
    DirectClosed: Passage._direct_closed,
    DrawnDirect: Passage._drawn_direct,
    Watch: Passage._watch,
    KeyFrameWanted: Passage._key_frame_wanted,
    Typing: Passage._typing,
    Mark: Passage._mark,
    Point: Passage._point,
    Ink: Passage._ink,
    Activity: Passage._activity,
    WorkOutput: Passage._work_output,
    InspectionPart: Passage._inspection_part,
}
