"""A file of this machine is read in pieces, and says what is wrong with it."""

from pathlib import Path

import pytest

from recordings.errors import NotKept, StoreBroken
from recordings.source import LocalFile, LocalFolder


def test_a_file_is_read_in_any_part(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"0123456789")
    file = LocalFolder(tmp_path).open("one")
    assert (file.name, file.size()) == ("one", 10)
    parts = [(0, 10), (2, 5), (8, 99), (10, 12), (5, 5), (5, 2)]
    assert [file.read(*part) for part in parts] == [b"0123456789"[slice(*part)] for part in parts]


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    file = LocalFile(tmp_path / "one")
    for call in (file.size, lambda: file.read(0, 1)):
        with pytest.raises(NotKept) as found:
            call()
        assert found.value.name == "one"


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreBroken):
        LocalFile(tmp_path).read(0, 1)


def test_a_folder_names_its_files_in_order(tmp_path: Path) -> None:
    for name in ("b", "a"):
        (tmp_path / name).touch()
    (tmp_path / "folder").mkdir()
    assert LocalFolder(tmp_path).names() == ["a", "b"]
    assert LocalFolder(tmp_path / "nowhere").names() == []
