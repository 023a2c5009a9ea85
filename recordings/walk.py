"""From record to record through a segment's file, checking its hashes; no key is needed, and none helps."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from recordings.checkpoint import FileHead
from recordings.errors import Damage, SegmentBroken
from recordings.record_file import (
    HASH_BYTES,
    HEAD_BYTES,
    HEADER_LIMIT_BYTES,
    RecordHead,
    first_hash,
    parse_header,
    record_hash,
    unpack_head,
)

_HEADER_BYTES: Final = HEADER_LIMIT_BYTES + 12


@dataclass(frozen=True, slots=True)
class Walked:
    """What a file holds.

    Attributes:
        name: The file's name.
        session_id: Whose it says it is; "" when its header cannot be read.
        hashes: The header's hash, then those of all records that are right, in order.
        heads: The packed heads of these records.
        end: Where the last right record ends.
        rest: How many bytes follow it.
        damage: What is wrong with the record there; None: nothing, or it was only cut off.
    """

    name: str
    session_id: str
    hashes: tuple[bytes, ...]
    heads: bytes
    end: int
    rest: int
    damage: Damage | None = None

    @property
    def head(self) -> FileHead:
        """The last right record."""
        return len(self.hashes) - 1, self.hashes[-1]

    def continues(self, known: FileHead) -> bool:
        """Whether this file held exactly what is `known` of it, and perhaps more since."""
        records, own_hash = known
        return 0 <= records < len(self.hashes) and self.hashes[records] == own_hash


def walk(path: Path, from_record: int = 0) -> Walked:
    """Everything that is right in the file, up to the first record that is not.

    Args:
        path: The file.
        from_record: Up to here it is only leafed through: the hashes are taken as they stand there.

    Raises:
        OSError: it cannot be read.
        SegmentBroken: its header cannot be read, or it is another file's.
    """
    with path.open("rb") as file:
        header, raw = parse_header(file.read(_HEADER_BYTES), path.name)
        size = file.seek(0, os.SEEK_END)
        end = file.seek(len(raw))
        hashes, heads, damage = [first_hash(raw)], [], None
        while (head := _head(file, len(hashes), size)) is not None:
            if len(hashes) <= from_record:
                file.seek(head.sealed_bytes, os.SEEK_CUR)
                own_hash = file.read(HASH_BYTES)
            else:
                sealed, own_hash = file.read(head.sealed_bytes), file.read(HASH_BYTES)
                if own_hash != record_hash(hashes[-1], head.pack(), sealed):
                    damage = Damage.CHANGED
                    break
            hashes.append(own_hash)
            heads.append(head.pack())
            end += head.whole_bytes
        if damage is None and size - end >= HEAD_BYTES:
            damage = _damage(file, end, len(hashes))
    return Walked(path.name, header.session_id, tuple(hashes), b"".join(heads), end, size - end, damage)


def cut_rest(path: Path, walked: Walked) -> None:
    """Cut off what is no whole record, as a crash leaves it. Raises OSError."""
    with path.open("r+b") as file:
        file.truncate(walked.end)


def check(walked: Walked, wanted: list[FileHead], *, is_sealed: bool) -> None:
    """Compare a file with what checkpoints say of it.

    Args:
        walked: The file.
        wanted: What each checkpoint says, oldest first; the last one is the whole file, if it is sealed.
        is_sealed: Nothing may follow.

    Raises:
        SegmentBroken: naming the first record that is not as it was written.
    """
    name, there = walked.name, len(walked.hashes) - 1
    for records, own_hash in wanted:
        if records <= there and walked.hashes[records] != own_hash:
            raise SegmentBroken(name, records, Damage.CHANGED)
    if walked.damage is not None:
        raise SegmentBroken(name, there + 1, walked.damage)
    most = wanted[-1][0] if wanted else 0
    if there < most:
        raise SegmentBroken(name, there + 1, Damage.CUT_OFF)
    if is_sealed and (there > most or walked.rest):
        raise SegmentBroken(name, most + 1, Damage.ADDED)


def _head(file: BinaryIO, seq: int, size: int) -> RecordHead | None:
    """The head of the next record, if it is there, whole, and has this number."""
    packed = file.read(HEAD_BYTES)
    head = unpack_head(packed, seq) if len(packed) == HEAD_BYTES else None
    if head is None or file.tell() + head.sealed_bytes + HASH_BYTES > size:
        return None
    return head


def _damage(file: BinaryIO, start: int, seq: int) -> Damage | None:
    """What is wrong with what stands where record `seq` should; None: it is only cut off."""
    file.seek(start)
    if unpack_head(file.read(HEAD_BYTES), seq) is not None:
        return None
    found = list(_numbers(file, start))
    if not found or found[0] == 0:
        return Damage.CHANGED
    if found[0] < seq:
        return Damage.DOUBLED
    return Damage.MOVED if seq in found else Damage.DROPPED


def _numbers(file: BinaryIO, start: int) -> Iterator[int]:
    """The numbers that the records from here on claim to have, for as long as they look like records."""
    while True:
        file.seek(start)
        packed = file.read(HEAD_BYTES)
        seq = int.from_bytes(packed[4:8], "big")
        head = unpack_head(packed, seq) if len(packed) == HEAD_BYTES else None
        if head is None:
            return
        yield seq
        start += head.whole_bytes
