"""Pictures go into MP4 as they are, and every box stands where a player looks for it."""

import pytest

from recordings.media import Fragmenter, Sample, boxes, parameter_sets
from recordings.timing import TICKS_PER_SECOND
from tests.support.recorded import FRAME_US, frames, picture_times_us

FRAME_TICKS = 3000


def samples(first: int, count: int) -> list[Sample]:
    return [
        Sample(number * FRAME_TICKS, frame.header.key, frame.payload)
        for number, frame in enumerate(frames()[first : first + count], start=first)
    ]


def names(data: bytes) -> list[bytes]:
    return [name for name, _ in boxes(data)]


def test_init_and_fragments_are_the_boxes_they_are_called_after() -> None:
    made = Fragmenter(frames()[0].payload)
    assert names(made.init()) == [b"ftyp", b"moov"]
    assert names(made.fragment(samples(0, 10), 10 * FRAME_TICKS)) == [b"moof", b"mdat"]
    made.close()


def test_a_decoder_gets_every_picture_at_its_time() -> None:
    made = Fragmenter(frames()[0].payload)
    content = made.init()
    for first in range(0, 60, 7):
        some = samples(first, min(7, 60 - first))
        content += made.fragment(some, some[-1].ticks + FRAME_TICKS)
    times = picture_times_us(content)
    assert len(times) == 60
    assert all(abs(time - number * FRAME_US) < 40 for number, time in enumerate(times))


def test_a_gap_between_fragments_stays_a_gap() -> None:
    made = Fragmenter(frames()[0].payload)
    first, second = samples(0, 1), [Sample(10 * TICKS_PER_SECOND, True, frames()[30].payload)]
    content = made.init() + made.fragment(first, FRAME_TICKS) + made.fragment(second, 11 * TICKS_PER_SECOND)
    assert picture_times_us(content) == [0, 10_000_000]


def test_the_parameter_sets_of_a_key_frame_are_found() -> None:
    sets = parameter_sets(frames()[0].payload)
    assert [sets[4] & 0x1F, sets.count(b"\0\0\0\1")] == [7, 2]
    assert sets == parameter_sets(frames()[30].payload)
    assert sets != parameter_sets(frames(1, width_px=160)[0].payload)
    assert parameter_sets(frames()[1].payload) == b""
    assert parameter_sets(b"") == parameter_sets(b"\0\0\1") == b""


UNFIT = {
    "nothing": b"",
    "no H.264": b"no picture",
    "no parameter sets": b"\0\0\0\1\x65\x88\x84",
    "a delta": frames()[1].payload,
    "no picture": parameter_sets(frames()[0].payload),
}


@pytest.mark.parametrize("payload", UNFIT.values(), ids=UNFIT)
def test_what_no_decoder_can_begin_with_is_refused(payload: bytes) -> None:
    with pytest.raises(ValueError, match="no decoder"):
        Fragmenter(payload)


def test_a_cut_box_is_left_out() -> None:
    whole = b"\0\0\0\x0cmoofdata" + b"\0\0\0\x08mdat"
    assert names(whole) == [b"moof", b"mdat"]
    assert names(whole[:-1]) == [b"moof"]
    assert names(b"\0\0\0\x07bad!") == []
