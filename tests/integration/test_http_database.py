"""The whole server on PostgreSQL, also while the database is away."""

import asyncio
import contextlib
import itertools
import json
import os
import signal
import time
from collections.abc import Iterator

import psutil
import pytest
from websockets import Origin
from websockets.asyncio.client import ClientConnection, connect

from tests.support.postgres import PostgresServer, postgres
from tests.support.server_process import server_process
from tests.support.visitor import Visitor

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(120),
    pytest.mark.blocks("starts and waits for processes"),
]


async def wait_for_ready(visitor: Visitor, status: int, within_seconds: float) -> None:
    deadline = time.monotonic() + within_seconds
    while (answer := await visitor.get("/readyz")).status_code != status:
        assert time.monotonic() < deadline, f"/readyz still answers {answer.status_code}"


async def test_everything_works_on_postgresql_and_survives_a_kill() -> None:
    with postgres() as database, server_process(database_url=database.url) as server:
        async with server.visitor() as ana, server.visitor() as carmen:
            await ana.set_up(server.setup_token)
            code = (await carmen.ask_for_help())["program"]["code"]
            assert (await ana.post("/api/queue/next")).status_code == 200
            server.kill()
            server.start()
        async with server.visitor() as ana, server.visitor() as program:
            assert (await ana.sign_in()).status_code == 200
            joined = await program.post("/api/join", {"code": code}, headers={"origin": None})
            assert joined.status_code == 200


@pytest.mark.parametrize("hangs", [False, True], ids=["stopped", "hanging"])
async def test_while_the_database_is_away_sockets_stay_and_it_is_said(hangs: bool) -> None:
    with postgres() as database, server_process(database_url=database.url) as server:
        async with server.visitor() as visitor:
            ticket = (await visitor.ask_for_help())["ticket"]
            url = f"{server.url.replace('https', 'wss')}/ws"
            async with connect(url, ssl=server.trust(), origin=Origin(server.url)) as page:
                await page.send(
                    json.dumps({"type": "hello", "protocol": 1, "ticket": ticket, "version": "t"})
                )
                assert json.loads(await page.recv())["type"] == "welcome"
                async with asyncio.TaskGroup() as beside:
                    heart = beside.create_task(beat(page))
                    with away(database, hangs=hangs):
                        await wait_for_ready(visitor, 503, within_seconds=10)
                        assert (await visitor.get("/healthz")).status_code == 200
                        refused = await visitor.post("/api/help", {"name": "Rosa", "reason": ""})
                        assert (refused.status_code, refused.json()["code"]) == (503, "try_later")
                    await wait_for_ready(visitor, 200, within_seconds=5)
                    assert (
                        await visitor.post("/api/help", {"name": "Rosa", "reason": ""})
                    ).status_code == 201
                    heart.cancel()
                assert page.close_code is None, "the page's link never noticed"


async def beat(page: ClientConnection) -> None:
    """The page's heartbeat."""
    for number in itertools.count(1):
        await page.send(json.dumps({"type": "ping", "number": number}))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1):
                while True:
                    await page.recv()


@contextlib.contextmanager
def away(database: PostgresServer, *, hangs: bool) -> Iterator[None]:
    """The database stops, or hangs, and is back at the end of the block."""
    if not hangs:
        database.stop()
        yield
        database.start()
        return
    stopped = backends(database)
    try:
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        yield
    finally:
        for pid in stopped:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


def backends(database: PostgresServer) -> list[int]:
    """The server's process and its children."""
    assert database.process is not None
    main = psutil.Process(database.process.pid)
    return [main.pid, *(child.pid for child in main.children(recursive=True))]
