"""A session's files are read from where they are; they leave this machine when the store has them."""

from pathlib import Path

import pytest

from recordings import manifest
from recordings.errors import NotKept, StoreBroken
from recordings.reader import open_segment
from recordings.spool import Spool
from recordings.store import Store
from tests.support.recorded import KEY, SESSION, recorded, stream


def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool", Store.local(tmp_path / "store"))


def read(where: Spool, number: int = 1) -> bytes:
    found = open_segment(where.open(SESSION), number, KEY)
    return found.read(0, found.size)


def test_a_folder_is_private_and_made_once(tmp_path: Path) -> None:
    where = spool(tmp_path)
    assert where.sessions() == []
    assert where.path(SESSION) == where.path(SESSION) == tmp_path / "spool" / SESSION
    assert where.path(SESSION).stat().st_mode & 0o777 == 0o700
    assert where.sessions() == [SESSION]


def test_without_a_store_files_stay(tmp_path: Path) -> None:
    where = Spool(tmp_path / "spool")
    recorded(where.path(SESSION))
    where.move(SESSION)
    assert len(manifest.read(where.open(SESSION)).segments) == 1
    where.delete(SESSION)
    where.delete(SESSION)
    assert where.sessions() == []
    assert manifest.read(where.open(SESSION)).segments == ()


def test_a_moved_session_reads_the_same(tmp_path: Path) -> None:
    where = spool(tmp_path)
    recorded(where.path(SESSION), pointer=True)
    before, content = manifest.read(where.open(SESSION)), stream(where.path(SESSION))
    opened = open_segment(where.open(SESSION), 1, KEY)
    where.move(SESSION)
    where.move(SESSION)
    assert where.sessions() == []
    assert manifest.read(where.open(SESSION)) == before
    assert read(where) == content
    assert opened.read(0, opened.size) == content
    where.path(SESSION).joinpath("0001.rec").write_bytes(b"this machine's file comes first")
    assert where.open(SESSION).open("0001.rec").size() == 31


def test_what_the_store_refused_is_still_here(tmp_path: Path) -> None:
    where = spool(tmp_path)
    recorded(where.path(SESSION))
    content = stream(where.path(SESSION))
    (tmp_path / "store" / SESSION).write_bytes(b"a file in the way of the folder")
    with pytest.raises(StoreBroken):
        where.move(SESSION)
    assert read(where) == content


def test_a_deleted_session_is_nowhere(tmp_path: Path) -> None:
    where = spool(tmp_path)
    recorded(where.path(SESSION))
    where.move(SESSION)
    recorded(where.path(SESSION))
    where.delete(SESSION)
    assert where.open(SESSION).names() == []
    with pytest.raises(NotKept):
        read(where)
