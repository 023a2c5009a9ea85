"""Tickets for the staff's WebSockets."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from protocol.errors import ErrorCode
from protocol.ids import SessionIdField
from protocol.link_messages import PeerKind
from protocol.session import State
from server.errors import NotAllowed, SessionOver, UnknownThing
from server.http.needs import NeedsHere, SignedInHere
from server.http.passes import ticket
from server.http.problems import refusals
from server.http.sessions import is_in
from server.http.shapes import Asked, Ticket

ROUTER = APIRouter(prefix="/api/tickets", tags=["staff"])


class TicketAsked(Asked):
    """What the socket is for: the desk, or the console of one session."""

    kind: Annotated[PeerKind, Field(strict=False)]
    session_id: SessionIdField | None = None
    after_end: bool = False
    """To talk in a session that is over: its rooms stay open for a day."""


@ROUTER.post(
    "",
    status_code=201,
    responses=refusals(
        ErrorCode.NOT_SIGNED_IN,
        ErrorCode.NOT_ALLOWED,
        ErrorCode.UNKNOWN,
        ErrorCode.SESSION_OVER,
        ErrorCode.TRY_LATER,
    ),
)
async def make_ticket(asked: TicketAsked, who: SignedInHere, needs: NeedsHere) -> Ticket:
    """A ticket for one WebSocket: 30 s, one use."""
    staff = who.staff
    if asked.kind is PeerKind.DESK:
        return await ticket(needs, PeerKind.DESK, staff.person_id, staff.role, None, as_of=who.as_of)
    if asked.kind is not PeerKind.CONSOLE:
        raise NotAllowed("open this kind of link")
    if asked.session_id is None:
        raise UnknownThing("session")
    state = await needs.hub.state(asked.session_id)
    if state.state is State.ENDED and not asked.after_end:
        raise SessionOver
    if not is_in(staff, state):
        raise NotAllowed("join this session")
    return await ticket(
        needs, PeerKind.CONSOLE, staff.person_id, staff.role, asked.session_id, as_of=who.as_of
    )
