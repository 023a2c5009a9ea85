"""What becomes of pictures and events: whole groups, in segments that one decoder can play."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from recordings.record_file import RecordFlag, Track
from recordings.segment_writer import FileHead
from recordings.tracks import SEGMENT_LIMIT_MS, EventKind
from recordings.writer import Tape
from tests.support.recorded import BEGAN_MS, Frame, frames, later, picture_times_us, segment, stream, tape_in


def give(tape: Tape, *some: Frame) -> list[bool]:
    return [tape.video(frame.header.stream, frame.header, frame.payload, frame.at_ms) for frame in some]


def times_ms(folder: Path, number: int = 1) -> list[int]:
    return [round(us / 1000) for us in picture_times_us(stream(folder, number))]


def test_a_tape_begins_with_a_key_frame(tmp_path: Path) -> None:
    tape = tape_in(tmp_path)
    assert give(tape, *frames()[28:32]) == [False, False, True, True]
    tape.close(BEGAN_MS + 2000)
    assert times_ms(tmp_path) == [0, 33]
    assert segment(tmp_path).header.started_at_ms == frames()[30].at_ms


def test_a_lost_picture_loses_the_group_and_no_more(tmp_path: Path) -> None:
    tape = tape_in(tmp_path)
    some = [*frames()[:10], *frames()[11:32]]
    assert give(tape, *some) == [True] * 10 + [False] * 19 + [True] * 2
    tape.close(BEGAN_MS + 2000)
    assert times_ms(tmp_path) == [round(number * 33.333) for number in (*range(10), 30, 31)]


def test_pictures_that_come_twice_are_kept_once(tmp_path: Path) -> None:
    # A viewer that is started again gets the relay's last group again.
    tape = tape_in(tmp_path)
    assert all(give(tape, *frames()[:10], *frames()[:15]))
    tape.close(BEGAN_MS + 2000)
    assert len(times_ms(tmp_path)) == 15


def test_a_lost_picture_is_kept_when_its_group_comes_again(tmp_path: Path) -> None:
    tape = tape_in(tmp_path)
    assert give(tape, *frames()[:10], *frames()[11:13]) == [True] * 10 + [False] * 2
    assert all(give(tape, *frames()[:20]))
    tape.close(BEGAN_MS + 2000)
    assert times_ms(tmp_path) == [round(number * 33.333) for number in range(20)]


def test_numbers_may_begin_again_at_their_end(tmp_path: Path) -> None:
    tape = tape_in(tmp_path)
    over = [
        replace(frame, header=replace(frame.header, seq=(2**32 - 5 + frame.header.seq) % 2**32))
        for frame in frames()[:10]
    ]
    assert all(give(tape, *over))
    tape.close(BEGAN_MS + 2000)


@pytest.mark.parametrize(
    "other",
    [
        frames(10, width_px=160),
        tuple(replace(f, header=replace(f.header, profile=b"\x42\xc0\x29")) for f in frames()[:10]),
    ],
    ids=["size", "codec"],
)
def test_another_look_is_another_segment(tmp_path: Path, other: tuple[Frame, ...]) -> None:
    tape = tape_in(tmp_path)
    moved = later(other, 5000, seq=60)
    assert give(tape, *frames(), moved[1], *moved) == [True] * 60 + [False] + [True] * 10
    tape.close(BEGAN_MS + 8000)
    assert [segment(tmp_path, number).whole for number in (1, 2)] == [True, True]
    assert [len(times_ms(tmp_path, number)) for number in (1, 2)] == [60, 10]
    assert segment(tmp_path, 2).header.width_px == other[0].header.width_px
    assert segment(tmp_path, 2).header.started_at_ms == BEGAN_MS + 5000


def test_other_parameter_sets_are_another_segment(tmp_path: Path) -> None:
    # A restarted encoder may speak another dialect under the same name.
    tape = tape_in(tmp_path)
    other = [replace(frame, header=replace(frame.header, width_px=320)) for frame in frames(10, width_px=160)]
    assert all(give(tape, *frames(), *later(other, 5000, seq=60)))
    tape.close(BEGAN_MS + 8000)
    assert [len(times_ms(tmp_path, number)) for number in (1, 2)] == [60, 10]


def test_a_long_segment_ends_at_a_key_frame(tmp_path: Path) -> None:
    tape = tape_in(tmp_path)
    late = later(frames(), SEGMENT_LIMIT_MS - 900, seq=60)
    assert all(give(tape, *frames(), *late))
    tape.close(BEGAN_MS + SEGMENT_LIMIT_MS + 2000)
    # The key frame of the second group is the first one that is old enough.
    assert [len(times_ms(tmp_path, number)) for number in (1, 2)] == [90, 30]
    assert segment(tmp_path, 2).header.started_at_ms == late[30].at_ms


def test_a_key_frame_begins_a_record(tmp_path: Path) -> None:
    tape = tape_in(tmp_path)
    assert all(give(tape, *frames(40, group=20)))
    tape.close(BEGAN_MS + 1500)
    found = segment(tmp_path)
    assert [one.flags for one in found.heads] == [
        RecordFlag.INIT,
        RecordFlag.KEY,
        RecordFlag.KEY | RecordFlag.LAST,
    ]
    assert [(one.at_ms - BEGAN_MS, one.duration_ms, one.key) for one in found.index] == [
        (0, 0, False),
        (0, 666, True),
        (666, 834, True),
    ]


def test_no_record_is_longer_than_a_second(tmp_path: Path) -> None:
    tape = tape_in(tmp_path)
    assert all(give(tape, *frames(90, group=90)))
    tape.close(BEGAN_MS + 3000)
    assert [one.duration_ms for one in segment(tmp_path).index] == [0, 933, 900, 900, 267]


def test_no_record_waits_when_it_is_large(tmp_path: Path) -> None:
    tape = tape_in(tmp_path)
    key, *rest = frames()[:6]
    filler = b"\0\0\0\1\x0c" + b"\xff" * 600_000  # a unit that decoders pass over
    heavy = [replace(frame, payload=frame.payload + filler) for frame in rest]
    assert all(give(tape, key, *heavy))
    assert len(segment(tmp_path).index) == 3
    tape.close(BEGAN_MS + 3000)
    assert len(times_ms(tmp_path)) == 6


@pytest.mark.parametrize("payload", [b"", b"junk", b"\0\0\0\1\x65\x88"])
def test_a_key_frame_that_is_none_is_left_out(tmp_path: Path, payload: bytes) -> None:
    tape = tape_in(tmp_path)
    junk = replace(frames()[0], payload=payload)
    assert give(tape, junk, frames()[1], *frames()[30:32]) == [False, False, True, True]
    tape.close(BEGAN_MS + 2000)
    assert len(times_ms(tmp_path)) == 2


def test_a_picture_with_nothing_in_it_makes_no_record(tmp_path: Path) -> None:
    tape = tape_in(tmp_path)
    assert all(give(tape, *frames()[:2]))
    tape.flush(BEGAN_MS + 100)
    assert all(give(tape, replace(frames()[2], payload=b""), *frames()[3:5]))
    tape.flush(BEGAN_MS + 700)
    assert all(give(tape, replace(frames()[5], payload=b"")))
    tape.flush(BEGAN_MS + 1400)
    tape.close(BEGAN_MS + 2000)
    assert [one.size > 0 for one in segment(tmp_path).index] == [True, True, True, False]


def events(folder: Path, number: int = 1) -> list[Mapping[str, object]]:
    return [json.loads(line) for line in stream(folder, number).splitlines()]


def at(x_norm: int) -> dict[str, object]:
    return {"type": "pointer_at", "at": {"monitor": 0, "x_norm": x_norm, "y_norm": 0}}


def test_events_are_lines_with_their_time_and_kind(tmp_path: Path) -> None:
    tape = tape_in(tmp_path)
    activity = {"type": "activity", "holder": "p_1", "keys": 3, "clicks": 1, "moves": 40}
    tape.event(BEGAN_MS, "activity", activity)
    tape.event(BEGAN_MS + 5, "pointed", {"type": "pointed", "person_id": "p_ñ", "at": None, "ghost": False})
    tape.close(BEGAN_MS + 10)
    assert events(tmp_path) == [
        {"at_ms": BEGAN_MS, "kind": "activity", "holder": "p_1", "keys": 3, "clicks": 1, "moves": 40},
        {"at_ms": BEGAN_MS + 5, "kind": "pointed", "person_id": "p_ñ", "at": None, "ghost": False},
    ]
    assert segment(tmp_path).header.track is Track.EVENTS


@pytest.mark.parametrize("kind", ["key_down", "text", "move", "pressed", ""])
def test_what_is_typed_is_not_kept_n8(tmp_path: Path, kind: str) -> None:
    tape = tape_in(tmp_path)
    with pytest.raises(ValueError, match="is not a valid EventKind"):
        tape.event(BEGAN_MS, kind, {"keys": "secret"})
    tape.close(BEGAN_MS)
    assert list(tmp_path.iterdir()) == []


def test_the_pointer_is_kept_25_times_a_second_and_where_it_rests(tmp_path: Path) -> None:
    tape = tape_in(tmp_path)
    for number in range(60):
        tape.event(BEGAN_MS + number * 16, EventKind.POINTER_AT, at(number))
    tape.event(BEGAN_MS + 5000, EventKind.POINTER_AT, at(99))
    tape.close(BEGAN_MS + 6000)
    kept = [(int(str(one["at_ms"])) - BEGAN_MS, one["at"]) for one in events(tmp_path)]
    times = [time for time, _ in kept]
    assert times[:3] == [0, 48, 96]
    assert times[-2:] == [59 * 16, 5000]
    assert len(kept) == 22


def test_the_pointers_place_comes_before_what_was_done_there(tmp_path: Path) -> None:
    tape = tape_in(tmp_path)
    tape.event(BEGAN_MS, EventKind.POINTER_AT, at(1))
    tape.event(BEGAN_MS + 10, EventKind.POINTER_AT, at(2))
    tape.event(BEGAN_MS + 20, EventKind.POINTED, {"person_id": "p_1", "at": None, "ghost": False})
    tape.close(BEGAN_MS + 30)
    assert [one["kind"] for one in events(tmp_path)] == ["pointer_at", "pointer_at", "pointed"]


def test_a_shape_is_kept_when_it_changes(tmp_path: Path) -> None:
    tape = tape_in(tmp_path)
    for number, png in enumerate(("arrow", "arrow", "hand", "hand", "arrow")):
        tape.event(BEGAN_MS + number, EventKind.POINTER_SHAPE, {"png": png, "hot_x_px": 0, "hot_y_px": 0})
    tape.close(BEGAN_MS + 30)
    assert [one["png"] for one in events(tmp_path)] == ["arrow", "hand", "arrow"]


def test_many_events_do_not_wait_for_the_flush(tmp_path: Path) -> None:
    tape = tape_in(tmp_path)
    for number in range(10):
        tape.event(BEGAN_MS + number, EventKind.INKED, {"points": ["x" * 10_000]})
    assert len(segment(tmp_path).index) == 1
    tape.event(BEGAN_MS + 1010, EventKind.ACTIVITY, {"keys": 1})
    assert len(segment(tmp_path).index) == 2
    tape.close(BEGAN_MS + 2000)
    assert len(events(tmp_path)) == 11


def test_times_of_events_never_run_back(tmp_path: Path) -> None:
    tape = tape_in(tmp_path)
    for at_ms in (BEGAN_MS + 20, BEGAN_MS, BEGAN_MS + 30):
        tape.event(at_ms, EventKind.ACTIVITY, {"keys": 1})
    tape.close(BEGAN_MS)
    assert [int(str(one["at_ms"])) - BEGAN_MS for one in events(tmp_path)] == [20, 20, 30]
    assert segment(tmp_path).ended_at_ms == BEGAN_MS + 30


def test_a_long_track_of_events_begins_another_segment(tmp_path: Path) -> None:
    tape = tape_in(tmp_path)
    for at_ms in (BEGAN_MS, BEGAN_MS + SEGMENT_LIMIT_MS - 1, BEGAN_MS + SEGMENT_LIMIT_MS):
        tape.event(at_ms, EventKind.ACTIVITY, {"keys": 1})
        tape.flush(at_ms)
    tape.close(BEGAN_MS + SEGMENT_LIMIT_MS + 5)
    assert [len(events(tmp_path, number)) for number in (1, 2)] == [2, 1]
    assert tape.heads() == {
        number: FileHead(len(segment(tmp_path, number).index), list(segment(tmp_path, number).hashes())[-1])
        for number in (1, 2)
    }


def test_a_track_without_a_segment_ends_silently(tmp_path: Path) -> None:
    tape = tape_in(tmp_path)
    assert give(tape, frames()[1]) == [False]
    tape.cut(BEGAN_MS)
    tape.close(BEGAN_MS)
    assert list(tmp_path.iterdir()) == []
