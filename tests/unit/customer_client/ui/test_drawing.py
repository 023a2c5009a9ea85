"""Pointers and ink: what is there, and until when."""

import pytest

from customer_client.ui.drawing import FADING_SECONDS, STROKE_POINTS_LIMIT, STROKES_LIMIT, Drawing, strength
from customer_client.ui.overlay import InkMark, PointerMark
from protocol.ids import PersonId, RequestId
from protocol.limits import INK_FADES_SECONDS

ANA = PersonId("person_ana")
LUIS = PersonId("person_luis")
FIRST = RequestId("stroke_first")
STEADY_SECONDS = INK_FADES_SECONDS - FADING_SECONDS


def ink(*points_px: tuple[int, int], stroke_id: str = FIRST, person_id: PersonId = ANA) -> InkMark:
    return InkMark(person_id, "#ff0000", RequestId(stroke_id), points_px, done=False)


def test_a_stroke_goes_on_where_it_ended() -> None:
    drawing = Drawing()
    drawing.ink(ink((0, 0), (1, 1)), 0.0)
    drawing.ink(ink((2, 2)), 0.5)
    assert drawing.strokes[ANA, FIRST].points_px == ((0, 0), (1, 1), (2, 2))


def test_strokes_of_two_people_are_two() -> None:
    drawing = Drawing()
    drawing.ink(ink((0, 0)), 0.0)
    drawing.ink(ink((9, 9), person_id=LUIS), 0.0)
    assert len(drawing.strokes) == 2


def test_ink_is_whole_then_fades_and_is_gone_y3() -> None:
    drawing = Drawing()
    drawing.ink(ink((0, 0)), 10.0)
    stroke = drawing.strokes[ANA, FIRST]
    assert strength(stroke, 10.0 + STEADY_SECONDS) == 1.0
    assert strength(stroke, 10.0 + STEADY_SECONDS + FADING_SECONDS / 2) == pytest.approx(0.5)
    drawing.sweep(10.0 + INK_FADES_SECONDS - 0.01)
    assert drawing.strokes
    drawing.sweep(10.0 + INK_FADES_SECONDS)
    assert not drawing.strokes


def test_a_pointer_moves_rests_and_fades_y3() -> None:
    drawing = Drawing()
    drawing.point(PointerMark(ANA, "Ana", "#00ff00", (1, 1)), 0.0)
    drawing.point(PointerMark(ANA, "Ana", "#00ff00", (5, 5)), 1.0)
    drawing.sweep(INK_FADES_SECONDS)
    assert drawing.pointers[ANA].at_px == (5, 5)
    drawing.sweep(1.0 + INK_FADES_SECONDS)
    assert not drawing.pointers


def test_a_pointer_is_taken_away_and_so_is_everything_y1() -> None:
    drawing = Drawing()
    drawing.point(PointerMark(ANA, "Ana", "#00ff00", (1, 1)), 0.0)
    drawing.point(PointerMark(ANA, "Ana", "#00ff00", None), 0.0)
    drawing.point(PointerMark(LUIS, "Luis", "#00ff00", None), 0.0)
    assert not drawing.pointers
    drawing.point(PointerMark(ANA, "Ana", "#00ff00", (1, 1)), 0.0)
    drawing.ink(ink((0, 0)), 0.0)
    drawing.clear()
    assert drawing.seconds_to_change(0.0) is None


def test_it_says_when_it_changes_by_itself() -> None:
    drawing = Drawing()
    assert drawing.seconds_to_change(0.0) is None
    drawing.ink(ink((0, 0)), 1.0)
    drawing.point(PointerMark(ANA, "Ana", "#00ff00", (1, 1)), 2.0)
    assert drawing.seconds_to_change(1.0) == pytest.approx(STEADY_SECONDS)
    assert drawing.seconds_to_change(1.0 + STEADY_SECONDS + 0.5) == 0.0


def test_there_is_an_end_to_strokes_and_to_their_points() -> None:
    drawing = Drawing()
    for number in range(STROKES_LIMIT + 2):
        drawing.ink(ink((number, 0), stroke_id=f"stroke_{number}"), 0.0)
    assert len(drawing.strokes) == STROKES_LIMIT
    assert (ANA, RequestId("stroke_1")) not in drawing.strokes
    for number in range(STROKE_POINTS_LIMIT + 5):
        drawing.ink(ink((number, 0)), 0.0)
    assert len(drawing.strokes[ANA, FIRST].points_px) == STROKE_POINTS_LIMIT
    assert drawing.strokes[ANA, FIRST].points_px[-1] == (STROKE_POINTS_LIMIT + 4, 0)
