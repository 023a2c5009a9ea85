"""A session under any sequence of what people, links and machines do: the course of it (SPEC S, C)."""

import copy

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from protocol.consent import Answer, LoweredBy
from protocol.control import ConsentGiven, LoweredHere
from protocol.facts import ConsentAnswered, Door, Entry, Lowered
from protocol.floor import FloorMoved
from protocol.fold import fold
from protocol.ids import PeerId, PersonId, RequestId
from protocol.inner import Invite
from protocol.link_messages import PeerKind
from protocol.modes import LADDER, Mode, has_input
from protocol.people import Person
from protocol.rights import Deed, may
from protocol.session import SessionState, State
from server.core import events as ev
from server.core import rights
from server.core.requests import Request
from server.core.session import Session
from server.errors import ServerError
from tests.support.playbook import AGENT, CUSTOMER, EXPERT, LEARNER, RULES, SAYS, SESSION, SUPERVISOR

PEERS = {
    PeerId("r_page"): (PeerKind.PAGE, CUSTOMER),
    PeerId("r_mach1"): (PeerKind.MACHINE, CUSTOMER),
    PeerId("r_mach2"): (PeerKind.MACHINE, CUSTOMER),
    PeerId("r_bo1"): (PeerKind.CONSOLE, AGENT),
    PeerId("r_bo2"): (PeerKind.CONSOLE, AGENT),
    PeerId("r_eve"): (PeerKind.CONSOLE, EXPERT),
    PeerId("r_sue"): (PeerKind.CONSOLE, SUPERVISOR),
    PeerId("r_lea"): (PeerKind.CONSOLE, LEARNER),
}
MACHINE, CONSOLE = PeerId("r_mach1"), PeerId("r_bo1")
peers = st.sampled_from(sorted(PEERS))
consoles = st.sampled_from([peer for peer in sorted(PEERS) if PEERS[peer][0] is PeerKind.CONSOLE])
people = st.sampled_from([CUSTOMER, AGENT, EXPERT, SUPERVISOR, LEARNER])
modes = st.sampled_from(list(Mode))
rarely = st.sampled_from([False, False, False, False, True])
"""For what ends most of what a run could still try."""
jumps = st.sampled_from([0, 1, 1_000, 1_000, 5_000, 20_000, 60_000, 900_000])


class SessionCourse(RuleBasedStateMachine):
    @initialize(mode=st.sampled_from([*LADDER, *LADDER, None]))
    def a_customer_asks_for_help(self, mode: Mode | None) -> None:
        self.at_ms = 0
        self.machine_epoch = 0
        self.requests = 0
        self.log: list[Entry] = []
        self.session = Session.new(SESSION, RULES)
        self.snapshot = self.session.state
        self.since: list[Entry] = []
        self.feed(ev.HelpAsked(0, CUSTOMER, Door.PAGE, "?"))
        if mode is not None:
            self.a_link_opens(MACHINE, resumed=False, step=0)
            self.somebody_claims(AGENT)
            self.a_link_opens(CONSOLE, resumed=False, step=0)
            self.the_machine_says_yes()
            for person, peer in ((EXPERT, PeerId("r_eve")), (SUPERVISOR, PeerId("r_sue"))):
                self.somebody_is_let_in(person)
                self.a_link_opens(peer, resumed=False, step=0)
            self.they_go_up(mode)

    def feed(self, event: ev.Event) -> None:
        before = (self.session.state, copy.deepcopy(self.session.standing))
        try:
            decision = self.session.handle(event)
        except ServerError:
            assert (self.session.state, self.session.standing) == before, "a refused event changes nothing"
            return
        assert (self.session.state, self.session.standing) == before, "deciding changes nothing"
        self.session.committed(decision)
        self.log += decision.entries
        self.since += decision.entries

    @rule(jump_ms=jumps)
    def time_passes(self, jump_ms: int) -> None:
        self.at_ms += jump_ms
        self.feed(ev.Tick(self.at_ms))

    @rule(peer=peers, resumed=st.booleans(), step=st.sampled_from([0, 0, 0, -1, 1]))
    def a_link_opens(self, peer: PeerId, resumed: bool, step: int) -> None:
        kind, person = PEERS[peer]
        epoch = max(0, self.session.state.epoch + step)
        says = SAYS.model_copy(update={"epoch": epoch}) if kind is PeerKind.MACHINE else None
        self.feed(ev.LinkOpened(self.at_ms, peer, kind, person, resumed=resumed, machine=says))

    @rule(peer=peers)
    def a_link_is_lost(self, peer: PeerId) -> None:
        self.feed(ev.LinkLost(self.at_ms, peer))

    @rule(peer=peers, really=rarely)
    def a_peer_leaves(self, peer: PeerId, really: bool) -> None:
        if really:
            self.feed(ev.PeerLeft(self.at_ms, peer))

    @rule(person=people, really=rarely)
    def a_person_goes(self, person: Person, really: bool) -> None:
        if really:
            self.feed(ev.PersonGone(self.at_ms, person.person_id))

    @rule(person=people)
    def somebody_claims(self, person: Person) -> None:
        self.feed(ev.CustomerClaimed(self.at_ms, person, "."))

    @rule(person=people)
    def somebody_is_let_in(self, person: Person) -> None:
        call = self.request()
        self.says(CONSOLE, Invite(request_id=call, person_id=person.person_id))
        self.feed(ev.CallAnswered(self.at_ms, person, call, accepted=True))
        self.feed(ev.SupervisorCame(self.at_ms, person, "To help."))

    def says(self, peer: PeerId, said: Request) -> None:
        self.feed(ev.Requested(self.at_ms, peer, said))

    def request(self) -> RequestId:
        self.requests += 1
        return RequestId(f"req_{self.requests}")

    def machine(self) -> PeerId:
        machine = self.session.state.machine
        return machine.peer_id if machine is not None else MACHINE

    # Modes

    @rule(mode=st.sampled_from(LADDER))
    def they_go_up(self, mode: Mode) -> None:
        self.somebody_asks(CONSOLE, mode)
        if self.session.state.question is not None:
            self.the_machine_says_yes()

    @rule(peer=peers, mode=modes)
    def somebody_asks(self, peer: PeerId, mode: Mode) -> None:
        self.feed(ev.ModeAsked(self.at_ms, peer, self.request(), mode))

    @rule(peer=peers)
    def somebody_withdraws(self, peer: PeerId) -> None:
        self.feed(ev.QuestionWithdrawn(self.at_ms, peer))

    @rule(peer=peers, mode=st.none() | modes)
    def somebody_lowers(self, peer: PeerId, mode: Mode | None) -> None:
        self.feed(ev.ModeLowered(self.at_ms, peer, mode))

    @rule(
        peer=peers,
        answer=st.sampled_from(list(Answer)),
        step=st.integers(-1, 2),
        covered=st.sets(st.sampled_from([AGENT.person_id, EXPERT.person_id, CUSTOMER.person_id])),
    )
    def anybody_answers(self, peer: PeerId, answer: Answer, step: int, covered: set[PersonId]) -> None:
        question = self.session.state.question
        if question is None:
            return
        given = ConsentGiven(
            request_id=question.request_id,
            answer=answer,
            mode=question.mode,
            holder=question.asked_by if has_input(question.mode) else None,
            epoch=max(0, self.session.state.epoch + step),
            covered=tuple(sorted(covered)),
        )
        self.feed(ev.ConsentSaid(self.at_ms, peer, given))

    @precondition(lambda self: self.session.state.question is not None)
    @rule()
    def the_machine_says_yes(self) -> None:
        state = self.session.state
        assert state.question is not None
        staff = tuple(p.person_id for p in state.people if p.person_id != CUSTOMER.person_id)
        holder = state.question.asked_by if has_input(state.question.mode) else None
        given = ConsentGiven(
            request_id=state.question.request_id,
            answer=Answer.ALLOWED,
            mode=state.question.mode,
            holder=holder,
            epoch=state.epoch + 1,
            covered=staff,
        )
        self.feed(ev.ConsentSaid(self.at_ms, self.machine(), given))

    @rule(peer=peers, mode=st.none() | modes, step=st.integers(-1, 2))
    def the_machine_gives_less(self, peer: PeerId, mode: Mode | None, step: int) -> None:
        epoch = max(0, self.session.state.epoch + step)
        self.feed(
            ev.LoweredThere(self.at_ms, peer, LoweredHere(mode=mode, epoch=epoch, by=LoweredBy.PANIC_KEY))
        )

    @rule(person=people)
    def somebody_ends(self, person: Person) -> None:
        if self.at_ms > 100_000:  # late, or every run is short
            self.feed(ev.EndAsked(self.at_ms, person.person_id))

    @rule()
    def somebody_takes_a_snapshot(self) -> None:
        self.snapshot, self.since = self.session.state, []

    @rule()
    def the_server_is_restarted(self) -> None:
        before = self.session.state
        self.session = Session.rebuild(SESSION, self.log, self.at_ms, RULES)
        assert self.session.state == before
        self.feed(ev.Tick(self.at_ms))

    @invariant()
    def only_staff_that_is_here_and_covered_and_may_has_control(self) -> None:
        state = self.session.state
        if state.holder_id is not None:
            holder = state.person(state.holder_id)
            assert holder is not None
            assert may(holder.role, Deed.HOLD)
            assert state.holder_id in state.covered
            assert has_input(state.mode)
            assert state.state in (State.LIVE, State.INTERRUPTED)

    @invariant()
    def one_at_most_moves_anything(self) -> None:
        state, standing = self.session.state, self.session.standing
        for person in state.people:
            if rights.held_back(state, standing, person.person_id, state.epoch) is None:
                assert person.person_id == state.holder_id

    @invariant()
    def epochs_only_rise(self) -> None:
        facts = [entry.fact for entry in self.log]
        given = [
            fact.epoch
            for fact in facts
            if isinstance(fact, FloorMoved)
            or (isinstance(fact, ConsentAnswered) and fact.answer is Answer.ALLOWED)
        ]
        assert given == sorted(set(given)), "every grant has an epoch of its own"
        epochs = [fact.epoch for fact in facts if isinstance(fact, ConsentAnswered | Lowered | FloorMoved)]
        assert epochs == sorted(epochs)

    @invariant()
    def a_snapshot_and_what_came_later_is_a_fresh_snapshot(self) -> None:
        assert fold(self.snapshot, self.since) == self.session.state

    @invariant()
    def the_log_is_the_truth(self) -> None:
        assert fold(SessionState(session_id=SESSION), self.log) == self.session.state
        assert [entry.seq for entry in self.log] == list(range(1, len(self.log) + 1))

    @invariant()
    def nobody_sees_without_a_right_and_a_name(self) -> None:
        state, standing = self.session.state, self.session.standing
        for peer in standing.viewers - {rights.RECORDER}:
            assert standing.source is not None
            assert standing.links[peer].kind is PeerKind.CONSOLE
            assert state.person(standing.links[peer].person_id) is not None
            assert state.mode is not None

    @invariant()
    def a_waiting_session_has_nothing_in_force(self) -> None:
        state = self.session.state
        if state.state is State.WAITING:
            assert (state.mode, state.holder_id, state.question, state.owner_id) == (None, None, None, None)
            assert (state.works, state.restart, state.floor_wanted) == ((), None, ())

    @invariant()
    def something_due_is_never_forgotten(self) -> None:
        wake_at_ms = self.session.standing.wake_at_ms
        assert wake_at_ms is None or wake_at_ms > self.at_ms

    @precondition(lambda self: self.session.state.state is State.ENDED)
    @invariant()
    def nothing_is_left_after_the_end(self) -> None:
        state, standing = self.session.state, self.session.standing
        assert (state.mode, state.holder_id, state.question, state.covered) == (None, None, None, ())
        assert (state.works, state.restart, state.floor_wanted) == ((), None, ())
        assert (standing.viewers, standing.source, standing.moving) == (frozenset(), None, None)
        assert standing.wake_at_ms is None
