"""One session, for the staff in it."""

from typing import Annotated

from fastapi import APIRouter, Path

from protocol.errors import ErrorCode
from protocol.ids import SessionIdField
from protocol.roles import Role
from protocol.session import SessionState
from server.errors import NotAllowed
from server.http.needs import NeedsHere, SignedInHere
from server.http.problems import refusals
from server.http.shapes import Taken
from server.runtime.ports import Staff

ROUTER = APIRouter(prefix="/api/sessions", tags=["sessions"])

SessionPath = Annotated[SessionIdField, Path()]


@ROUTER.get(
    "/{session_id}",
    responses=refusals(
        ErrorCode.NOT_SIGNED_IN, ErrorCode.NOT_ALLOWED, ErrorCode.UNKNOWN, ErrorCode.TRY_LATER
    ),
)
async def see_session(session_id: SessionPath, who: SignedInHere, needs: NeedsHere) -> SessionState:
    """The session as it is now; also after its end."""
    state = await needs.hub.state(session_id)
    if not may_see(who.staff, state):
        raise NotAllowed("see this session")
    return state


@ROUTER.post(
    "/{session_id}/claim",
    responses=refusals(
        ErrorCode.NOT_SIGNED_IN,
        ErrorCode.NOT_ALLOWED,
        ErrorCode.UNKNOWN,
        ErrorCode.ALREADY_CLAIMED,
        ErrorCode.SESSION_OVER,
        ErrorCode.TRY_LATER,
    ),
)
async def claim(session_id: SessionPath, who: SignedInHere, needs: NeedsHere) -> Taken:
    """Take this customer."""
    state = await needs.hub.claim(session_id, who.staff)
    return Taken(session_id=session_id, why=state.why)


def may_see(staff: Staff, state: SessionState) -> bool:
    """Whether this staff member may look into the session: its owner, who is in it, and supervisors."""
    is_in_it = state.owner_id == staff.person_id or state.person(staff.person_id) is not None
    return is_in_it or staff.role is Role.SUPERVISOR
