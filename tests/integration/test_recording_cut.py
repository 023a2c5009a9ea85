"""A recording that was cut anywhere plays up to its last whole record, unrepaired."""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pytest

from recordings.errors import Damage, SegmentBroken
from recordings.media import boxes
from recordings.reader import Segment
from recordings.record_file import HASH_BYTES, HEAD_BYTES
from recordings.source import LocalFile
from tests.support.players import decode, probe
from tests.support.recorded import KEY, frames, picture_times_us, recorded, stream

SEEDED: Final = 200
PROBED: Final = 20


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    recorded(folder, frames(150))
    return folder


def opened(path: Path) -> Segment:
    return Segment.open(LocalFile(path), KEY)


def record_starts(path: Path) -> list[int]:
    """Where each record begins, and where the last one ends."""
    found = opened(path)
    starts = [path.stat().st_size]
    for head in reversed(found.heads):
        starts.insert(0, starts[0] - head.whole_bytes)
    return starts


def borders(path: Path) -> list[int]:
    """Every border in the file: of records, of their parts, and of the boxes in them."""
    found, starts = opened(path), record_starts(path)
    at = {0, *starts}
    for head, start in zip(found.heads, starts, strict=False):
        content = start + HEAD_BYTES
        at |= {content, start + head.whole_bytes - HASH_BYTES}
        for _, box in boxes(found.record(head.seq)):
            at |= {content, content := content + len(box)}
    return sorted(at)


def check_cut(whole: Path, copy: Path, length: int, starts: Sequence[int]) -> Segment | None:
    """Cut a copy to this length: it holds exactly the whole records, and its chain verifies."""
    copy.write_bytes((whole / "0001.rec").read_bytes()[:length])
    if length < starts[0]:
        with pytest.raises(SegmentBroken) as found:
            opened(copy)
        assert (found.value.seq, found.value.damage) == (0, Damage.CUT_OFF)
        return None
    left = sum(end <= length for end in starts[1:])
    cut = opened(copy)
    assert (len(cut.index), cut.damage, cut.whole) == (left, None, length == starts[-1])
    assert cut.read(0, cut.size + 1) == stream(whole)[: cut.size]
    assert cut.size == (cut.index[-1].offset + cut.index[-1].size if left else 0)
    assert len(list(cut.hashes())) == left
    return cut


@pytest.mark.slow
def test_cut_at_every_border_it_reads_up_to_the_last_whole_record(whole: Path, tmp_path: Path) -> None:
    starts = record_starts(whole / "0001.rec")
    places = borders(whole / "0001.rec")
    assert len(places) > 4 * len(starts)
    for place in places:
        for length in {max(place - 1, 0), place, min(place + 1, starts[-1])}:
            check_cut(whole, tmp_path / "0001.rec", length, starts)


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_cut_anywhere_it_plays_unrepaired(whole: Path, tmp_path: Path) -> None:
    rng = random.Random(4)
    starts = record_starts(whole / "0001.rec")
    lengths = [rng.randrange(starts[-1]) for _ in range(SEEDED)]
    probed = 0
    for length in lengths:
        cut = check_cut(whole, tmp_path / "0001.rec", length, starts)
        if cut is None or len(cut.index) < 2:
            continue
        content = cut.read(0, cut.size)
        times = picture_times_us(content)
        assert times == picture_times_us(stream(whole))[: len(times)]
        assert times[-1] / 1000 <= cut.ended_at_ms - cut.header.started_at_ms <= times[-1] / 1000 + 1000
        if probed < PROBED:
            probed += 1
            (tmp_path / "cut.mp4").write_bytes(content)
            assert len(probe(tmp_path / "cut.mp4")) == decode(tmp_path / "cut.mp4") == len(times)
    assert probed == PROBED
