"""The recorder: a viewer of the relay that keeps what it sees. It never decodes, and nobody waits for it.

relay ──frames as they came──▶ reel (bounded) ──each 0.75 s──▶ deck (worker thread) ──▶ tape, on the disk
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeAlias

from protocol.facts import Entry
from protocol.ids import RequestId, SessionId
from protocol.recording import RecordingEnd
from protocol.session import SessionState, State
from recordings.errors import RecordingsError, StoreFull
from recordings.segment_writer import FileHead
from recordings.writer import FLUSH_EVERY_SECONDS
from server.core.rights import RECORDER
from server.core.session import Session
from server.media.recorder_deck import Deck, Kept
from server.media.recorder_reel import Reel
from server.media.recorder_room import Room, RoomNow
from server.media.relay import Relay
from server.runtime.ports import Clock
from server.runtime.recording import Gesture
from server.tasks import spawn

log = logging.getLogger(__name__)

KeyOf: TypeAlias = Callable[[SessionId], Awaitable[bytes]]
"""What a session's recording is sealed with."""
Failed: TypeAlias = Callable[[SessionId, RequestId, RecordingEnd], None]
"""How the recorder says that something cannot be kept: the hub's `recording_failed`."""
Ended: TypeAlias = Callable[[SessionId], None]
"""Told when a session is over and its recording closed: it may be carried away."""

_WORKERS: Final = 4
"""Threads that wait for the disk; each session is with one of them at a time."""
_PAUSE_SECONDS: Final = 0.05
"""Between two flushes of a session at least, however slow the disk was."""
_MEASURE_EVERY_SECONDS: Final = 600.0
_STOPPED_WITHIN_SECONDS: Final = 10.0


class Recorder:
    """All recordings. Lives on one event loop: `start` before, `stop` after use."""

    def __init__(self, relay: Relay, clock: Clock, key_of: KeyOf, folder: Path, room: Room) -> None:
        self._relay = relay
        self._clock = clock
        self._key_of = key_of
        self._folder = folder
        self._room = room
        self._failed: Failed = lambda _session_id, _request_id, _by: None
        self._ended: Ended = lambda _session_id: None
        self._reels: dict[SessionId, Reel] = {}
        self._running: dict[SessionId, asyncio.Task[object]] = {}
        self._pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="recorder")
        self._measuring: asyncio.Task[object] | None = None
        self._bytes = self._failures = 0

    def connect(self, failed: Failed, ended: Ended = lambda _session_id: None) -> None:
        """Whom to tell what cannot be kept, and what is complete."""
        self._failed, self._ended = failed, ended

    async def start(self) -> None:
        """Count what is there. Raises StoreBroken: the folder is not there."""
        await asyncio.to_thread(self._room.measure)
        self._measuring = spawn(self._measure(), name="measure the recordings")

    async def stop(self) -> None:
        """Close every segment in order; a session that goes on later is recorded on."""
        if self._measuring is not None:
            self._measuring.cancel()
        for reel in self._reels.values():
            self._end(reel, self._clock.now_ms())
        if self._running:
            await asyncio.wait(list(self._running.values()), timeout=_STOPPED_WITHIN_SECONDS)
        self._pool.shutdown(wait=False)

    # What the hub says

    def follow(self, session: Session, entries: Sequence[Entry]) -> None:
        """Begin, pause, go on or end, as the session is after these entries."""
        state, at_ms = session.state, entries[-1].at if entries else self._clock.now_ms()
        reel = self._reels.get(state.session_id)
        recording, may = state.recording, RECORDER in session.standing.viewers
        if state.state is State.ENDED:
            if reel is not None:
                self._end(reel, at_ms)
        elif may and recording is not None:
            self._go_on(reel or self._begin(state.session_id), recording.request_id, state, at_ms)
        elif reel is not None:
            reel.stop(at_ms)

    def hold(self, session_id: SessionId) -> None:
        """Somebody said that it shall stop."""
        if (reel := self._reels.get(session_id)) is not None:
            reel.hold()

    def gesture(self, session_id: SessionId, message: Gesture) -> None:
        """Somebody pointed, drew or used their hand."""
        if (reel := self._reels.get(session_id)) is not None:
            reel.gesture(message)

    # What others ask

    def writes(self, session_id: SessionId) -> bool:
        """Whether anything may still be written to this session's files."""
        return session_id in self._reels

    def heads(self, session_id: SessionId) -> Mapping[int, FileHead]:
        """Of each segment that is being written: the records on the disk for certain, and the last hash."""
        reel = self._reels.get(session_id)
        return reel.heads if reel is not None else {}

    def room(self) -> RoomNow:
        """How much room there is, as it was found last."""
        return self._room.last

    def counts(self) -> dict[str, int]:
        """Plain figures for /metrics, by name."""
        reels, room = list(self._reels.values()), self._room.last
        return {
            "recordings_running": sum(reel.on for reel in reels),
            "recordings_waiting_bytes": sum(reel.waiting_bytes for reel in reels),
            "recordings_frames_skipped_total": sum(reel.skipped for reel in reels),
            "recordings_bytes_total": self._bytes,
            "recordings_failures_total": self._failures,
            "recordings_free_bytes": room.free_bytes,
            "recordings_used_bytes": room.used_bytes,
        }

    # One session's way

    def _begin(self, session_id: SessionId) -> Reel:
        reel = self._reels[session_id] = Reel(session_id, self._clock)
        self._running[session_id] = spawn(self._run(reel), name=f"record {session_id}")
        return reel

    def _go_on(self, reel: Reel, recording: RequestId, state: SessionState, at_ms: int) -> None:
        if reel.failed == recording:
            return
        reel.recording, reel.failed = recording, None
        streams = frozenset(monitor.id for monitor in state.screen.monitors) if state.screen else frozenset()
        changed = reel.on and streams != reel.streams
        reel.on = True
        if changed:
            reel.only(streams, at_ms)
        reel.streams = streams
        if reel.viewer is None:
            reel.viewer = self._relay.attach_viewer(state.session_id, RECORDER, reel, from_now_on=True)
        if streams:
            self._relay.watch(state.session_id, RECORDER, sorted(streams))
        reel.wake()

    def _end(self, reel: Reel, at_ms: int) -> None:
        reel.stop(at_ms)
        reel.ended = True
        reel.hurry()

    async def _run(self, reel: Reel) -> None:
        deck: Deck | None = None
        try:
            while not (reel.ended and reel.is_empty):
                await self._until_due(reel)
                deck = await self._turn(reel, deck)
            if deck is not None:
                await self._close(reel, deck)
        finally:
            self._relay_forget(reel)
            del self._reels[reel.session_id], self._running[reel.session_id]
        self._ended(reel.session_id)

    async def _until_due(self, reel: Reel) -> None:
        await reel.filled.wait()
        with suppress(TimeoutError):
            left = FLUSH_EVERY_SECONDS - reel.waits_seconds
            async with asyncio.timeout(max(left, _PAUSE_SECONDS)):
                await reel.urgent.wait()

    async def _turn(self, reel: Reel, deck: Deck | None) -> Deck | None:
        """Keep what waits; None: it failed, and the next recording begins with another deck."""
        waiting = reel.take_all()
        if not waiting:
            return deck
        loop = asyncio.get_running_loop()
        try:
            if deck is None:
                key = await self._key_of(reel.session_id)
                deck = Deck(self._folder, reel.session_id, key, self._room)
            kept = await loop.run_in_executor(self._pool, deck.keep, waiting, self._clock.now_ms)
        except Exception as failure:  # noqa: BLE001  whatever it is, this recording is over and the session goes on
            await self._fail(reel, deck, failure)
            return None
        self._note(reel, kept)
        for stream in reel.waits_for_key(kept.broken):
            self._relay.want_key(reel.session_id, RECORDER, stream)
        return deck

    async def _close(self, reel: Reel, deck: Deck) -> None:
        loop = asyncio.get_running_loop()
        try:
            self._note(reel, await loop.run_in_executor(self._pool, deck.end, self._clock.now_ms()))
        except (RecordingsError, OSError) as failure:
            log.warning("session %s: its recording has no orderly end: %s", reel.session_id, failure)

    async def _fail(self, reel: Reel, deck: Deck | None, failure: Exception) -> None:
        by = RecordingEnd.STORE_FULL if isinstance(failure, StoreFull) else RecordingEnd.FAILED
        known = isinstance(failure, RecordingsError)
        log.error(
            "session %s cannot be recorded: %s", reel.session_id, failure, exc_info=None if known else failure
        )
        recording = reel.recording
        reel.fail()
        self._failures += 1
        if deck is not None:
            await self._close(reel, deck)
        if recording is not None:
            self._failed(reel.session_id, recording, by)

    def _note(self, reel: Reel, kept: Kept) -> None:
        reel.heads = {**reel.heads, **kept.heads}
        self._bytes += kept.grown_bytes

    def _relay_forget(self, reel: Reel) -> None:
        if reel.viewer is not None:
            self._relay.detach(reel.session_id, RECORDER, reel)

    async def _measure(self) -> None:
        while True:
            await asyncio.sleep(_MEASURE_EVERY_SECONDS)
            try:
                await asyncio.to_thread(self._room.measure)
            except RecordingsError as failure:
                log.warning("the recordings could not be counted: %s", failure)
