"""Who works here."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import RowMapping, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from protocol.ids import PersonId
from protocol.roles import Role
from server.db.engine import Database
from server.db.tables import STAFF
from server.errors import Conflict, LastAdmin, UnknownThing
from server.runtime.ports import Staff


class SqlStaffStore:
    """`runtime.ports.StaffStore` on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, staff: Staff) -> None:
        """Make a new staff member. Raises `Conflict` when the e-mail address or the id is taken."""
        try:
            async with self._database.writing() as connection:
                await connection.execute(insert(STAFF).values(_row(staff)))
        except IntegrityError as taken:
            raise Conflict("e-mail address") from taken

    async def by_email(self, email: str) -> Staff | None:
        """Compared without regard to case."""
        async with self._database.reading() as connection:
            found = await connection.execute(select(STAFF).where(STAFF.c.email_folded == email.casefold()))
            return _staff(found.mappings().one_or_none())

    async def by_id(self, person_id: PersonId) -> Staff | None:
        """The staff member, disabled or not."""
        async with self._database.reading() as connection:
            found = await connection.execute(select(STAFF).where(STAFF.c.person_id == person_id))
            return _staff(found.mappings().one_or_none())

    async def any_admin(self) -> bool:
        """Whether the installation has its administrator."""
        query = select(func.count()).select_from(STAFF).where(STAFF.c.role == Role.ADMIN.value)
        async with self._database.reading() as connection:
            return bool((await connection.execute(query)).scalar())

    async def replace(self, staff: Staff) -> None:
        """Store the new values of an existing staff member.

        Raises:
            UnknownThing: there is no such staff member.
            Conflict: somebody else has the e-mail address.
            LastAdmin: nobody who is not disabled would be administrator any more.
        """
        try:
            async with self._database.writing() as connection:
                if staff.disabled or staff.role is not Role.ADMIN:
                    await _check_admins(connection, staff.person_id)
                done = await connection.execute(
                    update(STAFF).where(STAFF.c.person_id == staff.person_id).values(_row(staff))
                )
        except IntegrityError as taken:
            raise Conflict("e-mail address") from taken
        if done.rowcount == 0:
            raise UnknownThing("staff member")

    async def everyone(self) -> list[Staff]:
        """All of them, by name."""
        async with self._database.reading() as connection:
            found = await connection.execute(select(STAFF).order_by(STAFF.c.name, STAFF.c.person_id))
            return [staff for row in found.mappings() if (staff := _staff(row)) is not None]


async def _check_admins(connection: AsyncConnection, without: PersonId) -> None:
    """Raises LastAdmin. The rows are locked: of two admins who demote each other, the second is refused."""
    query = (
        select(STAFF.c.person_id)
        .where(STAFF.c.role == Role.ADMIN.value, STAFF.c.disabled.is_(False))
        .order_by(STAFF.c.person_id)
        .with_for_update()
    )
    admins = set((await connection.execute(query)).scalars())
    if admins == {without}:
        raise LastAdmin


def _row(staff: Staff) -> dict[str, Any]:
    return asdict(staff) | {"role": staff.role.value, "email_folded": staff.email.casefold()}


def _staff(row: RowMapping | None) -> Staff | None:
    if row is None:
        return None
    return Staff(
        person_id=PersonId(row["person_id"]),
        name=row["name"],
        email=row["email"],
        role=Role(row["role"]),
        language=row["language"],
        password_hash=row["password_hash"],
        disabled=row["disabled"],
    )
