"""The recorder beside the relay: nobody waits for it, and what fails ends the recording alone (SPEC N)."""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from protocol.ids import RequestId, SessionId
from protocol.media import pack
from protocol.pointing import Activity
from protocol.recording import RecordingEnd
from protocol.recording_messages import PauseRecording, ResumeRecording
from protocol.screen import MonitorId
from recordings.manifest import SegmentAt
from server.core import events as ev
from server.core.session import Session
from server.errors import UnknownThing
from server.media.recorder import Recorder
from server.media.recorder_room import Limits, Room
from server.media.relay import Relay
from tests.support.fakes_server import FakeClock, eventually
from tests.support.playbook import AGENT, CONSOLE, MACHINE, SCREEN, SESSION, says
from tests.support.real_session import finally_so
from tests.support.recorded import KEY, frames
from tests.support.recording_playbook import REC, WITHDRAWN_HERE, recorded
from tests.support.recording_stage import pictures, segments_in

pytestmark = pytest.mark.slow

FIRST = SCREEN.monitors[0].id


class Outlet:
    """A media socket that goes nowhere."""

    def wake(self) -> None:
        """Nobody reads."""

    def close(self, code: int) -> None:
        """Nobody listens."""


class SlowRoom(Room):
    """A disk that hangs until it is let go on."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, Limits(0, 0))
        self.goes_on = threading.Event()
        self.goes_on.set()

    def require(self) -> None:
        assert self.goes_on.wait(20)
        super().require()


@dataclass
class Scene:
    """A recorded session at the relay, without sockets."""

    root: Path
    relay: Relay
    recorder: Recorder
    room: SlowRoom
    clock: FakeClock
    session: Session
    failed: list[tuple[SessionId, RequestId, RecordingEnd]] = field(default_factory=list)
    ended: list[SessionId] = field(default_factory=list)
    seq: int = 0

    def __post_init__(self) -> None:
        self.recorder.connect(lambda *what: self.failed.append(what), self.ended.append)
        self.viewer = self.relay.attach_viewer(SESSION, CONSOLE, Outlet())
        self.relay.watch(SESSION, CONSOLE, [FIRST])
        self.source = self.relay.attach_source(SESSION, MACHINE, Outlet())
        self.follow()

    def follow(self) -> None:
        """As the hub says it after a decision."""
        standing = self.session.standing
        self.relay.show_to(SESSION, standing.viewers, standing.source, FIRST)
        self.recorder.follow(self.session, [])

    def take(self, make: Callable[[int], ev.Event]) -> None:
        """The session takes this now, and everyone hears of it."""
        decision = self.session.handle(make(self.clock.ms))
        self.session.committed(decision)
        standing = self.session.standing
        self.relay.show_to(SESSION, standing.viewers, standing.source, FIRST)
        self.recorder.follow(self.session, decision.entries)

    def show(self, count: int, *, began: int = 0) -> None:
        """So many pictures of one film, from a key frame on."""
        for one in frames(60)[began : began + count]:
            self.seq += 1
            self.clock.ms += 33
            shown = replace(one.header, stream=FIRST, seq=self.seq, pts_us=self.seq * 33_000)
            self.source(pack(shown, one.payload))

    async def videos(self) -> list[SegmentAt]:
        return pictures(await asyncio.to_thread(segments_in, self.root / SESSION))

    async def whole(self, count: int) -> list[SegmentAt]:
        """The segments, once so many are closed."""
        return await finally_so(
            self.videos, lambda found: sum(one.whole for one in found) >= count, "closed segments", 15
        )


async def _key(_session_id: SessionId) -> bytes:
    return KEY


@asynccontextmanager
async def scene(root: Path, key_of: Callable[[SessionId], Awaitable[bytes]] = _key) -> AsyncIterator[Scene]:
    relay, room = Relay(), SlowRoom(root)
    clock = FakeClock(ms=2)
    recorder = Recorder(relay, clock, key_of, root, room)
    await recorder.start()
    made = Scene(root, relay, recorder, room, clock, recorded())
    try:
        yield made
    finally:
        room.goes_on.set()
        await recorder.stop()


async def test_it_keeps_what_it_sees_and_closes_it_at_the_end(tmp_path: Path) -> None:
    async with scene(tmp_path) as made:
        made.show(30)
        made.recorder.gesture(SESSION, Activity(holder=AGENT.person_id, keys=1, clicks=0, moves=0))
        made.recorder.gesture(
            SessionId("s_other"), Activity(holder=AGENT.person_id, keys=1, clicks=0, moves=0)
        )
        made.take(lambda at_ms: ev.EndAsked(at_ms, AGENT.person_id))
        await eventually(lambda: made.ended, 15)
        assert made.ended == [SESSION]
        assert [one.whole for one in await made.videos()] == [True]
        assert made.recorder.heads(SESSION) == {}
        made.take(lambda at_ms: ev.Looked(at_ms, AGENT.person_id, "Bo", "?"))
    assert made.recorder.counts()["recordings_failures_total"] == 0


async def test_it_never_begins_with_what_was_shown_before_it_may_n3(tmp_path: Path) -> None:
    async with scene(tmp_path) as made:
        made.show(10)
        made.take(lambda at_ms: says(at_ms, CONSOLE, PauseRecording()))
        made.show(10, began=30)
        made.take(lambda at_ms: says(at_ms, CONSOLE, ResumeRecording()))
        made.show(5, began=40)
        made.show(10)
        made.take(lambda at_ms: says(at_ms, MACHINE, WITHDRAWN_HERE))
        made.show(10)
        first, second = await made.whole(2)
        assert len(await made.videos()) == 2
        assert first.records == second.records == 2


async def test_a_hanging_disk_delays_nobody_and_is_caught_up_with(tmp_path: Path) -> None:
    async with scene(tmp_path) as made:
        made.room.goes_on.clear()
        made.show(60)
        assert made.viewer.waiting_bytes > 0, "the agent's picture goes on"
        counts = made.recorder.counts()
        assert (counts["recordings_running"], counts["recordings_waiting_bytes"] > 0) == (1, True)
        made.room.goes_on.set()
        await eventually(lambda: made.recorder.heads(SESSION), 15)
        assert made.failed == []


async def test_without_a_key_the_recording_is_over_and_the_session_is_not_n7(tmp_path: Path) -> None:
    async def erased(_session_id: SessionId) -> bytes:
        raise UnknownThing("session")

    async with scene(tmp_path, erased) as made:
        made.show(10)
        await eventually(lambda: made.failed, 15)
        assert made.failed == [(SESSION, REC, RecordingEnd.FAILED)]
        made.follow()
        assert made.recorder.counts()["recordings_running"] == 0
        assert made.session.state.recording is not None
        assert not (tmp_path / SESSION).exists()


async def test_a_session_that_the_relay_forgot_is_recorded_on_when_it_is_back_n6(tmp_path: Path) -> None:
    async with scene(tmp_path) as made:
        made.show(10)
        made.relay.drop(SESSION, None, 4503)
        await made.whole(1)
        made.source = made.relay.attach_source(SESSION, MACHINE, Outlet())
        made.follow()
        made.show(10)
    assert [one.whole for one in await made.videos()] == [True, True]


async def test_monitors_that_come_and_go_are_all_recorded_n3(tmp_path: Path) -> None:
    async with scene(tmp_path) as made:
        two = SCREEN.model_copy(
            update={
                "monitors": (*SCREEN.monitors, SCREEN.monitors[0].model_copy(update={"id": MonitorId(9)}))
            }
        )
        made.take(lambda at_ms: ev.ScreenSaid(at_ms, MACHINE, two))
        room = made.relay.room(SESSION)
        assert room is not None
        assert room.watched == {FIRST, 9}
