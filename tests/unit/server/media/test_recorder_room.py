"""How much room there is for recordings (SPEC N7)."""

import logging
from pathlib import Path

import pytest

from recordings.errors import StoreBroken, StoreFull
from server.media.recorder_room import Limits, Room

EVER = 2**60


def room(folder: Path, warn: int = 0, stop: int = 0, quota: int = 0) -> Room:
    made = Room(folder, Limits(warn, stop, quota))
    made.measure()
    return made


def test_a_roomy_disk_lets_everything_in(tmp_path: Path) -> None:
    made = room(tmp_path)
    made.require()
    assert (made.last.is_short, made.last.is_full, made.last.free_bytes > 0) == (False, False, True)


def test_a_warning_comes_before_the_end_and_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    made = room(tmp_path, warn=EVER)
    with caplog.at_level(logging.WARNING):
        made.require()
        made.require()
    assert (made.last.is_short, made.last.is_full, len(caplog.records)) == (True, False, 1)


def test_what_is_left_free_is_for_the_log_n7(tmp_path: Path) -> None:
    with pytest.raises(StoreFull):
        room(tmp_path, warn=EVER, stop=EVER).require()


def test_the_quota_counts_what_is_there_and_what_is_written(tmp_path: Path) -> None:
    (tmp_path / "s_1").mkdir()
    (tmp_path / "s_1" / "0001.rec").write_bytes(bytes(600))
    made = room(tmp_path, quota=1000)
    made.require()
    made.grew(350)
    made.require()
    assert made.last.is_short
    made.grew(50)
    with pytest.raises(StoreFull):
        made.require()
    (tmp_path / "s_1" / "0001.rec").unlink()
    made.measure()
    made.require()


def test_a_folder_that_is_gone_says_so(tmp_path: Path) -> None:
    made = room(tmp_path)
    tmp_path.rmdir()
    with pytest.raises(StoreBroken):
        made.require()
