"""Whom a colleague's call is for, and who may join uncalled (SPEC G, H2)."""

from protocol.ids import PersonId, QueueId
from protocol.inner import Invitation, Transfer
from protocol.rights import Deed, may
from protocol.roles import STAFF, Role
from server.desk.directory import Directory


def invites(directory: Directory, invitation: Invitation, person_id: PersonId, role: Role) -> bool:
    """Whether this invitation asks this staff member: by name, or by a skill that they have."""
    if role not in STAFF or invitation.by == person_id:
        return False
    by_skill = invitation.skill is not None and directory.has_skill(person_id, invitation.skill)
    return by_skill or invitation.to == person_id


def offers(directory: Directory, transfer: Transfer, person_id: PersonId, role: Role) -> bool:
    """Whether this transfer is offered to this staff member: by name, to their team, or to their queue."""
    if not may(role, Deed.TAKE) or transfer.by == person_id:
        return False
    if transfer.to_queue is not None:
        return directory.works(person_id, transfer.to_queue)
    person = directory.people.get(person_id)
    in_team = person is not None and transfer.to_team in person.teams
    return in_team or transfer.to_person == person_id


def oversees(directory: Directory, person_id: PersonId, role: Role, queue_id: QueueId | None) -> bool:
    """Whether this person may join the sessions of this queue without being asked for."""
    team_id, person = directory.team_of(queue_id), directory.people.get(person_id)
    is_theirs = team_id is None or (person is not None and team_id in person.teams)
    return may(role, Deed.JOIN_TEAM) and is_theirs
