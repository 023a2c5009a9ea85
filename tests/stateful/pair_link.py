"""The server's session and the captured machine's, and the link between them, which is cut at any moment."""

from collections import deque

from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from pydantic import BaseModel

from customer_client.core import effects as there_effects
from customer_client.core import events as there
from customer_client.core.session import Session as MachineSession
from protocol.control import (
    AskConsent,
    ConsentGiven,
    EndSession,
    Happened,
    HolderLink,
    LoweredHere,
    LowerOrder,
    RaiseLogged,
    StopAsking,
)
from protocol.facts import Entry
from protocol.floor import FloorIs, MoveFloor
from protocol.ids import PersonId, RequestId
from protocol.link_messages import Fault, Leave, PeerKind
from protocol.modes import Mode
from protocol.session import SessionState, State
from protocol.work_messages import (
    OrderWork,
    Restarting,
    ReturnToken,
    ReturnTokenWanted,
    StopWorkOrder,
    WorkGiven,
    WorkLogged,
    WorkOver,
)
from server.core import events as ev
from server.core.effects import CloseLinks, Send, WelcomePeer
from server.core.session import Session
from server.errors import ServerError
from server.runtime.incoming import about
from tests.support.playbook import CUSTOMER, MACHINE, RULES, SAYS, SESSION


class Welcomed(BaseModel):
    """What a welcome brings, as far as the machine's core is concerned."""

    state: SessionState


class PairLink(RuleBasedStateMachine):
    """`down` travels to the machine, `up` to the server; a cut loses both."""

    def begins(self, used_before: int) -> None:
        self.at_ms = 0
        self.log: list[Entry] = []
        self.granted: set[tuple[Mode | None, PersonId | None]] = set()
        self.up: deque[BaseModel] = deque()
        self.down: deque[BaseModel] = deque()
        self.linked = False
        self.goes_down = False
        self.kept: there_effects.Kept | None = None
        self.server = Session.new(SESSION, RULES)
        self.machine = MachineSession(epoch=used_before)

    def tell(self, event: ev.Event) -> None:
        """The server takes one event, and what follows goes down the link."""
        try:
            decision = self.server.handle(event)
        except ServerError as refused:
            if self.linked and getattr(event, "peer", None) == MACHINE:
                self.down.append(Fault(code=refused.code, sentence=str(refused), about=about(event)))
            return
        self.server.committed(decision)
        self.log += decision.entries
        self.granted.add((decision.after.mode, decision.after.holder_id))
        of_machine = isinstance(event, ev.LinkOpened) and event.peer == MACHINE
        if self.linked and not of_machine:
            self.down.extend(Happened(entry=entry) for entry in decision.entries)
        for effect in decision.effects:
            match effect:
                case WelcomePeer(peer=peer) if peer == MACHINE:
                    self.down.append(Welcomed(state=self.server.state))
                case Send(message=message) if self.linked:
                    self.down.append(message)
                case CloseLinks(peers=peers) if MACHINE in peers:
                    self.linked = False
                case _:
                    pass

    def meanwhile(self, event: there.Event) -> None:
        """The machine takes one event, and what it says goes up the link."""
        if self.goes_down:
            return
        for effect in self.machine.handle(event):
            match effect:
                case there_effects.Send(message=message) if self.linked:
                    self.up.append(message)
                case there_effects.PrepareReturn(request_id=request_id, kept=kept):
                    self.kept = kept
                    prepared = there.ReturnPrepared(self.at_ms, request_id, waits_for_sign_in=False)
                    self.meanwhile(prepared)
                case there_effects.ForgetReturn():
                    self.kept = None
                case there_effects.RestartMachine():
                    self.goes_down = True
                case _:
                    pass

    def arrive_here(self, message: BaseModel) -> None:
        match message:
            case ConsentGiven():
                self.tell(ev.ConsentSaid(self.at_ms, MACHINE, message))
            case LoweredHere():
                self.tell(ev.LoweredThere(self.at_ms, MACHINE, message))
            case FloorIs() | WorkGiven() | WorkOver() | Restarting():
                self.tell(ev.Requested(self.at_ms, MACHINE, message))
            case ReturnTokenWanted(request_id=request_id):
                self.down.append(ReturnToken(request_id=request_id, token="t" * 43))
            case EndSession():
                self.tell(ev.EndAsked(self.at_ms, CUSTOMER.person_id))
            case Leave():
                self.linked = False
                self.tell(ev.PeerLeft(self.at_ms, MACHINE))
            case _:
                pass

    def arrive_there(self, message: BaseModel) -> None:
        at_ms = self.at_ms
        match message:
            case Welcomed(state=state):
                self.meanwhile(there.Welcomed(at_ms, state, "?"))
            case Happened(entry=entry):
                self.meanwhile(there.Heard(at_ms, entry))
            case AskConsent():
                self.meanwhile(there.Asked(at_ms, message))
            case StopAsking(request_id=request_id):
                self.meanwhile(there.QuestionWithdrawn(at_ms, request_id))
            case RaiseLogged(request_id=request_id, epoch=epoch):
                self.meanwhile(there.Logged(at_ms, request_id, epoch))
            case LowerOrder(mode=mode, by=by, person_id=person_id):
                self.meanwhile(there.Ordered(at_ms, mode, by, person_id))
            case HolderLink(open=is_open):
                self.meanwhile(there.HolderLinked(at_ms, is_open))
            case _:
                self.order_arrives_there(message)

    def order_arrives_there(self, message: BaseModel) -> None:
        at_ms = self.at_ms
        match message:
            case MoveFloor():
                self.meanwhile(there.FloorOrdered(at_ms, message))
            case OrderWork():
                self.meanwhile(there.WorkOrdered(at_ms, message))
            case StopWorkOrder(request_id=request_id):
                self.meanwhile(there.WorkStopped(at_ms, request_id))
            case WorkLogged(request_id=request_id):
                self.meanwhile(there.WorkLogged(at_ms, request_id))
            case ReturnToken(request_id=request_id, token=token):
                self.meanwhile(there.TokenCame(at_ms, request_id, token))
            case Fault(about=str(request_id)):
                self.meanwhile(there.Refused(at_ms, RequestId(request_id)))
            case _:
                pass

    def talk_it_out(self) -> None:
        for _ in range(200):
            if not self.up and not self.down:
                return
            if self.down:
                self.arrive_there(self.down.popleft())
            if self.up:
                self.arrive_here(self.up.popleft())
        raise AssertionError("they never stop talking")

    # What happens on the way

    @precondition(lambda self: self.down)
    @rule()
    def one_message_arrives_there(self) -> None:
        self.arrive_there(self.down.popleft())

    @precondition(lambda self: self.up)
    @rule()
    def one_message_arrives_here(self) -> None:
        self.arrive_here(self.up.popleft())

    @precondition(lambda self: self.linked)
    @rule()
    def the_link_is_cut(self) -> None:
        self.up.clear()
        self.down.clear()
        self.linked = False
        self.tell(ev.LinkLost(self.at_ms, MACHINE))
        self.meanwhile(there.LinkLost(self.at_ms))

    @precondition(lambda self: not self.linked and not self.machine.over and not self.goes_down)
    @rule()
    def the_machine_comes_back(self) -> None:
        self.the_machine_is_back(resumed=True)

    @precondition(lambda self: self.goes_down)
    @rule()
    def the_machine_has_restarted(self) -> None:
        if self.linked:
            self.the_link_is_cut()
        self.goes_down = False
        self.machine = MachineSession(epoch=self.machine.epoch, returning=self.kept)
        self.kept = None
        self.the_machine_is_back(resumed=True)

    def the_machine_is_back(self, *, resumed: bool) -> None:
        if self.server.state.state is State.ENDED:
            self.meanwhile(there.LinkOver(self.at_ms))
            return
        self.linked = True
        says = SAYS.model_copy(update={"epoch": self.machine.epoch})
        self.tell(
            ev.LinkOpened(self.at_ms, MACHINE, PeerKind.MACHINE, CUSTOMER, resumed=resumed, machine=says)
        )

    @rule()
    def the_server_is_restarted(self) -> None:
        if self.linked:
            self.the_link_is_cut()
        self.server = Session.rebuild(SESSION, self.log, self.at_ms, RULES)
