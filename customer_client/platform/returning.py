"""The file by which the program finds its way back after a restart: one secret, one use (SPEC R2)."""

import logging
import os
import stat
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from customer_client.platform.ports import ReturnState
from protocol.ids import PersonId, SessionId
from protocol.modes import Mode

log = logging.getLogger(__name__)

NAME: Final = "return.json"
_FRESH: Final = "return.json.new"
LIMIT_BYTES: Final = 64 * 1024
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


class KeptReturn(BaseModel):
    """A `ReturnState` as it is written down; what does not fit exactly is no return state."""

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, ser_json_bytes="hex", val_json_bytes="hex"
    )

    token: str
    origin: str
    ca_sha256: bytes | None
    proxy: str | None
    session_id: SessionId
    organisation: str
    mode: Mode
    holder_id: PersonId | None
    covered: tuple[PersonId, ...]
    epoch: int
    leave_alone: bool
    language: str
    text: bool
    expires_at_ms: int

    @staticmethod
    def of(state: ReturnState) -> "KeptReturn":
        """The same, to be written down."""
        return KeptReturn.model_validate(asdict(state))

    def state(self) -> ReturnState:
        """The same, as the program uses it."""
        return ReturnState(**dict(self))


class ReturnFile:
    """One file in the program's own folder, which nobody else may read.

    Args:
        folder: Made when it is not there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / NAME

    def write(self, state: ReturnState) -> None:
        """Put it on the disk, whole: the machine goes down next.

        Raises:
            OSError: it could not be written; nothing is left of it.
        """
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = self._folder / _FRESH
        fresh.unlink(missing_ok=True)
        try:
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(KeptReturn.of(state).model_dump_json().encode())
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self._path)
        except OSError:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
            raise
        sync_folder(self._folder)

    def take(self) -> ReturnState | None:
        """What it holds, once; the file is gone afterwards, whatever it was. Of two at once one gets it."""
        raw = self._read()
        self._remove_unfinished()
        try:
            self._path.unlink()
        except FileNotFoundError:
            return None
        except OSError:
            log.exception("the return file cannot be taken away, so it is not used")
            return None
        sync_folder(self._folder)
        if raw is None:
            return None
        try:
            return KeptReturn.model_validate_json(raw).state()
        except ValidationError:
            log.warning("the return file was none, and is gone")
            return None

    def remove(self) -> None:
        """Take it away unread."""
        self._remove_unfinished()
        with suppress(OSError):
            self._path.unlink(missing_ok=True)
            sync_folder(self._folder)

    def _remove_unfinished(self) -> None:
        with suppress(OSError):  # power failed while it was written; it holds the secret all the same
            (self._folder / _FRESH).unlink(missing_ok=True)

    def _read(self) -> bytes | None:
        try:
            # A link would be somebody else's way to make this program read what it should not.
            descriptor = os.open(self._path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        except OSError:
            return None
        with os.fdopen(descriptor, "rb") as file:
            found = os.fstat(descriptor)
            if not _is_ours(found):
                log.warning("the return file was not left by this program, and is gone")
                return None
            return file.read(LIMIT_BYTES)


def sync_folder(folder: Path) -> None:
    """What was made or taken away in it is so on the disk too; Windows has no such call."""
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _is_ours(found: os.stat_result) -> bool:
    if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1 or found.st_size > LIMIT_BYTES:
        return False
    if sys.platform == "win32":
        return True  # the folder is the user's own there, by its access list
    return found.st_uid == os.geteuid() and not found.st_mode & _OTHERS
