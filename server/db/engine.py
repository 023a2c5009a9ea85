"""The engine: SQLite by default, PostgreSQL to grow; the same code above both."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Final

from alembic.config import Config
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event, make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from server.db.tables import METADATA
from server.errors import NotReady

_BUSY_TIMEOUT_MS: Final = 5_000
_CONNECT_SECONDS: Final = 3.0
_COMMAND_SECONDS: Final = 5.0
_REACH_SECONDS: Final = 4.0
"""Until a connection has answered, whichever of these waits it meets; a person waits for this."""
_POOL_SIZE: Final = 5
_POOL_WAIT_SECONDS: Final = 5.0
_MIGRATIONS: Final = "server:db/migrations"
_MIGRATION_LOCK: Final = 7_232_901
"""Two servers that start at once on one PostgreSQL migrate one after the other."""


class Database:
    """One database, from `open_database` until that ends."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection for reads: one consistent view.

        Raises:
            NotReady: the database does not answer.
        """
        try:
            async with self._connected() as connection:
                yield connection
        except (OSError, SQLAlchemyError, TimeoutError) as wrong:
            raise NotReady("database") from wrong

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction: on disk when the block has ended, rolled back when it raised.

        On SQLite the write lock is taken at the start, so that what was read stays true until the commit.
        Driver and SQL errors pass through: the store knows what each means.
        """
        async with self._connected() as plain:
            connection = await plain.execution_options(auxilio_writes=True)
            async with connection.begin():
                yield connection

    @asynccontextmanager
    async def changing(self) -> AsyncIterator[AsyncConnection]:
        """The same, for who has nothing to say about the driver's own errors.

        Raises:
            NotReady: the database does not answer; nothing was written.
        """
        try:
            async with self.writing() as connection:
                yield connection
        except (OSError, SQLAlchemyError, TimeoutError) as wrong:
            raise NotReady("database") from wrong

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[AsyncConnection]:
        """A connection that answers. Raises TimeoutError, OSError, SQLAlchemyError: there is none."""
        async with asyncio.timeout(_REACH_SECONDS):
            connection = await self._engine.connect().start()
        try:
            yield connection
        finally:
            await connection.close()

    async def check(self) -> None:
        """Write something and take it back, as readiness has to.

        Raises:
            NotReady: the database does not answer, or is read-only or full.
        """
        async with self.changing() as connection:
            await connection.execute(
                text("UPDATE setting SET version = version + 1 WHERE name = 'readiness'"),
            )


@asynccontextmanager
async def open_database(url: str) -> AsyncIterator[Database]:
    """Connect, migrate to this version's tables, and close at the end of the block.

    Raises:
        NotReady: no database there, or it refuses us.
    """
    engine = await asyncio.to_thread(_engine, url)
    migrations = await asyncio.to_thread(_migrations)
    try:
        try:
            async with engine.execution_options(auxilio_writes=True).begin() as connection:
                await connection.run_sync(_migrate, migrations)
        except (OSError, SQLAlchemyError, TimeoutError) as wrong:
            raise NotReady("database") from wrong
        yield Database(engine)
    finally:
        await engine.dispose()


def _engine(url: str) -> AsyncEngine:
    is_sqlite = make_url(url).get_backend_name() == "sqlite"
    # A database that hangs is one that does not answer; SQLite has its busy timeout for that.
    waits = {} if is_sqlite else {"timeout": _CONNECT_SECONDS, "command_timeout": _COMMAND_SECONDS}
    engine = create_async_engine(
        url,
        connect_args=waits,
        pool_size=_POOL_SIZE,
        pool_timeout=_POOL_WAIT_SECONDS,
        pool_pre_ping=not is_sqlite,
        hide_parameters=True,
    )
    if is_sqlite:
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401  a driver's own type
    connection.isolation_level = (
        None  # we say BEGIN ourselves, below: the driver's habit would skip it for reads
    )
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute(
        "PRAGMA synchronous = FULL"
    )  # a commit is an fsync: what was acknowledged survives power loss
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("auxilio_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _migrations() -> ScriptDirectory:
    """All steps, read from their files: here, because a thread may wait for a disk and the loop may not."""
    config = Config()
    config.set_main_option("script_location", _MIGRATIONS)
    found = ScriptDirectory.from_config(config)
    for _ in found.walk_revisions():
        pass
    return found


def _migrate(connection: Connection, migrations: ScriptDirectory) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _MIGRATION_LOCK})

    def steps(current: Any, _context: object) -> Any:  # noqa: ANN401  alembic's own types
        return migrations._upgrade_revs("head", current)

    context = MigrationContext.configure(connection, opts={"fn": steps, "target_metadata": METADATA})
    with Operations.context(context):
        context.run_migrations()
