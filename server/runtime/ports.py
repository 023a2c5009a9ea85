"""What the server needs from the world. Adapters in `db`, `bus`, `security` implement these, and fakes.

Each port has at most five methods, and one contract suite that the fake and every real adapter pass.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from protocol.chat import AttachmentId, Room
from protocol.facts import Entry
from protocol.ids import PeerId, PersonId, SessionId, TeamId
from protocol.inspection import Section
from protocol.link_messages import PeerKind
from protocol.roles import Role
from protocol.session import SessionState
from server.desk.directory import Directory, Queue, Team
from server.desk.inspection import Rule
from server.runtime.log_ports import UNKNOWN, Cause


class Clock(Protocol):
    """Time. Never runs back, even when the machine's clock is set."""

    def now_ms(self) -> int:
        """UTC, integer milliseconds since 1970; never less than an earlier answer or the log's."""
        ...

    def monotonic_seconds(self) -> float:
        """For waits and measures only."""
        ...


class Secrets(Protocol):
    """Randomness and hashes."""

    def opaque_id(self, prefix: str) -> str:
        """A new id such as "s_…": lower case letters and digits, 20 characters of entropy >= 96 bits."""
        ...

    def token(self) -> str:
        """A new secret of 256 bits, URL-safe."""
        ...

    def code(self) -> str:
        """A new session code of 40 bits as a person reads it: "K7Q2-MX4P" (Crockford base 32)."""
        ...

    def digest(self, secret: str) -> bytes:
        """What is stored of a secret: keyed SHA-256; equal secrets, equal digests."""
        ...


class SessionLog(Protocol):
    """The truth about sessions: append-only, chained, sealed (SPEC S1)."""

    async def append(
        self,
        session_id: SessionId,
        entries: Sequence[Entry],
        after: SessionState,
        cause: Cause = UNKNOWN,
    ) -> None:
        """Make these entries durable, and the tables that are projections of `after`, in one transaction.

        What brought them about is sealed with them.

        Raises:
            AppendFailed: nothing was written: `entries` do not continue the log, or the store is broken.
        """
        ...

    async def load(self, session_id: SessionId) -> list[Entry]:
        """All entries of one session, in order, unsealed and with their chain verified.

        Raises:
            UnknownThing: no such session.
        """
        ...

    async def unfinished(self) -> list[SessionId]:
        """Sessions that have not ended, oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who signs in to the console."""

    person_id: PersonId
    name: str
    email: str
    role: Role
    language: str
    password_hash: str
    disabled: bool = False


class StaffStore(Protocol):
    """Who works here."""

    async def add(self, staff: Staff) -> None:
        """Make a new staff member. Raises `Conflict` (a `Refused`) when the e-mail address is taken."""
        ...

    async def by_email(self, email: str) -> Staff | None:
        """Compared without regard to case."""
        ...

    async def by_id(self, person_id: PersonId) -> Staff | None:
        """The staff member, disabled or not."""
        ...

    async def any_admin(self) -> bool:
        """Whether the installation has its administrator."""
        ...

    async def replace(self, staff: Staff) -> None:
        """Store the new values of an existing staff member.

        Raises:
            UnknownThing: there is no such staff member.
            Conflict: somebody else has the e-mail address.
            LastAdmin: nobody who is not disabled would be administrator any more.
        """
        ...


@dataclass(frozen=True, slots=True)
class Belonging:
    """What one staff member belongs to and can do."""

    teams: frozenset[TeamId] = frozenset()
    skills: frozenset[str] = frozenset()


class PeopleStore(Protocol):
    """Teams, queues, and who belongs where. The default queue is always there."""

    async def directory(self) -> Directory:
        """Everyone who is not disabled, all teams, all queues."""
        ...

    async def belongings(self) -> Mapping[PersonId, Belonging]:
        """What everybody belongs to, the disabled too; who belongs to nothing is absent."""
        ...

    async def belong(self, person_id: PersonId, belonging: Belonging) -> None:
        """Let this person belong to exactly this. Of skills that differ in case only, one is kept.

        Raises:
            UnknownThing: there is no such person, or no such team; nothing was changed.
        """
        ...

    async def put(self, thing: Team | Queue) -> None:
        """Make it, or replace what has its id.

        Raises:
            Conflict: another one has the name, whatever its case.
            UnknownThing: the queue's team is not there.
        """
        ...

    async def remove(self, thing: Team | Queue) -> None:
        """Remove what has its id; the default queue then has its first name again.

        A team's queues are everyone's from then on, and nobody belongs to it any more.

        Raises:
            UnknownThing: it is not there.
        """
        ...


@dataclass(frozen=True, slots=True)
class Kept:
    """One attachment, as it is kept. `media_type` is what its bytes are, where they say so."""

    attachment_id: AttachmentId
    session_id: SessionId
    room: Room
    name: str
    media_type: str
    size_bytes: int
    uploaded_by: PersonId
    at_ms: int


class AttachmentStore(Protocol):
    """Pictures and files that were sent into rooms, sealed with the session's key (SPEC T7)."""

    async def put(self, kept: Kept, pieces: AsyncIterator[bytes]) -> Kept:
        """Keep these bytes, piece by piece; answers with their true size, once they are on disk.

        Whatever `pieces` raises passes through, and nothing is kept.

        Raises:
            UnknownThing: there is no such session, or it was erased.
            TooMuchKept: the session holds as much as it may.
        """
        ...

    async def meta(self, session_id: SessionId, attachment_id: AttachmentId) -> Kept | None:
        """What is known of it; None when this session has no such attachment."""
        ...

    def get(self, kept: Kept) -> AsyncIterator[bytes]:
        """Its bytes, piece by piece, each verified before it is given out.

        Raises:
            UnknownThing: it is gone.
            SealBroken: the bytes are not what was stored.
        """
        ...

    async def erase(self, session_id: SessionId) -> None:
        """Remove every attachment of this session."""
        ...


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a machine said of itself, and when (SPEC J6)."""

    at_ms: int
    sections: tuple[Section, ...]


class InspectionStore(Protocol):
    """The newest inspection of each session, sealed with the session's key."""

    async def put_inspection(self, session_id: SessionId, inspection: Inspection) -> None:
        """Keep this one; an older one is gone. Raises UnknownThing: no such session, or it was erased."""
        ...

    async def get_inspection(self, session_id: SessionId) -> Inspection | None:
        """The newest, or None. Raises UnknownThing: the session was erased."""
        ...


class RuleStore(Protocol):
    """What the organisation knows not to work."""

    async def rules(self) -> tuple[Rule, ...]:
        """All of them, in the order in which they were given."""
        ...

    async def replace_rules(self, rules: Sequence[Rule]) -> None:
        """These and no others from now on."""
        ...


@dataclass(frozen=True, slots=True)
class Pass:
    """What a secret lets its bearer do: a sign-in, a socket's ticket, a place to come back to, a code."""

    purpose: str
    """One of "sign_in", "ticket", "resume", "code", "customer", "media", "demo", "viewer", "return"."""
    expires_at_ms: int
    person_id: PersonId | None = None
    session_id: SessionId | None = None
    peer_id: PeerId | None = None
    kind: PeerKind | None = None
    role: Role | None = None
    csrf: str | None = None


class PassStore(Protocol):
    """Secrets by their digest; the secrets themselves are never stored. Survives a restart."""

    async def put(self, digest: bytes, entry: Pass) -> None:
        """Keep a pass. A session has one code: a new one voids the older."""
        ...

    async def peek(self, digest: bytes, purpose: str, at_ms: int) -> Pass | None:
        """The pass, if it is there, for this purpose, and not expired."""
        ...

    async def take(self, digest: bytes, purpose: str, at_ms: int) -> Pass | None:
        """As `peek`, and it is gone: of many at once, exactly one gets it."""
        ...

    async def drop_person(self, person_id: PersonId) -> None:
        """Every pass of this person is void: sign-out everywhere, demotion, disabled account."""
        ...

    async def sweep(self, at_ms: int) -> int:
        """Remove what has expired; how many."""
        ...


class Bus(Protocol):
    """Wakes others up; carries no truth."""

    async def publish(self, topic: str, text: str) -> None:
        """Tell everyone who listens to `topic` now. At most once."""
        ...

    def listen(self, topic: str) -> AsyncIterator[str]:
        """What is published from now on; ends when the bus closes."""
        ...
