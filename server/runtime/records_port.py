"""What is known of every session without opening its log, and what keeps it: ports for `db` to implement."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from protocol.demo import SessionKind
from protocol.facts import Door, EndedBy, Entry
from protocol.ids import PersonId, QueueId, SessionId
from protocol.modes import Mode
from protocol.roles import Role
from protocol.session import State
from server.desk.replay import Scope


@dataclass(frozen=True, slots=True)
class RecordPerson:
    """Somebody who was in a session."""

    person_id: PersonId
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Record:
    """One session as a list shows it.

    Attributes:
        number: Its place among all records; a later session has a higher one.
        customer_name: None once it is erased, and for a demo; so is `reason` once it is erased.
        people: Everyone who ever was in it; nobody once it is erased.
        size_bytes: What its recording takes; 0 when there is none, any more or yet.
        head_seq, head_hash: Where its log ends.
    """

    number: int
    session_id: SessionId
    opened_at_ms: int
    ended_at_ms: int | None
    state: State
    kind: SessionKind
    door: Door
    queue_id: QueueId
    customer_name: str | None
    reason: str | None
    people: tuple[RecordPerson, ...]
    modes: tuple[Mode, ...]
    ended_by: EndedBy | None
    is_recorded: bool
    size_bytes: int
    tags: tuple[str, ...]
    is_held: bool
    erased_at_ms: int | None
    was_interrupted: bool
    head_seq: int
    head_hash: bytes


@dataclass(frozen=True, slots=True)
class RecordSearch:
    """What a search asks for: everything that is not None has to hold.

    Attributes:
        scope: Whose records are found at all.
        text: Words, each of which was said, or begins so.
        hears_inner: Whether words of the inner room find anything.
        outcome: How it ended; with `is_running` None.
        before: Records with a lower number than this one.
        limit: At most so many.
    """

    scope: Scope
    now_ms: int
    text: str = ""
    hears_inner: bool = False
    person_id: PersonId | None = None
    mode: Mode | None = None
    since_ms: int | None = None
    until_ms: int | None = None
    outcome: EndedBy | None = None
    is_running: bool | None = None
    is_recorded: bool | None = None
    tag: str | None = None
    least_ms: int | None = None
    most_ms: int | None = None
    before: int | None = None
    limit: int = 50


class Catalogue(Protocol):
    """Every session's record: a projection of its log, and what people laid upon it."""

    async def search(self, search: RecordSearch) -> list[Record]:
        """What is found, newest first."""
        ...

    async def find(self, session_id: SessionId) -> Record:
        """One record. Raises UnknownThing: there is no such session."""
        ...

    async def tag(self, session_id: SessionId, tags: Sequence[str]) -> None:
        """Let it have exactly these. Raises UnknownThing: no such session, or it was erased."""
        ...

    async def hold(self, session_id: SessionId, *, held: bool) -> None:
        """Keep it whatever its age, or no longer. Raises UnknownThing: there is no such session."""
        ...

    async def erase(self, session_id: SessionId, at_ms: int, by: PersonId | None) -> None:
        """Destroy its key, and everything that was derived from what people said; the chain stays.

        `by` None: its time was over.

        Raises:
            UnknownThing: there is no such session.
            Held: a hold keeps it.
        """
        ...


class RecordKeeping(Protocol):
    """What has to be done with records as time goes by."""

    async def outdated(self, before_ms: int, limit: int, *, recorded: bool) -> list[SessionId]:
        """Sessions that ended before this and are neither held nor erased, oldest first.

        `recorded`: of those whose recording is still kept.
        """
        ...

    async def unweighed(self, limit: int) -> list[SessionId]:
        """Ended sessions, recorded or erased, of which nobody noted yet how much there is."""
        ...

    async def weigh(self, session_id: SessionId, size_bytes: int) -> None:
        """Note what its recording takes; 0: it is gone."""
        ...

    async def catch_up(self, load: Callable[[SessionId], Awaitable[list[Entry]]]) -> int:
        """Bring the records up to date that were made before there was a catalogue; how many.

        `load` reads a whole log. One that cannot be read stays as it is until the next start.
        """
        ...

    async def recording_key(self, session_id: SessionId) -> bytes:
        """What its recording is sealed with. Raises UnknownThing: no such session, or it was erased."""
        ...
