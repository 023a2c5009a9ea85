"""A session under any sequence of events: what must hold at every moment (SPEC S, C, O, J, R)."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from protocol.consent import Answer
from protocol.floor import AskFloor, FloorBy, FloorIs, GiveFloor, UnaskFloor
from protocol.ids import PeerId
from protocol.limits import WORKS_LIMIT
from protocol.modes import Allowed, Mode, allowed
from protocol.people import Person
from protocol.restart import RestartBegan, RestartOver
from protocol.work import (
    ABILITY,
    ElevationWork,
    FilesWork,
    InspectionWork,
    RebootWork,
    Way,
    What,
    Work,
    WorkAnswered,
    WorkAsked,
    WorkEnd,
    WorkEnded,
)
from protocol.work_messages import AskWork, Restarting, StopWork, WorkGiven, WorkOver
from tests.stateful.session_course import CONSOLE, MACHINE, PEERS, SessionCourse, consoles, peers, people

kinds_of_work: st.SearchStrategy[What] = st.sampled_from(
    [RebootWork(), InspectionWork(), ElevationWork(), FilesWork(way=Way.TO_MACHINE)]
)


class SessionMachine(SessionCourse):
    # The floor

    @rule(peer=peers, takes=st.booleans())
    def somebody_asks_for_the_floor(self, peer: PeerId, takes: bool) -> None:
        self.says(peer, AskFloor(request_id=self.request(), take=takes))

    @rule(peer=consoles)
    def somebody_does_not_want_the_floor_any_more(self, peer: PeerId) -> None:
        self.says(peer, UnaskFloor())

    @rule(peer=consoles, to=st.none() | people)
    def somebody_gives_the_floor(self, peer: PeerId, to: Person | None) -> None:
        to_id = None if to is None else to.person_id
        self.says(peer, GiveFloor(request_id=self.request(), to=to_id))

    @rule(
        peer=st.just(MACHINE) | peers,
        to=st.none() | people,
        by=st.sampled_from(list(FloorBy)),
        step=st.sampled_from([1, 1, 2, 0, -1]),
    )
    def anybody_says_that_the_floor_moved(
        self, peer: PeerId, to: Person | None, by: FloorBy, step: int
    ) -> None:
        to_id, epoch = None if to is None else to.person_id, max(0, self.session.state.epoch + step)
        self.says(peer, FloorIs(request_id=self.request(), holder=to_id, epoch=epoch, by=by))

    @precondition(lambda self: self.session.standing.moving is not None)
    @rule()
    def the_machine_moves_the_floor(self) -> None:
        moving = self.session.standing.moving
        assert moving is not None
        order, epoch = moving.order, self.session.state.epoch + 1
        said = FloorIs(request_id=order.request_id, holder=order.to, epoch=epoch, by=order.by)
        self.says(self.machine(), said)

    @precondition(lambda self: self.session.state.holder_id is not None)
    @rule(data=st.data(), at_once=st.booleans())
    def the_holder_gives_the_floor(self, data: st.DataObject, at_once: bool) -> None:
        state = self.session.state
        to = data.draw(st.sampled_from([None, *state.covered]))
        peer = next(peer for peer, (_, person) in PEERS.items() if person.person_id == state.holder_id)
        self.says(peer, GiveFloor(request_id=self.request(), to=to))
        if at_once and self.session.standing.moving is not None:
            self.the_machine_moves_the_floor()

    @precondition(lambda self: self.session.state.mode is Mode.DESKTOP_SHARING)
    @rule(data=st.data())
    def the_person_there_takes_or_gives_the_floor(self, data: st.DataObject) -> None:
        state = self.session.state
        to = data.draw(st.sampled_from([None, *state.covered]))
        by = FloorBy.LOCAL_HAND if to is None else FloorBy.CUSTOMER_GAVE
        said = FloorIs(request_id=self.request(), holder=to, epoch=state.epoch + 1, by=by)
        self.says(self.machine(), said)

    # Work

    @rule(peer=st.sampled_from([CONSOLE]) | peers, what=kinds_of_work, at_once=st.booleans())
    def somebody_asks_for_work(self, peer: PeerId, what: What, at_once: bool) -> None:
        request_id = self.request()
        self.says(peer, AskWork(request_id=request_id, what=what))
        if at_once:
            said = WorkGiven(request_id=request_id, answer=Answer.ALLOWED, prompted=True)
            self.says(self.machine(), said)

    @precondition(lambda self: self.session.state.works)
    @rule(data=st.data(), peer=peers)
    def somebody_stops_work(self, data: st.DataObject, peer: PeerId) -> None:
        self.says(peer, StopWork(request_id=self.one_of_the_works(data).request_id))

    @precondition(lambda self: self.session.state.works)
    @rule(data=st.data(), answer=st.sampled_from([Answer.ALLOWED, *Answer]), prompted=st.booleans())
    def the_machine_answers_for_work(self, data: st.DataObject, answer: Answer, prompted: bool) -> None:
        request_id = self.one_of_the_works(data).request_id
        self.says(self.machine(), WorkGiven(request_id=request_id, answer=answer, prompted=prompted))

    @precondition(lambda self: self.session.state.works)
    @rule(data=st.data(), end=st.sampled_from(list(WorkEnd)))
    def work_is_over(self, data: st.DataObject, end: WorkEnd) -> None:
        self.says(self.machine(), WorkOver(request_id=self.one_of_the_works(data).request_id, end=end))

    def one_of_the_works(self, data: st.DataObject) -> Work:
        return data.draw(st.sampled_from(self.session.state.works))

    # A restart

    @precondition(lambda self: self.session.state.mode is Mode.ADMIN)
    @rule()
    def the_machine_is_to_restart_and_does(self) -> None:
        reboot = self.request()
        self.says(CONSOLE, AskWork(request_id=reboot, what=RebootWork()))
        machine = self.machine()
        self.says(machine, WorkGiven(request_id=reboot, answer=Answer.ALLOWED, prompted=True))
        self.says(machine, Restarting(request_id=reboot, waits_for_sign_in=False))
        self.a_link_is_lost(machine)

    @precondition(lambda self: self.session.state.restart is not None)
    @rule()
    def the_machine_returns(self) -> None:
        state, machine = self.session.state, self.machine()
        assert state.restart is not None
        self.a_link_opens(machine, resumed=True, step=0)
        said = FloorIs(
            request_id=state.restart.request_id,
            holder=state.restart.holder_id,
            epoch=state.epoch + 1,
            by=FloorBy.RETURNED,
        )
        self.says(machine, said)

    # What holds at every moment

    @invariant()
    def the_person_there_is_asked_one_thing_at_a_time(self) -> None:
        state = self.session.state
        prompts = [work for work in state.works if work.started_at is None]
        assert len(prompts) + (state.question is not None) <= 1
        assert len(state.works) <= WORKS_LIMIT

    @invariant()
    def no_work_survives_a_mode_that_drops_it(self) -> None:
        state, lowering = self.session.state, self.session.standing.lowering
        mode = state.mode if lowering is None else lowering.mode
        for work in state.works:
            assert mode is not None
            assert allowed(mode, ABILITY[type(work.what)]) is not Allowed.DROPPED

    @invariant()
    def all_work_that_was_asked_for_is_over_or_open(self) -> None:
        facts = [entry.fact for entry in self.log]
        asked = [fact.work.request_id for fact in facts if isinstance(fact, WorkAsked)]
        over = [
            fact.request_id
            for fact in facts
            if isinstance(fact, WorkEnded)
            or (isinstance(fact, WorkAnswered) and fact.answer is not Answer.ALLOWED)
        ]
        still = [work.request_id for work in self.session.state.works]
        assert sorted(over + still) == sorted(asked)

    @invariant()
    def a_restart_is_ordered_work_and_takes_the_floor(self) -> None:
        state = self.session.state
        began, over = (
            sum(isinstance(entry.fact, kind) for entry in self.log) for kind in (RestartBegan, RestartOver)
        )
        assert began - over == (state.restart is not None)
        if state.restart is not None:
            assert state.holder_id is None
            assert any(work.request_id == state.restart.request_id for work in state.works)


TestSession = SessionMachine.TestCase
TestSession.settings = settings(
    max_examples=max(150, settings.default.max_examples) if settings.default else 150,
    stateful_step_count=max(40, settings.default.stateful_step_count) if settings.default else 40,
)
