"""The floor, as the captured machine moves it (SPEC O)."""

import pytest

from customer_client.core import effects as ef
from customer_client.core import events as ev
from customer_client.core.question import LEAVE_ALONE_MS, RECONFIRM_MS
from customer_client.core.raising import INERT_MS
from customer_client.core.session import Session
from protocol.consent import LoweredBy
from protocol.control import LoweredHere
from protocol.facts import Joined, Left
from protocol.floor import FloorBy, FloorIs
from protocol.ids import PeerId, PersonId, RequestId
from protocol.modes import Mode
from protocol.people import Person, Presence
from protocol.roles import Role
from tests.support.machine_playbook import (
    ANA,
    CUSTOMER,
    EVE,
    FIRST,
    LEA,
    SECOND,
    ask,
    fact,
    mirror,
    move,
    play,
    raised,
    welcomed,
)

ALLOWED_MS = 2 * INERT_MS
CONTROL = Mode.FULL_CONTROL
SHARING = Mode.DESKTOP_SHARING
COVERED = (ANA.person_id, EVE.person_id)


def is_now(
    holder: Person | None,
    epoch: int,
    by: FloorBy,
    request_id: RequestId = SECOND,
    person: Person | None = ANA,
) -> ef.Send:
    return ef.Send(
        FloorIs(
            request_id=request_id,
            holder=holder.person_id if holder else None,
            epoch=epoch,
            by=by,
            person_id=person.person_id if person else None,
        )
    )


def lowered(session: Session, mode: Mode | None, effects: list[ef.Effect]) -> bool:
    """Control was released, and that is said; nothing has opened."""
    said = ef.Send(LoweredHere(mode=mode, epoch=session.epoch, by=LoweredBy.PROGRAM_ENDED))
    opened = any(isinstance(effect, ef.OpenGate) for effect in effects)
    return said in effects and not opened and session.holder is None and session.covered == ()


def shared_here() -> Session:
    """In desktop sharing, the local hand took the floor; epoch 2 says so."""
    session = raised(SHARING)
    session.handle(ev.LocalHandMoved(ALLOWED_MS + 1))
    assert session.floor_is_here
    return session


def test_it_opens_for_the_next_one_when_the_server_has_logged_it_o2() -> None:
    play(
        raised(CONTROL),
        ev.FloorOrdered(10_000, move(EVE)),
        ef.CloseGate(CONTROL, 1),
        ef.Journal(2, CONTROL, None),
        is_now(EVE, 2, FloorBy.GIVEN),
        ev.Logged(10_005, SECOND, 2),
        ef.OpenGate(CONTROL, EVE.person_id, 2, RECONFIRM_MS - 10_005 + ALLOWED_MS),
    )


def test_between_the_move_and_the_log_nobody_has_it_o2() -> None:
    session = raised(CONTROL)
    session.handle(ev.FloorOrdered(10_000, move(EVE)))
    assert session.holder is None
    assert not session.floor_is_here


def test_the_consent_goes_on_over_a_move_c6() -> None:
    session = raised(CONTROL)
    session.handle(ev.FloorOrdered(10_000, move(EVE)))
    session.handle(ev.Logged(10_000, SECOND, 2))
    assert session.covered == COVERED
    back = session.handle(ev.FloorOrdered(11_000, move(ANA, request_id=RequestId("m_back"))))
    assert is_now(ANA, 3, FloorBy.GIVEN, RequestId("m_back")) in back


def test_a_move_asks_for_no_new_half_an_hour_c10() -> None:
    session = raised(CONTROL)
    session.handle(ev.FloorOrdered(RECONFIRM_MS, move(EVE)))
    session.handle(ev.Logged(RECONFIRM_MS, SECOND, 2))
    effects = session.handle(ev.Tick(RECONFIRM_MS + ALLOWED_MS))
    assert ef.Tell(ef.Notice.RECONFIRM) in effects


@pytest.mark.parametrize("to", [LEA, Person(person_id=PersonId("p_new"), name="Neo", role=Role.AGENT), None])
def test_who_is_not_covered_gets_nothing_that_way_o3(to: Person | None) -> None:
    """Nobody (None) has it in full control; that is O5."""
    session = raised(CONTROL)
    assert lowered(session, CONTROL, session.handle(ev.FloorOrdered(9_000, move(to))))


def test_a_learner_holds_nothing_though_the_window_named_them_h3() -> None:
    session = welcomed()
    everyone = ask(CONTROL)
    learner = everyone.people[1].model_copy(update={"person_id": LEA.person_id, "role": Role.LEARNER})
    named = everyone.model_copy(update={"people": (*everyone.people, learner)})
    session.handle(ev.Asked(0, named))
    while session.question is not None:
        session.handle(ev.Answered(20_000, FIRST, session.question.right, allowed=True))
        session.handle(ev.Tick(20_000))
        if session.question is not None:
            session.handle(ev.Answered(40_000, FIRST, session.question.right, allowed=True))
    session.handle(ev.Logged(40_000, FIRST, 1))
    assert LEA.person_id in session.covered
    session.handle(fact(40_000, Joined(person=LEA)))
    assert lowered(session, CONTROL, session.handle(ev.FloorOrdered(41_000, move(LEA))))


def test_what_nobody_has_cannot_be_moved_c3() -> None:
    session = raised(CONTROL)
    session.handle(ev.Ordered(9_000, CONTROL, LoweredBy.STAFF))
    assert session.holder is None
    assert lowered(session, CONTROL, session.handle(ev.FloorOrdered(9_001, move(EVE))))


def test_the_same_order_again_is_answered_the_same_and_another_one_moves_nothing() -> None:
    session = raised(CONTROL)
    session.handle(ev.FloorOrdered(9_000, move(EVE)))
    assert session.handle(ev.FloorOrdered(9_001, move(EVE))) == [is_now(EVE, 2, FloorBy.GIVEN)]
    other = ev.FloorOrdered(9_002, move(ANA, request_id=RequestId("m_other")))
    assert lowered(session, CONTROL, session.handle(other))


def test_what_the_server_does_not_take_leaves_nobody_with_control() -> None:
    session = raised(CONTROL)
    session.handle(ev.FloorOrdered(9_000, move(EVE)))
    assert session.handle(ev.Refused(9_001, FIRST)) == []
    assert lowered(session, CONTROL, session.handle(ev.Refused(9_001, SECOND)))
    assert session.handle(ev.Refused(9_002, SECOND)) == []


def test_a_move_that_was_taken_back_meanwhile_opens_nothing_c4() -> None:
    session = raised(CONTROL)
    session.handle(ev.FloorOrdered(9_000, move(EVE)))
    session.handle(ev.TakenBack(9_001, Mode.OBSERVER, LoweredBy.PANIC_KEY))
    effects = session.handle(ev.Logged(9_002, SECOND, 2))
    assert not any(isinstance(effect, ef.OpenGate) for effect in effects)
    assert session.holder is None


def test_who_left_before_it_was_logged_gets_nothing() -> None:
    session = raised(CONTROL)
    session.handle(ev.FloorOrdered(9_000, move(EVE)))
    session.handle(fact(9_001, Left(person_id=EVE.person_id)))
    effects = session.handle(ev.Logged(9_002, SECOND, 2))
    assert not any(isinstance(effect, ef.OpenGate) for effect in effects)
    assert session.holder is None


def test_you_try_now_gives_it_to_the_customer_o5() -> None:
    session = raised(SHARING)
    play(
        session,
        ev.FloorOrdered(9_000, move(None)),
        ef.CloseGate(SHARING, 2),
        ef.Journal(2, SHARING, None),
        is_now(None, 2, FloorBy.GIVEN),
        ev.Logged(9_005, SECOND, 2),
    )
    assert session.floor_is_here


def test_the_local_hand_takes_it_in_desktop_sharing_o4() -> None:
    play(
        raised(SHARING),
        ev.LocalHandMoved(9_000),
        ef.CloseGate(SHARING, 2),
        ef.Journal(2, SHARING, None),
        is_now(None, 2, FloorBy.LOCAL_HAND, RequestId("floor_2"), None),
        ev.Logged(9_005, RequestId("floor_2"), 2),
    )


@pytest.mark.parametrize("mode", [CONTROL, Mode.ADMIN])
def test_elsewhere_the_local_hand_only_holds_it_back_c11(mode: Mode) -> None:
    session = raised(mode)
    assert session.handle(ev.LocalHandMoved(9_000)) == []
    assert session.holder == ANA.person_id


def test_who_has_it_already_takes_nothing() -> None:
    assert shared_here().handle(ev.LocalHandMoved(9_000)) == []


def test_no_click_of_the_staff_brings_it_back_o4() -> None:
    session = shared_here()
    play(
        session,
        ev.FloorOrdered(9_000, move(EVE, FloorBy.TAKEN)),
        ef.CloseGate(SHARING, 3),
        ef.Journal(3, SHARING, None),
        is_now(None, 3, FloorBy.LOCAL_HAND, person=None),
    )
    assert session.floor_is_here
    assert session.covered == COVERED


def test_the_person_here_gives_it_back_o4() -> None:
    play(
        shared_here(),
        ev.FloorGiven(20_000, EVE.person_id),
        ef.CloseGate(SHARING, 2),
        ef.Journal(3, SHARING, None),
        is_now(EVE, 3, FloorBy.CUSTOMER_GAVE, RequestId("floor_3"), CUSTOMER),
        ev.Logged(20_005, RequestId("floor_2"), 2),
        ev.Logged(20_006, RequestId("floor_3"), 3),
        ef.OpenGate(SHARING, EVE.person_id, 3, RECONFIRM_MS),
    )


def test_giving_is_a_click_so_it_renews_the_consent_c10() -> None:
    session = shared_here()
    session.handle(ev.FloorGiven(20_000, EVE.person_id))
    session.handle(ev.Logged(20_000, RequestId("floor_3"), 3))
    assert session.handle(ev.Tick(20_000 + RECONFIRM_MS - 1)) == []
    assert session.handle(ev.Tick(20_000 + RECONFIRM_MS)) != []


@pytest.mark.parametrize("to", [LEA.person_id, CUSTOMER.person_id])
def test_it_is_given_to_nobody_whom_the_consent_does_not_cover_c6(to: PersonId) -> None:
    assert shared_here().handle(ev.FloorGiven(9_000, to)) == []


def test_it_is_not_given_to_who_cannot_be_reached() -> None:
    session = shared_here()
    gone = EVE.model_copy(update={"presence": Presence.AWAY})
    state = mirror(CUSTOMER, ANA, gone, mode=SHARING, epoch=2, covered=(ANA, EVE))
    session.handle(ev.Welcomed(9_000, state, "Ayuda"))
    assert session.handle(ev.FloorGiven(9_001, EVE.person_id)) == []
    assert session.handle(ev.FloorGiven(9_001, ANA.person_id)) != []


def test_it_is_not_given_while_the_link_is_cut() -> None:
    session = shared_here()
    session.handle(ev.LinkLost(9_000))
    assert session.handle(ev.FloorGiven(9_001, EVE.person_id)) == []
    assert session.floor_is_here


def test_what_is_not_here_is_not_given() -> None:
    assert raised(SHARING).handle(ev.FloorGiven(9_000, EVE.person_id)) == []


def test_taken_while_the_link_is_cut_it_is_said_once_it_is_back_o4() -> None:
    session = raised(SHARING)
    session.handle(ev.DirectOpened(9_000, PeerId("r_ana"), ANA.person_id))
    session.handle(ev.LinkLost(9_000))
    taken = session.handle(ev.LocalHandMoved(9_001))
    assert taken == [ef.CloseGate(SHARING, 2), ef.Journal(2, SHARING, None)]
    state = mirror(mode=SHARING, holder=ANA, epoch=1, covered=(ANA, EVE))
    said = session.handle(ev.Welcomed(9_500, state, "Ayuda"))
    assert said == [is_now(None, 2, FloorBy.LOCAL_HAND, RequestId("floor_2"), None)]


def test_whom_the_server_no_longer_covers_the_machine_does_not_either_c7() -> None:
    session = shared_here()
    session.handle(ev.LinkLost(9_000))
    session.handle(ev.Welcomed(9_001, mirror(mode=SHARING, epoch=2, covered=(EVE,)), "Ayuda"))
    assert session.covered == (EVE.person_id,)


def test_a_long_repair_is_left_alone_for_longer_c10() -> None:
    session = welcomed()
    session.handle(ev.Asked(0, ask(CONTROL)))
    assert session.question is not None
    session.handle(ev.Answered(INERT_MS, FIRST, session.question.right, allowed=True))
    session.handle(ev.Answered(ALLOWED_MS, FIRST, session.question.right, allowed=True, leave_alone=True))
    effects = session.handle(ev.Logged(ALLOWED_MS, FIRST, 1))
    assert ef.OpenGate(CONTROL, ANA.person_id, 1, LEAVE_ALONE_MS) in effects
    assert session.handle(ev.Tick(ALLOWED_MS + LEAVE_ALONE_MS - 1)) == []
    assert ef.Tell(ef.Notice.RECONFIRM) in session.handle(ev.Tick(ALLOWED_MS + LEAVE_ALONE_MS))
