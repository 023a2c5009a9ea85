"""Bad input and trouble on real sockets: each has its defined answer (SPEC W, K, L, E)."""

import asyncio
from pathlib import Path

import pytest
from websockets.exceptions import InvalidStatus

from protocol.codec import encode
from protocol.control import AskMode, EndSession, RemoteInput
from protocol.facts import Door
from protocol.ids import RequestId
from protocol.input import Input, Text
from protocol.limits import MESSAGE_LIMIT_BYTES
from protocol.link_messages import Fault, Hello, MediaHello, PeerKind, Ping, Pong
from protocol.modes import Mode
from protocol.session import State
from server.db.engine import open_database
from server.db.session_log import SqlSessionLog
from server.errors import AppendFailed
from server.security.seal import Seal
from tests.support.fakes_server import FakeWorld
from tests.support.live_server import AGENT, CUSTOMER, MACHINE, ORIGIN, live_server
from tests.support.live_session import claimed, controlled, live

TOKEN = "t" * 20
INPUT = Input(epoch=1, events=(Text(seq=1, text="x"),) * 256)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("nonsense", 4400),
        ('{"type":"made_up"}', 4400),
        ('{"type":"ping"}', 4400),
        ('{"type":"ping","number":1,"more":2}', 4400),
        ('{"type":"raise_logged","request_id":"req_1","epoch":1}', 4400),
        (f'{{"type":"hello","protocol":1,"version":"1","ticket":"{TOKEN}"}}', 4400),
        ("[" * 2_000 + "]" * 2_000, 4400),
        ("x" * (MESSAGE_LIMIT_BYTES + 1), 1009),
        (b"\x01\x02", 1003),
    ],
)
async def test_what_is_no_message_of_this_direction_closes_the_link_w2_w3(
    said: str | bytes, code: int
) -> None:
    async with live_server() as server:
        session = await claimed(server)
        await session.console.socket.send(said)
        assert await session.console.closed() == code
        await session.page.say(Ping(number=7))
        assert (await session.page.hear(Pong)).number == 7


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (Ping(number=1), 4400),
        (Hello(protocol=2, ticket=TOKEN, version="1"), 4426),
        (Hello(protocol=1, ticket=TOKEN, version="1"), 4401),
        (Hello(protocol=1, resume=TOKEN, version="1"), 4401),
    ],
)
async def test_nobody_comes_in_without_a_valid_hello_k1_w1(said: Ping | Hello, code: int) -> None:
    async with live_server() as server:
        peer = await server.connect(PeerKind.DESK)
        await peer.say(said)
        assert await peer.closed() == code
        assert [type(one) for one in peer.heard] == [Fault]


async def test_a_ticket_lets_in_once_and_not_for_ever_k2() -> None:
    async with live_server() as server:
        await server.world.employ(AGENT)
        ticket = await server.world.ticket(PeerKind.DESK, AGENT.person_id)
        await server.greet(PeerKind.DESK, ticket=ticket)
        late = await server.world.ticket(PeerKind.DESK, AGENT.person_id)
        server.world.clock.ms += 30_000
        for bad in (ticket, late):
            peer = await server.connect(PeerKind.DESK)
            await peer.say(Hello(protocol=1, ticket=bad, version="1"))
            assert await peer.closed() == 4401


async def test_a_page_of_another_site_is_refused_before_it_says_a_word() -> None:
    async with live_server() as server:
        with pytest.raises(InvalidStatus):
            await server.connect(PeerKind.DESK, origin="https://evil.example.org")
        with pytest.raises(InvalidStatus):
            await server.connect(PeerKind.DESK, origin=ORIGIN + ".evil.org")
        own = await server.connect(PeerKind.DESK, origin=ORIGIN)
        await own.socket.close()


@pytest.mark.slow
async def test_a_socket_that_says_nothing_is_closed_k1() -> None:
    async with live_server() as server:
        peer = await server.connect(PeerKind.DESK)
        assert await peer.closed(within_seconds=8) == 4400


@pytest.mark.slow
async def test_a_peer_that_falls_silent_is_noticed_within_six_seconds_k6() -> None:
    async with live_server() as server:
        session = await claimed(server)
        loop = asyncio.get_running_loop()
        began_seconds = loop.time()
        assert await session.console.closed(within_seconds=10) == 4408
        assert 5.5 < loop.time() - began_seconds < 7.0


async def test_a_peer_that_speaks_too_fast_is_closed_l2() -> None:
    async with live_server() as server:
        session = await claimed(server)
        for number in range(150):
            await session.page.say(Ping(number=number))
        assert await session.page.closed() == 4429


async def test_a_flood_of_input_is_closed_l3() -> None:
    async with live_server() as server:
        session = await controlled(server)
        for _ in range(20):
            await session.console.say(INPUT)
        assert await session.console.closed() == 4429


async def test_a_place_opened_again_replaces_the_older_link_k8() -> None:
    async with live_server() as server:
        session = await claimed(server)
        assert session.page.welcome is not None
        again = await server.greet(PeerKind.PAGE, resume=session.page.welcome.resume)
        assert await session.page.closed() == 4409
        assert again.peer_id == session.page.peer_id
        await again.say(Ping(number=1))
        assert (await again.hear(Pong)).number == 1


async def test_a_resume_token_stays_good_until_the_next_one_is_used_k5() -> None:
    async with live_server() as server:
        session = await claimed(server)
        assert session.page.welcome is not None
        first = session.page.welcome.resume
        lost_welcome = await server.greet(PeerKind.PAGE, resume=first)
        again = await server.greet(PeerKind.PAGE, resume=first)
        assert again.welcome is not None
        newest = await server.greet(PeerKind.PAGE, resume=again.welcome.resume)
        assert newest.peer_id == session.page.peer_id
        assert lost_welcome.welcome is not None
        for void in (first, lost_welcome.welcome.resume):
            peer = await server.connect(PeerKind.PAGE)
            await peer.say(Hello(protocol=1, resume=void, version="1"))
            assert await peer.closed() == 4401


async def test_who_left_does_not_come_back_k9() -> None:
    async with live_server() as server:
        session = await claimed(server)
        assert session.console.welcome is not None
        await server.hub.sign_out(AGENT.person_id)
        assert await session.console.closed(within_seconds=1) == 4401
        assert (await session.page.fact("requeued", within_seconds=1)) is not None
        peer = await server.connect(PeerKind.CONSOLE)
        await peer.say(Hello(protocol=1, resume=session.console.welcome.resume, version="1"))
        assert await peer.closed() == 4401


async def test_what_cannot_be_stored_has_not_happened_and_everyone_comes_back_s1() -> None:
    async with live_server() as server:
        session = await live(server)
        before = await server.hub.state(session.session_id)
        server.world.log.broken = True
        await session.console.say(AskMode(request_id=RequestId("req_1"), mode=Mode.FULL_CONTROL))
        assert await session.console.closed() == 4503
        assert await session.machine.closed() == 4503
        with pytest.raises(AppendFailed):
            await server.hub.open_session(CUSTOMER, Door.PAGE, "?")
        server.world.log.broken = False
        assert session.console.welcome is not None
        back = await server.greet(PeerKind.CONSOLE, resume=session.console.welcome.resume)
        assert back.welcome is not None
        assert back.welcome.session == before
        await session.page.closed()
        assert [entry for entry in session.page.entries if entry.seq > before.seq] == []


async def test_a_server_restarted_on_the_same_log_goes_on_s3() -> None:
    await _restarted(FakeWorld())


async def test_a_server_restarted_on_the_same_database_goes_on_s3(tmp_path: Path) -> None:
    async with open_database(f"sqlite+aiosqlite:///{tmp_path / 'auxilio.db'}") as database:
        world = FakeWorld()
        world.log = SqlSessionLog(database, Seal(bytes(32)))  # type: ignore[assignment]  # the real one
        await _restarted(world)


async def _restarted(world: FakeWorld) -> None:
    async with live_server(world) as server:
        session = await controlled(server)
        before = await server.hub.state(session.session_id)
    assert await session.console.closed() == 1001
    async with live_server(world) as server:
        assert await server.hub.state(session.session_id) == before
        assert session.console.welcome is not None
        assert session.machine.welcome is not None
        console = await server.greet(PeerKind.CONSOLE, resume=session.console.welcome.resume)
        machine = await server.greet(
            PeerKind.MACHINE,
            resume=session.machine.welcome.resume,
            machine=MACHINE.model_copy(update={"epoch": 2}),
        )
        assert console.welcome is not None
        assert console.welcome.session == before
        await console.say(Input(epoch=2, events=(Text(seq=9, text="x"),)))
        assert (await machine.hear(RemoteInput)).input.epoch == 2
        await console.say(EndSession())
        assert await machine.closed() == 4410
        assert (await server.hub.state(session.session_id)).state is State.ENDED


async def test_an_ended_session_is_not_entered_e2() -> None:
    async with live_server() as server:
        session = await claimed(server)
        assert session.page.welcome is not None
        await session.console.say(EndSession())
        await session.console.closed()
        ticket = await server.world.ticket(PeerKind.MACHINE, CUSTOMER.person_id, session.session_id)
        for hello in (
            Hello(protocol=1, ticket=ticket, version="1", machine=MACHINE),
            Hello(protocol=1, resume=session.page.welcome.resume, version="1"),
        ):
            peer = await server.connect(PeerKind.PAGE)
            await peer.say(hello)
            assert await peer.closed() in (4401, 4410)


async def test_a_media_ticket_is_for_one_link_of_somebody_who_is_there_k10() -> None:
    async with live_server() as server:
        session = await live(server)
        assert session.console.welcome is not None
        used = session.console.welcome.media_ticket
        await session.console.media()
        media = await session.console.media(fresh=True)
        assert used is not None
        await media.send(encode(MediaHello(protocol=1, ticket=used)).decode())
        await media.wait_closed()
        assert media.close_code == 4400
        again = await server.connect(PeerKind.CONSOLE)
        await again.say(Hello(protocol=1, ticket=used, version="1"))
        assert await again.closed() == 4401
