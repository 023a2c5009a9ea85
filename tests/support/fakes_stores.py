"""The stores in memory: each passes the same contract suite as the real ones (tests/contract)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from protocol.facts import Entry
from protocol.ids import PersonId, SessionId
from protocol.roles import Role
from protocol.session import SessionState, State
from server.errors import AppendFailed, Conflict, LastAdmin, UnknownThing
from server.runtime.log_ports import UNKNOWN, Cause
from server.runtime.ports import Pass, Staff


@dataclass
class FakeSessionLog:
    """`SessionLog` in a dictionary. `broken` makes every append fail, as a full disk would."""

    broken: bool = False
    entries: dict[SessionId, list[Entry]] = field(default_factory=dict)
    states: dict[SessionId, SessionState] = field(default_factory=dict)
    causes: list[tuple[int, Cause]] = field(default_factory=list)

    async def append(
        self,
        session_id: SessionId,
        entries: Sequence[Entry],
        after: SessionState,
        cause: Cause = UNKNOWN,
    ) -> None:
        if not entries:
            return
        known = self.entries.get(session_id, [])
        first = len(known) + 1
        if self.broken or [entry.seq for entry in entries] != list(range(first, first + len(entries))):
            raise AppendFailed
        self.entries[session_id] = [*known, *entries]
        self.states[session_id] = after
        self.causes.extend((entry.seq, cause) for entry in entries)

    async def load(self, session_id: SessionId) -> list[Entry]:
        if session_id not in self.entries:
            raise UnknownThing("session")
        return list(self.entries[session_id])

    async def unfinished(self) -> list[SessionId]:
        waiting = [state for state in self.states.values() if state.state is not State.ENDED]
        return [s.session_id for s in sorted(waiting, key=lambda s: (s.opened_at, s.session_id))]


@dataclass
class FakeStaffStore:
    """`StaffStore` in a dictionary."""

    known: dict[PersonId, Staff] = field(default_factory=dict)

    async def add(self, staff: Staff) -> None:
        if staff.person_id in self.known or await self.by_email(staff.email) is not None:
            raise Conflict("e-mail address")
        self.known[staff.person_id] = staff

    async def by_email(self, email: str) -> Staff | None:
        return next((s for s in self.known.values() if s.email.casefold() == email.casefold()), None)

    async def by_id(self, person_id: PersonId) -> Staff | None:
        return self.known.get(person_id)

    async def any_admin(self) -> bool:
        return any(staff.role is Role.ADMIN for staff in self.known.values())

    async def replace(self, staff: Staff) -> None:
        if staff.person_id not in self.known:
            raise UnknownThing("staff member")
        other = await self.by_email(staff.email)
        if other is not None and other.person_id != staff.person_id:
            raise Conflict("e-mail address")
        admins = {one.person_id for one in self.known.values() if _is_admin(one)}
        if admins == {staff.person_id} and not _is_admin(staff):
            raise LastAdmin
        self.known[staff.person_id] = staff

    async def everyone(self) -> list[Staff]:
        return sorted(self.known.values(), key=lambda staff: (staff.name, staff.person_id))


def _is_admin(staff: Staff) -> bool:
    return staff.role is Role.ADMIN and not staff.disabled


@dataclass
class FakePassStore:
    """`PassStore` in a dictionary."""

    known: dict[bytes, Pass] = field(default_factory=dict)

    async def put(self, digest: bytes, entry: Pass) -> None:
        if entry.purpose == "code" and entry.session_id is not None:
            self._drop(lambda old: old.purpose == "code" and old.session_id == entry.session_id)
        self.known[digest] = entry

    async def peek(self, digest: bytes, purpose: str, at_ms: int) -> Pass | None:
        entry = self.known.get(digest)
        return entry if entry and entry.purpose == purpose and entry.expires_at_ms > at_ms else None

    async def take(self, digest: bytes, purpose: str, at_ms: int) -> Pass | None:
        entry = await self.peek(digest, purpose, at_ms)
        return self.known.pop(digest) if entry else None

    async def drop_person(self, person_id: PersonId) -> None:
        self._drop(lambda old: old.person_id == person_id)

    async def sweep(self, at_ms: int) -> int:
        return self._drop(lambda old: old.expires_at_ms <= at_ms)

    def _drop(self, is_void: Callable[[Pass], bool]) -> int:
        void = [digest for digest, entry in self.known.items() if is_void(entry)]
        for digest in void:
            del self.known[digest]
        return len(void)
