"""The stores, each in every kind: in memory, on SQLite, on PostgreSQL."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from server.db.engine import Database, open_database
from tests.support.postgres import fresh_database, postgres

POSTGRESQL = pytest.param(
    "postgresql",
    marks=[pytest.mark.slow, pytest.mark.blocks("asyncpg looks for certificates at each connection")],
)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    with postgres() as server:
        yield server.url


@pytest.fixture(params=["memory", "sqlite", POSTGRESQL])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database | None]:
    """None stands for the fake in memory."""
    if request.param == "memory":
        yield None
        return
    async with open_database(await database_url(request, tmp_path)) as opened:
        yield opened


@pytest.fixture(params=["sqlite", POSTGRESQL])
async def real_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return await database_url(request, tmp_path)


async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'auxilio.db'}"
    server: str = request.getfixturevalue("postgres_server")
    return await fresh_database(server)
