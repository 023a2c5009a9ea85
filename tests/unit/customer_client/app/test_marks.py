"""Pointers and ink of the others, in this machine's pixels (SPEC Y)."""

from customer_client.app.marks import COLOURS, Marks
from customer_client.ui.overlay import InkMark, PointerMark
from protocol.ids import RequestId
from protocol.input import At
from protocol.pointing import Inked, Pointed
from protocol.screen import Monitor, MonitorId, Screen
from protocol.session import SessionState
from tests.support.machine_playbook import ANA, CUSTOMER, EVE, LEA, mirror

RIGHT = Monitor(id=MonitorId(1), left_px=1000, top_px=100, width_px=1000, height_px=500)
SCREEN = Screen(monitors=(RIGHT,))
MIDDLE = At(monitor=MonitorId(1), x_norm=32768, y_norm=32768)
GONE = At(monitor=MonitorId(9), x_norm=1, y_norm=1)
STROKE = RequestId("k_one1")


class Drawn:
    """What stands on the layer."""

    def __init__(self, seen: SessionState | None) -> None:
        self.seen = seen
        self.marks: list[PointerMark | InkMark] = []
        self.cleared = 0

    def point(self, mark: PointerMark) -> None:
        self.marks.append(mark)

    def ink(self, mark: InkMark) -> None:
        self.marks.append(mark)

    def clear(self) -> None:
        self.cleared += 1


def drawn(*, seen: SessionState | None = None) -> tuple[Drawn, Marks]:
    layer = Drawn(seen)
    return layer, Marks(lambda: layer, lambda: SCREEN, lambda: layer.seen)


def test_a_pointer_stands_at_its_pixel_with_its_name_y3() -> None:
    layer, marks = drawn(seen=mirror(CUSTOMER, ANA, EVE))
    marks.pointed(Pointed(person_id=EVE.person_id, at=MIDDLE))
    marks.pointed(Pointed(person_id=EVE.person_id))
    assert layer.marks == [
        PointerMark(EVE.person_id, "Eve", COLOURS[1], (1500, 350)),
        PointerMark(EVE.person_id, "Eve", COLOURS[1], None),
    ]


def test_ink_keeps_the_points_that_lie_on_a_monitor_y3() -> None:
    layer, marks = drawn(seen=mirror(CUSTOMER, ANA))
    ink = Inked(person_id=ANA.person_id, stroke_id=STROKE, points=(MIDDLE, GONE), done=True)
    marks.inked(ink)
    assert layer.marks == [InkMark(ANA.person_id, COLOURS[0], STROKE, ((1500, 350),), done=True)]
    marks.inked(ink.model_copy(update={"points": (GONE,)}))
    assert len(layer.marks) == 1


def test_a_ghost_and_a_stranger_are_not_drawn_y2() -> None:
    layer, marks = drawn(seen=mirror(CUSTOMER, ANA))
    marks.pointed(Pointed(person_id=ANA.person_id, at=MIDDLE, ghost=True))
    marks.pointed(Pointed(person_id=LEA.person_id, at=MIDDLE))
    marks.inked(Inked(person_id=LEA.person_id, stroke_id=STROKE, points=(MIDDLE,)))
    assert layer.marks == []


def test_where_nobody_sees_nobody_points() -> None:
    layer, marks = drawn()
    marks.pointed(Pointed(person_id=ANA.person_id, at=MIDDLE))
    assert layer.marks == []
    marks.clear()
    assert layer.cleared == 1
