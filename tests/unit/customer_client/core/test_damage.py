"""Changed areas: cut, rounded, few."""

from hypothesis import given
from hypothesis import strategies as st

from customer_client.core.damage import (
    BLOCK_PX,
    PATCHES_LIMIT,
    around,
    block_span,
    blocks,
    clipped,
    merged,
    picture_size,
)
from customer_client.core.picture import Rect

sizes = st.tuples(st.integers(1, 400), st.integers(1, 400)).map(lambda size: picture_size(*size))
spots = st.integers(-500, 900)
lengths = st.integers(0, 900)


@given(sizes, spots, spots, lengths, lengths)
def test_a_clipped_area_is_even_inside_and_holds_what_changed(
    size: tuple[int, int], x_px: int, y_px: int, width_px: int, height_px: int
) -> None:
    area = clipped(x_px, y_px, width_px, height_px, size)
    inside_width_px = min(x_px + width_px, size[0]) - max(x_px, 0)
    inside_height_px = min(y_px + height_px, size[1]) - max(y_px, 0)
    if area is None:
        assert inside_width_px <= 0 or inside_height_px <= 0
        return
    assert not (area.x_px | area.y_px | area.width_px | area.height_px) & 1
    assert 0 <= area.x_px < area.x_px + area.width_px <= size[0]
    assert 0 <= area.y_px < area.y_px + area.height_px <= size[1]
    if inside_width_px > 0 and inside_height_px > 0:
        assert area.x_px <= max(x_px, 0)
        assert area.y_px <= max(y_px, 0)
        assert area.x_px + area.width_px >= min(x_px + width_px, size[0])
        assert area.y_px + area.height_px >= min(y_px + height_px, size[1])


def test_an_area_of_another_monitor_is_nothing_here() -> None:
    assert clipped(640, 0, 100, 100, (640, 480)) is None
    assert clipped(-100, 0, 100, 100, (640, 480)) is None


def test_a_picture_is_rounded_down_to_even() -> None:
    assert picture_size(1367, 769) == (1366, 768)
    assert picture_size(1920, 1080) == (1920, 1080)


def test_few_areas_stay_as_they_are_and_many_become_one() -> None:
    few = [Rect(20 * number, 0, 2, 2) for number in range(PATCHES_LIMIT)]
    assert merged([*few, *few]) == few
    many = [*few, Rect(4, 50, 6, 8)]
    assert merged(many) == [around(many)] == [Rect(0, 0, 20 * PATCHES_LIMIT - 18, 58)]


def test_nothing_merged_is_nothing() -> None:
    assert merged([]) == []


def test_blocks_cover_the_picture_and_a_span_covers_its_area() -> None:
    assert blocks((1920, 1080)) == (120, 68)
    assert block_span(Rect(30, 16, 4, 2)) == (slice(1, 2), slice(1, 3))
    assert block_span(Rect(0, 0, BLOCK_PX, BLOCK_PX)) == (slice(0, 1), slice(0, 1))
