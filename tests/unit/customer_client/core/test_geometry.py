"""Where a click lands (SPEC I2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_client.core.geometry import NORM_MAX, monitor_of, place, to_norm, to_pixels
from customer_client.errors import MonitorGone
from protocol.input import At
from protocol.screen import MAX_SIDE_PX, Monitor, MonitorId, Screen

NORMS = st.integers(0, NORM_MAX)
SIDES = st.integers(1, MAX_SIDE_PX)
EDGES = st.integers(-(2**20), 2**20)
MONITORS = st.builds(
    Monitor,
    id=st.just(MonitorId(0)),
    left_px=EDGES,
    top_px=EDGES,
    width_px=SIDES,
    height_px=SIDES,
    scale=st.sampled_from([1.0, 1.25, 1.5, 2.0]),
)


@given(MONITORS, NORMS, NORMS)
def test_every_point_lies_inside_its_monitor(monitor: Monitor, x_norm: int, y_norm: int) -> None:
    x_px, y_px = to_pixels(x_norm, y_norm, monitor)
    assert 0 <= x_px - monitor.left_px < monitor.width_px
    assert 0 <= y_px - monitor.top_px < monitor.height_px


@given(MONITORS, st.data())
def test_a_pixel_goes_to_its_point_and_back_unchanged(monitor: Monitor, data: st.DataObject) -> None:
    x_px = monitor.left_px + data.draw(st.integers(0, monitor.width_px - 1))
    y_px = monitor.top_px + data.draw(st.integers(0, monitor.height_px - 1))
    x_norm, y_norm = to_norm(x_px, y_px, monitor)
    assert 0 <= x_norm <= NORM_MAX
    assert 0 <= y_norm <= NORM_MAX
    assert to_pixels(x_norm, y_norm, monitor) == (x_px, y_px)


@given(MONITORS)
def test_the_corners_are_the_first_and_the_last_pixel(monitor: Monitor) -> None:
    assert to_pixels(0, 0, monitor) == (monitor.left_px, monitor.top_px)
    assert to_pixels(NORM_MAX, NORM_MAX, monitor) == (
        monitor.left_px + monitor.width_px - 1,
        monitor.top_px + monitor.height_px - 1,
    )


@given(MONITORS, NORMS, NORMS)
def test_what_lies_further_right_never_lands_further_left(monitor: Monitor, one: int, other: int) -> None:
    low, high = sorted((one, other))
    assert to_pixels(low, 0, monitor)[0] <= to_pixels(high, 0, monitor)[0]


@given(MONITORS, EDGES, EDGES)
def test_a_pixel_outside_counts_as_the_nearest_inside(monitor: Monitor, x_px: int, y_px: int) -> None:
    back = to_pixels(*to_norm(x_px, y_px, monitor), monitor)
    assert back == (
        min(max(x_px, monitor.left_px), monitor.left_px + monitor.width_px - 1),
        min(max(y_px, monitor.top_px), monitor.top_px + monitor.height_px - 1),
    )


def test_a_place_on_the_left_monitor_has_negative_pixels() -> None:
    left = Monitor(id=MonitorId(1), left_px=-1920, top_px=-100, width_px=1920, height_px=1080)
    main = Monitor(id=MonitorId(0), left_px=0, top_px=0, width_px=2560, height_px=1440, scale=1.5)
    screen = Screen(monitors=(main, left))
    middle = At(monitor=MonitorId(1), x_norm=32768, y_norm=0)
    assert monitor_of(middle, screen) is left
    assert place(middle, screen) == (-960, -100)


def test_a_place_on_an_unplugged_monitor_is_refused_by_name() -> None:
    main = Monitor(id=MonitorId(0), left_px=0, top_px=0, width_px=2560, height_px=1440)
    with pytest.raises(MonitorGone, match="Monitor 7 is no longer there"):
        place(At(monitor=MonitorId(7), x_norm=0, y_norm=0), Screen(monitors=(main,)))
