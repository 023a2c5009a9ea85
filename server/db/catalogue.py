"""Records: found, tagged, held, erased. Their rows are filled by `catalogue_projection`."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import RowMapping, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from protocol.demo import SessionKind
from protocol.facts import Door, EndedBy
from protocol.ids import PersonId, QueueId, SessionId
from protocol.roles import Role
from protocol.session import State
from server.db.catalogue_search import SHOWN, modes_of, query, tag_key
from server.db.catalogue_tables import RECORD, RECORD_PERSON, RECORD_TAG, SESSION_WORD
from server.db.engine import Database
from server.db.session_keys import session_key
from server.db.tables import INSPECTION, SESSION
from server.errors import Held, UnknownThing
from server.runtime.records_port import Record, RecordPerson, RecordSearch
from server.security.seal import Seal, SessionKey


class SqlCatalogue:
    """`runtime.records_port.Catalogue` on SQLite and PostgreSQL."""

    def __init__(self, database: Database, seal: Seal) -> None:
        self._database = database
        self._seal = seal

    async def search(self, search: RecordSearch) -> list[Record]:
        """What is found, newest first."""
        async with self._database.reading() as connection:
            rows = (await connection.execute(query(search, self._seal.word_secret))).mappings().all()
            people = await _people(connection, [row["number"] for row in rows])
        return [self._record(row, people.get(row["number"], [])) for row in rows]

    async def find(self, session_id: SessionId) -> Record:
        """One record. Raises UnknownThing: there is no such session."""
        wanted = (
            select(*SHOWN)
            .join_from(RECORD, SESSION, SESSION.c.session_id == RECORD.c.session_id)
            .where(RECORD.c.session_id == session_id)
        )
        async with self._database.reading() as connection:
            row = (await connection.execute(wanted)).mappings().one_or_none()
            if row is None:
                raise UnknownThing("session")
            people = await _people(connection, [row["number"]])
        return self._record(row, people.get(row["number"], []))

    async def tag(self, session_id: SessionId, tags: Sequence[str]) -> None:
        """Let it have exactly these. Raises UnknownThing: no such session, or it was erased."""
        kept = list({tag.casefold(): tag for tag in tags}.values())
        async with self._database.changing() as connection:
            key = await session_key(connection, self._seal, session_id)
            number = await _number(connection, session_id)
            sealed = key.seal(json.dumps(kept).encode(), "tags") if kept else None
            await connection.execute(update(RECORD).where(RECORD.c.number == number).values(tags=sealed))
            await connection.execute(delete(RECORD_TAG).where(RECORD_TAG.c.number == number))
            if kept:
                found = {tag_key(self._seal.word_secret, tag) for tag in kept}
                await connection.execute(
                    insert(RECORD_TAG), [{"tag": tag, "number": number} for tag in sorted(found)]
                )

    async def hold(self, session_id: SessionId, *, held: bool) -> None:
        """Keep it whatever its age, or no longer. Raises UnknownThing: there is no such session."""
        async with self._database.changing() as connection:
            done = await connection.execute(
                update(RECORD).where(RECORD.c.session_id == session_id).values(held=held)
            )
            if done.rowcount == 0:
                raise UnknownThing("session")

    async def erase(self, session_id: SessionId, at_ms: int, by: PersonId | None) -> None:
        """Destroy its key, and everything that was derived from what people said; the chain stays.

        `by` None: its time was over.

        Raises:
            UnknownThing: there is no such session.
            Held: a hold keeps it.
        """
        gone = {"customer_name": None, "reason": None, "wrapped_key": None}
        async with self._database.changing() as connection:
            await connection.execute(  # first: nothing is appended, nor held, beside what follows
                update(SESSION).where(SESSION.c.session_id == session_id).values(**gone)
            )
            number = await _number(connection, session_id)
            erased = await connection.execute(
                update(RECORD)
                .where(RECORD.c.number == number, RECORD.c.held.is_(False))
                .values(tags=None, size_bytes=None, erased_at_ms=at_ms, erased_by=by)
            )
            if erased.rowcount == 0:
                raise Held
            for table in (RECORD_PERSON, RECORD_TAG, SESSION_WORD):
                await connection.execute(delete(table).where(table.c.number == number))
            await connection.execute(delete(INSPECTION).where(INSPECTION.c.session_id == session_id))

    def _record(self, row: RowMapping, people: Sequence[RowMapping]) -> Record:
        session_id, wrapped = SessionId(row["session_id"]), row["wrapped_key"]
        key = self._seal.session_key(wrapped, session_id) if wrapped is not None else None
        has_customer = key is not None and row["customer_id"] is not None
        return Record(
            number=row["number"],
            session_id=session_id,
            opened_at_ms=row["opened_at_ms"],
            ended_at_ms=row["ended_at_ms"],
            state=State(row["state"]),
            kind=SessionKind(row["kind"]),
            door=Door(row["door"]),
            queue_id=QueueId(row["queue_id"]),
            customer_name=_opened(key, row["customer_name"], "customer_name") if has_customer else None,
            reason=_opened(key, row["reason"], "reason"),
            people=tuple(_person(person, key) for person in people) if key is not None else (),
            modes=modes_of(row["modes"]),
            ended_by=EndedBy(row["ended_by"]) if row["ended_by"] else None,
            is_recorded=row["recorded"],
            size_bytes=row["size_bytes"] or 0,
            tags=_tags(key, row["tags"]),
            is_held=row["held"],
            erased_at_ms=_erased_at_ms(row),
            was_interrupted=row["interrupted"],
            head_seq=row["head_seq"],
            head_hash=row["head_hash"],
        )


async def _number(connection: AsyncConnection, session_id: SessionId) -> int:
    found = await connection.execute(select(RECORD.c.number).where(RECORD.c.session_id == session_id))
    number: int | None = found.scalar()
    if number is None:
        raise UnknownThing("session")
    return number


async def _people(connection: AsyncConnection, numbers: Sequence[int]) -> dict[int, list[RowMapping]]:
    query = select(RECORD_PERSON).where(RECORD_PERSON.c.number.in_(numbers)).order_by(RECORD_PERSON.c.role)
    by_number: dict[int, list[RowMapping]] = {}
    for row in (await connection.execute(query)).mappings() if numbers else ():
        by_number.setdefault(row["number"], []).append(row)
    return by_number


def _person(row: RowMapping, key: SessionKey) -> RecordPerson:
    person_id = PersonId(row["person_id"])
    name = key.open(row["name"], f"person_name|{person_id}").decode()
    return RecordPerson(person_id, name, Role(row["role"]))


def _opened(key: SessionKey | None, sealed: bytes | None, place: str) -> str | None:
    return key.open(sealed, place).decode() if key is not None and sealed is not None else None


def _tags(key: SessionKey | None, sealed: bytes | None) -> tuple[str, ...]:
    found: list[Any] = json.loads(_opened(key, sealed, "tags") or "[]")
    return tuple(str(tag) for tag in found)


def _erased_at_ms(row: RowMapping) -> int | None:
    """A log that was erased by itself says so by its lack of a key."""
    if row["wrapped_key"] is not None:
        return None
    at_ms: int | None = row["erased_at_ms"]
    return at_ms if at_ms is not None else row["ended_at_ms"] or row["opened_at_ms"]
