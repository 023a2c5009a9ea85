"""The copy of each log beside its recording, and the witness beside the keys."""

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from protocol.ids import SessionId
from recordings import log_file, walk, witness
from recordings.chain import Record
from recordings.checkpoint import FileHead, Signed
from recordings.errors import Damage, SegmentBroken
from recordings.record_file import number_of
from server.errors import LogDamaged, NotReady

log = logging.getLogger(__name__)

T = TypeVar("T")


class FolderCopies:
    """`runtime.log_ports.LogCopies` on the local disk."""

    def __init__(self, recordings: Path, key_folder: Path) -> None:
        """`recordings` holds a folder for each session; the witness lies in the key folder."""
        self._recordings = recordings
        self._witness = key_folder / witness.NAME
        self._seen: dict[SessionId, int] = {}
        self._reached: dict[SessionId, tuple[int, int]] = {}

    async def settle(
        self, session_id: SessionId, known: Mapping[int, FileHead], only: Collection[int] | None = None
    ) -> Mapping[int, FileHead]:
        """Read the session's files, or `only` these, that nobody writes to any more; cut off half a record.

        A file that does not continue what is `known` of it stays as known: whoever verifies shall see it.

        Raises:
            NotReady: the disk does not give them.
        """
        return await _on_disk(self._settle, session_id, known, only)

    async def reach(self, session_id: SessionId) -> tuple[int, int]:
        """The last entry and the last checkpoint in the session's copy; (0, 0) when there is none.

        Raises:
            LogDamaged: it is not what was written; nothing is added to it any more.
            NotReady: the disk does not give it.
        """
        if session_id not in self._reached:
            self._reached[session_id] = await _on_disk(self._reach, session_id)
        return self._reached[session_id]

    async def add(
        self, session_id: SessionId, records: Sequence[Record], made: Sequence[Signed], newest: Signed
    ) -> None:
        """Put these at the end of the session's copy, then tell the witness of the newest checkpoint.

        Raises:
            NotReady: a disk does not take them.
        """
        lines = list(log_file.in_order(records, made))
        reached = self._reached.pop(session_id, (0, 0))  # nobody knows what is there when it fails
        await _on_disk(self._add, session_id, lines, newest)
        if newest.checkpoint.final:
            return
        self._reached[session_id] = (
            records[-1].seq if records else reached[0],
            made[-1].checkpoint.number if made else reached[1],
        )

    async def witnessed(self) -> dict[SessionId, int]:
        """The newest checkpoint of each session that the witness knows of; older ones are forgotten.

        Raises:
            NotReady: the disk does not give it.
        """
        statement = await _on_disk(witness.shorten, self._witness)
        if statement.bad_line:
            log.error("line %s of %s was changed: keep a copy of it", statement.bad_line, self._witness)
        self._seen = {SessionId(one): lines[-1].number for one, lines in statement.seen.items()}
        return dict(self._seen)

    def _settle(
        self, session_id: SessionId, known: Mapping[int, FileHead], only: Collection[int] | None
    ) -> Mapping[int, FileHead]:
        heads, folder = dict(known), self._recordings / session_id
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            number = number_of(path.name)
            if number is None or (only is not None and number not in only):
                continue
            try:
                walked = walk.walk(path, known[number][0] if number in known else 0)
            except SegmentBroken as broken:
                if broken.damage is Damage.CUT_OFF and number not in known:
                    path.unlink()  # a crash while it was made: there is nothing in it
                continue
            if not walked.continues(known.get(number, (0, walked.hashes[0]))):
                log.error("session %s: %s is not what was written", session_id, path.name)
                continue
            heads[number] = walked.head
            if walked.damage is None and walked.rest:
                walk.cut_rest(path, walked)
        return heads

    def _reach(self, session_id: SessionId) -> tuple[int, int]:
        path = self._recordings / session_id / log_file.NAME
        if not path.exists():
            return 0, 0
        content = log_file.read(path)
        if content.bad_line:
            raise LogDamaged(
                f"Line {content.bad_line} of {path} was changed: this copy of the log is not what was "
                "written. Keep it as it is; the database has the log."
            )
        seqs = [line.seq for line in content.lines if isinstance(line, Record)]
        numbers = [line.checkpoint.number for line in content.lines if isinstance(line, Signed)]
        return max(seqs, default=0), max(numbers, default=0)

    def _add(self, session_id: SessionId, lines: Sequence[log_file.Line], newest: Signed) -> None:
        if lines:
            log_file.append(self._recordings / session_id / log_file.NAME, lines)
        made = newest.checkpoint
        if self._seen.get(session_id, 0) < made.number:
            witness.tell(self._witness, made)
            self._seen[session_id] = made.number


async def _on_disk(work: Callable[..., T], *arguments: object) -> T:
    """Do this in a thread, for a disk may wait. Raises NotReady where the disk refuses."""
    try:
        return await asyncio.to_thread(work, *arguments)
    except OSError as refused:
        raise NotReady("disk") from refused
