"""The newest inspection of each session, sealed."""

from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import insert, select, update

from protocol.ids import SessionId
from protocol.inspection import Section
from server.db.engine import Database
from server.db.session_keys import session_key
from server.db.tables import INSPECTION
from server.runtime.ports import Inspection
from server.security.seal import Seal

_SECTIONS: Final[TypeAdapter[tuple[Section, ...]]] = TypeAdapter(tuple[Section, ...])
_PLACE: Final = "inspection"


class SqlInspectionStore:
    """`runtime.ports.InspectionStore` on SQLite and PostgreSQL."""

    def __init__(self, database: Database, seal: Seal) -> None:
        self._database = database
        self._seal = seal

    async def put_inspection(self, session_id: SessionId, inspection: Inspection) -> None:
        """Keep this one; an older one is gone. Raises UnknownThing: no such session, or it was erased."""
        async with self._database.writing() as connection:
            key = await session_key(connection, self._seal, session_id)
            row = {
                "at_ms": inspection.at_ms,
                "sealed": key.seal(_SECTIONS.dump_json(inspection.sections), _PLACE),
            }
            done = await connection.execute(
                update(INSPECTION).where(INSPECTION.c.session_id == session_id).values(**row)
            )
            if done.rowcount == 0:
                await connection.execute(insert(INSPECTION).values(session_id=session_id, **row))

    async def get_inspection(self, session_id: SessionId) -> Inspection | None:
        """The newest, or None. Raises UnknownThing: the session was erased."""
        query = select(INSPECTION).where(INSPECTION.c.session_id == session_id)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
            if row is None:
                return None
            key = await session_key(connection, self._seal, session_id)
        return Inspection(row["at_ms"], _SECTIONS.validate_json(key.open(row["sealed"], _PLACE)))
