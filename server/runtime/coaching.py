"""Talks about moments of sessions, and the library of clips: rights first, then the store."""

from dataclasses import dataclass, replace

from protocol.ids import PersonId, SessionId
from protocol.roles import STAFF, Role
from server.desk.coaching import (
    Clip,
    Moment,
    Note,
    Reply,
    check_moment,
    kind_of,
    may_close,
    may_keep_clips,
    may_read,
)
from server.desk.replay import Access
from server.errors import Erased, NotAllowed, OutOfTurn, UnknownThing
from server.runtime.coaching_port import CoachingStore
from server.runtime.ports import Clock, Secrets, Staff
from server.runtime.records import Records
from server.runtime.records_port import Record


@dataclass(frozen=True, slots=True)
class Coaching:
    """What people say to each other about sessions that were."""

    store: CoachingStore
    records: Records
    secrets: Secrets
    clock: Clock

    async def open_note(self, staff: Staff, moment: Moment, about: PersonId, text: str) -> Note:
        """Ask somebody about a moment of their work, or, about oneself, ask for somebody's view.

        Raises:
            UnknownThing, NotAllowed, Erased: the session is not theirs to see, or to coach in.
            OutOfTurn: the moment or the person does not belong to the session.
        """
        record, allowed = await self._record(staff, moment)
        kind = kind_of(allowed, staff.person_id, about, _staff(record))
        note = Note(
            note_id=self.secrets.opaque_id("n_"),
            moment=moment,
            kind=kind,
            author=staff.person_id,
            about=about,
            at_ms=self.clock.now_ms(),
            text=text,
        )
        await self.store.put(note)
        return note

    async def reply(self, staff: Staff, session_id: SessionId, note_id: str, text: str) -> Note:
        """Answer. Raises UnknownThing: no such note that they may read. OutOfTurn: it is closed."""
        note, _ = await self._note(staff, session_id, note_id)
        if note.is_closed:
            raise OutOfTurn("this talk is closed; open it again first")
        reply = Reply(self.secrets.opaque_id("a_"), staff.person_id, self.clock.now_ms(), text)
        await self.store.reply(note_id, reply)
        return replace(note, replies=(*note.replies, reply))

    async def close(self, staff: Staff, session_id: SessionId, note_id: str, *, closed: bool) -> Note:
        """Nothing is open any more, or something is again. Raises UnknownThing, NotAllowed."""
        note, allowed = await self._note(staff, session_id, note_id)
        if not may_close(note, staff.person_id, allowed):
            raise NotAllowed("close this talk")
        after = replace(note, is_closed=closed)
        await self.store.put(after)
        return after

    async def notes_of(self, staff: Staff, session_id: SessionId) -> list[Note]:
        """The talks about this session that this person reads. Raises UnknownThing, NotAllowed, Erased."""
        _, allowed = await self.records.reach(session_id, staff)
        notes = await self.store.notes(session_id=session_id)
        return [note for note in notes if may_read(note, staff.person_id, allowed)]

    async def notes_for(self, staff: Staff) -> list[Note]:
        """The newest talks that this person is part of, or that wait for somebody like them."""
        notes = await self.store.notes(person_id=staff.person_id)
        return [
            note
            for note in notes
            if may_read(note, staff.person_id, await self._access(staff, note.moment.session_id))
        ]

    async def keep_clip(self, staff: Staff, moment: Moment, topic: str, title: str) -> Clip:
        """Put a moment into the library.

        Raises:
            UnknownThing, NotAllowed, Erased, OutOfTurn: as `open_note`.
        """
        _, allowed = await self._record(staff, moment)
        if not may_keep_clips(allowed):
            raise NotAllowed("put moments into the library")
        clip = Clip(
            clip_id=self.secrets.opaque_id("c_"),
            moment=moment,
            topic=topic,
            title=title,
            author=staff.person_id,
            at_ms=self.clock.now_ms(),
        )
        await self.store.put(clip)
        return clip

    async def clips(self, staff: Staff) -> list[Clip]:
        """The library, as far as it is this person's: of the sessions that they may see, and their team's."""
        clips = await self.store.clips()
        return [clip for clip in clips if await self.records.may_see_clips(clip.moment.session_id, staff)]

    async def clip(self, staff: Staff, clip_id: str) -> Clip:
        """One moment of the library. Raises UnknownThing: there is none for this person."""
        found = next((one for one in await self.clips(staff) if one.clip_id == clip_id), None)
        if found is None:
            raise UnknownThing("clip")
        return found

    async def remove_clip(self, staff: Staff, session_id: SessionId, clip_id: str) -> None:
        """Take it out of the library. Raises UnknownThing, NotAllowed, Erased."""
        _, allowed = await self.records.reach(session_id, staff)
        if not may_keep_clips(allowed):
            raise NotAllowed("take moments out of the library")
        await self.store.remove(session_id, clip_id)

    async def _record(self, staff: Staff, moment: Moment) -> tuple[Record, Access]:
        record, allowed = await self.records.reach(moment.session_id, staff)
        latest_ms = record.ended_at_ms if record.ended_at_ms is not None else self.clock.now_ms()
        check_moment(moment, record.opened_at_ms, latest_ms)
        return record, allowed

    async def _note(self, staff: Staff, session_id: SessionId, note_id: str) -> tuple[Note, Access]:
        allowed = await self._access(staff, session_id)
        notes = await self.store.notes(session_id=session_id)
        found = next((note for note in notes if note.note_id == note_id), None)
        if found is None or not may_read(found, staff.person_id, allowed):
            raise UnknownThing("note")
        return found, allowed

    async def _access(self, staff: Staff, session_id: SessionId) -> Access:
        try:
            return (await self.records.reach(session_id, staff))[1]
        except (NotAllowed, UnknownThing, Erased):
            return Access.NONE


def _staff(record: Record) -> dict[PersonId, Role]:
    return {person.person_id: person.role for person in record.people if person.role in STAFF}
