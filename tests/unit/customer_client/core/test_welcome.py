"""Let in again: never to more than either side gives (SPEC C7)."""

from customer_client.core import effects as ef
from customer_client.core import events as ev
from protocol.consent import LoweredBy
from protocol.control import LoweredHere
from protocol.modes import Mode
from tests.support.machine_playbook import ANA, EVE, SECOND, mirror, move, raised


def test_a_move_that_the_server_never_heard_of_leaves_nobody_with_control_c7() -> None:
    session = raised(Mode.FULL_CONTROL)
    session.handle(ev.FloorOrdered(9_000, move(EVE)))
    session.handle(ev.LinkLost(9_001))
    seen = mirror(mode=Mode.FULL_CONTROL, holder=ANA, epoch=1, covered=(ANA, EVE))
    effects = session.handle(ev.Welcomed(9_002, seen, "Ayuda"))
    released = LoweredHere(mode=Mode.FULL_CONTROL, epoch=3, by=LoweredBy.PROGRAM_ENDED)
    assert ef.Send(released) in effects
    assert session.holder is None


def test_a_move_that_the_server_has_logged_meanwhile_is_in_force_o2() -> None:
    session = raised(Mode.FULL_CONTROL)
    session.handle(ev.FloorOrdered(9_000, move(EVE)))
    session.handle(ev.LinkLost(9_001))
    seen = mirror(mode=Mode.FULL_CONTROL, holder=EVE, epoch=2, covered=(ANA, EVE))
    opened = session.handle(ev.Welcomed(9_002, seen, "Ayuda"))
    assert [type(effect) for effect in opened] == [ef.OpenGate, ef.WakeAt]
    assert session.holder == EVE.person_id
    again = session.handle(ev.FloorOrdered(9_003, move(EVE)))
    assert not any(isinstance(effect, ef.OpenGate) for effect in again)
    assert session.holder is None
    assert move(EVE).request_id == SECOND
