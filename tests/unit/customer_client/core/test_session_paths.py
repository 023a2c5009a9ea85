"""The captured machine decides: what comes of cuts, paths, goings and endings (SPEC C)."""

from collections.abc import Iterable

import pytest

from customer_client.core import effects as ef
from customer_client.core import events as ev
from customer_client.core.cuts import GRACE_MS
from customer_client.core.effects import Notice
from customer_client.core.question import RECONFIRM_MS, Right
from customer_client.core.raising import INERT_MS
from customer_client.core.session import Session
from protocol.consent import Answer, LoweredBy, Question
from protocol.control import ConsentGiven, EndSession, LoweredHere
from protocol.facts import Ended, EndedBy, Joined, Left, PresenceChanged, Requeued
from protocol.ids import PeerId
from protocol.link_messages import Leave
from protocol.modes import Mode
from protocol.people import Presence
from protocol.session import State
from protocol.signalling import DirectClosed
from tests.support.machine_playbook import (
    ANA,
    CONSOLE,
    CUSTOMER,
    EVE,
    FIRST,
    LEA,
    SECOND,
    allow,
    ask,
    fact,
    mirror,
    play,
    welcomed,
)

COVERED = (ANA.person_id, EVE.person_id)


def yes(mode: Mode, epoch: int, *, holder: bool = False) -> ef.Send:
    given = ConsentGiven(
        request_id=FIRST,
        answer=Answer.ALLOWED,
        mode=mode,
        holder=ANA.person_id if holder else None,
        epoch=epoch,
        covered=COVERED,
    )
    return ef.Send(given)


def lowered(mode: Mode | None, epoch: int, by: LoweredBy) -> LoweredHere:
    return LoweredHere(mode=mode, epoch=epoch, by=by)


def controlled() -> Session:
    """Ana sees and controls, since 6 s."""
    session = welcomed()
    allow(session, Mode.FULL_CONTROL, 0)
    assert session.holder == ANA.person_id
    return session


def kinds(effects: Iterable[ef.Effect]) -> list[type]:
    return [type(effect) for effect in effects]


def test_a_cut_link_releases_control_at_once_and_keeps_the_view() -> None:
    """C8."""
    play(
        controlled(),
        ev.LinkLost(9_000),
        ef.CloseGate(Mode.FULL_CONTROL, 2),
        ef.Journal(2, Mode.FULL_CONTROL, LoweredBy.PATH_LOST),
        ef.Tell(Notice.PATH_LOST),
        ev.Welcomed(12_000, mirror(mode=Mode.FULL_CONTROL, holder=ANA, epoch=1), "Ayuda"),
        ef.Send(lowered(Mode.FULL_CONTROL, 2, LoweredBy.PATH_LOST)),
    )


def test_a_cut_link_releases_nothing_for_30_s_while_a_direct_path_lives() -> None:
    """C9."""
    session = controlled()
    session.handle(ev.DirectOpened(7_000, CONSOLE, ANA.person_id))
    assert kinds(session.handle(ev.LinkLost(9_000))) == [ef.WakeAt]
    assert session.handle(ev.Tick(9_000 + GRACE_MS - 1)) == []
    effects = session.handle(ev.Tick(9_000 + GRACE_MS))
    assert effects[0] == ef.CloseGate(Mode.FULL_CONTROL, 2)
    assert ef.Journal(2, Mode.FULL_CONTROL, LoweredBy.BROKER_LOST) in effects
    assert session.mode is Mode.FULL_CONTROL


def test_a_broker_that_comes_back_in_time_finds_everything_as_it_was() -> None:
    """C9."""
    session = controlled()
    session.handle(ev.DirectOpened(7_000, CONSOLE, ANA.person_id))
    session.handle(ev.LinkLost(9_000))
    back = ev.Welcomed(20_000, mirror(mode=Mode.FULL_CONTROL, holder=ANA, epoch=1), "Ayuda")
    assert session.handle(back) == []
    assert session.handle(ev.Tick(9_000 + GRACE_MS)) == []
    assert session.holder == ANA.person_id


def test_control_goes_on_over_the_relay_when_the_direct_path_dies() -> None:
    """C8."""
    session = controlled()
    session.handle(ev.DirectOpened(7_000, CONSOLE, ANA.person_id))
    assert session.handle(ev.DirectLost(9_000, CONSOLE)) == []
    assert session.holder == ANA.person_id


def test_control_ends_when_the_last_path_dies() -> None:
    """C8."""
    session = controlled()
    session.handle(ev.DirectOpened(7_000, CONSOLE, ANA.person_id))
    session.handle(ev.LinkLost(9_000))
    assert session.handle(ev.DirectLost(9_500, CONSOLE))[0] == ef.CloseGate(Mode.FULL_CONTROL, 2)


def test_a_direct_path_of_somebody_else_is_no_path_of_the_holder() -> None:
    session = controlled()
    session.handle(ev.DirectOpened(7_000, PeerId("r_eve"), EVE.person_id))
    assert session.handle(ev.LinkLost(9_000))[0] == ef.CloseGate(Mode.FULL_CONTROL, 2)


def test_a_holder_who_is_away_loses_control_unless_the_direct_path_lives() -> None:
    away = PresenceChanged(person_id=ANA.person_id, presence=Presence.AWAY)
    session = controlled()
    assert session.handle(fact(9_000, away))[0] == ef.CloseGate(Mode.FULL_CONTROL, 2)
    session = controlled()
    session.handle(ev.DirectOpened(7_000, CONSOLE, ANA.person_id))
    assert session.handle(fact(9_000, away)) == []


def test_a_holder_who_leaves_loses_control_and_the_direct_path() -> None:
    session = controlled()
    session.handle(ev.DirectOpened(7_000, CONSOLE, ANA.person_id))
    effects = session.handle(fact(9_000, Left(person_id=ANA.person_id)))
    assert effects[0] == ef.CloseGate(Mode.FULL_CONTROL, 2)
    assert effects[-1] == ef.CloseDirect(CONSOLE)
    assert session.covered == ()


def test_another_agent_never_inherits_the_view() -> None:
    session = controlled()
    effects = session.handle(fact(9_000, Requeued()))
    assert ef.StopPicture() in effects
    assert session.mode is None


def test_who_joins_later_is_not_covered() -> None:
    """C6."""
    session = controlled()
    assert session.handle(fact(9_000, Joined(person=LEA))) == []
    assert session.covered == COVERED


def test_control_needs_a_new_click_after_half_an_hour() -> None:
    """C10."""
    session = controlled()
    start_ms = 2 * INERT_MS
    assert session.handle(ev.Tick(start_ms + RECONFIRM_MS - 1)) == []
    effects = session.handle(ev.Tick(start_ms + RECONFIRM_MS))
    assert effects[0] == ef.CloseGate(Mode.FULL_CONTROL, 2)
    assert effects[-1] == ef.Tell(Notice.RECONFIRM)
    allow(session, Mode.FULL_CONTROL, start_ms + RECONFIRM_MS + 1, SECOND)
    assert session.holder == ANA.person_id


def test_a_holder_who_left_while_the_raise_was_logged_gets_nothing() -> None:
    session = welcomed()
    session.handle(ev.Asked(0, ask(Mode.OBSERVER)))
    session.handle(ev.QuestionWithdrawn(1, FIRST))
    session.handle(ev.Asked(2, ask(Mode.FULL_CONTROL)))
    session.handle(ev.Answered(2 + INERT_MS, FIRST, Right.VIEW, allowed=True))
    session.handle(ev.Answered(2 + 2 * INERT_MS, FIRST, Right.CONTROL, allowed=True))
    session.handle(fact(9_000, Left(person_id=ANA.person_id)))
    effects = session.handle(ev.Logged(9_001, FIRST, 1))
    assert ef.OpenGate not in kinds(effects)
    assert session.holder is None


def test_a_direct_path_is_offered_only_to_who_is_named_and_may_see() -> None:
    """D1."""
    session = welcomed()
    wanted = ev.DirectWanted(0, CONSOLE, ANA.person_id, 3)
    assert session.handle(wanted) == [ef.Send(DirectClosed(peer=CONSOLE, attempt=3))]
    allow(session, Mode.OBSERVER, 0)
    assert session.handle(wanted) == [ef.OfferDirect(CONSOLE, ANA.person_id, 3)]
    stranger = ev.DirectWanted(0, PeerId("r_lea"), LEA.person_id, 1)
    assert kinds(session.handle(stranger)) == [ef.Send]


def test_a_viewer_who_may_see_nothing_more_is_cut_off() -> None:
    """D5."""
    session = controlled()
    assert session.handle(ev.ViewerGone(9_000, CONSOLE)) == [ef.CloseDirect(CONSOLE)]


def test_crashed_windows_are_a_no_and_take_control_back() -> None:
    session = controlled()
    session.handle(ev.Asked(9_000, ask(Mode.FULL_CONTROL, SECOND)))
    effects = session.handle(ev.FrontLost(9_100))
    assert effects[0] == ef.CloseGate(Mode.FULL_CONTROL, 2)
    assert session.question is None


def test_an_answer_given_while_the_link_was_cut_is_said_when_it_is_back() -> None:
    session = welcomed()
    session.handle(ev.Asked(0, ask(Mode.OBSERVER)))
    session.handle(ev.LinkLost(100))
    effects = session.handle(ev.Answered(INERT_MS, FIRST, Right.VIEW, allowed=True))
    assert ef.Send not in kinds(effects)
    question = Question(request_id=FIRST, mode=Mode.OBSERVER, asked_by=ANA.person_id, asked_at=0)
    still = mirror().model_copy(update={"question": question})
    assert session.handle(ev.Welcomed(5_000, still, "Ayuda")) == [yes(Mode.OBSERVER, 1)]


def test_a_raise_that_was_logged_while_the_link_was_cut_is_in_force_when_it_is_back() -> None:
    session = welcomed()
    session.handle(ev.Asked(0, ask(Mode.OBSERVER)))
    session.handle(ev.Answered(INERT_MS, FIRST, Right.VIEW, allowed=True))
    session.handle(ev.LinkLost(INERT_MS + 1))
    back = ev.Welcomed(5_000, mirror(mode=Mode.OBSERVER, epoch=1), "Ayuda")
    assert session.handle(back) == [ef.StartPicture(Mode.OBSERVER)]


def test_an_answer_whose_question_is_gone_when_the_link_is_back_is_void() -> None:
    session = welcomed()
    session.handle(ev.Asked(0, ask(Mode.OBSERVER)))
    session.handle(ev.LinkLost(100))
    session.handle(ev.Answered(INERT_MS, FIRST, Right.VIEW, allowed=True))
    assert session.handle(ev.Welcomed(5_000, mirror(), "Ayuda")) == []
    assert session.pending is None


def test_an_open_question_goes_when_the_server_no_longer_has_it() -> None:
    session = welcomed()
    session.handle(ev.Asked(0, ask(Mode.OBSERVER)))
    session.handle(ev.LinkLost(100))
    assert session.handle(ev.Welcomed(200, mirror(), "Ayuda")) == [ef.CloseConsent(), ef.PassInput()]


def test_a_restarted_program_takes_nothing_over_and_says_so() -> None:
    """C7: epochs go on above the journal's."""
    session = Session(epoch=7)
    effects = session.handle(ev.Welcomed(0, mirror(mode=Mode.OBSERVER, epoch=7), "Ayuda"))
    assert ef.Send(lowered(None, 8, LoweredBy.PROGRAM_ENDED)) in effects
    assert session.mode is None


@pytest.mark.parametrize(
    ("event", "word"), [(ev.EndedHere(9_000), EndSession()), (ev.ProgramEnds(9_000), Leave())]
)
def test_ending_takes_everything_back_before_it_is_said(event: ev.Event, word: EndSession | Leave) -> None:
    session = controlled()
    effects = session.handle(event)
    assert effects[0] == ef.CloseGate(None, 2)
    assert effects[-2:] == [ef.Send(word), ef.Finish()]
    assert session.handle(ev.Asked(9_001, ask(Mode.OBSERVER))) == []


@pytest.mark.parametrize(
    "event",
    [
        ev.LinkOver(9_000),
        fact(9_000, Ended(by=EndedBy.STAFF)),
        ev.Welcomed(9_000, mirror(CUSTOMER).model_copy(update={"state": State.ENDED}), "Ayuda"),
    ],
)
def test_a_session_that_is_over_leaves_nothing_behind(event: ev.Event) -> None:
    session = controlled()
    session.handle(ev.Asked(8_000, ask(Mode.FULL_CONTROL, SECOND)))
    effects = session.handle(event)
    assert effects[0] == ef.CloseGate(None, 2)
    assert ef.StopPicture() in effects
    assert ef.CloseConsent() in effects
    assert effects[-2:] == [ef.Tell(Notice.SESSION_OVER), ef.Finish()]
    assert not any(isinstance(effect, ef.Send) for effect in effects)


def test_before_the_first_welcome_nothing_is_heard_and_nothing_is_said() -> None:
    session = Session()
    assert session.handle(fact(0, Requeued())) == []
    assert session.handle(ev.DirectWanted(0, CONSOLE, ANA.person_id, 1)) == []
    assert session.handle(ev.Asked(0, ask(Mode.DEMO))) == [ef.Tell(Notice.NOT_OFFERED)]


def test_control_goes_when_the_holder_has_no_link_to_the_server_any_more() -> None:
    """C8."""
    session = controlled()
    said = lowered(Mode.FULL_CONTROL, session.epoch + 1, LoweredBy.PATH_LOST)
    effects = session.handle(ev.HolderLinked(7_000, open=False))
    assert effects[0] == ef.CloseGate(Mode.FULL_CONTROL, said.epoch)
    assert ef.Send(said) in effects
    assert (session.mode, session.holder) == (Mode.FULL_CONTROL, None)
    assert session.handle(ev.HolderLinked(7_100, open=True)) == []


def test_control_stays_while_a_direct_path_of_the_holder_lives_and_goes_with_it() -> None:
    """C8."""
    session = controlled()
    session.handle(ev.DirectOpened(7_000, CONSOLE, ANA.person_id))
    assert session.handle(ev.HolderLinked(8_000, open=False)) == []
    assert session.holder == ANA.person_id
    assert session.handle(ev.DirectLost(9_000, CONSOLE))
    assert session.holder is None


def test_a_holder_whose_link_is_back_keeps_control_when_the_direct_path_goes() -> None:
    """C8."""
    session = controlled()
    session.handle(ev.DirectOpened(7_000, CONSOLE, ANA.person_id))
    session.handle(ev.HolderLinked(8_000, open=False))
    session.handle(ev.HolderLinked(8_500, open=True))
    assert session.handle(ev.DirectLost(9_000, CONSOLE)) == []
    assert session.holder == ANA.person_id
