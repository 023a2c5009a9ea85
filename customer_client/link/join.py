"""Coming in: the code against a ticket."""

import asyncio
from dataclasses import dataclass

from customer_client.errors import CodeRefused, ServerRefused, ServerUnreachable, TooManyTries
from customer_client.link.address import Invitation
from customer_client.link.door import Door, Reply, open_door, post


@dataclass(frozen=True, slots=True)
class Entrance:
    """What a good code brings."""

    door: Door
    ticket: str
    organisation: str


async def join(invitation: Invitation, *, language: str, proxy: str | None = None) -> Entrance:
    """Trade the code for a ticket, once.

    Raises:
        CodeRefused: wrong, used or expired.
        TooManyTries: the server wants this network to wait.
        ServerRefused: another refusal, with the server's own sentence.
        ServerUnreachable, ServerNotTrusted, WrongServerKey: see `door`.
    """
    door = await asyncio.to_thread(open_door, invitation.server, proxy)
    reply = await asyncio.to_thread(post, door, "/api/join", {"code": invitation.code}, language)
    match reply:
        case Reply(status=200, body={"ticket": str(ticket), "organisation": str(organisation)}):
            return Entrance(door, ticket, organisation)
        case Reply(status=404, body={"code": "code_unknown"}):
            raise CodeRefused(invitation.code)
        case Reply(status=429):
            raise TooManyTries
        case Reply(body={"detail": str(detail)}):
            raise ServerRefused(detail)
        case _:
            what = f"an answer {reply.status} that is none of Auxilio's"
            raise ServerUnreachable(invitation.server.name, what)
