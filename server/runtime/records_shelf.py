"""Where recordings lie: a port for what reads them piece by piece."""

from dataclasses import dataclass
from typing import Protocol

from protocol.ids import SessionId
from recordings.source import Folder


@dataclass(frozen=True, slots=True)
class Segment:
    """One file of a recording: one track from one change to the next.

    Attributes:
        track: "video" or "events".
        stream: The monitor's number, for video.
        size_bytes: Of what plays, not of the file.
        is_whole: It was closed in order.
    """

    number: int
    track: str
    stream: int
    codec: str
    width_px: int
    height_px: int
    started_at_ms: int
    ended_at_ms: int
    size_bytes: int
    is_whole: bool


@dataclass(frozen=True, slots=True)
class SegmentRecord:
    """One record of a segment: where it lies in what plays. `is_key`: one can begin to play here."""

    at_ms: int
    duration_ms: int
    offset: int
    size_bytes: int
    is_key: bool


class Shelf(Protocol):
    """The recordings of all sessions."""

    def folder(self, session_id: SessionId) -> Folder:
        """Its files, for who reads them in a thread."""
        ...

    async def segments(self, session_id: SessionId, key: bytes | None = None) -> tuple[Segment, ...]:
        """What there is of it, by number; also while it is written. With the key, they stay open."""
        ...

    async def segment(self, session_id: SessionId, number: int, key: bytes) -> Segment:
        """One of them. Raises UnknownThing: there is no such segment."""
        ...

    async def index(self, session_id: SessionId, number: int, key: bytes) -> tuple[SegmentRecord, ...]:
        """The records of one segment. Raises UnknownThing: there is no such segment."""
        ...

    async def read(self, session_id: SessionId, number: int, key: bytes, start: int, stop: int) -> bytes:
        """What plays, from `start` to before `stop`, each record verified before it is given out.

        Raises:
            UnknownThing: there is no such segment.
            SealBroken: the bytes are not what was stored.
        """
        ...


class ShelfKeeping(Protocol):
    """The same, for who keeps them in order."""

    async def size_bytes(self, session_id: SessionId) -> int:
        """What all files of the session take; 0 when there is none."""
        ...

    async def waiting(self) -> list[SessionId]:
        """The sessions whose files are on this machine, and belong into the store. None without a store."""
        ...

    async def move(self, session_id: SessionId) -> None:
        """Move an ended session's files to the store. Raises NotReady: it refuses; they are still here."""
        ...

    async def free_bytes(self) -> int:
        """What is left where recordings are written first."""
        ...

    async def remove(self, session_id: SessionId) -> None:
        """Remove every file of the session's recording, wherever it lies."""
        ...
