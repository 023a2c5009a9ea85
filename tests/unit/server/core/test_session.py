"""The table of states, and deciding without changing (SPEC S2, S3)."""

import pytest

from protocol.facts import Door, Entry, Opened
from protocol.ids import RequestId
from protocol.modes import Mode
from protocol.screen import Screen
from protocol.session import State
from server.core import events as ev
from server.core.effects import WakeAt
from server.core.session import ACCEPTS, Session
from server.errors import NotAllowed, OutOfTurn
from tests.support.playbook import (
    AGENT,
    CONSOLE,
    CUSTOMER,
    EVENTS,
    MACHINE,
    RULES,
    SCREEN,
    SESSION,
    claimed,
    facts,
    live,
    play,
    waiting,
)


def test_the_table_knows_every_state_and_only_events_s2() -> None:
    assert set(ACCEPTS) == set(State)
    assert frozenset().union(*ACCEPTS.values()) == set(EVENTS)


@pytest.mark.parametrize(
    ("session", "event", "sentence"),
    [
        (Session.new(SESSION, RULES), ev.Tick(1), "has not begun"),
        (waiting(), ev.HelpAsked(1, CUSTOMER, Door.PAGE, ""), "nobody has taken"),
        (waiting(), ev.ModeAsked(1, CONSOLE, RequestId("req_1"), Mode.OBSERVER), "nobody has taken"),
        (live(), ev.HelpAsked(1, CUSTOMER, Door.PAGE, ""), "is running"),
    ],
)
def test_what_a_state_does_not_take_is_refused_s2(session: Session, event: ev.Event, sentence: str) -> None:
    before = repr(session)
    with pytest.raises(OutOfTurn, match=sentence):
        session.handle(event)
    assert repr(session) == before


def test_deciding_changes_nothing_until_it_is_committed_s1() -> None:
    session = waiting()
    before = repr(session)
    decision = session.handle(ev.CustomerClaimed(1, AGENT, ""))
    assert repr(session) == before
    session.committed(decision)
    assert session.state.state is State.CLAIMED


def test_an_alarm_is_set_once_for_what_is_due_first_s6() -> None:
    session = Session.new(SESSION, RULES)
    play(
        session,
        ev.HelpAsked(5, CUSTOMER, Door.PAGE, ""),
        Opened(customer=CUSTOMER, door=Door.PAGE, reason=""),
        WakeAt(20_005),
        ev.Tick(6),
    )


def test_the_machine_says_that_its_monitors_changed_m5() -> None:
    session = claimed()
    wider = Screen(monitors=(SCREEN.monitors[0].model_copy(update={"width_px": 1024}),))
    assert facts(session, ev.ScreenSaid(1, MACHINE, wider)) == ["screen_changed"]
    assert facts(session, ev.ScreenSaid(2, MACHINE, wider)) == []
    with pytest.raises(NotAllowed):
        session.handle(ev.ScreenSaid(3, CONSOLE, SCREEN))


def test_a_session_that_ended_is_rebuilt_as_ended_s3() -> None:
    session = Session.new(SESSION, RULES)
    log: list[Entry] = []
    for event in (ev.HelpAsked(0, CUSTOMER, Door.PAGE, ""), ev.EndAsked(1, CUSTOMER.person_id)):
        decision = session.handle(event)
        session.committed(decision)
        log += decision.entries
    again = Session.rebuild(SESSION, log, 2, RULES)
    assert again.state == session.state
    assert again.standing.absent_since_ms == {}
