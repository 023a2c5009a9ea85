"""One folder a session: written on the local disk, moved to the store when it is over, read from both.

A file leaves this machine only after the store was read back and compared; until then it is read from here.
"""

import shutil
from pathlib import Path

from recordings.errors import NotKept
from recordings.source import Folder, LocalFolder, Source
from recordings.store import Store, StoredFolder


class Spool:
    """All sessions' folders under one root, and beside them the store, if any. Blocking; any thread."""

    def __init__(self, root: Path, store: Store | None = None) -> None:
        self._root = root
        self._store = store

    def path(self, session_id: str) -> Path:
        """The folder on this machine where this session is recorded; it is made when it is not there."""
        path = self._root / session_id
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        return path

    def open(self, session_id: str) -> Folder:
        """This session's files, wherever they are; those of this machine first."""
        local = LocalFolder(self._root / session_id)
        return local if self._store is None else _Both(local, StoredFolder(self._store, session_id))

    def sessions(self) -> list[str]:
        """The sessions with files on this machine."""
        if not self._root.is_dir():
            return []
        return sorted(path.name for path in self._root.iterdir() if path.is_dir())

    def move(self, session_id: str) -> None:
        """Move an ended session's files to the store; without one they stay. May be said again.

        Raises:
            StoreBroken: not all could be moved; those that were not are still here.
        """
        if self._store is None:
            return
        for path in sorted((self._root / session_id).glob("*")):
            self._store.put_file(f"{session_id}/{path.name}", path)
        self._forget(session_id)

    def delete(self, session_id: str) -> None:
        """Delete all files of this session, here and in the store; that there are none is no error.

        Raises:
            StoreBroken: the store refused.
        """
        if self._store is not None:
            self._store.delete(session_id)
        self._forget(session_id)

    def _forget(self, session_id: str) -> None:
        path = self._root / session_id
        if path.is_dir():
            shutil.rmtree(path)


class _Both:
    """A folder in two places; the first that has a file gives it."""

    def __init__(self, first: Folder, second: Folder) -> None:
        self._folders = (first, second)

    def names(self) -> list[str]:
        return sorted({name for folder in self._folders for name in folder.names()})

    def open(self, name: str) -> Source:
        return _Either(*(folder.open(name) for folder in self._folders))


class _Either:
    """A file in one of two places. It may move from the first to the second while it is read."""

    def __init__(self, first: Source, second: Source) -> None:
        self._first = first
        self._second = second
        self.name = first.name
        self.window_bytes = second.window_bytes

    def size(self) -> int:
        try:
            return self._first.size()
        except NotKept:
            return self._second.size()

    def read(self, start: int, stop: int) -> bytes:
        try:
            return self._first.read(start, stop)
        except NotKept:
            return self._second.read(start, stop)
