"""Notes about moments and the library of clips; people's words are sealed with the session's key."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, RowMapping, Table, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from protocol.ids import PersonId, SessionId
from server.db.coaching_tables import CLIP, COACHING_NOTE, COACHING_REPLY
from server.db.engine import Database
from server.db.session_keys import session_key
from server.db.tables import SESSION
from server.desk.coaching import Clip, Moment, Note, NoteKind, Reply
from server.errors import UnknownThing
from server.security.seal import Seal

PAGE: Final = 200
"""So many of the newest are given out; older ones are found by their session."""


class SqlCoachingStore:
    """`runtime.coaching_port.CoachingStore` on SQLite and PostgreSQL."""

    def __init__(self, database: Database, seal: Seal) -> None:
        self._database = database
        self._seal = seal

    async def put(self, thing: Note | Clip) -> None:
        """Keep it; a note that is there already only becomes closed or open. Raises UnknownThing."""
        async with self._database.writing() as connection:
            if isinstance(thing, Clip):
                await connection.execute(insert(CLIP).values(**await self._clip_row(connection, thing)))
                return
            closing = update(COACHING_NOTE).where(COACHING_NOTE.c.note_id == thing.note_id)
            done = await connection.execute(closing.values(closed=thing.is_closed))
            if done.rowcount == 0:
                await connection.execute(
                    insert(COACHING_NOTE).values(**await self._note_row(connection, thing))
                )

    async def reply(self, note_id: str, reply: Reply) -> None:
        """Add this answer. Raises UnknownThing: there is no such note."""
        async with self._database.writing() as connection:
            query = select(COACHING_NOTE.c.session_id).where(COACHING_NOTE.c.note_id == note_id)
            session_id = (await connection.execute(query)).scalar()
            if session_id is None:
                raise UnknownThing("note")
            key = await session_key(connection, self._seal, SessionId(session_id))
            row = {
                "reply_id": reply.reply_id,
                "note_id": note_id,
                "author_id": reply.author,
                "at_ms": reply.at_ms,
                "text": key.seal(reply.text.encode(), f"reply|{reply.reply_id}"),
            }
            await connection.execute(insert(COACHING_REPLY).values(**row))

    async def notes(
        self, *, session_id: SessionId | None = None, person_id: PersonId | None = None
    ) -> Sequence[Note]:
        """The newest notes: of a session; by or about a person, and wishes of everyone; with neither, all."""
        wanted: list[ColumnElement[bool]] = []
        if session_id is not None:
            wanted.append(COACHING_NOTE.c.session_id == session_id)
        if person_id is not None:
            own = (COACHING_NOTE.c.author_id == person_id, COACHING_NOTE.c.about_id == person_id)
            wanted.append(or_(*own, COACHING_NOTE.c.kind == NoteKind.WISH.value))
        async with self._database.reading() as connection:
            rows = await _newest(connection, COACHING_NOTE, COACHING_NOTE.c.note_id, wanted)
            ids = [row["note_id"] for row in rows]
            found = await connection.execute(
                select(COACHING_REPLY)
                .where(COACHING_REPLY.c.note_id.in_(ids))
                .order_by(COACHING_REPLY.c.at_ms, COACHING_REPLY.c.reply_id)
            )
            replies = found.mappings().all()
        return [self._note(row, [one for one in replies if one["note_id"] == row["note_id"]]) for row in rows]

    async def clips(self) -> Sequence[Clip]:
        """The newest clips."""
        async with self._database.reading() as connection:
            rows = await _newest(connection, CLIP, CLIP.c.clip_id, ())
        return [
            Clip(
                clip_id=row["clip_id"],
                moment=_moment(row),
                topic=row["topic"],
                title=self._open(row, row["title"], f"clip|{row['clip_id']}"),
                author=PersonId(row["author_id"]),
                at_ms=row["at_ms"],
            )
            for row in rows
        ]

    async def remove(self, session_id: SessionId, clip_id: str | None = None) -> None:
        """Remove one clip of this session; None: everything of the session, for it is being erased."""
        async with self._database.writing() as connection:
            if clip_id is not None:
                of_it = (CLIP.c.session_id == session_id, CLIP.c.clip_id == clip_id)
                await connection.execute(delete(CLIP).where(*of_it))
                return
            notes = select(COACHING_NOTE.c.note_id).where(COACHING_NOTE.c.session_id == session_id)
            await connection.execute(delete(COACHING_REPLY).where(COACHING_REPLY.c.note_id.in_(notes)))
            await connection.execute(delete(COACHING_NOTE).where(COACHING_NOTE.c.session_id == session_id))
            await connection.execute(delete(CLIP).where(CLIP.c.session_id == session_id))

    async def _note_row(self, connection: AsyncConnection, note: Note) -> dict[str, Any]:
        key = await session_key(connection, self._seal, note.moment.session_id)
        return {
            "note_id": note.note_id,
            **_place(note.moment),
            "kind": note.kind.value,
            "author_id": note.author,
            "about_id": note.about,
            "at_ms": note.at_ms,
            "text": key.seal(note.text.encode(), f"note|{note.note_id}"),
            "closed": note.is_closed,
        }

    async def _clip_row(self, connection: AsyncConnection, clip: Clip) -> dict[str, Any]:
        key = await session_key(connection, self._seal, clip.moment.session_id)
        return {
            "clip_id": clip.clip_id,
            **_place(clip.moment),
            "topic": clip.topic,
            "title": key.seal(clip.title.encode(), f"clip|{clip.clip_id}"),
            "author_id": clip.author,
            "at_ms": clip.at_ms,
        }

    def _note(self, row: RowMapping, replies: Sequence[RowMapping]) -> Note:
        return Note(
            note_id=row["note_id"],
            moment=_moment(row),
            kind=NoteKind(row["kind"]),
            author=PersonId(row["author_id"]),
            about=PersonId(row["about_id"]),
            at_ms=row["at_ms"],
            text=self._open(row, row["text"], f"note|{row['note_id']}"),
            is_closed=row["closed"],
            replies=tuple(
                Reply(
                    reply_id=one["reply_id"],
                    author=PersonId(one["author_id"]),
                    at_ms=one["at_ms"],
                    text=self._open(row, one["text"], f"reply|{one['reply_id']}"),
                )
                for one in replies
            ),
        )

    def _open(self, row: RowMapping, sealed: bytes, place: str) -> str:
        return self._seal.session_key(row["wrapped_key"], row["session_id"]).open(sealed, place).decode()


async def _newest(
    connection: AsyncConnection,
    table: Table,
    tie: ColumnElement[str],
    wanted: Sequence[ColumnElement[bool]],
) -> Sequence[RowMapping]:
    """The newest rows of sessions that were not erased, each with its session's wrapped key."""
    query = (
        select(table, SESSION.c.wrapped_key)
        .join(SESSION, SESSION.c.session_id == table.c.session_id)
        .where(SESSION.c.wrapped_key.is_not(None), *wanted)
        .order_by(table.c.at_ms.desc(), tie.desc())
        .limit(PAGE)
    )
    return (await connection.execute(query)).mappings().all()


def _place(moment: Moment) -> dict[str, Any]:
    return {"session_id": moment.session_id, "from_ms": moment.from_ms, "until_ms": moment.until_ms}


def _moment(row: RowMapping) -> Moment:
    return Moment(SessionId(row["session_id"]), row["from_ms"], row["until_ms"])
