"""Teams, queues, attachments and inspections in memory: as the real ones, by their contract suites."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from protocol.chat import AttachmentId
from protocol.ids import PersonId, QueueId, SessionId, TeamId
from server.desk.directory import DEFAULT_QUEUE, Colleague, Directory, Queue, Team
from server.desk.inspection import Rule
from server.errors import Conflict, TooMuchKept, UnknownThing
from server.runtime.ports import Belonging, Inspection, Kept
from tests.support.fakes_stores import FakeStaffStore


@dataclass
class FakePeopleStore:
    """`PeopleStore` in dictionaries."""

    staff: FakeStaffStore = field(default_factory=FakeStaffStore)
    default_queue_name: str = "Everyone's"
    teams: dict[TeamId, Team] = field(default_factory=dict)
    queues: dict[QueueId, Queue] = field(default_factory=dict)
    known: dict[PersonId, Belonging] = field(default_factory=dict)

    async def directory(self) -> Directory:
        people = [
            Colleague(s.person_id, s.name, s.role, s.language, had.teams, had.skills)
            for s in await self.staff.everyone()
            if not s.disabled
            for had in [self.known.get(s.person_id, Belonging())]
        ]
        return Directory(
            teams=dict(self.teams), queues=self._queues(), people={one.person_id: one for one in people}
        )

    async def belongings(self) -> Mapping[PersonId, Belonging]:
        return {person_id: had for person_id, had in self.known.items() if had != Belonging()}

    async def belong(self, person_id: PersonId, belonging: Belonging) -> None:
        if person_id not in self.staff.known:
            raise UnknownThing("staff member")
        if not belonging.teams <= self.teams.keys():
            raise UnknownThing("team")
        skills = {skill.casefold(): skill for skill in sorted(belonging.skills)}
        self.known[person_id] = replace(belonging, skills=frozenset(skills.values()))

    async def put(self, thing: Team | Queue) -> None:
        if isinstance(thing, Team):
            others = [team.name for team in self.teams.values() if team.team_id != thing.team_id]
        else:
            others = [queue.name for queue in self._queues().values() if queue.queue_id != thing.queue_id]
            if thing.team_id is not None and thing.team_id not in self.teams:
                raise UnknownThing("team")
        if thing.name.casefold() in {name.casefold() for name in others}:
            raise Conflict("name")
        if isinstance(thing, Team):
            self.teams[thing.team_id] = thing
        else:
            self.queues[thing.queue_id] = thing

    async def remove(self, thing: Team | Queue) -> None:
        if isinstance(thing, Queue):
            if self.queues.pop(thing.queue_id, None) is None:
                raise UnknownThing("queue")
            return
        if self.teams.pop(thing.team_id, None) is None:
            raise UnknownThing("team")
        for queue in self.queues.values():
            if queue.team_id == thing.team_id:
                self.queues[queue.queue_id] = replace(queue, team_id=None)
        for person_id, had in self.known.items():
            self.known[person_id] = replace(had, teams=had.teams - {thing.team_id})

    def _queues(self) -> dict[QueueId, Queue]:
        return {DEFAULT_QUEUE: Queue(DEFAULT_QUEUE, self.default_queue_name)} | self.queues


@dataclass
class FakeAttachmentStore:
    """`AttachmentStore` in a dictionary; `sessions` are the ones that exist."""

    sessions: set[SessionId] = field(default_factory=set)
    limit_bytes: int = 1024**3
    known: dict[AttachmentId, tuple[Kept, list[bytes]]] = field(default_factory=dict)

    async def put(self, kept: Kept, pieces: AsyncIterator[bytes]) -> Kept:
        if kept.session_id not in self.sessions:
            raise UnknownThing("session")
        held = sum(one.size_bytes for one, _ in self.known.values() if one.session_id == kept.session_id)
        had: list[bytes] = []
        async for piece in pieces:
            had.append(piece)
            if held + sum(map(len, had)) > self.limit_bytes:
                raise TooMuchKept(self.limit_bytes)
        whole = replace(kept, size_bytes=sum(map(len, had)))
        self.known[kept.attachment_id] = (whole, had)
        return whole

    async def meta(self, session_id: SessionId, attachment_id: AttachmentId) -> Kept | None:
        kept, _ = self.known.get(attachment_id, (None, []))
        return kept if kept is not None and kept.session_id == session_id else None

    async def get(self, kept: Kept) -> AsyncIterator[bytes]:
        if kept.attachment_id not in self.known:
            raise UnknownThing("file")
        for piece in self.known[kept.attachment_id][1]:
            yield piece

    async def erase(self, session_id: SessionId) -> None:
        self.known = {name: one for name, one in self.known.items() if one[0].session_id != session_id}


@dataclass
class FakeInspectionStore:
    """`InspectionStore` in a dictionary; `sessions` are the ones that exist."""

    sessions: set[SessionId] = field(default_factory=set)
    known: dict[SessionId, Inspection] = field(default_factory=dict)

    async def put_inspection(self, session_id: SessionId, inspection: Inspection) -> None:
        if session_id not in self.sessions:
            raise UnknownThing("session")
        self.known[session_id] = inspection

    async def get_inspection(self, session_id: SessionId) -> Inspection | None:
        return self.known.get(session_id)


@dataclass
class FakeRuleStore:
    """`RuleStore` in a tuple."""

    known: tuple[Rule, ...] = ()

    async def rules(self) -> tuple[Rule, ...]:
        return self.known

    async def replace_rules(self, rules: Sequence[Rule]) -> None:
        self.known = tuple(rules)
