"""Down, and what the order of a server does (SPEC C4)."""

from customer_client.core import effects as ef
from customer_client.core import events as ev
from protocol.consent import LoweredBy
from protocol.control import LoweredHere
from protocol.modes import Mode
from tests.support.machine_playbook import ANA, raised


def test_an_order_that_leaves_nothing_to_lower_is_answered_and_covers_nobody_any_more_c4() -> None:
    session = raised(Mode.DESKTOP_SHARING)
    session.handle(ev.LocalHandMoved(9_000))
    answered = session.handle(ev.Ordered(9_001, Mode.DESKTOP_SHARING, LoweredBy.STAFF))
    same = LoweredHere(mode=Mode.DESKTOP_SHARING, epoch=2, by=LoweredBy.STAFF)
    assert answered == [ef.Send(same)]
    assert session.handle(ev.FloorGiven(9_002, ANA.person_id)) == []
