"""A segment's file holds whole records only, and says what is on the disk."""

import os
from pathlib import Path

import pytest

from protocol.ids import SessionId
from recordings.errors import StoreBroken
from recordings.index_file import read_index
from recordings.record_file import RecordFlag, SegmentHeader, Track
from recordings.segment_writer import SegmentWriter
from tests.support.recorded import KEY, SESSION, segment

NONE = RecordFlag(0)


def header(number: int = 1, session_id: SessionId = SESSION) -> SegmentHeader:
    return SegmentHeader(session_id=session_id, number=number, track=Track.EVENTS, started_at_ms=1000)


def test_what_was_appended_is_read_in_order(tmp_path: Path) -> None:
    file = SegmentWriter(tmp_path, header(), KEY)
    for number, content in enumerate((b"one", b"", b"three"), start=1):
        file.append(content, 1000 * number, 750, NONE)
    file.close(4000, b"last", 10)
    found = segment(tmp_path)
    assert found.read(0, 99) == b"onethreelast"
    assert [(one.seq, one.at_ms, one.duration_ms, one.offset, one.size) for one in found.index] == [
        (1, 1000, 750, 0, 3),
        (2, 2000, 750, 3, 0),
        (3, 3000, 750, 3, 5),
        (4, 4000, 10, 8, 4),
    ]
    assert found.whole


def test_only_what_was_synced_is_counted(tmp_path: Path) -> None:
    file = SegmentWriter(tmp_path, header(), KEY)
    begun = file.head
    file.append(b"one", 1000, 750, NONE)
    assert file.head == begun
    assert file.sync() == file.head
    assert file.head.records == 1
    assert list(segment(tmp_path).hashes()) == [file.head.hash]
    file.abandon()


def test_the_file_is_private_and_as_long_as_it_says(tmp_path: Path) -> None:
    file = SegmentWriter(tmp_path, header(), KEY)
    file.append(b"one", 1000, 750, NONE)
    state = (tmp_path / "0001.rec").stat()
    assert (state.st_mode & 0o777, state.st_size) == (0o600, file.kept_bytes)
    file.abandon()


def test_a_file_is_never_written_again(tmp_path: Path) -> None:
    SegmentWriter(tmp_path, header(), KEY).close(2000)
    before = (tmp_path / "0001.rec").read_bytes()
    with pytest.raises(StoreBroken) as found:
        SegmentWriter(tmp_path, header(), KEY)
    assert str(tmp_path) in str(found.value)
    assert (tmp_path / "0001.rec").read_bytes() == before


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreBroken):
        SegmentWriter(tmp_path / "nowhere", header(), KEY)


def test_nothing_is_written_into_a_closed_file(tmp_path: Path) -> None:
    file = SegmentWriter(tmp_path, header(), KEY)
    file.close(2000)
    assert file.closed
    length = (tmp_path / "0001.rec").stat().st_size
    with pytest.raises(StoreBroken):
        file.append(b"more", 3000, 0, NONE)
    assert (tmp_path / "0001.rec").stat().st_size == length
    file.abandon()


def test_a_file_whose_disk_is_gone_is_said_at_the_sync(tmp_path: Path) -> None:
    file = SegmentWriter(tmp_path, header(), KEY)
    file.append(b"one", 1000, 750, NONE)
    file.abandon()
    with pytest.raises(StoreBroken):
        file.sync()
    assert file.head.records == 0


def test_the_index_holds_the_heads(tmp_path: Path) -> None:
    file = SegmentWriter(tmp_path, header(), KEY)
    file.append(b"one", 1000, 750, NONE)
    assert not (tmp_path / "0001.idx").exists()
    file.close(2000)
    heads = read_index((tmp_path / "0001.idx").read_bytes())
    assert heads == list(segment(tmp_path).heads)


def test_an_index_that_cannot_be_written_hurts_nobody(tmp_path: Path) -> None:
    file = SegmentWriter(tmp_path, header(), KEY)
    (tmp_path / "0001.idx").symlink_to(tmp_path / "nowhere" / "0001.idx")
    file.close(2000)
    assert segment(tmp_path).whole
    assert os.listdir(tmp_path) == ["0001.rec"]


def test_nonces_differ_between_files_and_records(tmp_path: Path) -> None:
    for number in (1, 2):
        file = SegmentWriter(tmp_path, header(number), KEY)
        file.append(b"the same content", 1000, 0, NONE)
        file.append(b"the same content", 1000, 0, NONE)
        file.abandon()
    sealed = set()
    for number in (1, 2):
        content = (tmp_path / f"000{number}.rec").read_bytes()
        sealed |= {content[-85 + 21 : -53 + 0], content[-170 + 21 : -138]}
    assert len(sealed) == 4
