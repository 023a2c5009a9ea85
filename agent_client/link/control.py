"""One control link of a console: opens it, keeps it, opens it again (SPEC K)."""

import asyncio
import random
import ssl
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Generic, TypeVar

from pydantic import BaseModel
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Origin

from agent_client.errors import LinkClosed
from agent_client.tasks import spawn
from protocol.codec import Direction, encode
from protocol.limits import SERVER_MESSAGE_LIMIT_BYTES
from protocol.link import OPEN_WITHIN_SECONDS, Drop, Link, NeedTicket, Reopen, Say, Step, Stop

TICK_SECONDS = 0.5
LOST = 1006

HeardT = TypeVar("HeardT", bound=BaseModel)


class ControlLink(Generic[HeardT]):
    """Keeps one place at the server for as long as `run` runs.

    Args:
        url: The server's socket address, "wss://host:port".
        tls: As for `Http`.
        ticket: Gets one, which opens the place the first time; then the welcome's resume token does.
        direction: What the server may say here.
        take: Called with every message, in order.
        proxy: As for `Http`.
    """

    def __init__(
        self,
        url: str,
        tls: ssl.SSLContext | None,
        ticket: Callable[[], Awaitable[str]],
        direction: Direction[HeardT],
        take: Callable[[HeardT], None],
        proxy: str | None = None,
    ) -> None:
        self._url = f"{url}/ws"
        self._origin = Origin("http" + url.removeprefix("ws"))
        self._tls = tls
        self._proxy = proxy
        self._direction = direction
        self._take = take
        self._ticket = ticket
        self._link = Link(version="scripted-agent")
        self._within_seconds = OPEN_WITHIN_SECONDS
        self._socket: ClientConnection | None = None

    async def say(self, message: BaseModel) -> None:
        """Send one message now. Raises `ConnectionClosed` while the link is lost."""
        if self._socket is None:
            raise ConnectionClosed(None, None)
        await self._socket.send(encode(message), text=True)

    async def run(self) -> None:
        """Keep the link until cancelled.

        Raises:
            LinkClosed: the server closed it with a code that is not retried.
            ServerRefused: there is no ticket for this place any more.
        """
        loop = asyncio.get_running_loop()
        self._link.renew(await self._ticket())
        while True:
            close_code = await self._once()
            for step in self._link.lost(close_code, loop.time(), random.random()):  # noqa: S311  spreads only
                await self._prepare(step)

    async def _prepare(self, step: Step) -> None:
        loop = asyncio.get_running_loop()
        match step:
            case Stop(close_code=close_code):
                raise LinkClosed(close_code)
            case Reopen(at_seconds=at_seconds, within_seconds=within_seconds):
                self._within_seconds = within_seconds
                await asyncio.sleep(max(0.0, at_seconds - loop.time()))
            case NeedTicket(at_seconds=at_seconds, within_seconds=within_seconds):
                self._within_seconds = within_seconds
                await asyncio.sleep(max(0.0, at_seconds - loop.time()))
                self._link.renew(await self._ticket())
            case _:
                raise AssertionError("a lost link is opened again, or over")

    def leave(self) -> None:
        """Do not come back after the next loss."""
        self._link.left()

    async def _once(self) -> int:
        """One socket, from opening to its end; its close code."""
        try:
            async with connect(
                self._url,
                origin=self._origin,
                ssl=self._tls,
                compression=None,
                ping_interval=None,
                proxy=self._proxy,
                max_size=SERVER_MESSAGE_LIMIT_BYTES,
                open_timeout=self._within_seconds,
            ) as socket:
                self._socket = socket
                ticking = spawn(self._tick(socket), name="link heartbeat")
                try:
                    with suppress(ConnectionClosed):  # the socket keeps the code
                        await self._read(socket)
                finally:
                    ticking.cancel()
                    self._socket = None
                return socket.close_code or LOST
        except (OSError, TimeoutError, ConnectionClosed, InvalidHandshake, EOFError):
            return LOST

    async def _read(self, socket: ClientConnection) -> None:
        loop = asyncio.get_running_loop()
        await self._do(socket, self._link.opened(loop.time()))
        async for data in socket:
            message = self._direction.decode(data)
            await self._do(socket, self._link.heard(message, loop.time()))
            self._take(message)

    async def _tick(self, socket: ClientConnection) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(TICK_SECONDS)
            await self._do(socket, self._link.tick(loop.time()))

    async def _do(self, socket: ClientConnection, steps: list[Step]) -> None:
        for step in steps:
            match step:
                case Say(message=message):
                    await socket.send(encode(message), text=True)
                case Drop():
                    socket.transport.abort()
                case _:
                    raise AssertionError("reopening and stopping follow a loss")
