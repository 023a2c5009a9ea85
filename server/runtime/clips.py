"""A good moment of a session, for who may learn from it: the moment, and nothing before or after it."""

import asyncio
from dataclasses import dataclass, field, replace

from protocol.chat import Said, StepTicked
from protocol.facts import Entry
from server.desk.coaching import Clip, Moment
from server.desk.replay import may_hear
from server.errors import Erased, UnknownThing
from server.runtime.coaching import Coaching
from server.runtime.ports import Pass, Staff
from server.runtime.records import LOOK_MS, OneSegment, Records, Shown, shown
from server.runtime.records_shelf import Segment

_PURPOSE = "clip"


@dataclass(frozen=True, slots=True)
class Clips:
    """The library's moments, shown. Who looks is logged with the moment's name, once a working day."""

    coaching: Coaching
    records: Records
    _one_look_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def show(self, staff: Staff, clip_id: str) -> tuple[Clip, Shown]:
        """The moment's part of the record.

        Raises:
            UnknownThing: there is no such moment for this person.
            Erased: its session was erased.
            AppendFailed: that they look could not be stored.
        """
        clip = await self.coaching.clip(staff, clip_id)
        session_id, moment = clip.moment.session_id, clip.moment
        record = await self.records.catalogue.find(session_id)
        if record.erased_at_ms is not None:
            raise Erased
        await self._noted(staff, clip)
        entries = await self.records.log.load(session_id)
        access = await self.records.access_of(session_id, staff)
        return clip, Shown(
            record,
            access,
            moment.from_ms,
            tuple(one for one in entries if _belongs(one, moment) and may_hear(staff.role, one.fact)),
            tuple(
                replace(one, ended_at_ms=min(one.ended_at_ms, moment.until_ms))
                for one in await self.records.shelf.segments(session_id)
                if _overlaps(one, moment)
            ),
        )

    async def segment(self, staff: Staff, clip_id: str, number: int) -> OneSegment:
        """One segment's part of the moment. Raises as `show` does, and UnknownThing: it has no such part."""
        clip, view = await self.show(staff, clip_id)
        found = next((one for one in view.segments if one.number == number), None)
        if found is None:
            raise UnknownThing("piece of the recording")
        session_id = clip.moment.session_id
        key = await self.records.keeping.recording_key(session_id)
        index = await self.records.shelf.index(session_id, number, key)
        inside = shown(index, found, clip.moment.from_ms)
        return OneSegment(
            found,
            False,  # noqa: FBT003  the moment is over, whatever its session does
            tuple(one for one in inside if one.offset == 0 or one.at_ms < clip.moment.until_ms),
            session_id,
            key,
            self.records.shelf,
        )

    async def _noted(self, staff: Staff, clip: Clip) -> None:
        """Log that they look, once in eight hours of the clock, however many of their pages ask at once."""
        records, session_id = self.records, clip.moment.session_id
        async with self._one_look_at_a_time:
            now_ms = records.clock.now_ms()
            slot = now_ms // LOOK_MS
            digest = records.secrets.digest(f"{_PURPOSE}|{clip.clip_id}|{staff.person_id}|{slot}")
            if await records.passes.peek(digest, _PURPOSE, now_ms) is not None:
                return
            await records.notes.note_look(session_id, staff, clip.title)
            until_ms = (slot + 1) * LOOK_MS
            entry = Pass(_PURPOSE, until_ms, person_id=staff.person_id, session_id=session_id)
            await records.passes.put(digest, entry)


def _belongs(entry: Entry, moment: Moment) -> bool:
    """Of what was before the moment only what it stands on is told: who was there, what was in force."""
    is_talk = isinstance(entry.fact, Said | StepTicked)
    return entry.at <= moment.until_ms and (not is_talk or entry.at >= moment.from_ms)


def _overlaps(segment: Segment, moment: Moment) -> bool:
    return segment.started_at_ms < moment.until_ms and segment.ended_at_ms > moment.from_ms
