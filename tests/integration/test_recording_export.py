"""What is exported plays in players that know nothing of us, on the clock on which it was recorded."""

import json
import subprocess
from pathlib import Path
from typing import Final

import pytest
from typer.testing import CliRunner

from recordings.caption import Cue
from recordings.cli import APP, KEY_VARIABLE
from recordings.errors import Damage, ExportRefused, KeyWrong, SegmentBroken
from recordings.export import export_folder
from recordings.export_film import Film, make_film
from recordings.source import LocalFolder
from tests.support.players import chromium_plays, decode, probe
from tests.support.recorded import BEGAN_MS, KEY, frames, later, picture_times_us, play, tape_in

BIG: Final = frames(90, width_px=640, height_px=360)
CUES: Final = (
    Cue(BEGAN_MS + 500, "Ana", "¿Qué ve en la pantalla?"),
    Cue(BEGAN_MS + 5000, "Tomás", "Nada nuevo desde hace un rato.\nEspere."),
)


@pytest.fixture
def paused(tmp_path: Path) -> Path:
    """Three seconds, a pause of five, three seconds, then a rest of four."""
    folder = tmp_path / "session"
    folder.mkdir()
    tape = tape_in(folder)
    play(tape, BIG)
    tape.cut(BEGAN_MS + 3000)
    play(tape, later(BIG, 8000))
    tape.close(BEGAN_MS + 15_000)
    return folder


def film(folder: Path, burnt: tuple[Cue, ...] | None = None) -> tuple[Film, Path, list[float]]:
    out, done = folder.parent / "film.mp4", list[float]()
    made = make_film(LocalFolder(folder), KEY, 0, out, burnt, done.append)
    assert list(folder.parent.glob("*.half")) == []
    return made, out, done


@pytest.mark.slow
@pytest.mark.timeout(60)
def test_a_film_is_remuxed_and_its_gaps_are_kept(paused: Path) -> None:
    made, out, done = film(paused)
    assert made == Film(BEGAN_MS, BEGAN_MS + 15_000, 180, encoded=False)
    times = probe(out)
    assert decode(out) == len(times) == 180
    assert [round(time * 1000) for time, _ in times[88:92]] == [2933, 2967, 8000, 8033]
    assert done == sorted(done)
    assert 0.7 < done[-1] <= 1
    shown = chromium_plays(out, 9.0)
    assert shown.duration == pytest.approx(15.0, abs=0.05)
    assert min(shown.bright) == 30 * 4


@pytest.mark.slow
@pytest.mark.timeout(60)
def test_a_burnt_in_chat_stands_below_the_picture_when_it_is_said(paused: Path) -> None:
    made, out, _ = film(paused, CUES)
    # Said while the picture rested: that picture comes again, with it.
    assert made == Film(BEGAN_MS, BEGAN_MS + 15_000, 182, encoded=True)
    assert decode(out) == len(probe(out)) == 182
    assert 5000 in [round(time * 1000) for time, _ in probe(out)]
    assert [bright_dots(out, seconds) > 100 for seconds in (0.3, 0.8, 2.5, 4.9)] == [False, True, True, True]
    assert bright_dots(out, 4.9) > 1.5 * bright_dots(out, 2.5)
    shown = chromium_plays(out, 9.0)
    assert (shown.width, shown.height) == (640, 360 + 48)
    assert shown.duration == pytest.approx(15.0, abs=0.2)


def bright_dots(path: Path, seconds: float) -> int:
    """How many dots of the strip are bright in the first picture from this time on."""
    shown = ("-ss", str(seconds), "-i", str(path), "-frames:v", "1", "-vf", "crop=640:48:0:360")
    command = ("ffmpeg", "-v", "error", *shown, "-f", "rawvideo", "-pix_fmt", "gray", "pipe:1")
    luma = subprocess.run(command, check=True, capture_output=True, timeout=30).stdout
    return sum(dot > 180 for dot in luma)


@pytest.mark.slow
@pytest.mark.timeout(60)
def test_pictures_of_several_sizes_become_one_film(tmp_path: Path) -> None:
    folder = tmp_path / "session"
    folder.mkdir()
    tape = tape_in(folder)
    play(tape, frames(30, width_px=322, height_px=200))
    play(tape, later(BIG, 1000, seq=30))
    tape.close(BEGAN_MS + 4000)
    made, out, _ = film(folder)
    assert (made.encoded, made.pictures) == (True, 120)
    assert decode(out) == len(probe(out)) == 120
    shown = chromium_plays(out, 2.0)
    assert (shown.width, shown.height) == (640, 360)
    assert abs(min(shown.bright) - 30 * 4) <= 1


@pytest.mark.slow
def test_a_stretched_clock_never_runs_back(tmp_path: Path) -> None:
    folder = tmp_path / "session"
    folder.mkdir()
    tape = tape_in(folder)
    play(tape, BIG)
    tape.cut(BEGAN_MS + 3000)
    play(tape, later(BIG, 1000))  # the server's clock was set back
    tape.close(BEGAN_MS + 4000)
    made, out, _ = film(folder)
    times = picture_times_us(out.read_bytes())
    assert made.pictures == decode(out) == len(probe(out)) == len(times) == 180
    assert times == sorted(set(times))


def test_what_cannot_be_exported_is_said_and_leaves_nothing(paused: Path) -> None:
    out = paused.parent / "film.mp4"
    with pytest.raises(ExportRefused, match="monitor 7"):
        make_film(LocalFolder(paused), KEY, 7, out)
    with pytest.raises(KeyWrong):
        make_film(LocalFolder(paused), bytes(32), 0, out)
    content = bytearray((paused / "0001.rec").read_bytes())
    content[len(content) // 2] ^= 1
    (paused / "0001.rec").write_bytes(content)
    with pytest.raises(SegmentBroken) as found:
        make_film(LocalFolder(paused), KEY, 0, out)
    assert (found.value.name, found.value.damage) == ("0001.rec", Damage.CHANGED)
    assert [path.name for path in paused.parent.iterdir()] == ["session"]


@pytest.mark.slow
def test_a_folder_is_exported_whole(tmp_path: Path) -> None:
    folder = tmp_path / "session"
    folder.mkdir()
    tape = tape_in(folder)
    play(tape, BIG, pointer=True)
    play(tape, later(BIG[:30], 0, stream=2))
    tape.close(BEGAN_MS + 3000)
    told: list[tuple[str, float]] = []
    made = export_folder(
        LocalFolder(folder), KEY, tmp_path / "out", lambda name, done: told.append((name, done))
    )
    assert [path.name for path in made] == ["monitor_0.mp4", "monitor_2.mp4", "events.jsonl"]
    assert [len(probe(path)) for path in made[:2]] == [90, 30]
    events = [json.loads(line) for line in made[2].read_text().splitlines()]
    assert len(events) > 40
    assert {name for name, _ in told} == {"monitor_0.mp4", "monitor_2.mp4"}


def test_without_events_there_is_no_file_of_them(paused: Path) -> None:
    assert [path.name for path in export_folder(LocalFolder(paused), KEY, paused / "out")] == [
        "monitor_0.mp4"
    ]


def test_the_command_takes_its_key_from_a_file_or_the_environment(paused: Path, tmp_path: Path) -> None:
    key_file = tmp_path / "key"
    key_file.write_text(KEY.hex() + "\n")
    asked = ["export", str(paused), str(tmp_path / "out")]
    for more, environment in ((["--key-file", str(key_file)], {}), ([], {KEY_VARIABLE: KEY.hex()})):
        done = CliRunner().invoke(APP, [*asked, *more], env=environment)
        assert (done.exit_code, done.output) == (0, f"{tmp_path / 'out' / 'monitor_0.mp4'}\n")


@pytest.mark.parametrize(
    ("key", "exit_code", "said"),
    [
        ("", 2, "64 hexadecimal digits"),
        ("no hex", 2, "64 hexadecimal digits"),
        ("00" * 32, 1, "This key does not open"),
    ],
)
def test_the_command_says_why_it_refuses(
    paused: Path, tmp_path: Path, key: str, exit_code: int, said: str
) -> None:
    asked = ["export", str(paused), str(tmp_path / "out")]
    done = CliRunner().invoke(APP, asked, env={KEY_VARIABLE: key})
    assert done.exit_code == exit_code
    assert said in done.output


def test_the_inspect_command_needs_no_key(paused: Path) -> None:
    done = CliRunner().invoke(APP, ["inspect", str(paused)])
    assert done.exit_code == 0
    assert "2 segments, 0:00:15.000 from first to last" in done.output
