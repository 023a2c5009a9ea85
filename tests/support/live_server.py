"""The live half of the server on a real socket, and peers that speak to it."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

import uvicorn
from pydantic import BaseModel
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from protocol.codec import TO_AUDIENCE, TO_CONSOLE, TO_DESK, TO_MACHINE, TO_PAGE, Direction, encode
from protocol.control import Happened
from protocol.facts import Door, Entry
from protocol.ids import PeerId, PersonId, SessionId
from protocol.limits import (
    MEDIA_FRAME_LIMIT_BYTES,
    PROTOCOL_VERSION,
    SLOW_VIEWER_CLOSED_AFTER_SECONDS,
)
from protocol.link_messages import (
    Hello,
    MachineHello,
    MediaHello,
    MediaTicket,
    MediaTicketWanted,
    PeerKind,
    Welcome,
)
from protocol.people import Abilities, Person, Platform
from protocol.roles import Role
from protocol.screen import Monitor, MonitorId, Screen
from server.core.draft import Rules
from server.media.relay import Relay
from server.runtime.hub import Hub
from server.runtime.recording import NoRecorder, Recorder
from server.ws.door import Sockets
from tests.support.fakes_server import FakeWorld

MessageT = TypeVar("MessageT", bound=BaseModel)

ORIGIN = "https://help.example.org"
CUSTOMER = Person(person_id=PersonId("c_ana"), name="Ana", role=Role.CUSTOMER, language="es")
AGENT = Person(person_id=PersonId("p_bo"), name="Bo", role=Role.AGENT)
RIVAL = Person(person_id=PersonId("p_cy"), name="Cy", role=Role.AGENT)
SCREEN = Screen(
    monitors=(Monitor(id=MonitorId(0), left_px=0, top_px=0, width_px=800, height_px=600, primary=True),)
)
MACHINE = MachineHello(
    platform=Platform.LINUX_X11,
    system="Debian 12",
    abilities=Abilities(capture=True, inject=True),
    screen=SCREEN,
)
TO: dict[PeerKind, Direction[Any]] = {
    PeerKind.PAGE: TO_PAGE,
    PeerKind.MACHINE: TO_MACHINE,
    PeerKind.CONSOLE: TO_CONSOLE,
    PeerKind.DESK: TO_DESK,
    PeerKind.VIEWER: TO_AUDIENCE,
}


@dataclass
class LivePeer:
    """One control link from the client's side."""

    socket: ClientConnection
    kind: PeerKind
    url: str
    welcome: Welcome | None = None
    heard: list[BaseModel] = field(default_factory=list)
    received: list[bytes] = field(default_factory=list)
    """Every byte that ever came, message by message."""

    @property
    def peer_id(self) -> PeerId:
        assert self.welcome is not None
        return self.welcome.peer_id

    @property
    def entries(self) -> list[Entry]:
        """Every entry heard so far."""
        return [one.entry for one in self.heard if isinstance(one, Happened)]

    async def say(self, message: BaseModel) -> None:
        await self.socket.send(encode(message).decode())

    async def say_hello(self, **key: str) -> None:
        """The first word, with a ticket or a resume token, whatever comes of it."""
        await self.say(Hello.model_validate({"protocol": PROTOCOL_VERSION, "version": "test", **key}))

    async def hear(self, kind: type[MessageT], within_seconds: float = 5.0) -> MessageT:
        """The next message of this kind; whatever came is kept in `heard`."""
        async with asyncio.timeout(within_seconds):
            while True:
                message = await self._next()
                if isinstance(message, kind):
                    return message

    async def fact(self, kind: str, within_seconds: float = 5.0) -> Any:  # noqa: ANN401  a fact; which, the caller asked for
        """The next entry whose fact is of this type."""
        while True:
            happened = await self.hear(Happened, within_seconds)
            if happened.entry.fact.type == kind:
                return happened.entry.fact

    async def closed(self, within_seconds: float = 5.0) -> int:
        """The close code, once the server has closed."""
        async with asyncio.timeout(within_seconds):
            with contextlib.suppress(ConnectionClosed):
                while True:
                    await self._next()
        return self.socket.close_code or 0

    async def _next(self) -> BaseModel:
        data = await self.socket.recv()
        self.received.append(data.encode() if isinstance(data, str) else data)
        message: BaseModel = TO[self.kind].decode(data)
        self.heard.append(message)
        return message

    async def media(self, *, fresh: bool = False) -> ClientConnection:
        """This peer's media link."""
        assert self.welcome is not None
        ticket = self.welcome.media_ticket
        if fresh or ticket is None:
            await self.say(MediaTicketWanted())
            ticket = (await self.hear(MediaTicket)).ticket
        media = await connect(f"{self.url}/ws/media", compression=None, max_size=None, ping_interval=None)
        await media.send(encode(MediaHello(protocol=PROTOCOL_VERSION, ticket=ticket)).decode())
        return media


async def connected(url: str, kind: PeerKind, origin: str | None = None) -> LivePeer:
    """A link to the server at this address that has said nothing yet.

    It takes whatever comes, read or not: so it hears of the end, and its socket outlives nobody.
    """
    socket = await connect(
        f"{url}/ws",
        compression=None,
        max_size=None,
        max_queue=None,
        ping_interval=None,
        origin=origin,  # type: ignore[arg-type]  # because Origin is a NewType
    )
    return LivePeer(socket, kind, url)


async def greet(url: str, kind: PeerKind, **hello: object) -> LivePeer:
    """A welcomed peer of the server at this address."""
    peer = await connected(url, kind)
    if kind is PeerKind.MACHINE:
        hello.setdefault("machine", MACHINE)
    await peer.say(Hello.model_validate({"protocol": PROTOCOL_VERSION, "version": "test", **hello}))
    peer.welcome = await peer.hear(Welcome)
    return peer


@dataclass
class LiveServer:
    """A hub behind real sockets, on fakes for its stores."""

    world: FakeWorld
    hub: Hub
    relay: Relay
    url: str

    async def open(
        self, kind: PeerKind, person: Person, session_id: SessionId | None = None, **hello: object
    ) -> LivePeer:
        """A welcomed peer."""
        ticket = await self.world.ticket(kind, person.person_id, session_id, person.role)
        return await self.greet(kind, ticket=ticket, **hello)

    async def greet(self, kind: PeerKind, **hello: object) -> LivePeer:
        return await greet(self.url, kind, **hello)

    async def connect(self, kind: PeerKind, origin: str | None = None) -> LivePeer:
        return await connected(self.url, kind, origin)

    async def ask_for_help(self, customer: Person = CUSTOMER) -> SessionId:
        return await self.hub.open_session(customer, Door.PAGE, "Mi impresora")


class _Server(uvicorn.Server):
    """Says when it listens, and leaves signals to the test run."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.asynccontextmanager
async def live_server(
    world: FakeWorld | None = None,
    rules: Rules | None = None,
    slow_viewer_seconds: float = SLOW_VIEWER_CLOSED_AFTER_SECONDS,
    around: Callable[[Any], Any] = lambda app: app,
    recorder: Callable[[Relay], Recorder] = lambda relay: NoRecorder(),
) -> AsyncIterator[LiveServer]:
    """Start, and stop at the end: uvicorn with the settings that the program uses.

    `around` makes the application that is served of ours; `recorder` makes who keeps the pictures.
    """
    world = world or FakeWorld()
    relay = Relay()
    hub = Hub(world.ports(), rules or Rules(), relay, recorder=recorder(relay))
    relay.connect(hub.tell_source)
    loop = asyncio.get_running_loop()
    app = around(Sockets(hub, relay, [ORIGIN], loop.time, slow_viewer_seconds))
    config = uvicorn.Config(
        app,
        ws="websockets-sansio",
        ws_max_size=MEDIA_FRAME_LIMIT_BYTES,
        ws_per_message_deflate=False,
        lifespan="off",
        log_level="warning",
    )
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = _Server(config)
        await hub.start()
        serving = loop.create_task(server.serve(sockets=[listening]))
        await server.ready.wait()
        live = LiveServer(world, hub, relay, f"ws://127.0.0.1:{listening.getsockname()[1]}")
        try:
            yield live
        finally:
            await hub.stop()
            server.should_exit = True
            await serving
