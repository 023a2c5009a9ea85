"""`./dev try`'s link: one click signs in as the trial agent. Mounted only when there is a trial secret."""

import hashlib
import hmac

from fastapi import APIRouter, Request, Response

from protocol.errors import ErrorCode
from protocol.ids import PersonId, SessionIdField
from protocol.roles import Role
from server.errors import QueueEmpty, TicketUnknown
from server.http.cookies import sign_in
from server.http.needs import Needs, NeedsHere
from server.http.problems import language_of, refusals
from server.http.shapes import Asked, GivenSecret, Me, Told
from server.http.sign_in import me
from server.runtime.ports import Staff
from server.security.throttle import SETUP_FROM_ANYWHERE

_EMAIL = "trial@localhost"


class TrialAsked(Asked):
    """The secret from the link's fragment."""

    secret: GivenSecret


class Trial(Told):
    """The trial agent, and the practice customer's session, if one waits."""

    me: Me
    session_id: SessionIdField | None


def router(digest: str) -> APIRouter:
    """The route, for the secret with this SHA-256 in hex; it works once."""
    unused = {digest}
    found = APIRouter(prefix="/api/try", tags=["trial"])

    @found.post(
        "/redeem", responses=refusals(ErrorCode.TICKET_UNKNOWN, ErrorCode.TOO_MANY, ErrorCode.TRY_LATER)
    )
    async def redeem(asked: TrialAsked, request: Request, response: Response, needs: NeedsHere) -> Trial:
        """Sign in as the trial agent and take the practice customer."""
        needs.wait_for_turn(SETUP_FROM_ANYWHERE, "try")
        given = hashlib.sha256(asked.secret.encode()).hexdigest()
        if not any(hmac.compare_digest(given, known) for known in unused):
            needs.count_failure(SETUP_FROM_ANYWHERE, "try")
            raise TicketUnknown
        unused.clear()
        staff = await _agent(needs, language_of(request))
        csrf = await sign_in(needs, response, staff)
        try:
            session_id = await needs.hub.take_next(staff)
        except QueueEmpty:
            return Trial(me=me(needs, staff, csrf), session_id=None)
        return Trial(me=me(needs, staff, csrf), session_id=session_id)

    return found


async def _agent(needs: Needs, language: str) -> Staff:
    known = await needs.staff.by_email(_EMAIL)
    if known is not None:
        return known
    staff = Staff(
        person_id=PersonId(needs.secrets.opaque_id("p_")),
        name="Alex",
        email=_EMAIL,
        role=Role.AGENT,
        language=language,
        password_hash=await needs.passwords.hash(needs.secrets.token()),
    )
    await needs.staff.add(staff)
    async with needs.one_change_at_a_time:
        await needs.renew_directory()
    return staff
