"""The door to records on a real database, with a clock that tests move and notes that they read."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from protocol.ids import SessionId
from protocol.people import Person
from recordings.store import Store
from server.db.attachments import SqlAttachmentStore
from server.db.catalogue import SqlCatalogue
from server.db.coaching import SqlCoachingStore
from server.db.engine import open_database
from server.db.passes import SqlPassStore
from server.runtime.directory_now import DirectoryNow
from server.runtime.ports import Staff
from server.runtime.records import KeepingRules, Records
from server.runtime.records_disk import RecordingShelf
from server.security.seal import Seal
from server.settings import Settings
from tests.support.archive import Archive, archive
from tests.support.fakes_server import FakeClock, FakeSecrets


@dataclass
class FakeNotes:
    """`Notes` that remembers what would stand in the log. `refusal` is raised instead."""

    noted: list[tuple[Any, ...]] = field(default_factory=list)
    refusal: Exception | None = None

    async def note_look(self, session_id: SessionId, staff: Staff, reason: str) -> None:
        self._note("looked", session_id, staff.name, reason)

    async def note_export(self, session_id: SessionId, staff: Staff, form: str, reason: str) -> None:
        self._note("exported", session_id, staff.name, form, reason)

    async def note_kept(self, session_id: SessionId, staff: Staff, reason: str, *, held: bool) -> None:
        self._note("kept", session_id, staff.name, held, reason)

    def _note(self, *what: object) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.noted.append(what)


@dataclass
class Room:
    """All of it."""

    past: Archive
    records: Records
    clock: FakeClock
    notes: FakeNotes


def staff_of(person: Person) -> Staff:
    """Their account."""
    return Staff(person.person_id, person.name, f"{person.person_id}@example.org", person.role, "en", "none")


@asynccontextmanager
async def record_room(
    settings: Settings, rules: KeepingRules | None = None, store: Store | None = None
) -> AsyncIterator[Room]:
    """Records by these rules, on SQLite and in the folders that the settings name."""
    clock, notes = FakeClock(), FakeNotes()
    async with archive(settings) as past, open_database(settings.database) as database:
        seal: Seal = past.log._seal
        shelf = RecordingShelf(settings.recordings, store)
        records = Records(
            catalogue=SqlCatalogue(database, seal),
            keeping=past.keeping,
            shelf=shelf,
            shelf_keeping=shelf,
            log=past.log,
            notes=notes,
            attachments=SqlAttachmentStore(database, seal, settings.data_folder / "attachments"),
            talks=SqlCoachingStore(database, seal),
            passes=SqlPassStore(database),
            secrets=FakeSecrets(),
            clock=clock,
            directory=DirectoryNow(),
            rules=rules or KeepingRules(),
        )
        yield Room(past, records, clock, notes)
