"""Who works here: seen and added by an administrator."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from protocol.errors import ErrorCode
from protocol.ids import PersonId, PersonIdField
from protocol.roles import STAFF, Role
from protocol.wire import Language, Name
from server.errors import NotAllowed
from server.http.needs import AdminHere, NeedsHere
from server.http.problems import refusals
from server.http.shapes import Asked, Email, Password, Told
from server.runtime.ports import Staff

ROUTER = APIRouter(prefix="/api/staff", tags=["staff"])


class StaffMember(Told):
    """Somebody who signs in to the console."""

    person_id: PersonIdField
    name: Name
    email: str
    role: Role
    language: str
    disabled: bool


class StaffMembers(Told):
    """All of them, by name."""

    staff: list[StaffMember]


class StaffAsked(Asked):
    """A new account."""

    name: Name
    email: Email
    password: Password
    role: Annotated[Role, Field(strict=False)] = Role.AGENT
    language: Language | None = None


@ROUTER.get("", responses=refusals(ErrorCode.NOT_SIGNED_IN, ErrorCode.NOT_ALLOWED))
async def see_staff(_who: AdminHere, needs: NeedsHere) -> StaffMembers:
    """Everyone who works here."""
    return StaffMembers(staff=[_member(staff) for staff in await needs.staff_list.everyone()])


@ROUTER.post("", status_code=201, responses=refusals(ErrorCode.NOT_SIGNED_IN, ErrorCode.NOT_ALLOWED))
async def add_staff(asked: StaffAsked, _who: AdminHere, needs: NeedsHere) -> StaffMember:
    """Make an account; its owner signs in with this password. 422 when the e-mail address is taken."""
    if asked.role not in STAFF:
        raise NotAllowed("make an account for customers, who need none")
    staff = Staff(
        person_id=PersonId(needs.secrets.opaque_id("p_")),
        name=asked.name,
        email=asked.email,
        role=asked.role,
        language=asked.language or needs.house.language,
        password_hash=await needs.passwords.hash(asked.password),
    )
    await needs.staff.add(staff)
    return _member(staff)


def _member(staff: Staff) -> StaffMember:
    return StaffMember(
        person_id=staff.person_id,
        name=staff.name,
        email=staff.email,
        role=staff.role,
        language=staff.language,
        disabled=staff.disabled,
    )
