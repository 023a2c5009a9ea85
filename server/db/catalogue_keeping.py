"""What has to be done with records as time goes by, and with those from before there was a catalogue."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from sqlalchemy import ColumnElement, or_, select, update

from protocol.facts import Entry
from protocol.fold import fold
from protocol.ids import SessionId
from protocol.session import SessionState, State
from server.db.catalogue_projection import project
from server.db.catalogue_tables import RECORD
from server.db.engine import Database
from server.db.session_keys import session_key
from server.db.tables import SESSION
from server.errors import ServerError
from server.security.seal import Seal

log = logging.getLogger(__name__)

_BATCH: Final = 100
_NOT_ERASED: Final = RECORD.c.session_id.in_(
    select(SESSION.c.session_id).where(SESSION.c.wrapped_key.is_not(None))
)


class SqlRecordKeeping:
    """`runtime.records_port.RecordKeeping` on SQLite and PostgreSQL."""

    def __init__(self, database: Database, seal: Seal) -> None:
        self._database = database
        self._seal = seal

    async def outdated(self, before_ms: int, limit: int, *, recorded: bool) -> list[SessionId]:
        """Sessions that ended before this and are neither held nor erased, oldest first.

        `recorded`: of those whose recording is still kept.
        """
        old = (RECORD.c.ended_at_ms < before_ms, RECORD.c.held.is_(False), _NOT_ERASED)
        is_kept = or_(RECORD.c.size_bytes.is_(None), RECORD.c.size_bytes > 0)
        kept = (RECORD.c.recorded.is_(True), is_kept) if recorded else ()
        return await self._ended(limit, *old, *kept)

    async def unweighed(self, limit: int) -> list[SessionId]:
        """Ended sessions, recorded or erased, of which nobody noted yet how much there is."""
        kept = or_(RECORD.c.recorded.is_(True), RECORD.c.erased_at_ms.is_not(None))
        return await self._ended(limit, RECORD.c.size_bytes.is_(None), kept)

    async def weigh(self, session_id: SessionId, size_bytes: int) -> None:
        """Note what its recording takes; 0: it is gone."""
        async with self._database.changing() as connection:
            await connection.execute(
                update(RECORD).where(RECORD.c.session_id == session_id).values(size_bytes=size_bytes)
            )

    async def recording_key(self, session_id: SessionId) -> bytes:
        """What its recording is sealed with. Raises UnknownThing: no such session, or it was erased."""
        async with self._database.reading() as connection:
            return (await session_key(connection, self._seal, session_id)).derive("recording")

    async def catch_up(self, load: Callable[[SessionId], Awaitable[list[Entry]]]) -> int:
        """Bring the records up to date that were made before there was a catalogue; how many.

        `load` reads a whole log. One that cannot be read stays as it is until the next start.
        """
        done, failed = 0, 0
        while found := await self._unprojected(failed):
            for session_id in found:
                try:
                    await self._project(session_id, await load(session_id))
                    done += 1
                except ServerError as failure:
                    failed += 1
                    log.warning("session %s is not in the catalogue yet: %s", session_id, failure)
        return done

    async def _unprojected(self, past: int) -> Sequence[SessionId]:
        query = (
            select(RECORD.c.session_id)
            .where(RECORD.c.projected.is_(False), _NOT_ERASED)
            .order_by(RECORD.c.number.desc())
            .offset(past)
            .limit(_BATCH)
        )
        async with self._database.reading() as connection:
            return [SessionId(found) for found in (await connection.execute(query)).scalars()]

    async def _project(self, session_id: SessionId, entries: Sequence[Entry]) -> None:
        after = fold(SessionState(session_id=session_id), entries)
        async with self._database.changing() as connection:
            key = await session_key(connection, self._seal, session_id)
            await project(connection, session_id, entries, after, key, self._seal)
            await connection.execute(
                update(RECORD).where(RECORD.c.session_id == session_id).values(projected=True)
            )

    async def _ended(self, limit: int, *conditions: ColumnElement[bool]) -> list[SessionId]:
        query = (
            select(RECORD.c.session_id)
            .where(RECORD.c.state == State.ENDED.value, *conditions)
            .order_by(RECORD.c.number)
            .limit(limit)
        )
        async with self._database.reading() as connection:
            return [SessionId(found) for found in (await connection.execute(query)).scalars()]
