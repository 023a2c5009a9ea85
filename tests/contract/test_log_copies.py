"""Copies of logs on a real disk: what a crash leaves is mended, what somebody changed stays as it is."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from protocol.ids import SessionId
from recordings import log_file, witness
from recordings.checkpoint import public_half
from recordings.record_file import file_name
from recordings.verify import Expected, verify
from server.db.log_copies import FolderCopies
from server.errors import LogDamaged, NotReady
from tests.support.sealed_folder import KEY, SESSION, SealedFolder, sealed_folder, write_segment

pytestmark = pytest.mark.blocks("the test itself reads and writes the folder")


@dataclass
class Disk:
    copies: FolderCopies
    source: SealedFolder
    recordings: Path
    keys: Path

    def begin(self) -> None:
        """A new run of the server."""
        self.copies = FolderCopies(self.recordings, self.keys)

    async def add(self, first: int, last: int, number: int) -> None:
        await self.copies.add(
            SESSION,
            self.source.records[first - 1 : last],
            self.source.made[number - 1 : number],
            self.source.made[number - 1],
        )

    def is_whole(self) -> bool:
        seen = witness.read(self.keys / witness.NAME).seen
        return verify(self.recordings / SESSION, Expected(public_half(KEY), seen, has_files=False)).is_whole


@pytest.fixture
def disk(tmp_path: Path) -> Disk:
    recordings, keys = tmp_path / "recordings", tmp_path / "keys"
    return Disk(FolderCopies(recordings, keys), sealed_folder(tmp_path / "source"), recordings, keys)


async def test_what_was_added_verifies_by_itself(disk: Disk) -> None:
    assert await disk.copies.reach(SESSION) == (0, 0)
    await disk.add(1, 2, 1)
    assert await disk.copies.reach(SESSION) == (2, 1)
    await disk.add(3, 4, 2)
    await disk.add(5, 6, 3)
    assert disk.is_whole()
    disk.begin()
    assert await disk.copies.reach(SESSION) == (6, 3)
    assert await disk.copies.witnessed() == {SESSION: 3}


async def test_half_a_line_from_a_crash_is_replaced(disk: Disk) -> None:
    await disk.add(1, 2, 1)
    with (disk.recordings / SESSION / log_file.NAME).open("ab") as file:
        file.write(log_file.to_line(disk.source.records[2])[:50])
    disk.begin()
    assert await disk.copies.reach(SESSION) == (2, 1)
    await disk.add(3, 4, 2)
    await disk.add(5, 6, 3)
    assert disk.is_whole()


async def test_a_witness_that_did_not_hear_of_it_hears_of_it_once(disk: Disk) -> None:
    await disk.add(1, 2, 1)
    (disk.keys / witness.NAME).unlink()
    disk.begin()
    assert await disk.copies.witnessed() == {}
    for _ in range(2):
        await disk.copies.add(SESSION, [], [], disk.source.made[0])
    assert len(witness.read(disk.keys / witness.NAME).seen[SESSION]) == 1


async def test_a_copy_that_was_changed_is_left_as_it_is(disk: Disk) -> None:
    await disk.add(1, 2, 1)
    path = disk.recordings / SESSION / log_file.NAME
    path.write_bytes(path.read_bytes().replace(b'"kind"', b'"Kind"'))
    before = path.read_bytes()
    disk.begin()
    with pytest.raises(LogDamaged, match="Line 1 of"):
        await disk.copies.reach(SESSION)
    await disk.copies.add(SESSION, [], [], disk.source.made[1])
    assert path.read_bytes() == before
    assert await disk.copies.witnessed() == {SESSION: 2}


async def test_a_disk_that_refuses_is_said_and_nothing_is_taken_for_written(disk: Disk) -> None:
    await disk.add(1, 2, 1)
    path = disk.recordings / SESSION / log_file.NAME
    aside = path.rename(path.with_suffix(".aside"))
    path.mkdir()
    with pytest.raises(NotReady):
        await disk.add(3, 4, 2)
    with pytest.raises(NotReady):
        await disk.copies.reach(SESSION)
    path.rmdir()
    aside.rename(path)
    assert await disk.copies.reach(SESSION) == (2, 1)


async def test_a_changed_witness_is_said_and_kept(disk: Disk, caplog: pytest.LogCaptureFixture) -> None:
    await disk.add(1, 2, 1)
    path = disk.keys / witness.NAME
    path.write_bytes(b"?\n" + path.read_bytes())
    assert await disk.copies.witnessed() == {}
    assert "was changed" in caplog.text
    assert path.read_bytes().startswith(b"?")


async def test_the_files_of_a_recording_are_taken_as_they_lie_there(disk: Disk) -> None:
    folder = disk.source.folder
    disk.recordings = folder.parent
    disk.begin()
    last = disk.source.made[-1].checkpoint.files
    known = disk.source.made[0].checkpoint.files
    assert await disk.copies.settle(SESSION, known) == last
    assert await disk.copies.settle(SESSION, {}, [2]) == {2: last[2]}
    assert await disk.copies.settle(SessionId("s_none"), known) == known


async def test_half_a_record_is_cut_off_and_a_file_with_nothing_in_it_is_gone(disk: Disk) -> None:
    folder = disk.source.folder
    disk.recordings = folder.parent
    disk.begin()
    whole = (folder / file_name(2)).read_bytes()
    (folder / file_name(2)).write_bytes(whole[:-1])
    (folder / file_name(3)).write_bytes(b"AUXREC1\n\0")
    heads = await disk.copies.settle(SESSION, {})
    assert {number: records for number, (records, _) in heads.items()} == {1: 4, 2: 2}
    assert len((folder / file_name(2)).read_bytes()) < len(whole) - 1
    assert not (folder / file_name(3)).exists()


async def test_what_is_not_what_was_known_stays_as_known_and_as_it_is(
    disk: Disk, caplog: pytest.LogCaptureFixture
) -> None:
    folder = disk.source.folder
    disk.recordings = folder.parent
    disk.begin()
    known = disk.source.made[-1].checkpoint.files
    write_segment(folder, 1, 7, sealed_bytes=65)
    with (folder / file_name(1)).open("ab") as file:
        file.write(b"half")
    size = (folder / file_name(1)).stat().st_size
    assert await disk.copies.settle(SESSION, known) == known
    assert (folder / file_name(1)).stat().st_size == size
    assert "0001.rec is not what was written" in caplog.text
    (folder / file_name(1)).write_bytes(b"AUXREC1\n\0")
    assert await disk.copies.settle(SESSION, known) == known
    assert (folder / file_name(1)).exists()
