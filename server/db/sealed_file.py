"""A file of sealed records: read and written piece by piece, and no record can be dropped or moved."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import BinaryIO, Final, TypeVar

from server.errors import NotReady, UnknownThing
from server.security.seal import SEAL_BYTES, SessionKey

T = TypeVar("T")

RECORD_BYTES: Final = 1024 * 1024
"""Plain bytes of every record but the last, which may have fewer, or none."""


class SealedFile:
    """One file. Each record is bound to the file, to its number, and to whether it is the last."""

    def __init__(self, path: Path, key: SessionKey, place: str) -> None:
        """`place` names the file among everything that is sealed with the key."""
        self._path = path
        self._half = path.with_name(f"{path.name}.half")
        self._key = key
        self._place = place

    async def write(self, pieces: AsyncIterator[bytes]) -> int:
        """Seal all pieces and put them on disk, whole or not at all; how many plain bytes they had.

        Whatever `pieces` raises passes through.

        Raises:
            NotReady: the disk does not take them.
        """
        file = await _on_disk(self._open_half)
        try:
            size_bytes = await self._write_records(file, pieces)
            await _on_disk(self._settle, file)
            return size_bytes
        except BaseException:
            await asyncio.to_thread(self._give_up, file)
            raise

    async def read(self) -> AsyncIterator[bytes]:
        """All records, each verified before it is given out.

        Raises:
            UnknownThing: there is no such file.
            SealBroken: a record was changed, dropped, doubled or moved.
            NotReady: the disk does not give them.
        """
        try:
            file = await asyncio.to_thread(self._path.open, "rb")
        except FileNotFoundError:
            raise UnknownThing("file") from None
        except OSError as refused:
            raise NotReady("disk") from refused
        try:
            async for record in self._records(file):
                yield record
        finally:
            await asyncio.to_thread(file.close)

    def remove(self) -> None:
        """Remove the file, if it is there. Waits for the disk."""
        self._path.unlink(missing_ok=True)

    async def _write_records(self, file: BinaryIO, pieces: AsyncIterator[bytes]) -> int:
        waiting, number, size_bytes = bytearray(), 0, 0
        async for piece in pieces:
            waiting += piece
            size_bytes += len(piece)
            # One record is kept back: only the last one says that it is the last.
            while len(waiting) > RECORD_BYTES:
                record = bytes(waiting[:RECORD_BYTES])
                del waiting[:RECORD_BYTES]
                await _on_disk(self._write_one, file, record, self._name(number, is_last=False))
                number += 1
        await _on_disk(self._write_one, file, bytes(waiting), self._name(number, is_last=True))
        return size_bytes

    async def _records(self, file: BinaryIO) -> AsyncIterator[bytes]:
        sealed = await _on_disk(file.read, RECORD_BYTES + SEAL_BYTES)
        number = 0
        while True:
            after = await _on_disk(file.read, RECORD_BYTES + SEAL_BYTES)
            yield await asyncio.to_thread(self._key.open, sealed, self._name(number, is_last=not after))
            if not after:
                return
            sealed, number = after, number + 1

    def _name(self, number: int, *, is_last: bool) -> str:
        return f"{self._place}|{number}|{'last' if is_last else 'more'}"

    def _open_half(self) -> BinaryIO:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return os.fdopen(os.open(self._half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")

    def _write_one(self, file: BinaryIO, record: bytes, name: str) -> None:
        file.write(self._key.seal(record, name))

    def _settle(self, file: BinaryIO) -> None:
        file.flush()
        os.fsync(file.fileno())
        file.close()
        self._half.replace(self._path)
        _sync_folder(self._path.parent)

    def _give_up(self, file: BinaryIO) -> None:
        with contextlib.suppress(OSError):
            file.close()
        self._half.unlink(missing_ok=True)
        self.remove()


async def _on_disk(work: Callable[..., T], *arguments: object) -> T:
    """Do this in a thread, for a disk may wait. Raises NotReady where the disk refuses."""
    try:
        return await asyncio.to_thread(work, *arguments)
    except OSError as refused:
        raise NotReady("disk") from refused


def _sync_folder(folder: Path) -> None:
    """The new name is on disk too; Windows has no such call for folders."""
    if os.name != "posix":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
