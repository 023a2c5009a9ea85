"""What stands on top, read off the session (SPEC O1, J4)."""

from customer_client.core import events as ev
from customer_client.core.session import Session
from customer_client.ui.banner import banner_of
from customer_client.ui.front import BannerView, Recorded, UnderWay, Wants
from protocol.consent import Answer
from protocol.facts import PresenceChanged
from protocol.floor import FloorWanted
from protocol.ids import RequestId
from protocol.modes import Mode
from protocol.people import Presence
from protocol.recording import RecordingAnswered, RecordingAsked, RecordingPaused
from protocol.recording_messages import OrderRecording, RecordingDeed
from tests.support.machine_playbook import ANA, CUSTOMER, EVE, WORK, fact, order, raised, script


def banner(session: Session) -> BannerView:
    return banner_of(session, "Ayuda", "14:32", None)


def test_in_desktop_sharing_it_says_whose_turn_it_is_and_who_asks_o1() -> None:
    session = raised(Mode.DESKTOP_SHARING)
    session.handle(fact(9_000, FloorWanted(person_id=EVE.person_id, wanted=True)))
    theirs = banner(session)
    assert (theirs.holder, theirs.floor_is_here, theirs.may_give) == ("Ana", False, ())
    session.handle(ev.LocalHandMoved(9_001))
    here = banner(session)
    eve = Wants(EVE.person_id, "Eve")
    assert (here.holder, here.floor_is_here) == (None, True)
    assert here.may_give == (Wants(ANA.person_id, "Ana"), eve)
    assert here.wanted == (eve,)


def test_who_is_away_is_given_nothing_o1() -> None:
    session = raised(Mode.DESKTOP_SHARING)
    session.handle(ev.LocalHandMoved(9_000))
    away = PresenceChanged(person_id=EVE.person_id, presence=Presence.AWAY)
    session.handle(fact(9_001, away))
    assert banner(session).may_give == (Wants(ANA.person_id, "Ana"),)


def test_what_goes_on_here_can_be_stopped_here_j4() -> None:
    session = raised(Mode.ADMIN)
    session.handle(ev.WorkOrdered(9_000, order(script())))
    session.handle(ev.WorkAnswered(13_000, WORK, allowed=True))
    assert banner(session).works == ()
    session.handle(ev.WorkLogged(13_000, WORK))
    assert banner(session).works == (UnderWay(WORK, script()),)


def test_before_anybody_is_there_it_names_nobody() -> None:
    assert banner(Session()) == BannerView("Ayuda", linked=False)


def test_it_says_how_it_is_recorded_and_what_is_still_to_come_n3() -> None:
    tape = RequestId("rec_first")
    session = raised(Mode.OBSERVER)
    assert banner(session).recorded is None
    session.handle(fact(9_000, RecordingAsked(request_id=tape), 2))
    session.handle(ev.RecordingOrdered(9_000, OrderRecording(request_id=tape, organisation="Ayuda")))
    assert banner(session).recorded is None, "the question itself says it"
    session.handle(ev.RecordingChosen(13_000, tape, allowed=True))
    assert banner(session).recorded is Recorded.BEGINS
    session.handle(fact(13_000, RecordingAnswered(request_id=tape, answer=Answer.ALLOWED), 3))
    assert banner(session).recorded is Recorded.ON
    session.handle(ev.RecordingDone(14_000, RecordingDeed.PAUSE))
    assert banner(session).recorded is Recorded.PAUSING
    session.handle(fact(14_000, RecordingPaused(person_id=CUSTOMER.person_id), 4))
    assert banner(session).recorded is Recorded.PAUSED
    session.handle(ev.RecordingDone(15_000, RecordingDeed.RESUME))
    assert banner(session).recorded is Recorded.RESUMING
    session.handle(ev.RecordingDone(16_000, RecordingDeed.WITHDRAW))
    assert banner(session).recorded is Recorded.ENDING


def test_it_says_that_everyone_gets_black_n5() -> None:
    session = raised(Mode.OBSERVER)
    assert not banner(session).private
    session.handle(ev.PrivateHere(9_000, on=True))
    assert banner(session).private
