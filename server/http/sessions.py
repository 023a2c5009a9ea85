"""One session, for the staff in it and who oversees it."""

from typing import Annotated

from fastapi import APIRouter, Path

from protocol.audience import as_seen_by
from protocol.errors import ErrorCode
from protocol.ids import SessionId, SessionIdField
from protocol.inspection import Section
from protocol.roles import Role
from protocol.session import SessionState
from protocol.wire import AtMs
from server.errors import NotAllowed
from server.http.inspection import ToldFlag, flags_in
from server.http.needs import Needs, NeedsHere, SignedInHere
from server.http.problems import refusals
from server.http.shapes import Taken, Told
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
    return as_seen_by(who.staff.role, await _seen(session_id, who.staff, needs))


class Inspected(Told):
    """What the session's machine said of itself last, in rows of plain text, and what to look at in it."""

    at: AtMs
    sections: tuple[Section, ...]
    flags: list[ToldFlag]


@ROUTER.get(
    "/{session_id}/inspection",
    responses=refusals(
        ErrorCode.NOT_SIGNED_IN, ErrorCode.NOT_ALLOWED, ErrorCode.UNKNOWN, ErrorCode.TRY_LATER
    ),
)
async def see_inspection(session_id: SessionPath, who: SignedInHere, needs: NeedsHere) -> Inspected:
    """The newest whole inspection of the session's machine; also after its end."""
    await _seen(session_id, who.staff, needs)
    found = await needs.hub.inspection(session_id)
    flags = await flags_in(found.sections, needs.rules)
    return Inspected(at=found.at_ms, sections=found.sections, flags=flags)


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


def is_in(staff: Staff, state: SessionState) -> bool:
    """Whether this staff member is in the session: nobody joins one by their role alone (SPEC H2)."""
    return state.person(staff.person_id) is not None


async def _seen(session_id: SessionId, staff: Staff, needs: Needs) -> SessionState:
    """The session, for who is in it, and supervisors of its team. Raises NotAllowed, UnknownThing."""
    state = await needs.hub.state(session_id)
    oversees = staff.role is Role.SUPERVISOR and needs.hub.calls.oversees(staff, state)
    if not is_in(staff, state) and not oversees:
        raise NotAllowed("see this session")
    return state
