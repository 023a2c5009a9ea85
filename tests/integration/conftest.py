"""A whole server in this process, on SQLite, spoken to without a network."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx2
import pytest

from server.app import Running, running
from server.settings import Settings, load
from tests.support.visitor import Visitor

BASE_URL = "https://localhost:8443"


@pytest.fixture
def server_settings(tmp_path: Path) -> Settings:
    return load(data_folder=tmp_path / "data", key_folder=tmp_path / "keys", _env_file=None)


@pytest.fixture
async def server(server_settings: Settings) -> AsyncIterator[Running]:
    async with running(server_settings) as found:
        yield found


@pytest.fixture
async def visit(server: Running) -> AsyncIterator[Callable[..., Visitor]]:
    """Makes browsers: `visit()` comes from 192.0.2.7, `visit("127.0.0.1")` from this machine."""
    made: list[Visitor] = []

    def make(address: str = "192.0.2.7", language: str = "en") -> Visitor:
        transport = httpx2.ASGITransport(
            app=server.asgi, client=(address, 50_000), raise_app_exceptions=False
        )
        made.append(Visitor(BASE_URL, transport=transport, language=language))
        return made[-1]

    yield make
    for visitor in made:
        await visitor.client.aclose()


@pytest.fixture
async def ana(server: Running, visit: Callable[..., Visitor]) -> Visitor:
    """The administrator, signed in."""
    visitor = visit()
    assert server.setup_token is not None
    await visitor.set_up(server.setup_token)
    return visitor
