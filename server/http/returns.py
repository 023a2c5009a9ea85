"""A machine that admin mode restarted comes back into its session (SPEC R)."""

from fastapi import APIRouter, Request

from protocol.errors import ErrorCode
from protocol.ids import SessionIdField
from server.errors import TicketUnknown
from server.http.needs import NeedsHere, network_of
from server.http.problems import refusals
from server.http.shapes import Asked, GivenSecret, Joined
from server.security.throttle import CODE_FROM_ANYWHERE, CODE_FROM_NETWORK

ROUTER = APIRouter(prefix="/api/return", tags=["codes"])

_EVERYWHERE = "return"


class ReturnAsked(Asked):
    """The token from before the restart; and the session, if the program kept it."""

    token: GivenSecret
    session_id: SessionIdField | None = None


@ROUTER.post("", responses=refusals(ErrorCode.TICKET_UNKNOWN, ErrorCode.TOO_MANY, ErrorCode.TRY_LATER))
async def come_back(asked: ReturnAsked, request: Request, needs: NeedsHere) -> Joined:
    """A ticket for the same machine's place. A token is good once; every wrong one has the same answer."""
    network = f"return {network_of(request)}"
    async with needs.one_code_at_a_time:
        needs.wait_for_turn(CODE_FROM_NETWORK, network)
        needs.wait_for_turn(CODE_FROM_ANYWHERE, _EVERYWHERE)
        try:
            ticket, session_id = await needs.hub.returns.redeem(asked.token, asked.session_id)
        except TicketUnknown:
            needs.count_failure(CODE_FROM_NETWORK, network)
            needs.count_failure(CODE_FROM_ANYWHERE, _EVERYWHERE)
            raise
    return Joined(ticket=ticket, session_id=session_id, organisation=needs.naming.organisation)
