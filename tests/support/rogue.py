"""A server that says to a machine whatever a test wants, on the link of an honest one."""

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final, TypeVar

from pydantic import BaseModel

from protocol.codec import FROM_MACHINE, encode
from protocol.ids import PersonId, SessionId
from protocol.link_messages import PeerKind
from protocol.roles import Role
from tests.support.fakes_server import FakeWorld

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
MessageT = TypeVar("MessageT", bound=BaseModel)

CODE: Final = "K7Q2-MX4P"
WITHIN_SECONDS: Final = 30.0


class Rogue:
    """ASGI: the sockets of an honest server, and the route by which a desktop program comes in with a code.

    Everything that the machine says is kept in `heard`; `say` speaks to it in the server's name.
    """

    def __init__(self, world: FakeWorld) -> None:
        self._world = world
        self._app: Any = None
        self._send: Send | None = None
        self._changed = asyncio.Event()
        self.heard: list[BaseModel] = []
        self.session_id = SessionId("")
        self.person_id = PersonId("")
        self.role = Role.CUSTOMER

    def around(self, app: Any) -> "Rogue":  # noqa: ANN401  an ASGI application
        """Stand before this application."""
        self._app = app
        return self

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._join(receive, send)
        elif scope["path"] == "/ws":
            await self._app(scope, self._overheard(receive, send), send)
        else:
            await self._app(scope, receive, send)

    async def say(self, message: BaseModel) -> None:
        """Say this to the machine, whatever the honest server thinks."""
        assert self._send is not None, "no machine has come"
        await self._send({"type": "websocket.send", "text": encode(message).decode()})

    async def hear(
        self, kind: type[MessageT], holds: Callable[[MessageT], object] = lambda _: True
    ) -> MessageT:
        """Something that the machine said, already or soon."""
        return (await self.hear_many(kind, 1, holds))[-1]

    async def hear_many(
        self, kind: type[MessageT], count: int, holds: Callable[[MessageT], object] = lambda _: True
    ) -> list[MessageT]:
        """So many of them."""
        async with asyncio.timeout(WITHIN_SECONDS):
            while True:
                self._changed.clear()
                found = [one for one in self.heard if isinstance(one, kind) and holds(one)]
                if len(found) >= count:
                    return found
                await self._changed.wait()

    def _overheard(self, receive: Receive, send: Send) -> Receive:
        is_machine = False

        async def overheard() -> Message:
            nonlocal is_machine
            message = await receive()
            text = message.get("text")
            if text is not None and '"machine":{' in text:
                is_machine, self._send = True, send
            if text is not None and is_machine:
                self.heard.append(FROM_MACHINE.decode(text))
                self._changed.set()
            return message

        return overheard

    async def _join(self, receive: Receive, send: Send) -> None:
        while (await receive()).get("more_body"):
            pass
        ticket = await self._world.ticket(PeerKind.MACHINE, self.person_id, self.session_id, self.role)
        body = json.dumps({"ticket": ticket, "session_id": self.session_id, "organisation": "Rogues"})
        head = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": body.encode()})
