"""Away, interrupted, given up (SPEC S6, S7)."""

from protocol.facts import Door, Ended, EndedBy, Entry, Interrupted, MachinePresenceChanged, PresenceChanged
from protocol.link_messages import PeerKind
from protocol.people import Presence
from protocol.session import State
from server.core import events as ev
from server.core.effects import CloseLinks, WakeAt
from server.core.session import Session
from tests.support.playbook import (
    AGENT,
    CONSOLE,
    CUSTOMER,
    EXPERT,
    MACHINE,
    PAGE,
    RULES,
    SAYS,
    SECOND,
    SESSION,
    facts,
    joins,
    live,
    play,
    take,
    waiting,
)


def test_a_short_cut_is_nobodys_business_s6() -> None:
    session = live()
    play(session, ev.LinkLost(1_000, CONSOLE), WakeAt(21_000), ev.Tick(20_999))
    assert facts(session, ev.LinkOpened(20_999, CONSOLE, PeerKind.CONSOLE, AGENT, resumed=True)) == []


def test_a_staff_member_away_interrupts_and_coming_back_resumes_s7() -> None:
    session = live()
    take(session, ev.LinkLost(0, CONSOLE))
    assert facts(session, ev.Tick(20_000)) == ["presence_changed", "interrupted"]
    assert session.state.interrupted_until == 20_000 + 900_000
    back = ev.LinkOpened(60_000, CONSOLE, PeerKind.CONSOLE, AGENT, resumed=True)
    assert facts(session, back) == ["presence_changed", "resumed"]
    assert session.state.state is State.LIVE


def test_one_of_two_staff_away_interrupts_nothing_s7() -> None:
    session = live()
    joins(session, 0, SECOND, EXPERT)
    take(session, ev.LinkLost(0, CONSOLE))
    assert facts(session, ev.Tick(20_000)) == ["presence_changed"]


def test_the_machine_away_interrupts_though_the_page_is_open_s7() -> None:
    session = live()
    take(session, ev.LinkLost(0, MACHINE))
    play(
        session,
        ev.Tick(20_000),
        MachinePresenceChanged(presence=Presence.AWAY),
        Interrupted(until=920_000),
        WakeAt(920_000),
    )


def test_before_there_is_a_machine_the_page_counts_s7() -> None:
    session = waiting()
    take(session, ev.CustomerClaimed(0, AGENT, ""))
    take(session, ev.LinkOpened(0, CONSOLE, PeerKind.CONSOLE, AGENT))
    take(session, ev.LinkLost(0, PAGE))
    play(
        session,
        ev.Tick(20_000),
        PresenceChanged(person_id=CUSTOMER.person_id, presence=Presence.AWAY),
        Interrupted(until=920_000),
    )
    back = ev.LinkOpened(30_000, PAGE, PeerKind.PAGE, CUSTOMER, resumed=True)
    assert facts(session, back) == ["presence_changed", "resumed"]
    assert session.state.state is State.CLAIMED


def test_an_agent_who_claims_and_never_opens_the_console_is_away_s6() -> None:
    session = waiting()
    take(session, ev.CustomerClaimed(0, AGENT, ""))
    assert facts(session, ev.Tick(20_000)) == ["presence_changed", "interrupted"]


def test_interrupted_for_too_long_is_over_s7() -> None:
    session = live()
    take(session, ev.LinkLost(0, MACHINE))
    take(session, ev.Tick(20_000))
    caused = take(session, ev.Tick(920_000))
    assert Ended(by=EndedBy.INTERRUPTED_TOO_LONG) in caused
    assert any(isinstance(step, CloseLinks) for step in caused)


def test_a_waiting_customer_who_is_away_is_not_offered_and_at_last_given_up_s6() -> None:
    session = waiting()
    take(session, ev.LinkLost(0, PAGE))
    assert session.may_be_offered()
    take(session, ev.Tick(20_000))
    assert not session.may_be_offered()
    assert facts(session, ev.Tick(899_999)) == []
    assert Ended(by=EndedBy.ABANDONED) in take(session, ev.Tick(900_000))


def test_a_customer_with_the_program_open_is_there_s6() -> None:
    session = waiting()
    take(session, ev.LinkOpened(0, MACHINE, PeerKind.MACHINE, CUSTOMER, machine=SAYS))
    take(session, ev.LinkLost(0, PAGE))
    take(session, ev.Tick(60_000))
    assert session.may_be_offered()


def test_a_new_session_without_any_link_is_away_after_a_while_s6() -> None:
    session = Session.new(SESSION, RULES)
    take(session, ev.HelpAsked(0, CUSTOMER, Door.PAGE, "?"))
    assert facts(session, ev.Tick(20_000)) == ["presence_changed"]


def test_after_a_rebuild_everyone_has_eight_seconds_to_come_back_s6() -> None:
    log: list[Entry] = []
    fresh = Session.new(SESSION, RULES)
    for event in (ev.HelpAsked(0, CUSTOMER, Door.PAGE, "?"), ev.CustomerClaimed(0, AGENT, "")):
        decision = fresh.handle(event)
        fresh.committed(decision)
        log += decision.entries
    session = Session.rebuild(SESSION, log, 100_000, RULES)
    assert facts(session, ev.Tick(107_999)) == []
    assert facts(session, ev.Tick(108_000)) == ["presence_changed", "presence_changed", "interrupted"]
