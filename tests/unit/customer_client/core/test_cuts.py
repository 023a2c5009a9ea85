"""What is released when the last way of the holder's input is gone (SPEC C8, C9)."""

from customer_client.core import effects as ef
from customer_client.core import events as ev
from customer_client.core.cuts import GRACE_MS
from protocol.consent import LoweredBy
from protocol.modes import Mode
from tests.support.machine_playbook import ANA, CONSOLE, EVE, move, raised


def test_a_direct_path_alone_carries_control_for_so_long_c9() -> None:
    session = raised(Mode.FULL_CONTROL)
    session.handle(ev.DirectOpened(8_000, CONSOLE, ANA.person_id))
    session.handle(ev.LinkLost(9_000))
    assert session.handle(ev.Tick(9_000 + GRACE_MS - 1)) == []
    assert ef.Journal(2, Mode.FULL_CONTROL, LoweredBy.BROKER_LOST) in session.handle(
        ev.Tick(9_000 + GRACE_MS)
    )


def test_while_the_floor_is_on_its_way_there_is_nobody_to_lose_it() -> None:
    session = raised(Mode.FULL_CONTROL)
    session.handle(ev.FloorOrdered(9_000, move(EVE)))
    assert session.handle(ev.HolderLinked(9_001, open=False)) == []
    assert session.handle(ev.LinkLost(9_002)) == []
