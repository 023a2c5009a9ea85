"""What was allowed and taken back on this machine, on its own disk, whether a server hears of it or not."""

import json
import os
import time
from pathlib import Path
from typing import Final

from protocol.consent import LoweredBy
from protocol.modes import Mode

NAME: Final = "journal.jsonl"
KEPT_BYTES: Final = 1024 * 1024
"""A longer journal begins anew, with its highest epoch."""


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
        if self._path.exists() and self._path.stat().st_size > KEPT_BYTES:
            self._path.unlink()
            self.write(self.epoch, None, None)

    def write(self, epoch: int, mode: Mode | None, by: LoweredBy | None) -> None:
        """Keep one line: `by` None means that rights are about to go up to `mode`."""
        self.epoch = max(self.epoch, epoch)
        entry = {"at": time.time_ns() // 1_000_000, "epoch": epoch, "mode": mode, "by": by}
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(descriptor, json.dumps(entry).encode() + b"\n")
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _highest(self) -> int:
        if not self._path.exists():
            return 0
        highest = 0
        for raw in self._path.read_bytes().splitlines():
            try:
                highest = max(highest, int(json.loads(raw)["epoch"]))
            except (ValueError, KeyError, TypeError):
                continue  # a line that power failed on; the ones before it count
        return highest
