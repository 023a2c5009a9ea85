"""Whatever somebody does to the database, to a copy or to both: the verifier says so (SPEC S1)."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from protocol.facts import Joined
from protocol.ids import SessionId
from recordings import log_file, witness
from recordings.checkpoint import public_half
from recordings.verify import Report
from server.db.checkpoints import SqlCheckpointStore
from server.db.engine import Database, open_database
from server.db.log_copies import FolderCopies
from server.db.session_log import SqlSessionLog
from server.db.verifying import Verifier
from server.errors import LogDamaged, UnknownThing
from server.runtime.checkpointing import Checkpointing, NoRecordings
from server.security.seal import Seal
from tests.support.fakes_server import FakeClock
from tests.support.sealed_folder import write_segment
from tests.support.sessions import AGENT, STORY, after, entries
from tests.support.tampering import disarm

pytestmark = pytest.mark.blocks("a command waits for the disk")

KEY = bytes(range(32))
ONE, TWO, RUNNING = SessionId("s_one"), SessionId("s_two"), SessionId("s_running")


@dataclass
class House:
    """A server's stores, and what a server does to them; nobody serves."""

    database: Database
    place: Path

    def __post_init__(self) -> None:
        self.log = SqlSessionLog(self.database, Seal(bytes(32)))
        self.checkpointing = Checkpointing(
            SqlCheckpointStore(self.database),
            FolderCopies(self.recordings, self.keys),
            KEY,
            FakeClock(),
            NoRecordings(),
        )

    @property
    def recordings(self) -> Path:
        return self.place / "recordings"

    @property
    def keys(self) -> Path:
        return self.place / "keys"

    def verifier(self, *, is_remote: bool = False, kept_since_ms: int = 0) -> Verifier:
        key = public_half(KEY)
        return Verifier(self.database, self.recordings, self.keys, key, is_remote, kept_since_ms)

    async def tell(self, session_id: SessionId, first: int, last: int) -> None:
        story = [*entries(), *entries([Joined(person=AGENT)], first=5)]
        watched = self.checkpointing.watching(self.log)
        await watched.append(session_id, story[first - 1 : last], after(session_id, story[:last]))
        await self.checkpointing.look(at_once=True)

    async def tamper(self, *changes: str) -> None:
        async with self.database.writing() as connection:
            await disarm(connection)
            for change in changes:
                await connection.execute(text(change))

    async def findings(self) -> list[str]:
        return [finding async for one in self.verifier().every() for finding in one.findings]

    async def one(self, session_id: SessionId = ONE) -> Report:
        return await self.verifier().one(session_id)


@asynccontextmanager
async def house(url: str, place: Path) -> AsyncIterator[House]:
    """Two sessions that are over, one with a recording, and one that runs."""
    async with open_database(url) as database:
        made = House(database, place)
        for session_id in (ONE, TWO):
            await made.tell(session_id, 1, 2)
        (made.recordings / ONE).mkdir(exist_ok=True)
        write_segment(made.recordings / ONE, 1, 4, session_id=ONE)
        for session_id in (ONE, TWO):
            await made.tell(session_id, 3, 4)
        await made.tell(RUNNING, 1, 2)
        yield made


async def test_what_was_written_is_whole(real_database_url: str, tmp_path: Path) -> None:
    async with house(real_database_url, tmp_path) as made:
        reports = [one async for one in made.verifier().every()]
        assert [one.findings for one in reports] == [[], [], []]
        assert {(one.session_id, one.entries, one.checkpoints, one.records) for one in reports} == {
            (ONE, 4, 2, 4), (TWO, 4, 2, 0), (RUNNING, 2, 1, 0),
        }  # fmt: skip
        await made.log.append(RUNNING, entries()[2:3], after(RUNNING, entries()[:3]))
        report = await made.one(RUNNING)
        assert (report.is_whole, report.uncovered) == (True, 1)
        with pytest.raises(UnknownThing):
            await made.one(SessionId("s_none"))


TAMPERINGS: dict[str, tuple[str, str]] = {
    "an entry was changed": (
        "UPDATE entry SET kind = 'left' WHERE session_id = 's_one' AND seq = 2",
        "Entry 2 was changed.",
    ),
    "the end was dropped": ("DELETE FROM entry WHERE session_id = 's_one' AND seq = 4", "Checkpoint 2"),
    "a checkpoint was dropped": (
        "DELETE FROM checkpoint WHERE session_id = 's_one' AND number = 1",
        "Checkpoint 1 is missing.",
    ),
    "the last checkpoint was dropped": (
        "DELETE FROM checkpoint WHERE session_id = 's_one' AND number = 2",
        "An older copy lies here: the witness saw checkpoint 2",
    ),
    "all checkpoints were dropped": ("DELETE FROM checkpoint", "There is no checkpoint"),
    "a checkpoint was changed": (
        "UPDATE checkpoint SET body = signature WHERE session_id = 's_one'",
        "Checkpoint 2 of session s_one was changed",
    ),
    "a signature was changed": (
        "UPDATE checkpoint SET signature = signed_by WHERE session_id = 's_one' AND number = 2",
        "Checkpoint 2 was changed.",
    ),
}


@pytest.mark.parametrize(("change", "sentence"), TAMPERINGS.values(), ids=TAMPERINGS.keys())
async def test_a_changed_database_is_found(
    real_database_url: str, tmp_path: Path, change: str, sentence: str
) -> None:
    async with house(real_database_url, tmp_path) as made:
        await made.tamper(change)
        assert (await made.findings())[0].startswith(sentence)


async def test_an_older_database_put_back_is_found_by_the_witness(
    real_database_url: str, tmp_path: Path
) -> None:
    """Consistent in itself, as any backup: the end of it is gone from every table."""
    async with house(real_database_url, tmp_path) as made:
        await made.tamper(
            "DELETE FROM checkpoint WHERE session_id = 's_two' AND number = 2",
            "DELETE FROM entry WHERE session_id = 's_two' AND seq > 2",
            "UPDATE session SET state = 'claimed', head_seq = 2, head_hash = "
            "(SELECT hash FROM entry WHERE session_id = 's_two' AND seq = 2) WHERE session_id = 's_two'",
        )
        shutil.rmtree(made.recordings / TWO)
        (finding, missing) = await made.findings()
        assert finding.startswith("An older copy lies here: the witness saw checkpoint 2 of ")
        assert finding.endswith("with 4 entries, and this copy ends with checkpoint 1.")
        assert missing.startswith("log.jsonl is missing from ")
        (made.keys / witness.NAME).unlink()
        assert len(await made.findings()) == 1, "it is the witness that knew"


async def test_a_session_that_is_gone_altogether_is_found_by_the_witness(
    real_database_url: str, tmp_path: Path
) -> None:
    async with house(real_database_url, tmp_path) as made:
        its_number = "number IN (SELECT number FROM record WHERE session_id = 's_two')"
        await made.tamper(
            f"DELETE FROM session_word WHERE {its_number}",  # noqa: S608  written here
            f"DELETE FROM record_person WHERE {its_number}",  # noqa: S608  written here
            "DELETE FROM record WHERE session_id = 's_two'",
            "DELETE FROM checkpoint WHERE session_id = 's_two'",
            "DELETE FROM entry WHERE session_id = 's_two'",
            "DELETE FROM session WHERE session_id = 's_two'",
        )
        assert await made.findings() == ["The whole session is missing: the witness saw 4 entries of it."]
        assert not (await made.one(TWO)).is_whole


async def test_an_older_copy_beside_a_true_database_is_found(real_database_url: str, tmp_path: Path) -> None:
    async with house(real_database_url, tmp_path) as made:
        older = (made.recordings / TWO / log_file.NAME).read_bytes()
        await made.tell(TWO, 5, 5)
        assert await made.findings() == []
        (made.recordings / TWO / log_file.NAME).write_bytes(older)
        (finding,) = await made.findings()
        assert finding.startswith(f"In {made.recordings / TWO}: An older copy lies here: the witness saw")


async def test_a_changed_recording_is_found_and_an_erased_one_is_not_missed(
    real_database_url: str, tmp_path: Path
) -> None:
    async with house(real_database_url, tmp_path) as made:
        (made.recordings / ONE / "0001.rec").unlink()
        assert await made.findings() == [f"In {made.recordings / ONE}: 0001.rec is missing."]
        assert (await made.verifier(is_remote=True).one(ONE)).is_whole, "it lies in another store"
        ended_at_ms = entries()[-1].at
        assert not (await made.verifier(kept_since_ms=ended_at_ms).one(ONE)).is_whole
        assert (await made.verifier(kept_since_ms=ended_at_ms + 1).one(ONE)).is_whole, "its time was over"
        await made.log.erase(ONE)
        assert await made.findings() == []
        shutil.rmtree(made.recordings / ONE)
        assert await made.findings() == []


async def test_a_session_from_before_there_were_checkpoints_is_whole(
    real_database_url: str, tmp_path: Path
) -> None:
    async with open_database(real_database_url) as database:
        made = House(database, tmp_path)
        await made.log.append(ONE, entries(), after(ONE, entries()))
        report = await made.one()
        assert (report.is_whole, report.uncovered, len(STORY)) == (True, 4, 4)


async def test_a_changed_witness_is_said(real_database_url: str, tmp_path: Path) -> None:
    async with house(real_database_url, tmp_path) as made:
        path = made.keys / witness.NAME
        path.write_bytes(b"?\n" + path.read_bytes())
        with pytest.raises(LogDamaged, match="Line 1 of the witness"):
            await made.findings()
