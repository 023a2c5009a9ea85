"""A recorder that is killed at any instant loses less than a second, and every player plays the rest."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from recordings import manifest
from recordings.source import LocalFolder
from recordings.writer import next_number
from tests.support.players import chromium_plays, decode, probe
from tests.support.recorded import BEGAN_MS, frames, later, play, recorded, segment, stream, tape_in

KILLS: Final = 200 if os.environ.get("AUXILIO_LONG") else 12
FRAMES: Final = 600
LOSES_AT_MOST_MS: Final = 1000
WRITES: Final = """
import sys
from pathlib import Path
from tests.support.recorded import frames, play, tape_in

def said(some):
    for frame in some:
        yield frame
        print(frame.at_ms, flush=True)

some = frames(%d, width_px=160, height_px=96)
print("ready", flush=True)
play(tape_in(Path(sys.argv[1])), said(some), pointer=True)
"""


def killed(folder: Path, after: int) -> int:
    """Record in a process of its own and kill it after so many pictures; when the last one was taken."""
    command = [sys.executable, "-c", WRITES % FRAMES, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writing:
        assert writing.stdout is not None
        for _ in range(after + 1):
            assert writing.stdout.readline()
        writing.send_signal(signal.SIGKILL)
        taken = writing.stdout.read().split()
    whole_numbers = [int(word) for word in taken if len(word) == len(str(BEGAN_MS))]
    return whole_numbers[-1] if whole_numbers else BEGAN_MS


@pytest.mark.slow
@pytest.mark.timeout(30 * KILLS)
def test_killed_at_any_instant_it_loses_less_than_a_second(tmp_path: Path) -> None:
    rng = random.Random(44)
    for number in range(KILLS):
        folder = tmp_path / str(number)
        folder.mkdir()
        taken_ms = killed(folder, rng.randrange(40, FRAMES - 100))
        found = manifest.read(LocalFolder(folder))
        assert [one.header.number for one in found.segments] == [1, 2]
        assert found.unreadable == ()
        for one in found.segments:
            kept = segment(folder, one.header.number)
            assert (kept.whole, kept.damage) == (False, None)
            assert len(list(kept.hashes())) == len(kept.index)
            assert taken_ms - one.ended_at_ms < LOSES_AT_MOST_MS
        path = tmp_path / "killed.mp4"
        path.write_bytes(stream(folder))
        times = probe(path)
        assert decode(path) == len(times)
        assert taken_ms - BEGAN_MS - times[-1][0] * 1000 < LOSES_AT_MOST_MS
        assert next_number(folder) == 3


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_chromium_plays_and_seeks_what_a_killed_recorder_left(tmp_path: Path) -> None:
    taken_ms = killed(tmp_path, 300)
    path = tmp_path / "killed.mp4"
    path.write_bytes(stream(tmp_path))
    shown = chromium_plays(path, 2.0)
    assert (shown.width, shown.height) == (160, 96)
    assert abs(min(shown.bright) - 2 * 30 * 4 % 152) <= 4
    assert (taken_ms - BEGAN_MS) / 1000 - shown.duration < LOSES_AT_MOST_MS / 1000
    assert shown.at == pytest.approx(shown.duration, abs=0.1)


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_chromium_plays_a_whole_recording_with_a_rest_in_it(tmp_path: Path) -> None:
    recorded(tmp_path, [*frames(90), *later(frames(90), 15_000, seq=90)])
    path = tmp_path / "whole.mp4"
    path.write_bytes(stream(tmp_path))
    assert len(probe(path)) == decode(path) == 180
    shown = chromium_plays(path, 16.0)
    assert shown.duration == pytest.approx(18.0, abs=0.05)
    assert min(shown.bright) == 30 * 4


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_a_recording_that_began_with_the_relays_last_group_plays(tmp_path: Path) -> None:
    tape = tape_in(tmp_path)
    came_ms = BEGAN_MS + 5000
    for frame in frames(90)[60:]:  # seen over a second, handed over at once
        assert tape.video(0, frame.header, frame.payload, came_ms)
    tape.close(play(tape, later(frames(90), 5000, seq=90)) + 33)
    path = tmp_path / "began.mp4"
    path.write_bytes(stream(tmp_path))
    times = [round(time * 1000) for time, _ in probe(path)]
    assert decode(path) == len(times) == 120
    assert max(times[:31]) <= 42
    assert abs(times[-1] - 89 * 33.3) < 20
    shown = chromium_plays(path, 2.0)
    assert min(shown.bright) == 60 * 4
