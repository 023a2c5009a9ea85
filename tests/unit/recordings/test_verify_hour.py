"""An hour of ordinary work is verified within two seconds of a processor."""

import logging
import time
from pathlib import Path
from typing import Final

import pytest

from recordings import witness
from recordings.checkpoint import public_half
from recordings.verify import Expected, verify
from tests.support.sealed_folder import KEY, SESSION, SealedFolder, chained, write_segment

log = logging.getLogger(__name__)

LIMIT_SECONDS: Final = 2.0
RECORDS: Final = 3_600
MINUTES: Final = 60


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_an_hour_verifies_within_two_seconds(tmp_path: Path) -> None:
    folder = tmp_path / SESSION
    folder.mkdir()
    hour = SealedFolder(folder, tmp_path / witness.NAME, chained(50 * MINUTES, sealed_bytes=400))
    pictures = write_segment(folder, 1, RECORDS, sealed_bytes=33_000)
    events = write_segment(folder, 2, RECORDS, sealed_bytes=600)
    for minute in range(1, MINUTES + 1):
        records = 60 * minute
        files = {1: (records, pictures[records]), 2: (records, events[records])}
        hour.checkpoint(50 * minute, files, final=minute == MINUTES)
    hour.write_log()
    began = time.process_time()
    report = verify(folder, Expected(public_half(KEY), witness.read(hour.witness).seen))
    took_seconds = time.process_time() - began
    assert report.is_whole, report.findings
    assert (report.entries, report.checkpoints, report.records) == (3_000, MINUTES, 2 * RECORDS)
    size_mb = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
    log.info("an hour of %.0f MB was verified in %.0f ms of a processor", size_mb, took_seconds * 1000)
    assert took_seconds <= LIMIT_SECONDS
