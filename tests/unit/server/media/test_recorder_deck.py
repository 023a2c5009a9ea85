"""What a worker thread makes of what waits: it reads headers, and never a picture (SPEC N3)."""

from dataclasses import replace
from pathlib import Path

import pytest

from protocol.ids import PersonId
from protocol.media import Header, Kind, pack
from protocol.pointing import Activity
from recordings.errors import StoreFull
from recordings.manifest import SegmentAt
from recordings.record_file import Track
from server.media.recorder_deck import Cut, Deck, Only, Waiting
from server.media.recorder_room import Limits, Room
from tests.support.recorded import BEGAN_MS, KEY, SESSION, Frame, frames, later, segment
from tests.support.recording_stage import pictures, segments_in


def deck(folder: Path, **limits: int) -> Deck:
    return Deck(folder, SESSION, KEY, Room(folder, Limits(0, 0, **limits)))


def waiting(*some: Frame) -> list[Waiting]:
    return [Waiting(one.at_ms, pack(one.header, one.payload)) for one in some]


def segments(folder: Path) -> tuple[SegmentAt, ...]:
    return segments_in(folder / SESSION)


def test_nothing_is_made_before_something_is_to_be_kept(tmp_path: Path) -> None:
    made = deck(tmp_path)
    assert made.keep([Waiting(1, Cut()), Waiting(1, Only(frozenset()))], lambda: 1).heads == {}
    assert made.end(2).heads == {}
    assert list(tmp_path.iterdir()) == []


def test_pictures_are_on_the_disk_when_it_returns(tmp_path: Path) -> None:
    made, film = deck(tmp_path), frames(30)
    kept = made.keep(waiting(*film), lambda: film[-1].at_ms + 33)
    assert set(kept.heads) == {1}
    assert kept.grown_bytes == (tmp_path / SESSION / "0001.rec").stat().st_size
    assert kept.broken == frozenset()
    ended = made.end(film[-1].at_ms + 40)
    assert ended.heads[1].records > kept.heads[1].records
    assert segments(tmp_path)[0].whole


def test_pictures_are_kept_byte_for_byte_and_never_decoded_n3(tmp_path: Path) -> None:
    """Nobody could decode these: what follows the slice header is noise."""
    film = [
        one if one.header.key else replace(one, payload=one.payload[:8] + b"\xa5" * 5_000)
        for one in frames(30)
    ]
    made = deck(tmp_path)
    made.keep(waiting(*film), lambda: film[-1].at_ms + 33)
    made.end(film[-1].at_ms + 40)
    opened = segment(tmp_path / SESSION)
    assert opened.read(0, opened.size).count(b"\xa5" * 5_000) == 29


def test_a_gap_asks_for_a_key_frame_and_a_key_frame_heals_it_f3(tmp_path: Path) -> None:
    made, film = deck(tmp_path), frames(60)
    assert made.keep(waiting(*film[:3], *film[5:8]), lambda: BEGAN_MS + 300).broken == {0}
    assert made.keep(waiting(*film[30:33]), lambda: BEGAN_MS + 1300).broken == frozenset()
    assert len(pictures(segments(tmp_path))) == 1


def test_a_cut_ends_everything_and_what_comes_next_begins_anew_n4(tmp_path: Path) -> None:
    made, film = deck(tmp_path), frames(60)
    made.keep([*waiting(*film[:20]), Waiting(film[19].at_ms, Cut())], lambda: film[20].at_ms)
    assert segments(tmp_path)[0].whole
    made.keep(waiting(*film[30:40]), lambda: film[40].at_ms)
    assert [one.header.number for one in segments(tmp_path)] == [1, 2]


def test_a_monitor_that_went_ends_its_segment_alone_n3(tmp_path: Path) -> None:
    made, film = deck(tmp_path), frames(30)
    second = later(film, 0, stream=1)
    both = [one for pair in zip(film, second, strict=True) for one in pair]
    made.keep([*waiting(*both), Waiting(film[-1].at_ms, Only(frozenset({0})))], lambda: film[-1].at_ms + 33)
    assert {one.header.stream: one.whole for one in segments(tmp_path)} == {0: False, 1: True}


def test_pointers_and_counts_are_kept_and_what_is_no_pointer_is_not(tmp_path: Path) -> None:
    made = deck(tmp_path)
    shape = b'{"type":"pointer_shape","png":"","hot_x_px":0,"hot_y_px":0}'
    said: list[bytes] = [
        pack(Header(Kind.POINTER_SHAPE, False, 0, 1, 1), shape),
        pack(Header(Kind.POINTER_AT, False, 0, 2, 2), b'{"at":{"monitor":0,"x_norm":1,"y_norm":2}}'),
        pack(Header(Kind.POINTER_AT, False, 0, 3, 3), b'{"keys":"hunter2"}'),
        pack(Header(Kind.POINTER_SHAPE, False, 0, 4, 4), b"\xff"),
    ]
    counts = Activity(holder=PersonId("p_bo"), keys=3, clicks=1, moves=9)
    made.keep([*(Waiting(BEGAN_MS, one) for one in said), Waiting(BEGAN_MS, counts)], lambda: BEGAN_MS + 1)
    made.end(BEGAN_MS + 2)
    [events] = segments(tmp_path)
    assert events.header.track is Track.EVENTS
    opened = segment(tmp_path / SESSION)
    text = opened.read(0, opened.size).decode()
    assert [kind in text for kind in ("pointer_shape", "pointer_at", "activity")] == [True, True, True]
    assert "hunter2" not in text


def test_without_room_nothing_is_written_and_the_file_is_let_go_n7(tmp_path: Path) -> None:
    made, film = deck(tmp_path, quota_bytes=1), frames(60)
    made.keep(waiting(*film[:30]), lambda: film[30].at_ms)
    size_bytes = (tmp_path / SESSION / "0001.rec").stat().st_size
    with pytest.raises(StoreFull):
        made.keep(waiting(*film[30:]), lambda: film[-1].at_ms)
    made.end(film[-1].at_ms)
    assert (tmp_path / SESSION / "0001.rec").stat().st_size >= size_bytes
