"""The server's session and the captured machine's, with a link between that is cut at any moment (SPEC C).

Whatever was lost on the way: once they have talked it out, both say the same is in force; and at no moment
does the machine give what the server's log does not hold.
"""

from collections import deque

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from pydantic import BaseModel

from customer_client.core import effects as there_effects
from customer_client.core import events as there
from customer_client.core.session import Session as MachineSession
from protocol.consent import Answer, LoweredBy
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
from protocol.facts import ConsentAnswered, Door, Entry
from protocol.ids import PeerId, RequestId
from protocol.limits import CONSENT_INERT_SECONDS
from protocol.link_messages import Leave, PeerKind
from protocol.modes import Mode
from protocol.session import SessionState, State
from server.core import events as ev
from server.core.effects import CloseLinks, Send, WelcomePeer
from server.core.session import Session
from server.errors import ServerError
from tests.support.playbook import AGENT, CONSOLE, CUSTOMER, EXPERT, MACHINE, RULES, SAYS, SECOND, SESSION

INERT_MS = round(CONSENT_INERT_SECONDS * 1000)
CONSOLES = {CONSOLE: AGENT, SECOND: EXPERT}
consoles = st.sampled_from(sorted(CONSOLES))
modes = st.sampled_from([Mode.OBSERVER, Mode.DESKTOP_SHARING, Mode.FULL_CONTROL])


class Welcomed(BaseModel):
    """What a welcome brings, as far as the machine's core is concerned."""

    state: SessionState


class PairMachine(RuleBasedStateMachine):
    @initialize(used_before=st.sampled_from([0, 17]))
    def a_session_is_taken(self, used_before: int) -> None:
        self.at_ms = 0
        self.requests = 0
        self.log: list[Entry] = []
        self.up: deque[BaseModel] = deque()
        self.down: deque[BaseModel] = deque()
        self.linked = False
        self.server = Session.new(SESSION, RULES)
        self.machine = MachineSession(epoch=used_before)
        self.tell(ev.HelpAsked(0, CUSTOMER, Door.PAGE, "?"))
        self.tell(ev.LinkOpened(0, PeerId("r_page"), PeerKind.PAGE, CUSTOMER))
        self.the_machine_is_back(resumed=False)
        self.tell(ev.CustomerClaimed(0, AGENT, ""))
        self.tell(ev.LinkOpened(0, CONSOLE, PeerKind.CONSOLE, AGENT))

    def tell(self, event: ev.Event) -> None:
        """The server takes one event, and what follows goes down the link."""
        try:
            decision = self.server.handle(event)
        except ServerError:
            return
        self.server.committed(decision)
        self.log += decision.entries
        if self.linked and not isinstance(event, ev.LinkOpened):
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
        for effect in self.machine.handle(event):
            if isinstance(effect, there_effects.Send) and self.linked:
                self.up.append(effect.message)

    def arrive_here(self, message: BaseModel) -> None:
        match message:
            case ConsentGiven():
                self.tell(ev.ConsentSaid(self.at_ms, MACHINE, message))
            case LoweredHere():
                self.tell(ev.LoweredThere(self.at_ms, MACHINE, message))
            case EndSession():
                self.tell(ev.EndAsked(self.at_ms, CUSTOMER.person_id))
            case Leave():
                self.linked = False
                self.tell(ev.PeerLeft(self.at_ms, MACHINE))
            case _:
                pass

    def arrive_there(self, message: BaseModel) -> None:
        match message:
            case Welcomed(state=state):
                self.meanwhile(there.Welcomed(self.at_ms, state, "?"))
            case Happened(entry=entry):
                self.meanwhile(there.Heard(self.at_ms, entry))
            case AskConsent():
                self.meanwhile(there.Asked(self.at_ms, message))
            case StopAsking(request_id=request_id):
                self.meanwhile(there.QuestionWithdrawn(self.at_ms, request_id))
            case RaiseLogged(request_id=request_id, epoch=epoch):
                self.meanwhile(there.Logged(self.at_ms, request_id, epoch))
            case LowerOrder(mode=mode, by=by, person_id=person_id):
                self.meanwhile(there.Ordered(self.at_ms, mode, by, person_id))
            case HolderLink(open=is_open):
                self.meanwhile(there.HolderLinked(self.at_ms, is_open))
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

    @precondition(lambda self: not self.linked and not self.machine.over)
    @rule()
    def the_machine_comes_back(self) -> None:
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

    @rule(jump_ms=st.sampled_from([1, 1_000, 20_000, 60_000]))
    def time_passes(self, jump_ms: int) -> None:
        self.at_ms += jump_ms
        self.tell(ev.Tick(self.at_ms))
        self.meanwhile(there.Tick(self.at_ms))

    # What people do

    @precondition(lambda self: self.machine.question is not None)
    @rule(allowed=st.sampled_from([True, True, True, False]))
    def the_person_answers(self, allowed: bool) -> None:
        self.time_passes(jump_ms=INERT_MS)
        question = self.machine.question
        if question is None:
            return
        request_id = question.ask.request_id
        self.meanwhile(there.Answered(self.at_ms, request_id, question.right, allowed))

    @rule(
        mode=st.none() | st.just(Mode.OBSERVER),
        by=st.sampled_from([LoweredBy.PANIC_KEY, LoweredBy.LOCAL_PERSON]),
    )
    def the_person_takes_back(self, mode: Mode | None, by: LoweredBy) -> None:
        self.meanwhile(there.TakenBack(self.at_ms, mode, by))

    @rule(peer=consoles, mode=modes)
    def staff_asks(self, peer: PeerId, mode: Mode) -> None:
        self.requests += 1
        self.tell(ev.ModeAsked(self.at_ms, peer, RequestId(f"req_{self.requests}"), mode))

    @rule(peer=consoles)
    def staff_withdraws(self, peer: PeerId) -> None:
        self.tell(ev.QuestionWithdrawn(self.at_ms, peer))

    @rule(peer=consoles, mode=st.none() | modes)
    def staff_lowers(self, peer: PeerId, mode: Mode | None) -> None:
        self.tell(ev.ModeLowered(self.at_ms, peer, mode))

    @rule(peer=consoles)
    def staff_comes(self, peer: PeerId) -> None:
        self.tell(ev.CustomerClaimed(self.at_ms, CONSOLES[peer], ""))
        self.tell(ev.LinkOpened(self.at_ms, peer, PeerKind.CONSOLE, CONSOLES[peer]))

    @rule(peer=consoles)
    def staff_is_cut_off(self, peer: PeerId) -> None:
        self.tell(ev.LinkLost(self.at_ms, peer))

    @rule(peer=consoles)
    def staff_leaves(self, peer: PeerId) -> None:
        self.tell(ev.PeerLeft(self.at_ms, peer))

    @rule()
    def they_talk_it_out(self) -> None:
        """What is in force is then the same on both sides, and nobody is asked what is not open any more."""
        self.talk_it_out()
        state, machine = self.server.state, self.machine
        if not self.linked or state.state is State.ENDED or machine.over:
            return
        assert self.server.standing.lowering is None, "an order was never confirmed"
        assert (state.mode, state.holder_id) == (machine.mode, machine.holder)
        asked_here = state.question.request_id if state.question else None
        asked_there = machine.question.ask.request_id if machine.question else None
        assert asked_there in (None, asked_here)

    # What holds at every moment

    @invariant()
    def the_machine_gives_nothing_that_is_not_in_the_log(self) -> None:
        grants = [
            (entry.fact.mode, entry.fact.holder)
            for entry in self.log
            if isinstance(entry.fact, ConsentAnswered) and entry.fact.answer is Answer.ALLOWED
        ]
        if self.machine.holder is not None:
            assert (self.machine.mode, self.machine.holder) in grants
        assert self.machine.mode is None or grants


TestPair = PairMachine.TestCase
TestPair.settings = settings(
    max_examples=max(150, settings.default.max_examples) if settings.default else 150,
    stateful_step_count=max(40, settings.default.stateful_step_count) if settings.default else 40,
)
