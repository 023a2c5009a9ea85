"""Talks about moments of sessions, and the library of clips."""

from typing import Annotated, Final, Self

from fastapi import APIRouter, Header, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import Field

from protocol.errors import ErrorCode
from protocol.ids import PersonIdField, SessionIdField
from protocol.wire import AtMs, Name, Sentence
from server.desk.coaching import Clip, Moment, Note, NoteKind, waits_for
from server.desk.directory import Directory
from server.http.needs import NeedsHere, SignedInHere
from server.http.problems import refusals
from server.http.record_media import ANSWERS, NumberPath, answer
from server.http.record_shapes import Reason, ToldIndex, ToldShown
from server.http.records import SEEN
from server.http.sessions import SessionPath
from server.http.shapes import Asked, Told
from server.runtime.ports import Staff

ROUTER = APIRouter(prefix="/api", tags=["coaching"])

_CHANGES: Final = (*SEEN, ErrorCode.CSRF_MISSING, ErrorCode.OUT_OF_TURN)
ThingPath = Annotated[str, Path(pattern=r"^[a-z]_[0-9a-z]{1,38}$")]


class MomentAsked(Asked):
    """A stretch of the session, in UTC milliseconds: from 1 second to 10 minutes."""

    from_ms: AtMs
    until_ms: AtMs

    def of(self, session_id: SessionIdField) -> Moment:
        """The moment of this session."""
        return Moment(session_id, self.from_ms, self.until_ms)


class NoteAsked(MomentAsked):
    """A question about a moment of somebody's work; about oneself: a wish for somebody's view."""

    about: PersonIdField
    text: Reason


class ReplyAsked(Asked):
    """An answer."""

    text: Reason


class ClosingAsked(Asked):
    """Whether nothing is open any more."""

    closed: bool


class ClipAsked(MomentAsked):
    """A moment for the library."""

    topic: Name
    title: Annotated[Sentence, Field(min_length=1)]


class ToldReply(Told):
    """One answer."""

    reply_id: str
    author: PersonIdField
    author_name: str | None
    at: AtMs
    text: str


class ToldNote(Told):
    """One talk. `waits`: it is this reader's turn."""

    note_id: str
    session_id: SessionIdField
    from_ms: AtMs
    until_ms: AtMs
    kind: NoteKind
    author: PersonIdField
    author_name: str | None
    about: PersonIdField
    about_name: str | None
    at: AtMs
    text: str
    closed: bool
    waits: bool
    replies: list[ToldReply]

    @classmethod
    def of(cls, note: Note, directory: Directory, reader: Staff) -> Self:
        """The note, with names as they are now."""
        return cls(
            note_id=note.note_id,
            session_id=note.moment.session_id,
            from_ms=note.moment.from_ms,
            until_ms=note.moment.until_ms,
            kind=note.kind,
            author=note.author,
            author_name=_name(directory, note.author),
            about=note.about,
            about_name=_name(directory, note.about),
            at=note.at_ms,
            text=note.text,
            closed=note.is_closed,
            waits=waits_for(note, reader.person_id),
            replies=[
                ToldReply(
                    reply_id=one.reply_id,
                    author=one.author,
                    author_name=_name(directory, one.author),
                    at=one.at_ms,
                    text=one.text,
                )
                for one in note.replies
            ],
        )


class ToldNotes(Told):
    """Talks, the newest first."""

    notes: list[ToldNote]


class ToldClip(Told):
    """One moment of the library."""

    clip_id: str
    session_id: SessionIdField
    from_ms: AtMs
    until_ms: AtMs
    topic: str
    title: str
    author: PersonIdField
    author_name: str | None
    at: AtMs

    @classmethod
    def of(cls, clip: Clip, directory: Directory) -> Self:
        """The clip, with names as they are now."""
        return cls(
            clip_id=clip.clip_id,
            session_id=clip.moment.session_id,
            from_ms=clip.moment.from_ms,
            until_ms=clip.moment.until_ms,
            topic=clip.topic,
            title=clip.title,
            author=clip.author,
            author_name=_name(directory, clip.author),
            at=clip.at_ms,
        )


class ToldClips(Told):
    """The library, the newest first, and every topic that is in it."""

    clips: list[ToldClip]
    topics: list[str]


class ToldClipShown(Told):
    """One moment of the library, and what it shows of its session."""

    clip: ToldClip
    shown: ToldShown


@ROUTER.get("/coaching", responses=refusals(ErrorCode.NOT_SIGNED_IN, ErrorCode.TRY_LATER))
async def my_talks(who: SignedInHere, needs: NeedsHere) -> ToldNotes:
    """The talks that this staff member is part of, and wishes that wait for somebody like them."""
    notes = await needs.coaching.notes_for(who.staff)
    return ToldNotes(notes=[ToldNote.of(note, needs.directory.now, who.staff) for note in notes])


@ROUTER.get("/records/{session_id}/notes", responses=refusals(*SEEN))
async def talks_of(session_id: SessionPath, who: SignedInHere, needs: NeedsHere) -> ToldNotes:
    """The talks about this session that this staff member reads."""
    notes = await needs.coaching.notes_of(who.staff, session_id)
    return ToldNotes(notes=[ToldNote.of(note, needs.directory.now, who.staff) for note in notes])


@ROUTER.post("/records/{session_id}/notes", status_code=201, responses=refusals(*_CHANGES))
async def open_talk(
    session_id: SessionPath, asked: NoteAsked, who: SignedInHere, needs: NeedsHere
) -> ToldNote:
    """Ask somebody about a moment of their work, or for somebody's view on one's own."""
    note = await needs.coaching.open_note(who.staff, asked.of(session_id), asked.about, asked.text)
    return ToldNote.of(note, needs.directory.now, who.staff)


@ROUTER.post("/records/{session_id}/notes/{note_id}/replies", status_code=201, responses=refusals(*_CHANGES))
async def answer_talk(
    session_id: SessionPath, note_id: ThingPath, asked: ReplyAsked, who: SignedInHere, needs: NeedsHere
) -> ToldNote:
    """Answer."""
    note = await needs.coaching.reply(who.staff, session_id, note_id, asked.text)
    return ToldNote.of(note, needs.directory.now, who.staff)


@ROUTER.put("/records/{session_id}/notes/{note_id}/closed", responses=refusals(*_CHANGES))
async def close_talk(
    session_id: SessionPath, note_id: ThingPath, asked: ClosingAsked, who: SignedInHere, needs: NeedsHere
) -> ToldNote:
    """Say that nothing is open any more, or that something is."""
    note = await needs.coaching.close(who.staff, session_id, note_id, closed=asked.closed)
    return ToldNote.of(note, needs.directory.now, who.staff)


@ROUTER.get("/clips", responses=refusals(ErrorCode.NOT_SIGNED_IN, ErrorCode.TRY_LATER))
async def library(
    who: SignedInHere,
    needs: NeedsHere,
    topic: Annotated[str | None, Query(min_length=1, max_length=120)] = None,
) -> ToldClips:
    """The good moments that this staff member may learn from, of one topic or of all."""
    clips = await needs.coaching.clips(who.staff)
    topics = {clip.topic.casefold(): clip.topic for clip in reversed(clips)}
    shown = [clip for clip in clips if topic is None or clip.topic.casefold() == topic.casefold()]
    return ToldClips(
        clips=[ToldClip.of(clip, needs.directory.now) for clip in shown],
        topics=[topics[folded] for folded in sorted(topics)],
    )


@ROUTER.get("/clips/{clip_id}", responses=refusals(*SEEN))
async def see_clip(clip_id: ThingPath, who: SignedInHere, needs: NeedsHere) -> ToldClipShown:
    """One moment of the library: its part of the log, and of the recording. That one looks is logged."""
    clip, shown = await needs.clips.show(who.staff, clip_id)
    told = ToldShown.of(shown, needs.directory.now, needs.clock.now_ms())
    return ToldClipShown(clip=ToldClip.of(clip, needs.directory.now), shown=told)


@ROUTER.get("/clips/{clip_id}/segments/{number}/index", responses=refusals(*SEEN))
async def see_clip_index(
    clip_id: ThingPath, number: NumberPath, who: SignedInHere, needs: NeedsHere
) -> ToldIndex:
    """Where each second of the moment's part of a segment lies."""
    found = await needs.clips.segment(who.staff, clip_id, number)
    return ToldIndex.of(number, await found.index(), growing=False)


@ROUTER.get(
    "/clips/{clip_id}/segments/{number}",
    response_class=StreamingResponse,
    responses=ANSWERS | refusals(*SEEN),
)
async def fetch_clip_segment(
    clip_id: ThingPath,
    number: NumberPath,
    who: SignedInHere,
    needs: NeedsHere,
    request: Request,
    range_: Annotated[str | None, Header(alias="range", max_length=500)] = None,
) -> Response:
    """The bytes that play, of the moment alone; a range that leaves it is refused."""
    return await answer(await needs.clips.segment(who.staff, clip_id, number), request, range_)


@ROUTER.post("/records/{session_id}/clips", status_code=201, responses=refusals(*_CHANGES))
async def keep_clip(
    session_id: SessionPath, asked: ClipAsked, who: SignedInHere, needs: NeedsHere
) -> ToldClip:
    """Put a moment into the library."""
    clip = await needs.coaching.keep_clip(who.staff, asked.of(session_id), asked.topic, asked.title)
    return ToldClip.of(clip, needs.directory.now)


@ROUTER.delete(
    "/records/{session_id}/clips/{clip_id}",
    status_code=204,
    response_class=Response,
    responses=refusals(*SEEN, ErrorCode.CSRF_MISSING),
)
async def remove_clip(
    session_id: SessionPath, clip_id: ThingPath, who: SignedInHere, needs: NeedsHere
) -> None:
    """Take it out of the library."""
    await needs.coaching.remove_clip(who.staff, session_id, clip_id)


def _name(directory: Directory, person_id: PersonIdField) -> str | None:
    known = directory.people.get(person_id)
    return known.name if known is not None else None
