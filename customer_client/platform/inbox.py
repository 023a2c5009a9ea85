"""Where files that were sent to this machine are put: whole, new, and under safe names (SPEC X2, X6)."""

import errno
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Final, TypeVar

from customer_client.core.file_names import numbered, safe_path
from customer_client.errors import NotStored
from protocol.transfer import Item

T = TypeVar("T")

NUMBERS_LIMIT: Final = 10_000
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Inbox:
    """One transfer's files. Every call blocks: one worker thread at a time.

    What is not whole lies in a hidden folder beside the others; `discard` removes it.

    Args:
        folder: Where the files go; made if it is not there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._parts: Path | None = None
        self._open: IO[bytes] | None = None
        self._item: Item | None = None
        self._tops: dict[str, str] = {}
        self.stored: list[Path] = []
        """What is whole, in the order in which it came."""

    def begin(self, item: Item) -> None:
        """Make room for this item. Raises NotStored."""

        def make() -> None:
            if self._parts is None:
                self._folder.mkdir(parents=True, exist_ok=True)
                self._parts = Path(tempfile.mkdtemp(prefix=".auxilio-", dir=self._folder))
            self._item = item
            self._open = (self._parts / "part").open("wb")

        _guarded(make)

    def write(self, data: bytes | memoryview) -> None:
        """Append to the open item; it is the system's when this returns. Raises NotStored."""
        assert self._open is not None, "because `begin` comes first"
        file = self._open

        def put() -> None:
            file.write(data)
            file.flush()

        _guarded(put)

    def close(self) -> Path:
        """The item is whole: it gets its name and stands on the disk. Raises NotStored."""
        file, item, parts = self._open, self._item, self._parts
        assert file is not None, "because `begin` comes first"
        assert item is not None
        assert parts is not None

        def end() -> Path:
            os.fsync(file.fileno())
            file.close()
            return self._named(parts / "part", item)

        path = _guarded(end)
        self._open = self._item = None
        self.stored.append(path)
        return path

    def discard(self) -> None:
        """Remove what is not whole; what is whole stays."""
        if self._open is not None:
            with suppress(OSError):
                self._open.close()
            self._open = None
        if self._parts is not None:
            shutil.rmtree(self._parts, ignore_errors=True)
            self._parts = None

    def _named(self, part: Path, item: Item) -> Path:
        safe = safe_path(item.path)
        if len(safe) == 1:
            return _moved(part, self._folder, safe[0])
        folder = (self._folder / self._top(safe[0])).joinpath(*safe[1:-1])
        folder.mkdir(parents=True, exist_ok=True)
        return _moved(part, folder, safe[-1])

    def _top(self, name: str) -> str:
        """The folder for everything of this transfer under this name; one that was there before is not it."""
        if name in self._tops:
            return self._tops[name]
        for number in range(1, NUMBERS_LIMIT):
            own = numbered(name, number)
            with suppress(FileExistsError):
                (self._folder / own).mkdir()
                self._tops[name] = own
                return own
        raise NotStored(full=False)


def _moved(part: Path, folder: Path, name: str) -> Path:
    """Give the part its name without ever overwriting one that is there."""
    for number in range(1, NUMBERS_LIMIT):
        target = folder / numbered(name, number)
        try:
            os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            continue
        part.replace(target)
        return target
    raise NotStored(full=False)


def _guarded(do: Callable[[], T]) -> T:
    try:
        return do()
    except OSError as wrong:
        raise NotStored(full=wrong.errno in _FULL) from wrong
