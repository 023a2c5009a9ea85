"""The control link against a server that says very much at once."""

import asyncio

import pytest
from websockets.asyncio.server import ServerConnection, serve

from customer_client.link.address import Server
from customer_client.link.control import UNSAID_LIMIT, ControlLink
from customer_client.link.door import Door
from protocol.codec import encode
from protocol.direct import KeyFrameWanted
from protocol.ids import PeerId, PersonId
from protocol.limits import PROTOCOL_VERSION
from protocol.link_messages import MachineHello, PeerKind, Pong, Welcome
from protocol.messages import ToMachine
from protocol.people import Abilities, Platform
from protocol.roles import Role
from protocol.screen import Monitor, MonitorId, Screen

pytestmark = pytest.mark.slow
MAIN = MonitorId(0)
MACHINE = MachineHello(
    platform=Platform.LINUX_X11,
    system="Test",
    abilities=Abilities(capture=True, inject=True),
    screen=Screen(
        monitors=(Monitor(id=MAIN, left_px=0, top_px=0, width_px=800, height_px=600, primary=True),)
    ),
)
WELCOME = Welcome(
    protocol=PROTOCOL_VERSION,
    peer_id=PeerId("r_machine"),
    person_id=PersonId("p_carmen"),
    role=Role.CUSTOMER,
    kind=PeerKind.MACHINE,
    organisation="Test",
    resume="a_token_to_come_back_with",
    at=0,
)
BURST = 4 * UNSAID_LIMIT


class Answering:
    """Says something to each message, as the program does when it refuses what it is told to do."""

    def __init__(self) -> None:
        self.link: ControlLink
        self.unsaid = self.lost = 0

    def heard(self, message: ToMachine) -> None:
        if isinstance(message, KeyFrameWanted):
            self.unsaid += not self.link.say(Pong(number=1))

    def link_lost(self) -> None:
        self.lost += 1

    def link_over(self, close_code: int) -> None:
        raise AssertionError(f"the link is over: {close_code}")


async def test_answers_go_out_while_much_comes_in_k6() -> None:
    answers, done = 0, asyncio.Event()

    async def handle(socket: ServerConnection) -> None:
        nonlocal answers
        await socket.recv()
        await socket.send(encode(WELCOME), text=True)
        wish = encode(KeyFrameWanted(stream=MAIN))
        for _ in range(BURST):
            await socket.send(wish, text=True)
        async for said in socket:
            answers += '"pong"' in str(said)
            if answers == BURST:
                done.set()

    async with serve(handle, "127.0.0.1", 0, compression=None) as listening:
        port = listening.sockets[0].getsockname()[1]
        events = Answering()
        door = Door(Server(f"http://127.0.0.1:{port}"), None)
        link = events.link = ControlLink(door, "a_ticket_to_come_in_with", "test", MACHINE, events)
        async with asyncio.TaskGroup() as group:
            running = group.create_task(link.run())
            async with asyncio.timeout(20):
                await done.wait()
            running.cancel()
        assert (events.unsaid, events.lost) == (0, 0)
