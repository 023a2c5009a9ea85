"""Teams: seen by the staff, made and removed by an administrator."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Response

from protocol.errors import ErrorCode
from protocol.ids import TeamId, TeamIdField
from protocol.wire import Name
from server.desk.directory import Team
from server.errors import OutOfTurn, UnknownThing
from server.http.directory import ToldTeam, told_team
from server.http.needs import AdminHere, NeedsHere, SignedInHere
from server.http.problems import refusals
from server.http.shapes import Asked, Told

ROUTER = APIRouter(prefix="/api/teams", tags=["people"])

TEAMS_LIMIT: Final = 200
"""An organisation of 3,000 has fewer; what is read whole has to have an end."""

TeamPath = Annotated[TeamIdField, Path()]


class ToldTeams(Told):
    """All of them, by name."""

    teams: list[ToldTeam]


class TeamAsked(Asked):
    """What a team is called; no two are called the same, whatever the case."""

    name: Name


@ROUTER.get("", responses=refusals(ErrorCode.NOT_SIGNED_IN))
async def see_teams(_who: SignedInHere, needs: NeedsHere) -> ToldTeams:
    """All teams."""
    return ToldTeams(teams=[told_team(team) for team in needs.directory.now.teams.values()])


@ROUTER.post(
    "",
    status_code=201,
    responses=refusals(
        ErrorCode.NOT_SIGNED_IN, ErrorCode.NOT_ALLOWED, ErrorCode.OUT_OF_TURN, ErrorCode.TRY_LATER
    ),
)
async def add_team(asked: TeamAsked, _who: AdminHere, needs: NeedsHere) -> ToldTeam:
    """A new team. 422 when its name is taken."""
    team = Team(TeamId(needs.secrets.opaque_id("t_")), asked.name)
    async with needs.one_change_at_a_time:
        if len(needs.directory.now.teams) >= TEAMS_LIMIT:
            raise OutOfTurn(f"there are {TEAMS_LIMIT} teams already; remove one first")
        await needs.people.put(team)
        await needs.renew_directory()
    return told_team(team)


@ROUTER.patch(
    "/{team_id}",
    responses=refusals(
        ErrorCode.NOT_SIGNED_IN, ErrorCode.NOT_ALLOWED, ErrorCode.UNKNOWN, ErrorCode.TRY_LATER
    ),
)
async def rename_team(team_id: TeamPath, asked: TeamAsked, _who: AdminHere, needs: NeedsHere) -> ToldTeam:
    """Give it another name. 422 when that is taken."""
    async with needs.one_change_at_a_time:
        if team_id not in needs.directory.now.teams:
            raise UnknownThing("team")
        team = Team(team_id, asked.name)
        await needs.people.put(team)
        await needs.renew_directory()
    return told_team(team)


@ROUTER.delete(
    "/{team_id}",
    status_code=204,
    response_class=Response,
    responses=refusals(
        ErrorCode.NOT_SIGNED_IN, ErrorCode.NOT_ALLOWED, ErrorCode.UNKNOWN, ErrorCode.TRY_LATER
    ),
)
async def remove_team(team_id: TeamPath, _who: AdminHere, needs: NeedsHere) -> None:
    """Remove it. Its queues are everyone's from then on; its people stay."""
    async with needs.one_change_at_a_time:
        await needs.people.remove(Team(team_id, ""))
        await needs.renew_directory()
