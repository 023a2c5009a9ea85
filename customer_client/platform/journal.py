"""What was allowed and taken back on this machine, on its own disk, whether a server hears of it or not."""

import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from protocol.consent import LoweredBy
from protocol.modes import Mode
from protocol.recording_messages import RecordingHere

NAME: Final = "journal.jsonl"
KEPT_BYTES: Final = 1024 * 1024
"""A longer journal begins anew, with its highest epoch and the wish that nobody has heard yet."""


class Journal:
    """One file of JSON lines. Each line is on the disk when `write` returns; call it in a thread.

    Args:
        folder: Made when it is not there; only this user may read it.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path = folder / NAME
        self.epoch = self._highest()
        """The highest epoch that was ever minted here."""
        self.wish = self._newest_wish()
        """What the person wanted of a recording, if the server has not heard it yet (SPEC N4)."""
        if self._path.exists() and self._path.stat().st_size > KEPT_BYTES:
            self._path.unlink()
            self.write(self.epoch, None, None)
            if self.wish is not None:
                self.keep_wish(self.wish)

    def write(self, epoch: int, mode: Mode | None, by: LoweredBy | None) -> None:
        """Keep one line: `by` None means that rights are about to go up to `mode`."""
        self.epoch = max(self.epoch, epoch)
        self._append({"epoch": epoch, "mode": mode, "by": by})

    def keep_wish(self, wish: RecordingHere | None) -> None:
        """Keep what the person wants of the recording; None: the server has heard it."""
        self.wish = wish
        self._append({"wish": wish.model_dump(mode="json") if wish is not None else None})

    def _append(self, said: Mapping[str, object]) -> None:
        entry = {"at": time.time_ns() // 1_000_000, **said}
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, json.dumps(entry).encode() + b"\n")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _highest(self) -> int:
        highest = 0
        for entry in self._entries("epoch"):
            try:
                highest = max(highest, int(entry["epoch"]))
            except (ValueError, TypeError):
                continue
        return highest

    def _newest_wish(self) -> RecordingHere | None:
        for entry in reversed(self._entries("wish")):
            try:
                wish = entry["wish"]
                return RecordingHere.model_validate_json(json.dumps(wish)) if wish is not None else None
            except ValidationError:
                continue
        return None

    def _entries(self, key: str) -> list[dict[str, Any]]:
        """The lines with this key; one that power failed on does not hide the others."""
        found: list[dict[str, Any]] = []
        for raw in self._path.read_bytes().splitlines() if self._path.exists() else ():
            try:
                entry = json.loads(raw)
            except ValueError:
                continue
            if isinstance(entry, dict) and key in entry:
                found.append(entry)
        return found
