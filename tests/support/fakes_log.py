"""Checkpoints and their copies in memory: the same contract suites as the real ones (tests/contract)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from protocol.ids import SessionId
from protocol.session import State
from recordings.chain import GENESIS, Head, Record, link_hash
from recordings.checkpoint import FileHead, Signed
from server.errors import AppendFailed, LogDamaged, NotReady, UnknownThing
from server.runtime.log_ports import Standing
from tests.support.fakes_stores import FakeSessionLog


@dataclass
class FakeCheckpointStore:
    """`CheckpointStore` over a `FakeSessionLog`. `broken` makes every write fail, as a full disk would."""

    log: FakeSessionLog
    made: dict[SessionId, list[Signed]] = field(default_factory=dict)
    broken: bool = False

    async def put(self, signed: Signed) -> None:
        before = self.made.setdefault(SessionId(signed.checkpoint.session_id), [])
        prev = before[-1].checkpoint.hash if before else GENESIS
        if self.broken or (signed.checkpoint.number, signed.checkpoint.prev) != (len(before) + 1, prev):
            raise AppendFailed
        before.append(signed)

    async def standing(self, session_id: SessionId) -> Standing:
        if session_id not in self.log.states:
            raise UnknownThing("session")
        records, made = await self.kept(session_id)
        ended = self.log.states[session_id].state is State.ENDED
        newest = made[-1] if made else None
        return Standing(session_id, Head(records[-1].seq, records[-1].hash), ended, False, newest)

    async def uncovered(self, seen: Mapping[SessionId, int]) -> list[SessionId]:
        found = []
        for session_id in sorted(self.log.states, key=lambda one: (self.log.states[one].opened_at, one)):
            standing = await self.standing(session_id)
            number = standing.newest.checkpoint.number if standing.newest else None
            if not (standing.is_ended and standing.is_covered and seen.get(session_id) == number):
                found.append(session_id)
        return found

    async def kept(
        self, session_id: SessionId, after_seq: int = 0, after_number: int = 0
    ) -> tuple[list[Record], list[Signed]]:
        records, prev = [], GENESIS
        for entry in self.log.entries.get(session_id, []):
            own = link_hash(prev, session_id, entry.seq, entry.at, entry.fact.type, b"sealed")
            records.append(Record(entry.seq, entry.at, entry.fact.type, b"sealed", prev, own))
            prev = own
        made = self.made.get(session_id, [])
        return records[after_seq:], made[after_number:]


@dataclass
class FakeLogCopies:
    """`LogCopies` that remember. `files` lie on the disk; `broken` refuses, `damaged` cannot be added to."""

    files: dict[int, FileHead] = field(default_factory=dict)
    kept: dict[SessionId, tuple[list[Record], list[Signed]]] = field(default_factory=dict)
    seen: dict[SessionId, int] = field(default_factory=dict)
    settled: list[Collection[int] | None] = field(default_factory=list)
    broken: bool = False
    damaged: bool = False

    async def settle(
        self, session_id: SessionId, known: Mapping[int, FileHead], only: Collection[int] | None = None
    ) -> Mapping[int, FileHead]:
        self.settled.append(only)
        return {**known, **{n: head for n, head in self.files.items() if only is None or n in only}}

    async def reach(self, session_id: SessionId) -> tuple[int, int]:
        if self.damaged:
            raise LogDamaged("Line 2 was changed.")
        records, made = self.kept.get(session_id, ([], []))
        return len(records), len(made)

    async def add(
        self, session_id: SessionId, records: Sequence[Record], made: Sequence[Signed], newest: Signed
    ) -> None:
        if self.broken:
            raise NotReady("disk")
        before = self.kept.setdefault(session_id, ([], []))
        before[0].extend(records)
        before[1].extend(made)
        self.seen[session_id] = newest.checkpoint.number

    async def witnessed(self) -> dict[SessionId, int]:
        if self.broken:
            raise NotReady("disk")
        return dict(self.seen)
