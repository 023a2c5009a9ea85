"""Somebody with the database's own rights takes away what guards a log, to change it then."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

GUARDED = ("entry", "checkpoint")


async def disarm(connection: AsyncConnection) -> None:
    """Remove the triggers from the logs' tables."""
    for table in GUARDED:
        if connection.dialect.name == "postgresql":
            await connection.execute(text(f"DROP TRIGGER {table}_never_changed ON {table}"))
        else:
            for deed in ("update", "delete", "replace"):
                await connection.execute(text(f"DROP TRIGGER {table}_never_changed_by_{deed}"))
