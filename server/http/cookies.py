"""Cookies, and the passes behind them."""

from dataclasses import replace

from fastapi import Response

from protocol.ids import PersonId, SessionId
from server.http.needs import Needs, customer_cookie, staff_cookie, viewer_cookie
from server.runtime.ports import Pass, Staff


async def sign_in(needs: Needs, response: Response, staff: Staff) -> str:
    """Give this staff member a new sign-in by cookie; its CSRF token."""
    blank = Pass("sign_in", 0, person_id=staff.person_id, role=staff.role)
    return await _give(needs, response, staff_cookie(needs.house), blank, needs.house.sign_in_ms)


async def settle(needs: Needs, response: Response, person_id: PersonId, session_id: SessionId) -> str:
    """Let this browser find its session again by cookie; its CSRF token."""
    blank = Pass("customer", 0, person_id=person_id, session_id=session_id)
    return await _give(needs, response, customer_cookie(needs.house), blank, needs.house.customer_ms)


async def take_seat(needs: Needs, response: Response, person_id: PersonId, session_id: SessionId) -> str:
    """Let this browser have the same place in a demo again by cookie; its CSRF token."""
    blank = Pass("viewer", 0, person_id=person_id, session_id=session_id)
    return await _give(needs, response, viewer_cookie(needs.house), blank, needs.house.customer_ms)


def clear(needs: Needs, response: Response, name: str) -> None:
    """Let the browser forget the cookie."""
    response.delete_cookie(name, path="/", secure=needs.house.is_secure, httponly=True, samesite="strict")


async def _give(needs: Needs, response: Response, name: str, blank: Pass, lifetime_ms: int) -> str:
    secret, csrf = needs.secrets.token(), needs.secrets.token()
    until_ms = needs.clock.now_ms() + lifetime_ms
    await needs.passes.put(needs.secrets.digest(secret), replace(blank, expires_at_ms=until_ms, csrf=csrf))
    response.set_cookie(
        name,
        secret,
        max_age=lifetime_ms // 1000,
        path="/",
        secure=needs.house.is_secure,
        httponly=True,
        samesite="strict",
    )
    return csrf
