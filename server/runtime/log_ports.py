"""What keeps a log trustworthy: where its entries came from, its checkpoints, and their copies elsewhere."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final, Protocol

from protocol.facts import Entry
from protocol.ids import PeerId, SessionId
from recordings.chain import Head, Record
from recordings.checkpoint import FileHead, Signed


@dataclass(frozen=True, slots=True)
class Cause:
    """What brought an entry about, as far as it is known. It is sealed with the entry, and goes nowhere else.

    Attributes:
        mono_ms: The server's own time, which nobody can set; it only compares within one run of it.
        peer: Whose link it came over; None for a request, and for what time itself brought.
        address: The network address of that link or request; "" when nobody's.
    """

    mono_ms: int = 0
    peer: PeerId | None = None
    address: str = ""


UNKNOWN: Final = Cause()

_ADDRESS: Final = ContextVar("auxilio address", default="")


@contextmanager
def coming_from(address: str) -> Iterator[None]:
    """Whatever is asked of the sessions inside of the block comes from this network address."""
    token = _ADDRESS.set(address)
    try:
        yield
    finally:
        _ADDRESS.reset(token)


def address_now() -> str:
    """The network address that the running request or link comes from; "" when there is none."""
    return _ADDRESS.get()


@dataclass(frozen=True, slots=True)
class Told:
    """One entry with where it came from."""

    entry: Entry
    cause: Cause


@dataclass(frozen=True, slots=True)
class Standing:
    """How far one session's log has come, and how far its checkpoints have."""

    session_id: SessionId
    head: Head
    is_ended: bool
    is_erased: bool
    newest: Signed | None

    @property
    def is_covered(self) -> bool:
        """Whether the newest checkpoint says all there is to say of the log."""
        if self.newest is None:
            return False
        made = self.newest.checkpoint
        return made.log == self.head and (made.final or not self.is_ended)


class CheckpointStore(Protocol):
    """The checkpoints of all sessions, and the sealed rows that they cover."""

    async def put(self, signed: Signed) -> None:
        """Keep it, for ever. Raises AppendFailed: it does not continue the newest, or the store is broken."""
        ...

    async def standing(self, session_id: SessionId) -> Standing:
        """How far this session is. Raises UnknownThing: there is no such session."""
        ...

    async def uncovered(self, seen: Mapping[SessionId, int]) -> list[SessionId]:
        """Sessions whose log goes beyond their checkpoints, or whose newest one is not the one in `seen`.

        Oldest first; those that have not ended are always among them.
        """
        ...

    async def kept(
        self, session_id: SessionId, after_seq: int = 0, after_number: int = 0
    ) -> tuple[list[Record], list[Signed]]:
        """The sealed entries and the checkpoints after these numbers, as they were kept, in one view."""
        ...


class LogCopies(Protocol):
    """What lies outside of the database: a copy beside the recording, and the witness beside the keys."""

    async def settle(
        self, session_id: SessionId, known: Mapping[int, FileHead], only: Collection[int] | None = None
    ) -> Mapping[int, FileHead]:
        """Read the session's files, or `only` these, that nobody writes to any more; cut off half a record.

        A file that does not continue what is `known` of it stays as known: whoever verifies shall see it.

        Returns:
            All that is known now.
        """
        ...

    async def reach(self, session_id: SessionId) -> tuple[int, int]:
        """The last entry and the last checkpoint in the session's copy; (0, 0) when there is none.

        Raises:
            LogDamaged: it is not what was written; nothing is added to it any more.
        """
        ...

    async def add(
        self, session_id: SessionId, records: Sequence[Record], made: Sequence[Signed], newest: Signed
    ) -> None:
        """Put these at the end of the session's copy, then tell the witness of the newest checkpoint."""
        ...

    async def witnessed(self) -> dict[SessionId, int]:
        """The newest checkpoint of each session that the witness knows of."""
        ...
