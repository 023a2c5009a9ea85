"""The end (SPEC S8)."""

import pytest

from protocol.consent import LoweredBy
from protocol.control import LowerOrder, StopAsking
from protocol.errors import ErrorCode
from protocol.facts import Ended, EndedBy
from protocol.ids import PersonId, QueueId, RequestId
from protocol.inner import Inner, Invite, OfferTransfer
from protocol.link_messages import PeerKind
from server.core import events as ev
from server.core.effects import CloseLinks, Send, ShowTo
from server.errors import NotAllowed, SessionOver
from tests.support.playbook import (
    AGENT,
    CONSOLE,
    CUSTOMER,
    LEARNER,
    MACHINE,
    PAGE,
    SAYS,
    SECOND,
    claimed,
    controlled,
    facts,
    joins,
    live,
    play,
    sent,
    take,
)


def test_staff_ends_the_session_and_every_link_is_closed_after_the_news_s8() -> None:
    play(
        controlled(),
        ev.EndAsked(1, AGENT.person_id),
        Ended(by=EndedBy.STAFF, person_id=AGENT.person_id),
        Send(MACHINE, LowerOrder(mode=None, by=LoweredBy.STAFF, person_id=AGENT.person_id)),
        CloseLinks(frozenset({PAGE, MACHINE, CONSOLE}), ErrorCode.SESSION_OVER),
        ShowTo(frozenset(), None, SAYS.screen.monitors[0].id),
    )


def test_the_customer_ends_the_session_and_an_open_question_s8() -> None:
    session = claimed()
    question = session.state.question
    assert question is not None
    messages = sent(session, ev.EndAsked(1, CUSTOMER.person_id))
    assert messages == [StopAsking(request_id=question.request_id)]
    assert session.state.ended_by is EndedBy.CUSTOMER


@pytest.mark.parametrize("person_id", [LEARNER.person_id, PersonId("p_stranger")])
def test_who_only_watches_ends_nothing_s8(person_id: PersonId) -> None:
    session = live()
    joins(session, 1, SECOND, LEARNER)
    with pytest.raises(NotAllowed):
        session.handle(ev.EndAsked(2, person_id))


def test_the_end_takes_back_every_open_call_s8_g1() -> None:
    session = live()
    take(session, ev.Requested(1, CONSOLE, Invite(request_id=RequestId("call_1"), skill="Redes")))
    transfer = OfferTransfer(request_id=RequestId("call_2"), to_queue=QueueId("q_net"))
    take(session, ev.Requested(1, CONSOLE, transfer))
    caused = facts(session, ev.EndAsked(2, AGENT.person_id))
    assert caused == ["invitation_over", "transfer_over", "ended"]
    assert session.state.inner == Inner()


def test_after_the_end_nothing_happens_any_more_s8() -> None:
    session = live()
    take(session, ev.EndAsked(1, AGENT.person_id))
    for quiet in (
        ev.Tick(2),
        ev.LinkLost(2, CONSOLE),
        ev.PeerLeft(2, PAGE),
        ev.PersonGone(2, AGENT.person_id),
    ):
        assert take(session, quiet) == []
    for refused in (
        ev.EndAsked(3, AGENT.person_id),
        ev.LinkOpened(3, CONSOLE, PeerKind.CONSOLE, AGENT, resumed=True),
        ev.CustomerClaimed(3, AGENT, ""),
    ):
        with pytest.raises(SessionOver):
            session.handle(refused)
