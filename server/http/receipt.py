"""The receipt of a session: for its customer, and for who may see its record."""

from fastapi import APIRouter, Request

from protocol.errors import ErrorCode
from server.desk.receipt import Receipt
from server.errors import NotSignedIn, UnknownThing
from server.http.needs import NeedsHere, at_home, signed_in
from server.http.problems import refusals
from server.http.sessions import SessionPath

ROUTER = APIRouter(prefix="/api/sessions", tags=["records"])


@ROUTER.get(
    "/{session_id}/receipt",
    responses=refusals(
        ErrorCode.NOT_SIGNED_IN, ErrorCode.NOT_ALLOWED, ErrorCode.UNKNOWN, ErrorCode.TRY_LATER
    ),
)
async def see_receipt(session_id: SessionPath, request: Request, needs: NeedsHere) -> Receipt:
    """Who was there, what was allowed, seen, done, sent and recorded; with the end of the log's chain."""
    try:
        home = await at_home(request, needs)
    except UnknownThing:
        home = None
    if home is not None and home.session_id == session_id:
        return await needs.records.receipt_of(session_id, home.person_id)
    try:
        who = await signed_in(request, needs)
    except NotSignedIn:
        if home is not None:
            raise UnknownThing("session of yours") from None
        raise
    return await needs.records.receipt(session_id, who.staff)
