"""The people of a session under any sequence of what they arrange and say (SPEC A, G, H, T, V)."""

from collections import Counter

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from protocol.audience import as_seen_by, heard_by
from protocol.chat import Room
from protocol.chat_messages import Note, Say, TickStep
from protocol.demo import RaiseHand, SessionKind
from protocol.facts import Door, Entry, Joined
from protocol.fold import apply, fold
from protocol.ids import PeerId, PersonId, QueueId, RequestId
from protocol.inner import (
    HandBack,
    Inner,
    InvitationOver,
    Invite,
    Invited,
    OfferTransfer,
    Outcome,
    TakeOver,
    TransferOffered,
    TransferOver,
    WithdrawInvitation,
    WithdrawTransfer,
)
from protocol.limits import DEMO_VIEWER_LIMIT
from protocol.link_messages import PeerKind
from protocol.people import Person, Presence
from protocol.rights import Deed, may
from protocol.roles import STAFF, Role
from protocol.session import SessionState, State
from server.core import events as ev
from server.core.requests import Request
from server.core.session import Session
from server.errors import ServerError
from tests.support.playbook import (
    AGENT,
    CONSOLE,
    CUSTOMER,
    EXPERT,
    LEARNER,
    MACHINE,
    PAGE,
    RULES,
    SAYS,
    SESSION,
    SUPERVISOR,
)

CANARY = "canario"
"""Stands in everything that the customer and the audience must never hear."""
SECOND_SUPERVISOR = Person(person_id=PersonId("p_sam"), name="Sam", role=Role.SUPERVISOR)
VIEWERS = [
    Person(person_id=PersonId(f"v_{number:03d}"), name=f"Viewer {number}", role=Role.VIEWER)
    for number in range(DEMO_VIEWER_LIMIT + 2)
]
COLLEAGUES = [AGENT, EXPERT, SUPERVISOR, SECOND_SUPERVISOR, LEARNER]
PEERS = {
    PAGE: (PeerKind.PAGE, CUSTOMER),
    **{PeerId(f"r_{one.person_id}"): (PeerKind.CONSOLE, one) for one in COLLEAGUES},
    PeerId("r_agent2"): (PeerKind.CONSOLE, AGENT),
    **{PeerId(f"r_{one.person_id}"): (PeerKind.VIEWER, one) for one in VIEWERS},
    CONSOLE: (PeerKind.CONSOLE, AGENT),
}
OTHERS = {PeerId(f"r_{one.person_id}") for one in VIEWERS[1:]}
"""Whose words the listener of a demo does not hear."""
AWAY_MS, LOST_MS = RULES.away_after_ms, RULES.agent_lost_ms
peers = st.sampled_from(sorted(PEERS))
places = st.integers(0, 40)
colleagues = st.sampled_from(COLLEAGUES)
viewers = st.sampled_from(VIEWERS)
jumps = st.sampled_from([0, 1, AWAY_MS, 60_000, LOST_MS, 600_000])


class PeopleMachine(RuleBasedStateMachine):
    @initialize(demo=st.booleans(), supervised=st.booleans())
    def somebody_opens_a_session(self, demo: bool, supervised: bool) -> None:
        self.at_ms = 0
        self.calls = 0
        self.log: list[Entry] = []
        self.session = Session.new(SESSION, RULES)
        self.heard = b""
        self.listener = VIEWERS[0] if demo else CUSTOMER
        shower = AGENT if demo else CUSTOMER
        self.shows = ev.LinkOpened(0, MACHINE, PeerKind.MACHINE, shower, machine=SAYS)
        self.feed(ev.DemoAsked(0, AGENT, "?") if demo else ev.HelpAsked(0, CUSTOMER, Door.PAGE, "?"))
        self.view = as_seen_by(self.listener.role, self.session.state)
        if not demo:
            self.a_link_opens(PAGE, resumed=False)
        self.the_program_comes()
        self.somebody_claims(AGENT)
        self.a_link_opens(CONSOLE, resumed=False)
        if supervised:
            self.a_supervisor_comes(SUPERVISOR, CANARY)

    def feed(self, event: ev.Event) -> None:
        before = (self.session.state, self.session.standing)
        try:
            decision = self.session.handle(event)
        except ServerError:
            assert (self.session.state, self.session.standing) == before, "a refused event changes nothing"
            return
        self.session.committed(decision)
        self.log += decision.entries
        if hasattr(self, "view"):
            for entry in decision.entries:
                if heard_by(self.listener, self.session.state, entry):
                    self.view = apply(self.view, entry)
                    self.heard += entry.model_dump_json().encode()

    def ask(self, which: int, said: Request) -> None:
        self.feed(ev.Requested(self.at_ms, self.peer(which), said))

    def peer(self, which: int) -> PeerId:
        """One of the peers that are linked, or one that may not be."""
        linked = [*sorted(self.session.standing.links), sorted(PEERS)[which % len(PEERS)]]
        return linked[which % len(linked)]

    def new_call(self) -> RequestId:
        self.calls += 1
        return RequestId(f"call_{self.calls}")

    def open_calls(self) -> list[RequestId]:
        inner = self.session.state.inner or Inner()
        transfer = [inner.transfer.transfer_id] if inner.transfer else []
        return [*(one.invitation_id for one in inner.invitations), *transfer]

    @rule(jump_ms=jumps)
    def time_passes(self, jump_ms: int) -> None:
        self.at_ms += jump_ms
        self.feed(ev.Tick(self.at_ms))

    @rule(peer=peers, resumed=st.booleans())
    def a_link_opens(self, peer: PeerId, resumed: bool) -> None:
        kind, person = PEERS[peer]
        self.feed(ev.LinkOpened(self.at_ms, peer, kind, person, resumed=resumed))

    @rule()
    def the_program_comes(self) -> None:
        says = self.shows
        self.feed(ev.LinkOpened(self.at_ms, says.peer, says.kind, says.person, machine=says.machine))

    @rule(which=places)
    def a_link_is_lost(self, which: int) -> None:
        self.feed(ev.LinkLost(self.at_ms, self.peer(which)))

    @rule()
    def every_link_is_lost_at_once(self) -> None:
        for peer in sorted(self.session.standing.links):
            self.feed(ev.LinkLost(self.at_ms, peer))

    @rule(which=places)
    def a_console_is_closed(self, which: int) -> None:
        self.feed(ev.PeerLeft(self.at_ms, self.peer(which)))

    @rule(person=colleagues | viewers)
    def a_person_goes(self, person: Person) -> None:
        self.feed(ev.PersonGone(self.at_ms, person.person_id))

    @rule(person=colleagues)
    def somebody_claims(self, person: Person) -> None:
        self.feed(ev.CustomerClaimed(self.at_ms, person, "."))

    @rule(which=places, wanted=colleagues | st.sampled_from(["", "Redes", "Bases"]))
    def somebody_invites(self, which: int, wanted: Person | str) -> None:
        person_id = wanted.person_id if isinstance(wanted, Person) else None
        skill = wanted if isinstance(wanted, str) and wanted else None
        self.ask(which, Invite(request_id=self.new_call(), person_id=person_id, skill=skill, note=CANARY))

    @rule(which=places, person=st.none() | colleagues)
    def somebody_hands_over(self, which: int, person: Person | None) -> None:
        to_person = person.person_id if person else None
        to_queue = None if person else QueueId("q_net")
        call = self.new_call()
        self.ask(which, OfferTransfer(request_id=call, to_person=to_person, to_queue=to_queue, note=CANARY))

    @rule(person=colleagues | viewers, accepted=st.booleans(), which=st.integers(0, 10))
    def somebody_answers(self, person: Person, accepted: bool, which: int) -> None:
        calls = [*self.open_calls(), RequestId("call_0")]
        self.feed(ev.CallAnswered(self.at_ms, person, calls[which % len(calls)], accepted=accepted))

    @precondition(lambda self: self.open_calls())
    @rule(person=colleagues, accepted=st.booleans())
    def somebody_answers_the_newest(self, person: Person, accepted: bool) -> None:
        inner, call = self.session.state.inner or Inner(), self.open_calls()[-1]
        named = {one.invitation_id: one.to for one in inner.invitations}
        if inner.transfer is not None:
            named[inner.transfer.transfer_id] = inner.transfer.to_person
        asked = next((one for one in COLLEAGUES if one.person_id == named[call]), person)
        self.feed(ev.CallAnswered(self.at_ms, asked, call, accepted=accepted))
        self.a_link_opens(PeerId(f"r_{asked.person_id}"), resumed=False)

    @rule(person=colleagues, hand_over=st.booleans(), accepted=st.booleans())
    def the_owner_calls_and_is_answered(self, person: Person, hand_over: bool, accepted: bool) -> None:
        owner_id, links = self.session.state.owner_id, self.session.standing.links
        peer = next((peer for peer, link in sorted(links.items()) if link.person_id == owner_id), CONSOLE)
        call = self.new_call()
        said = (
            OfferTransfer(request_id=call, to_person=person.person_id, note=CANARY)
            if hand_over
            else Invite(request_id=call, person_id=person.person_id, note=CANARY)
        )
        self.feed(ev.Requested(self.at_ms, peer, said))
        if call in self.open_calls():
            self.somebody_answers_the_newest(person, accepted)

    @rule(which=places)
    def somebody_takes_back_an_invitation(self, which: int) -> None:
        call = next(iter(self.open_calls()), RequestId("call_0"))
        self.ask(which, WithdrawInvitation(invitation_id=call))

    @rule(which=places)
    def somebody_takes_back_the_transfer(self, which: int) -> None:
        self.ask(which, WithdrawTransfer())

    @rule(which=places)
    def somebody_takes_over(self, which: int) -> None:
        self.ask(which, TakeOver(request_id=self.new_call()))

    @rule(which=places)
    def somebody_hands_back(self, which: int) -> None:
        self.ask(which, HandBack(request_id=self.new_call()))

    @rule(person=colleagues | viewers, reason=st.sampled_from(["", CANARY]))
    def a_supervisor_comes(self, person: Person, reason: str) -> None:
        self.feed(ev.SupervisorCame(self.at_ms, person, reason))
        self.a_link_opens(PeerId(f"r_{person.person_id}"), resumed=False)

    @rule(person=viewers)
    def a_viewer_comes(self, person: Person) -> None:
        self.feed(ev.ViewerCame(self.at_ms, person))

    @precondition(lambda self: self.session.state.kind is SessionKind.DEMO)
    @rule()
    def the_whole_audience_comes_at_once(self) -> None:
        for person in VIEWERS:
            self.feed(ev.ViewerCame(self.at_ms, person))
            self.a_link_opens(PeerId(f"r_{person.person_id}"), resumed=False)

    @rule(which=places, up=st.booleans(), whose=st.none() | viewers)
    def somebody_moves_a_hand(self, which: int, up: bool, whose: Person | None) -> None:
        self.ask(which, RaiseHand(up=up, person_id=whose.person_id if whose else None))

    @rule(which=places, room=st.sampled_from(Room), number=st.integers(0, 3))
    def somebody_speaks(self, which: int, room: Room, number: int) -> None:
        secret = room is Room.INNER or self.peer(which) in OTHERS
        text = CANARY if secret else "Hola"
        self.ask(which, Say(message_id=RequestId(f"msg_{number}"), room=room, text=text, steps=("Uno",)))

    @rule(which=places, room=st.sampled_from(Room), number=st.integers(0, 3), step=st.integers(0, 1))
    def somebody_ticks(self, which: int, room: Room, number: int, step: int) -> None:
        self.ask(which, TickStep(message_id=RequestId(f"msg_{number}"), room=room, step=step, done=True))

    @rule(which=places)
    def somebody_notes(self, which: int) -> None:
        self.ask(which, Note(request_id=self.new_call(), text=CANARY))

    @precondition(lambda self: self.at_ms > 3 * LOST_MS)  # late, or every run is short
    @rule(person=colleagues)
    def somebody_ends(self, person: Person) -> None:
        self.feed(ev.EndAsked(self.at_ms, person.person_id))

    @rule()
    def the_listener_comes_back_to_a_fresh_snapshot(self) -> None:
        self.view = as_seen_by(self.listener.role, self.session.state)

    @rule()
    def the_server_is_restarted(self) -> None:
        before = self.session
        self.session = Session.rebuild(SESSION, self.log, self.at_ms, RULES)
        assert self.session.state == before.state
        assert self.session.standing.spoken == before.standing.spoken
        assert self.session.standing.ended_at_ms == before.standing.ended_at_ms
        self.feed(ev.Tick(self.at_ms))

    @invariant()
    def exactly_one_who_may_has_the_customer_unless_they_wait(self) -> None:
        state = self.session.state
        if state.state in (State.CLAIMED, State.LIVE, State.INTERRUPTED):
            assert state.owner_id is not None
            owner = state.person(state.owner_id)
            assert owner is not None
            assert may(owner.role, Deed.TAKE)
        elif state.state is State.WAITING:
            assert state.owner_id is None

    @invariant()
    def a_demo_has_one_presenter_and_a_few_viewers_and_help_has_none(self) -> None:
        state = self.session.state
        watching = [one for one in state.people if one.role is Role.VIEWER]
        here = [one for one in watching if one.presence is Presence.PRESENT]
        assert len(here) <= DEMO_VIEWER_LIMIT
        if state.kind is SessionKind.DEMO:
            assert state.owner_id == AGENT.person_id
            assert state.state is not State.WAITING
        else:
            assert not watching
        assert set(state.raised) <= {one.person_id for one in watching}

    @invariant()
    def everyone_is_named_once_and_nobody_is_linked_without_a_name(self) -> None:
        state, standing = self.session.state, self.session.standing
        names = [person.person_id for person in state.people]
        assert len(names) == len(set(names))
        assert {link.person_id for link in standing.links.values()} <= set(names)

    @invariant()
    def whoever_is_away_has_no_link_that_is_open(self) -> None:
        state, standing = self.session.state, self.session.standing
        if state.state is not State.ENDED:
            linked = {link.person_id for link in standing.links.values() if link.lost_at_ms is None}
            assert not linked & {one.person_id for one in state.people if one.presence is Presence.AWAY}
            absent = {one.person_id for one in state.people} - linked
            assert standing.absent_since_ms.keys() == absent

    @invariant()
    def nobody_is_called_for_a_customer_whom_nobody_has(self) -> None:
        state = self.session.state
        if state.state in (State.WAITING, State.ENDED):
            assert state.inner == Inner()

    @invariant()
    def a_call_is_over_once_and_only_after_it_was_made(self) -> None:
        made, ended = set[RequestId](), Counter[RequestId]()
        for entry in self.log:
            fact = entry.fact
            if isinstance(fact, Invited):
                made.add(fact.invitation.invitation_id)
            elif isinstance(fact, TransferOffered):
                made.add(fact.transfer.transfer_id)
            elif isinstance(fact, InvitationOver | TransferOver):
                call = fact.invitation_id if isinstance(fact, InvitationOver) else fact.transfer_id
                assert call in made
                ended[call] += 1
        assert set(ended.values()) <= {1}
        assert made - ended.keys() == set(self.open_calls())

    @invariant()
    def staff_comes_in_by_a_claim_a_call_or_a_reason(self) -> None:
        causes = {"claimed", "supervising", "invitation_over", "transfer_over"}
        for entry, after in zip(self.log, [*self.log[1:], None], strict=True):
            if isinstance(entry.fact, Joined) and entry.fact.person.role in STAFF:
                assert after is not None
                assert after.fact.type in causes
                if isinstance(after.fact, InvitationOver | TransferOver):
                    assert after.fact.outcome is Outcome.ACCEPTED

    @invariant()
    def the_log_is_the_truth(self) -> None:
        assert fold(SessionState(session_id=SESSION), self.log) == self.session.state

    @invariant()
    def who_hears_less_knows_what_a_fresh_snapshot_tells_them(self) -> None:
        fresh = as_seen_by(self.listener.role, self.session.state)
        assert self.view.model_copy(update={"seq": 0}) == fresh.model_copy(update={"seq": 0})

    @invariant()
    def what_the_staff_says_among_itself_reaches_nobody_else(self) -> None:
        assert CANARY.encode() not in self.heard + self.view.model_dump_json().encode()

    @invariant()
    def something_due_is_never_forgotten(self) -> None:
        wake_at_ms = self.session.standing.wake_at_ms
        assert wake_at_ms is None or wake_at_ms > self.at_ms


TestPeople = PeopleMachine.TestCase
TestPeople.settings = settings(
    max_examples=max(150, settings.default.max_examples) if settings.default else 150,
    stateful_step_count=max(40, settings.default.stateful_step_count) if settings.default else 40,
)
