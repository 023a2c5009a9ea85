"""Coming back after a restart: the return token against a ticket for the same place (SPEC R2)."""

import asyncio
import logging
from typing import Final

from customer_client.errors import ServerRefused, ServerUnreachable
from customer_client.link.address import Server
from customer_client.link.door import Reply, open_door, post
from customer_client.link.join import Entrance
from protocol.ids import SessionId

log = logging.getLogger(__name__)

AGAIN_SECONDS: Final = 3.0
"""After a restart the network comes later than the desktop."""


async def come_back(
    server: Server,
    token: str,
    session_id: SessionId,
    *,
    language: str,
    within_seconds: float,
    proxy: str | None = None,
) -> Entrance:
    """Trade the token for a ticket, once; asks again while nobody answers.

    Raises:
        ServerRefused: the token is used, too old, or of a session that is over.
        ServerUnreachable, ServerNotTrusted, WrongServerKey: see `door`.
    """
    body = {"token": token, "session_id": session_id}
    deadline = asyncio.get_running_loop().time() + within_seconds
    while True:
        try:
            door = await asyncio.to_thread(open_door, server, proxy)
            reply = await asyncio.to_thread(post, door, "/api/return", body, language)
        except ServerUnreachable as unreachable:
            if asyncio.get_running_loop().time() + AGAIN_SECONDS > deadline:
                raise
            log.info("%s; trying again", unreachable)
            await asyncio.sleep(AGAIN_SECONDS)
            continue
        match reply:
            case Reply(status=200, body={"ticket": str(ticket), "organisation": str(organisation)}):
                return Entrance(door, ticket, organisation)
            case Reply(body={"detail": str(detail)}):
                raise ServerRefused(detail)
            case _:
                what = f"an answer {reply.status} that is none of Auxilio's"
                raise ServerUnreachable(server.name, what)
