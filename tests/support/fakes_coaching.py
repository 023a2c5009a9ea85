"""Notes and clips in memory: as the real ones, by their contract suite."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from protocol.ids import PersonId, SessionId
from server.desk.coaching import Clip, Note, NoteKind, Reply
from server.errors import UnknownThing


@dataclass
class FakeCoachingStore:
    """`CoachingStore` in dictionaries. `sessions`: those that there are and were not erased."""

    sessions: set[SessionId] = field(default_factory=set)
    all_notes: dict[str, Note] = field(default_factory=dict)
    all_clips: dict[str, Clip] = field(default_factory=dict)

    async def put(self, thing: Note | Clip) -> None:
        if isinstance(thing, Note) and thing.note_id in self.all_notes:
            before = self.all_notes[thing.note_id]
            self.all_notes[thing.note_id] = replace(before, is_closed=thing.is_closed)
            return
        if thing.moment.session_id not in self.sessions:
            raise UnknownThing("session")
        if isinstance(thing, Note):
            self.all_notes[thing.note_id] = thing
        else:
            self.all_clips[thing.clip_id] = thing

    async def reply(self, note_id: str, reply: Reply) -> None:
        if note_id not in self.all_notes:
            raise UnknownThing("note")
        note = self.all_notes[note_id]
        self.all_notes[note_id] = replace(note, replies=(*note.replies, reply))

    async def notes(
        self, *, session_id: SessionId | None = None, person_id: PersonId | None = None
    ) -> Sequence[Note]:
        found = [
            note
            for note in self.all_notes.values()
            if session_id in (None, note.moment.session_id)
            and (person_id in (None, note.author, note.about) or note.kind is NoteKind.WISH)
        ]
        return sorted(found, key=lambda note: (note.at_ms, note.note_id), reverse=True)

    async def clips(self) -> Sequence[Clip]:
        return sorted(self.all_clips.values(), key=lambda clip: (clip.at_ms, clip.clip_id), reverse=True)

    async def remove(self, session_id: SessionId, clip_id: str | None = None) -> None:
        self.all_clips = {
            known: clip
            for known, clip in self.all_clips.items()
            if clip.moment.session_id != session_id or clip_id not in (None, known)
        }
        if clip_id is None:
            self.all_notes = {
                known: note for known, note in self.all_notes.items() if note.moment.session_id != session_id
            }
