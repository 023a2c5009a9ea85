"""How fast files get through the server: `python -m tests.bench.transfer_bench [--gib 2] [--json FILE]`.

The server, the sender and the receiver run in a process each: the agent's side reads a file, the machine's
side writes and names it, as the customer's program does. Meanwhile another session's pictures run through the
same server, ten a second: how much longer they take than at rest is what a viewer would feel.
"""

import argparse
import asyncio
import multiprocessing
import multiprocessing.connection
import os
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from websockets.sync.client import ClientConnection, connect

from customer_client.link.address import Server
from customer_client.link.door import Door
from customer_client.link.transfer import receive, send
from customer_client.platform.inbox import Inbox
from customer_client.platform.outbox import Outbox
from protocol.codec import encode
from protocol.consent import Answer
from protocol.ids import RequestId
from protocol.limits import PROTOCOL_VERSION
from protocol.link_messages import MediaHello, Ping
from protocol.work import FilesWork, Way
from protocol.work_messages import (
    AskWork,
    OrderWork,
    TransferTicket,
    TransferTicketWanted,
    WorkGiven,
    WorkLogged,
)
from server.tasks import spawn
from tests.bench.figures import Figure, Table, of
from tests.support.fakes_server import FakeWorld
from tests.support.live_server import LivePeer, live_server
from tests.support.live_session import controlled, picture

WORK: Final = RequestId("w_bench")
FRAME_BYTES: Final = 20 * 1024
FRAME_PAUSE_SECONDS: Final = 0.1
FRAME_WITHIN_SECONDS: Final = 30.0
REST_FRAMES: Final = 50
FILL_BYTES: Final = 16 * 1024 * 1024
GIB: Final = 1024**3
Says = multiprocessing.connection.Connection


def serve(says: Says) -> None:
    """The server's process: one session that moves files, another with pictures; then tickets on request."""
    asyncio.run(_serve(says))


async def _serve(says: Says) -> None:
    async with live_server(FakeWorld()) as server:
        moving, shown = await controlled(server), await controlled(server)
        await moving.console.say(AskWork(request_id=WORK, what=FilesWork(way=Way.TO_MACHINE, count=1)))
        await moving.machine.hear(OrderWork)
        await moving.machine.say(WorkGiven(request_id=WORK, answer=Answer.ALLOWED, prompted=True))
        await moving.machine.hear(WorkLogged)
        door = server.hub.doorman
        peers = (shown.machine, shown.console)
        media = [await door.media_ticket(one.peer_id, one.kind, shown.session_id) for one in peers]
        tickets = [await _ticket(peer) for peer in (moving.console, moving.machine)]
        says.send((server.url, media, tickets))
        alive = (moving.page, moving.machine, moving.console, shown.page, shown.machine, shown.console)
        listeners = [spawn(_hear(peer), name="listener") for peer in alive]
        while not says.poll():
            for peer in alive:
                await peer.say(Ping(number=1))
            await asyncio.sleep(1)
        for listener in listeners:
            listener.cancel()


async def _hear(peer: LivePeer) -> None:
    """Take what the server says: a peer that does not read is given up."""
    while True:
        await peer.socket.recv()


async def _ticket(peer: LivePeer) -> str:
    await peer.say(TransferTicketWanted(request_id=WORK))
    return (await peer.hear(TransferTicket)).ticket


def agent(url: str, ticket: str, path: Path) -> None:
    """The sender's process."""
    asyncio.run(send(_door(url), _once(ticket), Outbox([str(path)])))


def machine(url: str, ticket: str, folder: Path) -> None:
    """The receiver's process."""
    inbox = Inbox(folder)
    asyncio.run(receive(_door(url), _once(ticket), inbox, 2**40))
    inbox.discard()


def _door(url: str) -> Door:
    return Door(Server(url.replace("ws:", "http:")), None)


def _once(ticket: str) -> Callable[[], Awaitable[str]]:
    left = [ticket]

    async def give() -> str:
        return left.pop()  # a bench that is cut has failed

    return give


@contextmanager
def _media_link(url: str, ticket: str) -> Iterator[ClientConnection]:
    with connect(f"{url}/ws/media", compression=None, proxy=None) as link:
        link.send(encode(MediaHello(protocol=PROTOCOL_VERSION, ticket=ticket)).decode())
        yield link


class Pictures:
    """Frames of the other session, one at a time, and how long each takes through the server."""

    def __init__(self, source: ClientConnection, viewer: ClientConnection) -> None:
        self._source = source
        self._viewer = viewer
        self._seq = 0

    def delay_ms(self) -> float:
        """Send one frame, and wait for it at the viewer's end."""
        frame = picture(self._seq, key=self._seq == 0, size_bytes=FRAME_BYTES)
        self._seq += 1
        began_seconds = time.perf_counter()
        self._source.send(frame)
        self._viewer.recv(timeout=FRAME_WITHIN_SECONDS)
        return (time.perf_counter() - began_seconds) * 1000

    def delays_ms(self, more: Callable[[int], bool]) -> list[float]:
        """So many delays as are wanted, with pauses."""
        found: list[float] = []
        while more(len(found)):
            found.append(self.delay_ms())
            time.sleep(FRAME_PAUSE_SECONDS)
        return found


def measure(table: Table, *, gib: float = 2.0) -> list[Figure]:
    """All of it; the files lie in a folder that is removed."""
    spawned = multiprocessing.get_context("spawn")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="auxilio-bench-")))
        path = _filled(folder / "large.bin", round(gib * GIB))
        ours, theirs = spawned.Pipe()
        server = spawned.Process(target=serve, args=(theirs,))
        server.start()
        stack.callback(server.join, 10)
        stack.callback(ours.send, "stop")
        url, media, tickets = ours.recv()
        source, viewer = (stack.enter_context(_media_link(url, ticket)) for ticket in media)
        pictures = Pictures(source, viewer)
        pictures.delay_ms()
        at_rest = pictures.delays_ms(lambda count: count < REST_FRAMES)
        sides = [
            spawned.Process(target=agent, args=(url, tickets[0], path)),
            spawned.Process(target=machine, args=(url, tickets[1], folder / "in")),
        ]
        over = threading.Event()
        seconds: list[float] = []
        mover = threading.Thread(target=_move, args=(sides, path, folder / "in", over, seconds))
        mover.start()
        meanwhile = pictures.delays_ms(lambda _: not over.is_set())
        mover.join()
        same = (folder / "in" / path.name).stat().st_size == path.stat().st_size
    assert same, "what arrived is not what was sent"
    subject = f"{gib:g} GiB, agent to machine"
    figures = [
        Figure("transfer", subject, "carried", gib * GIB / 1e6 / seconds[0], unit="MB/s", goal="≥ 50"),
        of("transfer", "20 KiB picture, at rest", "through the relay", at_rest),
        of("transfer", "20 KiB picture, meanwhile", "through the relay", meanwhile),
    ]
    table.add(*figures)
    return figures


def _move(
    sides: "list[multiprocessing.context.SpawnProcess]",
    path: Path,
    target: Path,
    over: threading.Event,
    seconds: list[float],
) -> None:
    """From the first byte that is stored to the last; what comes before is Python starting."""
    try:
        for side in sides:
            side.start()
        while not list(target.glob(".auxilio-*/part")) and any(side.is_alive() for side in sides):
            time.sleep(0.005)
        began_seconds = time.perf_counter()
        for side in sides:
            side.join()
        seconds.append(time.perf_counter() - began_seconds)
    finally:
        over.set()
    assert (target / path.name).exists(), "the file did not arrive"


def _filled(path: Path, size_bytes: int) -> Path:
    """A file of this size that no disk can make smaller."""
    block = os.urandom(FILL_BYTES)
    with path.open("wb") as file:
        left = size_bytes
        while left:
            left -= file.write(block[:left])
    return path


def main() -> None:
    """From the command line."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--gib", type=float, default=2.0)
    arguments.add_argument("--json", type=Path)
    given = arguments.parse_args()
    table = Table()
    measure(table, gib=given.gib)
    if given.json:
        given.json.write_text(table.json())


if __name__ == "__main__":
    main()
