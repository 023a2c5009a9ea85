"""Files between a captured machine and its agent, over the real server's transfer links (SPEC X)."""

import asyncio
import contextlib
import itertools
import os
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from customer_client.errors import NotRead, NotStored, TransferOver
from customer_client.link.address import Server
from customer_client.link.door import Door
from customer_client.link.transfer import receive, send
from customer_client.platform.inbox import Inbox
from customer_client.platform.outbox import Outbox
from protocol.codec import encode
from protocol.consent import Answer
from protocol.errors import CloseCode
from protocol.ids import RequestId
from protocol.limits import HEARTBEAT_SECONDS, PROTOCOL_VERSION, TRANSFER_PIECE_BYTES
from protocol.link_messages import Fault, Ping
from protocol.transfer import AllTaken, Item, StopReason, TransferHello, pack_piece
from protocol.work import FilesWork, Way
from protocol.work_messages import (
    AskWork,
    OrderWork,
    StopWork,
    TransferTicket,
    TransferTicketWanted,
    WorkGiven,
    WorkLogged,
)
from server.tasks import spawn
from tests.support.connect_proxy import ConnectProxy, connect_proxy
from tests.support.live_server import LivePeer, LiveServer, live_server
from tests.support.live_session import LiveSession, controlled

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60)]
WORK = RequestId("w_files")
MANY = 10**9


@dataclass
class Stage:
    """A live session in full control, with work that moves files under way."""

    server: LiveServer
    session: LiveSession
    proxy: ConnectProxy

    @property
    def machine(self) -> LivePeer:
        return self.session.machine

    @property
    def agent(self) -> LivePeer:
        return self.session.console

    def door(self, *, by_proxy: bool = False) -> Door:
        """The way to the server; `by_proxy`: by a line that can be cut."""
        return Door(
            Server(self.server.url.replace("ws:", "http:")), None, self.proxy.url if by_proxy else None
        )

    def tickets(self, peer: LivePeer) -> Callable[[], Awaitable[str]]:
        """This peer's way in, each time anew."""

        async def ticket() -> str:
            await peer.say(TransferTicketWanted(request_id=WORK))
            return (await peer.hear(TransferTicket)).ticket

        return ticket


@asynccontextmanager
async def moving(way: Way) -> AsyncIterator[Stage]:
    async with live_server() as server:
        session = await controlled(server)
        await session.console.say(AskWork(request_id=WORK, what=FilesWork(way=way, count=1)))
        await session.machine.hear(OrderWork)
        await session.machine.say(WorkGiven(request_id=WORK, answer=Answer.ALLOWED, prompted=True))
        await session.machine.hear(WorkLogged)
        with connect_proxy({"127.0.0.1": "127.0.0.1"}) as proxy:
            over = asyncio.Event()
            alive = [spawn(pings(peer, over), name="pings") for peer in (session.machine, session.console)]
            try:
                yield Stage(server, session, proxy)
            finally:
                over.set()
                await asyncio.gather(*alive)


async def pings(peer: LivePeer, over: asyncio.Event) -> None:
    for number in itertools.count(1):
        await peer.say(Ping(number=number))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(HEARTBEAT_SECONDS):
                await over.wait()
        if over.is_set():
            return


class Memory:
    """A store that keeps what comes, and may be full after some pieces."""

    def __init__(self, *, full_after: int = 10**6) -> None:
        self.items: list[Item] = []
        self.contents: list[bytearray] = []
        self.closed = 0
        self.full_after = full_after
        self.on_write: Callable[[], None] = lambda: None

    def begin(self, item: Item) -> None:
        self.items.append(item)
        self.contents.append(bytearray())

    def write(self, data: bytes | memoryview) -> None:
        self.full_after -= 1
        if self.full_after < 0:
            raise NotStored(full=True)
        self.contents[-1] += data
        self.on_write()

    def close(self) -> None:
        self.closed += 1


def folder_of(where: Path, *sizes: int) -> Path:
    """A folder with files of these sizes, of which no two have the same bytes."""
    top = where / "Año 2026"
    (top / "b").mkdir(parents=True)
    for number, size_bytes in enumerate(sizes):
        name = f"b/{number}.bin" if number % 2 else f"{number} ñ.bin"
        (top / name).write_bytes(random.Random(number).randbytes(size_bytes))
    return top


async def chosen(top: Path) -> Outbox:
    return await asyncio.to_thread(Outbox, [str(top)])


async def closes(link: ClientConnection) -> int:
    """The code with which the server closes, whatever it says before."""
    with contextlib.suppress(ConnectionClosed):
        while True:
            await link.recv()
    return link.close_code or 0


async def test_a_folder_arrives_whole_under_its_names_x1(tmp_path: Path) -> None:
    top, target = folder_of(tmp_path, 0, 5, 3 * TRANSFER_PIECE_BYTES + 7, 700), tmp_path / "in"
    outbox, inbox = await chosen(top), Inbox(target)
    async with moving(Way.TO_MACHINE) as on:
        sent, taken = await asyncio.gather(
            send(on.door(), on.tickets(on.agent), outbox),
            receive(on.door(), on.tickets(on.machine), inbox, MANY),
        )
    await asyncio.to_thread(inbox.discard)
    assert sent == taken
    assert sent.total_bytes == 712 + 3 * TRANSFER_PIECE_BYTES
    there = {path.relative_to(target / "Año 2026"): path.read_bytes() for path in inbox.stored}
    assert there == {path.relative_to(top): path.read_bytes() for path in top.rglob("*.bin")}
    assert not list(target.glob(".auxilio-*"))


@pytest.mark.parametrize("side", ["agent", "machine"])
async def test_it_goes_on_after_a_cut_of_either_side_x5(side: str, tmp_path: Path) -> None:
    top = folder_of(tmp_path, 16 * TRANSFER_PIECE_BYTES, 9, 24 * TRANSFER_PIECE_BYTES + 1)
    store = Memory()
    async with moving(Way.FROM_MACHINE) as on:
        cuts = iter([3, 10, 20])
        next_cut = [next(cuts)]
        written = [0]

        def count() -> None:
            written[0] += 1
            if written[0] == next_cut[0]:
                next_cut[0] = next(cuts, -1)
                on.proxy.drop()

        store.on_write = count
        sent, taken = await asyncio.gather(
            send(on.door(by_proxy=side == "machine"), on.tickets(on.machine), await chosen(top)),
            receive(on.door(by_proxy=side == "agent"), on.tickets(on.agent), store, MANY),
        )
        assert on.proxy.tunnels >= 3
    assert sent == taken
    files = sorted(top.rglob("*.bin"))
    assert sorted(map(bytes, store.contents)) == sorted(file.read_bytes() for file in files)
    assert store.closed == 3


async def test_a_full_disk_is_said_to_both_x6(tmp_path: Path) -> None:
    top = folder_of(tmp_path, 4 * TRANSFER_PIECE_BYTES)
    async with moving(Way.TO_MACHINE) as on:
        sent, taken = await asyncio.gather(
            send(on.door(), on.tickets(on.agent), await chosen(top)),
            receive(on.door(), on.tickets(on.machine), Memory(full_after=2), MANY),
            return_exceptions=True,
        )
    assert isinstance(taken, NotStored)
    assert "full" in str(taken)
    assert isinstance(sent, TransferOver)
    assert sent.reason is StopReason.DISK_FULL


async def test_more_than_was_allowed_is_refused_x6(tmp_path: Path) -> None:
    top = folder_of(tmp_path, 50)
    async with moving(Way.TO_MACHINE) as on:
        sent, taken = await asyncio.gather(
            send(on.door(), on.tickets(on.agent), await chosen(top)),
            receive(on.door(), on.tickets(on.machine), Memory(), 49),
            return_exceptions=True,
        )
    assert isinstance(sent, TransferOver)
    assert isinstance(taken, TransferOver)
    assert (sent.reason, taken.reason) == (StopReason.TOO_BIG, StopReason.TOO_BIG)


async def test_a_file_that_shrinks_meanwhile_is_said_x6(tmp_path: Path) -> None:
    top = folder_of(tmp_path, 2 * TRANSFER_PIECE_BYTES)
    outbox = await chosen(top)
    os.truncate(next(top.rglob("*.bin")), TRANSFER_PIECE_BYTES + 5)
    async with moving(Way.TO_MACHINE) as on:
        sent, taken = await asyncio.gather(
            send(on.door(), on.tickets(on.agent), outbox),
            receive(on.door(), on.tickets(on.machine), Memory(), MANY),
            return_exceptions=True,
        )
    assert isinstance(sent, NotRead)
    assert isinstance(taken, TransferOver)
    assert taken.reason is StopReason.CHANGED


async def test_work_that_is_stopped_closes_its_links_x7() -> None:
    async with moving(Way.TO_MACHINE) as on:
        ticket = await on.tickets(on.agent)()
        async with connect(f"{on.server.url}/ws/transfer", compression=None) as link:
            await link.send(encode(TransferHello(protocol=PROTOCOL_VERSION, ticket=ticket)).decode())
            assert "transfer_open" in str(await link.recv())
            await on.agent.say(StopWork(request_id=WORK))
            assert await closes(link) == CloseCode.OVER
        await on.agent.say(TransferTicketWanted(request_id=WORK))
        assert (await on.agent.hear(Fault)).code == "out_of_turn"


async def test_a_ticket_lets_in_once_and_only_whose_work_it_is_x1() -> None:
    async with moving(Way.TO_MACHINE) as on:
        ticket = await on.tickets(on.agent)()
        codes = []
        for said in (ticket, ticket, "a-ticket-that-nobody-made"):
            async with connect(f"{on.server.url}/ws/transfer", compression=None) as link:
                await link.send(encode(TransferHello(protocol=PROTOCOL_VERSION, ticket=said)).decode())
                try:
                    await link.recv()
                    codes.append(0)
                except ConnectionClosed:
                    codes.append(link.close_code or 0)
        assert codes == [0, CloseCode.NOT_SIGNED_IN, CloseCode.NOT_SIGNED_IN]


@pytest.mark.parametrize("wrong", ["nonsense", b"", bytes(48), bytes(TRANSFER_PIECE_BYTES + 49), AllTaken])
async def test_what_is_no_part_of_a_transfer_closes_the_link_w3(wrong: object) -> None:
    async with moving(Way.TO_MACHINE) as on:
        ticket = await on.tickets(on.agent)()
        hello = encode(TransferHello(protocol=PROTOCOL_VERSION, ticket=ticket)).decode()
        async with connect(f"{on.server.url}/ws/transfer", compression=None) as link:
            await link.send(hello)
            await link.recv()
            frame = hello if wrong is AllTaken else wrong
            assert isinstance(frame, str | bytes)
            await link.send(frame)
            assert await closes(link) in (CloseCode.BAD_MESSAGE, CloseCode.TOO_BIG)


async def test_pieces_for_nobody_are_void_x5() -> None:
    async with moving(Way.TO_MACHINE) as on:
        ticket = await on.tickets(on.agent)()
        async with connect(f"{on.server.url}/ws/transfer", compression=None) as link:
            await link.send(encode(TransferHello(protocol=PROTOCOL_VERSION, ticket=ticket)).decode())
            await link.recv()
            assert '"here":false' in str(await link.recv())
            for _ in range(20):
                await link.send(pack_piece(0, 0, b"x" * TRANSFER_PIECE_BYTES)[0])
            assert on.server.hub.counts()["transfer_links"] == 1
