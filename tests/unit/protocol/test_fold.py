"""The fold of a session's facts (SPEC S3, S8-S10)."""

import json

import pytest

from protocol.codec import encode
from protocol.facts import Entry
from protocol.fold import apply, fold
from protocol.ids import PersonId, SessionId
from protocol.modes import Mode
from protocol.people import Presence
from protocol.roles import Role
from protocol.session import SessionState, State
from tests.support.vectors import SCENES, entries_of

FRESH = SessionState(session_id=SessionId("s_001"))


def scene(name: str) -> SessionState:
    return fold(FRESH, entries_of(SCENES[name]))


def states(name: str) -> list[State]:
    entries = entries_of(SCENES[name])
    return [fold(FRESH, entries[:count]).state for count in range(len(entries) + 1)]


@pytest.mark.parametrize("name", SCENES)
def test_a_snapshot_and_later_entries_make_a_fresh_snapshot_s3(name: str) -> None:
    entries = entries_of(SCENES[name])
    for count in range(len(entries) + 1):
        snapshot = SessionState.model_validate_json(encode(fold(FRESH, entries[:count])))
        assert fold(snapshot, entries[count:]) == fold(FRESH, entries)


@pytest.mark.parametrize("name", SCENES)
def test_an_entry_that_the_snapshot_holds_changes_nothing_s3(name: str) -> None:
    entries = entries_of(SCENES[name])
    whole = fold(FRESH, entries)
    assert fold(whole, entries) is whole


@pytest.mark.parametrize("name", SCENES)
def test_a_state_is_a_valid_message_s3(name: str) -> None:
    assert SessionState.model_validate_json(encode(scene(name))) == scene(name)


def test_a_session_goes_from_new_to_live_s9() -> None:
    assert states("a live session is interrupted and resumed") == [
        State.NEW,
        State.WAITING,  # opened
        State.WAITING,  # the machine
        State.WAITING,  # its screen
        State.WAITING,  # Ben joins
        State.CLAIMED,
        State.CLAIMED,  # asked
        State.LIVE,
        State.LIVE,  # Eva joins
        State.LIVE,  # asked
        State.LIVE,  # control
        State.INTERRUPTED,
        State.LIVE,
    ]


def test_control_that_is_lost_with_its_path_leaves_the_mode_s10() -> None:
    after = scene("control is given, and lost with its path: the mode stays, the holder goes")
    assert (after.state, after.mode, after.holder_id, after.covered, after.epoch) == (
        State.LIVE,
        Mode.FULL_CONTROL,
        None,
        (),
        3,
    )


def test_a_refused_question_leaves_what_was_in_force_c2() -> None:
    after = scene("a question that is refused leaves things as they were")
    assert (after.mode, after.epoch, after.question) == (Mode.OBSERVER, 1, None)


def test_the_panic_key_leaves_a_claimed_session_c11() -> None:
    after = scene("the panic key ends the view")
    assert (after.state, after.mode, after.holder_id) == (State.CLAIMED, None, None)


def test_who_leaves_is_gone_from_consent_floor_and_ownership_s8() -> None:
    entries = entries_of(SCENES["the holder leaves, then the owner"])
    without_eva = fold(FRESH, entries[:-2])
    assert without_eva.covered == (PersonId("p_ben"),)
    without_ben = fold(FRESH, entries[:-1])
    assert (without_ben.covered, without_ben.holder_id, without_ben.owner_id) == ((), None, None)
    assert without_ben.person(PersonId("p_ben")) is None
    requeued = fold(FRESH, entries)
    assert (requeued.state, requeued.mode, requeued.why) == (State.WAITING, None, "")


def test_a_takeover_does_not_end_the_view_s9() -> None:
    after = scene("a colleague takes over a live session")
    assert (after.state, after.owner_id, after.mode) == (State.LIVE, PersonId("p_eva"), Mode.FULL_CONTROL)


def test_an_interruption_ends_where_things_stand_s7() -> None:
    assert scene("the view ends during an interruption").state is State.CLAIMED
    assert scene("the customer waits away and comes back").state is State.WAITING
    assert scene("consent during an interruption does not end it").state is State.INTERRUPTED


def test_presence_changes_for_who_is_here_s6() -> None:
    after = scene("everybody can be away and back")
    ana, ben = after.person(PersonId("p_ana")), after.person(PersonId("p_ben"))
    assert ana is not None
    assert ana.presence is Presence.AWAY
    assert ben is not None
    assert ben.presence is Presence.PRESENT
    assert after.machine is not None
    assert after.machine.presence is Presence.PRESENT
    assert scene("a machine that never came cannot be away").machine is None


def test_who_joins_again_is_there_once_and_as_they_are_now_s5() -> None:
    people = scene("somebody who joins again is there once").people
    assert [(one.name, one.role) for one in people] == [("Ana", Role.CUSTOMER), ("B.", Role.AGENT)]


def test_after_the_end_nothing_is_in_force_and_nothing_comes_back_s8() -> None:
    entries = entries_of(SCENES["the end is final"])
    ended = next(fold(FRESH, entries[: n + 1]) for n, e in enumerate(entries) if e.fact.type == "ended")
    assert ended.state is State.ENDED
    assert (ended.mode, ended.holder_id, ended.covered, ended.question, ended.interrupted_until) == (
        None,
        None,
        (),
        None,
        None,
    )
    final = fold(FRESH, entries)
    assert final == ended.model_copy(update={"seq": len(entries)})


def test_a_gap_in_the_numbers_is_folded_as_it_comes_s3() -> None:
    entries = entries_of(SCENES["the panic key ends the view"])
    late = Entry(seq=40, at=1, fact=entries[-1].fact)
    assert apply(fold(FRESH, entries[:-1]), late).seq == 40


def test_text_of_the_log_is_clean_w6() -> None:
    raw = json.loads(encode(entries_of(SCENES["the end is final"])[0]))
    raw["fact"]["reason"] = "a\u202eb"
    assert '"reason":"ab"' in Entry.model_validate_json(json.dumps(raw)).model_dump_json()
