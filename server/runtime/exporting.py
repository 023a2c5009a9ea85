"""Copies of records that people take away: made one after another in a thread, and gone after an hour."""

import asyncio
import enum
import logging
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from protocol.facts import Entry
from protocol.ids import PersonId, SessionId
from recordings.errors import RecordingsError
from recordings.source import Folder
from server.desk.replay import Access, may_hear
from server.errors import NotAllowed, OutOfTurn, ServerError, UnknownThing
from server.runtime.ports import Staff
from server.runtime.records import Records
from server.tasks import spawn

log = logging.getLogger(__name__)

KEPT_MS: Final = 3_600_000
"""A finished copy lies there in the clear: long enough to fetch it, and no longer."""
_AT_ONCE: Final = 1
"""Making one takes a core: live sessions go first."""


class Form(enum.StrEnum):
    """What a copy is."""

    MP4 = "mp4"
    VTT = "vtt"
    JSON = "json"
    CSV = "csv"


class ChatPlace(enum.StrEnum):
    """Where a film shows what was written."""

    NONE = "none"
    SIDE = "side"
    """Beside the film, as subtitles that can be turned off."""
    BURNT = "burnt"
    """In the picture."""


class Stage(enum.StrEnum):
    """How far a copy is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Wish:
    """What copy somebody wants. `stream` None: the first monitor that was recorded."""

    form: Form
    chat: ChatPlace = ChatPlace.NONE
    stream: int | None = None


@dataclass(frozen=True, slots=True)
class Material:
    """What a copy is made of: what its maker may hear of the log, and the recording with its key."""

    session_id: SessionId
    entries: tuple[Entry, ...]
    folder: Folder
    key: bytes


class Exporter(Protocol):
    """Makes copies."""

    def make(self, wish: Wish, material: Material, path: Path, progress: Callable[[float], None]) -> None:
        """Write the copy to this path, telling from 0 to 1 how much is done. Blocking; in any thread.

        Raises:
            RecordingsError: it cannot be made; the sentence says why.
        """
        ...


@dataclass(slots=True)
class Export:
    """One copy, from its order to its removal. Only who ordered it sees it."""

    export_id: str
    session_id: SessionId
    person_id: PersonId
    wish: Wish
    path: Path
    stage: Stage = Stage.WAITING
    done: float = 0.0
    size_bytes: int | None = None
    over_at_ms: int | None = None

    @property
    def ending(self) -> str:
        """How the file's name ends: a film with its words beside it is two files in one."""
        is_pair = self.wish.form is Form.MP4 and self.wish.chat is ChatPlace.SIDE
        return "zip" if is_pair else self.wish.form.value

    @property
    def is_under_way(self) -> bool:
        """Whether it still has to be made."""
        return self.stage in {Stage.WAITING, Stage.RUNNING}


@dataclass(slots=True)
class Exports:
    """All copies of this server. Lives on one event loop; `start` before use, `stop` after it."""

    records: Records
    exporter: Exporter
    folder: Path
    _all: dict[str, Export] = field(default_factory=dict[str, Export])
    _turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))
    _running: "set[asyncio.Task[object]]" = field(default_factory=set["asyncio.Task[object]"])

    async def start(self) -> None:
        """Remove what a run before left behind."""
        self.records.watchers.append(self.forget)
        await self._clear()

    async def stop(self) -> None:
        """Give up what is under way, and remove every copy; a thread's goes at the next start."""
        for task in self._running:
            task.cancel()
        if self._running:
            await asyncio.wait(self._running)
        await self._clear()

    async def order(self, session_id: SessionId, staff: Staff, wish: Wish, reason: str) -> Export:
        """Begin to make a copy; who wants it and why is on disk before.

        Raises:
            UnknownThing, NotAllowed, Erased: there is nothing that they may take away.
            OutOfTurn: another copy of theirs is not ready yet.
            AppendFailed: it could not be stored.
        """
        material = await self._material(session_id, staff)
        if any(one.is_under_way for one in self._all.values() if one.person_id == staff.person_id):
            raise OutOfTurn("your other export is not ready yet")
        export_id = self.records.secrets.opaque_id("x_")
        path = self.folder / f"{export_id}.export"
        export = self._all[export_id] = Export(export_id, session_id, staff.person_id, wish, path)
        try:
            await self.records.notes.note_export(session_id, staff, wish.form.value, reason)
        except BaseException:
            del self._all[export_id]
            raise
        task = spawn(self._make(export, material), name=f"export {export_id}")
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return export

    async def find(self, session_id: SessionId, staff: Staff, export_id: str) -> Export:
        """One's own copy. Raises UnknownThing, and as `order` where one may not see the record any more."""
        await self.records.reach(session_id, staff)
        export = self._all.get(export_id)
        if export is None or (export.session_id, export.person_id) != (session_id, staff.person_id):
            raise UnknownThing("export")
        return export

    async def file(self, session_id: SessionId, staff: Staff, export_id: str) -> Export:
        """The same, when it is ready. Raises OutOfTurn: it is not."""
        export = await self.find(session_id, staff, export_id)
        if export.stage is not Stage.DONE:
            raise OutOfTurn("the export is not ready")
        return export

    async def forget(self, session_id: SessionId) -> None:
        """The session was erased: its copies go now."""
        for export in [one for one in self._all.values() if one.session_id == session_id]:
            await self._remove(export)

    async def tidy(self) -> None:
        """Remove what has lain long enough."""
        before_ms = self.records.clock.now_ms() - KEPT_MS
        for export in list(self._all.values()):
            if export.over_at_ms is not None and export.over_at_ms <= before_ms:
                await self._remove(export)

    async def _remove(self, export: Export) -> None:
        self._all.pop(export.export_id, None)
        if not export.is_under_way:
            await asyncio.to_thread(export.path.unlink, missing_ok=True)

    async def _clear(self) -> None:
        await asyncio.to_thread(shutil.rmtree, self.folder, ignore_errors=True)

    async def _material(self, session_id: SessionId, staff: Staff) -> Material:
        _, allowed = await self.records.reach(session_id, staff)
        if allowed is Access.RECENT:
            raise NotAllowed("take a copy of it while it goes on")
        entries = await self.records.log.load(session_id)
        heard = tuple(entry for entry in entries if may_hear(staff.role, entry.fact))
        key = await self.records.keeping.recording_key(session_id)
        return Material(session_id, heard, self.records.shelf.folder(session_id), key)

    async def _make(self, export: Export, material: Material) -> None:
        def told(done: float) -> None:
            export.done = min(max(done, 0.0), 1.0)

        def work() -> int:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.exporter.make(export.wish, material, export.path, told)
            return export.path.stat().st_size

        async with self._turn:
            export.stage = Stage.RUNNING
            try:
                export.size_bytes = await asyncio.to_thread(work)
            except (RecordingsError, ServerError, OSError) as failure:
                log.warning("export %s failed: %s", export.export_id, failure)
                export.stage = Stage.FAILED
            else:
                export.stage, export.done = Stage.DONE, 1.0
        export.over_at_ms = self.records.clock.now_ms()
        if export.export_id not in self._all or export.stage is Stage.FAILED:
            await asyncio.to_thread(export.path.unlink, missing_ok=True)
