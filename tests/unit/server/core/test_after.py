"""After the end: talk, and nothing else (SPEC T5)."""

import pytest

from protocol.chat import Room
from protocol.chat_messages import Say
from protocol.facts import Entry
from protocol.ids import PeerId, RequestId
from protocol.inner import TakeOver
from protocol.limits import CHAT_AFTER_SECONDS
from protocol.link_messages import PeerKind
from protocol.people import Person
from server.core import events as ev
from server.core.effects import WelcomePeer
from server.core.session import Session
from server.errors import NotAllowed, SessionOver
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
    live,
    play,
    take,
)

LATE_MS = 1 + round(CHAT_AFTER_SECONDS * 1000)


def ended() -> Session:
    """A session that ended at 1 ms."""
    session = live()
    take(session, ev.EndAsked(1, AGENT.person_id))
    return session


@pytest.mark.parametrize(
    ("peer", "kind", "person"),
    [(PAGE, PeerKind.PAGE, CUSTOMER), (CONSOLE, PeerKind.CONSOLE, AGENT)],
)
def test_who_was_in_it_may_come_in_to_talk_t5(peer: PeerId, kind: PeerKind, person: Person) -> None:
    session = ended()
    play(session, ev.LinkOpened(2, peer, kind, person), WelcomePeer(peer))
    assert set(session.standing.links) == {peer}


@pytest.mark.parametrize(
    "event",
    [
        ev.LinkOpened(2, SECOND, PeerKind.CONSOLE, EXPERT),
        ev.LinkOpened(2, SECOND, PeerKind.CONSOLE, CUSTOMER),
        ev.LinkOpened(2, SECOND, PeerKind.PAGE, AGENT),
    ],
)
def test_nobody_else_comes_in_after_the_end_t5(event: ev.LinkOpened) -> None:
    with pytest.raises(NotAllowed):
        ended().handle(event)


@pytest.mark.parametrize(
    "event",
    [
        ev.LinkOpened(2, MACHINE, PeerKind.MACHINE, CUSTOMER, machine=SAYS),
        ev.LinkOpened(2, PAGE, PeerKind.PAGE, CUSTOMER, resumed=True),
        ev.LinkOpened(LATE_MS, PAGE, PeerKind.PAGE, CUSTOMER),
        ev.Requested(2, CONSOLE, TakeOver(request_id=RequestId("req_1"))),
    ],
)
def test_what_is_no_talk_hears_that_it_is_over_s8(event: ev.Event) -> None:
    with pytest.raises(SessionOver):
        ended().handle(event)


def test_who_is_not_linked_says_nothing_t5() -> None:
    with pytest.raises(NotAllowed):
        ended().handle(
            ev.Requested(2, PAGE, Say(message_id=RequestId("msg_1"), room=Room.CUSTOMER, text="?"))
        )


def test_who_goes_is_gone_after_the_end_too_t5() -> None:
    session = ended()
    for event in (
        ev.LinkOpened(2, PAGE, PeerKind.PAGE, CUSTOMER),
        ev.LinkOpened(2, CONSOLE, PeerKind.CONSOLE, AGENT),
        ev.LinkOpened(2, SECOND, PeerKind.CONSOLE, AGENT),
    ):
        take(session, event)
    assert take(session, ev.LinkLost(3, PAGE)) == []
    assert take(session, ev.PeerLeft(3, SECOND)) == []
    assert set(session.standing.links) == {CONSOLE}
    assert take(session, ev.PersonGone(4, AGENT.person_id)) == []
    assert set(session.standing.links) == set()


def test_an_ended_session_that_is_read_from_its_log_is_open_to_talk_as_long_t5_s3() -> None:
    log: list[Entry] = []
    session = Session.new(SESSION, RULES)
    for event in (ev.DemoAsked(0, AGENT, "?"), ev.EndAsked(1, AGENT.person_id)):
        decision = session.handle(event)
        session.committed(decision)
        log += decision.entries
    again = Session.rebuild(SESSION, log, 50, RULES)
    opened = ev.LinkOpened(LATE_MS - 1, CONSOLE, PeerKind.CONSOLE, AGENT)
    play(again, opened, WelcomePeer(CONSOLE))
    with pytest.raises(SessionOver):
        again.handle(ev.LinkOpened(LATE_MS, CONSOLE, PeerKind.CONSOLE, AGENT))
