"""A session under any sequence of events: what must hold at every moment (SPEC S, C, O, J, R, N)."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from protocol.consent import Answer
from protocol.floor import AskFloor, FloorBy, FloorIs, GiveFloor, UnaskFloor
from protocol.ids import PeerId, RequestId
from protocol.limits import WORKS_LIMIT
from protocol.modes import Allowed, Mode, allowed
from protocol.people import Person
from protocol.recording import (
    Policy,
    RecordingAnswered,
    RecordingAsked,
    RecordingEnd,
    RecordingOver,
    RecordingPaused,
    RecordingResumed,
    RecordingState,
)
from protocol.recording_messages import (
    AskRecording,
    Flag,
    PauseRecording,
    PrivateIs,
    RecordingDeed,
    RecordingGiven,
    RecordingHere,
    ResumeRecording,
    StopRecording,
)
from protocol.restart import RestartBegan, RestartOver
from protocol.session import State
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
from server.core import events as ev
from server.core.draft import Rules
from server.core.rights import RECORDER, source
from tests.stateful.session_course import CONSOLE, MACHINE, PEERS, SessionCourse, consoles, peers, people
from tests.support.playbook import CUSTOMER

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

    # Recording

    @rule(policy=st.sampled_from([Policy.ASK, Policy.ASK, *Policy]))
    def the_server_comes_back_with_another_policy(self, policy: Policy) -> None:
        self.session.rules = Rules(organisation="Ayuda SA", recording_policy=policy)
        self.feed(ev.Tick(self.at_ms))

    @rule(peer=st.just(CONSOLE) | consoles, answer=st.none() | st.sampled_from([Answer.ALLOWED, *Answer]))
    def somebody_asks_for_a_recording(self, peer: PeerId, answer: Answer | None) -> None:
        self.says(peer, AskRecording(request_id=self.request()))
        if answer is not None:
            self.the_machine_answers_for_the_recording(answer, current=True)

    @precondition(lambda self: self.session.state.state is State.LIVE and self.is_not_recorded())
    @rule(deeds=st.lists(st.sampled_from(RecordingDeed), max_size=3))
    def it_is_recorded_and_the_person_has_their_say(self, deeds: list[RecordingDeed]) -> None:
        self.somebody_asks_for_a_recording(CONSOLE, Answer.ALLOWED)
        for deed in deeds:
            said = RecordingHere(request_id=self.one_recording(current=True), deed=deed)
            self.says(self.machine(), said)

    def is_not_recorded(self) -> bool:
        return self.session.state.recording is None

    @rule(answer=st.sampled_from([Answer.ALLOWED, *Answer]), current=st.booleans(), peer=st.none() | peers)
    def the_machine_answers_for_the_recording(
        self, answer: Answer, current: bool, peer: PeerId | None = None
    ) -> None:
        said = RecordingGiven(request_id=self.one_recording(current=current), answer=answer)
        self.says(peer or self.machine(), said)

    @precondition(lambda self: self.session.state.recording is not None)
    @rule(deed=st.sampled_from(RecordingDeed), current=st.sampled_from([True, True, False]))
    def the_person_there_has_their_say(self, deed: RecordingDeed, current: bool) -> None:
        said = RecordingHere(request_id=self.one_recording(current=current), deed=deed)
        self.says(self.machine(), said)

    @precondition(lambda self: self.session.state.recording is not None)
    @rule(
        peer=st.just(CONSOLE) | consoles,
        said=st.sampled_from([PauseRecording(), ResumeRecording(), StopRecording()]),
    )
    def staff_has_a_hand_on_the_recording(
        self, peer: PeerId, said: PauseRecording | ResumeRecording | StopRecording
    ) -> None:
        self.says(peer, said)

    @precondition(lambda self: self.session.state.recording is not None)
    @rule(by=st.sampled_from([RecordingEnd.STORE_FULL, RecordingEnd.FAILED]), current=st.booleans())
    def it_cannot_be_kept(self, by: RecordingEnd, current: bool) -> None:
        self.feed(ev.RecordingFailed(self.at_ms, self.one_recording(current=current), by))

    @rule(on=st.booleans(), peer=st.just(MACHINE) | peers)
    def the_machine_shows_black(self, on: bool, peer: PeerId) -> None:
        self.says(peer, PrivateIs(on=on))

    @rule(peer=consoles, number=st.integers(0, 2))
    def somebody_marks_a_moment(self, peer: PeerId, number: int) -> None:
        self.says(peer, Flag(flag_id=RequestId(f"flag_{number}")))

    def one_recording(self, *, current: bool) -> RequestId:
        recording = self.session.state.recording
        return recording.request_id if recording is not None and current else RequestId("req_0")

    # What holds at every moment

    @invariant()
    def the_recorder_sees_only_while_a_yes_to_the_recording_stands_and_it_is_not_paused(self) -> None:
        recording = self.session.state.recording
        sees = RECORDER in self.session.standing.viewers
        shown = source(self.session.state, self.session.standing) is not None
        assert sees == (shown and recording is not None and recording.state is RecordingState.ON)
        if recording is not None and recording.state is not RecordingState.ASKED:
            facts = [entry.fact for entry in self.log]
            yes = RecordingAnswered(request_id=recording.request_id, answer=Answer.ALLOWED)
            since = facts[facts.index(yes) :]
            assert not any(isinstance(fact, RecordingOver) for fact in since)
            moved = [fact for fact in since if isinstance(fact, RecordingPaused | RecordingResumed)]
            paused = bool(moved) and isinstance(moved[-1], RecordingPaused)
            assert paused == (recording.state is RecordingState.PAUSED)

    @invariant()
    def what_the_person_paused_only_the_person_let_go_on(self) -> None:
        paused_by = None
        for fact in (entry.fact for entry in self.log):
            if isinstance(fact, RecordingPaused):
                paused_by = fact.person_id
            elif isinstance(fact, RecordingResumed) and paused_by == CUSTOMER.person_id:
                assert fact.person_id == paused_by

    @invariant()
    def each_question_for_a_recording_is_asked_once_and_answered_once(self) -> None:
        facts = [entry.fact for entry in self.log]
        asked = [fact.request_id for fact in facts if isinstance(fact, RecordingAsked)]
        answered = [fact.request_id for fact in facts if isinstance(fact, RecordingAnswered)]
        recording = self.session.state.recording
        is_open = recording is not None and recording.state is RecordingState.ASKED
        assert len(asked) == len(set(asked))
        assert answered == (asked[:-1] if is_open else asked)
        by_policy = [fact for fact in facts if isinstance(fact, RecordingAsked) and fact.asked_by is None]
        assert len(by_policy) <= 1

    @invariant()
    def the_person_there_is_asked_one_thing_at_a_time(self) -> None:
        state = self.session.state
        prompts = [work for work in state.works if work.started_at is None]
        recording = state.recording is not None and state.recording.state is RecordingState.ASKED
        assert len(prompts) + (state.question is not None) + recording <= 1
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
