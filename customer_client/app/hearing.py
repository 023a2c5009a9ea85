"""What the server and the direct paths say, turned into events, or passed to where it belongs."""

import asyncio
import logging
from typing import assert_never

from customer_client.app.program import Program, now_ms
from customer_client.core import events as ev
from customer_client.link.direct import Viewer
from customer_client.link.media import MediaLink
from customer_client.link.seen import SeenAnswers
from customer_client.tasks import spawn
from protocol.control import (
    AnswerFrom,
    AskConsent,
    DirectWantedBy,
    Happened,
    HolderLink,
    InputSeenFor,
    LowerOrder,
    PeerGone,
    RaiseLogged,
    RemoteInput,
    StopAsking,
    Watched,
)
from protocol.direct import KeyFrameWanted
from protocol.floor import MoveFloor
from protocol.input import Input, InputSeen
from protocol.link_messages import Fault, MediaTicket, MediaTicketWanted, Pong, Welcome
from protocol.messages import ToMachine
from protocol.pointing import Inked, Pointed
from protocol.queue import QueuePlace
from protocol.recording_messages import OrderRecording
from protocol.screen import MonitorId
from protocol.signalling import DirectClosed, IceServer
from protocol.work_messages import OrderWork, ReturnToken, StopWorkOrder, TransferTicket, WorkLogged

log = logging.getLogger(__name__)


class Hearing:
    """The ears of the program: `ControlEvents` and `PathEvents` at once. Used in the event loop."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._tickets: asyncio.Queue[str] = asyncio.Queue(4)
        self._seen = SeenAnswers(self._answer)
        self.ice: tuple[IceServer, ...] = ()
        self.media: MediaLink
        self.close_code: int | None = None

    async def media_ticket(self) -> str:
        """The next ticket for the media link: the welcome's, or one that is asked for."""
        if self._tickets.empty():
            self._program.control.say(MediaTicketWanted())
        return await self._tickets.get()

    def _answer(self, answer: InputSeenFor) -> None:
        self._program.control.say(answer)

    # The server

    def heard(self, message: ToMachine) -> None:
        """See `ControlEvents`."""
        match message:
            case Welcome():
                self._welcomed(message)
            case Happened() | AskConsent() | StopAsking() | RaiseLogged() | LowerOrder() | HolderLink():
                self._program.post(_event(message))
            case DirectWantedBy(peer=peer, person_id=person_id, attempt=attempt):
                self._program.post(ev.DirectWanted(now_ms(), peer, person_id, attempt))
            case PeerGone(peer=peer):
                self._program.directs.close(peer)
                self._program.post(ev.ViewerGone(now_ms(), peer))
            case MediaTicket() | TransferTicket() | QueuePlace() | Pointed() | Inked():
                self._brought(message)
            case Fault():
                self._refused(message)
            case Pong():
                return
            case (
                MoveFloor() | OrderWork() | StopWorkOrder() | WorkLogged() | ReturnToken() | OrderRecording()
            ):
                self._program.post(_order(message))
            case _:
                self._passed_on(message)

    def _brought(self, message: MediaTicket | TransferTicket | QueuePlace | Pointed | Inked) -> None:
        program = self._program
        match message:
            case MediaTicket(ticket=ticket):
                self._ticket(ticket)
            case TransferTicket(request_id=request_id, ticket=ticket):
                program.works.ticket_came(request_id, ticket)
            case QueuePlace(place=place):
                program.place = place
                program.show_banner()
            case Pointed():
                program.marks.pointed(message)
            case Inked():
                program.marks.inked(message)
            case _:
                assert_never(message)

    def _passed_on(self, message: Watched | KeyFrameWanted | RemoteInput | AnswerFrom | DirectClosed) -> None:
        program = self._program
        match message:
            case Watched(streams=streams):
                program.pictures.relay(frozenset(streams))
            case KeyFrameWanted(stream=stream):
                program.pictures.key_wanted(stream)
            case RemoteInput(sender=sender, peer=peer, input=batch):
                seen = program.hand.take(sender, batch)
                if seen is not None:
                    self._seen.tell(peer, seen)
            case AnswerFrom(peer=peer, attempt=attempt, sdp=sdp):
                _ = spawn(program.directs.answer(peer, attempt, sdp), name=f"answer of {peer}")
            case DirectClosed(peer=peer):
                if peer is not None:
                    program.directs.close(peer)
            case _:
                assert_never(message)

    def _refused(self, fault: Fault) -> None:
        log.info("the server refused something: %s", fault.code.value)
        if fault.about is not None:
            self._program.post(ev.Refused(now_ms(), fault.about))

    def link_lost(self) -> None:
        """See `ControlEvents`."""
        self._program.post(ev.LinkLost(now_ms()))

    def link_over(self, close_code: int) -> None:
        """See `ControlEvents`."""
        self.close_code = close_code
        self._program.post(ev.LinkOver(now_ms()))

    def _welcomed(self, welcome: Welcome) -> None:
        self.ice = welcome.ice
        self._program.organisation = welcome.organisation
        if welcome.media_ticket is not None:
            self._ticket(welcome.media_ticket)
        if welcome.session is None:
            log.warning("the server welcomed this machine into no session")
            return
        self._program.post(ev.Welcomed(now_ms(), welcome.session, welcome.organisation))

    def _ticket(self, ticket: str) -> None:
        while self._tickets.full():
            _ = self._tickets.get_nowait()  # the older ones have expired sooner
        self._tickets.put_nowait(ticket)

    # The direct paths

    def opened(self, viewer: Viewer) -> None:
        """See `PathEvents`."""
        self._program.post(ev.DirectOpened(now_ms(), viewer.peer, viewer.person_id))
        self._program.pictures.look()

    def lost(self, viewer: Viewer) -> None:
        """See `PathEvents`."""
        self._program.post(ev.DirectLost(now_ms(), viewer.peer))
        self._program.pictures.look()

    def took(self, viewer: Viewer, batch: Input) -> InputSeen | None:
        """See `PathEvents`."""
        return self._program.hand.take(viewer.person_id, batch)

    def key_wanted(self, stream: MonitorId) -> None:
        """See `PathEvents`."""
        self._program.pictures.key_wanted(stream)

    def estimated(self, viewer: Viewer, bits_per_second: int) -> None:
        """See `PathEvents`; for now only said: the estimate of an idle path is far too low to pace by."""
        log.debug("%s is thought to receive %d bit/s", viewer.peer, bits_per_second)


def _event(
    message: Happened | AskConsent | StopAsking | RaiseLogged | LowerOrder | HolderLink,
) -> ev.Event:
    at_ms = now_ms()
    match message:
        case Happened(entry=entry):
            return ev.Heard(at_ms, entry)
        case AskConsent():
            return ev.Asked(at_ms, message)
        case StopAsking(request_id=request_id):
            return ev.QuestionWithdrawn(at_ms, request_id)
        case RaiseLogged(request_id=request_id, epoch=epoch):
            return ev.Logged(at_ms, request_id, epoch)
        case LowerOrder(mode=mode, by=by, person_id=person_id):
            return ev.Ordered(at_ms, mode, by, person_id)
        case HolderLink(open=is_open):
            return ev.HolderLinked(at_ms, is_open)
        case _:
            assert_never(message)


def _order(
    message: MoveFloor | OrderWork | StopWorkOrder | WorkLogged | ReturnToken | OrderRecording,
) -> ev.Event:
    at_ms = now_ms()
    match message:
        case MoveFloor():
            return ev.FloorOrdered(at_ms, message)
        case OrderWork():
            return ev.WorkOrdered(at_ms, message)
        case OrderRecording():
            return ev.RecordingOrdered(at_ms, message)
        case StopWorkOrder(request_id=request_id):
            return ev.WorkStopped(at_ms, request_id)
        case WorkLogged(request_id=request_id):
            return ev.WorkLogged(at_ms, request_id)
        case ReturnToken(request_id=request_id, token=token):
            return ev.TokenCame(at_ms, request_id, token)
        case _:
            assert_never(message)
