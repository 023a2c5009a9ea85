"""A live server that records, with a session whose machine shows real pictures."""

import asyncio
import subprocess
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import TypeAlias

from protocol.consent import Answer
from protocol.ids import RequestId, SessionId
from protocol.link_messages import Ping
from protocol.recording_messages import AskRecording
from protocol.session import SessionState
from recordings import manifest
from recordings.manifest import SegmentAt
from recordings.record_file import Track
from recordings.source import LocalFolder
from server.core.draft import Rules
from server.media.recorder import Recorder
from server.media.recorder_room import Limits, Room
from server.media.relay import Relay
from server.security.clock import SystemClock
from tests.support.camera import Camera
from tests.support.fakes_server import FakeWorld
from tests.support.live_server import LivePeer, LiveServer, live_server
from tests.support.live_session import live

KEY = bytes(range(32))
Segments: TypeAlias = tuple[SegmentAt, ...]
ROOMY = Limits(warn_free_bytes=0, stop_free_bytes=0)


@dataclass
class Stage:
    """One session under a camera.

    Attributes:
        folder: Where its recording lies.
    """

    server: LiveServer
    recorder: Recorder
    folder: Path
    session_id: SessionId
    camera: Camera
    console: LivePeer

    async def state(self) -> SessionState:
        """The session, as the server has it."""
        return await self.server.hub.state(self.session_id)

    async def ask(self, name: str = "rec_1") -> None:
        """The agent asks; returns when the person's answer is in the log."""
        await self.console.say(AskRecording(request_id=RequestId(name)))
        before = self.camera.facts().count("recording_answered")
        await self.soon(lambda: self.camera.facts().count("recording_answered") > before, "an answer")

    async def soon(self, holds: Callable[[], object], what: str, within_seconds: float = 15.0) -> None:
        """As soon as this holds."""
        deadline = time.monotonic() + within_seconds
        while not holds():
            assert time.monotonic() < deadline, f"{what} did not come within {within_seconds} s"
            await asyncio.sleep(0.01)  # a condition of any kind has no event

    async def filmed(self, count_more: int) -> None:
        """So many more pictures were shown."""
        wanted = len(self.camera.shots) + count_more
        await self.soon(lambda: len(self.camera.shots) >= wanted, "more pictures", 60)

    async def on_disk(self, videos: int = 1) -> None:
        """So many segments of pictures are there, each with a picture on the disk."""
        await self.kept(lambda found: sum(one.records > 1 for one in pictures(found)) >= videos, "a segment")

    async def kept(self, holds: Callable[[Segments], object], what: str) -> Segments:
        """What is on the disk, as soon as this holds of it."""
        deadline = time.monotonic() + 30
        while not holds(found := await self.segments()):
            assert time.monotonic() < deadline, f"{what} did not come: {found}"
            await asyncio.sleep(0.05)
        return found

    async def segments(self) -> Segments:
        """Everything that was recorded."""
        return await asyncio.to_thread(segments_in, self.folder)


def segments_in(folder: Path) -> Segments:
    """Everything that was recorded there."""
    return manifest.read(LocalFolder(folder)).segments if folder.exists() else ()


def pictures(segments: Segments) -> list[SegmentAt]:
    """The segments with pictures."""
    return [one for one in segments if one.header.track is Track.VIDEO]


@asynccontextmanager
async def recording_stage(
    root: Path, limits: Limits = ROOMY, rules: Rules | None = None, answers: Answer = Answer.ALLOWED
) -> AsyncIterator[Stage]:
    """A session that the agent sees; nobody has asked for a recording yet."""
    made: list[Recorder] = []
    clock = SystemClock()
    world = FakeWorld(clock=clock)  # type: ignore[arg-type]  # because this one goes

    def recorder_of(relay: Relay) -> Recorder:
        async def key_of(_session_id: SessionId) -> bytes:
            return KEY

        made.append(Recorder(relay, clock, key_of, root, Room(root, limits)))
        return made[0]

    async with live_server(world, rules, recorder=recorder_of) as server:
        recorder = made[0]
        recorder.connect(server.hub.recording_failed)
        await recorder.start()
        session = await live(server)
        camera = Camera(session.machine, await session.machine.media(), answers=answers)
        stage = Stage(
            server, recorder, root / session.session_id, session.session_id, camera, session.console
        )
        try:
            async with asyncio.TaskGroup() as group:
                rolling = [
                    group.create_task(camera.roll()),
                    group.create_task(_keep(session.console, session.page)),
                ]
                yield stage
                for task in rolling:
                    task.cancel()
        finally:
            await server.hub.stop()
            await recorder.stop()


async def _keep(*peers: LivePeer) -> None:
    """These links say something now and then, and take what comes."""
    for number in count():
        for peer in peers:
            await peer.say(Ping(number=number))
        await asyncio.sleep(1.5)


def probed(path: Path) -> str:
    """What ffprobe says of this file's packets, one "pts_time,flags" a line; it complains about nothing."""
    command = ["ffprobe", "-v", "warning", "-select_streams", "v", "-show_entries", "packet=pts_time,flags"]
    done = subprocess.run([*command, "-of", "csv=p=0", str(path)], capture_output=True, text=True, check=True)
    assert done.stderr == "", done.stderr
    return done.stdout
