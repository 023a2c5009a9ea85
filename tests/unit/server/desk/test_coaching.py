"""Who may talk with whom about a moment of a session (SPEC H)."""

from dataclasses import replace

import pytest

from protocol.ids import PersonId, SessionId
from protocol.roles import Role
from server.desk.coaching import (
    LONGEST_MS,
    Moment,
    Note,
    NoteKind,
    Reply,
    check_moment,
    kind_of,
    may_close,
    may_keep_clips,
    may_read,
    waits_for,
)
from server.desk.replay import Access
from server.errors import NotAllowed, OutOfTurn

EVA, BEN, LEO, ANA = PersonId("p_eva"), PersonId("p_ben"), PersonId("p_leo"), PersonId("c_ana")
STAFF = {BEN: Role.AGENT, LEO: Role.EXPERT}
NOTE = Note("n_1", Moment(SessionId("s_1"), 1_000, 9_000), NoteKind.QUESTION, EVA, BEN, 50_000, "Why?")
WISH = replace(NOTE, kind=NoteKind.WISH, author=BEN)


@pytest.mark.parametrize(("from_ms", "until_ms"), [(1_000, 2_000), (1_000, 1_000 + LONGEST_MS)])
def test_a_moment_lies_in_its_session(from_ms: int, until_ms: int) -> None:
    check_moment(Moment(SessionId("s_1"), from_ms, until_ms), 1_000, 1_000 + LONGEST_MS)


@pytest.mark.parametrize(
    ("from_ms", "until_ms"),
    [(1_000, 1_999), (9_000, 1_000), (1_000, 1_001 + LONGEST_MS), (999, 3_000), (5_000, 700_001)],
)
def test_what_is_no_moment_of_it_is_refused(from_ms: int, until_ms: int) -> None:
    with pytest.raises(OutOfTurn):
        check_moment(Moment(SessionId("s_1"), from_ms, until_ms), 1_000, 700_000)


def test_who_answers_for_the_team_asks_anybody_of_the_staff_who_was_there() -> None:
    assert kind_of(Access.TEAM, EVA, BEN, STAFF) is NoteKind.QUESTION
    assert kind_of(Access.TEAM, EVA, LEO, STAFF) is NoteKind.QUESTION
    for nobody in (ANA, EVA):
        with pytest.raises(OutOfTurn):
            kind_of(Access.TEAM, EVA, nobody, STAFF)


@pytest.mark.parametrize("allowed", [Access.OWN, Access.RECENT, Access.TEAM])
def test_who_was_there_may_wish_for_a_view_on_their_own_work(allowed: Access) -> None:
    assert kind_of(allowed, BEN, BEN, STAFF) is NoteKind.WISH


def test_colleagues_do_not_coach_each_other_unasked() -> None:
    with pytest.raises(NotAllowed):
        kind_of(Access.OWN, BEN, LEO, STAFF)
    with pytest.raises(NotAllowed):
        kind_of(Access.NONE, BEN, BEN, STAFF)


def test_a_question_is_read_by_both_and_a_wish_by_who_answers_for_the_team_too() -> None:
    assert may_read(NOTE, EVA, Access.NONE)
    assert may_read(NOTE, BEN, Access.NONE)
    assert not may_read(NOTE, LEO, Access.TEAM)
    assert may_read(WISH, LEO, Access.TEAM)
    assert not may_read(WISH, LEO, Access.OWN)


def test_who_asked_closes_it_and_of_a_wish_who_answers_too() -> None:
    assert may_close(NOTE, EVA, Access.TEAM)
    assert not may_close(NOTE, BEN, Access.OWN)
    assert may_close(WISH, BEN, Access.OWN)
    assert may_close(WISH, LEO, Access.TEAM)
    assert not may_close(WISH, LEO, Access.OWN)


def test_the_library_is_filled_by_who_answers_for_the_team() -> None:
    assert [one for one in Access if may_keep_clips(one)] == [Access.TEAM]


def test_it_is_the_turn_of_who_did_not_speak_last() -> None:
    answered = replace(NOTE, replies=(Reply("a_1", BEN, 51_000, "Because."),))
    assert (waits_for(NOTE, BEN), waits_for(NOTE, EVA)) == (True, False)
    assert (waits_for(answered, BEN), waits_for(answered, EVA)) == (False, True)
    assert not waits_for(replace(answered, is_closed=True), EVA)
