"""A staff member's view of one session: what was said to it, and the state that folds to."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final, TypeVar

from pydantic import BaseModel

from agent_client.link.control import ControlLink
from agent_client.tasks import spawn
from protocol.codec import TO_CONSOLE
from protocol.control import Happened
from protocol.fold import apply
from protocol.link_messages import Welcome
from protocol.messages import ToConsole
from protocol.session import SessionState
from tests.support.server_process import ServerProcess
from tests.support.visitor import Visitor

MessageT = TypeVar("MessageT", bound=BaseModel)
WITHIN_SECONDS: Final = 20.0


class Console:
    """One console link, kept through cuts."""

    def __init__(self) -> None:
        self.heard: list[ToConsole] = []
        self.state: SessionState | None = None
        self.link: ControlLink[ToConsole]
        self._changed = asyncio.Event()

    def take(self, message: ToConsole) -> None:
        self.heard.append(message)
        if isinstance(message, Welcome):
            self.state = message.session
        elif isinstance(message, Happened) and self.state is not None:
            self.state = apply(self.state, message.entry)
        self._changed.set()

    async def until(self, holds: Callable[[SessionState], object]) -> SessionState:
        """Wait until the session is like that."""
        async with asyncio.timeout(WITHIN_SECONDS):
            while self.state is None or not holds(self.state):
                self._changed.clear()
                await self._changed.wait()
        return self.state

    async def hear(
        self, kind: type[MessageT], holds: Callable[[MessageT], object] = lambda _: True
    ) -> MessageT:
        """A message of this kind, heard already or soon."""
        async with asyncio.timeout(WITHIN_SECONDS):
            while True:
                for message in self.heard:
                    if isinstance(message, kind) and holds(message):
                        return message
                self._changed.clear()
                await self._changed.wait()

    async def say(self, message: BaseModel) -> None:
        await self.link.say(message)


@asynccontextmanager
async def console(server: ServerProcess, staff: Visitor, session_id: str) -> AsyncIterator[Console]:
    """A console in this session, until the block ends."""
    made = Console()

    async def ticket() -> str:
        answer = await staff.post("/api/tickets", {"kind": "console", "session_id": session_id})
        return str(answer.json()["ticket"])

    made.link = ControlLink(
        "ws" + server.url.removeprefix("http"), server.trust(), ticket, TO_CONSOLE, made.take
    )
    running = spawn(made.link.run(), name="console")
    try:
        yield made
    finally:
        running.cancel()
