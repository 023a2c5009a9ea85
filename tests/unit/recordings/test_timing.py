"""Pictures lie on the server's clock with the machine's own spacing."""

from hypothesis import given
from hypothesis import strategies as st

from recordings.timing import TICKS_PER_MS, Anchor

BEGAN_MS = 1_790_000_000_000
PTS_US = 7_000_000


def anchor() -> Anchor:
    made = Anchor(BEGAN_MS, PTS_US)
    assert made.place(PTS_US, BEGAN_MS) == 0
    return made


def place_ms(made: Anchor, sent_ms: int, came_ms: int) -> float:
    """Where a picture lies that was captured and came so many milliseconds after the first."""
    return made.place(PTS_US + sent_ms * 1000, BEGAN_MS + came_ms) / TICKS_PER_MS


def test_the_machines_spacing_is_kept_though_frames_come_unevenly() -> None:
    made = anchor()
    assert [place_ms(made, sent, came) for sent, came in ((33, 60), (66, 90), (100, 101), (133, 400))] == [
        33,
        66,
        100,
        133,
    ]


def test_a_first_frame_that_was_late_is_set_right_by_the_next() -> None:
    made = anchor()
    assert place_ms(made, 500, 200) == 200
    assert place_ms(made, 600, 300) == 300


def test_a_group_kept_for_newcomers_lies_where_it_came() -> None:
    # The relay hands out its last group of pictures at once, though they were seen over a minute.
    made = anchor()
    places = [place_ms(made, sent, 0) for sent in (20_000, 40_000, 60_000)]
    assert max(places) < 1
    assert places == sorted(set(places))
    assert place_ms(made, 60_033, 33) == 33


def test_a_slow_way_moves_nothing() -> None:
    made = anchor()
    for second in range(1, 8):
        place_ms(made, second * 1000, second * 1000 + 300)
        made.settle(BEGAN_MS + second * 1000)
    assert place_ms(made, 8000, 8010) == 8000


def test_a_clock_that_drifts_is_followed_at_a_records_end() -> None:
    made = anchor()
    for second in range(1, 21):
        assert place_ms(made, second * 1000, second * 1000 + 60) == second * 1000
        made.settle(BEGAN_MS + second * 1000 + 60)
    assert place_ms(made, 21_000, 21_060) == 21_060


def test_a_drift_that_nobody_sees_is_left() -> None:
    made = anchor()
    for second in range(1, 40):
        assert place_ms(made, second * 1000, second * 1000 + 30) == second * 1000
        made.settle(BEGAN_MS + second * 1000 + 30)


def test_nothing_is_settled_without_a_frame() -> None:
    made = Anchor(BEGAN_MS, PTS_US)
    made.settle(BEGAN_MS + 60_000)
    assert made.place(PTS_US, BEGAN_MS) == 0


def test_a_machine_that_slept_is_back_at_the_servers_time() -> None:
    made = anchor()
    assert place_ms(made, 1000, 601_000) == 601_000


def test_a_clock_that_began_again_is_followed() -> None:
    made = anchor()
    assert made.place(5, BEGAN_MS + 9_000_000) == 9_000_000 * TICKS_PER_MS


def test_this_moment_is_after_the_last_frame() -> None:
    made = anchor()
    assert made.ticks_at(BEGAN_MS + 750) == 750 * TICKS_PER_MS
    assert made.ticks_at(BEGAN_MS) == 1
    assert made.ticks_at(BEGAN_MS - 500) == 1


FRAMES = st.tuples(st.integers(0, 200_000_000), st.integers(0, 200_000), st.booleans())


@given(frames=st.lists(FRAMES, max_size=30))
def test_whatever_comes_times_only_rise(frames: list[tuple[int, int, bool]]) -> None:
    made = anchor()
    places = [0]
    for pts_us, at_ms, settles in frames:
        places.append(made.place(pts_us, BEGAN_MS + at_ms))
        if settles:
            made.settle(BEGAN_MS + at_ms)
    assert places == sorted(set(places))
