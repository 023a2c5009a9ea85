"""The restart that admin mode ordered, and the way back (SPEC R)."""

from dataclasses import replace

import pytest

from customer_client.core import effects as ef
from customer_client.core import events as ev
from customer_client.core.question import LEAVE_ALONE_MS, RECONFIRM_MS
from customer_client.core.raising import INERT_MS
from customer_client.core.runner import Outcome
from customer_client.core.session import Session
from protocol.consent import Answer, LoweredBy
from protocol.control import LoweredHere
from protocol.floor import FloorBy, FloorIs
from protocol.ids import RequestId
from protocol.modes import Mode
from protocol.restart import Restart, RestartBegan
from protocol.session import SessionState
from protocol.work import RebootWork, Work, WorkEnd
from protocol.work_messages import Restarting, ReturnTokenWanted, WorkGiven, WorkOver
from tests.support.machine_playbook import (
    ANA,
    CUSTOMER,
    EVE,
    MORE_WORK,
    WORK,
    fact,
    mirror,
    order,
    play,
    raised,
)

AT_MS = 20_000
TOKEN = "a-token-that-nobody-can-guess"
COVERED = (ANA.person_id, EVE.person_id)
KEPT = ef.Kept(Mode.ADMIN, ANA.person_id, COVERED, 1, leave_alone=False)
BEGAN = RestartBegan(request_id=WORK, until=900_000, waits_for_sign_in=True)
WANTED = ef.Send(ReturnTokenWanted(request_id=WORK))
SAID = ef.Send(Restarting(request_id=WORK, waits_for_sign_in=True))
REBOOT = Work(request_id=WORK, what=RebootWork(), asked_by=ANA.person_id, asked_at=1, started_at=2)


def allowed() -> Session:
    """The person said yes to the restart."""
    session = raised(Mode.ADMIN)
    session.handle(ev.WorkOrdered(AT_MS, order(RebootWork())))
    session.handle(ev.WorkAnswered(AT_MS + INERT_MS, WORK, allowed=True))
    return session


def prepared() -> Session:
    """Everything that brings it back lies there, and that was said."""
    session = allowed()
    session.handle(ev.WorkLogged(AT_MS, WORK))
    session.handle(ev.TokenCame(AT_MS, WORK, TOKEN))
    session.handle(ev.ReturnPrepared(AT_MS, WORK, waits_for_sign_in=True))
    return session


def seen(*, began: bool = False, holder: bool = True) -> SessionState:
    """The session after a cut, as the server has it."""
    restart = Restart(
        request_id=WORK, since=3, until=900_000, waits_for_sign_in=True, holder_id=ANA.person_id
    )
    state = mirror(mode=Mode.ADMIN, holder=ANA if holder else None, epoch=1, covered=(ANA, EVE))
    changes = {"works": (REBOOT,), "restart": restart if began else None}
    return state.model_copy(update=changes)


def test_it_restarts_when_the_server_has_logged_that_it_does_r1() -> None:
    play(
        allowed(),
        ev.WorkLogged(AT_MS, WORK),
        WANTED,
        ev.TokenCame(AT_MS, WORK, TOKEN),
        ef.PrepareReturn(WORK, TOKEN, KEPT),
        ev.ReturnPrepared(AT_MS, WORK, waits_for_sign_in=True),
        SAID,
        fact(AT_MS, BEGAN),
        ev.WorkLogged(AT_MS, WORK),
        ef.CloseGate(Mode.ADMIN, 1),
        ef.RestartMachine(WORK),
    )


def test_what_is_said_again_restarts_nothing_before_and_nothing_twice_r1() -> None:
    session = allowed()
    session.handle(ev.WorkLogged(AT_MS, WORK))
    again = ev.WorkLogged(AT_MS, WORK)
    assert session.handle(again) == []
    session.handle(ev.TokenCame(AT_MS, WORK, TOKEN))
    assert session.handle(ev.TokenCame(AT_MS, WORK, TOKEN)) == []
    assert session.handle(again) == []
    session.handle(ev.ReturnPrepared(AT_MS, WORK, waits_for_sign_in=True))
    assert session.handle(again) == [], "the server has not logged that it restarts"
    session.handle(fact(AT_MS, BEGAN))
    assert session.handle(again) != []
    assert session.handle(again) == []
    assert session.restarting


def test_a_token_that_nobody_asked_for_prepares_nothing() -> None:
    assert raised(Mode.ADMIN).handle(ev.TokenCame(AT_MS, WORK, TOKEN)) == []
    session = allowed()
    session.handle(ev.WorkLogged(AT_MS, WORK))
    assert session.handle(ev.TokenCame(AT_MS, MORE_WORK, TOKEN)) == []


def test_told_to_go_by_the_restart_it_leaves_without_a_word_r2() -> None:
    session = prepared()
    session.handle(fact(AT_MS, BEGAN))
    session.handle(ev.WorkLogged(AT_MS, WORK))
    assert session.handle(ev.ProgramEnds(AT_MS)) == [ef.Finish()]
    assert session.over


@pytest.mark.parametrize("mode", [None, Mode.OBSERVER])
def test_taken_back_nothing_is_left_behind_j4(mode: Mode | None) -> None:
    effects = prepared().handle(ev.TakenBack(AT_MS, mode, LoweredBy.PANIC_KEY))
    assert ef.ForgetReturn() in effects
    assert ef.Send(WorkOver(request_id=WORK, end=WorkEnd.STOPPED)) in effects


def test_stopped_while_it_is_being_prepared_it_is_taken_away_again() -> None:
    session = allowed()
    session.handle(ev.WorkLogged(AT_MS, WORK))
    session.handle(ev.TokenCame(AT_MS, WORK, TOKEN))
    session.handle(ev.WorkStopped(AT_MS, WORK))
    late = session.handle(ev.ReturnPrepared(AT_MS, WORK, waits_for_sign_in=False))
    assert late == [ef.ForgetReturn()]


def test_a_system_that_refuses_to_restart_is_told_as_that() -> None:
    session = prepared()
    session.handle(fact(AT_MS, BEGAN))
    session.handle(ev.WorkLogged(AT_MS, WORK))
    failed = session.handle(ev.WorkDone(AT_MS, WORK, Outcome(WorkEnd.FAILED, "No.")))
    said = ef.Send(WorkOver(request_id=WORK, end=WorkEnd.FAILED, sentence="No."))
    assert failed == [ef.ForgetReturn(), said]
    assert not session.restarting
    assert session.holder is None


def test_another_work_that_ends_has_nothing_to_do_with_it() -> None:
    session = prepared()
    session.handle(ev.WorkOrdered(AT_MS, order(RebootWork(), MORE_WORK)))
    session.handle(ev.WorkAnswered(AT_MS + INERT_MS, MORE_WORK, allowed=True))
    assert session.handle(ev.WorkLogged(AT_MS, MORE_WORK)) == []
    stopped = session.handle(ev.WorkStopped(AT_MS, MORE_WORK))
    assert ef.ForgetReturn() not in stopped


def test_after_a_cut_the_token_is_asked_for_again() -> None:
    session = allowed()
    session.handle(ev.WorkLogged(AT_MS, WORK))
    assert WANTED in session.handle(ev.Welcomed(AT_MS, seen(), "Ayuda"))


def test_after_a_cut_a_yes_that_was_logged_meanwhile_begins() -> None:
    assert WANTED in allowed().handle(ev.Welcomed(AT_MS, seen(), "Ayuda"))


def test_logged_while_the_link_is_cut_again_nothing_is_said() -> None:
    session = allowed()
    session.handle(ev.LinkLost(AT_MS))
    assert session.handle(ev.WorkLogged(AT_MS, WORK)) == []


def test_after_a_cut_it_prepares_on_or_says_again_what_is_prepared() -> None:
    session = allowed()
    session.handle(ev.WorkLogged(AT_MS, WORK))
    session.handle(ev.TokenCame(AT_MS, WORK, TOKEN))
    assert session.handle(ev.Welcomed(AT_MS, seen(), "Ayuda")) == []
    session.handle(ev.LinkLost(AT_MS))
    assert session.handle(ev.ReturnPrepared(AT_MS, WORK, waits_for_sign_in=True)) == []
    cut = seen(holder=False).model_copy(update={"epoch": session.epoch})
    assert SAID in session.handle(ev.Welcomed(AT_MS, cut, "Ayuda"))


def test_after_a_cut_it_restarts_if_the_server_has_logged_that_r1() -> None:
    session = prepared()
    effects = session.handle(ev.Welcomed(AT_MS, seen(began=True, holder=False), "Ayuda"))
    assert effects == [ef.CloseGate(Mode.ADMIN, 1), ef.RestartMachine(WORK)]
    again = session.handle(ev.Welcomed(AT_MS, seen(began=True, holder=False), "Ayuda"))
    assert again == []


# And back


def back(kept: ef.Kept = KEPT, state: SessionState | None = None) -> tuple[Session, list[ef.Effect]]:
    session = Session(epoch=kept.epoch, returning=kept)
    state = state if state is not None else seen(began=True, holder=False)
    return session, session.handle(ev.Welcomed(AT_MS, state, "Ayuda"))


def returned(holder: bool, epoch: int = 2) -> ef.Send:
    floor = FloorIs(
        request_id=RequestId(f"floor_{epoch}"),
        holder=ANA.person_id if holder else None,
        epoch=epoch,
        by=FloorBy.RETURNED,
    )
    return ef.Send(floor)


def test_back_it_takes_up_what_was_in_force_under_a_new_epoch_r3() -> None:
    session = Session(epoch=1, returning=KEPT)
    play(
        session,
        ev.Welcomed(AT_MS, seen(began=True, holder=False), "Ayuda"),
        ef.StartPicture(Mode.ADMIN),
        ef.CloseGate(Mode.ADMIN, 1),
        ef.Journal(2, Mode.ADMIN, None),
        returned(holder=True),
        ef.Send(WorkOver(request_id=WORK, end=WorkEnd.DONE)),
        ev.Logged(AT_MS + 5, RequestId("floor_2"), 2),
        ef.OpenGate(Mode.ADMIN, ANA.person_id, 2, RECONFIRM_MS),
    )
    assert session.covered == COVERED
    assert session.since_ms == AT_MS


def test_a_long_repair_goes_on_after_it_c10() -> None:
    session, _ = back(replace(KEPT, leave_alone=True))
    opened = session.handle(ev.Logged(AT_MS, RequestId("floor_2"), 2))
    assert ef.OpenGate(Mode.ADMIN, ANA.person_id, 2, LEAVE_ALONE_MS) in opened


def test_nothing_opens_before_the_server_has_logged_it_c2() -> None:
    session, effects = back()
    assert not any(isinstance(effect, ef.OpenGate) for effect in effects)
    assert session.holder is None


def test_cut_before_it_was_logged_it_is_said_again() -> None:
    session, _ = back()
    session.handle(ev.LinkLost(AT_MS))
    again = session.handle(ev.Welcomed(AT_MS, seen(began=True, holder=False), "Ayuda"))
    assert returned(holder=True) in again
    session.handle(ev.LinkLost(AT_MS))
    logged = seen().model_copy(update={"epoch": 2, "works": ()})
    assert ef.OpenGate(Mode.ADMIN, ANA.person_id, 2, RECONFIRM_MS) in session.handle(
        ev.Welcomed(AT_MS, logged, "Ayuda")
    )


@pytest.mark.parametrize(
    "kept",
    [
        replace(KEPT, holder=EVE.person_id),
        replace(KEPT, holder=None),
        replace(KEPT, mode=Mode.FULL_CONTROL),
        replace(KEPT, epoch=2),
    ],
)
def test_what_does_not_fit_brings_nothing_back_r4(kept: ef.Kept) -> None:
    session, effects = back(kept)
    assert session.mode is None
    assert not any(isinstance(effect, ef.StartPicture | ef.OpenGate) for effect in effects)
    down = LoweredHere(mode=None, epoch=kept.epoch + 1, by=LoweredBy.PROGRAM_ENDED)
    assert ef.Send(down) in effects
    assert ef.Send(WorkOver(request_id=WORK, end=WorkEnd.STOPPED)) in effects


def test_a_mode_that_cannot_restart_comes_back_with_nothing_r4() -> None:
    kept = replace(KEPT, mode=Mode.FULL_CONTROL)
    session, _ = back(kept, seen(began=True, holder=False).model_copy(update={"mode": Mode.FULL_CONTROL}))
    assert session.mode is None


def test_too_late_nothing_comes_back_r3() -> None:
    session, _ = back(state=seen(holder=False))
    assert session.mode is None


def test_where_nobody_had_control_the_view_comes_back_without_a_word() -> None:
    kept = replace(KEPT, holder=None)
    session, effects = back(kept, seen(holder=False).model_copy(update={"works": ()}))
    assert effects == [ef.StartPicture(Mode.ADMIN)]
    assert (session.mode, session.holder) == (Mode.ADMIN, None)


def test_who_is_covered_no_more_holds_nothing_after_it_c6() -> None:
    state = seen(began=True, holder=False).model_copy(update={"covered": (EVE.person_id,)})
    session, effects = back(state=state)
    assert returned(holder=False) in effects
    assert session.handle(ev.Logged(AT_MS, RequestId("floor_2"), 2)) == []
    assert session.covered == (EVE.person_id,)


def test_where_nothing_can_be_injected_any_more_nobody_has_control() -> None:
    session = Session(epoch=1, can_inject=False, returning=KEPT)
    effects = session.handle(ev.Welcomed(AT_MS, seen(began=True, holder=False), "Ayuda"))
    assert returned(holder=False) in effects


def test_it_comes_back_once_r2() -> None:
    session, _ = back()
    session.handle(ev.TakenBack(AT_MS, None, LoweredBy.PANIC_KEY))
    effects = session.handle(ev.Welcomed(AT_MS, seen(began=True, holder=False), "Ayuda"))
    assert not any(isinstance(effect, ef.StartPicture) for effect in effects)
    assert session.mode is None


def test_a_restart_is_asked_for_in_admin_mode_only_m2() -> None:
    session = raised(Mode.FULL_CONTROL)
    refused = WorkGiven(request_id=WORK, answer=Answer.REFUSED, prompted=False)
    assert session.handle(ev.WorkOrdered(AT_MS, order(RebootWork()))) == [ef.Send(refused)]
    assert CUSTOMER.person_id not in session.covered
