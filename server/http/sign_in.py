"""Signing in and out."""

from dataclasses import replace

from fastapi import APIRouter, Request, Response

from protocol.errors import ErrorCode
from server.errors import WrongCredentials
from server.http import cookies
from server.http.needs import Needs, NeedsHere, SignedInHere, network_of, staff_cookie
from server.http.problems import refusals
from server.http.shapes import Asked, Email, GivenSecret, Me
from server.runtime.ports import Staff
from server.security.throttle import SIGN_IN_ACCOUNT, SIGN_IN_NETWORK

ROUTER = APIRouter(prefix="/api", tags=["staff"])


class SignInAsked(Asked):
    """Who, and the proof."""

    email: Email
    password: GivenSecret


@ROUTER.post(
    "/sign-in", responses=refusals(ErrorCode.WRONG_CREDENTIALS, ErrorCode.TOO_MANY, ErrorCode.TRY_LATER)
)
async def sign_in(asked: SignInAsked, request: Request, response: Response, needs: NeedsHere) -> Me:
    """Sign in with e-mail address and password. Failures make the next tries wait."""
    account, network = f"account {asked.email.casefold()}", f"network {network_of(request)}"
    needs.wait_for_turn(SIGN_IN_ACCOUNT, account)
    needs.wait_for_turn(SIGN_IN_NETWORK, network)
    needs.count_failure(SIGN_IN_ACCOUNT, account)  # before the slow check: a burst of guesses counts too
    staff = await needs.staff.by_email(asked.email)
    if staff is not None and staff.disabled:
        staff = None
    matches = await needs.passwords.verify(staff.password_hash if staff else None, asked.password)
    if staff is None or not matches:
        needs.count_failure(SIGN_IN_NETWORK, network)
        raise WrongCredentials
    needs.throttle.succeeded(account)
    if needs.passwords.is_outdated(staff.password_hash):
        staff = replace(staff, password_hash=await needs.passwords.hash(asked.password))
        await needs.staff.replace(staff)
    return me(needs, staff, await cookies.sign_in(needs, response, staff))


@ROUTER.post(
    "/sign-out",
    status_code=204,
    response_class=Response,
    responses=refusals(ErrorCode.NOT_SIGNED_IN, ErrorCode.CSRF_MISSING),
)
async def sign_out(who: SignedInHere, response: Response, needs: NeedsHere) -> None:
    """End every sign-in of this person, close their sockets, and let them leave their sessions."""
    await needs.hub.sign_out(who.staff.person_id)
    cookies.clear(needs, response, staff_cookie(needs.house))


@ROUTER.get("/me", responses=refusals(ErrorCode.NOT_SIGNED_IN))
async def see_me(who: SignedInHere, needs: NeedsHere) -> Me:
    """Who is signed in here."""
    return me(needs, who.staff, who.csrf)


def me(needs: Needs, staff: Staff, csrf: str) -> Me:
    """The staff member as they see themselves."""
    return Me(
        person_id=staff.person_id,
        name=staff.name,
        email=staff.email,
        role=staff.role,
        language=staff.language,
        organisation=needs.naming.organisation,
        csrf=csrf,
    )
