"""What becomes of records as time goes by, on a real database and files, by a clock that tests move."""

import asyncio
from pathlib import Path

import pytest

from protocol.consent import Answer
from protocol.facts import Claimed, Door, Fact, Joined, Opened
from protocol.ids import PersonId, RequestId, SessionId
from protocol.people import Person
from protocol.recording import RecordingAnswered
from protocol.roles import Role
from recordings.errors import StoreBroken
from recordings.store import Store
from server.errors import Erased, NotReady, UnknownThing
from server.runtime.keeping import REST_MS, Keeping
from server.runtime.records import KeepingRules
from server.settings import Settings
from tests.support.archive import CUSTOMER
from tests.support.record_keeping import Room, record_room, staff_of

pytestmark = pytest.mark.slow

DAY_MS = 86_400_000
FIRST_MS = 1_700_000_000_000
BO = Person(person_id=PersonId("p_bo"), name="Bo", role=Role.AGENT)
BOSS = staff_of(Person(person_id=PersonId("p_boss"), name="Boss", role=Role.MANAGER))
RECORDED = RecordingAnswered(request_id=RequestId("r_001"), answer=Answer.ALLOWED)


async def recorded(room: Room, at_ms: int = FIRST_MS) -> SessionId:
    """A session that is over, with a recording."""
    session_id = await room.past.session(BO, RECORDED, at_ms=at_ms)
    await room.past.record(session_id)
    return session_id


async def files(room: Room, session_id: SessionId) -> list[str]:
    folder = room.past.root / session_id
    return await asyncio.to_thread(lambda: sorted(path.name for path in folder.glob("*")))


async def test_a_recording_goes_when_its_days_are_over_and_its_log_stays(server_settings: Settings) -> None:
    async with record_room(server_settings, KeepingRules(keep_days=30)) as room:
        old, fresh = await recorded(room), await recorded(room, FIRST_MS + 20 * DAY_MS)
        keeping, room.clock.ms = Keeping(room.records), FIRST_MS + 29 * DAY_MS
        assert await keeping.expire() == 0
        room.clock.ms = FIRST_MS + 31 * DAY_MS
        assert await keeping.expire() == 1
        assert await files(room, old) == []
        assert await files(room, fresh) != []
        assert (await room.records.catalogue.find(old)).size_bytes == 0
        assert len(await room.past.log.load(old)) == 5
        assert await keeping.expire() == 0


async def test_a_session_is_erased_when_its_days_are_over(server_settings: Settings) -> None:
    async with record_room(server_settings, KeepingRules(log_keep_days=30)) as room:
        old, fresh = await recorded(room), await recorded(room, FIRST_MS + 20 * DAY_MS)
        room.clock.ms = FIRST_MS + 31 * DAY_MS
        assert await Keeping(room.records).expire() == 1
        assert (await room.records.catalogue.find(old)).erased_at_ms == room.clock.ms
        assert await files(room, old) == []
        with pytest.raises(UnknownThing):
            await room.past.log.load(old)
        assert await room.past.log.verify(old) == 5
        assert (await room.records.catalogue.find(fresh)).erased_at_ms is None


async def test_what_is_held_stays_whatever_its_age(server_settings: Settings) -> None:
    rules = KeepingRules(keep_days=1, log_keep_days=1)
    async with record_room(server_settings, rules) as room:
        held, other = await recorded(room), await recorded(room)
        await room.records.hold(held, BOSS, "A claim", held=True)
        room.clock.ms = FIRST_MS + 1000 * DAY_MS
        assert await Keeping(room.records).expire() == 1
        assert (await room.records.catalogue.find(other)).erased_at_ms is not None
        assert await files(room, held) != []
        assert len(await room.past.log.load(held)) == 5
        await room.records.hold(held, BOSS, "It is settled", held=False)
        assert await Keeping(room.records).expire() == 1
        assert await files(room, held) == []


async def test_without_a_rule_everything_stays(server_settings: Settings) -> None:
    async with record_room(server_settings) as room:
        session_id = await recorded(room)
        room.clock.ms = FIRST_MS + 36_000 * DAY_MS
        assert await Keeping(room.records).expire() == 0
        assert await files(room, session_id) != []


async def test_what_goes_on_is_never_removed(server_settings: Settings) -> None:
    rules = KeepingRules(keep_days=1, log_keep_days=1)
    async with record_room(server_settings, rules) as room:
        opened = Opened(customer=CUSTOMER, door=Door.PAGE, reason="")
        facts: list[Fact] = [opened, Joined(person=BO), Claimed(person_id=BO.person_id, why=""), RECORDED]
        session_id = await room.past.write(facts, FIRST_MS)
        await room.past.record(session_id)
        room.clock.ms = FIRST_MS + 10 * DAY_MS
        keeping = Keeping(room.records)
        assert await keeping.expire() == 0
        await keeping.tidy()
        assert await files(room, session_id) != []


async def test_many_are_removed_in_bounded_batches(
    server_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.runtime.keeping._BATCH", 2)
    monkeypatch.setattr("server.runtime.keeping._BATCHES", 2)
    async with record_room(server_settings, KeepingRules(log_keep_days=1)) as room:
        for _ in range(6):
            await room.past.session(BO, at_ms=FIRST_MS)
        room.clock.ms = FIRST_MS + 2 * DAY_MS
        keeping = Keeping(room.records)
        assert [await keeping.expire() for _ in range(3)] == [4, 2, 0]


async def test_one_that_cannot_be_removed_stops_no_other(server_settings: Settings) -> None:
    async with record_room(server_settings, KeepingRules(log_keep_days=1)) as room:
        broken, other = await recorded(room), await recorded(room)

        async def refuse(session_id: SessionId) -> None:
            if session_id == broken:
                raise NotReady("disk")

        room.records.watchers.append(refuse)
        room.clock.ms = FIRST_MS + 2 * DAY_MS
        assert await Keeping(room.records).expire() == 1
        assert await files(room, other) == []


async def test_recordings_are_weighed_once_they_rest(server_settings: Settings) -> None:
    async with record_room(server_settings) as room:
        session_id = await recorded(room)
        keeping = Keeping(room.records)
        room.clock.ms = FIRST_MS + 6_000
        await keeping.tidy()
        assert (await room.records.catalogue.find(session_id)).size_bytes == 0
        room.clock.ms += REST_MS
        await keeping.tidy()
        on_disk = sum(path.stat().st_size for path in (room.past.root / session_id).glob("*"))
        assert (await room.records.catalogue.find(session_id)).size_bytes == on_disk > 0


async def test_an_erasure_that_was_cut_short_is_finished(server_settings: Settings) -> None:
    async with record_room(server_settings) as room:
        session_id = await recorded(room)
        await room.records.catalogue.erase(session_id, FIRST_MS, None)
        assert await files(room, session_id) != []
        await Keeping(room.records).tidy()
        assert await files(room, session_id) == []
        with pytest.raises(Erased):
            await room.records.look(session_id, BOSS, "To see")


async def test_ended_recordings_are_moved_to_the_store_and_read_from_it(
    server_settings: Settings, tmp_path: Path
) -> None:
    store = await asyncio.to_thread(Store.local, tmp_path / "bucket")
    async with record_room(server_settings, KeepingRules(keep_days=1), store) as room:
        session_id = await recorded(room)
        await asyncio.to_thread((room.past.root / session_id / "log.jsonl").write_text, "{}\n")
        key = await room.past.keeping.recording_key(session_id)
        (video, _) = await room.records.shelf.segments(session_id)
        before = await room.records.shelf.read(session_id, video.number, key, 0, video.size_bytes)
        keeping = Keeping(room.records)
        room.clock.ms = FIRST_MS + 6_000
        await keeping.tidy()
        assert await files(room, session_id) != []
        room.clock.ms += REST_MS
        await keeping.tidy()
        assert await files(room, session_id) == []
        assert await room.records.shelf.read(session_id, video.number, key, 0, video.size_bytes) == before
        room.clock.ms = FIRST_MS + 2 * DAY_MS
        assert await keeping.expire() == 1
        left = await asyncio.to_thread(lambda: [path.name for path in (tmp_path / "bucket").rglob("*.*")])
        assert left == ["log.jsonl"]  # what proves the log needs no key


async def test_a_store_that_refuses_loses_nothing(
    server_settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = await asyncio.to_thread(Store.local, tmp_path / "bucket")

    def refuse(*_: object) -> None:
        raise StoreBroken("bucket", "full")

    async with record_room(server_settings, None, store) as room:
        session_id = await recorded(room)
        here = await files(room, session_id)
        room.clock.ms = FIRST_MS + REST_MS + 60_000
        with monkeypatch.context() as broken:
            broken.setattr(store, "put_file", refuse)
            await Keeping(room.records).tidy()
            with pytest.raises(NotReady):
                await room.records.shelf_keeping.move(session_id)
        assert await files(room, session_id) == here
        await Keeping(room.records).tidy()
        assert await files(room, session_id) == []
