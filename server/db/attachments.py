"""Attachments: a row each, and a file of sealed records under a name that we made."""

import asyncio
import os
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from sqlalchemy import RowMapping, delete, func, insert, select

from protocol.chat import AttachmentId, Room
from protocol.ids import PersonId, SessionId
from server.db.engine import Database
from server.db.sealed_file import SealedFile
from server.db.session_keys import session_key
from server.db.tables import ATTACHMENT
from server.errors import TooMuchKept
from server.runtime.ports import Kept
from server.security.seal import Seal, SessionKey

KEPT_LIMIT_BYTES: Final = 1024**3
"""All attachments of one session together: a customer whom nobody knows must not fill the disk."""


class SqlAttachmentStore:
    """`runtime.ports.AttachmentStore`: rows on SQLite or PostgreSQL, bytes in a folder of this server."""

    def __init__(
        self, database: Database, seal: Seal, folder: Path, limit_bytes: int = KEPT_LIMIT_BYTES
    ) -> None:
        """`folder` is ours alone; it is made when the first file comes."""
        self._database = database
        self._seal = seal
        self._folder = folder
        self._limit_bytes = limit_bytes

    async def put(self, kept: Kept, pieces: AsyncIterator[bytes]) -> Kept:
        """Keep these bytes, piece by piece; answers with their true size, once they are on disk.

        Whatever `pieces` raises passes through, and nothing is kept.

        Raises:
            UnknownThing: there is no such session, or it was erased.
            TooMuchKept: the session holds as much as it may.
        """
        async with self._database.reading() as connection:
            key = await session_key(connection, self._seal, kept.session_id)
            held = await connection.execute(
                select(func.coalesce(func.sum(ATTACHMENT.c.size_bytes), 0)).where(
                    ATTACHMENT.c.session_id == kept.session_id
                )
            )
            left_bytes = self._limit_bytes - int(held.scalar_one())
        file = self._file(kept, key)
        size_bytes = await file.write(_bounded(pieces, left_bytes, self._limit_bytes))
        whole = replace(kept, size_bytes=size_bytes)
        try:
            async with self._database.writing() as connection:
                await session_key(connection, self._seal, kept.session_id)  # not erased meanwhile
                await connection.execute(insert(ATTACHMENT).values(**_row(whole, key)))
        except BaseException:
            await asyncio.to_thread(file.remove)
            raise
        return whole

    async def meta(self, session_id: SessionId, attachment_id: AttachmentId) -> Kept | None:
        """What is known of it; None when this session has no such attachment."""
        query = select(ATTACHMENT).where(
            ATTACHMENT.c.attachment_id == attachment_id, ATTACHMENT.c.session_id == session_id
        )
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
            if row is None:
                return None
            return _kept(row, await session_key(connection, self._seal, session_id))

    async def get(self, kept: Kept) -> AsyncIterator[bytes]:
        """Its bytes, piece by piece, each verified before it is given out.

        Raises:
            UnknownThing: it is gone.
            SealBroken: the bytes are not what was stored.
        """
        async with self._database.reading() as connection:
            key = await session_key(connection, self._seal, kept.session_id)
        async for piece in self._file(kept, key).read():
            yield piece

    async def erase(self, session_id: SessionId) -> None:
        """Remove every attachment of this session."""
        async with self._database.writing() as connection:
            gone = await connection.execute(
                delete(ATTACHMENT)
                .where(ATTACHMENT.c.session_id == session_id)
                .returning(ATTACHMENT.c.attachment_id)
            )
            names = list(gone.scalars())
        for name in names:
            await asyncio.to_thread((self._folder / name).unlink, missing_ok=True)

    async def tidy(self) -> int:
        """Remove what a kill left behind: files that no row names. Before anything is put; how many."""
        async with self._database.reading() as connection:
            known = set((await connection.execute(select(ATTACHMENT.c.attachment_id))).scalars())
        return await asyncio.to_thread(_remove_others, self._folder, known)

    def _file(self, kept: Kept, key: SessionKey) -> SealedFile:
        return SealedFile(self._folder / kept.attachment_id, key, f"attachment|{kept.attachment_id}")


async def _bounded(pieces: AsyncIterator[bytes], left_bytes: int, limit_bytes: int) -> AsyncIterator[bytes]:
    async for piece in pieces:
        left_bytes -= len(piece)
        if left_bytes < 0:
            raise TooMuchKept(limit_bytes)
        yield piece


def _row(kept: Kept, key: SessionKey) -> dict[str, object]:
    return {
        "attachment_id": kept.attachment_id,
        "session_id": kept.session_id,
        "room": kept.room.value,
        "name": key.seal(kept.name.encode(), f"attachment_name|{kept.attachment_id}"),
        "media_type": kept.media_type,
        "size_bytes": kept.size_bytes,
        "uploaded_by": kept.uploaded_by,
        "at_ms": kept.at_ms,
    }


def _kept(row: RowMapping, key: SessionKey) -> Kept:
    attachment_id = AttachmentId(row["attachment_id"])
    return Kept(
        attachment_id=attachment_id,
        session_id=SessionId(row["session_id"]),
        room=Room(row["room"]),
        name=key.open(row["name"], f"attachment_name|{attachment_id}").decode(),
        media_type=row["media_type"],
        size_bytes=row["size_bytes"],
        uploaded_by=PersonId(row["uploaded_by"]),
        at_ms=row["at_ms"],
    )


def _remove_others(folder: Path, known: set[str]) -> int:
    if not folder.is_dir():
        return 0
    others = [entry.path for entry in os.scandir(folder) if entry.name not in known]
    for path in others:
        os.unlink(path)
    return len(others)
