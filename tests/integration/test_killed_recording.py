"""The server is killed while it records: at most a second is missing, and it is recorded on (SPEC N6)."""

import asyncio
import logging
import os
import random
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pytest

from agent_client.tasks import spawn
from protocol.ids import RequestId, SessionId
from protocol.link_messages import PeerKind
from protocol.recording import RecordingState
from protocol.recording_messages import AskRecording
from recordings.manifest import SegmentAt
from recordings.reader import open_segment
from recordings.source import LocalFolder
from server.db.catalogue_keeping import SqlRecordKeeping
from server.db.engine import open_database
from server.security.seal import Seal, derived_key, master_key
from tests.support.camera import Camera
from tests.support.live_server import MACHINE, LivePeer, greet
from tests.support.live_session import allow
from tests.support.real_session import finally_so
from tests.support.recorded import picture_times_us
from tests.support.recording_stage import pictures, probed, segments_in
from tests.support.server_process import ServerProcess, server_process
from tests.support.visitor import Visitor

log = logging.getLogger(__name__)

KILLS: Final = 200 if os.environ.get("AUXILIO_LONG") else 20
LOST_LIMIT_MS: Final = 1000
LISTED_WITHIN_SECONDS: Final = 10.0
ALONE: Final = 3
"""After this kill nobody comes back before the session is listed as interrupted."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(120 + 12 * KILLS),
    pytest.mark.blocks("starts, kills and waits for processes"),
]


@dataclass
class Filmed:
    """One session through all the lives of its server."""

    server: ServerProcess
    staff: Visitor
    session_id: SessionId
    machine: LivePeer
    console: LivePeer
    key: bytes = b""
    lost_ms: list[int] = field(default_factory=list[int])

    @property
    def folder(self) -> Path:
        return self.server.folder / "data" / "recordings" / self.session_id

    @property
    def url(self) -> str:
        return self.server.url.replace("http", "ws", 1)

    def videos(self) -> list[SegmentAt]:
        return pictures(segments_in(self.folder))

    def shown_ms(self, one: SegmentAt) -> list[int]:
        """When the pictures of one segment were shown, UTC."""
        segment = open_segment(LocalFolder(self.folder), one.header.number, self.key)
        times_us = picture_times_us(segment.read(0, segment.size))
        return [one.header.started_at_ms + at_us // 1000 for at_us in times_us]

    async def come_back(self) -> None:
        """Machine and agent resume their links, as their programs would."""
        assert self.machine.welcome is not None
        assert self.console.welcome is not None
        says = MACHINE.model_copy(update={"epoch": 1})
        self.machine = await greet(
            self.url, PeerKind.MACHINE, resume=self.machine.welcome.resume, machine=says
        )
        self.console = await greet(self.url, PeerKind.CONSOLE, resume=self.console.welcome.resume)

    @asynccontextmanager
    async def rolling(self) -> AsyncIterator[Camera]:
        """The machine shows pictures; when its server dies, it stops."""
        camera = Camera(self.machine, await self.machine.media(fresh=True))
        task = spawn(camera.roll(), name="camera")
        try:
            yield camera
        finally:
            task.cancel()
            await asyncio.wait([task])


async def began(server: ServerProcess, staff: Visitor, customer: Visitor) -> Filmed:
    """The administrator helps a customer, and sees."""
    asked = await customer.ask_for_help()
    joined = (await customer.post("/api/join", {"code": asked["program"]["code"]})).json()
    session_id = SessionId(joined["session_id"])
    url = server.url.replace("http", "ws", 1)
    machine = await greet(url, PeerKind.MACHINE, ticket=joined["ticket"])
    assert (await staff.post(f"/api/sessions/{session_id}/claim")).is_success
    made = await staff.post("/api/tickets", {"kind": "console", "session_id": session_id})
    console = await greet(url, PeerKind.CONSOLE, ticket=made.json()["ticket"])
    await allow(machine, epoch=1)
    return Filmed(server, staff, session_id, machine, console)


async def recording_key(made: Filmed) -> bytes:
    folder = made.server.folder
    async with open_database(f"sqlite+aiosqlite:///{folder / 'data' / 'auxilio.db'}") as database:
        seal = Seal(derived_key(master_key(folder / "keys"), "wrap"))
        return await SqlRecordKeeping(database, seal).recording_key(made.session_id)


async def test_a_killed_server_lacks_a_second_at_most_and_records_on_n6() -> None:
    chance = random.Random(7)
    with server_process(tls="off", admins_may_replay="true", recordings_stop_free_bytes="0") as server:
        async with server.visitor() as staff, server.visitor() as customer:
            await staff.set_up(server.setup_token)
            made = await began(server, staff, customer)
            made.key = await recording_key(made)
            for number in range(KILLS):
                await one_life(made, number, chance.uniform(0.0, 1.0))
            before = {one.header.number for one in made.videos()}
            async with made.rolling():
                await finally_so(lambda: fresh(made, before), bool, "a new segment with pictures", 20)
                assert server.stop() == 0
        assert made.videos()[-1].whole, "a server that is stopped closes what it records"
        verified(made)
    log.warning("lost by a kill, in ms: %s", sorted(made.lost_ms))


async def one_life(made: Filmed, number: int, seconds: float) -> None:
    """Record, die at some instant, look at what is left, live again."""
    before = {one.header.number for one in made.videos()}
    async with made.rolling() as camera:
        if number == 0:
            await made.console.say(AskRecording(request_id=RequestId("rec_1")))
        await finally_so(lambda: fresh(made, before), bool, "a new segment with pictures", 20)
        await asyncio.sleep(seconds)
        made.server.kill()
        killed_ms = time.time_ns() // 1_000_000
    last = made.videos()[-1]
    assert last.header.number > max(before, default=0), "no number is ever used again"
    kept_ms = made.shown_ms(last)
    sent_ms = [shot.at_ms for shot in camera.shots if shot.at_ms <= killed_ms]
    made.lost_ms.append(sent_ms[-1] - kept_ms[-1])
    assert made.lost_ms[-1] <= LOST_LIMIT_MS, made.lost_ms
    plays(made, last)
    made.server.start()
    if number == ALONE:
        await listed_as_interrupted(made)
    await made.come_back()
    assert made.machine.welcome is not None
    assert made.machine.welcome.session is not None
    recording = made.machine.welcome.session.recording
    assert recording is not None
    assert recording.state is RecordingState.ON


def verified(made: Filmed) -> None:
    """Log, checkpoints and every file are what was written, through all these lives."""
    command = [sys.executable, "-m", "server", "verify", made.session_id]
    done = subprocess.run(
        command,
        env={**os.environ, **made.server.environment},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr


async def fresh(made: Filmed, before: set[int]) -> bool:
    return any(one.records > 1 for one in made.videos() if one.header.number not in before)


def plays(made: Filmed, one: SegmentAt) -> None:
    """ffprobe takes what is left, as it is."""
    film = made.server.folder / "film.mp4"
    segment = open_segment(LocalFolder(made.folder), one.header.number, made.key)
    film.write_bytes(segment.read(0, segment.size))
    assert len(probed(film).splitlines()) == len(made.shown_ms(one))


async def listed_as_interrupted(made: Filmed) -> None:
    """The session stands in the list, as what it is, soon after the start."""

    async def listed() -> list[dict[str, Any]]:
        answer = await made.staff.get("/api/records")
        assert answer.is_success, answer.text
        return [one for one in answer.json()["records"] if one["session_id"] == made.session_id]

    await finally_so(
        listed,
        lambda found: bool(found) and found[0]["state"] == "interrupted",
        "it to be listed as interrupted",
        LISTED_WITHIN_SECONDS,
    )
