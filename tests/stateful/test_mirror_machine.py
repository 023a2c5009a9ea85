"""Every mirror of a session shows the same, whenever it joined, whatever it heard twice (SPEC S3, S8, S9)."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from protocol.codec import encode
from protocol.consent import Answer, LoweredBy, Question
from protocol.facts import (
    Claimed,
    ConsentAnswered,
    ConsentAsked,
    Door,
    Ended,
    EndedBy,
    Entry,
    Fact,
    Interrupted,
    Joined,
    Left,
    Lowered,
    MachineJoined,
    MachinePresenceChanged,
    Opened,
    PresenceChanged,
    Requeued,
    Resumed,
    ScreenChanged,
)
from protocol.fold import apply, fold
from protocol.ids import PeerId, PersonId, RequestId, SessionId
from protocol.modes import Mode
from protocol.people import Abilities, Machine, Person, Platform, Presence
from protocol.roles import Role
from protocol.screen import Monitor, MonitorId, Screen
from protocol.session import SessionState, State

PEOPLE = st.sampled_from([PersonId(f"p_{name}") for name in ("ana", "ben", "eva", "kim")])
SCREENS = st.builds(
    lambda width: Screen(
        monitors=(Monitor(id=MonitorId(0), left_px=0, top_px=0, width_px=width, height_px=9),)
    ),
    st.integers(1, 99),
)
FRESH = SessionState(session_id=SessionId("s_001"))


def person(person_id: PersonId, role: Role = Role.AGENT) -> Person:
    return Person(person_id=person_id, name=person_id, role=role)


class Mirrors(RuleBasedStateMachine):
    """Facts in any order, sensible or not: the fold never refuses."""

    def __init__(self) -> None:
        super().__init__()
        self.log: list[Entry] = []
        self.truth = FRESH
        self.mirrors: list[SessionState] = []

    def happen(self, fact: Fact) -> None:
        entry = Entry(seq=len(self.log) + 1, at=len(self.log), fact=fact)
        self.log.append(Entry.model_validate_json(encode(entry)))
        self.truth = apply(self.truth, entry)
        self.mirrors = [apply(mirror, entry) for mirror in self.mirrors]

    @initialize()
    def open(self) -> None:
        self.happen(Opened(customer=person(PersonId("p_ana"), Role.CUSTOMER), door=Door.PAGE, reason="?"))

    @rule()
    def a_mirror_joins(self) -> None:
        self.mirrors.append(SessionState.model_validate_json(encode(self.truth)))

    @precondition(lambda self: self.mirrors)
    @rule(back=st.integers(1, 5))
    def a_mirror_hears_the_last_again(self, back: int) -> None:
        self.mirrors[-1] = fold(self.mirrors[-1], self.log[-back:])

    @rule(who=PEOPLE)
    def join(self, who: PersonId) -> None:
        self.happen(Joined(person=person(who)))

    @rule(who=PEOPLE)
    def leave(self, who: PersonId) -> None:
        self.happen(Left(person_id=who))

    @rule(who=PEOPLE, presence=st.sampled_from(Presence))
    def presence(self, who: PersonId, presence: Presence) -> None:
        self.happen(PresenceChanged(person_id=who, presence=presence))

    @rule(who=PEOPLE)
    def claim(self, who: PersonId) -> None:
        self.happen(Claimed(person_id=who, why="next"))

    @rule()
    def requeue(self) -> None:
        self.happen(Requeued())
        assert self.truth.state in (State.WAITING, State.ENDED)

    @rule(peer=st.sampled_from(["m_001", "m_002"]))
    def machine(self, peer: str) -> None:
        able = Abilities(capture=True, inject=True)
        self.happen(
            MachineJoined(
                machine=Machine(
                    peer_id=PeerId(peer),
                    platform=Platform.LINUX_X11,
                    system="Debian",
                    version="1",
                    abilities=able,
                )
            )
        )

    @rule(presence=st.sampled_from(Presence))
    def machine_presence(self, presence: Presence) -> None:
        self.happen(MachinePresenceChanged(presence=presence))

    @rule(screen=SCREENS)
    def screen(self, screen: Screen) -> None:
        self.happen(ScreenChanged(screen=screen))

    @rule(who=PEOPLE, mode=st.sampled_from(Mode))
    def ask(self, who: PersonId, mode: Mode) -> None:
        question = Question(request_id=RequestId("r_001"), mode=mode, asked_by=who, asked_at=1)
        self.happen(ConsentAsked(question=question))

    @rule(who=PEOPLE | st.none(), mode=st.sampled_from(Mode), answer=st.sampled_from(Answer))
    def answer(self, who: PersonId | None, mode: Mode, answer: Answer) -> None:
        before = self.truth
        self.happen(
            ConsentAnswered(
                request_id=RequestId("r_001"),
                answer=answer,
                mode=mode,
                holder=who,
                epoch=len(self.log),
                covered=() if who is None else (who,),
            )
        )
        if answer is not Answer.ALLOWED:
            assert (self.truth.mode, self.truth.holder_id) == (before.mode, before.holder_id)

    @rule(mode=st.sampled_from(Mode) | st.none(), by=st.sampled_from(LoweredBy))
    def lower(self, mode: Mode | None, by: LoweredBy) -> None:
        self.happen(Lowered(mode=mode, epoch=len(self.log), by=by))
        assert self.truth.holder_id is None

    @rule(until=st.integers(1, 9))
    def interrupt(self, until: int) -> None:
        self.happen(Interrupted(until=until))

    @rule()
    def resume(self) -> None:
        self.happen(Resumed())
        assert self.truth.state is not State.INTERRUPTED

    @precondition(lambda self: len(self.log) > 12)
    @rule(by=st.sampled_from(EndedBy))
    def end(self, by: EndedBy) -> None:
        self.happen(Ended(by=by))

    @invariant()
    def every_mirror_shows_the_truth(self) -> None:
        assert all(mirror == self.truth for mirror in self.mirrors)
        assert self.truth == fold(FRESH, self.log)

    @invariant()
    def what_was_folded_once_is_not_folded_again(self) -> None:
        assert fold(self.truth, self.log) is self.truth

    @invariant()
    def the_state_is_read_off_what_is_in_force(self) -> None:
        state = self.truth
        assert (state.state is State.ENDED) is (state.ended_by is not None)
        assert (state.state is State.INTERRUPTED) is (state.interrupted_until is not None)
        assert state.state is not State.LIVE or state.mode is not None
        assert state.state is not State.CLAIMED or (state.mode is None and state.owner_id is not None)
        assert state.state is not State.WAITING or (state.mode is None and state.owner_id is None)

    @invariant()
    def nothing_is_left_after_the_end(self) -> None:
        if self.truth.state is State.ENDED:
            in_force = [self.truth.mode, self.truth.holder_id, self.truth.question]
            assert in_force == [None, None, None]
            assert self.truth.covered == ()

    @invariant()
    def everybody_is_there_once(self) -> None:
        ids = [one.person_id for one in self.truth.people]
        assert len(ids) == len(set(ids))


Mirrors.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestMirrors = Mirrors.TestCase
