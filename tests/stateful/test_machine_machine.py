"""The captured machine's session under any sequence of events: what must hold at every moment (SPEC C, O, J).

The gate opens only for somebody whom the consent covers, under an epoch that the server has logged; no work
runs that the mode in force drops; after the panic key nothing runs.
"""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from customer_client.core import effects as ef
from customer_client.core import events as ev
from customer_client.core.cuts import GRACE_MS
from customer_client.core.question import OFFERED, RECONFIRM_MS, Right
from customer_client.core.raising import INERT_MS
from customer_client.core.runner import Outcome
from customer_client.core.session import Session
from protocol.consent import LoweredBy
from protocol.control import ConsentGiven, LoweredHere
from protocol.facts import Fact, Joined, Left, PresenceChanged, Requeued
from protocol.floor import FloorBy, FloorIs
from protocol.ids import PeerId, PersonId, RequestId
from protocol.modes import LADDER, Allowed, Mode, allowed, has_input
from protocol.people import Presence
from protocol.work import ABILITY, ClipboardWork, FilesWork, InspectionWork, Way, What, Work, WorkEnd
from protocol.work_messages import WorkGiven
from tests.support.machine_playbook import ANA, EVE, LEA, ask, fact, mirror, move, order, script

people = st.sampled_from([ANA, EVE, LEA])
modes = st.sampled_from(list(Mode))
works = st.sampled_from([RequestId("w_first"), RequestId("w_second"), RequestId("w_third")])
kinds: st.SearchStrategy[What] = st.sampled_from(
    [InspectionWork(), script(), FilesWork(way=Way.FROM_MACHINE), ClipboardWork(way=Way.TO_MACHINE)]
)
requests = st.sampled_from([RequestId("q_first"), RequestId("q_second")])
jumps = st.sampled_from([0, 1, INERT_MS - 1, INERT_MS, GRACE_MS, RECONFIRM_MS])


class MachineSession(RuleBasedStateMachine):
    """Carries out the effects as the program would, and looks at what that comes to."""

    @initialize(mode=st.none() | st.sampled_from(LADDER))
    def the_server_lets_the_machine_in(self, mode: Mode | None) -> None:
        self.requests = 0
        self.session = Session()
        self.at_ms = 0
        self.seq = 1
        self.open: ef.OpenGate | None = None
        self.shown = False
        self.held = False
        self.question: ef.ShowConsent | None = None
        self.journalled = 0
        self.minted: list[int] = []
        self.allowed: dict[int, tuple[Mode, PersonId | None]] = {}
        self.covered: tuple[PersonId, ...] = ()
        self.running: dict[RequestId, What] = {}
        self.work: ef.ShowWork | None = None
        self.said_yes: set[RequestId] = set()
        self.logged: set[int] = set()
        self.finished = False
        self.feed(ev.Welcomed(0, mirror(), "Ayuda"))
        if mode is not None:
            self.they_go_up(mode, ANA)

    def feed(self, event: ev.Event) -> None:
        for effect in self.session.handle(event):
            assert not self.finished, "nothing follows the end"
            self.carry_out(effect)

    def carry_out(self, effect: ef.Effect) -> None:  # noqa: C901  a flat dispatch
        match effect:
            case ef.OpenGate():
                assert effect.epoch in self.logged, "C2: opened before it was logged"
                self.open = effect
            case ef.CloseGate():
                self.open = None
            case ef.StartPicture():
                self.shown = True
            case ef.StopPicture():
                self.shown = False
            case ef.ShowConsent():
                self.question = effect
            case ef.CloseConsent():
                self.question = self.work = None
            case ef.HoldInput():
                self.held = True
            case ef.PassInput():
                self.held = False
            case ef.Journal():
                self.journalled = effect.epoch
                self.minted.append(effect.epoch)
            case ef.Send():
                self.hear(effect.message)
            case ef.Finish():
                self.finished = True
            case _:
                self.work_on(effect)

    def work_on(self, effect: ef.Effect) -> None:
        match effect:
            case ef.ShowWork():
                self.work = effect
            case ef.BeginWork(job=job):
                assert job.request_id in self.said_yes, "J1: begun before it was allowed"
                self.running[job.request_id] = job.what
            case ef.StopWork(request_id=request_id):
                self.running.pop(request_id, None)
            case _:
                pass

    def hear(self, said: ef.Said) -> None:
        match said:
            case ConsentGiven(answer="allowed") as given:
                assert given.epoch <= self.journalled, "journalled before it is said"
                self.allowed[given.epoch] = (given.mode, given.holder)
                self.covered = given.covered
            case FloorIs() as moved:
                assert moved.epoch <= self.journalled, "journalled before it is said"
                assert self.open is None, "the gate closes first"
                assert moved.holder is None or moved.holder in self.covered, "C6: not covered"
                if self.session.mode is not None:
                    self.allowed[moved.epoch] = (self.session.mode, moved.holder)
            case WorkGiven(answer="allowed") as yes:
                self.said_yes.add(yes.request_id)
            case LoweredHere() as lowered:
                assert lowered.epoch <= self.journalled
            case _:
                pass

    @rule(milliseconds=jumps)
    def time_passes(self, milliseconds: int) -> None:
        self.at_ms += milliseconds
        self.feed(ev.Tick(self.at_ms))

    @rule(request_id=requests, mode=modes, by=people)
    def the_server_asks(self, request_id: RequestId, mode: Mode, by: object) -> None:
        person = next(each for each in (ANA, EVE, LEA) if each is by)
        self.feed(ev.Asked(self.at_ms, ask(mode, request_id, person)))

    @rule(mode=st.sampled_from(LADDER), by=st.sampled_from([ANA, EVE]))
    def they_go_up(self, mode: Mode, by: object) -> None:
        """The way that a session takes when nothing goes wrong."""
        self.requests = self.requests + 1
        self.the_server_asks(RequestId(f"q_up_{self.requests}"), mode, by)
        while self.question is not None:
            self.the_person_answers(allowed=True, wait_ms=INERT_MS)
        self.the_server_logs_what_goes_up()

    @rule()
    def the_server_logs_what_goes_up(self) -> None:
        pending = self.session.pending
        if pending is not None and pending.epoch in self.allowed:
            self.logged.add(pending.epoch)
            self.feed(ev.Logged(self.at_ms, pending.request_id, pending.epoch))

    @rule(what=kinds, by=st.sampled_from([ANA, EVE]))
    def work_goes_its_way(self, what: What, by: object) -> None:
        self.requests = self.requests + 1
        request_id = RequestId(f"w_way_{self.requests}")
        self.work_is_ordered(request_id, what, by)
        if self.work is not None:
            self.the_person_answers_about_work(request_id, allowed=True, wait_ms=INERT_MS)
        self.the_server_logs_work(request_id)

    @rule(request_id=requests)
    def the_question_is_withdrawn(self, request_id: RequestId) -> None:
        self.feed(ev.QuestionWithdrawn(self.at_ms, request_id))

    @precondition(lambda self: self.question is not None)
    @rule(allowed=st.booleans(), wait_ms=st.sampled_from([0, INERT_MS]))
    def the_person_answers(self, allowed: bool, wait_ms: int) -> None:
        assert self.question is not None
        self.at_ms += wait_ms
        self.feed(ev.Answered(self.at_ms, self.question.ask.request_id, self.question.right, allowed))

    @rule(request_id=requests, right=st.sampled_from(list(Right)))
    def an_answer_comes_from_nowhere(self, request_id: RequestId, right: Right) -> None:
        before = (self.session.mode, self.session.holder)
        self.feed(ev.Answered(self.at_ms, request_id, right, allowed=False))
        assert (self.session.mode, self.session.holder) == before

    @rule(request_id=requests, back=st.integers(0, 2))
    def the_server_logs_a_raise(self, request_id: RequestId, back: int) -> None:
        epoch = max(0, self.session.epoch - back)
        if epoch in self.allowed:
            self.logged.add(epoch)
        self.feed(ev.Logged(self.at_ms, request_id, epoch))

    @rule(mode=st.none() | modes, by=st.sampled_from([LoweredBy.STAFF, LoweredBy.HOLDER_LEFT]))
    def the_server_orders_less(self, mode: Mode | None, by: LoweredBy) -> None:
        before = self.session.mode
        self.feed(ev.Ordered(self.at_ms, mode, by))
        assert self.session.holder is None
        assert before is not None or self.session.mode is None, "an order raised"

    @rule(mode=st.sampled_from([None, Mode.OBSERVER]))
    def the_person_takes_back(self, mode: Mode | None) -> None:
        self.feed(ev.TakenBack(self.at_ms, mode, LoweredBy.PANIC_KEY))
        assert self.open is None
        assert self.question is None
        assert self.work is None
        assert mode is not None or not self.shown
        assert mode is not None or not self.running, "after the panic key nothing runs"

    @rule()
    def the_link_is_cut(self) -> None:
        self.feed(ev.LinkLost(self.at_ms))

    @rule(knows=st.booleans())
    def the_link_is_back(self, knows: bool) -> None:
        """The server knows what was said last, or nothing of it."""
        epoch = self.session.epoch if knows else 0
        mode, holder = self.allowed.get(epoch, (None, None)) if knows else (None, None)
        if mode is not None:
            self.logged.add(epoch)
        person = next((each for each in (ANA, EVE) if each.person_id == holder), None)
        state = mirror(ANA, EVE, mode=mode, holder=person, epoch=epoch, seq=self.seq, covered=(ANA, EVE))
        listed = tuple(
            Work(
                request_id=one.request_id,
                what=one.what,
                asked_by=one.asked_by.person_id,
                asked_at=1,
                started_at=2,
            )
            for one in self.session.works
            if knows
        )
        state = state.model_copy(update={"works": listed})
        self.feed(ev.Welcomed(self.at_ms, state, "Ayuda"))

    @rule(person=people, there=st.booleans())
    def a_direct_path_opens_or_dies(self, person: object, there: bool) -> None:
        whose = next(each for each in (ANA, EVE, LEA) if each is person)
        peer = PeerId(f"r_{whose.name.lower()}")
        self.feed(
            ev.DirectOpened(self.at_ms, peer, whose.person_id) if there else ev.DirectLost(self.at_ms, peer)
        )

    @rule(person=people, what=st.sampled_from(["join", "leave", "away", "requeue"]))
    def people_come_and_go(self, person: object, what: str) -> None:
        whose = next(each for each in (ANA, EVE, LEA) if each is person)
        self.seq += 1
        facts: dict[str, Fact] = {
            "join": Joined(person=whose),
            "leave": Left(person_id=whose.person_id),
            "away": PresenceChanged(person_id=whose.person_id, presence=Presence.AWAY),
            "requeue": Requeued(),
        }
        self.feed(fact(self.at_ms, facts[what], self.seq))

    @precondition(lambda self: self.session.holder is not None or self.session.floor_is_here)
    @rule(to=st.none() | people, by=st.sampled_from([FloorBy.GIVEN, FloorBy.TAKEN]), request_id=requests)
    def the_floor_is_to_move(self, to: object, by: FloorBy, request_id: RequestId) -> None:
        person = next((each for each in (ANA, EVE, LEA) if each is to), None)
        was_here = self.session.floor_is_here
        self.feed(ev.FloorOrdered(self.at_ms, move(person, by, request_id)))
        assert self.open is None
        assert not was_here or self.session.floor_is_here, "O4: no click of the staff brings it back"

    @precondition(lambda self: self.session.mode is Mode.DESKTOP_SHARING)
    @rule()
    def the_local_hand_moves(self) -> None:
        sharing = self.session.mode is Mode.DESKTOP_SHARING
        self.feed(ev.LocalHandMoved(self.at_ms))
        assert not sharing or self.open is None, "O4"

    @precondition(lambda self: self.session.floor_is_here)
    @rule(to=people)
    def the_person_gives_the_floor(self, to: object) -> None:
        person = next(each for each in (ANA, EVE, LEA) if each is to)
        self.feed(ev.FloorGiven(self.at_ms, person.person_id))

    @rule(request_id=works, what=kinds, by=people)
    def work_is_ordered(self, request_id: RequestId, what: What, by: object) -> None:
        person = next(each for each in (ANA, EVE, LEA) if each is by)
        self.feed(ev.WorkOrdered(self.at_ms, order(what, request_id, person)))

    @rule(request_id=works, allowed=st.booleans(), wait_ms=st.sampled_from([0, INERT_MS]))
    def the_person_answers_about_work(self, request_id: RequestId, allowed: bool, wait_ms: int) -> None:
        self.at_ms += wait_ms
        self.feed(ev.WorkAnswered(self.at_ms, request_id, allowed, ("/a",)))

    @rule(request_id=works)
    def the_server_logs_work(self, request_id: RequestId) -> None:
        if self.session.linked:  # else nothing that it says comes here
            self.feed(ev.WorkLogged(self.at_ms, request_id))

    @rule(request_id=works, by_itself=st.booleans())
    def work_ends(self, request_id: RequestId, by_itself: bool) -> None:
        if by_itself:
            self.running.pop(request_id, None)
            self.feed(ev.WorkDone(self.at_ms, request_id, Outcome(WorkEnd.DONE)))
        else:
            self.feed(ev.WorkStopped(self.at_ms, request_id))
            assert request_id not in self.running

    @rule()
    def the_windows_crash(self) -> None:
        self.feed(ev.FrontLost(self.at_ms))
        assert self.open is None
        assert self.question is None

    @precondition(lambda self: self.at_ms > 100_000)
    @rule(how=st.sampled_from([ev.EndedHere, ev.ProgramEnds, ev.LinkOver]))
    def it_ends(self, how: type[ev.EndedHere] | type[ev.ProgramEnds] | type[ev.LinkOver]) -> None:
        self.feed(how(self.at_ms))

    @invariant()
    def the_gate_is_open_for_the_holder_and_nobody_else(self) -> None:
        opened = self.open.holder if self.open is not None else None
        assert opened == self.session.holder
        assert opened is None or has_input(self.session.mode)

    @invariant()
    def what_is_in_force_was_allowed_by_the_person(self) -> None:
        if self.open is not None:
            assert self.allowed[self.open.epoch] == (self.open.mode, self.open.holder)
            assert self.open.holder in (ANA.person_id, EVE.person_id), "a learner holds nothing"
            assert self.open.holder in self.session.covered, "C6"
        assert self.session.mode is None or self.session.mode in OFFERED

    @invariant()
    def the_picture_runs_exactly_while_there_is_a_view(self) -> None:
        assert self.shown == (self.session.mode is not None)

    @invariant()
    def input_is_held_exactly_while_a_question_is_open(self) -> None:
        assert self.question is None or self.work is None, "J3: one at a time"
        assert self.held == (self.question is not None or self.work is not None)
        assert (self.question is not None) == (self.session.question is not None)
        assert (self.work is not None) == (self.session.work_prompt is not None)

    @invariant()
    def no_work_runs_that_the_mode_drops(self) -> None:
        mode = self.session.mode
        for what in self.running.values():
            assert mode is not None
            assert allowed(mode, ABILITY[type(what)]) is not Allowed.DROPPED
        assert {one.request_id for one in self.session.works} == set(self.running)

    @invariant()
    def epochs_only_rise(self) -> None:
        assert self.minted == sorted(set(self.minted))

    @invariant()
    def nothing_is_left_after_the_end(self) -> None:
        if self.finished:
            assert self.open is None
            assert not self.shown
            assert not self.running
            assert self.question is None


TestMachineSession = MachineSession.TestCase
