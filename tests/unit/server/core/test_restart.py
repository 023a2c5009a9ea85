"""The captured machine restarts (SPEC R)."""

import pytest

from protocol.consent import Answer, LoweredBy
from protocol.control import LowerOrder, RaiseLogged
from protocol.facts import Interrupted
from protocol.floor import FloorBy, FloorIs, FloorMoved
from protocol.ids import PeerId, PersonId, RequestId
from protocol.limits import RESTART_LIMIT_SECONDS
from protocol.link_messages import PeerKind
from protocol.modes import Mode
from protocol.restart import RestartBegan, RestartEnd, RestartOver
from protocol.session import State
from protocol.work import RebootWork, WorkEnd, WorkEnded
from protocol.work_messages import AskWork, Restarting, StopWork, WorkGiven, WorkLogged
from server.core import events as ev
from server.core.effects import Send
from server.core.session import Session
from server.errors import NotAllowed, OutOfTurn
from tests.support.playbook import (
    AGENT,
    ASKED,
    CONSOLE,
    CUSTOMER,
    EXPERT,
    MACHINE,
    SAYS,
    SECOND,
    facts,
    lowers,
    play,
    says,
    sent,
    take,
    together,
)

REBOOT, OTHER = RequestId("work_re"), RequestId("work_2")
UNTIL_MS = 10 + round(RESTART_LIMIT_SECONDS * 1000)
READY = Restarting(request_id=REBOOT, waits_for_sign_in=False)


def allowed() -> Session:
    """Admin mode; the agent has control, and the person there allowed them to restart the machine."""
    session = together(Mode.ADMIN)
    take(session, says(1, CONSOLE, AskWork(request_id=REBOOT, what=RebootWork())))
    take(session, says(2, MACHINE, WorkGiven(request_id=REBOOT, answer=Answer.ALLOWED, prompted=True)))
    return session


def restarting(session: Session | None = None) -> Session:
    """The machine has gone down, under epoch 2."""
    session = allowed() if session is None else session
    take(session, says(10, MACHINE, READY))
    take(session, ev.LinkLost(11, MACHINE))
    return session


def released() -> Session:
    """As `allowed`, but nobody has control."""
    session = allowed()
    take(session, lowers(3, Mode.ADMIN, 3, "path_lost"))
    return session


def comes_back(at_ms: int, epoch: int = 2, peer: PeerId = MACHINE, *, resumed: bool = True) -> ev.LinkOpened:
    machine = SAYS.model_copy(update={"epoch": epoch})
    return ev.LinkOpened(at_ms, peer, PeerKind.MACHINE, CUSTOMER, resumed=resumed, machine=machine)


def returns(at_ms: int, holder: PersonId | None = AGENT.person_id, epoch: int = 3) -> ev.Requested:
    said = FloorIs(request_id=REBOOT, holder=holder, epoch=epoch, by=FloorBy.RETURNED)
    return says(at_ms, MACHINE, said)


def test_the_machine_restarts_when_that_is_on_disk_r1() -> None:
    session = allowed()
    play(
        session,
        says(10, MACHINE, READY),
        RestartBegan(request_id=REBOOT, until=UNTIL_MS, waits_for_sign_in=False),
        Send(MACHINE, WorkLogged(request_id=REBOOT)),
        says(12, MACHINE, READY),
        Send(MACHINE, WorkLogged(request_id=REBOOT)),
    )
    assert session.state.holder_id is None
    assert session.state.restart is not None
    assert session.state.restart.holder_id == AGENT.person_id


def test_what_was_asked_and_under_way_is_over_when_it_restarts_r1() -> None:
    session = allowed()
    take(session, says(3, CONSOLE, AskWork(request_id=OTHER, what=RebootWork())))
    assert facts(session, says(10, MACHINE, READY)) == ["work_answered", "restart_began"]
    session = released()
    take(session, ev.ModeAsked(4, CONSOLE, ASKED, Mode.ADMIN))
    assert facts(session, says(10, MACHINE, READY)) == ["consent_answered", "restart_began"]


@pytest.mark.parametrize("event", [says(3, MACHINE, Restarting(request_id=OTHER, waits_for_sign_in=False))])
def test_a_restart_that_nobody_ordered_and_allowed_does_not_begin_r4(event: ev.Requested) -> None:
    with pytest.raises(OutOfTurn, match="no restart was ordered"):
        allowed().handle(event)
    unanswered = together(Mode.ADMIN)
    take(unanswered, says(1, CONSOLE, AskWork(request_id=OTHER, what=RebootWork())))
    with pytest.raises(OutOfTurn, match="no restart was ordered"):
        unanswered.handle(event)
    with pytest.raises(OutOfTurn, match="another restart"):
        _reconnected().handle(event)


def _reconnected() -> Session:
    session = allowed()
    take(session, says(10, MACHINE, READY))
    take(session, ev.LinkLost(11, MACHINE))
    take(session, comes_back(12))
    return session


def test_only_the_machine_says_that_it_restarts_c1() -> None:
    with pytest.raises(NotAllowed, match="captured machine"):
        allowed().handle(says(10, CONSOLE, READY))


def test_while_it_restarts_nobody_is_interrupted_and_nothing_is_lowered_r2() -> None:
    session = restarting()
    play(session, ev.Tick(600_000))
    assert session.state.state is State.LIVE
    assert session.state.mode is Mode.ADMIN
    assert session.standing.wake_at_ms == UNTIL_MS


def test_while_it_restarts_nothing_is_asked_of_the_customer_r2() -> None:
    session = allowed()
    take(session, says(10, MACHINE, READY))
    for event in (
        ev.ModeAsked(11, SECOND, ASKED, Mode.ADMIN),
        says(11, CONSOLE, AskWork(request_id=OTHER, what=RebootWork())),
        says(11, MACHINE, FloorIs(request_id=OTHER, holder=EXPERT.person_id, epoch=3, by=FloorBy.GIVEN)),
    ):
        with pytest.raises(OutOfTurn, match="restarting"):
            session.handle(event)


def test_back_the_machine_gives_control_to_who_had_it_without_a_click_r3_r4() -> None:
    session = restarting()
    assert facts(session, comes_back(40_000)) == []
    play(
        session,
        returns(40_001),
        FloorMoved(holder=AGENT.person_id, epoch=3, by=FloorBy.RETURNED),
        RestartOver(end=RestartEnd.RETURNED),
        WorkEnded(request_id=REBOOT, end=WorkEnd.DONE, sentence="The computer is back."),
        Send(MACHINE, RaiseLogged(request_id=REBOOT, epoch=3)),
        returns(40_002),
        Send(MACHINE, RaiseLogged(request_id=REBOOT, epoch=3)),
    )
    assert session.state.holder_id == AGENT.person_id
    assert (session.state.restart, session.state.works) == (None, ())


def test_to_begin_is_not_said_again_by_itself_to_a_machine_with_a_new_link_r1() -> None:
    session = allowed()
    take(session, ev.LinkLost(3, MACHINE))
    assert sent(session, comes_back(4)) == []
    take(session, says(10, MACHINE, READY))
    take(session, ev.LinkLost(11, MACHINE))
    assert sent(session, comes_back(12)) == []


def test_back_with_nobody_in_control_before_it_is_over_at_once_r3() -> None:
    session = released()
    session = restarting(session)
    assert facts(session, comes_back(40_000, epoch=3, resumed=False)) == ["restart_over", "work_ended"]
    assert session.state.holder_id is None


def test_a_cut_just_before_it_goes_down_is_not_the_way_back_r3() -> None:
    session = restarting(released())
    take(session, ev.LinkLost(39_000, MACHINE))
    assert facts(session, comes_back(40_000, epoch=3)) == []
    assert session.state.restart is not None
    assert facts(session, comes_back(50_000, epoch=3, resumed=False)) == ["restart_over", "work_ended"]


def test_back_without_giving_control_to_anybody_it_is_over_r3() -> None:
    session = restarting()
    take(session, comes_back(40_000))
    assert facts(session, returns(40_001, None)) == ["floor_moved", "restart_over", "work_ended"]
    assert session.state.holder_id is None


def test_control_comes_back_to_nobody_else_r4() -> None:
    session = restarting()
    take(session, comes_back(40_000))
    with pytest.raises(OutOfTurn, match="somebody else had control"):
        session.handle(returns(40_001, EXPERT.person_id))


def test_who_had_control_and_has_left_does_not_get_it_back_r3() -> None:
    session = restarting()
    take(session, ev.PeerLeft(20, CONSOLE))
    assert session.state.restart is not None
    take(session, comes_back(40_000))
    play(
        session,
        returns(40_001),
        RestartOver(end=RestartEnd.RETURNED),
        WorkEnded(request_id=REBOOT, end=WorkEnd.DONE, sentence="The computer is back."),
        Send(MACHINE, LowerOrder(mode=Mode.ADMIN, by=LoweredBy.HOLDER_LEFT)),
    )


def test_too_late_it_is_given_up_and_the_machine_is_away_r3() -> None:
    session = restarting()
    take(session, ev.Tick(UNTIL_MS - 1))
    assert session.state.restart is not None
    caused = take(session, ev.Tick(UNTIL_MS))
    assert [one for one in caused if isinstance(one, RestartOver | WorkEnded)] == [
        RestartOver(end=RestartEnd.GIVEN_UP),
        WorkEnded(request_id=REBOOT, end=WorkEnd.FAILED, sentence="The computer did not come back in time."),
    ]
    assert any(isinstance(one, Interrupted) for one in caused)
    assert session.state.mode is Mode.ADMIN


def test_later_than_that_control_does_not_come_back_without_a_click_r3_r4() -> None:
    session = restarting()
    take(session, ev.Tick(UNTIL_MS))
    assert facts(session, comes_back(UNTIL_MS + 1)) == ["machine_presence_changed", "resumed"]
    order = LowerOrder(mode=Mode.ADMIN, by=LoweredBy.PATH_LOST)
    play(session, returns(UNTIL_MS + 2), Send(MACHINE, order))
    assert session.state.holder_id is None


def test_a_machine_that_forgot_what_was_in_force_is_back_and_nothing_is_r3_c7() -> None:
    session = restarting()
    assert facts(session, comes_back(40_000, epoch=0))[:3] == ["restart_over", "work_ended", "lowered"]
    assert session.state.mode is None


def test_another_program_is_not_the_one_that_was_waited_for_r3() -> None:
    session = restarting()
    caused = facts(session, comes_back(40_000, 0, PeerId("r_machine2"), resumed=False))
    assert caused[:4] == ["machine_joined", "lowered", "restart_over", "work_ended"]


def test_taking_the_view_back_while_it_restarts_is_heard_when_it_is_back_c4() -> None:
    session = restarting()
    caused = take(session, ev.ModeLowered(20, CONSOLE, None))
    assert RestartOver(end=RestartEnd.GIVEN_UP) in caused
    order = LowerOrder(mode=None, by=LoweredBy.STAFF, person_id=AGENT.person_id)
    assert order in sent(session, comes_back(30))
    play(session, returns(31))
    assert session.state.holder_id is None


def test_a_restart_that_is_stopped_is_waited_for_no_longer_j4() -> None:
    session = restarting()
    assert facts(session, says(20, CONSOLE, StopWork(request_id=REBOOT))) == ["restart_over", "work_ended"]
    assert facts(session, ev.Tick(20_011)) == ["machine_presence_changed", "interrupted"]


def test_a_machine_that_is_back_without_a_restart_changes_nothing_r3() -> None:
    session = together()
    take(session, ev.LinkLost(1, MACHINE))
    says_epoch = SAYS.model_copy(update={"epoch": session.state.epoch})
    back = ev.LinkOpened(2, MACHINE, PeerKind.MACHINE, CUSTOMER, machine=says_epoch)
    assert facts(session, back) == []
