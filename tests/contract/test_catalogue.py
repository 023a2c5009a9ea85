"""What every `Catalogue` and `RecordKeeping` does: on SQLite and PostgreSQL, filled through the log."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import text

from protocol.chat import Noted, Room, Said
from protocol.consent import Answer
from protocol.demo import DemoOpened, SessionKind
from protocol.facts import (
    Claimed,
    ConsentAnswered,
    Door,
    Ended,
    EndedBy,
    Fact,
    Interrupted,
    Joined,
    Opened,
    Requeued,
)
from protocol.ids import PersonId, QueueId, RequestId, SessionId
from protocol.modes import Mode
from protocol.people import Person
from protocol.recording import RecordingAnswered
from protocol.roles import Role
from protocol.session import State
from server.db.catalogue import SqlCatalogue
from server.db.catalogue_keeping import SqlRecordKeeping
from server.db.engine import Database, open_database
from server.db.session_log import SqlSessionLog
from server.desk.directory import DEFAULT_QUEUE
from server.desk.replay import Scope
from server.errors import Held, NotReady, UnknownThing
from server.runtime.records_port import Catalogue, Record, RecordKeeping, RecordPerson, RecordSearch
from server.security.seal import Seal
from tests.support.sessions import after, entries

pytestmark = pytest.mark.timeout(60)  # a database each, and the last one waits for the cluster's end

ONE, TWO, THREE = SessionId("s_one"), SessionId("s_two"), SessionId("s_three")
CARMEN = Person(person_id=PersonId("c_carmen"), name="Carmen Ñandú", role=Role.CUSTOMER, language="es")
BO = Person(person_id=PersonId("p_bo"), name="Bo", role=Role.AGENT)
EVE = Person(person_id=PersonId("p_eve"), name="Eve", role=Role.EXPERT)
PRINTERS = QueueId("q_printers")
FIRST_MS = 1_700_000_000_000
DAY_MS = 86_400_000
EVERYTHING = RecordSearch(Scope(PersonId("p_boss"), is_wide=True), FIRST_MS + DAY_MS, hears_inner=True)


@dataclass
class Archive:
    """One database, by all of its doors."""

    database: Database
    log: SqlSessionLog
    catalogue: Catalogue
    keeping: RecordKeeping

    async def add(self, session_id: SessionId, facts: Sequence[Fact], at_ms: int = FIRST_MS) -> None:
        """A session with this log, an entry a second, stored in two steps as it would come."""
        story = entries(facts, at_ms=at_ms)
        for part in (story[:2], story[2:]):
            if part:
                await self.log.append(session_id, part, after(session_id, story[: part[-1].seq]))

    async def found(self, **asked: object) -> list[SessionId]:
        search = replace(EVERYTHING, **asked)  # type: ignore[arg-type]  # because the names are the fields'
        return [record.session_id for record in await self.catalogue.search(search)]


def archive_of(database: Database) -> Archive:
    seal = Seal(bytes(32))
    log = SqlSessionLog(database, seal)
    return Archive(database, log, SqlCatalogue(database, seal), SqlRecordKeeping(database, seal))


@pytest.fixture
async def archive(real_database_url: str) -> AsyncIterator[Archive]:
    async with open_database(real_database_url) as database:
        yield archive_of(database)


def story(
    *more: Fact, reason: str = "El correo no abre", queue_id: QueueId | None = None, over: bool = True
) -> list[Fact]:
    """Carmen asks, Bo takes her, and this comes then."""
    opened = Opened(customer=CARMEN, door=Door.PAGE, reason=reason, queue_id=queue_id)
    begins: list[Fact] = [opened, Joined(person=BO), Claimed(person_id=BO.person_id, why="Longest wait.")]
    end = [Ended(by=EndedBy.STAFF, person_id=BO.person_id)] if over else []
    return [*begins, *more, *end]


def said(words: str, room: Room = Room.CUSTOMER, number: int = 1) -> Fact:
    return Said(message_id=RequestId(f"m_{number:03}"), room=room, person_id=BO.person_id, text=words)


def allowed(mode: Mode, epoch: int = 1) -> Fact:
    return ConsentAnswered(request_id=RequestId("r_001"), answer=Answer.ALLOWED, mode=mode, epoch=epoch)


RECORDED = RecordingAnswered(request_id=RequestId("r_001"), answer=Answer.ALLOWED)


async def test_a_record_says_what_its_log_says(archive: Archive) -> None:
    facts = story(
        allowed(Mode.OBSERVER), allowed(Mode.ADMIN, 2), RECORDED, Interrupted(until=1), queue_id=PRINTERS
    )
    await archive.add(ONE, facts)
    record = await archive.catalogue.find(ONE)
    log = entries(facts)
    assert record == Record(
        number=1,
        session_id=ONE,
        opened_at_ms=log[0].at,
        ended_at_ms=log[-1].at,
        state=State.ENDED,
        kind=SessionKind.HELP,
        door=Door.PAGE,
        queue_id=PRINTERS,
        customer_name="Carmen Ñandú",
        reason="El correo no abre",
        people=(
            RecordPerson(BO.person_id, "Bo", Role.AGENT),
            RecordPerson(CARMEN.person_id, "Carmen Ñandú", Role.CUSTOMER),
        ),
        modes=(Mode.OBSERVER, Mode.ADMIN),
        ended_by=EndedBy.STAFF,
        is_recorded=True,
        size_bytes=0,
        tags=(),
        is_held=False,
        erased_at_ms=None,
        was_interrupted=True,
        head_seq=len(log),
        head_hash=record.head_hash,
    )
    assert len(record.head_hash) == 32


async def test_there_is_a_record_from_the_first_entry_on(archive: Archive) -> None:
    await archive.add(ONE, story(over=False)[:1])
    record = await archive.catalogue.find(ONE)
    assert (record.state, record.ended_at_ms, record.ended_by) == (State.WAITING, None, None)
    assert record.queue_id == DEFAULT_QUEUE
    with pytest.raises(UnknownThing):
        await archive.catalogue.find(TWO)


async def test_a_demo_has_no_customer(archive: Archive) -> None:
    await archive.add(ONE, [DemoOpened(presenter=BO, title="How we work")])
    record = await archive.catalogue.find(ONE)
    assert (record.customer_name, record.reason, record.kind) == (None, "How we work", SessionKind.DEMO)
    assert await archive.found(text="how work") == [ONE]


async def test_a_session_that_waits_again_is_in_its_new_queue(archive: Archive) -> None:
    await archive.add(ONE, story(Requeued(queue_id=PRINTERS), over=False))
    assert (await archive.catalogue.find(ONE)).queue_id == PRINTERS


async def test_the_newest_come_first_and_page_by_page(archive: Archive) -> None:
    for session_id in (ONE, TWO, THREE):
        await archive.add(session_id, story())
    assert await archive.found() == [THREE, TWO, ONE]
    first = await archive.catalogue.search(replace(EVERYTHING, limit=2))
    assert [record.session_id for record in first] == [THREE, TWO]
    assert await archive.found(before=first[-1].number) == [ONE]


async def test_words_find_it_by_their_beginnings_without_accents(archive: Archive) -> None:
    await archive.add(ONE, story(said("The printer.pdf has a paper jam")))
    await archive.add(TWO, [DemoOpened(presenter=EVE, title="Nothing")])
    for asked in ("correo", "CORR", "nandú", "carmen abre", "printer.pdf jam"):
        assert await archive.found(text=asked) == [ONE], asked
    for asked in ("rreo", "correos", "correo zebra", "co"):
        assert await archive.found(text=asked) == [], asked
    for asked in ("  ", "%", "'"):  # no words: nothing is asked for
        assert await archive.found(text=asked) == [TWO, ONE], asked


async def test_the_inner_rooms_words_are_found_by_who_hears_it_a1(archive: Archive) -> None:
    await archive.add(ONE, story(said("canary", Room.INNER), Noted(person_id=BO.person_id, text="sparrow")))
    for word in ("canary", "sparrow"):
        assert await archive.found(text=word) == [ONE]
        assert await archive.found(text=word, hears_inner=False) == []


async def test_what_was_said_in_both_rooms_is_found_by_everyone(archive: Archive) -> None:
    inside, outside = said("canary", Room.INNER), said("canary", number=2)
    await archive.add(ONE, story(inside, outside))
    await archive.add(TWO, story(outside, inside))
    assert await archive.found(text="canary", hears_inner=False) == [TWO, ONE]
    assert await archive.found(text="canary") == [TWO, ONE]


async def test_each_filter_narrows(archive: Archive) -> None:
    await archive.add(ONE, story(allowed(Mode.OBSERVER), RECORDED, Joined(person=EVE)))
    await archive.add(TWO, story(allowed(Mode.ADMIN), over=False), at_ms=FIRST_MS + DAY_MS // 2)
    asked: dict[str, tuple[object, list[SessionId]]] = {
        "person_id": (EVE.person_id, [ONE]),
        "mode": (Mode.ADMIN, [TWO]),
        "since_ms": (FIRST_MS + DAY_MS // 4, [TWO]),
        "until_ms": (FIRST_MS + DAY_MS // 4, [ONE]),
        "outcome": (EndedBy.STAFF, [ONE]),
        "is_running": (True, [TWO]),
        "is_recorded": (False, [TWO]),
        "least_ms": (60_000, [TWO]),
        "most_ms": (60_000, [ONE]),
    }
    for name, (value, wanted) in asked.items():
        assert await archive.found(**{name: value}) == wanted, name
    assert await archive.found(is_running=False) == [ONE]
    assert await archive.found(is_recorded=True) == [ONE]
    assert await archive.found(mode=Mode.ADMIN, is_recorded=True) == []


async def test_a_search_reaches_no_further_than_its_scope_h2(archive: Archive) -> None:
    await archive.add(ONE, story(Joined(person=EVE), queue_id=PRINTERS))
    await archive.add(TWO, story())
    bounded = Scope(PersonId("p_boss"), is_wide=True, other_queues=frozenset({PRINTERS}))
    assert await archive.found(scope=bounded) == [TWO]
    assert await archive.found(scope=replace(bounded, person_id=EVE.person_id)) == [TWO, ONE]
    assert await archive.found(scope=Scope(EVE.person_id, is_wide=False)) == [ONE]
    assert await archive.found(scope=Scope(PersonId("p_who"), is_wide=False)) == []


async def test_tags_are_found_whatever_their_case(archive: Archive) -> None:
    await archive.add(ONE, story())
    await archive.catalogue.tag(ONE, ["Good one", "GOOD ONE", "Año"])
    assert set((await archive.catalogue.find(ONE)).tags) == {"GOOD ONE", "Año"}
    assert await archive.found(tag="good one") == [ONE]
    assert await archive.found(tag="good") == []
    await archive.catalogue.tag(ONE, [])
    assert (await archive.catalogue.find(ONE)).tags == ()
    assert await archive.found(tag="good one") == []
    with pytest.raises(UnknownThing):
        await archive.catalogue.tag(TWO, ["x"])


async def test_what_is_held_is_not_erased(archive: Archive) -> None:
    await archive.add(ONE, story())
    await archive.catalogue.hold(ONE, held=True)
    assert (await archive.catalogue.find(ONE)).is_held
    with pytest.raises(Held):
        await archive.catalogue.erase(ONE, FIRST_MS, None)
    assert (await archive.catalogue.find(ONE)).customer_name == "Carmen Ñandú"
    await archive.log.load(ONE)
    await archive.catalogue.hold(ONE, held=False)
    await archive.catalogue.erase(ONE, FIRST_MS, None)
    for unknown in (archive.catalogue.hold(TWO, held=True), archive.catalogue.erase(TWO, 1, None)):
        with pytest.raises(UnknownThing):
            await unknown


async def test_an_erased_session_is_listed_without_a_word_and_its_chain_verifies(archive: Archive) -> None:
    await archive.add(ONE, story(said("canary"), RECORDED))
    await archive.catalogue.tag(ONE, ["zebra"])
    await archive.catalogue.erase(ONE, FIRST_MS + 5, BO.person_id)
    record = await archive.catalogue.find(ONE)
    assert (record.customer_name, record.reason, record.people, record.tags) == (None, None, (), ())
    assert (record.erased_at_ms, record.is_recorded, record.ended_by) == (
        FIRST_MS + 5,
        True,
        EndedBy.STAFF,
    )
    assert await archive.found() == [ONE]
    assert await archive.found(text="canary") == await archive.found(tag="zebra") == []
    assert await archive.found(person_id=BO.person_id) == []
    assert await archive.log.verify(ONE) == 6
    for unknown in (
        archive.log.load(ONE),
        archive.keeping.recording_key(ONE),
        archive.catalogue.tag(ONE, []),
    ):
        with pytest.raises(UnknownThing):
            await unknown
    async with archive.database.reading() as connection:
        for table in ("session_word", "record_tag", "record_person", "inspection"):
            rows = await connection.execute(text(f"SELECT count(*) FROM {table}"))  # noqa: S608  our own names
            assert rows.scalar() == 0, table


async def test_a_session_whose_log_was_erased_alone_is_listed_as_erased(archive: Archive) -> None:
    await archive.add(ONE, story())
    await archive.log.erase(ONE)
    record = await archive.catalogue.find(ONE)
    assert record.erased_at_ms == record.ended_at_ms
    assert (record.customer_name, record.people) == (None, ())


async def test_what_people_wrote_stands_nowhere_in_the_clear(archive: Archive) -> None:
    await archive.add(ONE, story(said("canary")))
    await archive.catalogue.tag(ONE, ["zebra"])
    stored = ""
    async with archive.database.reading() as connection:
        for table in ("record", "record_person", "record_tag", "session_word"):
            rows = await connection.execute(text(f"SELECT * FROM {table}"))  # noqa: S608  our own names
            stored += repr([tuple(row) for row in rows])
    assert "p_bo" in stored
    assert not {word for word in ("canary", "zebra", "Carmen", "correo") if word in stored}


async def test_equal_words_look_otherwise_under_another_master_key(archive: Archive) -> None:
    await archive.add(ONE, story())
    others = SqlCatalogue(archive.database, Seal(bytes(31) + b"1"))
    search = replace(EVERYTHING, text="correo")
    assert [one.session_id for one in await archive.catalogue.search(search)] == [ONE]
    assert await others.search(search) == []


async def test_what_is_outdated_comes_oldest_first_and_bounded(archive: Archive) -> None:
    for session_id, recorded in ((ONE, [RECORDED]), (TWO, []), (THREE, [RECORDED])):
        await archive.add(session_id, story(*recorded))
    late, early = FIRST_MS + DAY_MS, FIRST_MS
    assert await archive.keeping.outdated(late, 10, recorded=False) == [ONE, TWO, THREE]
    assert await archive.keeping.outdated(late, 2, recorded=False) == [ONE, TWO]
    assert await archive.keeping.outdated(early, 10, recorded=False) == []
    assert await archive.keeping.outdated(late, 10, recorded=True) == [ONE, THREE]
    await archive.catalogue.hold(ONE, held=True)
    await archive.keeping.weigh(THREE, 0)
    assert await archive.keeping.outdated(late, 10, recorded=True) == []
    await archive.catalogue.erase(THREE, late, None)
    assert await archive.keeping.outdated(late, 10, recorded=False) == [TWO]


async def test_what_goes_on_is_never_outdated(archive: Archive) -> None:
    await archive.add(ONE, story(RECORDED, over=False))
    assert await archive.keeping.outdated(FIRST_MS + DAY_MS, 10, recorded=False) == []
    assert await archive.keeping.unweighed(10) == []


async def test_recordings_are_weighed_once_and_again_after_an_erasure(archive: Archive) -> None:
    await archive.add(ONE, story(RECORDED))
    await archive.add(TWO, story())
    assert await archive.keeping.unweighed(10) == [ONE]
    await archive.keeping.weigh(ONE, 123)
    assert (await archive.catalogue.find(ONE)).size_bytes == 123
    assert await archive.keeping.unweighed(10) == []
    await archive.catalogue.erase(ONE, FIRST_MS, None)
    await archive.catalogue.erase(TWO, FIRST_MS, None)
    assert await archive.keeping.unweighed(10) == [ONE, TWO]


async def test_a_recordings_key_is_the_sessions_own(archive: Archive) -> None:
    await archive.add(ONE, story())
    await archive.add(TWO, story())
    first, second = await archive.keeping.recording_key(ONE), await archive.keeping.recording_key(TWO)
    assert len(first) == 32
    assert first != second
    assert first == await archive.keeping.recording_key(ONE)


async def test_sessions_from_before_there_was_a_catalogue_are_brought_in(archive: Archive) -> None:
    await archive.add(ONE, story(said("canary"), allowed(Mode.ADMIN)))
    await archive.add(TWO, story())
    async with archive.database.writing() as connection:
        for table in ("session_word", "record_person"):
            await connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608  our own names
        await connection.execute(text("UPDATE record SET projected = false, modes = 0"))
    assert await archive.found(text="canary") == []
    await archive.log.erase(TWO)
    assert await archive.keeping.catch_up(archive.log.load) == 1
    assert await archive.found(text="canary") == [ONE]
    assert (await archive.catalogue.find(ONE)).modes == (Mode.ADMIN,)
    assert await archive.keeping.catch_up(archive.log.load) == 0


async def test_one_old_session_that_cannot_be_read_holds_up_no_other(archive: Archive) -> None:
    for session_id in (ONE, TWO, THREE):
        await archive.add(session_id, story())
    async with archive.database.writing() as connection:
        await connection.execute(text("UPDATE record SET projected = false"))

    async def load(session_id: SessionId) -> list[object]:
        if session_id == TWO:
            raise UnknownThing("session")
        return list(await archive.log.load(session_id))

    assert await archive.keeping.catch_up(load) == 2  # type: ignore[arg-type]  # because a list of entries is one of objects


async def test_a_database_that_does_not_answer_is_said_to_be_so(tmp_path: Path) -> None:
    async with open_database(f"sqlite+aiosqlite:///{tmp_path / 'gone.db'}") as database:
        archive = archive_of(database)
        await archive.add(ONE, story())
        async with database.writing() as connection:
            await connection.execute(text("DROP TABLE session_word"))
            await connection.execute(text("ALTER TABLE record RENAME TO other"))
        for broken in (
            archive.catalogue.find(ONE),
            archive.catalogue.hold(ONE, held=True),
            archive.keeping.weigh(ONE, 1),
            archive.keeping.unweighed(1),
        ):
            with pytest.raises(NotReady):
                await broken
