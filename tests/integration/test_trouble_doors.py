"""Trouble at the real server's doors: many at once, wrong codes, replaced links, a stop (SPEC S4, K8)."""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

import httpx2
import pytest
from websockets.asyncio.client import connect
from websockets.typing import Origin

from agent_client.app import Agent
from agent_client.errors import LinkClosed, ServerRefused
from protocol.control import EndSession
from protocol.errors import is_retried
from protocol.ids import SessionId
from protocol.limits import PROTOCOL_VERSION
from protocol.link_messages import Hello, PeerKind, Welcome
from tests.support.live_server import LivePeer
from tests.support.real_session import EMAIL, Live, Place, finally_so, rank, session, stage
from tests.support.visitor import PASSWORD, Visitor

log = logging.getLogger(__name__)

RIVALS: Final = 20
DRAIN_SECONDS: Final = 1.0
READY_503_WITHIN_SECONDS: Final = 0.2
EXIT_WITHIN_SECONDS: Final = 60.0
CODE_SECONDS: Final = 3.0

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(90),
    pytest.mark.blocks("certificates, processes and displays of a whole session"),
]


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    with stage(drain_seconds=str(DRAIN_SECONDS), code_minutes=str(CODE_SECONDS / 60)) as made:
        yield made


@asynccontextmanager
async def rivals(place: Place) -> AsyncIterator[list[Agent]]:
    """Twenty agents with accounts of their own, signed in."""
    async with place.visitor() as admin, AsyncExitStack() as stack:
        await admin.sign_in(EMAIL)
        agents = [await stack.enter_async_context(place.agent()) for _ in range(RIVALS)]
        for number, agent in enumerate(agents):
            email = f"agent{number}@example.org"
            account = {"name": f"Agent {number}", "email": email, "password": PASSWORD}
            assert (await admin.post("/api/staff", account)).status_code == 201
            await agent.sign_in(email, PASSWORD)
        yield agents


async def outcome(claiming: Awaitable[object]) -> str:
    try:
        await claiming
    except ServerRefused as refused:
        return refused.code
    return "taken"


async def test_of_twenty_agents_at_once_one_gets_the_customer_s4(place: Place) -> None:
    async with rivals(place) as agents, place.visitor() as customer:
        session_id = SessionId((await customer.ask_for_help())["session_id"])
        assert await at_once(agents, session_id) == {"taken": 1, "already_claimed": RIVALS - 1}
        owner = (await place.state(session_id)).owner_id
        assert owner is not None
        again = [SessionId((await customer.ask_for_help())["session_id"]) for _ in range(5)]
        assert await next_at_once(agents) == {"taken": 5, "queue_empty": RIVALS - 5}
        owners = {(await place.state(one)).owner_id for one in again}
        assert len(owners) == 5, "five agents, a customer each"
        assert None not in owners


async def at_once(agents: list[Agent], session_id: SessionId) -> Counter[str]:
    async with asyncio.TaskGroup() as group:
        tries = [group.create_task(outcome(agent.claim(session_id))) for agent in agents]
    return Counter(each.result() for each in tries)


async def next_at_once(agents: list[Agent]) -> Counter[str]:
    async with asyncio.TaskGroup() as group:
        tries = [group.create_task(outcome(agent.next_for_me())) for agent in agents]
    return Counter(each.result() for each in tries)


async def test_wrong_used_and_expired_codes_have_one_answer_and_the_sixth_waits(place: Place) -> None:
    async with place.visitor() as customer, place.visitor() as guesser:
        used = (await customer.ask_for_help())["program"]["code"]
        assert (await join(guesser, used)).status_code == 200
        expired = (await customer.ask_for_help())["program"]["code"]
        await asyncio.sleep(CODE_SECONDS)
        answers = [await join(guesser, code) for code in ("ZZZZ-ZZZZ", used, expired, "x", "ZZZZ-ZZZ2")]
        assert len({(answer.status_code, answer.text) for answer in answers}) == 1
        assert answers[0].json()["code"] == "code_unknown"
        good = (await customer.ask_for_help())["program"]["code"]
        refused = await join(guesser, good)
        assert (refused.status_code, refused.json()["code"]) == (429, "too_many")
        assert int(refused.headers["retry-after"]) > 0
        log.info(
            "answers to bad codes, ms: %s", rank([each.elapsed.total_seconds() * 1000 for each in answers])
        )


async def join(visitor: Visitor, code: str) -> httpx2.Response:
    return await visitor.post("/api/join", {"code": code})


async def test_a_dropped_seat_resumes_and_a_second_opening_of_it_replaces_the_first_k8(place: Place) -> None:
    async with session(place, program=False) as live:
        before = live.now
        for _ in range(3):
            dropped = time.monotonic()
            place.agent_line.drop()
            await finally_so(lambda: linked(place), lambda now: now == 0, "the loss of the link")
            await finally_so(lambda: linked(place), lambda now: now == 1, "the agent's link")
            log.info("a dropped seat is back after %.2f s", time.monotonic() - dropped)
        assert await live.agrees() == before
        await is_replaced(live)


async def is_replaced(live: Live) -> None:
    """Another tab with the same resume token: the first is told 4409, and does not fight for its place."""
    async with opened(live.place, PeerKind.CONSOLE, resume=live.seat.resume) as second:
        with pytest.raises(LinkClosed) as closed:
            await live.seat.until(lambda _: False, "the end of this seat")
        assert closed.value.close_code == 4409
        assert second.welcome is not None
        assert second.welcome.session == live.now
        await second.say(EndSession())
        assert await second.closed() == 4410


async def linked(place: Place) -> float:
    return (await place.figures())["auxilio_peers"]


async def test_a_stopped_server_says_so_ends_no_session_and_is_gone_soon(place: Place) -> None:
    async with place.visitor() as visitor:
        session_id = SessionId((await visitor.ask_for_help())["session_id"])
        await visitor.sign_in(EMAIL)
        ticket = (await visitor.post("/api/tickets", {"kind": "desk"})).json()["ticket"]
        before = await place.state(session_id)
    async with opened(place, PeerKind.DESK, ticket=ticket) as desk, asyncio.TaskGroup() as group:
        async with place.visitor() as visitor:
            assert await ready(visitor) == 200
            stopped = time.monotonic()
            ending = group.create_task(asyncio.to_thread(place.server.stop))
            await finally_so(lambda: ready(visitor), lambda status: status == 503, "not ready", 1.0)
            unready_seconds = time.monotonic() - stopped
        code = await desk.closed()
        assert code == 1001
        assert is_retried(code)
    assert ending.result() == 0
    exit_seconds = time.monotonic() - stopped
    log.info("not ready after %.3f s, gone after %.2f s", unready_seconds, exit_seconds)
    assert unready_seconds <= READY_503_WITHIN_SECONDS
    assert DRAIN_SECONDS <= exit_seconds <= EXIT_WITHIN_SECONDS
    await asyncio.to_thread(place.server.start)
    assert await place.state(session_id) == before


@asynccontextmanager
async def opened(place: Place, kind: PeerKind, **key: str | None) -> AsyncIterator[LivePeer]:
    """A link of one's own, welcomed; nobody opens it again."""
    url = f"localhost:{place.server.port}"
    tls = place.server.trust()
    async with connect(f"wss://{url}/ws", ssl=tls, origin=Origin(f"https://{url}"), proxy=None) as socket:
        peer = LivePeer(socket, kind, url)
        await peer.say(Hello.model_validate({"protocol": PROTOCOL_VERSION, "version": "test", **key}))
        peer.welcome = await peer.hear(Welcome)
        yield peer


async def ready(visitor: Visitor) -> int:
    return int((await visitor.get("/readyz")).status_code)
