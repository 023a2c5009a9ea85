"""Who works here: seen, added and changed by an administrator."""

from dataclasses import replace
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request
from pydantic import Field

from protocol.errors import ErrorCode
from protocol.ids import PersonId, PersonIdField, TeamIdField
from protocol.roles import STAFF, Role
from protocol.wire import Language, Name
from server.errors import NotAllowed, UnknownThing
from server.http.needs import AdminHere, Needs, NeedsHere, admin, signed_in
from server.http.problems import refusals
from server.http.shapes import Asked, Email, Password, Told
from server.runtime.ports import Belonging, Staff

ROUTER = APIRouter(prefix="/api/staff", tags=["staff"])

TEAMS_OF_ONE_LIMIT: Final = 50
SKILLS_OF_ONE_LIMIT: Final = 50

Teams = Annotated[list[TeamIdField], Field(max_length=TEAMS_OF_ONE_LIMIT)]
Skills = Annotated[list[Name], Field(max_length=SKILLS_OF_ONE_LIMIT)]
StaffPath = Annotated[PersonIdField, Path()]


class StaffMember(Told):
    """Somebody who signs in to the console."""

    person_id: PersonIdField
    name: Name
    email: str
    role: Role
    language: str
    disabled: bool
    teams: list[TeamIdField]
    skills: list[Name]


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
    teams: Teams = Field(default_factory=list[TeamIdField])
    skills: Skills = Field(default_factory=list[Name])


class StaffChange(Asked):
    """What is to be different; what is absent, or null, stays."""

    name: Name | None = None
    role: Annotated[Role | None, Field(strict=False)] = None
    language: Language | None = None
    disabled: bool | None = None
    password: Password | None = None
    teams: Teams | None = None
    skills: Skills | None = None


@ROUTER.get("", responses=refusals(ErrorCode.NOT_SIGNED_IN, ErrorCode.NOT_ALLOWED))
async def see_staff(_who: AdminHere, needs: NeedsHere) -> StaffMembers:
    """Everyone who works here, the disabled too."""
    belongings = await needs.people.belongings()
    everyone = await needs.staff_list.everyone()
    return StaffMembers(
        staff=[_member(staff, belongings.get(staff.person_id, Belonging())) for staff in everyone]
    )


@ROUTER.post(
    "",
    status_code=201,
    responses=refusals(
        ErrorCode.NOT_SIGNED_IN, ErrorCode.NOT_ALLOWED, ErrorCode.UNKNOWN, ErrorCode.TRY_LATER
    ),
)
async def add_staff(asked: StaffAsked, _who: AdminHere, needs: NeedsHere) -> StaffMember:
    """Make an account; its owner signs in with this password. 422 when the e-mail address is taken."""
    _check_role(asked.role)
    staff = Staff(
        person_id=PersonId(needs.secrets.opaque_id("p_")),
        name=asked.name,
        email=asked.email,
        role=asked.role,
        language=asked.language or needs.house.language,
        password_hash=await needs.passwords.hash(asked.password),
    )
    belonging = Belonging(frozenset(asked.teams), frozenset(asked.skills))
    async with needs.one_change_at_a_time:
        _check_teams(needs, belonging)
        await needs.staff.add(staff)
        return await _settled(needs, staff, belonging)


@ROUTER.patch(
    "/{person_id}",
    responses=refusals(
        ErrorCode.NOT_SIGNED_IN,
        ErrorCode.NOT_ALLOWED,
        ErrorCode.UNKNOWN,
        ErrorCode.OUT_OF_TURN,
        ErrorCode.TRY_LATER,
    ),
)
async def change_staff(
    person_id: StaffPath, asked: StaffChange, request: Request, who: AdminHere, needs: NeedsHere
) -> StaffMember:
    """Change an account. Another role or password, or disabling it, ends its sign-ins and sockets at once.

    409 for the last administrator; 403 for one's own right.
    """
    new_hash = await needs.passwords.hash(asked.password) if asked.password is not None else None
    async with needs.one_change_at_a_time:
        await admin(await signed_in(request, needs))  # who was demoted while waiting changes nothing more
        before = await needs.staff.by_id(person_id)
        if before is None:
            raise UnknownThing("staff member")
        after = replace(_changed(before, asked), password_hash=new_hash or before.password_hash)
        if person_id == who.staff.person_id and (after.disabled or after.role is not Role.ADMIN):
            raise NotAllowed("take your own administrator's right away")
        had = (await needs.people.belongings()).get(person_id, Belonging())
        belonging = Belonging(
            had.teams if asked.teams is None else frozenset(asked.teams),
            had.skills if asked.skills is None else frozenset(asked.skills),
        )
        if asked.teams is not None:
            _check_teams(needs, belonging)
        await needs.staff.replace(after)
        try:
            return await _settled(needs, after, belonging)
        finally:
            if _ends_sign_ins(before, after):
                await needs.hub.sign_out(person_id)


def _changed(before: Staff, asked: StaffChange) -> Staff:
    if asked.role is not None:
        _check_role(asked.role)
    return replace(
        before,
        name=asked.name or before.name,
        role=asked.role or before.role,
        language=asked.language or before.language,
        disabled=before.disabled if asked.disabled is None else asked.disabled,
    )


def _ends_sign_ins(before: Staff, after: Staff) -> bool:
    """Whether whoever is signed in as this person has to prove it anew, or may not at all (SPEC H4)."""
    return (
        after.role is not before.role
        or after.password_hash != before.password_hash
        or (after.disabled and not before.disabled)
    )


def _check_role(role: Role) -> None:
    if role not in STAFF:
        raise NotAllowed("make an account for customers, who need none")


def _check_teams(needs: Needs, belonging: Belonging) -> None:
    if not belonging.teams <= needs.directory.now.teams.keys():
        raise UnknownThing("team")


async def _settled(needs: Needs, staff: Staff, belonging: Belonging) -> StaffMember:
    """Store what this person belongs to, and let everyone know of it."""
    await needs.people.belong(staff.person_id, belonging)
    await needs.renew_directory()
    kept = (await needs.people.belongings()).get(staff.person_id, Belonging())
    return _member(staff, kept)


def _member(staff: Staff, belonging: Belonging) -> StaffMember:
    return StaffMember(
        person_id=staff.person_id,
        name=staff.name,
        email=staff.email,
        role=staff.role,
        language=staff.language,
        disabled=staff.disabled,
        teams=sorted(belonging.teams),
        skills=sorted(belonging.skills, key=str.casefold),
    )
