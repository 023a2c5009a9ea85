"""A signed checkpoint of each session at most 60 s after something happened in it, and at its end at once.

First the database has it, then the session's copy of its log, then the witness: whichever of them a crash
kept from hearing of it hears of it after the next start.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final, Protocol

from protocol.facts import Entry
from protocol.ids import SessionId
from protocol.session import SessionState, State
from recordings.chain import GENESIS
from recordings.checkpoint import Checkpoint, FileHead, Signed, sign
from server.errors import LogDamaged, ServerError
from server.runtime.log_ports import UNKNOWN, Cause, CheckpointStore, LogCopies, Standing
from server.runtime.ports import Clock, SessionLog
from server.tasks import spawn

log = logging.getLogger(__name__)

DUE_AFTER_SECONDS: Final = 50.0
"""From the first thing that no checkpoint covers; what it takes to look and to store comes on top."""
LOOK_EVERY_SECONDS: Final = 2.0
FILES_CLOSED_WITHIN_SECONDS: Final = 10.0
"""A session's last checkpoint waits so long for its recording to be closed."""
LAST_ROUND_SECONDS: Final = 8.0
CATCH_UP_SESSIONS: Final = 50
"""Of those that ended long ago, so many between two looks at those that run."""


class Recordings(Protocol):
    """The recordings that are being written. Neither waits."""

    def writes(self, session_id: SessionId) -> bool:
        """Whether anything may still be written to this session's files."""
        ...

    def heads(self, session_id: SessionId) -> Mapping[int, FileHead]:
        """How far each of its files is on disk, as long as it is written to."""
        ...


class NoRecordings:
    """`Recordings`: there are none."""

    def writes(self, _session_id: SessionId) -> bool:
        """Never."""
        return False

    def heads(self, _session_id: SessionId) -> Mapping[int, FileHead]:
        """None."""
        return {}


@dataclass(slots=True)
class _Watch:
    """One session that something may happen in. `since` is when something did that no checkpoint covers.

    `settled` files were read once nobody wrote to them, `written` are those of the last checkpoint, `closed`
    ones were among these and are no longer written to; `is_open`: some were, at the last checkpoint.
    """

    since: float | None = None
    ended_at: float | None = None
    settled: Mapping[int, FileHead] = field(default_factory=dict[int, FileHead])
    written: Mapping[int, FileHead] = field(default_factory=dict[int, FileHead])
    closed: set[int] = field(default_factory=set[int])
    is_open: bool = False


class Checkpointing:
    """Makes the checkpoints. Lives on one event loop: `start` before anything happens, then `running`."""

    def __init__(
        self,
        store: CheckpointStore,
        copies: LogCopies,
        key: bytes,
        clock: Clock,
        recordings: Recordings,
    ) -> None:
        """`key` signs; it has 32 bytes."""
        self._store = store
        self._copies = copies
        self._key = key
        self._clock = clock
        self._recordings = recordings
        self._watched: dict[SessionId, _Watch] = {}
        self._behind: list[SessionId] | None = None
        self._ended = asyncio.Event()
        self._stopping = False
        self.made = self.failures = 0

    def watching(self, session_log: SessionLog) -> "WatchedLog":
        """The same log; what is appended to it is covered by a checkpoint soon."""
        return WatchedLog(session_log, self)

    def note(self, session_id: SessionId, *, ended: bool) -> None:
        """Something happened in this session, and is on disk."""
        watch, now = self._watched.setdefault(session_id, _Watch()), self._clock.monotonic_seconds()
        watch.since = now if watch.since is None else watch.since
        if ended:
            watch.ended_at = now if watch.ended_at is None else watch.ended_at
            self._ended.set()

    def counts(self) -> dict[str, int]:
        """Plain figures for /metrics, by name."""
        return {"checkpoints_total": self.made, "checkpoint_failures_total": self.failures}

    async def start(self, unfinished: Sequence[SessionId]) -> None:
        """Read what the last run left of these sessions' recordings, before anybody records again.

        One that cannot be read keeps no server from starting; whoever verifies shall see it.
        """
        for session_id in unfinished:
            watch = self._watched.setdefault(session_id, _Watch(since=-DUE_AFTER_SECONDS))
            try:
                newest = (await self._store.standing(session_id)).newest
                known = newest.checkpoint.files if newest else {}
                watch.settled = await self._copies.settle(session_id, known)
            except ServerError as failure:
                log.error("session %s: what it left cannot be read: %s", session_id, failure)  # noqa: TRY400

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Make checkpoints until the block ends, and then one of each session in which something happened."""
        running = spawn(self._run(), name="checkpoints")
        try:
            yield
        finally:
            self._stopping = True
            self._ended.set()
            await asyncio.wait([running])
            try:
                async with asyncio.timeout(LAST_ROUND_SECONDS):
                    await self.look(at_once=True)
            except TimeoutError:
                log.warning("not every session got a last checkpoint; they get one after the next start")

    async def _run(self) -> None:
        while not self._stopping:
            await self.look()
            if await self.catch_up():
                continue
            self._ended.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY_SECONDS):
                    await self._ended.wait()

    async def look(self, *, at_once: bool = False) -> None:
        """Make every checkpoint that is due; `at_once`, or that will be."""
        for session_id, watch in list(self._watched.items()):
            now, is_open = self._clock.monotonic_seconds(), self._recordings.writes(session_id)
            if self._files_changed(session_id, watch, is_open=is_open):
                watch.since = now if watch.since is None else watch.since
            if watch.since is not None and (at_once or _is_due(watch, now, is_open=is_open)):
                await self._cover(session_id, watch)
            elif watch.since is None and watch.ended_at is not None and not is_open:
                del self._watched[session_id]

    def _files_changed(self, session_id: SessionId, watch: _Watch, *, is_open: bool) -> bool:
        written = self._recordings.heads(session_id)
        closed = watch.written.keys() - written.keys() - watch.closed
        watch.closed |= closed
        grew = any(watch.written.get(number) != head for number, head in written.items())
        return bool(closed) or grew or (watch.is_open and not is_open)

    async def catch_up(self) -> bool:
        """Some of those that the last run left uncovered; whether there are more.

        What fails is left for the next start.
        """
        try:
            if self._behind is None:
                self._behind = await self._store.uncovered(await self._copies.witnessed())
        except ServerError as failure:
            log.warning("sessions without a checkpoint could not be looked for yet: %s", failure)
            return False
        some, self._behind = self._behind[:CATCH_UP_SESSIONS], self._behind[CATCH_UP_SESSIONS:]
        for session_id in some:
            if session_id not in self._watched:
                now = self._clock.monotonic_seconds()
                await self._cover(session_id, _Watch(since=now, ended_at=now))
        return bool(self._behind)

    async def _cover(self, session_id: SessionId, watch: _Watch) -> None:
        since, watch.since = watch.since, None
        # In this order: what is not written to any more is read, however far it was said to be.
        is_open, written = self._recordings.writes(session_id), self._recordings.heads(session_id)
        try:
            await self._make(session_id, watch, written, is_open=is_open)
        except ServerError as failure:
            watch.since = since
            self.failures += 1
            log.warning("session %s has no checkpoint yet, and gets one later: %s", session_id, failure)
        except Exception:  # the border between sessions: one that is broken must not keep the others waiting
            watch.since = since
            self.failures += 1
            log.exception("session %s has no checkpoint yet, and gets one later", session_id)
        else:
            watch.written, watch.is_open = written, is_open

    async def _make(
        self, session_id: SessionId, watch: _Watch, written: Mapping[int, FileHead], *, is_open: bool
    ) -> None:
        standing = await self._store.standing(session_id)
        known = standing.newest.checkpoint.files if standing.newest else {}
        files = {**known, **watch.settled, **written}
        if standing.is_ended and not is_open:
            files = dict(await self._copies.settle(session_id, files))
        elif watch.closed:
            files = dict(await self._copies.settle(session_id, files, watch.closed))
        newest = standing.newest
        if newest is None or not standing.is_covered or newest.checkpoint.files != files:
            newest = sign(self._after(standing, files), self._key)
            await self._store.put(newest)
            self.made += 1
        watch.settled, watch.closed = {}, set()
        await self._copy(session_id, newest)

    def _after(self, standing: Standing, files: Mapping[int, FileHead]) -> Checkpoint:
        before = standing.newest.checkpoint if standing.newest else None
        return Checkpoint(
            session_id=standing.session_id,
            number=before.number + 1 if before else 1,
            at_ms=self._clock.now_ms(),
            log=standing.head,
            files=files,
            final=standing.is_ended,
            prev=before.hash if before else GENESIS,
        )

    async def _copy(self, session_id: SessionId, newest: Signed) -> None:
        try:
            records, made = await self._store.kept(session_id, *await self._copies.reach(session_id))
        except LogDamaged as damaged:
            log.error("session %s: %s", session_id, damaged)  # noqa: TRY400  no trace needed
            records, made = [], []
        # What was appended meanwhile waits for a checkpoint of its own.
        covered = [record for record in records if record.seq <= newest.checkpoint.log.seq]
        await self._copies.add(session_id, covered, made, newest)


def _is_due(watch: _Watch, now: float, *, is_open: bool) -> bool:
    if watch.ended_at is not None:
        return not is_open or now - watch.ended_at >= FILES_CLOSED_WITHIN_SECONDS
    return watch.since is not None and now - watch.since >= DUE_AFTER_SECONDS


@dataclass(frozen=True, slots=True)
class WatchedLog:
    """`ports.SessionLog`: another one, whose appends are told to the checkpointing."""

    inner: SessionLog
    checkpointing: Checkpointing

    async def append(
        self,
        session_id: SessionId,
        entries: Sequence[Entry],
        after: SessionState,
        cause: Cause = UNKNOWN,
    ) -> None:
        """As the log itself does. Raises AppendFailed."""
        await self.inner.append(session_id, entries, after, cause)
        if entries:
            self.checkpointing.note(session_id, ended=after.state is State.ENDED)

    async def load(self, session_id: SessionId) -> list[Entry]:
        """As the log itself does. Raises UnknownThing."""
        return await self.inner.load(session_id)

    async def unfinished(self) -> list[SessionId]:
        """As the log itself does."""
        return await self.inner.unfinished()
