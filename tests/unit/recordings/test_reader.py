"""A segment is read in any part, up to its last whole record, and every change in it is found."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recordings.errors import Damage, KeyWrong, NotKept, SegmentBroken
from recordings.reader import Segment
from recordings.record_file import RecordFlag, SegmentHeader, Track
from recordings.segment_writer import SegmentWriter
from recordings.source import LocalFile
from tests.support.recorded import BEGAN_MS, KEY, SESSION, frames, play, recorded, segment, stream, tape_in

CONTENTS = [b"first", b"", b"the third of them", b"4"]
WHOLE = b"".join(CONTENTS)


def written(folder: Path, *, closed: bool = True) -> Path:
    header = SegmentHeader(session_id=SESSION, number=1, track=Track.EVENTS, started_at_ms=BEGAN_MS)
    file = SegmentWriter(folder, header, KEY)
    for number, content in enumerate(CONTENTS):
        file.append(content, BEGAN_MS + 750 * number, 750, RecordFlag(0))
    if closed:
        file.close(BEGAN_MS + 3000)
    file.abandon()
    return folder / "0001.rec"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kept")
    written(folder)
    return folder


class CountingFile(LocalFile):
    """A file that counts what was read of it."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.read_bytes = 0

    def read(self, start: int, stop: int) -> bytes:
        found = super().read(start, stop)
        self.read_bytes += len(found)
        return found


@given(start=st.integers(0, 40), stop=st.integers(0, 40))
def test_any_part_is_what_was_written(kept: Path, start: int, stop: int) -> None:
    assert segment(kept).read(start, stop) == WHOLE[start:stop]


def test_a_read_opens_only_the_records_that_it_touches(tmp_path: Path) -> None:
    recorded(tmp_path, frames(300))
    source = CountingFile(tmp_path / "0001.rec")
    found = Segment.open(source, KEY, (tmp_path / "0001.idx").read_bytes())
    assert source.read_bytes < 5000
    before, place = source.read_bytes, found.index[5]
    assert len(found.read(place.offset + 1, place.offset + 9)) == 8
    assert source.read_bytes - before <= place.size + 100
    before = source.read_bytes
    assert len(found.read(place.offset + 9, place.offset + 19)) == 10
    assert source.read_bytes == before


def test_the_pieces_are_the_records(kept: Path) -> None:
    found = segment(kept)
    assert list(found.pieces(3, 10)) == [b"st", b"", b"the t"]
    assert [found.record(seq) for seq in (1, 3, 5)] == [b"first", b"the third of them", b""]


def test_with_and_without_index_it_reads_the_same(tmp_path: Path) -> None:
    path = written(tmp_path)
    by_index = segment(tmp_path)
    (tmp_path / "0001.idx").unlink()
    scanned = segment(tmp_path)
    assert list(by_index.index) == list(scanned.index)
    assert (by_index.size, by_index.whole, by_index.ended_at_ms) == (
        scanned.size,
        scanned.whole,
        scanned.ended_at_ms,
    )
    assert scanned.ended_at_ms == BEGAN_MS + 3000
    assert path.exists()


def test_an_index_of_another_file_is_passed_over(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.write_bytes(path.read_bytes()[:-10])
    assert segment(tmp_path).read(0, 99) == WHOLE
    assert not segment(tmp_path).whole


def test_a_growing_segment_is_read_as_it_grows(tmp_path: Path) -> None:
    tape = tape_in(tmp_path)
    play(tape, frames()[:30])
    tape.flush(BEGAN_MS + 1000)
    found = segment(tmp_path)
    before = found.read(0, found.size)
    assert (len(found.index), found.whole) == (3, False)
    play(tape, frames()[30:])
    found.refresh()
    assert len(found.index) == 4
    tape.close(BEGAN_MS + 2000)
    found.refresh()
    found.refresh()
    assert (len(found.index), found.whole) == (5, True)
    assert found.read(0, found.size) == stream(tmp_path)
    assert found.read(0, len(before)) == before


def test_without_records_there_is_nothing_to_read(tmp_path: Path) -> None:
    header = SegmentHeader(session_id=SESSION, number=1, track=Track.EVENTS, started_at_ms=BEGAN_MS)
    SegmentWriter(tmp_path, header, KEY).abandon()
    found = segment(tmp_path)
    assert (found.read(0, 99), found.size, found.whole, found.ended_at_ms) == (b"", 0, False, BEGAN_MS)
    assert list(found.hashes()) == []


def test_a_segment_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotKept):
        segment(tmp_path)


def test_without_the_key_the_chain_is_checked_and_nothing_is_read(kept: Path) -> None:
    found = segment(kept, key=None)
    assert len(list(found.hashes())) == 5
    with pytest.raises(KeyWrong):
        found.read(0, 5)


def test_another_key_is_told_from_a_changed_record(kept: Path, tmp_path: Path) -> None:
    for at in (0, 16):  # in the first record, and in a later one
        with pytest.raises(KeyWrong):
            segment(kept, key=bytes(32)).read(at, at + 1)
    path = written(tmp_path)
    content = bytearray(path.read_bytes())
    content[-200] ^= 1
    path.write_bytes(content)
    with pytest.raises(SegmentBroken):
        segment(tmp_path).read(0, 99)


def test_any_flipped_bit_is_found_without_a_key(tmp_path: Path) -> None:
    path = written(tmp_path)
    whole = path.read_bytes()
    length = len(whole)
    (tmp_path / "0001.idx").unlink()
    for at in range(length):
        content = bytearray(whole)
        content[at] ^= 1 << at % 8
        path.write_bytes(content)
        assert not looks_whole(tmp_path), f"byte {at}"


def looks_whole(folder: Path) -> bool:
    """Whether the chain of an unclosed index holds, and ends as it was closed."""
    try:
        found = segment(folder, key=None)
        return len(list(found.hashes())) == 5 and found.whole
    except SegmentBroken:
        return False


def test_the_untouched_file_looks_whole(tmp_path: Path) -> None:
    written(tmp_path)
    assert looks_whole(tmp_path)


def test_a_flipped_bit_in_a_record_is_named_with_and_without_key(tmp_path: Path) -> None:
    path = written(tmp_path)
    found = segment(tmp_path)
    place = path.stat().st_size - sum(head.whole_bytes for head in found.heads[2:]) + 25
    content = bytearray(path.read_bytes())
    content[place] ^= 16
    path.write_bytes(content)
    with pytest.raises(SegmentBroken) as by_key:
        segment(tmp_path).read(0, 99)
    with pytest.raises(SegmentBroken) as by_chain:
        list(segment(tmp_path, key=None).hashes())
    assert {(e.value.name, e.value.seq, e.value.damage) for e in (by_key, by_chain)} == {
        ("0001.rec", 3, Damage.CHANGED)
    }
    assert segment(tmp_path).read(0, 5) == b"first"


def test_what_was_added_after_the_end_is_said(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.write_bytes(path.read_bytes() + b"\1" * 30)
    found = segment(tmp_path)
    assert (found.damage, found.whole, found.read(0, 99)) == (Damage.ADDED, False, WHOLE)


def test_a_record_in_anothers_place_is_said(tmp_path: Path) -> None:
    path = written(tmp_path, closed=False)
    heads = segment(tmp_path).heads
    content = path.read_bytes()
    start = len(content) - sum(head.whole_bytes for head in heads)
    second = start + heads[0].whole_bytes
    path.write_bytes(content[:start] + content[second:])
    found = segment(tmp_path)
    assert (found.damage, len(found.index)) == (Damage.CHANGED, 0)


def test_a_tail_that_a_power_cut_left_without_content_is_left_out(tmp_path: Path) -> None:
    path = written(tmp_path, closed=False)
    whole = path.read_bytes()
    last = segment(tmp_path).heads[-1].whole_bytes
    for zeros in (40, last, last + 50, len(whole)):
        kept_bytes = len(whole) - min(zeros, 120)
        path.write_bytes(whole[:kept_bytes] + bytes(len(whole) - kept_bytes))
        found = segment(tmp_path)
        assert found.damage is None
        assert WHOLE.startswith(found.read(0, 99))
        assert list(found.hashes()) is not None
    path.write_bytes(whole + bytes(4096))
    assert segment(tmp_path).read(0, 99) == WHOLE


def test_a_file_that_shrinks_under_the_reader_is_broken(tmp_path: Path) -> None:
    path = written(tmp_path)
    found = segment(tmp_path)
    os.truncate(path, path.stat().st_size // 2)
    with pytest.raises(SegmentBroken):
        found.read(0, 99)
    with pytest.raises(SegmentBroken):
        list(found.hashes())
