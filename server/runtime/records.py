"""The door to what sessions left behind: rights are checked here, every look is logged before it shows."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Protocol

from protocol.facts import Entry
from protocol.ids import PersonId, SessionId
from protocol.recording import Policy
from protocol.rights import Deed, may
from protocol.session import State
from server.desk.receipt import Receipt, erased_receipt, receipt
from server.desk.replay import (
    Access,
    Reader,
    Subject,
    access,
    clips_are_theirs,
    may_hear,
    may_search,
    scope,
    seen_from_ms,
)
from server.errors import Erased, Held, NotAllowed, OutOfTurn, ReasonNeeded, UnknownThing
from server.runtime.coaching_port import CoachingStore
from server.runtime.directory_now import DirectoryNow
from server.runtime.ports import AttachmentStore, Clock, Pass, PassStore, Secrets, SessionLog, Staff
from server.runtime.records_port import Catalogue, Record, RecordKeeping, RecordSearch
from server.runtime.records_shelf import Segment, SegmentRecord, Shelf, ShelfKeeping

LOOK_MS: Final = 8 * 3_600_000
"""One reason is good for a working day, for this person and this session."""
_PURPOSE: Final = "replay"


@dataclass(frozen=True, slots=True)
class KeepingRules:
    """When sessions are recorded, how long they are kept (0: for ever), and who may see them.

    Attributes:
        is_remote: Recordings end up in an object store.
        warn_below_bytes: With less left on the disk, the staff is warned.
    """

    policy: Policy = Policy.ASK
    keep_days: float = 0
    log_keep_days: float = 0
    admins_may_replay: bool = False
    is_remote: bool = False
    warn_below_bytes: int = 5 * 1024**3


class Notes(Protocol):
    """What writes into a session's log what becomes of its record (SPEC N9)."""

    async def note_look(self, session_id: SessionId, staff: Staff, reason: str) -> None:
        """Somebody looks."""
        ...

    async def note_export(self, session_id: SessionId, staff: Staff, form: str, reason: str) -> None:
        """Somebody takes a copy away."""
        ...

    async def note_kept(self, session_id: SessionId, staff: Staff, reason: str, *, held: bool) -> None:
        """It is kept whatever its age, or no longer."""
        ...


@dataclass(frozen=True, slots=True)
class Shown:
    """A record as one person may see it.

    Attributes:
        from_ms: Nothing of the recording from before is shown; None: all of it is.
        entries: What this person may hear of the log.
    """

    record: Record
    access: Access
    from_ms: int | None
    entries: tuple[Entry, ...]
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Records:
    """All sessions' records, for who may see them."""

    catalogue: Catalogue
    keeping: RecordKeeping
    shelf: Shelf
    shelf_keeping: ShelfKeeping
    log: SessionLog
    notes: Notes
    attachments: AttachmentStore
    talks: CoachingStore
    passes: PassStore
    secrets: Secrets
    clock: Clock
    directory: DirectoryNow
    rules: KeepingRules
    watchers: list[Callable[[SessionId], Awaitable[None]]] = field(default_factory=list)
    """Told of each record that was erased."""
    _one_look_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def search(self, staff: Staff, asked: Callable[[RecordSearch], RecordSearch]) -> list[Record]:
        """What this staff member's search finds, newest first. `asked` narrows what they may find.

        Raises:
            NotAllowed: people of their role have no records to search.
        """
        if not may_search(staff.role):
            raise NotAllowed("search the records")
        widest = RecordSearch(
            scope(self.directory.now, self._reader(staff)),
            self.clock.now_ms(),
            hears_inner=may(staff.role, Deed.READ_INNER),
        )
        return await self.catalogue.search(asked(widest))

    async def look(self, session_id: SessionId, staff: Staff, reason: str) -> int:
        """Say why one wants to see it; until when that is good. On disk before this returns.

        Raises:
            UnknownThing, NotAllowed, Erased: there is nothing to see.
            AppendFailed: it could not be stored.
        """
        await self._allowed(session_id, staff)
        await self.notes.note_look(session_id, staff, reason)
        async with self._one_look_at_a_time:
            now_ms = self.clock.now_ms()
            digest = self._digest(session_id, staff.person_id, now_ms)
            known = await self.passes.peek(digest, _PURPOSE, now_ms)
            if known is not None:
                return known.expires_at_ms
            entry = Pass(_PURPOSE, now_ms + LOOK_MS, person_id=staff.person_id, session_id=session_id)
            await self.passes.put(digest, entry)
            return entry.expires_at_ms

    async def show(self, session_id: SessionId, staff: Staff, last_ms: int | None = None) -> Shown:
        """The whole record, as far as this staff member may see it; `last_ms`: only so much of the recording.

        Raises:
            UnknownThing, NotAllowed, Erased: there is nothing to see.
            ReasonNeeded: they have not said why.
        """
        record, allowed = await self._looked(session_id, staff)
        entries = await self.log.load(session_id)
        from_ms = seen_from_ms(allowed, staff.person_id, entries)
        if last_ms is not None:
            newest_ms = record.ended_at_ms if record.ended_at_ms is not None else self.clock.now_ms()
            from_ms = max(newest_ms - last_ms, from_ms or 0)
        key = await self.keeping.recording_key(session_id)
        segments = await self.shelf.segments(session_id, key)
        return Shown(
            record,
            allowed,
            from_ms,
            tuple(entry for entry in entries if may_hear(staff.role, entry.fact)),
            tuple(one for one in segments if from_ms is None or one.ended_at_ms > from_ms),
        )

    async def segment(self, session_id: SessionId, number: int, staff: Staff) -> "OneSegment":
        """One segment, to be read. Raises as `show` does, and UnknownThing: there is no such segment."""
        record, allowed = await self._looked(session_id, staff)
        from_ms = None
        if allowed is Access.RECENT:
            from_ms = seen_from_ms(allowed, staff.person_id, await self.log.load(session_id))
        key = await self.keeping.recording_key(session_id)
        found = await self.shelf.segment(session_id, number, key)
        if from_ms is not None and found.ended_at_ms <= from_ms:
            raise UnknownThing("piece of the recording")
        grows = record.state is not State.ENDED and not found.is_whole
        if grows:
            grows = is_growing(found, await self.shelf.segments(session_id), record)
        part = None
        if from_ms is not None:
            part = shown(await self.shelf.index(session_id, number, key), found, from_ms)
        return OneSegment(found, grows, part, session_id, key, self.shelf)

    async def hold(self, session_id: SessionId, staff: Staff, reason: str, *, held: bool) -> Record:
        """Keep it whatever its age, or no longer.

        Raises:
            UnknownThing, NotAllowed, Erased: it is not theirs to decide.
            AppendFailed: it could not be stored.
        """
        await self._decided(session_id, staff, "keep this record")
        await self.notes.note_kept(session_id, staff, reason, held=held)
        await self.catalogue.hold(session_id, held=held)
        return await self.catalogue.find(session_id)

    async def tag(self, session_id: SessionId, staff: Staff, tags: Sequence[str]) -> Record:
        """Let it have exactly these tags. Raises UnknownThing, NotAllowed, Erased."""
        await self._allowed(session_id, staff)
        await self.catalogue.tag(session_id, tags)
        return await self.catalogue.find(session_id)

    async def erase(self, session_id: SessionId, staff: Staff, reason: str) -> None:
        """Destroy what was said, shown and sent in it, for good. That it took place stays, and its chain.

        Raises:
            UnknownThing, NotAllowed, Erased: it is not theirs to decide.
            OutOfTurn: it goes on.
            Held: a hold keeps it.
            AppendFailed: it could not be stored.
        """
        record = await self._decided(session_id, staff, "erase this record")
        if record.state is not State.ENDED:
            raise OutOfTurn("the session goes on; end it first")
        if record.is_held:
            raise Held
        await self.notes.note_kept(session_id, staff, reason, held=False)
        await self.destroy(session_id, staff.person_id)

    async def destroy(self, session_id: SessionId, by: PersonId | None = None) -> None:
        """The same, without asking whether it may be: its time is over, or somebody decided.

        The key goes first: whatever comes between, nobody reads the rest. Raises Held, UnknownThing.
        """
        await self.catalogue.erase(session_id, self.clock.now_ms(), by)
        for watcher in self.watchers:
            await watcher(session_id)
        await self.clear(session_id)

    async def clear(self, session_id: SessionId) -> None:
        """Remove what nobody can read any more since its key is gone. May be said again."""
        await self.attachments.erase(session_id)
        await self.talks.remove(session_id)
        await self.shelf_keeping.remove(session_id)
        await self.keeping.weigh(session_id, 0)

    async def receipt(self, session_id: SessionId, staff: Staff) -> Receipt:
        """What the customer may keep of it. Raises UnknownThing, NotAllowed."""
        record = await self.catalogue.find(session_id)
        if self._access(record, staff) is Access.NONE and record.erased_at_ms is None:
            raise NotAllowed("see this session")
        return await self._receipt(record)

    async def receipt_of(self, session_id: SessionId, person_id: PersonId) -> Receipt:
        """The same, for the customer. Raises UnknownThing: the session is not theirs."""
        record = await self.catalogue.find(session_id)
        was_in = person_id in {person.person_id for person in record.people}
        if not was_in and record.erased_at_ms is None:
            raise UnknownThing("session of yours")
        return await self._receipt(record)

    async def _receipt(self, record: Record) -> Receipt:
        head = record.head_hash.hex()
        if record.erased_at_ms is not None:
            times = (record.opened_at_ms, record.ended_at_ms, record.erased_at_ms)
            return erased_receipt(record.session_id, times, record.head_seq, head)
        entries = await self.log.load(record.session_id)
        return receipt(record.session_id, entries[: record.head_seq], head)

    async def _looked(self, session_id: SessionId, staff: Staff) -> tuple[Record, Access]:
        record, allowed = await self._allowed(session_id, staff)
        now_ms = self.clock.now_ms()
        for at_ms in (now_ms, now_ms - LOOK_MS):
            digest = self._digest(session_id, staff.person_id, at_ms)
            if await self.passes.peek(digest, _PURPOSE, now_ms) is not None:
                break
        else:
            raise ReasonNeeded
        return record, allowed

    async def _decided(self, session_id: SessionId, staff: Staff, deed: str) -> Record:
        record, allowed = await self._allowed(session_id, staff)
        if allowed is not Access.TEAM:
            raise NotAllowed(deed)
        return record

    async def reach(self, session_id: SessionId, staff: Staff) -> tuple[Record, Access]:
        """The record, and how much of it this staff member may see, reason or not.

        Raises:
            UnknownThing, NotAllowed, Erased: there is nothing to see.
        """
        return await self._allowed(session_id, staff)

    async def access_of(self, session_id: SessionId, staff: Staff) -> Access:
        """How much of the record this staff member may see, as it is now. Raises UnknownThing."""
        return self._access(await self.catalogue.find(session_id), staff)

    async def may_see_clips(self, session_id: SessionId, staff: Staff) -> bool:
        """Whether the good moments of this session are there for this staff member to learn from."""
        try:
            record = await self.catalogue.find(session_id)
        except UnknownThing:
            return False
        return clips_are_theirs(self.directory.now, self._reader(staff), self._subject(record))

    async def _allowed(self, session_id: SessionId, staff: Staff) -> tuple[Record, Access]:
        record = await self.catalogue.find(session_id)
        allowed = self._access(record, staff)
        if allowed is Access.NONE:
            raise NotAllowed("see this session")
        if record.erased_at_ms is not None:
            raise Erased
        return record, allowed

    def _access(self, record: Record, staff: Staff) -> Access:
        return access(self.directory.now, self._reader(staff), self._subject(record))

    def _subject(self, record: Record) -> Subject:
        people = frozenset(person.person_id for person in record.people)
        return Subject(record.queue_id, people, record.state is not State.ENDED)

    def _reader(self, staff: Staff) -> Reader:
        return Reader(staff.person_id, staff.role, self.rules.admins_may_replay)

    def _digest(self, session_id: SessionId, person_id: PersonId, at_ms: int) -> bytes:
        """Of the pass that was made in the same eight hours of the clock: there is one at most."""
        return self.secrets.digest(f"{_PURPOSE}|{session_id}|{person_id}|{at_ms // LOOK_MS}")


@dataclass(frozen=True, slots=True)
class OneSegment:
    """One segment that somebody may read. `part` is what they may read of it; None: all of it."""

    segment: Segment
    is_growing: bool
    part: tuple[SegmentRecord, ...] | None
    session_id: SessionId
    key: bytes
    shelf: Shelf

    @property
    def size_bytes(self) -> int:
        """How long what plays is."""
        if self.part is None:
            return self.segment.size_bytes
        return max((one.offset + one.size_bytes for one in self.part), default=0)

    async def index(self) -> tuple[SegmentRecord, ...]:
        """The records that they may read."""
        if self.part is not None:
            return self.part
        return await self.shelf.index(self.session_id, self.segment.number, self.key)

    async def read(self, start: int, stop: int) -> bytes:
        """What plays, from `start` to before `stop`. Raises NotAllowed, UnknownThing, SealBroken."""
        if self.part is not None and not _is_covered(self.part, start, stop):
            raise NotAllowed("see this part of the recording")
        return await self.shelf.read(self.session_id, self.segment.number, self.key, start, stop)


def is_growing(segment: Segment, segments: Sequence[Segment], record: Record) -> bool:
    """Whether more may come to this segment: it is the newest of its track in a session that goes on."""
    same = [one.number for one in segments if (one.track, one.stream) == (segment.track, segment.stream)]
    return record.state is not State.ENDED and not segment.is_whole and segment.number == max(same)


def shown(
    index: tuple[SegmentRecord, ...], segment: Segment, from_ms: int | None
) -> tuple[SegmentRecord, ...]:
    """The records from this moment on: the init of a video, and from the last key frame before it."""
    if from_ms is None:
        return index
    head = 1 if segment.track == "video" else 0
    keys = [place for place, one in enumerate(index) if place >= head and one.is_key and one.at_ms <= from_ms]
    if segment.track == "video" and keys:
        return (*index[:head], *index[keys[-1] :])
    return (*index[:head], *(one for one in index[head:] if one.at_ms >= from_ms))


def _is_covered(index: Sequence[SegmentRecord], start: int, stop: int) -> bool:
    at = start
    for one in index:
        if one.offset <= at < one.offset + one.size_bytes:
            at = one.offset + one.size_bytes
    return at >= stop


def ran_on(shown_: Shown, after_seq: int) -> Shown:
    """The same, without the entries that somebody has already."""
    return replace(shown_, entries=tuple(one for one in shown_.entries if one.seq > after_seq))
