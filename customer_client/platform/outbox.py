"""The files and folders that the person here chose, as they are sent (SPEC X)."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from customer_client.core.file_names import safe_name
from customer_client.errors import NotRead
from protocol.limits import TRANSFER_DEPTH_LIMIT, TRANSFER_ITEMS_LIMIT
from protocol.transfer import Item


class Outbox:
    """What was chosen. Every call blocks: one worker thread at a time.

    Links inside a chosen folder are not followed: nothing leaves that does not lie in it.

    Args:
        paths: Files and folders, as the person chose them.

    Raises:
        NotRead: one of them is not there.
    """

    def __init__(self, paths: Sequence[str]) -> None:
        found = [one for path in paths for one in _found(Path(path))][:TRANSFER_ITEMS_LIMIT]
        self._files = [path for path, _ in found]
        self.items = [item for _, item in found]
        self._open: tuple[int, IO[bytes]] | None = None

    def read(self, number: int, offset: int, size_bytes: int) -> bytes:
        """This part of this item. Raises NotRead: it is gone, or not as long as it was."""
        name = self.items[number].path[-1]
        try:
            file = self._file(number)
            file.seek(offset)
            data = file.read(size_bytes)
        except OSError as wrong:
            raise NotRead(name) from wrong
        if len(data) != size_bytes:
            raise NotRead(name, changed=True)
        return data

    def close(self) -> None:
        """Nothing more is read."""
        if self._open is not None:
            self._open[1].close()
            self._open = None

    def _file(self, number: int) -> IO[bytes]:
        if self._open is None or self._open[0] != number:
            self.close()
            self._open = (number, self._files[number].open("rb"))
        return self._open[1]


def _found(top: Path) -> Iterator[tuple[Path, Item]]:
    try:
        if top.is_dir():
            yield from _inside(top)
        else:
            yield top, Item(path=(safe_name(top.name),), size_bytes=top.stat().st_size)
    except OSError as wrong:
        raise NotRead(safe_name(top.name)) from wrong


def _inside(top: Path) -> Iterator[tuple[Path, Item]]:
    for folder, folders, files in os.walk(top):
        folders.sort()
        for name in sorted(files):
            path = Path(folder) / name
            parts = (top.name, *path.relative_to(top).parts)
            if path.is_symlink() or not path.is_file() or len(parts) > TRANSFER_DEPTH_LIMIT:
                continue
            yield path, Item(path=tuple(map(safe_name, parts)), size_bytes=path.stat().st_size)
