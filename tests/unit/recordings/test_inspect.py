"""A folder is told in lines that people read."""

from pathlib import Path

from recordings.inspect import lines_of
from recordings.source import LocalFolder
from tests.support.recorded import frames, play, recorded, tape_in


def test_every_segment_has_its_line(tmp_path: Path) -> None:
    recorded(tmp_path, pointer=True)
    play(tape_in(tmp_path), frames(40))
    (tmp_path / "0009.rec").write_bytes(b"AUX")
    video = "monitor 0  320 × 180  avc1.42c028"
    assert list(lines_of(LocalFolder(tmp_path))) == [
        f"0001.rec  2026-09-21T14:13:20.000+00:00  0:00:01.999  5 records  {video}",
        "0002.rec  2026-09-21T14:13:20.000+00:00  0:00:01.999  4 records  events",
        f"0003.rec  2026-09-21T14:13:20.000+00:00  0:00:00.999  3 records  {video}  not closed in order",
        "0009.rec  cannot be read: its header is cut or changed",
        "3 segments, 0:00:01.999 from first to last, 0.0 MB",
    ]


def test_an_empty_folder_says_so(tmp_path: Path) -> None:
    assert list(lines_of(LocalFolder(tmp_path))) == ["Nothing is recorded here."]
