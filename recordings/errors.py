"""What can be wrong with what was kept, and with keeping it: one family.

RecordingsError               each has an `ErrorCode`; its `str()` says what happened and what to do now
├── ChainBroken               the log is not what was written
├── SegmentBroken             a file of a recording is not what was written
├── KeyWrong                  this key does not open this recording
├── NotKept                   there is no such file
├── StoreFull                 the disk, or what we may use of it, is full
├── StoreBroken               the disk or the object store does not do what it was asked for
└── ExportRefused             what was asked for cannot be made of this recording
"""

import enum

from protocol.errors import ErrorCode


class RecordingsError(Exception):
    """Something that was kept cannot be trusted or read, or cannot be kept."""

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


class SegmentBroken(RecordingsError):
    """A file of a recording is not what was written. `seq` is the first wrong record; 0: its header."""

    def __init__(self, name: str, seq: int, damage: Damage) -> None:
        super().__init__(name, seq, damage)
        self.name = name
        self.seq = seq
        self.damage = damage

    def __str__(self) -> str:
        place = f"Record {self.seq}" if self.seq else "The header"
        return (
            f"{place} of {self.name} {self.damage}: this recording is not what was written. "
            "Keep it as it is, and compare it with a backup."
        )


class KeyWrong(RecordingsError):
    """The key does not open this recording: it is another session's, or another installation's."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return f"This key does not open {self.name}. Give the recording key of its own session."


class NotKept(RecordingsError):
    """There is no such file, or no longer."""

    code = ErrorCode.UNKNOWN

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return f"There is no {self.name} here. It may have been deleted when its time was over."


class StoreFull(RecordingsError):
    """There is no room for more: nothing of what was given last was kept."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.place = place

    def __str__(self) -> str:
        return f"There is no room left for recordings in {self.place}. Make room there, then record again."


class StoreBroken(RecordingsError):
    """The disk or the object store refused, or kept something else than it was given."""

    def __init__(self, place: str, why: str) -> None:
        super().__init__(place, why)
        self.place = place
        self.why = why

    def __str__(self) -> str:
        return f"Recordings cannot be kept in {self.place}: {self.why}. Check the disk or the object store."


class ExportRefused(RecordingsError):
    """What was asked for cannot be made of this recording."""

    code = ErrorCode.INVALID

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why

    def __str__(self) -> str:
        return f"This cannot be exported: {self.why}"
