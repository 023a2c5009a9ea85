"""What was acknowledged survives the death of the process, at any instant (SPEC S1)."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import pytest

from server.db.engine import open_database
from server.db.session_log import SqlSessionLog
from server.security.seal import Seal
from tests.support.appender import SESSION_ID

KILLS: Final = 200 if os.environ.get("AUXILIO_LONG") else 20
ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@pytest.mark.timeout(30 + 5 * KILLS)
@pytest.mark.blocks("starts, kills and waits for processes")
async def test_no_acknowledged_entry_is_lost_when_the_process_is_killed(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'auxilio.db'}"
    chance = random.Random(2)
    acknowledged, at_work = 0, 0
    for _ in range(KILLS):
        ready, last = append_and_die(url, after_seconds=chance.uniform(0.0, 0.25))
        assert ready >= acknowledged, f"{acknowledged} was acknowledged, {ready} was there after the kill"
        at_work += last > ready
        acknowledged = max(ready, last)
    async with open_database(url) as database:
        log = SqlSessionLog(database, Seal(bytes(32)))
        assert await log.verify(SESSION_ID) >= acknowledged
        assert [entry.seq for entry in await log.load(SESSION_ID)][:acknowledged] == list(
            range(1, acknowledged + 1)
        )
    assert at_work > KILLS / 2, "the kills must come while it appends"


def append_and_die(url: str, *, after_seconds: float) -> tuple[int, int]:
    """Run the appender for a while and kill it: what it found, and the last number that it reported."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.support.appender", url], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as appender:
        assert appender.stdout is not None
        ready = int(appender.stdout.readline().removeprefix("ready "))
        deadline = time.monotonic() + after_seconds
        while time.monotonic() < deadline:
            pass  # a busy wait: the instant of the kill is the point
        appender.kill()
        said = [line for line in appender.stdout.read().splitlines(keepends=True) if line.endswith("\n")]
    return ready, int(said[-1]) if said else ready
