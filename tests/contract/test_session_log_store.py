"""What every `SessionLog` does (SPEC S1): the fake, SQLite and PostgreSQL."""

import asyncio

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from protocol.codec import encode
from protocol.facts import Entry
from protocol.ids import PeerId, SessionId
from recordings.chain import link_hash
from server.db.engine import Database, open_database
from server.db.session_log import SqlSessionLog
from server.db.tables import ENTRY, SESSION
from server.errors import AppendFailed, LogDamaged, SealBroken, UnknownThing
from server.runtime.log_ports import UNKNOWN, Cause
from server.runtime.ports import SessionLog
from server.security.seal import Seal
from tests.support.fakes_stores import FakeSessionLog
from tests.support.sessions import STORY, after, entries
from tests.support.tampering import disarm

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
            await disarm(connection)
            await connection.execute(text(tampering))
        with pytest.raises(LogDamaged):
            await log.load(ONE)


CHANGES = {
    "change": "UPDATE entry SET kind = 'left' WHERE seq = 2",
    "change of nothing less": "UPDATE entry SET seq = seq + 10",
    "removal": "DELETE FROM entry WHERE seq = 4",
    "removal of the session": "DELETE FROM session",
}
ON_ONE = {
    "sqlite": "INSERT OR REPLACE INTO entry SELECT session_id, 2, at_ms, kind, sealed, prev_hash, hash "
    "FROM entry WHERE seq = 3",
    "postgresql": "TRUNCATE entry",
}


@pytest.mark.parametrize("change", [*CHANGES, "what only this database knows"])
async def test_the_database_itself_refuses_to_change_a_log_s1(real_database_url: str, change: str) -> None:
    kind = real_database_url.split("+", maxsplit=1)[0]
    async with open_database(real_database_url) as database:
        log, story = SqlSessionLog(database, Seal(bytes(32))), entries()
        await log.append(ONE, story, after(ONE, story))
        with pytest.raises(DBAPIError, match=r"never changed|FOREIGN KEY|foreign key"):
            async with database.writing() as connection:
                await connection.execute(text(CHANGES.get(change, ON_ONE[kind])))
        assert await log.load(ONE) == story


async def test_the_guards_are_what_refuses(real_database_url: str) -> None:
    async with open_database(real_database_url) as database:
        log, story = SqlSessionLog(database, Seal(bytes(32))), entries()
        await log.append(ONE, story, after(ONE, story))
        async with database.writing() as connection:
            await disarm(connection)
            for change in ("UPDATE entry SET kind = 'left'", "DELETE FROM entry"):
                assert (await connection.execute(text(change))).rowcount == len(story)


async def test_where_an_entry_came_from_is_sealed_with_it(real_database_url: str) -> None:
    link = Cause(mono_ms=12_345, peer=PeerId("r_ana"), address="192.0.2.7")
    async with open_database(real_database_url) as database:
        log, story = SqlSessionLog(database, Seal(bytes(32))), entries()
        await log.append(ONE, story[:2], after(ONE, story[:2]), link)
        await log.append(ONE, story[2:], after(ONE, story))
        told = await log.told(ONE)
        assert [one.cause for one in told] == [link, link, UNKNOWN, UNKNOWN]
        assert [one.entry for one in told] == story
        async with database.reading() as connection:
            rows = repr([tuple(row) for row in await connection.execute(text("SELECT * FROM entry"))])
        assert "192.0.2.7" not in rows


async def test_an_entry_from_before_there_were_causes_is_still_read(real_database_url: str) -> None:
    async with open_database(real_database_url) as database:
        seal, story = Seal(bytes(32)), entries()
        log = SqlSessionLog(database, seal)
        await log.append(ONE, story[:1], after(ONE, story[:1]))
        async with database.writing() as connection:
            await write_as_before(connection, seal, story[1])
        assert await log.load(ONE) == story[:2]
        assert (await log.told(ONE))[1].cause == UNKNOWN
        await log.append(ONE, story[2:], after(ONE, story))
        assert await log.load(ONE) == story


async def write_as_before(connection: AsyncConnection, seal: Seal, entry: Entry) -> None:
    """As the first versions wrote it: what is sealed is the bare fact."""
    head = (await connection.execute(select(SESSION.c.wrapped_key, SESSION.c.head_hash))).one()
    sealed = seal.session_key(head.wrapped_key, ONE).seal(encode(entry.fact), entry.seq)
    own = link_hash(head.head_hash, ONE, entry.seq, entry.at, entry.fact.type, sealed)
    row = {
        "session_id": ONE,
        "seq": entry.seq,
        "at_ms": entry.at,
        "kind": entry.fact.type,
        "sealed": sealed,
        "prev_hash": head.head_hash,
        "hash": own,
    }
    await connection.execute(insert(ENTRY).values(**row))
    await connection.execute(update(SESSION).values(head_seq=entry.seq, head_hash=own))


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
