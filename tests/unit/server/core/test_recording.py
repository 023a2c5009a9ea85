"""Whether a session is recorded, and who decides that (SPEC N)."""

import pytest

from protocol.consent import Answer
from protocol.control import LowerOrder, StopAsking
from protocol.ids import PeerId, PersonId, RequestId
from protocol.link_messages import PeerKind
from protocol.modes import Mode
from protocol.recording import (
    Policy,
    Recording,
    RecordingAnswered,
    RecordingAsked,
    RecordingState,
)
from protocol.recording_messages import (
    AskRecording,
    OrderRecording,
    PauseRecording,
    RecordingGiven,
    ResumeRecording,
    StopRecording,
)
from protocol.work import InspectionWork, RebootWork
from protocol.work_messages import AskWork, Restarting, WorkGiven
from server.core import events as ev
from server.core.draft import Rules
from server.core.effects import Send
from server.core.rights import RECORDER
from server.core.session import Session
from server.errors import NotAllowed, OutOfTurn
from tests.support.playbook import (
    AGENT,
    ASKED,
    CONSOLE,
    CUSTOMER,
    EXPERT,
    LEARNER,
    MACHINE,
    SAYS,
    SECOND,
    THIRD,
    claimed,
    controlled,
    facts,
    joins,
    live,
    lowers,
    play,
    says,
    says_yes,
    sent,
    take,
)
from tests.support.recording_playbook import (
    ASK,
    PAUSED_HERE,
    REC,
    WITHDRAWN_HERE,
    YES,
    asked,
    recorded,
    state_of,
)

ALWAYS = Rules(recording_policy=Policy.ALWAYS)


def order(session: Session, by: bool = True) -> OrderRecording:
    agent = {"person_id": AGENT.person_id, "name": AGENT.name, "role": AGENT.role}
    values = {"request_id": REC, "organisation": session.rules.organisation}
    return OrderRecording.model_validate({**values, "asked_by": agent} if by else values)


def test_it_is_asked_answered_and_then_recorded_n2() -> None:
    session = live()
    before = session.standing.viewers
    play(
        session,
        says(1, CONSOLE, ASK),
        RecordingAsked(request_id=REC, asked_by=AGENT.person_id),
        Send(MACHINE, order(session)),
    )
    assert session.standing.viewers == before, "nothing is kept while it is asked for"
    assert facts(session, says(2, MACHINE, YES)) == ["recording_answered"]
    assert session.standing.viewers == before | {RECORDER}
    assert session.state.recording == Recording(
        request_id=REC, state=RecordingState.ON, asked_by=AGENT.person_id, asked_at=1, since=2
    )


def test_it_comes_with_no_other_yes_and_its_no_changes_nothing_else_n1() -> None:
    session = live()
    assert RECORDER not in session.standing.viewers
    before = asked(session).state
    play(
        session,
        says(2, MACHINE, RecordingGiven(request_id=REC, answer=Answer.REFUSED)),
        RecordingAnswered(request_id=REC, answer=Answer.REFUSED),
    )
    assert session.state == before.model_copy(update={"recording": None, "seq": before.seq + 1})


def test_an_organisation_that_never_records_asks_nobody_n1() -> None:
    session = live()
    session.rules = Rules(recording_policy=Policy.NEVER)
    with pytest.raises(NotAllowed, match="organisation"):
        session.handle(says(1, CONSOLE, ASK))


def test_by_policy_each_session_asks_once_after_the_view_was_allowed_n1() -> None:
    session = claimed()
    session.rules = ALWAYS
    assert facts(session, ev.Tick(1)) == []
    steps = take(session, says_yes(session, 2, epoch=1), alarms=False)
    request_id = RequestId(f"recording_{session.state.seq}")
    assert RecordingAsked(request_id=request_id) in steps
    assert Send(MACHINE, OrderRecording(request_id=request_id, organisation="Auxilio")) in steps
    no = RecordingGiven(request_id=request_id, answer=Answer.REFUSED)
    assert facts(session, says(3, MACHINE, no)) == ["recording_answered"]
    assert facts(session, ev.Tick(4)) == []
    assert facts(session, says(5, CONSOLE, ASK)) == ["recording_asked"]


def test_by_policy_it_waits_until_nothing_else_is_asked_n1_j3() -> None:
    session = live()
    take(session, ev.ModeAsked(1, CONSOLE, ASKED, Mode.FULL_CONTROL))
    session.rules = ALWAYS
    assert facts(session, ev.Tick(2)) == []
    assert facts(session, says_yes(session, 3, epoch=2)) == ["consent_answered", "recording_asked"]


@pytest.mark.parametrize("peer", [SECOND, THIRD])
def test_who_may_not_record_asks_pauses_and_stops_nothing_h1(peer: PeerId) -> None:
    session = recorded()
    joins(session, 2, SECOND, EXPERT)
    joins(session, 2, THIRD, LEARNER)
    for said in (ASK, PauseRecording(), ResumeRecording(), StopRecording()):
        with pytest.raises(NotAllowed, match="record sessions"):
            session.handle(says(3, peer, said))


def test_said_again_it_is_the_same_question_c5() -> None:
    session = asked()
    assert take(session, says(2, CONSOLE, ASK)) == []
    with pytest.raises(OutOfTurn, match="asked already"):
        session.handle(says(2, CONSOLE, AskRecording(request_id=RequestId("rec_2"))))
    take(session, says(3, MACHINE, YES))
    assert take(session, says(4, CONSOLE, ASK)) == []
    with pytest.raises(OutOfTurn, match="recorded already"):
        session.handle(says(4, CONSOLE, AskRecording(request_id=RequestId("rec_2"))))


def test_a_question_that_is_over_is_never_opened_again_n4() -> None:
    session = recorded()
    take(session, says(3, MACHINE, WITHDRAWN_HERE))
    with pytest.raises(OutOfTurn, match="name"):
        session.handle(says(4, CONSOLE, ASK))
    assert facts(session, says(4, CONSOLE, AskRecording(request_id=RequestId("rec_2")))) == [
        "recording_asked"
    ]


def test_one_prompt_at_a_time_over_questions_work_and_recording_j3() -> None:
    session = asked()
    with pytest.raises(OutOfTurn, match="asked already"):
        session.handle(ev.ModeAsked(2, CONSOLE, ASKED, Mode.FULL_CONTROL))
    with pytest.raises(OutOfTurn, match="asked already"):
        session.handle(says(2, CONSOLE, AskWork(request_id=ASKED, what=InspectionWork())))
    other = live()
    take(other, says(1, CONSOLE, AskWork(request_id=ASKED, what=InspectionWork())))
    with pytest.raises(OutOfTurn, match="asked already"):
        other.handle(says(2, CONSOLE, ASK))


def test_nobody_is_asked_while_the_program_is_gone_goes_down_or_restarts_n2() -> None:
    session = live()
    take(session, ev.LinkLost(1, MACHINE))
    with pytest.raises(OutOfTurn, match="not connected"):
        session.handle(says(2, CONSOLE, ASK))
    session = controlled()
    take(session, ev.ModeLowered(1, CONSOLE, Mode.OBSERVER))
    with pytest.raises(OutOfTurn, match="step down"):
        session.handle(says(2, CONSOLE, ASK))
    with pytest.raises(OutOfTurn, match="restarting"):
        restarting(recording=False).handle(says(9, CONSOLE, ASK))


def restarting(*, recording: bool) -> Session:
    """The machine restarts since 8 ms, by the order of admin mode; maybe the question was open."""
    session = controlled()
    take(session, ev.ModeAsked(3, CONSOLE, RequestId("req_admin"), Mode.ADMIN))
    take(session, says_yes(session, 4, epoch=3))
    take(session, says(5, CONSOLE, AskWork(request_id=ASKED, what=RebootWork())))
    take(session, says(6, MACHINE, WorkGiven(request_id=ASKED, answer=Answer.ALLOWED, prompted=True)))
    if recording:
        take(session, says(7, CONSOLE, ASK))
    take(session, says(8, MACHINE, Restarting(request_id=ASKED, waits_for_sign_in=False)))
    return session


def test_a_restart_takes_the_question_back_and_keeps_the_recording_n6() -> None:
    assert state_of(restarting(recording=True)) is None
    session = recorded()
    take(session, ev.LinkLost(3, MACHINE))
    take(session, ev.Tick(30_000))
    take(session, ev.LinkOpened(30_001, MACHINE, PeerKind.MACHINE, CUSTOMER, resumed=True, machine=SAYS))
    assert state_of(session) is RecordingState.ON


def test_the_question_is_said_again_to_a_machine_that_is_back_c5() -> None:
    session = asked()
    take(session, ev.LinkLost(2, MACHINE))
    back = ev.LinkOpened(
        3,
        MACHINE,
        PeerKind.MACHINE,
        CUSTOMER,
        resumed=True,
        machine=SAYS.model_copy(update={"epoch": 1}),
    )
    assert sent(session, back) == [order(session)]


def test_nobody_answers_in_time_c5() -> None:
    session = asked()
    assert session.standing.wake_at_ms == 1 + session.rules.consent_answer_ms
    late = ev.Tick(1 + session.rules.consent_answer_ms)
    take(session, ev.Tick(late.at_ms - 1))
    assert state_of(session) is RecordingState.ASKED
    assert RecordingAnswered(request_id=REC, answer=Answer.EXPIRED) in take(session, late)
    assert state_of(session) is None


@pytest.mark.parametrize("by_policy", [False, True])
def test_a_machine_that_is_gone_answers_nothing_c5(by_policy: bool) -> None:
    session = live()
    if by_policy:
        session.rules = ALWAYS
        take(session, ev.Tick(1))
    else:
        asked(session)
    assert state_of(session) is RecordingState.ASKED
    take(session, ev.LinkLost(2, MACHINE))
    assert "recording_answered" in facts(session, ev.Tick(30_000))
    assert state_of(session) is None


def test_an_interruption_ends_the_question_c5() -> None:
    session = asked()
    take(session, ev.LinkLost(2, CONSOLE))
    assert "recording_answered" in facts(session, ev.Tick(30_000))


def test_who_asked_and_left_takes_the_question_along_c5() -> None:
    session = live()
    joins(session, 0, SECOND, AGENT.model_copy(update={"person_id": PersonId("p_rita"), "name": "Rita"}))
    take(session, says(1, SECOND, ASK))
    assert facts(session, ev.PeerLeft(2, SECOND)) == ["left", "recording_answered"]


def test_the_end_of_the_view_ends_the_question_c5() -> None:
    assert facts(asked(), lowers(2, None, 2)) == ["lowered", "recording_answered"]
    session = asked()
    steps = take(session, ev.ModeLowered(2, CONSOLE, None), alarms=False)
    assert RecordingAnswered(request_id=REC, answer=Answer.WITHDRAWN) in steps
    assert any(isinstance(step, Send) and isinstance(step.message, LowerOrder) for step in steps)


def test_the_end_of_the_session_ends_question_and_recording_s8() -> None:
    session = asked()
    steps = take(session, ev.EndAsked(2, AGENT.person_id))
    assert Send(MACHINE, StopAsking(request_id=REC)) in steps
    assert state_of(session) is None
    session = recorded()
    take(session, ev.EndAsked(3, AGENT.person_id))
    assert state_of(session) is None


def test_a_yes_said_again_changes_nothing_and_one_too_late_is_void_n2() -> None:
    session = recorded()
    assert take(session, says(3, MACHINE, YES)) == []
    take(session, says(4, MACHINE, PAUSED_HERE))
    assert take(session, says(5, MACHINE, YES)) == []
    take(session, says(6, CONSOLE, StopRecording()))
    assert take(session, says(7, MACHINE, YES)) == [Send(MACHINE, StopAsking(request_id=REC))]
    session = asked()
    other = RecordingGiven(request_id=RequestId("rec_9"), answer=Answer.ALLOWED)
    assert sent(session, says(3, MACHINE, other)) == [StopAsking(request_id=RequestId("rec_9"))]
    assert state_of(session) is RecordingState.ASKED
