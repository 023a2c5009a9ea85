"""Sealed sessions' folders as the server leaves them, made by hand and small."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from protocol.ids import SessionId
from recordings import log_file, witness
from recordings.chain import GENESIS, Head, Record, link_hash
from recordings.checkpoint import Checkpoint, FileHead, Signed, sign
from recordings.index_file import index_bytes
from recordings.record_file import (
    RecordFlag,
    RecordHead,
    SegmentHeader,
    Track,
    file_name,
    first_hash,
    header_bytes,
    index_name,
    record_hash,
)

SESSION: Final = SessionId("s_sealed")
KEY: Final = bytes(range(32))
STARTED_AT_MS: Final = 1_700_000_000_000


def chained(count: int, session_id: str = SESSION, sealed_bytes: int = 40) -> list[Record]:
    """A log of so many entries, a second apart."""
    records: list[Record] = []
    prev = GENESIS
    for seq in range(1, count + 1):
        at_ms, sealed = STARTED_AT_MS + 1000 * seq, _noise(seq, sealed_bytes)
        own = link_hash(prev, session_id, seq, at_ms, "said", sealed)
        records.append(Record(seq, at_ms, "said", sealed, prev, own))
        prev = own
    return records


def write_segment(
    folder: Path, number: int, count: int, *, session_id: str = SESSION, sealed_bytes: int = 64
) -> list[bytes]:
    """A segment of so many records, closed in order, with its index; the hashes from its header on."""
    header = header_bytes(
        SegmentHeader(
            session_id=SessionId(session_id),
            number=number,
            track=Track.EVENTS,
            started_at_ms=STARTED_AT_MS,
        )
    )
    hashes, packed = [first_hash(header)], b""
    with (folder / file_name(number)).open("wb") as file:
        file.write(header)
        for seq in range(1, count + 1):
            flags = RecordFlag.LAST if seq == count else RecordFlag(0)
            head = RecordHead(sealed_bytes, seq, STARTED_AT_MS + 1000 * seq, 1000, flags).pack()
            sealed = _noise(seq + 1000 * number, sealed_bytes)
            hashes.append(record_hash(hashes[-1], head, sealed))
            file.write(head + sealed + hashes[-1])
            packed += head
    (folder / index_name(number)).write_bytes(index_bytes(packed))
    return hashes


@dataclass
class SealedFolder:
    """A session's folder, and what lies with the keys."""

    folder: Path
    witness: Path
    records: list[Record] = field(default_factory=list)
    made: list[Signed] = field(default_factory=list)

    @property
    def log(self) -> Path:
        return self.folder / log_file.NAME

    def checkpoint(self, seq: int, files: dict[int, FileHead], *, final: bool = False) -> Signed:
        """One more, behind this entry."""
        before = self.made[-1].checkpoint if self.made else None
        head = self.records[seq - 1].hash if seq else GENESIS
        signed = sign(
            Checkpoint(
                session_id=SESSION,
                number=len(self.made) + 1,
                at_ms=STARTED_AT_MS + 1000 * seq,
                log=Head(seq, head),
                files=files,
                final=final,
                prev=before.hash if before else GENESIS,
            ),
            KEY,
        )
        self.made.append(signed)
        witness.tell(self.witness, signed.checkpoint)
        return signed

    def write_log(self) -> None:
        log_file.append(self.log, list(log_file.in_order(self.records, self.made)))


def sealed_folder(
    place: Path, entries: int = 6, files: Iterable[int] = (4, 3), sealed_bytes: int = 64
) -> SealedFolder:
    """A session that is over: two checkpoints on the way, one at the end; one file for each of `files`."""
    folder = place / SESSION
    folder.mkdir(parents=True)
    sealed = SealedFolder(folder, place / witness.NAME, chained(entries))
    hashes = {
        number: write_segment(folder, number, count, sealed_bytes=sealed_bytes)
        for number, count in enumerate(files, start=1)
    }
    first = {1: (1, hashes[1][1])} if hashes else {}
    sealed.checkpoint(entries // 3, first)
    sealed.checkpoint(2 * entries // 3, first)
    sealed.checkpoint(entries, {n: (len(one) - 1, one[-1]) for n, one in hashes.items()}, final=True)
    sealed.write_log()
    return sealed


def _noise(seed: int, count: int) -> bytes:
    return hashlib.shake_128(b"%d" % seed).digest(count)
