"""A scripted agent: takes customers, sees and controls, like the console but without a browser.

    async with Agent("https://help.example.org", tls) as agent:
        await agent.sign_in("ana@example.org", password)
        session_id, why = await agent.next_for_me()
        async with agent.sit_down(session_id) as seat:
            await seat.until(lambda now: now.mode is Mode.OBSERVER, "the customer's yes to being seen")
            await seat.ask(Mode.FULL_CONTROL)
            await seat.until(lambda now: now.holder_id == seat.person_id, "control")
            await seat.do(seat.hand.text("¡Hola!"))

For automation, load and tests. It follows the very rules of a person's console.
"""

import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Self

from websockets.exceptions import ConnectionClosed

from agent_client.errors import LinkClosed, ServerRefused
from agent_client.link.control import ControlLink
from agent_client.link.http import Http
from agent_client.link.media import frames
from agent_client.link.seat import Seat
from agent_client.tasks import spawn
from protocol.codec import TO_CONSOLE, TO_DESK
from protocol.ids import SessionId
from protocol.link_messages import Leave
from protocol.media import Header
from protocol.messages import ToConsole, ToDesk
from protocol.queue import Desk


class Agent:
    """One staff member, scripted. Use it as an async context manager."""

    def __init__(self, url: str, tls: ssl.SSLContext | None = None, *, proxy: str | None = None) -> None:
        self.http = Http(url, tls, proxy)

    async def __aenter__(self) -> Self:
        await self.http.__aenter__()
        return self

    async def __aexit__(self, *end: object) -> None:
        await self.http.__aexit__(None, None, None)

    async def sign_in(self, email: str, password: str) -> None:
        """Become this staff member. Raises `ServerRefused`."""
        await self.http.sign_in(email, password)

    async def next_for_me(self) -> tuple[SessionId, str]:
        """Take the next customer: their session, and why. Raises `ServerRefused` (`queue_empty`)."""
        taken = await self.http.post("/api/queue/next")
        return SessionId(taken["session_id"]), taken["why"]

    async def claim(self, session_id: SessionId) -> None:
        """Take this very customer. Raises `ServerRefused` (`already_claimed`)."""
        await self.http.post(f"/api/sessions/{session_id}/claim")

    @asynccontextmanager
    async def sit_down(self, session_id: SessionId) -> AsyncIterator[Seat]:
        """Be in a session until the block ends; then leave it for good.

        When the server closes the place for good, whoever waits for something there gets `LinkClosed`.
        """
        seat = Seat(session_id)
        ticket = partial(self._ticket, {"kind": "console", "session_id": session_id})
        link: ControlLink[ToConsole] = ControlLink(
            self.http.socket_url, self.http.tls, ticket, TO_CONSOLE, seat.take, self.http.proxy
        )
        seat.open_by(link)
        running = spawn(_keep(link, seat), name=f"seat in {session_id}")
        try:
            await seat.until(lambda _: True, "the welcome")
            yield seat
            link.leave()
            with suppress(ConnectionClosed):  # the session is over, or the way to it is lost
                await seat.say(Leave())
        finally:
            running.cancel()

    @asynccontextmanager
    async def watch_desk(self, take: Callable[[Desk], None]) -> AsyncIterator[None]:
        """Hear of the queue for as long as the block runs."""

        def heard(message: ToDesk) -> None:
            if isinstance(message, Desk):
                take(message)

        ticket = partial(self._ticket, {"kind": "desk"})
        link: ControlLink[ToDesk] = ControlLink(
            self.http.socket_url, self.http.tls, ticket, TO_DESK, heard, self.http.proxy
        )
        running = spawn(link.run(), name="desk")
        try:
            yield
        finally:
            running.cancel()

    def frames(self, seat: Seat) -> AsyncIterator[tuple[Header, bytes]]:
        """The picture as the relay sends it, from the next key frame on."""
        if seat.media_ticket is None:
            raise ServerRefused("not_allowed", "There is no picture for this seat.")
        return frames(self.http.socket_url, self.http.tls, seat.media_ticket, self.http.proxy)

    async def _ticket(self, wish: dict[str, object]) -> str:
        answer = await self.http.post("/api/tickets", wish)
        return str(answer["ticket"])


async def _keep(link: ControlLink[ToConsole], seat: Seat) -> None:
    try:
        await link.run()
    except LinkClosed as closed:
        seat.is_closed(closed.close_code)
