"""When there is no room left nothing is half kept: what was on the disk stays whole, the rest is refused."""

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from recordings import manifest
from recordings.errors import StoreFull
from recordings.reader import Segment, open_segment
from recordings.record_file import header_bytes
from recordings.segment_writer import FileHead
from recordings.source import LocalFolder
from recordings.tracks import EventKind
from recordings.writer import Tape
from tests.support.recorded import BEGAN_MS, KEY, Frame, frames, later, picture_times_us, tape_in

DISK_BYTES: Final = 256 * 1024
LIMITED: Final = """
import resource, signal, sys
from pathlib import Path
from recordings.errors import StoreFull
from tests.support.recorded import frames, play, tape_in

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
tape = tape_in(Path(sys.argv[1]))
try:
    play(tape, frames(300))
except StoreFull:
    print(sum(head.records for head in tape.heads().values()), flush=True)
"""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 KiB of its own; who may not mount one is allowed files of that size and no more."""
    place = tmp_path / "disk"
    place.mkdir()
    with mounted(place) if os.geteuid() == 0 else limited():
        yield place


@contextmanager
def mounted(place: Path) -> Iterator[None]:
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(place)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", str(place)], check=True)


@contextmanager
def limited() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (DISK_BYTES, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def fill(tape: Tape) -> tuple[int, dict[int, FileHead]]:
    """Record until there is no room; how many pictures were taken, and what was said to be on the disk."""
    heads: dict[int, FileHead] = {}
    taken = 0
    group = frames(150, width_px=640, height_px=360)
    for round_number in range(50):
        for frame in later(group, 5000 * round_number, seq=150 * round_number):
            try:
                tape.video(0, frame.header, frame.payload, frame.at_ms)
                tape.event(frame.at_ms, EventKind.ACTIVITY, {"keys": 1})
                if taken % 20 == 19:
                    tape.flush(frame.at_ms)
                    heads = tape.heads()
            except StoreFull:
                return taken, heads
            taken += 1
    raise AssertionError("the disk never was full")


def hashes_up_to(found: Segment, head: FileHead) -> bool:
    hashes = list(found.hashes())
    return len(hashes) >= head.records and hashes[head.records - 1] == head.hash


@pytest.mark.slow
def test_a_full_disk_keeps_all_that_was_said_to_be_kept_n7(small_disk: Path) -> None:
    tape = tape_in(small_disk)
    taken, heads = fill(tape)
    for call in (tape.flush, tape.cut):
        with pytest.raises(StoreFull, match="no room left") as refused:
            call(BEGAN_MS + 400_000)
        assert refused.value.place == str(small_disk)
    tape.close(BEGAN_MS + 400_000)
    found = manifest.read(LocalFolder(small_disk))
    assert found.unreadable == ()
    for number, head in heads.items():
        kept = open_segment(LocalFolder(small_disk), number, KEY)
        assert kept.damage is None
        assert hashes_up_to(kept, head)
        assert (small_disk / f"{number:04}.rec").stat().st_size == file_end(kept)
        assert tape.heads()[number].records >= head.records
    video = open_segment(LocalFolder(small_disk), 1, KEY)
    assert taken - 60 <= len(picture_times_us(video.read(0, video.size))) <= taken


def file_end(kept: Segment) -> int:
    """Where the last whole record ends."""
    return len(header_bytes(kept.header)) + sum(head.whole_bytes for head in kept.heads)


def test_with_room_again_a_new_tape_records_again(small_disk: Path) -> None:
    fill(tape_in(small_disk))
    (small_disk / "0001.rec").unlink()
    tape = tape_in(small_disk)
    first: Frame = frames()[0]
    assert tape.video(0, first.header, first.payload, first.at_ms)
    tape.close(BEGAN_MS + 1000)
    assert manifest.read(LocalFolder(small_disk)).videos()[-1].whole


@pytest.mark.slow
@pytest.mark.parametrize("limit_bytes", [10, 200, 1000, 4000, 20_000])
def test_a_limit_within_any_part_of_a_file_leaves_whole_records(tmp_path: Path, limit_bytes: int) -> None:
    command = [sys.executable, "-c", LIMITED, str(tmp_path), str(limit_bytes)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    said = int(done.stdout)
    found = manifest.read(LocalFolder(tmp_path))
    kept = sum(one.records for one in found.segments)
    assert said <= kept <= said + 1
    assert (tmp_path / "0001.rec").stat().st_size <= limit_bytes
    for one in found.segments:
        assert len(list(open_segment(LocalFolder(tmp_path), one.header.number, None).hashes())) == one.records
