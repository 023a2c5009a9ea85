"""The world of a hub in memory: a clock that tests move, numbered secrets, and outlets that remember."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from protocol.codec import Direction
from protocol.ids import PeerId, PersonId, SessionId
from protocol.link_messages import PeerKind
from protocol.people import Person
from protocol.roles import Role
from server.runtime.directory_now import DirectoryNow
from server.runtime.hub import World
from server.runtime.ports import Pass, Staff
from tests.support.fakes_people import FakeAttachmentStore, FakeInspectionStore
from tests.support.fakes_stores import FakePassStore, FakeSessionLog, FakeStaffStore

T = TypeVar("T")


async def eventually(holds: Callable[[], T], within_seconds: float = 5.0) -> T:
    """What `holds` answers, as soon as it is true."""
    async with asyncio.timeout(within_seconds):
        while not (answer := holds()):  # noqa: ASYNC110  a condition of any kind has no event
            await asyncio.sleep(0)
    return answer


@dataclass
class FakeClock:
    """`Clock` that stands still until a test moves it; both times move together."""

    ms: int = 1_700_000_000_000

    def now_ms(self) -> int:
        return self.ms

    def monotonic_seconds(self) -> float:
        return self.ms / 1000


@dataclass
class FakeSecrets:
    """`Secrets` that count, so that a test's failure reads well."""

    made: int = 0

    def opaque_id(self, prefix: str) -> str:
        self.made += 1
        return f"{prefix}{self.made:04d}"

    def token(self) -> str:
        self.made += 1
        return f"token_{self.made:012d}"

    def code(self) -> str:
        self.made += 1
        return f"AAAA-{self.made:04d}"

    def digest(self, secret: str) -> bytes:
        return hashlib.sha256(secret.encode()).digest()


@dataclass
class FakeWorld:
    """A `World` of fakes, and the passes that http would make."""

    log: FakeSessionLog = field(default_factory=FakeSessionLog)
    passes: FakePassStore = field(default_factory=FakePassStore)
    staff: FakeStaffStore = field(default_factory=FakeStaffStore)
    clock: FakeClock = field(default_factory=FakeClock)
    secrets: FakeSecrets = field(default_factory=FakeSecrets)
    inspections: FakeInspectionStore = field(default_factory=FakeInspectionStore)
    attachments: FakeAttachmentStore = field(default_factory=FakeAttachmentStore)
    directory: DirectoryNow = field(default_factory=DirectoryNow)

    def ports(self) -> World:
        return World(
            self.log,
            self.passes,
            self.staff,
            self.clock,
            self.secrets,
            inspections=self.inspections,
            attachments=self.attachments,
            directory=self.directory,
        )

    async def ticket(
        self,
        kind: PeerKind,
        person_id: PersonId,
        session_id: SessionId | None = None,
        role: Role | None = None,
    ) -> str:
        """A ticket for one control link, as http makes them."""
        ticket = self.secrets.token()
        entry = Pass(
            purpose="ticket",
            expires_at_ms=self.clock.now_ms() + 30_000,
            person_id=person_id,
            session_id=session_id,
            kind=kind,
            role=role,
        )
        await self.passes.put(self.secrets.digest(ticket), entry)
        return ticket

    async def employ(self, person: Person) -> Staff:
        """A staff member who can sign in."""
        staff = Staff(
            person_id=person.person_id,
            name=person.name,
            email=f"{person.person_id}@example.org",
            role=person.role,
            language=person.language,
            password_hash="",
        )
        await self.staff.add(staff)
        return staff


@dataclass
class FakeOutlet:
    """`Outlet` that remembers what was pushed, decoded, and how it was closed."""

    direction: Direction[object]
    messages: list[object] = field(default_factory=list)
    closed: int | None = None

    def push(self, text: bytes) -> None:
        self.messages.append(self.direction.decode(text))

    def close(self, code: int, reason: str = "") -> None:
        self.closed = self.closed or code


@dataclass
class FakePictures:
    """`Pictures` that remembers what it was told."""

    told: list[tuple[object, ...]] = field(default_factory=list)

    def show_to(
        self, session_id: SessionId, viewers: frozenset[PeerId], source: PeerId | None, first: int
    ) -> None:
        self.told.append(("show_to", viewers, source, first))

    def watch(self, session_id: SessionId, peer: PeerId, streams: Sequence[int]) -> None:
        self.told.append(("watch", peer, *streams))

    def want_key(self, session_id: SessionId, peer: PeerId, stream: int) -> None:
        self.told.append(("want_key", peer, stream))

    def direct(self, session_id: SessionId, peer: PeerId, *, drawn: bool) -> None:
        self.told.append(("direct", peer, drawn))

    def drop(self, session_id: SessionId, peer: PeerId | None, code: int) -> None:
        self.told.append(("drop", peer, code))
