"""What every `SessionLog` does (SPEC S1): the fake, SQLite and PostgreSQL."""

import asyncio

import pytest
from sqlalchemy import text

from protocol.ids import SessionId
from server.db.engine import Database, open_database
from server.db.session_log import SqlSessionLog
from server.errors import AppendFailed, LogDamaged, SealBroken, UnknownThing
from server.runtime.ports import SessionLog
from server.security.seal import Seal
from tests.support.fakes_stores import FakeSessionLog
from tests.support.sessions import STORY, after, entries

ONE, TWO = SessionId("s_one"), SessionId("s_two")


@pytest.fixture
def log(database: Database | None) -> SessionLog:
    return FakeSessionLog() if database is None else SqlSessionLog(database, Seal(bytes(32)))


async def test_what_was_appended_is_loaded_in_order(log: SessionLog) -> None:
    story = entries()
    await log.append(ONE, story[:2], after(ONE, story[:2]))
    await log.append(ONE, story[2:], after(ONE, story))
    assert await log.load(ONE) == story


async def test_nothing_to_append_changes_nothing(log: SessionLog) -> None:
    await log.append(ONE, [], after(ONE, []))
    assert await log.unfinished() == []


async def test_an_unknown_session_is_not_loaded(log: SessionLog) -> None:
    with pytest.raises(UnknownThing):
        await log.load(ONE)


@pytest.mark.parametrize("first", [1, 2, 4], ids=["again", "overlapping", "with a gap"])
async def test_entries_that_do_not_continue_the_log_are_refused_whole(log: SessionLog, first: int) -> None:
    story = entries()
    await log.append(ONE, story[:2], after(ONE, story[:2]))
    wrong = entries(STORY[2:], first=first)
    with pytest.raises(AppendFailed):
        await log.append(ONE, wrong, after(ONE, wrong))
    assert await log.load(ONE) == story[:2]


async def test_a_gap_inside_of_one_append_is_refused_whole(log: SessionLog) -> None:
    story = entries()
    with pytest.raises(AppendFailed):
        await log.append(ONE, [story[0], story[2]], after(ONE, story))
    with pytest.raises(UnknownThing):
        await log.load(ONE)


async def test_two_writers_at_once_have_one_winner(log: SessionLog) -> None:
    story = entries()
    await log.append(ONE, story[:1], after(ONE, story[:1]))
    both = await asyncio.gather(
        log.append(ONE, story[1:2], after(ONE, story[:2])),
        log.append(ONE, story[1:2], after(ONE, story[:2])),
        return_exceptions=True,
    )
    assert [type(result) for result in both if result] == [AppendFailed]
    assert await log.load(ONE) == story[:2]


async def test_unfinished_sessions_come_oldest_first(log: SessionLog) -> None:
    late, early, over = entries(STORY[:1], at_ms=2_000_000), entries(STORY[:1], at_ms=1_000_000), entries()
    ended = SessionId("s_ended")
    await log.append(ONE, late, after(ONE, late))
    await log.append(TWO, early, after(TWO, early))
    await log.append(ended, over, after(ended, over))
    assert await log.unfinished() == [TWO, ONE]


async def test_sessions_do_not_mix(log: SessionLog) -> None:
    story = entries()
    await log.append(ONE, story[:1], after(ONE, story[:1]))
    await log.append(TWO, story[:3], after(TWO, story[:3]))
    assert (await log.load(ONE), await log.load(TWO)) == (story[:1], story[:3])


TAMPERINGS = {
    "flipped bytes": "UPDATE entry SET sealed = zeroblob(length(sealed)) "
    "WHERE seq = 2 AND session_id = 's_one'",
    "another time": "UPDATE entry SET at_ms = at_ms + 1 WHERE seq = 2 AND session_id = 's_one'",
    "another kind": "UPDATE entry SET kind = 'left' WHERE seq = 2 AND session_id = 's_one'",
    "a dropped record": "DELETE FROM entry WHERE seq = 2 AND session_id = 's_one'",
    "a dropped end": "DELETE FROM entry WHERE seq = 4 AND session_id = 's_one'",
    "two swapped": "UPDATE entry SET seq = CASE seq WHEN 2 THEN 30 WHEN 3 THEN 2 ELSE seq END "
    "WHERE session_id = 's_one'",
    "a doubled record": "INSERT INTO entry SELECT session_id, 5, at_ms, kind, sealed, prev_hash, hash "
    "FROM entry WHERE seq = 4 AND session_id = 's_one'",
    "a record of another session": "UPDATE entry SET sealed = "
    "(SELECT sealed FROM entry o WHERE o.session_id = 's_two' AND o.seq = 2) "
    "WHERE session_id = 's_one' AND seq = 2",
}


@pytest.mark.parametrize("tampering", TAMPERINGS.values(), ids=TAMPERINGS.keys())
async def test_a_changed_log_is_not_believed(real_database_url: str, tampering: str) -> None:
    if real_database_url.startswith("postgresql"):
        tampering = tampering.replace("zeroblob(length(sealed))", r"'\x00'::bytea")
    async with open_database(real_database_url) as database:
        log, story = SqlSessionLog(database, Seal(bytes(32))), entries()
        for session_id in (ONE, TWO):
            await log.append(session_id, story, after(session_id, story))
        async with database.writing() as connection:
            await connection.execute(text(tampering))
        with pytest.raises(LogDamaged):
            await log.load(ONE)


async def test_erasing_destroys_the_key_and_the_chain_still_verifies(real_database_url: str) -> None:
    async with open_database(real_database_url) as database:
        log, story = SqlSessionLog(database, Seal(bytes(32))), entries()
        await log.append(ONE, story, after(ONE, story))
        await log.erase(ONE)
        with pytest.raises(UnknownThing):
            await log.load(ONE)
        assert await log.verify(ONE) == len(story)
        with pytest.raises(UnknownThing):
            await log.erase(TWO)


async def test_what_people_wrote_stands_nowhere_in_the_clear(real_database_url: str) -> None:
    async with open_database(real_database_url) as database:
        log, story = SqlSessionLog(database, Seal(bytes(32))), entries()
        await log.append(ONE, story, after(ONE, story))
        async with database.reading() as connection:
            rows = [
                *await connection.execute(text("SELECT * FROM entry")),
                *await connection.execute(text("SELECT * FROM session")),
            ]
        stored = repr([tuple(row) for row in rows])
        assert "s_one" in stored
        assert "Carmen" not in stored
        assert "correo" not in stored


async def test_another_master_key_opens_nothing(real_database_url: str) -> None:
    async with open_database(real_database_url) as database:
        story = entries()
        await SqlSessionLog(database, Seal(bytes(32))).append(ONE, story, after(ONE, story))
        with pytest.raises(SealBroken):
            await SqlSessionLog(database, Seal(b"x" * 32)).load(ONE)


async def test_the_tables_survive_a_second_start(real_database_url: str) -> None:
    story = entries()
    async with open_database(real_database_url) as database:
        await SqlSessionLog(database, Seal(bytes(32))).append(ONE, story, after(ONE, story))
    async with open_database(real_database_url) as database:
        log = SqlSessionLog(database, Seal(bytes(32)))
        assert await log.load(ONE) == story
        assert await log.latest_at_ms() == story[-1].at
