"""Recordings as they lie in their folders: read in a thread, a few segments kept open."""

import asyncio
import logging
import shutil
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

from protocol.ids import SessionId
from recordings.errors import KeyWrong, NotKept, RecordingsError, SegmentBroken
from recordings.reader import Segment as OpenSegment
from recordings.reader import open_segment
from recordings.record_file import number_of
from recordings.source import Folder
from recordings.spool import Spool
from recordings.store import Store
from server.errors import NotReady, SealBroken, UnknownThing
from server.runtime.records_shelf import Segment, SegmentRecord

T = TypeVar("T")

log = logging.getLogger(__name__)

_TURNS: Final = 64
"""A segment takes one reader at a time; sessions rarely wait for each other, and a slow store for nobody."""
_KEPT_OPEN: Final = 32
"""A replay of several monitors reads from a handful of segments; opening one reads its whole index."""
_KNOWN: Final = 4_096


class RecordingShelf:
    """`runtime.records_shelf.Shelf` over the folders `<root>/<session_id>`, and over a store, if any."""

    def __init__(self, root: Path, store: Store | None = None) -> None:
        self._root = root
        self._store = store
        self._spool = Spool(root, store)
        self._open: OrderedDict[tuple[SessionId, int], OpenSegment] = OrderedDict()
        self._whole: OrderedDict[tuple[SessionId, int], Segment] = OrderedDict()
        self._table = threading.Lock()
        self._turns = [threading.Lock() for _ in range(_TURNS)]
        self._one_move_at_a_time = asyncio.Lock()

    def folder(self, session_id: SessionId) -> Folder:
        """Where this session's files are read from."""
        return self._spool.open(session_id)

    async def segments(self, session_id: SessionId, key: bytes | None = None) -> tuple[Segment, ...]:
        """What there is of it, by number; also while it is written. With the key, they stay open."""
        return await self._in_thread(session_id, lambda: tuple(self._described(session_id, key)))

    async def segment(self, session_id: SessionId, number: int, key: bytes) -> Segment:
        """One of them. Raises UnknownThing: there is no such segment."""
        return await self._in_thread(session_id, lambda: _told(self._opened(session_id, number, key)))

    async def index(self, session_id: SessionId, number: int, key: bytes) -> tuple[SegmentRecord, ...]:
        """The records of one segment. Raises UnknownThing: there is no such segment."""

        def work() -> tuple[SegmentRecord, ...]:
            found = self._opened(session_id, number, key).index
            return tuple(
                SegmentRecord(one.at_ms, one.duration_ms, one.offset, one.size, one.key) for one in found
            )

        return await self._in_thread(session_id, work)

    async def read(self, session_id: SessionId, number: int, key: bytes, start: int, stop: int) -> bytes:
        """What plays, from `start` to before `stop`, each record verified before it is given out.

        Raises:
            UnknownThing: there is no such segment.
            SealBroken: the bytes are not what was stored.
            NotReady: the disk does not give them.
        """
        return await self._in_thread(
            session_id, lambda: self._opened(session_id, number, key).read(start, stop)
        )

    async def size_bytes(self, session_id: SessionId) -> int:
        """What all files of the session take; 0 when there is none."""

        def work() -> int:
            folder = self.folder(session_id)
            return sum(folder.open(name).size() for name in filter(_is_recorded, folder.names()))

        return await self._in_thread(session_id, work)

    async def free_bytes(self) -> int:
        """What is left where recordings are written first."""
        return await self._in_thread("", lambda: shutil.disk_usage(self._root.parent).free)

    async def remove(self, session_id: SessionId) -> None:
        """Remove every file of the session's recording, wherever it lies. What proves its log stays."""

        def work() -> None:
            with self._table:
                for places in (self._open, self._whole):
                    for known in [known for known in places if known[0] == session_id]:
                        del places[known]
            for name in filter(_is_recorded, self.folder(session_id).names()):
                if self._store is not None:
                    self._store.delete(f"{session_id}/{name}")
                (self._root / session_id / name).unlink(missing_ok=True)

        await self._in_thread(session_id, work)

    async def waiting(self) -> list[SessionId]:
        """The sessions whose files are on this machine, and belong into the store. None without a store."""
        if self._store is None:
            return []
        return [SessionId(name) for name in await self._in_thread("", self._spool.sessions)]

    async def move(self, session_id: SessionId) -> None:
        """Move an ended session's files to the store. Raises NotReady: it refuses; they are still here."""
        async with self._one_move_at_a_time:
            await asyncio.to_thread(_moved, self._spool, session_id)

    def _described(self, session_id: SessionId, key: bytes | None) -> Iterator[Segment]:
        """Every segment with a whole record; of one that is whole it is known what it is."""
        folder = self.folder(session_id)
        for number in sorted(filter(None, map(number_of, folder.names()))):
            place = (session_id, number)
            with self._table:
                known = self._whole.get(place)
            if known is None:
                try:
                    opened = (
                        open_segment(folder, number, None)
                        if key is None
                        else self._opened(session_id, number, key)
                    )
                except (SegmentBroken, NotKept) as broken:  # the others play
                    log.warning("a piece of session %s's recording is not shown: %s", session_id, broken)
                    continue
                if not opened.index:
                    continue
                known = _told(opened)
            if known.is_whole:
                self._remember(place, known)
            yield known

    def _remember(self, place: tuple[SessionId, int], known: Segment) -> None:
        with self._table:
            self._whole[place] = known
            self._whole.move_to_end(place)
            if len(self._whole) > _KNOWN:
                self._whole.popitem(last=False)

    def _opened(self, session_id: SessionId, number: int, key: bytes) -> OpenSegment:
        place = (session_id, number)
        with self._table:
            found = self._open.pop(place, None)
        if found is None:
            found = open_segment(self.folder(session_id), number, key)
        else:
            found.refresh()
        with self._table:
            self._open[place] = found
            if len(self._open) > _KEPT_OPEN:
                self._open.popitem(last=False)
        return found

    async def _in_thread(self, session_id: str, work: Callable[[], T]) -> T:
        turn = self._turns[hash(session_id) % _TURNS]

        def alone() -> T:
            with turn, _translated():
                return work()

        return await asyncio.to_thread(alone)


def _is_recorded(name: str) -> bool:
    """Not the copy of the log, which proves what it proves without any key."""
    return name.endswith((".rec", ".idx"))


def _moved(spool: Spool, session_id: SessionId) -> None:
    with _translated():
        spool.move(session_id)


def _told(opened: OpenSegment) -> Segment:
    header = opened.header
    return Segment(
        number=header.number,
        track=header.track.value,
        stream=header.stream,
        codec=header.codec,
        width_px=header.width_px,
        height_px=header.height_px,
        started_at_ms=header.started_at_ms,
        ended_at_ms=opened.ended_at_ms,
        size_bytes=opened.size,
        is_whole=opened.whole,
    )


@contextmanager
def _translated() -> Iterator[None]:
    """What is wrong with a recording, in the server's words."""
    try:
        yield
    except NotKept as gone:
        raise UnknownThing("piece of the recording") from gone
    except (SegmentBroken, KeyWrong) as broken:
        raise SealBroken(broken.name) from broken
    except (RecordingsError, OSError) as refused:
        raise NotReady("disk with the recordings") from refused
