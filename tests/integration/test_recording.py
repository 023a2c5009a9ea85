"""A session is recorded on a live server, and what is kept is what was allowed (SPEC N)."""

import asyncio
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from protocol.consent import Answer
from protocol.control import ScreenIs
from protocol.ids import RequestId
from protocol.input import At
from protocol.pointing import Activity, Point
from protocol.recording import Policy, RecordingState
from protocol.recording_messages import (
    PauseRecording,
    PrivateIs,
    RecordingDeed,
    RecordingHere,
    ResumeRecording,
)
from protocol.screen import Monitor, MonitorId, Screen
from recordings.reader import open_segment
from recordings.record_file import Track
from recordings.source import LocalFolder
from server.core.draft import Rules
from server.core.rights import RECORDER
from server.media.recorder_room import Limits
from tests.support.camera import Shot
from tests.support.live_server import AGENT, SCREEN
from tests.support.recorded import frames, picture_times_us
from tests.support.recording_stage import KEY, Stage, pictures, probed, recording_stage, segments_in

pytestmark = [pytest.mark.slow, pytest.mark.timeout(90)]


def stream_of(stage: Stage, number: int) -> bytes:
    """One segment, opened."""
    segment = open_segment(LocalFolder(stage.folder), number, KEY)
    return segment.read(0, segment.size)


def shown_ms(stage: Stage) -> list[int]:
    """When each recorded picture of the first monitor was shown, UTC, by what a decoder finds."""
    return sorted(
        one.header.started_at_ms + at_us // 1000
        for one in pictures(segments_in(stage.folder))
        if one.header.stream == 0
        for at_us in picture_times_us(stream_of(stage, one.header.number))
    )


def events_of(stage: Stage) -> list[dict[str, object]]:
    """Everything on the events track."""
    events = [one for one in segments_in(stage.folder) if one.header.track is Track.EVENTS]
    lines = b"".join(stream_of(stage, one.header.number) for one in events)
    return [json.loads(line) for line in lines.splitlines()]


async def entry_at(stage: Stage, kind: str, count: int = 1) -> int:
    """When the last of so many of these happened, as the log has it."""
    await stage.soon(lambda: stage.camera.facts().count(kind) >= count, kind)
    log = await stage.server.world.log.load(stage.session_id)
    return [entry.at for entry in log if entry.fact.type == kind][count - 1]


def bytes_in(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


async def test_what_is_shown_is_kept_with_its_times_and_plays_n2(tmp_path: Path) -> None:
    async with recording_stage(tmp_path) as stage:
        await stage.filmed(30)
        assert await stage.segments() == (), "nothing is kept before the yes"
        await stage.ask()
        await stage.on_disk()
        await stage.filmed(90)
        await stage.console.say(Point(at=At(monitor=MonitorId(0), x_norm=1, y_norm=2)))
        await stage.camera.say(Activity(holder=AGENT.person_id, keys=3, clicks=1, moves=9))
        await stage.filmed(10)
        shots = list(stage.camera.shots)
        since_ms = await entry_at(stage, "recording_answered")
    await asyncio.to_thread(check_times, stage, shots, since_ms)


def check_times(stage: Stage, shots: list[Shot], since_ms: int) -> None:
    [video] = pictures(segments_in(stage.folder))
    film = stage.folder.parent / "film.mp4"
    film.write_bytes(stream_of(stage, video.header.number))
    packets = probed(film).splitlines()
    kept_ms = shown_ms(stage)
    assert len(packets) == len(kept_ms) > 90
    first = next(shot for shot in shots if shot.key and shot.at_ms >= since_ms - 1)
    came = [shot.at_ms for shot in shots if shot.at_ms >= first.at_ms]
    off = [kept - shot for kept, shot in zip(kept_ms, came, strict=False)]
    assert max(map(abs, off)) <= 40, off
    kinds = {event["kind"] for event in events_of(stage)}
    assert kinds == {"pointer_at", "pointed", "activity"}
    assert kept_ms[0] >= since_ms, "not even what was kept for newcomers is from before the yes"
    assert video.whole


async def test_a_pause_and_a_withdrawal_leave_nothing_of_what_came_after_n4(tmp_path: Path) -> None:
    async with recording_stage(tmp_path) as stage:
        await stage.ask()
        await stage.on_disk()
        here = RecordingHere(request_id=RequestId("rec_1"), deed=RecordingDeed.PAUSE)
        await stage.camera.say(here)
        paused = await entry_at(stage, "recording_paused")
        await stage.filmed(60)
        await stage.camera.say(here.model_copy(update={"deed": RecordingDeed.RESUME}))
        resumed = await entry_at(stage, "recording_resumed")
        await stage.on_disk(2)
        await stage.console.say(PauseRecording())
        await entry_at(stage, "recording_paused", 2)
        await stage.console.say(ResumeRecording())
        await entry_at(stage, "recording_resumed", 2)
        await stage.on_disk(3)
        await stage.camera.say(here.model_copy(update={"deed": RecordingDeed.WITHDRAW}))
        over = await entry_at(stage, "recording_over")
        await stage.kept(lambda found: all(one.whole for one in found), "the end of every segment")
        size_bytes = await asyncio.to_thread(bytes_in, stage.folder)
        await stage.filmed(60)
        assert await asyncio.to_thread(bytes_in, stage.folder) == size_bytes
        assert stage.server.relay.room(stage.session_id).allowed.isdisjoint({RECORDER})  # type: ignore[union-attr]  # it is there
    kept_ms = await asyncio.to_thread(shown_ms, stage)
    assert [at_ms for at_ms in kept_ms if paused < at_ms < resumed] == []
    assert [at_ms for at_ms in kept_ms if at_ms > over] == []
    assert len(pictures(await stage.segments())) == 3


async def test_a_private_moment_is_recorded_as_it_is_shown_n5(tmp_path: Path) -> None:
    async with recording_stage(tmp_path) as stage:
        await stage.ask()
        await stage.on_disk()
        await stage.camera.say(PrivateIs(on=True))
        await entry_at(stage, "private_moment")
        assert (await stage.state()).private
        records = (await stage.segments())[0].records
        await stage.kept(lambda found: found[0].records > records + 1, "more pictures")
        assert (await stage.state()).recording.state is RecordingState.ON  # type: ignore[union-attr]  # it is recorded


async def test_another_size_and_another_monitor_begin_segments_of_their_own_n3(tmp_path: Path) -> None:
    small = frames(60, width_px=160, height_px=120)
    two = Screen(
        monitors=(
            *SCREEN.monitors,
            Monitor(id=MonitorId(1), left_px=800, top_px=0, width_px=320, height_px=180),
        )
    )
    async with recording_stage(tmp_path) as stage:
        await stage.ask()
        await stage.on_disk()
        stage.camera.change(0, small)
        await stage.on_disk(2)
        await stage.camera.say(ScreenIs(screen=two))
        stage.camera.change(1, frames())
        await stage.on_disk(3)
        await stage.camera.say(ScreenIs(screen=SCREEN))
        del stage.camera.films[1]
        await stage.kept(lambda found: pictures(found)[-1].whole, "the end of the second monitor's segment")
    videos = pictures(await stage.segments())
    shapes = [(one.header.stream, one.header.width_px, one.header.height_px) for one in videos]
    assert shapes == [(0, 320, 180), (0, 160, 120), (1, 320, 180)]
    assert all(one.whole for one in videos)


async def test_no_room_ends_the_recording_and_nothing_else_n7(tmp_path: Path) -> None:
    quota = Limits(warn_free_bytes=0, stop_free_bytes=0, quota_bytes=20_000)
    async with recording_stage(tmp_path, quota) as stage:
        await stage.ask()
        await stage.soon(lambda: "recording_over" in stage.camera.facts(), "the end of the recording", 60)
        over = await stage.console.fact("recording_over")
        assert over.by == "store_full"
        state = await stage.state()
        assert (state.recording, state.mode) == (None, "observer")
        await stage.filmed(30)
        assert stage.recorder.counts()["recordings_failures_total"] == 1
        await stage.ask("rec_2")
        await stage.soon(lambda: stage.camera.facts().count("recording_over") == 2, "its end, at once")
        assert (await stage.state()).mode == "observer"
    assert await asyncio.to_thread(shown_ms, stage), "what was kept before stays readable"


async def test_by_policy_each_session_asks_by_itself_and_a_no_is_a_no_n1(tmp_path: Path) -> None:
    always = Rules(recording_policy=Policy.ALWAYS)
    async with recording_stage(tmp_path, rules=always, answers=Answer.REFUSED) as stage:
        await entry_at(stage, "recording_answered")
        assert [one.asked_by for one in stage.camera.asked] == [None]
        await stage.filmed(60)
        assert await stage.segments() == ()
        stage.camera.answers = Answer.ALLOWED
        await stage.ask()
        await stage.on_disk()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, of 96 KiB; mounting it needs root, as the build's containers are."""
    place = tmp_path / "disk"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=98304", "tmpfs", str(place)], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", str(place)], check=True)


async def test_a_full_disk_ends_the_recording_and_what_was_kept_plays_n7(small_disk: Path) -> None:
    async with recording_stage(small_disk) as stage:
        stage.camera.change(0, frames(150, width_px=640, height_px=360))
        await stage.ask()
        await stage.soon(lambda: "recording_over" in stage.camera.facts(), "the end of the recording", 60)
        assert (await stage.console.fact("recording_over")).by == "store_full"
        state = await stage.state()
        assert (state.recording, state.mode) == (None, "observer")
        await stage.filmed(30)
        assert await asyncio.to_thread(shown_ms, stage), "what was kept before stays readable"


async def test_the_recorder_is_a_viewer_like_any_and_costs_the_session_nothing_n3(tmp_path: Path) -> None:
    async with recording_stage(tmp_path) as stage:
        await stage.ask()
        await stage.on_disk()
        counts = stage.recorder.counts()
        assert counts["recordings_running"] == 1
        assert counts["recordings_frames_skipped_total"] == 0
        assert counts["recordings_bytes_total"] > 0
        heads = stage.recorder.heads(stage.session_id)
        assert {one.header.number for one in await stage.segments()} == set(heads)
    assert stage.recorder.counts()["recordings_running"] == 0
    assert stage.recorder.heads(stage.session_id) == {}
