"""The keys of sessions, where their wrapped form stands: in the session's row."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from protocol.ids import SessionId
from server.db.tables import SESSION
from server.errors import UnknownThing
from server.security.seal import Seal, SessionKey


async def session_key(connection: AsyncConnection, seal: Seal, session_id: SessionId) -> SessionKey:
    """The key that this session's payloads are sealed with.

    Raises:
        UnknownThing: no such session, or it was erased.
        SealBroken: another master key wrapped it.
    """
    query = select(SESSION.c.wrapped_key).where(SESSION.c.session_id == session_id)
    wrapped = (await connection.execute(query)).scalar()
    if wrapped is None:
        raise UnknownThing("session")
    return seal.session_key(wrapped, session_id)
