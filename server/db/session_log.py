"""The log of sessions: append-only, chained over what is sealed, its projection in the same transaction."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, Final

from pydantic import TypeAdapter
from sqlalchemy import RowMapping, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from protocol.codec import encode
from protocol.facts import Ended, Entry, Fact
from protocol.ids import PeerIdField, SessionId
from protocol.session import SessionState, State
from protocol.wire import Wire
from recordings.chain import GENESIS, Head, Record, link_hash, verify
from recordings.errors import ChainBroken
from server.db.catalogue_projection import project
from server.db.engine import Database
from server.db.tables import ENTRY, SESSION
from server.errors import AppendFailed, LogDamaged, SealBroken, UnknownThing
from server.runtime.log_ports import UNKNOWN, Cause, Told
from server.security.seal import Seal, SessionKey

_FACT: Final[TypeAdapter[Fact]] = TypeAdapter(Fact)
_WITH_CAUSE: Final = b'{"fact":'


class _Sealed(Wire):
    """What is sealed of an entry. Before there were causes, it was the bare fact."""

    fact: Fact
    mono_ms: int
    peer: PeerIdField | None = None
    address: str


class SqlSessionLog:
    """`runtime.ports.SessionLog` on SQLite and PostgreSQL."""

    def __init__(self, database: Database, seal: Seal) -> None:
        self._database = database
        self._seal = seal

    async def append(
        self,
        session_id: SessionId,
        entries: Sequence[Entry],
        after: SessionState,
        cause: Cause = UNKNOWN,
    ) -> None:
        """Make these entries durable, and the projections of `after` with them, in one transaction.

        What brought them about is sealed with them.

        Raises:
            AppendFailed: nothing was written: `entries` do not continue the log, or the store is broken.
        """
        if not entries:
            return
        try:
            async with self._database.writing() as connection:
                await self._append(connection, session_id, entries, after, cause)
        except (OSError, SQLAlchemyError, TimeoutError, SealBroken) as wrong:
            raise AppendFailed from wrong

    async def load(self, session_id: SessionId) -> list[Entry]:
        """All entries of one session, in order, unsealed and with their chain verified.

        Raises:
            UnknownThing, LogDamaged, SealBroken, NotReady: as for `told`.
        """
        return [told.entry for told in await self.told(session_id)]

    async def told(self, session_id: SessionId) -> list[Told]:
        """The same, each with where it came from.

        Raises:
            UnknownThing: no such session, or it was erased.
            LogDamaged: a record was changed, dropped, doubled, moved or added.
            SealBroken: another master key sealed it.
            NotReady: the database does not answer.
        """
        async with self._database.reading() as connection:
            wrapped, head = await self._head(connection, session_id)
            rows = await connection.execute(
                select(ENTRY).where(ENTRY.c.session_id == session_id).order_by(ENTRY.c.seq)
            )
            records = rows.mappings().all()
        _verify(session_id, records, head)
        if wrapped is None:
            raise UnknownThing("session")
        key = self._seal.session_key(wrapped, session_id)
        return [_told(row, key) for row in records]

    async def unfinished(self) -> list[SessionId]:
        """Sessions that have not ended, oldest first."""
        query = (
            select(SESSION.c.session_id)
            .where(SESSION.c.state != State.ENDED.value, SESSION.c.wrapped_key.is_not(None))
            .order_by(SESSION.c.opened_at_ms, SESSION.c.session_id)
        )
        async with self._database.reading() as connection:
            return [SessionId(found) for found in (await connection.execute(query)).scalars()]

    async def latest_at_ms(self) -> int:
        """The latest time in any log, 0 when there is none: the clock starts no earlier."""
        async with self._database.reading() as connection:
            return (await connection.execute(select(func.max(ENTRY.c.at_ms)))).scalar() or 0

    async def erase(self, session_id: SessionId) -> None:
        """Destroy the session's key: nobody reads its entries any more, and its chain still verifies.

        Raises:
            UnknownThing: no such session.
        """
        async with self._database.writing() as connection:
            done = await connection.execute(
                update(SESSION)
                .where(SESSION.c.session_id == session_id)
                .values(wrapped_key=None, customer_name=None, reason=None)
            )
            if done.rowcount == 0:
                raise UnknownThing("session")

    async def verify(self, session_id: SessionId) -> int:
        """Check the chain without unsealing anything; erased sessions too. How many entries it has.

        Raises:
            UnknownThing, LogDamaged, NotReady: as for `load`.
        """
        async with self._database.reading() as connection:
            _, head = await self._head(connection, session_id)
            rows = await connection.execute(
                select(ENTRY).where(ENTRY.c.session_id == session_id).order_by(ENTRY.c.seq)
            )
            records = rows.mappings().all()
        _verify(session_id, records, head)
        return len(records)

    async def _append(
        self,
        connection: AsyncConnection,
        session_id: SessionId,
        entries: Sequence[Entry],
        after: SessionState,
        cause: Cause,
    ) -> None:
        found = (
            await connection.execute(
                select(SESSION.c.head_seq, SESSION.c.head_hash, SESSION.c.wrapped_key)
                .where(SESSION.c.session_id == session_id)
                .with_for_update()
            )
        ).one_or_none()
        head_seq, head_hash = (found.head_seq, found.head_hash) if found else (0, GENESIS)
        if [entry.seq for entry in entries] != list(range(head_seq + 1, head_seq + 1 + len(entries))):
            raise AppendFailed
        wrapped = found.wrapped_key if found else self._seal.new_wrapped_key(session_id)
        if wrapped is None:
            raise AppendFailed
        key = self._seal.session_key(wrapped, session_id)
        records = _records(session_id, entries, cause, key, head_hash)
        row = _projection(after, key) | {"head_seq": entries[-1].seq, "head_hash": records[-1]["hash"]}
        ended = [entry.at for entry in entries if isinstance(entry.fact, Ended)]
        if ended:  # people may go on talking after it: the end stays where it was
            row["ended_at_ms"] = ended[0]
        if found is None:
            await connection.execute(
                insert(SESSION).values(session_id=session_id, wrapped_key=wrapped, fence=0, **row)
            )
        else:
            await connection.execute(update(SESSION).where(SESSION.c.session_id == session_id).values(**row))
        await connection.execute(insert(ENTRY), records)
        await project(connection, session_id, entries, after, key, self._seal)

    async def _head(self, connection: AsyncConnection, session_id: SessionId) -> tuple[bytes | None, Head]:
        found = (
            await connection.execute(
                select(SESSION.c.wrapped_key, SESSION.c.head_seq, SESSION.c.head_hash).where(
                    SESSION.c.session_id == session_id
                )
            )
        ).one_or_none()
        if found is None:
            raise UnknownThing("session")
        return found.wrapped_key, Head(found.head_seq, found.head_hash)


def _records(
    session_id: SessionId, entries: Sequence[Entry], cause: Cause, key: SessionKey, prev_hash: bytes
) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = []
    for entry in entries:
        whole = _Sealed(fact=entry.fact, mono_ms=cause.mono_ms, peer=cause.peer, address=cause.address)
        sealed = key.seal(encode(whole), entry.seq)
        kind = entry.fact.type
        own_hash = link_hash(prev_hash, session_id, entry.seq, entry.at, kind, sealed)
        records.append(
            {
                "session_id": session_id,
                "seq": entry.seq,
                "at_ms": entry.at,
                "kind": kind,
                "sealed": sealed,
                "prev_hash": prev_hash,
                "hash": own_hash,
            }
        )
        prev_hash = own_hash
    return records


def _told(row: RowMapping, key: SessionKey) -> Told:
    plain = key.open(row["sealed"], row["seq"])
    if plain.startswith(_WITH_CAUSE):
        whole = _Sealed.model_validate_json(plain)
        fact, cause = whole.fact, Cause(whole.mono_ms, whole.peer, whole.address)
    else:
        fact, cause = _FACT.validate_json(plain), UNKNOWN
    return Told(Entry(seq=row["seq"], at=row["at_ms"], fact=fact), cause)


def _projection(after: SessionState, key: SessionKey) -> dict[str, Any]:
    customer = after.person(after.customer_id) if after.customer_id else None
    return {
        "state": after.state.value,
        "opened_at_ms": after.opened_at,
        "owner_id": after.owner_id,
        "customer_id": after.customer_id,
        "language": customer.language if customer else "",
        "customer_name": key.seal((customer.name if customer else "").encode(), "customer_name"),
        "reason": key.seal(after.reason.encode(), "reason"),
    }


def _verify(session_id: SessionId, rows: Sequence[RowMapping], head: Head) -> None:
    names = [field.name for field in fields(Record)]
    try:
        verify(session_id, [Record(**{name: row[name] for name in names}) for row in rows], head)
    except ChainBroken as broken:
        raise LogDamaged(str(broken)) from broken
