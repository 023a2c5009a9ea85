"""The manifest is what the folder holds, whatever happened to it."""

from pathlib import Path

from recordings import manifest
from recordings.manifest import Manifest
from recordings.source import LocalFolder
from recordings.tracks import EventKind
from tests.support.recorded import BEGAN_MS, frames, later, play, recorded, segment, tape_in


def test_an_empty_or_missing_folder_holds_nothing(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        found = manifest.read(LocalFolder(folder))
        assert found == Manifest()
        assert (found.began_at_ms, found.ended_at_ms, found.streams) == (None, None, ())


def test_a_manifest_says_what_lies_where(tmp_path: Path) -> None:
    recorded(tmp_path, pointer=True)
    recorded(tmp_path, later(frames(), 5000, stream=2))
    (tmp_path / "log.jsonl").write_text("a line\n")
    (tmp_path / "below.rec").mkdir()
    found = manifest.read(LocalFolder(tmp_path))
    assert [one.header.number for one in found.segments] == [1, 2, 3]
    assert [one.header.number for one in found.videos()] == [1, 3]
    assert [one.header.number for one in found.videos(2)] == [3]
    assert [one.header.number for one in found.events()] == [2]
    assert found.streams == (0, 2)
    assert (found.began_at_ms, found.ended_at_ms) == (BEGAN_MS, BEGAN_MS + 6999)
    first = found.segments[0]
    assert (first.size, first.records, first.whole) == (segment(tmp_path).size, 5, True)


def test_a_running_recording_has_a_manifest_too(tmp_path: Path) -> None:
    tape = tape_in(tmp_path)
    play(tape, frames()[:30])
    assert [one.whole for one in manifest.read(LocalFolder(tmp_path)).segments] == [False]
    tape.event(BEGAN_MS + 999, EventKind.ACTIVITY, {"keys": 1})
    tape.close(BEGAN_MS + 1000)
    assert [one.whole for one in manifest.read(LocalFolder(tmp_path)).segments] == [True, True]


def test_files_that_say_nothing_are_named_or_left_out(tmp_path: Path) -> None:
    recorded(tmp_path)
    whole = (tmp_path / "0001.rec").read_bytes()
    (tmp_path / "0002.rec").write_bytes(b"")
    (tmp_path / "0003.rec").write_bytes(whole)
    header_bytes = whole.index(b"}") + 1
    (tmp_path / "0004.rec").write_bytes(whole[:header_bytes].replace(b'"number":1', b'"number":4'))
    (tmp_path / "0005.rec").symlink_to(tmp_path / "gone")
    found = manifest.read(LocalFolder(tmp_path))
    assert [one.header.number for one in found.segments] == [1]
    assert found.unreadable == ("0002.rec", "0003.rec")


class Vanishing(LocalFolder):
    """A folder whose listing is a moment old: one file of it is deleted meanwhile."""

    def names(self) -> list[str]:
        return [*super().names(), "0099.rec"]


def test_a_file_that_vanishes_while_it_is_looked_at_is_left_out(tmp_path: Path) -> None:
    recorded(tmp_path)
    assert manifest.read(Vanishing(tmp_path)) == manifest.read(LocalFolder(tmp_path))
