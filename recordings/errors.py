"""What can be wrong with what was kept: one family.

RecordingsError               each has an `ErrorCode`; its `str()` says what happened and what to do now
└── ChainBroken               the log is not what was written
"""

import enum

from protocol.errors import ErrorCode


class RecordingsError(Exception):
    """Something that was kept cannot be trusted or read."""

    code: ErrorCode = ErrorCode.OURS


class Damage(enum.StrEnum):
    """What happened to a record."""

    CHANGED = "was changed"
    DROPPED = "is missing"
    DOUBLED = "stands there twice"
    MOVED = "stands in another place"
    CUT_OFF = "is missing, with all that followed"
    ADDED = "was added after the end"


class ChainBroken(RecordingsError):
    """A session's log is not what was written. `seq` is the first record that is wrong, or missing."""

    def __init__(self, session_id: str, seq: int, damage: Damage) -> None:
        super().__init__(session_id, seq, damage)
        self.session_id = session_id
        self.seq = seq
        self.damage = damage

    def __str__(self) -> str:
        return (
            f"Entry {self.seq} of session {self.session_id} {self.damage}: this log is not what was written. "
            "Keep it as it is, and compare it with a backup."
        )
