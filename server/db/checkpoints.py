"""The signed checkpoints of all sessions, beside the rows that they cover."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

from sqlalchemy import Row, Select, and_, func, insert, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from protocol.ids import SessionId
from protocol.session import State
from recordings.chain import GENESIS, Head, Record
from recordings.checkpoint import Signed, parse
from server.db.engine import Database
from server.db.log_tables import CHECKPOINT
from server.db.tables import ENTRY, SESSION
from server.errors import AppendFailed, LogDamaged, UnknownThing
from server.runtime.log_ports import Standing

_ROWS_AT_ONCE: Final = 1_000
"""There may be very many sessions, and the server has other things to do meanwhile."""
_RECORD: Final = tuple(ENTRY.c[field.name] for field in fields(Record))


class SqlCheckpointStore:
    """`runtime.log_ports.CheckpointStore` on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def put(self, signed: Signed) -> None:
        """Keep it, for ever.

        Raises:
            AppendFailed: it does not continue the newest, or the store is broken.
        """
        made = signed.checkpoint
        try:
            async with self._database.writing() as connection:
                newest = await _newest(connection, SessionId(made.session_id))
                number, prev = (newest.checkpoint.number, newest.checkpoint.hash) if newest else (0, GENESIS)
                if (made.number, made.prev) != (number + 1, prev):
                    raise AppendFailed
                await connection.execute(insert(CHECKPOINT).values(**_row(signed)))
        except (OSError, SQLAlchemyError, TimeoutError, LogDamaged) as wrong:
            raise AppendFailed from wrong

    async def standing(self, session_id: SessionId) -> Standing:
        """How far this session is.

        Raises:
            UnknownThing: there is no such session.
            LogDamaged: its newest checkpoint is none.
            NotReady: the database does not answer.
        """
        query = select(
            SESSION.c.head_seq, SESSION.c.head_hash, SESSION.c.state, SESSION.c.wrapped_key.is_(None)
        )
        async with self._database.reading() as connection:
            found = (await connection.execute(query.where(SESSION.c.session_id == session_id))).one_or_none()
            if found is None:
                raise UnknownThing("session")
            seq, own_hash, state, is_erased = found
            newest = await _newest(connection, session_id)
        return Standing(session_id, Head(seq, own_hash), state == State.ENDED.value, is_erased, newest)

    async def uncovered(self, seen: Mapping[SessionId, int]) -> list[SessionId]:
        """Sessions whose log goes beyond their checkpoints, or whose newest one is not the one in `seen`.

        Oldest first; those that have not ended are always among them.

        Raises:
            NotReady: the database does not answer.
        """
        found: list[SessionId] = []
        async with self._database.reading() as connection:
            result = await connection.stream(_coverage())
            async for rows in result.partitions(_ROWS_AT_ONCE):
                for session_id, number, is_covered in rows:
                    if not is_covered or seen.get(session_id) != number:
                        found.append(SessionId(session_id))
        return found

    async def kept(
        self, session_id: SessionId, after_seq: int = 0, after_number: int = 0
    ) -> tuple[list[Record], list[Signed]]:
        """The sealed entries and the checkpoints after these numbers, as they were kept, in one view.

        Raises:
            LogDamaged: a checkpoint is none.
            NotReady: the database does not answer.
        """
        entries = select(*_RECORD).where(ENTRY.c.session_id == session_id, ENTRY.c.seq > after_seq)
        made = select(CHECKPOINT).where(
            CHECKPOINT.c.session_id == session_id, CHECKPOINT.c.number > after_number
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(entries.order_by(ENTRY.c.seq))).mappings().all()
            signed = (await connection.execute(made.order_by(CHECKPOINT.c.number))).all()
        return [Record(**row) for row in rows], [_signed(row) for row in signed]


def _coverage() -> Select[Any]:
    """Each session, the number of its newest checkpoint, and whether one says all there is to say."""
    whole = (
        select(CHECKPOINT.c.number)
        .where(
            CHECKPOINT.c.session_id == SESSION.c.session_id,
            CHECKPOINT.c.log_seq == SESSION.c.head_seq,
            CHECKPOINT.c.final,
        )
        .exists()
    )
    newest = (
        select(func.max(CHECKPOINT.c.number))
        .where(CHECKPOINT.c.session_id == SESSION.c.session_id)
        .scalar_subquery()
    )
    is_covered = and_(SESSION.c.state == State.ENDED.value, whole)
    return select(SESSION.c.session_id, newest.label("number"), is_covered.label("is_covered")).order_by(
        SESSION.c.opened_at_ms, SESSION.c.session_id
    )


async def _newest(connection: AsyncConnection, session_id: SessionId) -> Signed | None:
    query = (
        select(CHECKPOINT)
        .where(CHECKPOINT.c.session_id == session_id)
        .order_by(CHECKPOINT.c.number.desc())
        .limit(1)
    )
    found = (await connection.execute(query)).one_or_none()
    return None if found is None else _signed(found)


def _row(signed: Signed) -> dict[str, Any]:
    made = signed.checkpoint
    return {
        "session_id": made.session_id,
        "number": made.number,
        "log_seq": made.log.seq,
        "final": made.final,
        "body": made.canonical(),
        "signed_by": signed.by,
        "signature": signed.signature,
    }


def _signed(row: Row[Any]) -> Signed:
    try:
        return Signed(parse(row.body), row.signed_by, row.signature)
    except ValueError as wrong:
        raise LogDamaged(
            f"Checkpoint {row.number} of session {row.session_id} was changed: this log is not what was "
            "written. Keep it as it is, and compare it with a backup."
        ) from wrong
