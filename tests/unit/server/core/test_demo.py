"""A demo and its audience (SPEC V)."""

import pytest

from protocol.demo import DemoOpened, HandRaised, RaiseHand, SessionKind
from protocol.errors import ErrorCode
from protocol.facts import Ended, EndedBy, Interrupted, Joined, Left, PresenceChanged
from protocol.ids import PeerId, PersonId
from protocol.limits import DEMO_VIEWER_LIMIT, PEOPLE_LIMIT
from protocol.link_messages import PeerKind
from protocol.people import Person, Presence
from protocol.roles import Role
from protocol.session import State
from server.core import events as ev
from server.core.effects import CloseLinks, WelcomePeer
from server.core.session import Session
from server.errors import NotAllowed, OutOfTurn, ViewerLimit
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
    SECOND,
    SESSION,
    SUPERVISOR,
    facts,
    joins,
    live,
    play,
    presented,
    take,
)


def viewer(number: int) -> Person:
    """One of the audience."""
    return Person(person_id=PersonId(f"v_{number:03d}"), name=f"Viewer {number}", role=Role.VIEWER)


def seat(number: int) -> PeerId:
    """Their tab."""
    return PeerId(f"r_v{number:03d}")


def watched_by(count: int) -> Session:
    """A demo with so many viewers, each with a tab open."""
    session = presented()
    for number in range(count):
        take(session, ev.ViewerCame(0, viewer(number)))
        take(session, ev.LinkOpened(0, seat(number), PeerKind.VIEWER, viewer(number)))
    return session


def here(session: Session) -> int:
    """How many viewers are present."""
    people = session.state.people
    return sum(p.role is Role.VIEWER and p.presence is Presence.PRESENT for p in people)


def test_a_demo_begins_with_its_presenter_who_owns_it_v1() -> None:
    session = Session.new(SESSION, RULES)
    play(session, ev.DemoAsked(0, AGENT, "Novedades"), DemoOpened(presenter=AGENT, title="Novedades"))
    assert (session.state.owner_id, session.state.kind) == (AGENT.person_id, SessionKind.DEMO)
    assert session.state.state is State.CLAIMED
    assert facts(session, ev.Tick(20_000)) == ["presence_changed", "interrupted"], "and has to come"


def test_a_learner_presents_nothing_h3() -> None:
    with pytest.raises(NotAllowed):
        Session.new(SESSION, RULES).handle(ev.DemoAsked(0, LEARNER, ""))


def test_the_captured_machine_is_the_presenters_v1() -> None:
    session = presented()
    opened = ev.LinkOpened(1, MACHINE, PeerKind.MACHINE, AGENT, machine=SAYS)
    assert facts(session, opened)[:2] == ["machine_joined", "screen_changed"]
    joins(session, 1, SECOND, EXPERT)
    for event in (
        ev.LinkOpened(2, SECOND, PeerKind.MACHINE, EXPERT, machine=SAYS),
        ev.LinkOpened(2, PAGE, PeerKind.PAGE, AGENT),
        ev.LinkOpened(2, MACHINE, PeerKind.MACHINE, CUSTOMER, machine=SAYS),
    ):
        with pytest.raises(NotAllowed):
            session.handle(event)


def test_viewers_are_named_before_they_are_welcome_v2_s5() -> None:
    session = presented()
    play(
        session,
        ev.ViewerCame(1, viewer(1)),
        Joined(person=viewer(1)),
        ev.LinkOpened(1, seat(1), PeerKind.VIEWER, viewer(1)),
        WelcomePeer(seat(1)),
    )
    with pytest.raises(NotAllowed):
        session.handle(ev.LinkOpened(2, seat(2), PeerKind.VIEWER, viewer(2)))


def test_who_is_no_viewer_or_watches_no_demo_is_refused_v2() -> None:
    for session, person in ((live(), viewer(1)), (presented(), EXPERT), (presented(), AGENT)):
        with pytest.raises(NotAllowed):
            session.handle(ev.ViewerCame(1, person))


def test_of_six_viewers_at_once_exactly_five_come_in_v2_m4() -> None:
    session = presented()
    for number in range(DEMO_VIEWER_LIMIT):
        take(session, ev.ViewerCame(1, viewer(number)))
    with pytest.raises(ViewerLimit, match="full") as refusal:
        session.handle(ev.ViewerCame(1, viewer(DEMO_VIEWER_LIMIT)))
    assert refusal.value.code is ErrorCode.VIEWER_LIMIT
    assert here(session) == DEMO_VIEWER_LIMIT


def test_a_second_tab_of_the_same_person_takes_no_place_v2() -> None:
    session = watched_by(DEMO_VIEWER_LIMIT)
    assert facts(session, ev.ViewerCame(1, viewer(0))) == []
    assert facts(session, ev.LinkOpened(1, SECOND, PeerKind.VIEWER, viewer(0))) == []
    assert facts(session, ev.PeerLeft(2, SECOND)) == [], "their other tab is there"


def test_a_place_is_free_once_its_viewer_left_v2() -> None:
    session = watched_by(DEMO_VIEWER_LIMIT)
    play(session, ev.PeerLeft(1, seat(0)), Left(person_id=viewer(0).person_id))
    assert facts(session, ev.ViewerCame(2, viewer(9))) == ["joined"]
    with pytest.raises(ViewerLimit):
        session.handle(ev.ViewerCame(3, viewer(0)))


def test_a_place_is_free_once_its_viewer_is_away_and_who_is_back_needs_one_again_v2() -> None:
    session = watched_by(DEMO_VIEWER_LIMIT)
    take(session, ev.LinkLost(0, seat(0)))
    with pytest.raises(ViewerLimit):
        session.handle(ev.ViewerCame(19_999, viewer(9)))
    play(
        session,
        ev.Tick(20_000),
        PresenceChanged(person_id=viewer(0).person_id, presence=Presence.AWAY),
        ev.ViewerCame(20_001, viewer(9)),
        Joined(person=viewer(9)),
    )
    back = ev.LinkOpened(20_002, seat(0), PeerKind.VIEWER, viewer(0), resumed=True)
    for event in (back, ev.ViewerCame(20_002, viewer(0))):
        with pytest.raises(ViewerLimit):
            session.handle(event)
    take(session, ev.PeerLeft(20_003, seat(1)))
    assert facts(session, ev.ViewerCame(20_004, viewer(0))) == ["presence_changed"]
    assert here(session) == DEMO_VIEWER_LIMIT


def test_a_viewer_who_is_back_by_their_link_alone_is_here_again_v2() -> None:
    session = watched_by(1)
    take(session, ev.LinkLost(0, seat(0)))
    take(session, ev.Tick(20_000))
    back = ev.LinkOpened(20_001, seat(0), PeerKind.VIEWER, viewer(0), resumed=True)
    assert facts(session, back) == ["presence_changed"]


def test_many_may_come_and_go_one_after_the_other_l1() -> None:
    session = presented()
    at_ms = 0
    for number in range(2 * PEOPLE_LIMIT):
        at_ms += 30_000
        take(session, ev.ViewerCame(at_ms, viewer(number)))
        assert len(session.state.people) <= PEOPLE_LIMIT
    assert session.state.person(viewer(0).person_id) is None, "who has been away longest is named no more"


def test_the_presenter_who_leaves_ends_the_demo_for_everyone_v1() -> None:
    session = watched_by(1)
    joins(session, 0, SECOND, SUPERVISOR)
    play(
        session,
        ev.PeerLeft(1, CONSOLE),
        Ended(by=EndedBy.STAFF, person_id=AGENT.person_id),
        CloseLinks(frozenset({seat(0), SECOND}), ErrorCode.SESSION_OVER),
    )


def test_the_presenter_who_is_signed_out_ends_the_demo_with_their_machine_h4_v1() -> None:
    session = watched_by(1)
    take(session, ev.LinkOpened(0, MACHINE, PeerKind.MACHINE, AGENT, machine=SAYS))
    caused = take(session, ev.PersonGone(1, AGENT.person_id))
    assert Ended(by=EndedBy.STAFF, person_id=AGENT.person_id) in caused
    assert CloseLinks(frozenset({CONSOLE, MACHINE, seat(0)}), ErrorCode.SESSION_OVER) in caused


def test_the_presenters_machine_may_leave_before_the_demo_does_v1() -> None:
    session = watched_by(1)
    take(session, ev.LinkOpened(0, MACHINE, PeerKind.MACHINE, AGENT, machine=SAYS))
    take(session, ev.PeerLeft(1, MACHINE))
    assert session.state.state is State.INTERRUPTED
    assert facts(session, ev.PeerLeft(2, CONSOLE)) == ["ended"]


def test_the_presenters_machine_away_interrupts_and_for_too_long_is_the_end_v1_s7() -> None:
    session = watched_by(1)
    take(session, ev.LinkOpened(0, MACHINE, PeerKind.MACHINE, AGENT, machine=SAYS))
    take(session, ev.LinkLost(0, MACHINE))
    assert Interrupted(until=920_000) in take(session, ev.Tick(20_000))
    assert facts(session, ev.PeerLeft(30_000, CONSOLE)) == [], "a program that was cut may come back"
    assert Ended(by=EndedBy.INTERRUPTED_TOO_LONG) in take(session, ev.Tick(920_000))


def test_a_presenter_who_is_away_is_waited_for_though_a_supervisor_is_here_v1_g6() -> None:
    session = watched_by(1)
    joins(session, 0, SECOND, SUPERVISOR)
    take(session, ev.LinkLost(0, CONSOLE))
    assert facts(session, ev.Tick(20_000)) == ["presence_changed", "interrupted"]
    assert facts(session, ev.Tick(300_000)) == [], "nobody else can show this screen"


def raises(peer: PeerId, *, up: bool, whose: Person | None = None) -> ev.Requested:
    """Somebody moves a hand."""
    return ev.Requested(1, peer, RaiseHand(up=up, person_id=whose.person_id if whose else None))


def test_a_viewer_raises_a_hand_and_takes_it_down_v3() -> None:
    session = watched_by(2)
    play(
        session,
        raises(seat(0), up=True),
        HandRaised(person_id=viewer(0).person_id, up=True),
        raises(seat(1), up=True, whose=viewer(1)),
        HandRaised(person_id=viewer(1).person_id, up=True),
        raises(seat(0), up=True),
        raises(seat(0), up=False),
        HandRaised(person_id=viewer(0).person_id, up=False),
        raises(seat(0), up=False),
    )
    assert session.state.raised == (viewer(1).person_id,)
    with pytest.raises(NotAllowed):
        session.handle(raises(seat(0), up=False, whose=viewer(1)))


def test_the_presenter_and_the_staff_take_down_anybodys_hand_v3() -> None:
    session = watched_by(1)
    joins(session, 0, SECOND, SUPERVISOR)
    joins(session, 0, PeerId("r_lea1"), LEARNER)
    for peer in (CONSOLE, SECOND):
        take(session, raises(seat(0), up=True))
        play(
            session,
            raises(peer, up=False, whose=viewer(0)),
            HandRaised(person_id=viewer(0).person_id, up=False),
        )
    for wrong in (
        raises(CONSOLE, up=True, whose=viewer(0)),
        raises(PeerId("r_lea1"), up=False, whose=viewer(0)),
    ):
        with pytest.raises(NotAllowed):
            session.handle(wrong)
    with pytest.raises(OutOfTurn, match="whose"):
        session.handle(raises(CONSOLE, up=False))


def test_a_customer_raises_no_hand_v3() -> None:
    with pytest.raises(NotAllowed):
        live().handle(raises(PAGE, up=False, whose=CUSTOMER))
