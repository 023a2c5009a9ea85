"""Five viewers over the relay, one of whom stopped reading: what the agent feels, and what is held."""

import asyncio
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from typing import Final

from websockets.asyncio.client import connect
from websockets.typing import Origin

from agent_client.app import Agent
from agent_client.link.seat import Seat
from protocol.codec import encode
from protocol.ids import SessionId
from protocol.limits import PROTOCOL_VERSION
from protocol.link_messages import MediaHello
from tests.bench import browser, viewing
from tests.bench.figures import Figure, Table
from tests.bench.people_scene import PICTURE, percentile, together
from tests.support.scene import EMAIL
from tests.support.server_process import ServerProcess
from tests.support.visitor import PASSWORD, Visitor

READERS: Final = 3
"""With the agent's own page and the stuck one, five."""
LOOK_SECONDS: Final = 0.5
FILL_SECONDS: Final = 12.0
FILLING_BYTES: Final = 256 * 1024
HELD: Final = re.compile(r"^\S*media_most_waiting_bytes (\S+)$", re.MULTILINE)


def stuck(table: Table, keys: int) -> None:
    """The agent's key to pixel alone, with the others, and alone again."""
    with together() as made:
        stage = made.stage
        stage.take_control()
        stage.agent.get_by_test_id("keys").focus()
        session_id = SessionId(stage.agent.url.partition("/session/")[2].partition("?")[0])
        with viewing.drawing(stage.on.x, "busy"):
            measure: Callable[[int], list[float]] = lambda count: browser.key_to_display_ms(  # noqa: E731
                stage.agent, PICTURE, count
            )
            measure(5)
            alone = measure((keys + 1) // 2)
            with _viewers(stage.server, session_id) as held:
                _until_filling(held)
                together_ms = measure(keys)
            alone += measure((keys + 1) // 2)
    for share in (0.5, 0.99):
        name, before, beside = (
            f"key → pixel, p{share * 100:.0f}",
            percentile(alone, share),
            percentile(together_ms, share),
        )
        table.add(Figure("stuck", "agent alone", name, before, count=len(alone)))
        table.add(Figure("stuck", "five viewers, one stuck", name, beside, count=len(together_ms)))
        goal = "≤ 5" if share > 0.5 else ""
        table.add(Figure("stuck", "change", name, beside - before, goal=goal))
    lost = 2 * ((keys + 1) // 2) + keys - len(alone) - len(together_ms)
    table.add(Figure("stuck", "all", "keys that were not shown", lost, unit="keys", goal="0"))
    most = max(held, default=0.0) / 2**20
    table.add(Figure("stuck", "server", "held for the stuck one", most, unit="MiB", goal="≤ 8"))


def _until_filling(held: list[float]) -> None:
    """The sockets between the two hold some MiB first; a stuck viewer is closed after 30 s."""
    deadline = time.monotonic() + FILL_SECONDS
    while max(held, default=0.0) < FILLING_BYTES and time.monotonic() < deadline:
        time.sleep(LOOK_SECONDS / 5)


@contextmanager
def _viewers(server: ServerProcess, session_id: SessionId) -> Iterator[list[float]]:
    """Four more viewers, of whom the last never reads; what the server held at each look, in bytes."""
    held: list[float] = []
    there, ended = threading.Event(), threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(_watch(server, session_id, held, there, ended)))
    thread.start()
    try:
        if not there.wait(30):
            raise TimeoutError("the viewers did not come")
        yield held
    finally:
        ended.set()
        thread.join()


async def _watch(
    server: ServerProcess,
    session_id: SessionId,
    held: list[float],
    there: threading.Event,
    ended: threading.Event,
) -> None:
    url, tls = f"https://localhost:{server.port}", server.trust()
    async with AsyncExitStack() as stack, asyncio.TaskGroup() as group:
        agent = await stack.enter_async_context(Agent(url, tls))
        await agent.sign_in(EMAIL, PASSWORD)
        seats = [await stack.enter_async_context(agent.sit_down(session_id)) for _ in range(READERS + 1)]
        reading = [group.create_task(_read(agent, seat)) for seat in seats[:-1]]
        ticket = seats[-1].media_ticket
        assert ticket is not None
        media = await stack.enter_async_context(
            connect(url.replace("http", "ws", 1) + "/ws/media", ssl=tls, origin=Origin(url), compression=None)
        )
        raw = media.transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        await media.send(encode(MediaHello(protocol=PROTOCOL_VERSION, ticket=ticket)), text=True)
        media.transport.pause_reading()
        stack.callback(media.transport.abort)
        there.set()
        async with Visitor(url, verify=tls) as visitor:
            while not ended.is_set():
                counted = HELD.search((await visitor.get("/metrics")).text)
                held.append(float(counted[1]) if counted else float("nan"))
                await asyncio.sleep(LOOK_SECONDS)
        media.transport.abort()
        for task in reading:
            task.cancel()


async def _read(agent: Agent, seat: Seat) -> None:
    async for _ in agent.frames(seat):
        pass
