"""The first start: one administrator, by the token on the console."""

from typing import Annotated

from fastapi import APIRouter, Request, Response
from pydantic import Field

from protocol.errors import ErrorCode
from protocol.ids import PersonId
from protocol.roles import Role
from protocol.wire import Language, Name
from server.errors import NotAllowed, SetupDone
from server.http.cookies import sign_in
from server.http.needs import NeedsHere
from server.http.problems import language_of, refusals
from server.http.shapes import Asked, Email, GivenSecret, Me, Password, Told
from server.http.sign_in import me
from server.runtime.ports import Staff
from server.security.throttle import SETUP_FROM_ANYWHERE

ROUTER = APIRouter(prefix="/api/setup", tags=["first start"])


class SetupState(Told):
    """Whether there is no administrator yet."""

    needed: bool


class SetupAsked(Asked):
    """Who becomes the administrator."""

    token: GivenSecret
    name: Name
    email: Email
    password: Password
    organisation: Annotated[Name | None, Field(description="Name that customers see.")] = None
    language: Language | None = None


@ROUTER.get("")
async def see_setup(needs: NeedsHere) -> SetupState:
    """Whether the first start's page is to be shown."""
    return SetupState(needed=not await needs.staff.any_admin())


@ROUTER.post(
    "",
    status_code=201,
    responses=refusals(ErrorCode.SETUP_DONE, ErrorCode.NOT_ALLOWED, ErrorCode.TOO_MANY, ErrorCode.TRY_LATER),
)
async def set_up(asked: SetupAsked, request: Request, response: Response, needs: NeedsHere) -> Me:
    """Make the administrator, and sign them in."""
    if await needs.staff.any_admin():
        raise SetupDone
    needs.wait_for_turn(SETUP_FROM_ANYWHERE, "setup")
    if not needs.setup.take(asked.token):
        needs.count_failure(SETUP_FROM_ANYWHERE, "setup")
        raise NotAllowed("set this server up without the token on its console")
    try:
        staff = Staff(
            person_id=PersonId(needs.secrets.opaque_id("p_")),
            name=asked.name,
            email=asked.email,
            role=Role.ADMIN,
            language=asked.language or language_of(request),
            password_hash=await needs.passwords.hash(asked.password),
        )
        await needs.staff.add(staff)
        async with needs.one_change_at_a_time:
            await needs.renew_directory()
    except BaseException:
        needs.setup.give_back(asked.token)
        raise
    if asked.organisation is not None:
        await needs.values.set("organisation", asked.organisation)
        needs.naming.organisation = asked.organisation
        needs.hub.rename(asked.organisation)
    return me(needs, staff, await sign_in(needs, response, staff))
