"""The floor (SPEC O)."""

import pytest

from protocol.consent import LoweredBy
from protocol.control import AskConsent, LowerOrder, RaiseLogged
from protocol.floor import (
    AskFloor,
    FloorBy,
    FloorIs,
    FloorMoved,
    FloorWanted,
    GiveFloor,
    MoveFloor,
    UnaskFloor,
)
from protocol.ids import PeerId, PersonId, RequestId
from protocol.link_messages import PeerKind
from protocol.modes import Mode
from protocol.session import State
from server.core import events as ev
from server.core import rights
from server.core.effects import Send
from server.core.floor import MOVED_WITHIN_MS
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
    PAGE,
    SAYS,
    SECOND,
    SUPERVISOR,
    THIRD,
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
    together,
)

FOURTH = PeerId("r_fourth")
MOVE = RequestId("move_1")
SHARING = Mode.DESKTOP_SHARING


def asks(at_ms: int, peer: PeerId, *, takes: bool = False) -> ev.Requested:
    return says(at_ms, peer, AskFloor(request_id=MOVE, take=takes))


def gives(at_ms: int, peer: PeerId, to: PersonId | None, request_id: RequestId = MOVE) -> ev.Requested:
    return says(at_ms, peer, GiveFloor(request_id=request_id, to=to))


def moved(
    at_ms: int, holder: PersonId | None, epoch: int, by: FloorBy = FloorBy.GIVEN, peer: PeerId = MACHINE
) -> ev.Requested:
    said = FloorIs(request_id=MOVE, holder=holder, epoch=epoch, by=by, person_id=AGENT.person_id)
    return says(at_ms, peer, said)


def with_customer() -> Session:
    """Desktop sharing, and the customer took the floor by moving their hand: epoch 3."""
    session = together(SHARING)
    take(session, moved(1, None, 3, FloorBy.LOCAL_HAND))
    return session


def machine_is_cut(session: Session, at_ms: int) -> None:
    take(session, ev.LinkLost(at_ms, MACHINE))


def machine_is_back(at_ms: int, epoch: int = 2) -> ev.LinkOpened:
    machine = SAYS.model_copy(update={"epoch": epoch})
    return ev.LinkOpened(at_ms, MACHINE, PeerKind.MACHINE, CUSTOMER, resumed=True, machine=machine)


def test_the_holder_gives_the_floor_and_it_moves_when_the_machine_has_moved_it_o2() -> None:
    bo, eve = AGENT.person_id, EXPERT.person_id
    session = together()
    play(
        session,
        gives(1, CONSOLE, eve),
        Send(MACHINE, MoveFloor(request_id=MOVE, to=eve, by=FloorBy.GIVEN, person_id=bo)),
        moved(2, eve, 3),
        FloorMoved(holder=eve, epoch=3, by=FloorBy.GIVEN, person_id=bo),
        Send(MACHINE, RaiseLogged(request_id=MOVE, epoch=3)),
    )
    assert session.standing.moving is None
    assert rights.held_back(session.state, session.standing, eve, 3) is None
    assert rights.held_back(session.state, session.standing, bo, 3) == "not_holder"


def test_until_the_machine_has_moved_it_the_floor_is_where_it_was_o2() -> None:
    session = together()
    take(session, gives(1, CONSOLE, EXPERT.person_id))
    assert session.state.holder_id == AGENT.person_id


def test_who_asks_is_shown_to_everyone_once_and_may_think_better_of_it_o2() -> None:
    session = together()
    play(
        session,
        asks(1, SECOND),
        FloorWanted(person_id=EXPERT.person_id, wanted=True),
        asks(2, SECOND),
        says(3, SECOND, UnaskFloor()),
        FloorWanted(person_id=EXPERT.person_id, wanted=False),
    )
    with pytest.raises(OutOfTurn, match="have not asked"):
        session.handle(says(4, SECOND, UnaskFloor()))


def test_a_supervisor_takes_the_floor_from_a_colleague_o2() -> None:
    sue = SUPERVISOR.person_id
    order = MoveFloor(request_id=MOVE, to=sue, by=FloorBy.TAKEN, person_id=sue)
    assert sent(together(), asks(1, THIRD, takes=True)) == [order]


def test_a_supervisor_who_only_asks_is_shown_like_everyone_o2() -> None:
    assert facts(together(), asks(1, THIRD)) == ["floor_wanted"]


def test_an_expert_does_not_take_the_floor_o2() -> None:
    with pytest.raises(NotAllowed, match="take control from a colleague"):
        together().handle(asks(1, SECOND, takes=True))


@pytest.mark.parametrize("said", [AskFloor(request_id=MOVE), UnaskFloor(), GiveFloor(request_id=MOVE)])
@pytest.mark.parametrize("peer", [FOURTH, PAGE])
def test_learners_and_the_customers_page_have_nothing_to_do_with_the_floor_h3(
    said: AskFloor | UnaskFloor | GiveFloor, peer: PeerId
) -> None:
    session = together()
    joins(session, 1, FOURTH, LEARNER)
    with pytest.raises(NotAllowed):
        session.handle(says(2, peer, said))


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        (asks(1, CONSOLE), "have control already"),
        (gives(1, SECOND, SUPERVISOR.person_id), "do not have control"),
        (gives(1, CONSOLE, AGENT.person_id), "have control already"),
        (gives(1, CONSOLE, CUSTOMER.person_id), "has not agreed"),
        (gives(1, CONSOLE, PersonId("p_stranger")), "not here"),
        (gives(1, CONSOLE, None), "only in desktop sharing"),
    ],
)
def test_what_is_out_of_turn_is_refused_and_changes_nothing_o2_o5(event: ev.Requested, sentence: str) -> None:
    session = together()
    before = repr(session)
    with pytest.raises(OutOfTurn, match=sentence):
        session.handle(event)
    assert repr(session) == before


def test_nobody_asks_for_a_floor_that_the_mode_does_not_have_o1() -> None:
    with pytest.raises(OutOfTurn, match="in this mode"):
        live().handle(asks(1, CONSOLE))


def test_the_floor_is_not_given_to_who_came_later_or_is_away_c6() -> None:
    session = controlled()
    joins(session, 1, SECOND, EXPERT)
    with pytest.raises(OutOfTurn, match="has not agreed"):
        session.handle(gives(2, CONSOLE, EXPERT.person_id))
    away = together()
    take(away, ev.LinkLost(0, SECOND))
    take(away, ev.Tick(20_000))
    with pytest.raises(OutOfTurn, match="not here"):
        away.handle(gives(20_001, CONSOLE, EXPERT.person_id))


def test_who_is_not_covered_asks_the_customer_in_their_own_name_o3() -> None:
    session = controlled()
    joins(session, 1, SECOND, EXPERT)
    asked = sent(session, asks(2, SECOND))
    assert [(one.mode, one.asked_by.name) for one in asked if isinstance(one, AskConsent)] == [
        (Mode.FULL_CONTROL, "Eve")
    ]
    take(session, says_yes(session, 3, epoch=3))
    assert session.state.holder_id == EXPERT.person_id
    assert set(session.state.covered) == {AGENT.person_id, EXPERT.person_id}


def test_a_supervisor_who_is_not_covered_takes_nothing_without_the_customer_o3() -> None:
    session = controlled()
    joins(session, 1, THIRD, SUPERVISOR)
    assert facts(session, asks(2, THIRD, takes=True)) == ["consent_asked"]


def test_a_floor_that_was_released_is_asked_of_the_customer_c3() -> None:
    session = together()
    take(session, lowers(1, Mode.FULL_CONTROL, 3, "path_lost"))
    assert facts(session, asks(2, SECOND)) == ["consent_asked"]
    with pytest.raises(OutOfTurn, match="being asked already"):
        session.handle(asks(3, THIRD))


def test_you_try_now_gives_the_floor_to_the_customer_in_desktop_sharing_o5() -> None:
    session = together(SHARING)
    order = MoveFloor(request_id=MOVE, by=FloorBy.GIVEN, person_id=AGENT.person_id)
    assert sent(session, gives(1, CONSOLE, None)) == [order]
    assert facts(session, moved(2, None, 3)) == ["floor_moved"]
    assert (session.state.mode, session.state.holder_id) == (SHARING, None)
    assert set(session.state.covered) == {AGENT.person_id, EXPERT.person_id, SUPERVISOR.person_id}


def test_the_local_hand_takes_the_floor_and_no_click_of_the_staff_brings_it_back_o4() -> None:
    session = with_customer()
    assert session.state.holder_id is None
    for peer, takes in ((CONSOLE, False), (THIRD, True)):
        assert facts(session, asks(2, peer, takes=takes)) == ["floor_wanted"]
        assert session.state.holder_id is None
    with pytest.raises(OutOfTurn, match="do not have control"):
        session.handle(gives(3, CONSOLE, AGENT.person_id))


def test_the_customer_gives_the_floor_back_and_that_is_said_to_be_theirs_o4() -> None:
    session = with_customer()
    take(session, asks(2, SECOND))
    play(
        session,
        moved(3, EXPERT.person_id, 4, FloorBy.CUSTOMER_GAVE),
        FloorMoved(holder=EXPERT.person_id, epoch=4, by=FloorBy.CUSTOMER_GAVE, person_id=CUSTOMER.person_id),
        Send(MACHINE, RaiseLogged(request_id=MOVE, epoch=4)),
    )
    assert session.state.floor_wanted == ()


def test_who_moved_the_floor_is_named_only_if_they_are_here_o2() -> None:
    session = with_customer()
    said = FloorIs(
        request_id=MOVE,
        holder=EXPERT.person_id,
        epoch=4,
        by=FloorBy.GIVEN,
        person_id=PersonId("p_stranger"),
    )
    caused = take(session, says(2, MACHINE, said))
    assert FloorMoved(holder=EXPERT.person_id, epoch=4, by=FloorBy.GIVEN) in caused
    unnamed = said.model_copy(update={"epoch": 5, "holder": AGENT.person_id, "person_id": None})
    caused = take(session, says(3, MACHINE, unnamed))
    assert FloorMoved(holder=AGENT.person_id, epoch=5, by=FloorBy.GIVEN) in caused


def test_what_is_logged_already_is_acknowledged_again_c2() -> None:
    session = together()
    take(session, gives(1, CONSOLE, EXPERT.person_id))
    take(session, moved(2, EXPERT.person_id, 3))
    play(session, moved(3, EXPERT.person_id, 3), Send(MACHINE, RaiseLogged(request_id=MOVE, epoch=3)))


@pytest.mark.parametrize(
    ("session", "event", "sentence"),
    [
        (together(), moved(1, EXPERT.person_id, 2), "not above"),
        (live(), moved(1, AGENT.person_id, 2), "nobody has control in this mode"),
        (together(), moved(1, None, 3, FloorBy.LOCAL_HAND), "only in desktop sharing"),
        (together(SHARING), moved(1, EXPERT.person_id, 3, FloorBy.LOCAL_HAND), "for itself alone"),
    ],
)
def test_a_floor_that_cannot_move_like_that_does_not_o2_o5(
    session: Session, event: ev.Requested, sentence: str
) -> None:
    before = repr(session)
    with pytest.raises(OutOfTurn, match=sentence):
        session.handle(event)
    assert repr(session) == before


def test_only_the_machine_moves_the_floor_c1() -> None:
    with pytest.raises(NotAllowed, match="captured machine"):
        together().handle(moved(1, EXPERT.person_id, 3, peer=SECOND))


def test_a_floor_for_somebody_who_left_meanwhile_is_let_go_of_c6() -> None:
    session = together()
    take(session, gives(1, CONSOLE, EXPERT.person_id))
    take(session, ev.PeerLeft(2, SECOND))
    order = LowerOrder(mode=Mode.FULL_CONTROL, by=LoweredBy.HOLDER_LEFT)
    play(session, moved(3, EXPERT.person_id, 3), Send(MACHINE, order))
    assert rights.held_back(session.state, session.standing, AGENT.person_id, 2) == "mode"
    assert facts(session, lowers(4, Mode.FULL_CONTROL, 4, "holder_left")) == ["lowered"]
    assert session.state.holder_id is None


def test_a_floor_that_crosses_a_step_down_is_void_c4() -> None:
    session = together()
    take(session, gives(1, CONSOLE, EXPERT.person_id))
    take(session, ev.ModeLowered(2, CONSOLE, Mode.OBSERVER))
    assert session.standing.moving is None
    play(session, moved(3, EXPERT.person_id, 3))
    assert facts(session, lowers(4, Mode.OBSERVER, 4, "staff")) == ["lowered"]


@pytest.mark.parametrize(
    ("before", "sentence"),
    [
        (gives(1, CONSOLE, SUPERVISOR.person_id, RequestId("move_0")), "moved already"),
        (ev.ModeAsked(1, SECOND, ASKED, Mode.ADMIN), "being asked already"),
        (ev.LinkLost(1, MACHINE), "not connected"),
        (ev.ModeLowered(1, SECOND, Mode.FULL_CONTROL), "step down"),
    ],
)
def test_two_things_at_once_are_one_too_many_o2(before: ev.Event, sentence: str) -> None:
    session = together()
    take(session, before)
    with pytest.raises(OutOfTurn, match=sentence):
        session.handle(gives(2, CONSOLE, EXPERT.person_id))


def test_nothing_is_asked_of_the_customer_while_the_floor_moves_j3() -> None:
    session = together()
    take(session, gives(1, CONSOLE, EXPERT.person_id))
    with pytest.raises(OutOfTurn, match="being moved"):
        session.handle(ev.ModeAsked(2, SECOND, ASKED, Mode.ADMIN))


def test_a_move_is_said_again_to_a_machine_that_is_back_o2() -> None:
    session = together()
    order = sent(session, gives(1, CONSOLE, EXPERT.person_id))
    machine_is_cut(session, 2)
    assert sent(session, machine_is_back(3_000)) == order
    assert facts(session, ev.Tick(MOVED_WITHIN_MS + 2_999)) == []
    assert session.standing.moving is not None


def test_a_machine_that_moved_the_floor_during_a_cut_released_nothing_c7() -> None:
    session = together()
    take(session, gives(1, CONSOLE, EXPERT.person_id))
    machine_is_cut(session, 2)
    assert facts(session, machine_is_back(3, epoch=3)) == []
    assert facts(session, moved(4, EXPERT.person_id, 3)) == ["floor_moved"]


def test_a_move_that_the_machine_does_not_answer_is_given_up_and_may_be_tried_again_o2() -> None:
    session = together()
    take(session, gives(0, CONSOLE, EXPERT.person_id))
    take(session, ev.Tick(MOVED_WITHIN_MS - 1))
    assert session.standing.moving is not None
    assert session.standing.wake_at_ms == MOVED_WITHIN_MS
    take(session, ev.Tick(MOVED_WITHIN_MS))
    assert session.standing.moving is None
    again = gives(MOVED_WITHIN_MS + 1, CONSOLE, SUPERVISOR.person_id, RequestId("move_2"))
    assert [type(one) for one in sent(session, again)] == [MoveFloor]
    assert facts(session, moved(MOVED_WITHIN_MS + 2, EXPERT.person_id, 3)) == ["floor_moved"]
    assert session.standing.moving is not None, "that was the answer to the first one"


def test_a_machine_that_lets_go_of_control_instead_has_answered_the_move_o2_c8() -> None:
    session = together()
    take(session, gives(0, CONSOLE, EXPERT.person_id))
    take(session, lowers(1, Mode.FULL_CONTROL, 3, "path_lost"))
    assert session.standing.moving is None
    assert facts(session, asks(2, SECOND)) == ["consent_asked"]


def test_a_move_ends_with_the_mode_that_has_a_floor_o1() -> None:
    session = together()
    take(session, gives(0, CONSOLE, EXPERT.person_id))
    take(session, lowers(1, Mode.OBSERVER, 3))
    assert session.standing.moving is None
    assert session.state.state is State.LIVE
