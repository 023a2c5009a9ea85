"""A recording that runs: paused, let go on, withdrawn, marked, over (SPEC N4-N9)."""

import pytest

from protocol.consent import Answer
from protocol.control import ConsentGiven, StopAsking
from protocol.facts import Entry
from protocol.ids import RequestId
from protocol.link_messages import PeerKind
from protocol.modes import Mode
from protocol.recording import (
    PrivateMoment,
    RecordingAnswered,
    RecordingEnd,
    RecordingOver,
    RecordingPaused,
    RecordingResumed,
    RecordingState,
)
from protocol.recording_messages import (
    Flag,
    PauseRecording,
    PrivateIs,
    RecordingDeed,
    RecordingHere,
    ResumeRecording,
    StopRecording,
)
from server.core import events as ev
from server.core.effects import Send
from server.core.rights import RECORDER
from server.core.session import Session
from server.errors import NotAllowed, OutOfTurn
from tests.support.playbook import (
    AGENT,
    ASKED,
    CONSOLE,
    CUSTOMER,
    MACHINE,
    SAYS,
    SECOND,
    THIRD,
    facts,
    live,
    lowers,
    play,
    presented,
    says,
    says_yes,
    sent,
    supervised,
    take,
)
from tests.support.recording_playbook import (
    ASK,
    PAUSED_HERE,
    REC,
    RESUMED_HERE,
    WITHDRAWN_HERE,
    YES,
    asked,
    recorded,
    state_of,
)


def test_only_the_captured_machine_speaks_for_its_person_c1() -> None:
    for said in (YES, PAUSED_HERE, PrivateIs(on=True)):
        with pytest.raises(NotAllowed, match="captured machine"):
            asked().handle(says(2, CONSOLE, said))


def test_staff_pauses_lets_go_on_and_stops_n4() -> None:
    session = recorded()
    assert facts(session, says(3, CONSOLE, PauseRecording())) == ["recording_paused"]
    assert RECORDER not in session.standing.viewers
    with pytest.raises(OutOfTurn, match="just now"):
        session.handle(says(4, CONSOLE, PauseRecording()))
    assert facts(session, says(5, CONSOLE, ResumeRecording())) == ["recording_resumed"]
    assert RECORDER in session.standing.viewers
    with pytest.raises(OutOfTurn, match="paused"):
        session.handle(says(6, CONSOLE, ResumeRecording()))
    steps = take(session, says(7, CONSOLE, StopRecording()))
    assert RecordingOver(by=RecordingEnd.STAFF, person_id=AGENT.person_id) in steps
    assert RECORDER not in session.standing.viewers


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (PauseRecording(), "just now"),
        (ResumeRecording(), "no recording is paused"),
        (StopRecording(), "nothing is being recorded"),
    ],
)
def test_what_is_not_recorded_is_neither_paused_nor_stopped_n4(
    said: PauseRecording | ResumeRecording | StopRecording, sentence: str
) -> None:
    with pytest.raises(OutOfTurn, match=sentence):
        live().handle(says(1, CONSOLE, said))


def test_staff_takes_the_question_back_n2() -> None:
    play(
        asked(),
        says(2, CONSOLE, StopRecording()),
        RecordingAnswered(request_id=REC, answer=Answer.WITHDRAWN),
        Send(MACHINE, StopAsking(request_id=REC)),
    )


def test_what_the_person_paused_only_the_person_lets_go_on_n4() -> None:
    session = recorded()
    assert facts(session, says(3, MACHINE, PAUSED_HERE)) == ["recording_paused"]
    with pytest.raises(NotAllowed, match="the person there paused"):
        session.handle(says(4, CONSOLE, ResumeRecording()))
    assert facts(session, says(5, MACHINE, RESUMED_HERE)) == ["recording_resumed"]
    assert RECORDER in session.standing.viewers


def test_what_staff_paused_the_person_makes_theirs_or_lets_go_on_n4() -> None:
    session = recorded()
    take(session, says(3, CONSOLE, PauseRecording()))
    assert take(session, says(4, MACHINE, PAUSED_HERE)) == [RecordingPaused(person_id=CUSTOMER.person_id)]
    assert take(session, says(5, MACHINE, PAUSED_HERE)) == []
    with pytest.raises(NotAllowed):
        session.handle(says(6, CONSOLE, ResumeRecording()))
    other = recorded()
    take(other, says(3, CONSOLE, PauseRecording()))
    assert RecordingResumed(person_id=CUSTOMER.person_id) in take(other, says(4, MACHINE, RESUMED_HERE))


def test_who_presents_is_the_person_at_the_machine_and_staff_too_n4() -> None:
    session = presented()
    take(session, ev.LinkOpened(0, MACHINE, PeerKind.MACHINE, AGENT, machine=SAYS))
    shows = ConsentGiven(request_id=ASKED, answer=Answer.ALLOWED, mode=Mode.DEMO, epoch=1)
    take(session, ev.ConsentSaid(0, MACHINE, shows))
    recorded(session)
    take(session, says(3, MACHINE, PAUSED_HERE))
    assert facts(session, says(4, CONSOLE, ResumeRecording())) == ["recording_resumed"]


def test_the_person_withdraws_and_it_is_over_n4() -> None:
    session = recorded()
    over = RecordingOver(by=RecordingEnd.LOCAL_PERSON, person_id=CUSTOMER.person_id)
    assert over in take(session, says(3, MACHINE, WITHDRAWN_HERE))
    assert RECORDER not in session.standing.viewers
    for said in (WITHDRAWN_HERE, PAUSED_HERE, RESUMED_HERE):
        assert take(session, says(4, MACHINE, said)) == []


def test_what_is_said_of_the_question_is_no_yes_n2() -> None:
    session = asked()
    for said in (PAUSED_HERE, RESUMED_HERE):
        assert take(session, says(2, MACHINE, said)) == []
    stale = RecordingHere(request_id=RequestId("rec_0"), deed=RecordingDeed.WITHDRAW)
    assert take(session, says(2, MACHINE, stale)) == []
    assert facts(session, says(3, MACHINE, WITHDRAWN_HERE)) == ["recording_answered"]
    assert state_of(session) is None


def test_the_recorder_sees_what_is_shown_and_nothing_else_n3() -> None:
    session = recorded()
    take(session, lowers(3, None, 2))
    assert (state_of(session), session.standing.viewers) == (RecordingState.ON, frozenset())
    take(session, ev.ModeAsked(4, CONSOLE, ASKED, Mode.OBSERVER))
    take(session, says_yes(session, 5, epoch=3))
    assert session.standing.viewers == {CONSOLE, RECORDER}


def test_the_machine_never_hears_of_the_recorder_as_of_a_viewer_who_left_n3() -> None:
    session = recorded()
    assert sent(session, says(3, CONSOLE, PauseRecording())) == []


def test_a_private_moment_is_a_fact_once_and_ends_with_its_program_n5() -> None:
    session = recorded()
    assert take(session, says(3, MACHINE, PrivateIs(on=True))) == [PrivateMoment(on=True)]
    assert take(session, says(4, MACHINE, PrivateIs(on=True))) == []
    assert session.state.private
    assert RECORDER in session.standing.viewers, "it is recorded as black as it is shown"
    assert take(session, says(5, MACHINE, PrivateIs(on=False))) == [PrivateMoment(on=False)]


def test_a_mark_is_made_once_by_who_may_n9() -> None:
    session = supervised()
    mark = Flag(flag_id=RequestId("flag_1"), label="Aquí")
    assert facts(session, says(1, CONSOLE, mark)) == ["flagged"]
    assert take(session, says(2, CONSOLE, mark)) == []
    with pytest.raises(OutOfTurn, match="name is taken"):
        session.handle(says(3, SECOND, mark))
    with pytest.raises(NotAllowed, match="mark moments"):
        session.handle(says(3, THIRD, Flag(flag_id=RequestId("flag_2"))))
    take(session, ev.EndAsked(4, AGENT.person_id))
    take(session, ev.LinkOpened(5, CONSOLE, PeerKind.CONSOLE, AGENT))
    assert take(session, says(6, CONSOLE, mark)) == []
    assert facts(session, says(7, CONSOLE, Flag(flag_id=RequestId("flag_3")))) == ["flagged"]


@pytest.mark.parametrize("by", [RecordingEnd.STORE_FULL, RecordingEnd.FAILED])
def test_what_cannot_be_kept_is_over_and_the_session_goes_on_n7(by: RecordingEnd) -> None:
    session = recorded()
    assert take(session, ev.RecordingFailed(3, RequestId("rec_0"), by)) == []
    assert RecordingOver(by=by) in take(session, ev.RecordingFailed(3, REC, by))
    assert session.state.mode is Mode.OBSERVER
    assert take(session, ev.RecordingFailed(4, REC, by)) == []
    assert take(asked(), ev.RecordingFailed(4, REC, by)) == []


def test_who_looked_copied_and_keeps_it_is_in_the_same_log_after_the_end_too_n9() -> None:
    session, who = recorded(), (AGENT.person_id, "Bo")
    seen: list[tuple[ev.Event, str]] = [
        (ev.Looked(3, *who, "Repaso"), "looked"),
        (ev.Exported(3, *who, "mp4", "Repaso"), "exported"),
        (ev.Kept(3, *who, True, "Repaso"), "kept"),
    ]
    for event, fact in seen:
        assert facts(session, event) == [fact]
    take(session, ev.EndAsked(4, AGENT.person_id))
    for event, fact in seen:
        assert facts(session, event) == [fact]


def test_a_rebuilt_session_knows_its_questions_and_marks_s3() -> None:
    session, log = live(), list[Entry]()
    for event in (says(1, CONSOLE, ASK), says(2, CONSOLE, Flag(flag_id=RequestId("flag_1")))):
        decision = session.handle(event)
        session.committed(decision)
        log += decision.entries
    again = Session.rebuild(session.state.session_id, log, 3, session.rules)
    assert again.standing.recordings_asked == {REC}
    assert again.standing.flags == {RequestId("flag_1"): AGENT.person_id}
