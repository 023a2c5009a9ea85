"""Answering a colleague's call, and joining a session of one's own team."""

from typing import Annotated

from fastapi import APIRouter, Path, Response
from pydantic import Field

from protocol.errors import ErrorCode
from protocol.ids import RequestIdField
from protocol.wire import Sentence
from server.http.needs import NeedsHere, SignedInHere
from server.http.problems import refusals
from server.http.sessions import SessionPath
from server.http.shapes import Asked

ROUTER = APIRouter(prefix="/api/sessions", tags=["sessions"])

CallPath = Annotated[RequestIdField, Path()]
_REFUSALS = refusals(
    ErrorCode.NOT_SIGNED_IN,
    ErrorCode.CSRF_MISSING,
    ErrorCode.NOT_ALLOWED,
    ErrorCode.UNKNOWN,
    ErrorCode.OUT_OF_TURN,
    ErrorCode.SESSION_OVER,
    ErrorCode.TRY_LATER,
)


class SuperviseAsked(Asked):
    """Why somebody joins who was not asked for; it is logged."""

    reason: Annotated[Sentence, Field(min_length=1)]


@ROUTER.post(
    "/{session_id}/calls/{call_id}/accept", status_code=204, response_class=Response, responses=_REFUSALS
)
async def accept_call(
    session_id: SessionPath, call_id: CallPath, who: SignedInHere, needs: NeedsHere
) -> None:
    """Come and help, or take the customer over: from here on a ticket opens the session."""
    await needs.hub.calls.answer(session_id, who.staff, call_id, accepted=True)


@ROUTER.post(
    "/{session_id}/calls/{call_id}/decline", status_code=204, response_class=Response, responses=_REFUSALS
)
async def decline_call(
    session_id: SessionPath, call_id: CallPath, who: SignedInHere, needs: NeedsHere
) -> None:
    """Not now. What asks a team, a queue or a skill stays open for the others."""
    await needs.hub.calls.answer(session_id, who.staff, call_id, accepted=False)


@ROUTER.post("/{session_id}/supervise", status_code=204, response_class=Response, responses=_REFUSALS)
async def supervise(
    session_id: SessionPath, asked: SuperviseAsked, who: SignedInHere, needs: NeedsHere
) -> None:
    """Join a session of one's team, visibly and with a reason: from here on a ticket opens the session."""
    await needs.hub.calls.supervise(session_id, who.staff, asked.reason)
