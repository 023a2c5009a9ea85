"""The chain of a session's log: each record's hash covers the one before it, so that no change goes unseen.

It is computed over what is sealed: erasing a session destroys its key, and the chain still verifies.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from recordings.errors import ChainBroken, Damage

GENESIS: Final = bytes(32)
"""What the first record of a chain continues."""

_FORMAT: Final = b"auxilio chain 1"


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it was kept. `seq` counts from 1; `at_ms` is UTC, milliseconds since 1970."""

    seq: int
    at_ms: int
    kind: str
    sealed: bytes
    prev_hash: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Head:
    """The last record's number and hash, kept in another place than the records; (0, GENESIS) for none."""

    seq: int
    hash: bytes


def link_hash(prev_hash: bytes, session_id: str, seq: int, at_ms: int, kind: str, sealed: bytes) -> bytes:
    """The hash of a record: SHA-256 over the format's name and all parts, each with its length in front.

    Args:
        prev_hash: The hash of the record before, or `GENESIS`.
        session_id: Whose log it is.
        seq: The record's number.
        at_ms: When it happened.
        kind: What it is, readable without the key.
        sealed: The payload as it is stored.
    """
    digest = hashlib.sha256()
    for part in (_FORMAT, prev_hash, session_id.encode(), b"%d" % seq, b"%d" % at_ms, kind.encode(), sealed):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()


def verify(session_id: str, records: Sequence[Record], head: Head) -> None:
    """Check a whole log, in its order.

    Args:
        session_id: Whose log it should be.
        records: What was kept, in the order in which it was found.
        head: What the log should end with; without it a shorter log would look whole.

    Raises:
        ChainBroken: naming the first record that was changed, dropped, doubled, moved or added.
    """
    prev_hash = GENESIS
    for seq, record in enumerate(records, start=1):
        if (damage := _damage(session_id, seq, record, prev_hash, records)) is not None:
            raise ChainBroken(session_id, seq, damage)
        prev_hash = record.hash
    if len(records) < head.seq:
        raise ChainBroken(session_id, len(records) + 1, Damage.CUT_OFF)
    if len(records) > head.seq:
        raise ChainBroken(session_id, head.seq + 1, Damage.ADDED)
    if prev_hash != head.hash:
        raise ChainBroken(session_id, head.seq, Damage.CHANGED)


def _damage(
    session_id: str, seq: int, record: Record, prev_hash: bytes, records: Sequence[Record]
) -> Damage | None:
    """What is wrong with the record found at place `seq`, of which all before are right; None: nothing."""
    if record.hash != _own_hash(session_id, record):
        return Damage.CHANGED
    if record.seq == seq:
        return None if record.prev_hash == prev_hash else Damage.CHANGED
    numbers = [other.seq for other in records]
    if numbers.count(record.seq) > 1:
        return Damage.DOUBLED
    return Damage.MOVED if seq in numbers else Damage.DROPPED


def _own_hash(session_id: str, record: Record) -> bytes:
    return link_hash(record.prev_hash, session_id, record.seq, record.at_ms, record.kind, record.sealed)
