"""The fold of what people arrange, say and do (SPEC S3, G, O, J, R, V)."""

from typing import Any, get_args

import pytest
from pydantic import BaseModel

from protocol.demo import SessionKind
from protocol.export.shape import members
from protocol.facts import Fact
from protocol.fold import fold
from protocol.fold_rooms import _RULES
from protocol.ids import SessionId
from protocol.recording import RecordingState
from protocol.session import SessionState, State
from tests.support.vectors import MACHINE, SCENES, entries_of

FRESH = SessionState(session_id=SessionId("s_001"))
HELD = SCENES["the panic key ends the view"][:-1]
WORK = {"request_id": "w_001", "what": {"type": "reboot"}, "asked_by": "p_ben", "asked_at": 7}


def after(*facts: dict[str, Any], before: list[dict[str, Any]] = HELD) -> SessionState:
    return fold(FRESH, entries_of([*before, *facts]))


def test_every_fact_has_its_rule_s3() -> None:
    course = 16
    """Those of `protocol.fold` itself: opened, joined, …, elevation_changed."""
    facts = [one for one in members(Fact) if isinstance(one, type) and issubclass(one, BaseModel)]
    assert len(facts) == course + len(_RULES)
    assert get_args(Fact)


def test_the_floor_moves_and_mode_and_consent_stay_o1() -> None:
    held = after()
    moved = after({"type": "floor_moved", "holder": "p_eva", "epoch": 3, "by": "given"})
    assert (moved.holder_id, moved.epoch) == ("p_eva", 3)
    assert (moved.mode, moved.covered) == (held.mode, held.covered)
    here = after({"type": "floor_moved", "epoch": 3, "by": "local_hand"})
    assert (here.holder_id, here.mode) == (None, held.mode)


def test_who_gets_the_floor_asks_for_it_no_more_o2() -> None:
    wanted: list[dict[str, Any]] = [
        {"type": "floor_wanted", "person_id": one, "wanted": True} for one in ("p_eva", "p_ana", "p_eva")
    ]
    assert after(*wanted).floor_wanted == ("p_ana", "p_eva")
    assert after(*wanted, {"type": "floor_wanted", "person_id": "p_ana", "wanted": False}).floor_wanted == (
        "p_eva",
    )
    given = {"type": "floor_moved", "holder": "p_eva", "epoch": 3, "by": "given"}
    assert after(*wanted, given).floor_wanted == ("p_ana",)


@pytest.mark.parametrize("answer", ["refused", "expired", "withdrawn"])
def test_work_that_is_not_allowed_is_gone_j1(answer: str) -> None:
    asked = {"type": "work_asked", "work": WORK}
    assert [work.started_at for work in after(asked).works] == [None]
    assert after(asked, {"type": "work_answered", "request_id": "w_001", "answer": answer}).works == ()


def test_work_begins_with_its_yes_and_goes_with_its_end_j1() -> None:
    asked = {"type": "work_asked", "work": WORK}
    other = {"type": "work_asked", "work": {**WORK, "request_id": "w_002"}}
    allowed = {"type": "work_answered", "request_id": "w_001", "answer": "allowed"}
    begun = after(asked, other, allowed)
    assert [(work.request_id, work.started_at) for work in begun.works] == [
        ("w_001", (len(HELD) + 3) * 1000),
        ("w_002", None),
    ]
    over = after(asked, other, allowed, {"type": "work_ended", "request_id": "w_001", "end": "done"})
    assert [work.request_id for work in over.works] == ["w_002"]


def test_a_restart_keeps_the_mode_and_remembers_who_had_control_r3() -> None:
    began = after(
        {"type": "restart_began", "request_id": "w_001", "until": 900_000, "waits_for_sign_in": True}
    )
    assert began.restart is not None
    assert (began.restart.holder_id, began.restart.until) == ("p_ben", 900_000)
    assert (began.holder_id, began.mode, began.state) == (None, after().mode, State.LIVE)
    released = after(
        {"type": "lowered", "mode": "full_control", "epoch": 5, "by": "path_lost"},
        {"type": "restart_began", "request_id": "w_001", "until": 9, "waits_for_sign_in": False},
    )
    assert released.restart is not None
    assert released.restart.holder_id is None


def test_who_took_over_knows_whom_to_hand_back_to_g5() -> None:
    taken = after({"type": "owner_changed", "owner_id": "p_eva", "how": "take_over", "by": "p_eva"})
    assert (taken.owner_id, taken.previous_owner_id) == ("p_eva", "p_ben")
    for how in ("hand_back", "transfer", "inherited"):
        again = after({"type": "owner_changed", "owner_id": "p_eva", "how": how})
        assert (again.owner_id, again.previous_owner_id) == ("p_eva", None)


def test_a_demo_is_its_presenters_v1() -> None:
    demo = fold(FRESH, entries_of(SCENES["a demo with a hand up"][:-1]))
    assert (demo.kind, demo.owner_id, demo.reason) == (SessionKind.DEMO, "p_ben", "News")
    assert (demo.state, demo.raised) == (State.LIVE, ("p_ana",))
    assert fold(FRESH, entries_of(SCENES["a demo with a hand up"])).raised == ()


ASKED: dict[str, Any] = {"type": "recording_asked", "request_id": "r_rec", "asked_by": "p_ben"}
ALLOWED: dict[str, Any] = {"type": "recording_answered", "request_id": "r_rec", "answer": "allowed"}
PAUSED: dict[str, Any] = {"type": "recording_paused", "person_id": "p_ana"}


@pytest.mark.parametrize("answer", ["refused", "expired", "withdrawn"])
def test_without_a_yes_nothing_is_recorded_n2(answer: str) -> None:
    asked = after(ASKED).recording
    assert asked is not None
    assert (asked.state, asked.since) == (RecordingState.ASKED, None)
    assert after(ASKED, {**ALLOWED, "answer": answer}).recording is None


def test_a_recording_pauses_goes_on_and_is_over_n4() -> None:
    on = after(ASKED, ALLOWED).recording
    assert on is not None
    assert on.state is RecordingState.ON
    assert on.since is not None
    paused = after(ASKED, ALLOWED, PAUSED).recording
    assert paused is not None
    assert (paused.state, paused.paused_by) == (RecordingState.PAUSED, "p_ana")
    assert after(ASKED, ALLOWED, PAUSED, {"type": "recording_resumed", "person_id": "p_ana"}).recording == on
    assert after(ASKED, ALLOWED, {"type": "recording_over", "by": "local_person"}).recording is None
    assert after(PAUSED).recording is None


def test_the_consent_to_record_lasts_till_the_end_n6() -> None:
    gone = {"type": "lowered", "epoch": 9, "by": "panic_key"}
    assert after(ASKED, ALLOWED, gone, {"type": "requeued"}).recording is not None
    assert after(ASKED, ALLOWED, {"type": "ended", "by": "customer"}).recording is None


def test_a_private_moment_ends_with_its_program_n5() -> None:
    private = {"type": "private_moment", "on": True}
    again = {"type": "machine_joined", "machine": MACHINE}
    assert after(private).private
    assert not after(private, {"type": "private_moment", "on": False}).private
    assert not after(private, again).private
    assert not after(private, {"type": "ended", "by": "customer"}).private
