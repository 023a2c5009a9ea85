"""The server's session and the captured machine's, and a link that is cut at any moment (SPEC C, O, J, R).

Whatever was lost on the way: once they have talked it out, both say the same is in force and under way; and
at no moment does the machine give or do what the server's log does not hold.
"""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from customer_client.core import events as there
from customer_client.core.runner import Outcome
from protocol.consent import Answer, LoweredBy
from protocol.facts import Door
from protocol.floor import AskFloor, GiveFloor
from protocol.ids import PeerId, RequestId
from protocol.inner import Invite
from protocol.limits import CONSENT_INERT_SECONDS
from protocol.link_messages import PeerKind
from protocol.modes import LADDER, Mode
from protocol.session import State
from protocol.work import FilesWork, InspectionWork, RebootWork, Way, What, WorkAnswered, WorkEnd
from protocol.work_messages import AskWork, StopWork
from server.core import events as ev
from server.core.requests import Request
from tests.stateful.pair_link import PairLink
from tests.support.playbook import AGENT, CONSOLE, CUSTOMER, EXPERT, SECOND, SUPERVISOR, THIRD

INERT_MS = round(CONSENT_INERT_SECONDS * 1000)
CONSOLES = {CONSOLE: AGENT, SECOND: EXPERT, THIRD: SUPERVISOR}
consoles = st.sampled_from([CONSOLE, SECOND, THIRD])
modes = st.sampled_from(LADDER)
kinds_of_work: st.SearchStrategy[What] = st.sampled_from(
    [FilesWork(way=Way.TO_MACHINE), InspectionWork(), RebootWork()]
)


class PairMachine(PairLink):
    @initialize(used_before=st.sampled_from([0, 17]), mode=st.none() | modes)
    def a_session_is_taken(self, used_before: int, mode: Mode | None) -> None:
        self.begins(used_before)
        self.requests = 0
        self.tell(ev.HelpAsked(0, CUSTOMER, Door.PAGE, "?"))
        self.tell(ev.LinkOpened(0, PeerId("r_page"), PeerKind.PAGE, CUSTOMER))
        self.the_machine_is_back(resumed=False)
        self.tell(ev.CustomerClaimed(0, AGENT, ""))
        for peer in CONSOLES:
            self.staff_comes(peer)
        if mode is not None:
            self.they_go_up(mode)

    def request(self) -> RequestId:
        self.requests += 1
        return RequestId(f"req_{self.requests}")

    def says(self, peer: PeerId, said: Request) -> None:
        self.tell(ev.Requested(self.at_ms, peer, said))

    @rule(jump_ms=st.sampled_from([1, 1_000, 5_000, 20_000, 60_000]))
    def time_passes(self, jump_ms: int) -> None:
        self.at_ms += jump_ms
        self.tell(ev.Tick(self.at_ms))
        self.meanwhile(there.Tick(self.at_ms))

    # What the person there does

    @precondition(lambda self: self.machine.question is not None)
    @rule(allowed=st.sampled_from([True, True, True, False]))
    def the_person_answers(self, allowed: bool) -> None:
        self.time_passes(jump_ms=INERT_MS)
        question = self.machine.question
        if question is None:
            return
        request_id = question.ask.request_id
        self.meanwhile(there.Answered(self.at_ms, request_id, question.right, allowed))

    @precondition(lambda self: self.machine.work_prompt is not None)
    @rule(allowed=st.sampled_from([True, True, True, False]))
    def the_person_answers_about_work(self, allowed: bool) -> None:
        self.time_passes(jump_ms=INERT_MS)
        prompt = self.machine.work_prompt
        if prompt is not None:
            self.meanwhile(there.WorkAnswered(self.at_ms, prompt.order.request_id, allowed))

    @rule(
        mode=st.none() | st.just(Mode.OBSERVER),
        by=st.sampled_from([LoweredBy.PANIC_KEY, LoweredBy.LOCAL_PERSON]),
    )
    def the_person_takes_back(self, mode: Mode | None, by: LoweredBy) -> None:
        self.meanwhile(there.TakenBack(self.at_ms, mode, by))

    @precondition(lambda self: self.machine.mode is Mode.DESKTOP_SHARING)
    @rule()
    def the_local_hand_moves(self) -> None:
        self.meanwhile(there.LocalHandMoved(self.at_ms))

    @precondition(lambda self: self.machine.floor_is_here)
    @rule(data=st.data())
    def the_person_gives_the_floor(self, data: st.DataObject) -> None:
        to = data.draw(st.sampled_from(self.machine.covered))
        self.meanwhile(there.FloorGiven(self.at_ms, to))

    @precondition(lambda self: self.machine.works)
    @rule(data=st.data(), stopped=st.booleans())
    def work_ends_there(self, data: st.DataObject, stopped: bool) -> None:
        order = data.draw(st.sampled_from(self.machine.works))
        if stopped or isinstance(order.what, RebootWork):
            self.meanwhile(there.WorkDone(self.at_ms, order.request_id, Outcome(WorkEnd.STOPPED)))
        else:
            self.meanwhile(there.WorkDone(self.at_ms, order.request_id, Outcome(WorkEnd.DONE)))

    # What the staff does

    @rule(mode=modes)
    def they_go_up(self, mode: Mode) -> None:
        """The way that a session takes when nothing goes wrong."""
        self.the_person_allows_everything()
        self.staff_asks(CONSOLE, mode)
        self.the_person_allows_everything()

    def the_person_allows_everything(self) -> None:
        self.talk_it_out()
        while self.machine.question is not None and self.linked:
            self.the_person_answers(allowed=True)
            self.talk_it_out()

    @rule(peer=consoles, mode=modes)
    def staff_asks(self, peer: PeerId, mode: Mode) -> None:
        self.tell(ev.ModeAsked(self.at_ms, peer, self.request(), mode))

    @rule(peer=consoles)
    def staff_withdraws(self, peer: PeerId) -> None:
        self.tell(ev.QuestionWithdrawn(self.at_ms, peer))

    @rule(peer=consoles, mode=st.none() | modes)
    def staff_lowers(self, peer: PeerId, mode: Mode | None) -> None:
        self.tell(ev.ModeLowered(self.at_ms, peer, mode))

    @rule(peer=consoles, takes=st.booleans())
    def staff_asks_for_the_floor(self, peer: PeerId, takes: bool) -> None:
        self.says(peer, AskFloor(request_id=self.request(), take=takes))

    @precondition(lambda self: self.server.state.holder_id is not None)
    @rule(data=st.data(), at_once=st.booleans())
    def staff_gives_the_floor(self, data: st.DataObject, at_once: bool) -> None:
        state = self.server.state
        to = data.draw(st.sampled_from([None, *state.covered]))
        peer = next(peer for peer, person in CONSOLES.items() if person.person_id == state.holder_id)
        self.says(peer, GiveFloor(request_id=self.request(), to=to))
        if at_once:
            self.talk_it_out()

    @rule(peer=consoles, what=kinds_of_work)
    def staff_asks_for_work(self, peer: PeerId, what: What) -> None:
        self.says(peer, AskWork(request_id=self.request(), what=what))

    @precondition(lambda self: self.server.state.mode is Mode.ADMIN)
    @rule()
    def a_restart_is_ordered_and_allowed(self) -> None:
        self.staff_asks_for_work(CONSOLE, RebootWork())
        self.talk_it_out()
        if self.machine.work_prompt is not None:
            self.the_person_answers_about_work(allowed=True)
        self.talk_it_out()

    @precondition(lambda self: self.server.state.works)
    @rule(data=st.data(), peer=consoles)
    def staff_stops_work(self, data: st.DataObject, peer: PeerId) -> None:
        work = data.draw(st.sampled_from(self.server.state.works))
        self.says(peer, StopWork(request_id=work.request_id))

    @rule(peer=consoles)
    def staff_comes(self, peer: PeerId) -> None:
        person, call = CONSOLES[peer], self.request()
        self.tell(ev.CustomerClaimed(self.at_ms, person, ""))
        self.says(CONSOLE, Invite(request_id=call, person_id=person.person_id))
        self.tell(ev.CallAnswered(self.at_ms, person, call, accepted=True))
        self.tell(ev.LinkOpened(self.at_ms, peer, PeerKind.CONSOLE, person))

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
        if not self.linked or state.state is State.ENDED or machine.over or self.goes_down:
            return
        standing = self.server.standing
        assert (standing.lowering, standing.moving) == (None, None), "an order was never confirmed"
        assert (state.mode, state.holder_id) == (machine.mode, machine.holder)
        asked_here = state.question.request_id if state.question else None
        asked_there = machine.question.ask.request_id if machine.question else None
        assert asked_there in (None, asked_here)
        prompts = {work.request_id for work in state.works if work.started_at is None}
        assert machine.work_prompt is None or machine.work_prompt.order.request_id in prompts
        started = {work.request_id for work in state.works if work.started_at is not None}
        assert {order.request_id for order in machine.works} == started

    # What holds at every moment

    @invariant()
    def the_machine_gives_nothing_that_is_not_in_the_log(self) -> None:
        if self.machine.holder is not None:
            assert (self.machine.mode, self.machine.holder) in self.granted
        assert self.machine.mode is None or self.granted

    @invariant()
    def the_machine_does_nothing_that_is_not_in_the_log(self) -> None:
        logged = {
            entry.fact.request_id
            for entry in self.log
            if isinstance(entry.fact, WorkAnswered) and entry.fact.answer is Answer.ALLOWED
        }
        assert {order.request_id for order in self.machine.works} <= logged

    @invariant()
    def the_machine_goes_down_only_for_a_restart_that_is_in_the_log(self) -> None:
        assert not self.goes_down or any(entry.fact.type == "restart_began" for entry in self.log)


TestPair = PairMachine.TestCase
TestPair.settings = settings(
    max_examples=max(150, settings.default.max_examples) if settings.default else 150,
    stateful_step_count=max(40, settings.default.stateful_step_count) if settings.default else 40,
)
