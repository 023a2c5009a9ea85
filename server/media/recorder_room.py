"""How much room there is for recordings: on the disk, and of what they may take (SPEC N7)."""

import logging
import shutil
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from recordings.errors import StoreBroken, StoreFull

log = logging.getLogger(__name__)

_UNIT: Final = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """What the settings allow. `quota_bytes` 0: as much as the disk holds."""

    warn_free_bytes: int
    stop_free_bytes: int
    quota_bytes: int = 0


@dataclass(frozen=True, slots=True)
class RoomNow:
    """How much room there is. `is_short`: somebody should make room; `is_full`: nothing more is recorded."""

    free_bytes: int
    used_bytes: int
    is_short: bool
    is_full: bool


class Room:
    """The folder of all recordings. Used by several threads."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        """The folder exists. Call `measure` before the first question, and now and then."""
        self.folder = folder
        self._limits = limits
        self._used_bytes = 0
        self._lock = threading.Lock()
        self._was_short = False
        self.last = RoomNow(0, 0, is_short=False, is_full=False)
        """As it was found last: at most some seconds ago while anything is recorded."""

    def measure(self) -> None:
        """Count what is there; recordings are deleted and carried away by others. Blocking.

        Raises:
            StoreBroken: the folder is not there any more.
        """
        used_bytes = 0
        for path in self.folder.rglob("*"):
            try:
                used_bytes += path.stat().st_size if path.is_file() else 0
            except OSError:
                continue  # deleted meanwhile
        with self._lock:
            self._used_bytes = used_bytes
        self.now()

    def grew(self, by_bytes: int) -> None:
        """So much was written."""
        with self._lock:
            self._used_bytes += by_bytes

    def now(self) -> RoomNow:
        """What there is, as far as this process may take it. Blocking.

        Raises:
            StoreBroken: the folder is not there any more.
        """
        try:
            free_bytes = shutil.disk_usage(self.folder).free
        except OSError as refused:
            raise StoreBroken(str(self.folder), refused.strerror or "it is not there") from refused
        limits, used_bytes = self._limits, self._used_bytes
        left_bytes = limits.quota_bytes - used_bytes if limits.quota_bytes else free_bytes
        is_full = free_bytes <= limits.stop_free_bytes or left_bytes <= 0
        nearly = bool(limits.quota_bytes) and left_bytes < limits.quota_bytes // 10
        is_short = is_full or nearly or free_bytes < limits.warn_free_bytes
        self.last = RoomNow(free_bytes, used_bytes, is_short, is_full)
        return self.last

    def require(self) -> None:
        """There is room for the next seconds; a warning is logged before there is none. Blocking.

        Raises:
            StoreFull: there is none: what is left is for the log.
            StoreBroken: the folder is not there any more.
        """
        now = self.now()
        if now.is_short and not self._was_short:
            log.warning(
                "room for recordings is running out: %d MiB free in %s, %d MiB used",
                now.free_bytes // _UNIT,
                self.folder,
                now.used_bytes // _UNIT,
            )
        self._was_short = now.is_short
        if now.is_full:
            raise StoreFull(str(self.folder))
