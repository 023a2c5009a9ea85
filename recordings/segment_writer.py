"""One segment's file as it grows: whole records only, each on its way to the disk before it is counted."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from recordings.errors import RecordingsError, StoreBroken, StoreFull
from recordings.index_file import index_bytes
from recordings.record_file import (
    TAG_BYTES,
    FileCipher,
    RecordFlag,
    RecordHead,
    SegmentHeader,
    file_name,
    first_hash,
    header_bytes,
    index_name,
    record_hash,
)

_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class FileHead(NamedTuple):
    """How many records of a file are on the disk, and the last one's hash."""

    records: int
    hash: bytes


class SegmentWriter:
    """Writes one segment into a file of its own. Blocking; one thread at a time.

    What `sync` answered is on the disk. When a write fails the file is cut back to its last whole record, the
    error is raised, and nothing more is written.
    """

    def __init__(self, folder: Path, header: SegmentHeader, key: bytes) -> None:
        """Begin `<number>.rec` in this folder; `key` is the session's recording key.

        Raises:
            StoreFull: there is no room.
            StoreBroken: the file exists already, or the folder refuses it.
        """
        self.header = header
        self._folder = folder
        self._cipher = FileCipher(key, header.session_id, header.number)
        begun = header_bytes(header)
        self._hash = first_hash(begun)
        self._heads = bytearray()
        self._seq = self._kept_bytes = 0
        self._synced = FileHead(0, self._hash)
        self._fd: int | None = None
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
            self._fd = os.open(folder / file_name(header.number), flags, 0o600)
            self._write(begun)
            _sync_folder(folder)
        except OSError as refused:
            raise self._broken(refused) from refused

    @property
    def head(self) -> FileHead:
        """What is on the disk for certain."""
        return self._synced

    @property
    def closed(self) -> bool:
        """Whether nothing more will be written."""
        return self._fd is None

    @property
    def kept_bytes(self) -> int:
        """The file's length, all written records included."""
        return self._kept_bytes

    def append(self, plaintext: bytes, at_ms: int, duration_ms: int, flags: RecordFlag) -> None:
        """Write one record; `sync` puts it on the disk.

        Raises:
            StoreFull: there is no room; the record is not kept.
            StoreBroken: the disk refused it; the record is not kept.
        """
        head = RecordHead(len(plaintext) + TAG_BYTES, self._seq + 1, at_ms, duration_ms, flags)
        packed, sealed = head.pack(), self._cipher.seal(plaintext, head)
        own_hash = record_hash(self._hash, packed, sealed)
        try:
            self._write(packed + sealed + own_hash)
        except OSError as refused:
            raise self._broken(refused) from refused
        self._seq, self._hash = head.seq, own_hash
        self._heads += packed

    def sync(self) -> FileHead:
        """Wait until everything written is on the disk.

        Raises:
            StoreFull: there is no room after all.
            StoreBroken: the disk failed.
        """
        if self._seq > self._synced.records:
            try:
                _sync_file(self._opened())
            except OSError as refused:
                raise self._broken(refused) from refused
            self._synced = FileHead(self._seq, self._hash)
        return self._synced

    def close(self, at_ms: int, plaintext: bytes = b"", duration_ms: int = 0, flags: int = 0) -> FileHead:
        """End the segment in order, with what is left; nothing can be added afterwards.

        Raises:
            StoreFull: there is no room for the last record.
            StoreBroken: the disk refused it.
        """
        self.append(plaintext, at_ms, duration_ms, RecordFlag(flags) | RecordFlag.LAST)
        head = self.sync()
        self.abandon()
        self._write_index()
        return head

    def abandon(self) -> None:
        """Let go of the file as it is: it ends like one whose writer died."""
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None

    def _opened(self) -> int:
        if self._fd is None:
            raise OSError(errno.EBADF, "the segment is closed")
        return self._fd

    def _write(self, data: bytes) -> None:
        opened = self._opened()
        left = memoryview(data)
        while left:
            left = left[os.write(opened, left) :]
        self._kept_bytes += len(data)

    def _broken(self, refused: OSError) -> RecordingsError:
        """Cut off what was half written, and say why nothing more is."""
        if self._fd is not None:
            try:
                os.ftruncate(self._fd, self._kept_bytes)
            except OSError as also:
                refused.add_note(f"and the half record could not be cut off: {also}")
            self.abandon()
        if refused.errno in _FULL:
            return StoreFull(str(self._folder))
        return StoreBroken(str(self._folder), refused.strerror or str(refused))

    def _write_index(self) -> None:
        path = self._folder / index_name(self.header.number)
        try:
            path.write_bytes(index_bytes(bytes(self._heads)))
        except OSError:
            # Only a shortcut: the segment is whole without it.
            path.unlink(missing_ok=True)


_sync_file: Final[Callable[[int], None]] = getattr(os, "fdatasync", os.fsync)
"""macOS and Windows know only the heavier call."""


def _sync_folder(folder: Path) -> None:
    """A new file's name is on the disk too; Windows has no such call and needs none."""
    if os.name != "posix":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
