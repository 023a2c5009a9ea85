"""Teams, queues, and who belongs where."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from protocol.ids import PersonId, TeamId
from protocol.roles import Role
from server.db.engine import Database
from server.db.tables import QUEUE, STAFF, STAFF_SKILL, STAFF_TEAM, TEAM
from server.desk.directory import DEFAULT_QUEUE, Colleague, Directory, Queue, Team
from server.errors import Conflict, UnknownThing
from server.runtime.ports import Belonging


class SqlPeopleStore:
    """`runtime.ports.PeopleStore` on SQLite and PostgreSQL."""

    def __init__(self, database: Database, default_queue_name: str) -> None:
        """`default_queue_name` is what the default queue is called until somebody renames it."""
        self._database = database
        self._default = Queue(DEFAULT_QUEUE, default_queue_name)

    async def directory(self) -> Directory:
        """Everyone who is not disabled, all teams, all queues."""
        async with self._database.reading() as connection:
            belongings = await _belongings(connection)
            teams = await connection.execute(select(TEAM).order_by(TEAM.c.name_folded))
            queues = await connection.execute(select(QUEUE).order_by(QUEUE.c.name_folded))
            people = await connection.execute(
                select(STAFF).where(STAFF.c.disabled.is_(False)).order_by(STAFF.c.name, STAFF.c.person_id)
            )
            named = [Queue(row.queue_id, row.name, row.team_id) for row in queues]
            return Directory(
                teams={row.team_id: Team(row.team_id, row.name) for row in teams},
                queues={DEFAULT_QUEUE: self._default} | {queue.queue_id: queue for queue in named},
                people={row.person_id: _colleague(row, belongings) for row in people},
            )

    async def belongings(self) -> Mapping[PersonId, Belonging]:
        """What everybody belongs to, the disabled too; who belongs to nothing is absent."""
        async with self._database.reading() as connection:
            return await _belongings(connection)

    async def belong(self, person_id: PersonId, belonging: Belonging) -> None:
        """Let this person belong to exactly this. Of skills that differ in case only, one is kept.

        Raises:
            UnknownThing: there is no such person, or no such team; nothing was changed.
        """
        skills = {skill.casefold(): skill for skill in sorted(belonging.skills)}
        async with self._database.writing() as connection:
            await _check_there(connection, person_id, belonging.teams)
            for table in (STAFF_TEAM, STAFF_SKILL):
                await connection.execute(delete(table).where(table.c.person_id == person_id))
            if belonging.teams:
                rows = [{"person_id": person_id, "team_id": team_id} for team_id in belonging.teams]
                await connection.execute(insert(STAFF_TEAM), rows)
            if skills:
                named = [
                    {"person_id": person_id, "skill": skill, "skill_folded": folded}
                    for folded, skill in skills.items()
                ]
                await connection.execute(insert(STAFF_SKILL), named)

    async def put(self, thing: Team | Queue) -> None:
        """Make it, or replace what has its id.

        Raises:
            Conflict: another one has the name, whatever its case.
            UnknownThing: the queue's team is not there.
        """
        table, key, row = _row(thing)
        if not isinstance(thing, Team) and thing.queue_id != DEFAULT_QUEUE:
            await self._check_name(thing)
        try:
            async with self._database.writing() as connection:
                if row.get("team_id") and isinstance(thing, Queue):
                    await _check_teams(connection, {TeamId(row["team_id"])})
                done = await connection.execute(
                    update(table).where(table.c[key] == row[key]).values(**row),
                )
                if done.rowcount == 0:
                    await connection.execute(insert(table).values(**row))
        except IntegrityError as taken:
            raise Conflict("name") from taken

    async def remove(self, thing: Team | Queue) -> None:
        """Remove what has its id; the default queue then has its first name again.

        A team's queues are everyone's from then on, and nobody belongs to it any more.

        Raises:
            UnknownThing: it is not there.
        """
        table, key, row = _row(thing)
        async with self._database.writing() as connection:
            if isinstance(thing, Team):
                await connection.execute(
                    update(QUEUE).where(QUEUE.c.team_id == thing.team_id).values(team_id=None)
                )
                await connection.execute(delete(STAFF_TEAM).where(STAFF_TEAM.c.team_id == thing.team_id))
            done = await connection.execute(delete(table).where(table.c[key] == row[key]))
            if done.rowcount == 0:
                raise UnknownThing(table.name)

    async def _check_name(self, queue: Queue) -> None:
        """The default queue's first name stands in no row."""
        if queue.name.casefold() != self._default.name.casefold():
            return
        async with self._database.reading() as connection:
            renamed = await connection.execute(
                select(func.count()).select_from(QUEUE).where(QUEUE.c.queue_id == DEFAULT_QUEUE)
            )
            if not renamed.scalar():
                raise Conflict("name")


def _row(thing: Team | Queue) -> tuple[Any, str, dict[str, Any]]:
    folded = {"name": thing.name, "name_folded": thing.name.casefold()}
    if isinstance(thing, Team):
        return TEAM, "team_id", {"team_id": thing.team_id, **folded}
    return QUEUE, "queue_id", {"queue_id": thing.queue_id, "team_id": thing.team_id, **folded}


def _colleague(row: Any, belongings: Mapping[PersonId, Belonging]) -> Colleague:  # noqa: ANN401  a driver's row
    belonging = belongings.get(row.person_id, Belonging())
    role = Role(row.role)
    return Colleague(row.person_id, row.name, role, row.language, belonging.teams, belonging.skills)


async def _belongings(connection: AsyncConnection) -> dict[PersonId, Belonging]:
    teams: dict[PersonId, set[TeamId]] = {}
    skills: dict[PersonId, set[str]] = {}
    for row in await connection.execute(select(STAFF_TEAM)):
        teams.setdefault(row.person_id, set()).add(row.team_id)
    for row in await connection.execute(select(STAFF_SKILL)):
        skills.setdefault(row.person_id, set()).add(row.skill)
    return {
        person_id: Belonging(frozenset(teams.get(person_id, ())), frozenset(skills.get(person_id, ())))
        for person_id in teams.keys() | skills.keys()
    }


async def _check_there(connection: AsyncConnection, person_id: PersonId, teams: Iterable[TeamId]) -> None:
    """Raises UnknownThing. The rows stay as they are until the transaction ends."""
    person = select(STAFF.c.person_id).where(STAFF.c.person_id == person_id).with_for_update()
    if (await connection.execute(person)).one_or_none() is None:
        raise UnknownThing("staff member")
    await _check_teams(connection, teams)


async def _check_teams(connection: AsyncConnection, teams: Iterable[TeamId]) -> None:
    wanted = set(teams)
    known = select(TEAM.c.team_id).where(TEAM.c.team_id.in_(wanted)).with_for_update(read=True)
    if len((await connection.execute(known)).all()) != len(wanted):
        raise UnknownThing("team")
