"""Who may be asked: people with their teams and skills, teams, queues; for the dialogs of the staff."""

from fastapi import APIRouter

from protocol.errors import ErrorCode
from protocol.ids import PersonIdField, QueueIdField, TeamIdField
from protocol.roles import Role
from protocol.wire import Name
from server.desk.directory import DEFAULT_QUEUE, Queue, Team
from server.http.needs import NeedsHere, SignedInHere
from server.http.problems import refusals
from server.http.shapes import Told

ROUTER = APIRouter(prefix="/api/directory", tags=["people"])


class ToldTeam(Told):
    """A team."""

    team_id: TeamIdField
    name: Name


class ToldQueue(Told):
    """A queue. Without a team it is everyone's; the default queue always is."""

    queue_id: QueueIdField
    name: Name
    team_id: TeamIdField | None
    is_default: bool


class ToldColleague(Told):
    """Somebody who works here. `present`: they have a desk or a session open now."""

    person_id: PersonIdField
    name: Name
    role: Role
    teams: list[TeamIdField]
    skills: list[Name]
    present: bool


class ToldDirectory(Told):
    """Everyone who is not disabled, by name; every team, queue and skill, by name."""

    people: list[ToldColleague]
    teams: list[ToldTeam]
    queues: list[ToldQueue]
    skills: list[Name]


@ROUTER.get("", responses=refusals(ErrorCode.NOT_SIGNED_IN))
async def see_directory(_who: SignedInHere, needs: NeedsHere) -> ToldDirectory:
    """Whom one may ask or hand over to, as it is now."""
    now, present = needs.directory.now, needs.hub.present()
    people = [
        ToldColleague(
            person_id=one.person_id,
            name=one.name,
            role=one.role,
            teams=sorted(one.teams),
            skills=sorted(one.skills, key=str.casefold),
            present=one.person_id in present,
        )
        for one in now.people.values()
    ]
    skills = {skill.casefold(): skill for one in people for skill in one.skills}
    return ToldDirectory(
        people=sorted(people, key=lambda one: (one.name.casefold(), one.person_id)),
        teams=[told_team(team) for team in now.teams.values()],
        queues=[told_queue(queue) for queue in now.queues.values()],
        skills=[skills[folded] for folded in sorted(skills)],
    )


def told_team(team: Team) -> ToldTeam:
    """The team as the staff reads it."""
    return ToldTeam(team_id=team.team_id, name=team.name)


def told_queue(queue: Queue) -> ToldQueue:
    """The queue as the staff reads it."""
    return ToldQueue(
        queue_id=queue.queue_id,
        name=queue.name,
        team_id=queue.team_id,
        is_default=queue.queue_id == DEFAULT_QUEUE,
    )
