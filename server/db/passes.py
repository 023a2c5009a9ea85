"""Secrets by their digest, and what each lets its bearer do."""

from sqlalchemy import ColumnElement, RowMapping, delete, insert, select

from protocol.ids import PeerId, PersonId, SessionId
from protocol.link_messages import PeerKind
from protocol.roles import Role
from server.db.engine import Database
from server.db.tables import PASS
from server.runtime.ports import Pass


class SqlPassStore:
    """`runtime.ports.PassStore` on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, digest: bytes, entry: Pass) -> None:
        """Keep a pass. A session has one code: a new one voids the older."""
        async with self._database.writing() as connection:
            if entry.purpose == "code" and entry.session_id is not None:
                await connection.execute(
                    delete(PASS).where(PASS.c.purpose == "code", PASS.c.session_id == entry.session_id)
                )
            await connection.execute(
                insert(PASS).values(
                    digest=digest,
                    purpose=entry.purpose,
                    expires_at_ms=entry.expires_at_ms,
                    person_id=entry.person_id,
                    session_id=entry.session_id,
                    peer_id=entry.peer_id,
                    kind=entry.kind and entry.kind.value,
                    role=entry.role and entry.role.value,
                    csrf=entry.csrf,
                )
            )

    async def peek(self, digest: bytes, purpose: str, at_ms: int) -> Pass | None:
        """The pass, if it is there, for this purpose, and not expired."""
        query = select(PASS).where(*_is_valid(digest, purpose, at_ms))
        async with self._database.reading() as connection:
            return _pass((await connection.execute(query)).mappings().one_or_none())

    async def take(self, digest: bytes, purpose: str, at_ms: int) -> Pass | None:
        """As `peek`, and it is gone: of many at once, exactly one gets it."""
        query = delete(PASS).where(*_is_valid(digest, purpose, at_ms)).returning(PASS)
        async with self._database.writing() as connection:
            return _pass((await connection.execute(query)).mappings().one_or_none())

    async def drop_person(self, person_id: PersonId) -> None:
        """Every pass of this person is void."""
        async with self._database.writing() as connection:
            await connection.execute(delete(PASS).where(PASS.c.person_id == person_id))

    async def sweep(self, at_ms: int) -> int:
        """Remove what has expired; how many. Raises NotReady: the database does not answer."""
        async with self._database.changing() as connection:
            return (await connection.execute(delete(PASS).where(PASS.c.expires_at_ms <= at_ms))).rowcount


def _is_valid(digest: bytes, purpose: str, at_ms: int) -> tuple[ColumnElement[bool], ...]:
    return (PASS.c.digest == digest, PASS.c.purpose == purpose, PASS.c.expires_at_ms > at_ms)


def _pass(row: RowMapping | None) -> Pass | None:
    if row is None:
        return None
    return Pass(
        purpose=row["purpose"],
        expires_at_ms=row["expires_at_ms"],
        person_id=row["person_id"] and PersonId(row["person_id"]),
        session_id=row["session_id"] and SessionId(row["session_id"]),
        peer_id=row["peer_id"] and PeerId(row["peer_id"]),
        kind=PeerKind(row["kind"]) if row["kind"] else None,
        role=Role(row["role"]) if row["role"] else None,
        csrf=row["csrf"],
    )
