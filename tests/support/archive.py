"""Sessions of the past, written straight into a server's own database and folders, log and recording."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from protocol.facts import Claimed, Door, Ended, EndedBy, Fact, Joined, Opened
from protocol.ids import PersonId, QueueId, SessionId, TeamId
from protocol.people import Person
from protocol.roles import Role
from recordings.writer import Tape, next_number
from server.db.catalogue_keeping import SqlRecordKeeping
from server.db.engine import open_database
from server.db.passes import SqlPassStore
from server.db.people import SqlPeopleStore
from server.db.session_log import SqlSessionLog
from server.db.staff import SqlStaffStore
from server.runtime.ports import Belonging, Pass, Staff
from server.security.seal import Seal, derived_key, master_key
from server.security.secrets import SystemSecrets
from server.settings import Settings
from tests.support.recorded import Frame, frames, later, play
from tests.support.sessions import after, entries
from tests.support.visitor import Visitor

CUSTOMER = Person(person_id=PersonId("c_carmen"), name="Carmen", role=Role.CUSTOMER, language="es")


@dataclass
class Archive:
    """The same database and folders that a running server works on."""

    log: SqlSessionLog
    keeping: SqlRecordKeeping
    staff: SqlStaffStore
    people: SqlPeopleStore
    passes: SqlPassStore
    secrets: SystemSecrets
    root: Path
    made: int = 0

    async def employ(self, visitor: Visitor, name: str, role: Role, *teams: TeamId) -> Person:
        """Somebody who works here and is signed in, without the time that a password takes.

        A running server knows their teams after its next change of the directory.
        """
        person_id = PersonId(f"p_{name.lower()}")
        await self.staff.add(Staff(person_id, name, f"{name.lower()}@example.org", role, "en", "none"))
        await self.people.belong(person_id, Belonging(frozenset(teams)))
        secret, csrf = self.secrets.token(), self.secrets.token()
        entry = Pass("sign_in", 2**50, person_id=person_id, csrf=csrf)
        await self.passes.put(self.secrets.digest(secret), entry)
        visitor.client.cookies.set("__Host-auxilio", secret)
        visitor.csrf = csrf
        return Person(person_id=person_id, name=name, role=role)

    async def session(
        self,
        agent: Person,
        *more: Fact,
        queue_id: QueueId | None = None,
        at_ms: int = 1_790_000_000_000,
        reason: str = "The mail does not open",
    ) -> SessionId:
        """A session that is over: this agent helped, and this happened."""
        opened = Opened(customer=CUSTOMER, door=Door.PAGE, reason=reason, queue_id=queue_id)
        begins: list[Fact] = [opened, Joined(person=agent), Claimed(person_id=agent.person_id, why="Next.")]
        return await self.write([*begins, *more, Ended(by=EndedBy.STAFF)], at_ms)

    async def write(self, facts: Sequence[Fact], at_ms: int) -> SessionId:
        """A session with this log, an entry a second."""
        self.made += 1
        session_id = SessionId(f"s_archived_{self.made:04d}")
        log = entries(facts, at_ms=at_ms)
        await self.log.append(session_id, log, after(session_id, log))
        return session_id

    async def tape(self, session_id: SessionId) -> Tape:
        """Something to record this session with."""
        key = await self.keeping.recording_key(session_id)

        def begun() -> Tape:
            folder = self.root / session_id
            folder.mkdir(parents=True, exist_ok=True)
            return Tape(folder, session_id, key, next_number(folder))

        return await asyncio.to_thread(begun)

    async def record(
        self, session_id: SessionId, some: Iterable[Frame] | None = None, *, by_ms: int = 0
    ) -> None:
        """Give it a recording, closed in order: these pictures, so much later."""
        tape = await self.tape(session_id)

        def played() -> None:
            tape.close(play(tape, later(frames() if some is None else some, by_ms), pointer=True) + 33)

        await asyncio.to_thread(played)


@asynccontextmanager
async def archive(settings: Settings) -> AsyncIterator[Archive]:
    """Beside a running server, or before it starts."""
    master = await asyncio.to_thread(master_key, settings.key_folder)
    seal = Seal(derived_key(master, "wrap"))
    async with open_database(settings.database) as database:
        yield Archive(
            SqlSessionLog(database, seal),
            SqlRecordKeeping(database, seal),
            SqlStaffStore(database),
            SqlPeopleStore(database, "Everyone"),
            SqlPassStore(database),
            SystemSecrets(derived_key(master, "digest")),
            settings.recordings,
        )
