"""The control link: one socket of JSON text, kept and opened again (SPEC K)."""

import asyncio
import logging
import random
from contextlib import suppress
from typing import Final, Protocol, assert_never

from pydantic import BaseModel
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus, InvalidURI

from customer_client.link.door import Door
from customer_client.tasks import spawn
from protocol.codec import TO_MACHINE, encode
from protocol.errors import CloseCode, ProtocolError
from protocol.limits import AUTHENTICATE_WITHIN_SECONDS, SERVER_MESSAGE_LIMIT_BYTES
from protocol.link import Drop, Link, NeedTicket, Reopen, Say, Step, Stop
from protocol.link_messages import MachineHello, Welcome
from protocol.messages import ToMachine

log = logging.getLogger(__name__)

TICK_SECONDS: Final = 0.5
LOST: Final = 1006
UNSAID_LIMIT: Final = 500
"""Messages waiting for a socket that does not drain: the socket is cut then, and the link resumed."""
CLOSE_SECONDS: Final = 2.0

_FINAL: Final = {
    401: CloseCode.NOT_SIGNED_IN,
    403: CloseCode.NOT_ALLOWED,
    410: CloseCode.OVER,
    426: CloseCode.UPGRADE_NEEDED,
}
"""Refusals before the socket is open which another try does not change."""


class ControlEvents(Protocol):
    """What the link tells. Called in the event loop; none may wait."""

    def heard(self, message: ToMachine) -> None:
        """The server said something; a `Welcome` first, after each opening."""
        ...

    def link_lost(self) -> None:
        """The link was open and is cut; it is being opened again."""
        ...

    def link_over(self, close_code: int) -> None:
        """The server will not have us any more; `run` returns."""
        ...


class ControlLink:
    """This machine's place at the server, for as long as `run` runs.

    Args:
        door: How the server is reached.
        ticket: Opens the place the first time; afterwards the welcome's resume token does.
        version: Of this program.
        machine: What the hello says of this machine.
        events: Told what happens.
    """

    def __init__(
        self, door: Door, ticket: str, version: str, machine: MachineHello, events: ControlEvents
    ) -> None:
        self._door = door
        self._link = Link(version=version, ticket=ticket, machine=machine)
        self._events = events
        self._outbox: asyncio.Queue[bytes] | None = None
        self._socket: ClientConnection | None = None
        self._ended = asyncio.Event()
        self._hurry = asyncio.Event()
        self._welcomed = False

    def say(self, message: BaseModel) -> bool:
        """Send a message, in order; never waits.

        Returns:
            False while there is no open link: the message is dropped.
        """
        if self._outbox is None or not self._welcomed:
            return False
        try:
            self._outbox.put_nowait(encode(message))
        except asyncio.QueueFull:
            log.warning("the server does not drain its socket; it is cut")
            self._cut()
            return False
        return True

    def renew(self) -> None:
        """Open the link anew at once: this machine slept, and the other side has long closed it."""
        self._hurry.set()
        self._cut()

    def describe(self, machine: MachineHello) -> None:
        """What the next hello says of this machine."""
        self._link.describe(machine)

    async def run(self) -> None:
        """Keep the link until it is over or `leave` was called."""
        loop = asyncio.get_running_loop()
        within_seconds = AUTHENTICATE_WITHIN_SECONDS
        while not self._ended.is_set():
            close_code = await self._once(within_seconds)
            if self._welcomed:
                self._welcomed = False
                self._events.link_lost()
            jitter = random.random()  # noqa: S311  it spreads, it hides nothing
            for step in self._link.lost(close_code, loop.time(), jitter):
                match step:
                    case Stop(close_code=code):
                        self._ended.set()
                        self._events.link_over(code)
                    case NeedTicket():
                        # A code lets a machine in once, so there is no second ticket: the person starts anew.
                        self._link.left()
                        self._ended.set()
                        self._events.link_over(CloseCode.NOT_SIGNED_IN)
                    case Reopen(at_seconds=at_seconds, within_seconds=within_seconds):
                        await self._pause(at_seconds - loop.time())
                    case _:
                        raise AssertionError("after a loss there is nothing to say or to drop")

    async def leave(self) -> None:
        """Let what was said go out, close, and do not come back."""
        self._link.left()
        self._ended.set()
        self._hurry.set()
        outbox, socket = self._outbox, self._socket
        if outbox is None or socket is None:
            return
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                await outbox.join()
                await socket.close()
        except TimeoutError:
            self._cut()

    async def _pause(self, seconds: float) -> None:
        """Wait; `leave` and `renew` end it early."""
        try:
            async with asyncio.timeout(max(0.0, seconds)):
                await self._hurry.wait()
        except TimeoutError:
            return
        finally:
            self._hurry.clear()

    async def _once(self, within_seconds: float) -> int:
        """One socket, from opening to its end; its close code."""
        try:
            async with connect(
                self._door.server.socket_url("/ws"),
                ssl=self._door.tls,
                proxy=self._door.socket_proxy,
                compression=None,
                ping_interval=None,
                max_size=SERVER_MESSAGE_LIMIT_BYTES,
                open_timeout=within_seconds,
                close_timeout=CLOSE_SECONDS,
            ) as socket:
                return await self._converse(socket)
        except InvalidStatus as refused:
            return _FINAL.get(refused.response.status_code, LOST)
        except (OSError, TimeoutError, ConnectionClosed, InvalidHandshake, InvalidURI, EOFError) as cut:
            log.info("no control link: %s", cut)
            return LOST

    async def _converse(self, socket: ClientConnection) -> int:
        self._socket, self._outbox = socket, asyncio.Queue(UNSAID_LIMIT)
        own = [
            spawn(self._write(socket, self._outbox), name="control writer"),
            spawn(self._tick(), name="control heartbeat"),
        ]
        try:
            with suppress(ConnectionClosed):  # the socket keeps the code
                await self._read(socket)
        finally:
            self._socket = self._outbox = None
            for task in own:
                task.cancel()
        return socket.close_code or LOST

    async def _read(self, socket: ClientConnection) -> None:
        loop = asyncio.get_running_loop()
        self._do(self._link.opened(loop.time()))
        try:
            async for data in socket:
                message = TO_MACHINE.decode(data)
                self._do(self._link.heard(message, loop.time()))
                self._welcomed = self._welcomed or isinstance(message, Welcome)
                self._events.heard(message)
                await asyncio.sleep(0)  # much that comes at once must not keep our answers from going out
        except ProtocolError as wrong:
            log.warning("the server broke the protocol: %s", wrong)
            await socket.close(CloseCode.BAD_MESSAGE)

    async def _write(self, socket: ClientConnection, outbox: asyncio.Queue[bytes]) -> None:
        try:
            while True:
                data = await outbox.get()
                await socket.send(data, text=True)
                outbox.task_done()
        except ConnectionClosed:
            return

    async def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(TICK_SECONDS)
            self._do(self._link.tick(loop.time()))

    def _do(self, steps: list[Step]) -> None:
        for step in steps:
            match step:
                case Say(message=message):
                    if self._outbox is not None:
                        self._outbox.put_nowait(encode(message))
                case Drop():
                    self._cut()
                case Reopen() | NeedTicket() | Stop():
                    raise AssertionError("reopening and stopping follow a loss")
                case _:
                    assert_never(step)

    def _cut(self) -> None:
        if self._socket is not None:
            self._socket.transport.abort()
