"""Where the files of a session's recording are read from: a folder of this machine, or an object store."""

import os
from pathlib import Path
from typing import Protocol

from recordings.errors import NotKept, StoreBroken


class Source(Protocol):
    """One file, read in pieces. Blocking."""

    @property
    def name(self) -> str:
        """The file's name within its folder."""
        ...

    @property
    def window_bytes(self) -> int:
        """How much is worth reading at once."""
        ...

    def size(self) -> int:
        """How long the file is now.

        Raises:
            NotKept: it is gone.
        """
        ...

    def read(self, start: int, stop: int) -> bytes:
        """The bytes from `start` up to `stop`, fewer at the end of the file.

        Raises:
            NotKept: it is gone.
            StoreBroken: it cannot be read.
        """
        ...


class Folder(Protocol):
    """One session's files. Blocking."""

    def names(self) -> list[str]:
        """The names of all files, sorted; none: there is no such folder."""
        ...

    def open(self, name: str) -> Source:
        """One file. Whether it is there is seen when it is read."""
        ...


class LocalFile:
    """A `Source` on this machine's disk. It may grow while it is read."""

    window_bytes = 4096

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def name(self) -> str:
        """The file's name."""
        return self._path.name

    def size(self) -> int:
        """How long the file is now."""
        try:
            return self._path.stat().st_size
        except FileNotFoundError as gone:
            raise NotKept(self.name) from gone

    def read(self, start: int, stop: int) -> bytes:
        """The bytes from `start` up to `stop`."""
        try:
            # Unbuffered: a buffer of its own would be read again for every record.
            with self._path.open("rb", buffering=0) as file:
                file.seek(start)
                return _read_all(file.fileno(), max(stop - start, 0))
        except FileNotFoundError as gone:
            raise NotKept(self.name) from gone
        except OSError as refused:
            raise StoreBroken(str(self._path), refused.strerror or str(refused)) from refused


class LocalFolder:
    """A `Folder` on this machine's disk."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def names(self) -> list[str]:
        """The names of all files, sorted."""
        if not self._path.is_dir():
            return []
        return sorted(path.name for path in self._path.iterdir() if path.is_file())

    def open(self, name: str) -> LocalFile:
        """One file."""
        return LocalFile(self._path / name)


def _read_all(opened: int, wanted_bytes: int) -> bytes:
    pieces = []
    while wanted_bytes > 0 and (piece := os.read(opened, wanted_bytes)):
        pieces.append(piece)
        wanted_bytes -= len(piece)
    return b"".join(pieces)
