"""Who waits, and taking the next."""

from typing import Final

from fastapi import APIRouter

from protocol.errors import ErrorCode
from protocol.queue import Waiting
from server.http.needs import NeedsHere, SignedInHere
from server.http.problems import refusals
from server.http.shapes import Taken, Told

ROUTER = APIRouter(prefix="/api/queue", tags=["queue"])

_SHOWN_LIMIT: Final = 200


class Queue(Told):
    """Who waits, in order; the first 200 of `waiting_total`."""

    waiting: list[Waiting]
    waiting_total: int


@ROUTER.get("", responses=refusals(ErrorCode.NOT_SIGNED_IN))
async def see_queue(who: SignedInHere, needs: NeedsHere) -> Queue:
    """Everyone who waits. The desk's WebSocket says the same at each change."""
    waiting = needs.hub.waiting(who.staff)
    return Queue(waiting=list(waiting[:_SHOWN_LIMIT]), waiting_total=len(waiting))


@ROUTER.post(
    "/next",
    responses=refusals(
        ErrorCode.NOT_SIGNED_IN, ErrorCode.NOT_ALLOWED, ErrorCode.QUEUE_EMPTY, ErrorCode.TRY_LATER
    ),
)
async def take_next(who: SignedInHere, needs: NeedsHere) -> Taken:
    """Take the customer who is next for this staff member."""
    session_id = await needs.hub.take_next(who.staff)
    return Taken(session_id=session_id, why=(await needs.hub.state(session_id)).why)
