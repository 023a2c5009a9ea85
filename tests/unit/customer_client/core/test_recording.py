"""The recording, as the person at this machine decides it (SPEC N1, N2, N4)."""

import pytest

from customer_client.core import effects as ef
from customer_client.core import events as ev
from customer_client.core.effects import Effect, Notice
from customer_client.core.raising import ANSWER_MS, INERT_MS
from customer_client.core.session import Session
from protocol.consent import Answer, LoweredBy
from protocol.facts import Fact
from protocol.ids import PersonId, RequestId
from protocol.modes import Mode
from protocol.recording import (
    Recording,
    RecordingAnswered,
    RecordingAsked,
    RecordingEnd,
    RecordingOver,
    RecordingPaused,
    RecordingResumed,
    RecordingState,
)
from protocol.recording_messages import OrderRecording, RecordingDeed, RecordingGiven, RecordingHere
from protocol.work import FilesWork, Way
from tests.support.machine_playbook import (
    ANA,
    CUSTOMER,
    EVE,
    WORK,
    ask,
    demo,
    fact,
    mirror,
    named,
    order,
    play,
    raised,
    welcomed,
)

TAPE = RequestId("rec_first")
OTHER = RequestId("rec_second")
AT_MS = 20_000
ORDER = OrderRecording(request_id=TAPE, asked_by=named(ANA), organisation="Ayuda")
LATER = AT_MS + INERT_MS


def given(answer: Answer = Answer.ALLOWED, request_id: RequestId = TAPE) -> ef.Send:
    return ef.Send(RecordingGiven(request_id=request_id, answer=answer))


def here(deed: RecordingDeed) -> RecordingHere:
    return RecordingHere(request_id=TAPE, deed=deed)


def seen(state: RecordingState, paused_by: PersonId | None = None) -> Recording:
    return Recording(request_id=TAPE, state=state, asked_at=1, paused_by=paused_by)


def back(session: Session, recording: Recording | None, at_ms: int = AT_MS) -> list[Effect]:
    """Cut, and welcomed again, by a server that has it like this."""
    session.handle(ev.LinkLost(at_ms))
    return session.handle(ev.Welcomed(at_ms, mirror().model_copy(update={"recording": recording}), "Ayuda"))


def heard(session: Session, what: Fact) -> list[Effect]:
    seq = session.mirror.seq + 1 if session.mirror is not None else 1
    return session.handle(fact(AT_MS, what, seq))


def recorded() -> Session:
    """A session whose person allowed it, and whose server has logged that."""
    session = welcomed()
    heard(session, RecordingAsked(request_id=TAPE, asked_by=ANA.person_id))
    session.handle(ev.RecordingOrdered(AT_MS, ORDER))
    assert given() in session.handle(ev.RecordingChosen(LATER, TAPE, allowed=True))
    heard(session, RecordingAnswered(request_id=TAPE, answer=Answer.ALLOWED))
    assert session.recording is not None
    assert session.recording.state is RecordingState.ON
    return session


@pytest.mark.parametrize(("allowed", "answer"), [(True, Answer.ALLOWED), (False, Answer.REFUSED)])
def test_the_person_is_asked_and_their_answer_is_said_n2(*, allowed: bool, answer: Answer) -> None:
    play(
        welcomed(),
        ev.RecordingOrdered(AT_MS, ORDER),
        ef.HoldInput(),
        ef.ShowRecording(ORDER, AT_MS + ANSWER_MS),
        ev.RecordingChosen(LATER, TAPE, allowed),
        ef.CloseConsent(),
        ef.PassInput(),
        given(answer),
    )


def test_a_yes_within_three_seconds_was_no_persons_and_no_answer_is_a_no_c5() -> None:
    play(
        welcomed(),
        ev.RecordingOrdered(AT_MS, ORDER),
        ef.HoldInput(),
        ef.ShowRecording(ORDER, AT_MS + ANSWER_MS),
        ev.RecordingChosen(LATER - 1, TAPE, allowed=True),
        ef.ShowRecording(ORDER, AT_MS + ANSWER_MS),
        ev.Tick(AT_MS + ANSWER_MS - 1),
        ev.Tick(AT_MS + ANSWER_MS),
        ef.CloseConsent(),
        ef.PassInput(),
        given(Answer.EXPIRED),
        ef.Tell(Notice.NO_ANSWER),
    )


def test_an_answer_to_another_question_or_to_none_is_nothing() -> None:
    session = welcomed()
    assert session.handle(ev.RecordingChosen(LATER, TAPE, allowed=True)) == []
    session.handle(ev.RecordingOrdered(AT_MS, ORDER))
    assert session.handle(ev.RecordingChosen(LATER, OTHER, allowed=True)) == []
    assert session.recording_prompt is not None


def test_the_policy_may_ask_too_but_nobody_who_may_not_n1() -> None:
    policy = ORDER.model_copy(update={"asked_by": None})
    session = welcomed()
    assert ef.ShowRecording(policy, AT_MS + ANSWER_MS) in session.handle(ev.RecordingOrdered(AT_MS, policy))
    learner = ORDER.model_copy(update={"asked_by": named(CUSTOMER)})
    assert welcomed().handle(ev.RecordingOrdered(AT_MS, learner)) == [given(Answer.REFUSED)]


def test_one_question_at_a_time_whatever_it_is_about_j3() -> None:
    asked = welcomed()
    asked.handle(ev.Asked(AT_MS, ask(Mode.OBSERVER)))
    assert asked.handle(ev.RecordingOrdered(AT_MS, ORDER)) == [given(Answer.REFUSED)]
    busy = raised(Mode.FULL_CONTROL)
    busy.handle(ev.WorkOrdered(AT_MS, order(FilesWork(way=Way.FROM_MACHINE))))
    assert busy.handle(ev.RecordingOrdered(AT_MS, ORDER)) == [given(Answer.REFUSED)]
    session = raised(Mode.FULL_CONTROL)
    session.handle(ev.RecordingOrdered(AT_MS, ORDER))
    assert session.handle(ev.RecordingOrdered(AT_MS, ORDER)) == [], "the same question again"
    other = ORDER.model_copy(update={"request_id": OTHER})
    assert session.handle(ev.RecordingOrdered(AT_MS, other)) == [given(Answer.REFUSED, OTHER)]
    assert ef.Tell(Notice.NOT_OFFERED) in session.handle(ev.Asked(AT_MS, ask(Mode.ADMIN)))
    session.handle(ev.WorkOrdered(AT_MS, order(FilesWork(way=Way.FROM_MACHINE))))
    assert session.work_prompt is None
    assert session.recording_prompt is not None


def test_what_was_answered_is_answered_again_the_same_way() -> None:
    session = recorded()
    assert session.handle(ev.RecordingOrdered(AT_MS, ORDER)) == [given()]


def test_the_server_takes_the_question_back_c5() -> None:
    session = welcomed()
    session.handle(ev.RecordingOrdered(AT_MS, ORDER))
    assert session.handle(ev.QuestionWithdrawn(AT_MS, OTHER)) == []
    assert session.handle(ev.QuestionWithdrawn(AT_MS, TAPE)) == [ef.CloseConsent(), ef.PassInput()]
    assert session.handle(ev.RecordingChosen(LATER, TAPE, allowed=True)) == []


def test_a_yes_to_a_question_taken_back_is_not_said_again_c5() -> None:
    session = welcomed()
    heard(session, RecordingAsked(request_id=TAPE))
    session.handle(ev.RecordingOrdered(AT_MS, ORDER))
    session.handle(ev.RecordingChosen(LATER, TAPE, allowed=True))
    session.handle(ev.QuestionWithdrawn(LATER, TAPE))
    assert given() not in back(session, seen(RecordingState.ASKED))


def test_the_panic_key_is_a_no_to_the_question_and_leaves_what_was_allowed_n6() -> None:
    session = welcomed()
    session.handle(ev.RecordingOrdered(AT_MS, ORDER))
    assert given(Answer.REFUSED) in session.handle(ev.TakenBack(AT_MS, None, LoweredBy.PANIC_KEY))
    allowed = recorded()
    allowed.handle(ev.TakenBack(AT_MS, None, LoweredBy.PANIC_KEY))
    assert allowed.recording is not None


def test_an_answer_given_while_cut_is_said_when_the_link_is_back_k3() -> None:
    session = welcomed()
    session.handle(ev.RecordingOrdered(AT_MS, ORDER))
    session.handle(ev.LinkLost(AT_MS))
    closed = session.handle(ev.RecordingChosen(LATER, TAPE, allowed=True))
    assert closed == [ef.CloseConsent(), ef.PassInput()]
    assert back(session, seen(RecordingState.ASKED)) == [given()]
    assert session.recording_begins


def test_a_question_that_the_server_has_forgotten_goes_away_and_the_same_one_stays_k3() -> None:
    session = welcomed()
    session.handle(ev.RecordingOrdered(AT_MS, ORDER))
    assert back(session, seen(RecordingState.ASKED)) == []
    assert session.recording_prompt is not None
    assert back(session, None) == [ef.CloseConsent(), ef.PassInput()]


@pytest.mark.parametrize(
    ("deed", "shows"),
    [
        (RecordingDeed.PAUSE, RecordingPaused(person_id=CUSTOMER.person_id)),
        (RecordingDeed.WITHDRAW, RecordingOver(by=RecordingEnd.LOCAL_PERSON)),
    ],
)
def test_it_is_journalled_then_said_and_over_when_the_state_shows_it_n4(
    deed: RecordingDeed, shows: Fact
) -> None:
    session = recorded()
    wish = here(deed)
    assert session.handle(ev.RecordingDone(AT_MS, deed)) == [ef.KeepWish(wish), ef.Send(wish)]
    assert session.recording_wish is deed
    assert heard(session, RecordingPaused(person_id=ANA.person_id)) == [], "that was staff"
    assert heard(session, shows) == [ef.KeepWish(None)]
    assert session.recording_wish is None


def test_what_was_paused_goes_on_by_the_person_here_n4() -> None:
    session = recorded()
    heard(session, RecordingPaused(person_id=CUSTOMER.person_id))
    wish = here(RecordingDeed.RESUME)
    assert session.handle(ev.RecordingDone(AT_MS, wish.deed)) == [ef.KeepWish(wish), ef.Send(wish)]
    assert heard(session, RecordingResumed(person_id=CUSTOMER.person_id)) == [ef.KeepWish(None)]


def test_with_the_cable_out_it_is_journalled_and_said_when_the_link_is_back_n4() -> None:
    session = recorded()
    session.handle(ev.LinkLost(AT_MS))
    wish = here(RecordingDeed.WITHDRAW)
    assert session.handle(ev.RecordingDone(AT_MS, wish.deed)) == [ef.KeepWish(wish)]
    assert session.handle(ev.RecordingDone(AT_MS, RecordingDeed.RESUME)) == [], "nothing after a withdrawal"
    assert back(session, seen(RecordingState.ON)) == [ef.Send(wish)]
    assert back(session, seen(RecordingState.ON)) == [ef.Send(wish)], "again, until the state shows it"
    assert back(session, None) == [ef.KeepWish(None)]


def test_the_newest_wish_counts_n4() -> None:
    session = recorded()
    session.handle(ev.LinkLost(AT_MS))
    session.handle(ev.RecordingDone(AT_MS, RecordingDeed.PAUSE))
    session.handle(ev.RecordingDone(AT_MS, RecordingDeed.RESUME))
    assert back(session, seen(RecordingState.ON)) == [ef.KeepWish(None)]
    session.handle(ev.RecordingDone(AT_MS, RecordingDeed.PAUSE))
    assert back(session, seen(RecordingState.ON)) == [ef.Send(here(RecordingDeed.PAUSE))]
    assert back(session, seen(RecordingState.PAUSED, CUSTOMER.person_id)) == [ef.KeepWish(None)]


def test_a_resumption_does_not_undo_what_the_staff_paused_since_n4() -> None:
    session = recorded()
    session.handle(ev.RecordingDone(AT_MS, RecordingDeed.RESUME))
    assert back(session, seen(RecordingState.PAUSED, ANA.person_id)) == [ef.KeepWish(None)]


def test_a_new_program_says_what_an_earlier_one_could_not_n4() -> None:
    wish = here(RecordingDeed.WITHDRAW)
    session = Session(wish=wish)
    assert back(session, seen(RecordingState.PAUSED, ANA.person_id)) == [ef.Send(wish)]
    other = Session(wish=wish)
    elsewhere = seen(RecordingState.ON).model_copy(update={"request_id": OTHER})
    assert back(other, elsewhere) == [ef.KeepWish(None)]


def test_without_a_recording_there_is_nothing_to_do_to_it() -> None:
    for deed in RecordingDeed:
        assert Session().handle(ev.RecordingDone(AT_MS, deed)) == []
        assert welcomed().handle(ev.RecordingDone(AT_MS, deed)) == []


def test_a_yes_is_taken_back_before_it_has_begun_n4() -> None:
    session = welcomed()
    heard(session, RecordingAsked(request_id=TAPE))
    assert session.handle(ev.RecordingDone(AT_MS, RecordingDeed.WITHDRAW)) == [], "nobody said yes"
    session.handle(ev.RecordingOrdered(AT_MS, ORDER))
    session.handle(ev.LinkLost(AT_MS))
    session.handle(ev.RecordingChosen(LATER, TAPE, allowed=True))
    assert session.recording_begins
    assert session.handle(ev.RecordingDone(LATER, RecordingDeed.PAUSE)) == [], "nothing runs yet"
    wish = here(RecordingDeed.WITHDRAW)
    assert session.handle(ev.RecordingDone(LATER, wish.deed)) == [ef.KeepWish(wish)]
    assert not session.recording_begins
    assert back(session, seen(RecordingState.ASKED)) == [given(Answer.REFUSED), ef.Send(wish)]


def test_what_the_server_refuses_is_wanted_no_longer() -> None:
    session = recorded()
    session.handle(ev.RecordingDone(AT_MS, RecordingDeed.PAUSE))
    assert session.handle(ev.Refused(AT_MS, OTHER)) == []
    assert session.handle(ev.Refused(AT_MS, TAPE)) == [ef.KeepWish(None)]
    assert session.handle(ev.Refused(AT_MS, TAPE)) == []


def test_in_a_demo_whoever_presents_pauses_it_and_their_own_question_waits_v3() -> None:
    state = demo().model_copy(update={"recording": seen(RecordingState.PAUSED, ANA.person_id)})
    session = Session(wish=here(RecordingDeed.PAUSE))
    assert ef.KeepWish(None) in session.handle(ev.Welcomed(AT_MS, state, "Ayuda"))
    waits = Session()
    waits.handle(ev.RecordingOrdered(AT_MS, ORDER))
    asked = state.model_copy(update={"recording": seen(RecordingState.ASKED)})
    waits.handle(ev.Welcomed(AT_MS, asked, "Ayuda"))
    assert waits.question is None
    waits.handle(ev.RecordingChosen(LATER, TAPE, allowed=False))
    assert waits.question is not None


def test_work_goes_on_and_others_leave_while_it_is_asked() -> None:
    session = raised(Mode.ADMIN)
    session.handle(ev.RecordingOrdered(AT_MS, ORDER))
    session.handle(ev.WorkStopped(AT_MS, WORK))
    assert session.recording_prompt is not None
    assert EVE.person_id in session.covered
