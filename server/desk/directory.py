"""Who works here, in which teams, with which skills, on which queues: a snapshot, replaced at each change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from protocol.ids import PersonId, QueueId, TeamId
from protocol.roles import Role

DEFAULT_QUEUE: Final = QueueId("q_default")
"""The queue that always exists; whoever asks for no other one waits there, and everyone works it."""


@dataclass(frozen=True, slots=True)
class Team:
    """A team: the only partition of an organisation."""

    team_id: TeamId
    name: str


@dataclass(frozen=True, slots=True)
class Queue:
    """Where customers wait. `team_id` None: everyone works it."""

    queue_id: QueueId
    name: str
    team_id: TeamId | None = None


@dataclass(frozen=True, slots=True)
class Colleague:
    """A staff member who may be asked. Skills are compared without regard to case."""

    person_id: PersonId
    name: str
    role: Role
    language: str
    teams: frozenset[TeamId] = frozenset()
    skills: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Directory:
    """Everyone who is not disabled, and what they belong to."""

    teams: Mapping[TeamId, Team] = field(default_factory=dict[TeamId, Team])
    queues: Mapping[QueueId, Queue] = field(default_factory=dict[QueueId, Queue])
    people: Mapping[PersonId, Colleague] = field(default_factory=dict[PersonId, Colleague])

    def works(self, person_id: PersonId, queue_id: QueueId | None) -> bool:
        """Whether this person works this queue; a queue without a team, or that is gone, is everyone's."""
        queue = self.queues.get(queue_id or DEFAULT_QUEUE)
        person = self.people.get(person_id)
        if queue is None or queue.team_id is None:
            return True
        return person is not None and queue.team_id in person.teams

    def team_of(self, queue_id: QueueId | None) -> TeamId | None:
        """The team that works this queue, or None: everyone does."""
        queue = self.queues.get(queue_id or DEFAULT_QUEUE)
        return queue.team_id if queue else None

    def has_skill(self, person_id: PersonId, skill: str) -> bool:
        """Whether this person has the skill."""
        person = self.people.get(person_id)
        return person is not None and skill.casefold() in {one.casefold() for one in person.skills}
