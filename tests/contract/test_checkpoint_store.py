"""What every `CheckpointStore` does: the fake, SQLite and PostgreSQL."""

import asyncio
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from protocol.ids import SessionId
from recordings.checkpoint import Checkpoint, Signed, sign
from recordings.log_file import in_order
from recordings.verify import Expected, verify_lines
from server.db.checkpoints import SqlCheckpointStore
from server.db.engine import Database, open_database
from server.db.session_log import SqlSessionLog
from server.errors import AppendFailed, LogDamaged, UnknownThing
from server.runtime.log_ports import CheckpointStore, Standing
from server.runtime.ports import SessionLog
from server.security.seal import Seal
from tests.support.fakes_log import FakeCheckpointStore
from tests.support.fakes_stores import FakeSessionLog
from tests.support.sessions import after, entries
from tests.support.tampering import disarm

KEY = bytes(range(32))
ONE, TWO = SessionId("s_one"), SessionId("s_two")
STORY = entries()


@dataclass
class Stores:
    log: SessionLog
    checkpoints: CheckpointStore

    async def tell(self, session_id: SessionId, first: int, last: int) -> Standing:
        """Append these entries of the story."""
        await self.log.append(session_id, STORY[first - 1 : last], after(session_id, STORY[:last]))
        return await self.checkpoints.standing(session_id)

    async def cover(self, standing: Standing) -> Signed:
        signed = following(standing)
        await self.checkpoints.put(signed)
        return signed


def following(standing: Standing, **other: object) -> Signed:
    before = standing.newest.checkpoint if standing.newest else None
    made = Checkpoint(
        session_id=standing.session_id,
        number=before.number + 1 if before else 1,
        at_ms=5,
        log=standing.head,
        files={1: (7, b"f" * 32)},
        final=standing.is_ended,
        **({"prev": before.hash} if before else {}),
    )
    return sign(replace(made, **other), KEY)  # type: ignore[arg-type]  # of each field its own


@pytest.fixture
def stores(database: Database | None) -> Stores:
    if database is None:
        log = FakeSessionLog()
        return Stores(log, FakeCheckpointStore(log))
    return Stores(SqlSessionLog(database, Seal(bytes(32))), SqlCheckpointStore(database))


async def test_a_checkpoint_covers_the_log_until_it_goes_on(stores: Stores) -> None:
    standing = await stores.tell(ONE, 1, 2)
    assert (standing.head.seq, standing.newest, standing.is_covered) == (2, None, False)
    first = await stores.cover(standing)
    standing = await stores.checkpoints.standing(ONE)
    assert (standing.newest, standing.is_covered, standing.is_ended) == (first, True, False)
    assert not (await stores.tell(ONE, 3, 4)).is_covered
    standing = await stores.checkpoints.standing(ONE)
    assert standing.is_ended
    await stores.cover(standing)
    assert (await stores.checkpoints.standing(ONE)).is_covered


async def test_an_ended_session_is_covered_by_a_final_one_only(stores: Stores) -> None:
    standing = await stores.tell(ONE, 1, 4)
    await stores.checkpoints.put(following(standing, final=False))
    assert not (await stores.checkpoints.standing(ONE)).is_covered
    assert await stores.checkpoints.uncovered({ONE: 1}) == [ONE]


async def test_what_is_kept_verifies_and_only_the_rest_is_given_when_that_is_asked(stores: Stores) -> None:
    first = await stores.cover(await stores.tell(ONE, 1, 2))
    last = await stores.cover(await stores.tell(ONE, 3, 4))
    records, made = await stores.checkpoints.kept(ONE)
    assert ([one.seq for one in records], made) == ([1, 2, 3, 4], [first, last])
    assert verify_lines(in_order(records, made), Expected()).is_whole
    records, made = await stores.checkpoints.kept(ONE, 2, 1)
    assert ([one.seq for one in records], made) == ([3, 4], [last])
    assert await stores.checkpoints.kept(TWO) == ([], [])


@pytest.mark.parametrize("wrong", [{"number": 1}, {"number": 3}, {"prev": b"p" * 32}], ids=str)
async def test_what_does_not_continue_the_newest_is_refused(stores: Stores, wrong: dict[str, object]) -> None:
    first = await stores.cover(await stores.tell(ONE, 1, 2))
    standing = await stores.tell(ONE, 3, 3)
    with pytest.raises(AppendFailed):
        await stores.checkpoints.put(following(standing, **wrong))
    assert (await stores.checkpoints.kept(ONE))[1] == [first]


async def test_two_at_once_have_one_winner(stores: Stores) -> None:
    standing = await stores.tell(ONE, 1, 2)
    both = await asyncio.gather(
        *(stores.checkpoints.put(following(standing, at_ms=at_ms)) for at_ms in (1, 2)),
        return_exceptions=True,
    )
    assert [type(one) for one in both if one] == [AppendFailed]


async def test_what_nobody_covers_is_found_oldest_first(stores: Stores) -> None:
    await stores.cover(await stores.tell(ONE, 1, 4))
    await stores.tell(TWO, 1, 4)
    running = SessionId("s_running")
    await stores.cover(await stores.tell(running, 1, 2))
    assert await stores.checkpoints.uncovered({ONE: 1, running: 1}) == [running, TWO]
    assert await stores.checkpoints.uncovered({running: 1}) == [ONE, running, TWO], "the witness lags"


async def test_an_unknown_session_has_no_standing(stores: Stores) -> None:
    with pytest.raises(UnknownThing):
        await stores.checkpoints.standing(ONE)


async def test_an_erased_session_keeps_its_checkpoints(real_database_url: str) -> None:
    async with open_database(real_database_url) as database:
        log = SqlSessionLog(database, Seal(bytes(32)))
        stores = Stores(log, SqlCheckpointStore(database))
        made = await stores.cover(await stores.tell(ONE, 1, 4))
        await log.erase(ONE)
        standing = await stores.checkpoints.standing(ONE)
        assert (standing.is_erased, standing.is_covered, standing.newest) == (True, True, made)


CHANGES = (
    "UPDATE checkpoint SET log_seq = 1",
    "DELETE FROM checkpoint",
    "DELETE FROM session",
)


@pytest.mark.parametrize("change", CHANGES)
async def test_the_database_itself_refuses_to_change_a_checkpoint(
    real_database_url: str, change: str
) -> None:
    async with open_database(real_database_url) as database:
        stores = Stores(SqlSessionLog(database, Seal(bytes(32))), SqlCheckpointStore(database))
        made = await stores.cover(await stores.tell(ONE, 1, 2))
        with pytest.raises(DBAPIError, match=r"never changed|FOREIGN KEY|foreign key"):
            async with database.writing() as connection:
                await connection.execute(text(change))
        assert (await stores.checkpoints.kept(ONE))[1] == [made]


async def test_a_checkpoint_that_was_changed_all_the_same_is_not_believed(real_database_url: str) -> None:
    async with open_database(real_database_url) as database:
        stores = Stores(SqlSessionLog(database, Seal(bytes(32))), SqlCheckpointStore(database))
        await stores.cover(await stores.tell(ONE, 1, 2))
        async with database.writing() as connection:
            await disarm(connection)
            await connection.execute(text("UPDATE checkpoint SET body = signature"))
        with pytest.raises(LogDamaged, match="Checkpoint 1 of session s_one was changed"):
            await stores.checkpoints.standing(ONE)
        with pytest.raises(LogDamaged):
            await stores.checkpoints.kept(ONE)
