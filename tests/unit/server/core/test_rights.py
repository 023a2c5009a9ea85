"""Who may see, whose input is passed on (SPEC I9, M3, S5)."""

import pytest

from protocol.consent import Answer
from protocol.control import ConsentGiven
from protocol.ids import PeerId, PersonId
from protocol.input import HeldBack
from protocol.link_messages import PeerKind
from protocol.modes import Mode
from protocol.people import Person
from protocol.roles import Role
from protocol.screen import Monitor, MonitorId, Screen
from protocol.session import SessionState, State
from server.core import events as ev
from server.core import rights
from server.core.session import Session
from tests.support.playbook import (
    AGENT,
    ASKED,
    CONSOLE,
    CUSTOMER,
    MACHINE,
    SAYS,
    SESSION,
    claimed,
    controlled,
    live,
    lowers,
    presented,
    take,
    waiting,
)

SEES = [(Role.LEARNER, True), (Role.MANAGER, False), (Role.VIEWER, False)]


def held(session: Session, person_id: PersonId = AGENT.person_id, epoch: int = 2) -> HeldBack | None:
    return rights.held_back(session.state, session.standing, person_id, epoch)


def test_the_holders_input_is_passed_on_under_its_epoch_i9() -> None:
    assert held(controlled()) is None


@pytest.mark.parametrize("epoch", [0, 1, 3])
def test_another_epoch_is_held_back_i9(epoch: int) -> None:
    assert held(controlled(), epoch=epoch) is HeldBack.OLD_EPOCH


def test_who_does_not_hold_is_held_back_i9() -> None:
    assert held(controlled(), CUSTOMER.person_id) is HeldBack.NOT_HOLDER
    released = controlled()
    take(released, lowers(1, Mode.FULL_CONTROL, 3))
    assert held(released, epoch=3) is HeldBack.NOT_HOLDER


@pytest.mark.parametrize("session", [waiting(), claimed(), live()])
def test_a_mode_without_input_holds_everything_back_i9(session: Session) -> None:
    assert held(session, epoch=session.state.epoch) is HeldBack.MODE


def test_an_open_question_holds_everything_back_i9() -> None:
    session = controlled()
    take(session, ev.ModeAsked(1, CONSOLE, ASKED, Mode.ADMIN))
    assert held(session) is HeldBack.CONSENT_OPEN


def test_an_interrupted_session_holds_everything_back_i9() -> None:
    session = controlled()
    take(session, ev.LinkLost(0, MACHINE))
    take(session, ev.Tick(20_000))
    assert session.state.state is State.INTERRUPTED
    assert held(session) is HeldBack.MODE


def test_nobody_sees_before_the_view_is_allowed_and_staff_does_after_s5() -> None:
    assert rights.viewers(claimed().state, claimed().standing) == frozenset()
    session = live()
    assert rights.viewers(session.state, session.standing) == {CONSOLE}
    assert not rights.may_see(session.state, session.standing, CUSTOMER.person_id)
    assert not rights.may_see(session.state, session.standing, PersonId("p_stranger"))


@pytest.mark.parametrize(
    ("role", "sees"), [(Role.LEARNER, True), (Role.MANAGER, False), (Role.VIEWER, False)]
)
def test_who_is_in_a_session_sees_as_the_table_of_rights_says_h1(role: Role, sees: bool) -> None:
    session = live()
    person = Person(person_id=PersonId("p_other"), name="Otra", role=role)
    state = session.state.model_copy(update={"people": (*session.state.people, person)})
    assert rights.may_see(state, session.standing, person.person_id) is sees


def test_the_audience_sees_while_the_presenter_shows_v3() -> None:
    session = presented()
    take(session, ev.LinkOpened(0, MACHINE, PeerKind.MACHINE, AGENT, machine=SAYS))
    viewer, peer = Person(person_id=PersonId("v_vic"), name="Vic", role=Role.VIEWER), PeerId("r_viewer")
    take(session, ev.ViewerCame(1, viewer))
    take(session, ev.LinkOpened(1, peer, PeerKind.VIEWER, viewer))
    assert session.standing.viewers == frozenset()
    shows = ConsentGiven(request_id=ASKED, answer=Answer.ALLOWED, mode=Mode.DEMO, epoch=1)
    take(session, ev.ConsentSaid(2, MACHINE, shows))
    assert session.standing.viewers == {CONSOLE, peer}
    take(session, lowers(3, None, 2))
    assert session.standing.viewers == frozenset()


def test_the_primary_monitor_is_shown_first_m5() -> None:
    def monitor(number: int, *, primary: bool) -> Monitor:
        return Monitor(id=MonitorId(number), left_px=0, top_px=0, width_px=1, height_px=1, primary=primary)

    state = SessionState(session_id=SESSION)
    assert rights.first_stream(state) == 0
    two = Screen(monitors=(monitor(4, primary=False), monitor(5, primary=True)))
    assert rights.first_stream(state.model_copy(update={"screen": two})) == 5
    none = Screen(monitors=(monitor(4, primary=False), monitor(5, primary=False)))
    assert rights.first_stream(state.model_copy(update={"screen": none})) == 4
