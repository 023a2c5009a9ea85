"""Copies that people take away: logged first, one at a time for each, gone in an hour or with the session."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from protocol.chat import Noted
from protocol.facts import Claimed, Door, Fact, Joined, Opened
from protocol.ids import PersonId, SessionId
from protocol.people import Person
from protocol.roles import Role
from recordings.errors import ExportRefused
from server.errors import AppendFailed, Erased, NotAllowed, OutOfTurn, UnknownThing
from server.runtime.exporting import KEPT_MS, Export, Exports, Form, Material, Stage, Wish
from server.settings import Settings
from tests.support.archive import CUSTOMER
from tests.support.fakes_server import eventually
from tests.support.record_keeping import Room, record_room, staff_of

pytestmark = pytest.mark.slow

BO = Person(person_id=PersonId("p_bo"), name="Bo", role=Role.AGENT)
BOSS = staff_of(Person(person_id=PersonId("p_boss"), name="Boss", role=Role.MANAGER))
AGENT = staff_of(BO)
LOG = Wish(Form.JSON)


@dataclass
class SlowExporter:
    """`Exporter` that writes what it was given, when it is let."""

    go: threading.Event = field(default_factory=threading.Event)
    given: list[Material] = field(default_factory=list)
    refusal: Exception | None = None

    def make(self, wish: Wish, material: Material, path: Path, progress: Callable[[float], None]) -> None:
        self.given.append(material)
        progress(0.5)
        assert self.go.wait(10)
        if self.refusal is not None:
            raise self.refusal
        path.write_text(wish.form.value)


@dataclass
class Bureau:
    """A room with exports."""

    room: Room
    exports: Exports
    exporter: SlowExporter

    async def ready(self, export: Export) -> Export:
        self.exporter.go.set()
        await eventually(lambda: export.over_at_ms is not None, 10.0)
        return export

    async def here(self) -> list[str]:
        folder = self.exports.folder
        return await asyncio.to_thread(lambda: sorted(path.name for path in folder.glob("*")))


@asynccontextmanager
async def bureau(settings: Settings) -> AsyncIterator[Bureau]:
    async with record_room(settings) as room:
        exporter = SlowExporter()
        exports = Exports(room.records, exporter, settings.data_folder / "exports")
        await exports.start()
        try:
            yield Bureau(room, exports, exporter)
        finally:
            exporter.go.set()
            await exports.stop()


async def test_a_copy_is_logged_made_and_fetched(server_settings: Settings) -> None:
    async with bureau(server_settings) as on:
        session_id = await on.room.past.session(BO, Noted(person_id=BO.person_id, text="canary"))
        export = await on.exports.order(session_id, BOSS, LOG, "The customer asked")
        assert on.room.notes.noted == [("exported", session_id, "Boss", "json", "The customer asked")]
        await eventually(lambda: export.done == 0.5, 10.0)
        assert (export.stage, export.size_bytes) == (Stage.RUNNING, None)
        with pytest.raises(OutOfTurn):
            await on.exports.file(session_id, BOSS, export.export_id)
        await on.ready(export)
        found = await on.exports.file(session_id, BOSS, export.export_id)
        assert (found.stage, found.done, found.size_bytes) == (Stage.DONE, 1.0, 4)
        assert await asyncio.to_thread(found.path.read_text) == "json"
        (material,) = on.exporter.given
        assert "canary" not in str(material.entries)  # a manager hears nothing of the inner room


async def test_nothing_is_made_before_it_is_logged_n9(server_settings: Settings) -> None:
    async with bureau(server_settings) as on:
        session_id = await on.room.past.session(BO)
        on.room.notes.refusal = AppendFailed()
        with pytest.raises(AppendFailed):
            await on.exports.order(session_id, BOSS, LOG, "Why")
        assert on.exporter.given == []
        on.room.notes.refusal = None
        await on.ready(await on.exports.order(session_id, BOSS, LOG, "Why"))


async def test_one_at_a_time_for_each_person(server_settings: Settings) -> None:
    async with bureau(server_settings) as on:
        session_id = await on.room.past.session(BO)
        first = await on.exports.order(session_id, BOSS, LOG, "Why")
        with pytest.raises(OutOfTurn):
            await on.exports.order(session_id, BOSS, LOG, "Why")
        other = await on.exports.order(session_id, AGENT, LOG, "Why")
        await eventually(lambda: first.stage is Stage.RUNNING, 10.0)
        assert other.stage is Stage.WAITING
        await on.ready(first)
        await on.ready(other)
        await on.ready(await on.exports.order(session_id, BOSS, LOG, "Why"))


async def test_a_copy_is_its_makers_alone(server_settings: Settings) -> None:
    async with bureau(server_settings) as on:
        session_id, other = await on.room.past.session(BO), await on.room.past.session(BO)
        export = await on.ready(await on.exports.order(session_id, BOSS, LOG, "Why"))
        for where, who in ((session_id, AGENT), (other, BOSS)):
            with pytest.raises(UnknownThing):
                await on.exports.find(where, who, export.export_id)
        stranger = staff_of(Person(person_id=PersonId("p_who"), name="Who", role=Role.AGENT))
        with pytest.raises(NotAllowed):
            await on.exports.find(session_id, stranger, export.export_id)
        with pytest.raises(NotAllowed):
            await on.exports.order(session_id, stranger, LOG, "Why")


async def test_who_is_in_a_session_that_goes_on_takes_no_copy_of_it(server_settings: Settings) -> None:
    async with bureau(server_settings) as on:
        opened = Opened(customer=CUSTOMER, door=Door.PAGE, reason="")
        facts: list[Fact] = [opened, Joined(person=BO), Claimed(person_id=BO.person_id, why="")]
        session_id = await on.room.past.write(facts, 1_700_000_000_000)
        with pytest.raises(NotAllowed):
            await on.exports.order(session_id, AGENT, LOG, "Why")
        await on.ready(await on.exports.order(session_id, BOSS, LOG, "Why"))


@pytest.mark.parametrize("refusal", [ExportRefused("nothing was recorded."), OSError("full")])
async def test_a_copy_that_cannot_be_made_says_so_and_leaves_nothing(
    server_settings: Settings, refusal: Exception
) -> None:
    async with bureau(server_settings) as on:
        on.exporter.refusal = refusal
        session_id = await on.room.past.session(BO)
        export = await on.ready(await on.exports.order(session_id, BOSS, LOG, "Why"))
        assert (export.stage, export.size_bytes) == (Stage.FAILED, None)
        assert await on.here() == []


async def test_a_copy_is_gone_after_an_hour(server_settings: Settings) -> None:
    async with bureau(server_settings) as on:
        session_id = await on.room.past.session(BO)
        export = await on.ready(await on.exports.order(session_id, BOSS, LOG, "Why"))
        on.room.clock.ms += KEPT_MS - 1
        await on.exports.tidy()
        assert await on.here() == [export.path.name]
        on.room.clock.ms += 1
        await on.exports.tidy()
        assert await on.here() == []
        with pytest.raises(UnknownThing):
            await on.exports.find(session_id, BOSS, export.export_id)


async def test_an_erased_session_takes_its_copies_along(server_settings: Settings) -> None:
    async with bureau(server_settings) as on:
        done, making = await on.room.past.session(BO), await on.room.past.session(BO)
        await on.ready(await on.exports.order(done, BOSS, LOG, "Why"))
        on.exporter.go.clear()
        under_way = await on.exports.order(making, BOSS, LOG, "Why")
        for session_id in (done, making):
            await on.room.records.erase(session_id, BOSS, "The customer asked")
        await on.ready(under_way)
        await gone(on)
        with pytest.raises(Erased):
            await on.exports.find(done, BOSS, under_way.export_id)


async def gone(on: Bureau) -> None:
    """No copy lies there any more."""
    async with asyncio.timeout(10):
        while await on.here():
            """Ask again: a folder has no event."""


async def test_what_a_run_before_left_behind_goes_at_the_start(server_settings: Settings) -> None:
    folder = server_settings.data_folder / "exports"
    await asyncio.to_thread(folder.mkdir, parents=True)
    await asyncio.to_thread((folder / "x_old.mp4").write_text, "film")
    async with bureau(server_settings) as on:
        assert await on.here() == []


async def test_it_stops_while_one_is_being_made(server_settings: Settings) -> None:
    async with bureau(server_settings) as on:
        session_id: SessionId = await on.room.past.session(BO)
        export = await on.exports.order(session_id, BOSS, LOG, "Why")
        await eventually(lambda: export.stage is Stage.RUNNING, 10.0)
        await on.exports.stop()
        assert export.stage is Stage.RUNNING
