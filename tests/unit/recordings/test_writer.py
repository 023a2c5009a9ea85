"""A tape holds everything of one session, and says what of it is on the disk."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from recordings import manifest
from recordings.errors import StoreBroken
from recordings.record_file import Track
from recordings.source import LocalFolder
from recordings.tracks import EventKind
from recordings.writer import next_number
from tests.support.recorded import BEGAN_MS, frames, later, play, segment, stream, tape_in


def test_all_monitors_and_the_events_are_tracks_of_their_own(tmp_path: Path) -> None:
    tape = tape_in(tmp_path)
    for one, two in zip(frames(), later(frames(), 5, stream=3), strict=True):
        assert tape.video(0, one.header, one.payload, one.at_ms)
        assert tape.video(3, two.header, two.payload, two.at_ms)
        tape.event(two.at_ms, EventKind.ACTIVITY, {"keys": 1})
    tape.close(BEGAN_MS + 3000)
    found = manifest.read(LocalFolder(tmp_path))
    assert found.streams == (0, 3)
    assert [one.header.track for one in found.segments] == [Track.VIDEO, Track.VIDEO, Track.EVENTS]
    assert all(one.whole for one in found.segments)


def test_what_was_flushed_is_on_the_disk(tmp_path: Path) -> None:
    tape = tape_in(tmp_path)
    assert tape.heads() == {}
    play(tape, frames()[:30])
    tape.event(BEGAN_MS + 1000, EventKind.ACTIVITY, {"keys": 1})
    tape.flush(BEGAN_MS + 1000)
    heads = tape.heads()
    assert {number: head.records for number, head in heads.items()} == {1: 3, 2: 1}
    assert all(list(segment(tmp_path, number).hashes())[-1] == head.hash for number, head in heads.items())
    assert tape.bytes_written == sum(path.stat().st_size for path in tmp_path.iterdir())
    tape.close(BEGAN_MS + 2000)


def test_a_flush_without_news_writes_nothing(tmp_path: Path) -> None:
    tape = tape_in(tmp_path)
    tape.flush(BEGAN_MS)
    assert os.listdir(tmp_path) == []
    play(tape, frames()[:30])
    tape.flush(BEGAN_MS + 1000)
    heads, written = tape.heads(), tape.bytes_written
    for second in range(2, 100):
        tape.flush(BEGAN_MS + second * 1000)
    assert (tape.heads(), tape.bytes_written) == (heads, written)
    tape.close(BEGAN_MS + 100_000)
    assert segment(tmp_path).ended_at_ms == BEGAN_MS + 100_000


def test_a_cut_ends_all_segments_and_new_ones_follow_n4(tmp_path: Path) -> None:
    tape = tape_in(tmp_path)
    play(tape, frames())
    tape.event(BEGAN_MS + 1900, EventKind.ACTIVITY, {"keys": 1})
    tape.cut(BEGAN_MS + 2000)
    again = later(frames(), 60_000, seq=60)
    assert not tape.video(0, again[1].header, again[1].payload, again[1].at_ms)
    play(tape, again)
    tape.event(BEGAN_MS + 61_900, EventKind.ACTIVITY, {"keys": 1})
    tape.close(BEGAN_MS + 62_000)
    found = manifest.read(LocalFolder(tmp_path)).segments
    assert [one.whole for one in found] == [True] * 4
    times = [(one.header.started_at_ms - BEGAN_MS, one.ended_at_ms - BEGAN_MS) for one in found]
    assert times == [(0, 2000), (1900, 2000), (60_000, 62_000), (61_900, 62_000)]
    assert tape.heads().keys() == {1, 2, 3, 4}


def test_a_monitor_that_is_gone_ends_its_segment_alone(tmp_path: Path) -> None:
    tape = tape_in(tmp_path)
    play(tape, frames()[:30])
    play(tape, later(frames()[:30], 0, stream=1))
    tape.only(frozenset({0}), BEGAN_MS + 1000)
    play(tape, frames()[30:])
    tape.close(BEGAN_MS + 2000)
    found = manifest.read(LocalFolder(tmp_path))
    assert [(one.header.stream, one.ended_at_ms - BEGAN_MS) for one in found.segments] == [
        (0, 2000),
        (1, 1000),
    ]


def test_a_tape_after_a_restart_begins_new_files(tmp_path: Path) -> None:
    assert next_number(tmp_path) == 1
    first = tape_in(tmp_path)
    play(first, frames())
    before = (tmp_path / "0001.rec").read_bytes()
    (tmp_path / "log.jsonl").write_text("a line\n")
    second = tape_in(tmp_path)
    assert next_number(tmp_path) == 2
    play(second, later(frames(), 9000))
    second.close(BEGAN_MS + 12_000)
    assert second.next_number == 3
    assert (tmp_path / "0001.rec").read_bytes() == before
    assert len(stream(tmp_path, 2)) > 0


def test_a_tape_whose_folder_is_gone_says_it_each_time_n7(tmp_path: Path) -> None:
    folder = tmp_path / "s_1"
    folder.mkdir()
    tape = tape_in(folder)
    folder.rmdir()
    first = frames()[0]
    for _ in range(2):
        with pytest.raises(StoreBroken):
            tape.video(0, first.header, first.payload, first.at_ms)
    for call in (tape.flush, tape.cut):
        with pytest.raises(StoreBroken):
            call(BEGAN_MS)
    with pytest.raises(StoreBroken):
        tape.event(BEGAN_MS, EventKind.ACTIVITY, {})
    tape.close(BEGAN_MS)
    assert tape.heads() == {}
    assert tape.bytes_written == 0


def test_an_empty_tape_leaves_nothing(tmp_path: Path) -> None:
    tape = tape_in(tmp_path)
    tape.close(BEGAN_MS)
    assert os.listdir(tmp_path) == []


@pytest.mark.slow
def test_an_idle_hour_is_small(tmp_path: Path) -> None:
    tape = tape_in(tmp_path)
    assert tape.video(0, frames()[0].header, frames()[0].payload, BEGAN_MS)
    for second in range(1, 3600):
        if second % 60 == 0:  # a clock in a corner
            frame = later(frames()[second // 60 % 29 + 1 :][:1], second * 1000)[0]
            assert tape.video(
                0, replace(frame.header, seq=second // 60), frame.payload, BEGAN_MS + second * 1000
            )
        tape.flush(BEGAN_MS + second * 1000)
    tape.close(BEGAN_MS + 3_600_000)
    assert tape.bytes_written < 100_000
    assert segment(tmp_path).ended_at_ms == BEGAN_MS + 3_600_000
