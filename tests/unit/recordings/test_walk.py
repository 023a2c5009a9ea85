"""From record to record through a segment's file."""

from pathlib import Path

import pytest

from recordings import walk
from recordings.errors import Damage, SegmentBroken
from recordings.record_file import HASH_BYTES, HEAD_BYTES, file_name
from tests.support.sealed_folder import write_segment

RECORD_BYTES = HEAD_BYTES + 64 + HASH_BYTES


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / file_name(1)


def test_every_record_is_met_in_order(path: Path) -> None:
    hashes = write_segment(path.parent, 1, 5)
    walked = walk.walk(path)
    assert walked.hashes == tuple(hashes)
    assert walked.head == (5, hashes[5])
    assert (walked.end, walked.rest, walked.damage) == (path.stat().st_size, 0, None)
    assert walked.continues((3, hashes[3]))
    assert not walked.continues((3, hashes[2]))
    assert not walked.continues((6, hashes[5]))


def test_what_is_known_is_only_leafed_through(path: Path) -> None:
    hashes = write_segment(path.parent, 1, 5)
    content = bytearray(path.read_bytes())
    second = len(content) - 4 * RECORD_BYTES + HEAD_BYTES
    content[second] ^= 1
    path.write_bytes(content)
    assert walk.walk(path, 2).hashes == tuple(hashes)
    damaged = walk.walk(path, 1)
    assert (damaged.head, damaged.damage) == ((1, hashes[1]), Damage.CHANGED)


@pytest.mark.parametrize("left", [1, HEAD_BYTES - 1, HEAD_BYTES, RECORD_BYTES - 1])
def test_what_a_crash_left_of_a_record_is_cut_off(path: Path, left: int) -> None:
    hashes = write_segment(path.parent, 1, 3)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) - RECORD_BYTES + left])
    walked = walk.walk(path)
    assert (walked.head, walked.rest, walked.damage) == ((2, hashes[2]), left, None)
    walk.cut_rest(path, walked)
    assert path.read_bytes() == whole[:-RECORD_BYTES]


def test_a_file_that_is_none_is_refused(path: Path) -> None:
    path.write_bytes(b"AUXREC1\n")
    with pytest.raises(SegmentBroken):
        walk.walk(path)


def test_a_file_without_a_record_is_whole(path: Path) -> None:
    (header,) = write_segment(path.parent, 1, 0)
    walked = walk.walk(path)
    assert walked.head == (0, header)
    walk.check(walked, [(0, header)], is_sealed=True)
    with pytest.raises(SegmentBroken):
        walk.check(walked, [(0, bytes(32))], is_sealed=True)
