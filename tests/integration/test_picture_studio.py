"""From a real window to a decoded picture."""

import os
import random
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import numpy as np
import pytest

from customer_client.capture.choose import open_capture
from customer_client.core.picture import EncodedFrame
from customer_client.encode.canvas import Canvas
from customer_client.encode.studio import Outlet, Studio, StudioCrashed
from customer_client.errors import DisplayGone
from protocol.screen import MonitorId
from tests.support.h264 import luma_psnr_db, nal_types, plane_of
from tests.support.painter import Painter, painter
from tests.support.viewer import SOON_SECONDS, Viewer
from tests.support.xserver import XServer, xvfb, xvnc

pytestmark = pytest.mark.slow

IDR, SPS, PPS = 5, 7, 8


@contextmanager
def showing(server: XServer, viewer: Viewer) -> Iterator[tuple[Studio, MonitorId]]:
    """A studio that shows the first monitor of this display."""
    studio = Studio(open_capture(server.display), viewer.outlet)
    try:
        monitor = studio.screen.monitors[0].id
        studio.watch(frozenset({monitor}))
        viewer.wait_until(lambda: bool(viewer.frames), "the first picture")
        yield studio, monitor
    finally:
        studio.close()


@pytest.fixture(scope="module")
def server() -> Iterator[XServer]:
    with xvfb(640, 480) as running:
        yield running


@pytest.fixture
def paint(server: XServer) -> Iterator[Painter]:
    with painter(server) as drawing:
        drawing.fill(0x204060)
        yield drawing


@pytest.fixture
def viewer() -> Viewer:
    return Viewer()


def test_the_first_frame_is_whole_and_decodable(server: XServer, paint: Painter, viewer: Viewer) -> None:
    with showing(server, viewer) as (_, monitor):
        first = viewer.frames[0]
        assert first.key
        assert (first.stream, first.seq, first.width_px, first.height_px) == (monitor, 0, 640, 480)
        assert {SPS, PPS, IDR} <= set(nal_types(first.data))
        assert first.codec.startswith("avc1.42")
        viewer.wait_until(lambda: viewer.shows(monitor, 0x204060, 320, 240), "the painted ground")


@pytest.mark.parametrize("rgb", [0xE01010, 0x10C020, 0x2030F0, 0xFFFFFF, 0x000000, 0xD0A040])
def test_what_is_painted_is_seen_in_its_colour(
    server: XServer, paint: Painter, viewer: Viewer, rgb: int
) -> None:
    with showing(server, viewer) as (_, monitor):
        paint.fill(rgb, 203, 101, 60, 40)
        viewer.wait_until(lambda: viewer.shows(monitor, rgb, 233, 121), "the painted colour")
        viewer.quiet_for(0.5)
        assert viewer.shows(monitor, rgb, 233, 121, within=3)
        assert viewer.shows(monitor, 0x204060, 20, 20, within=3)


def test_numbers_and_times_of_frames_only_rise(server: XServer, paint: Painter, viewer: Viewer) -> None:
    with showing(server, viewer) as (_, monitor):
        for step in range(6):
            rgb = 0x300000 + 0x20 * step
            paint.fill(rgb, 100, 100, 64, 64)
            viewer.wait_until(lambda rgb=rgb: viewer.shows(monitor, rgb, 130, 130), "a step")  # type: ignore[misc]  # bound at once
        viewer.quiet_for(0.5)
    assert [frame.seq for frame in viewer.frames] == list(range(len(viewer.frames)))
    assert all(sooner.pts_us < later.pts_us for sooner, later in pairwise(viewer.frames))


def test_an_unchanged_screen_sends_nothing(server: XServer, paint: Painter, viewer: Viewer) -> None:
    with showing(server, viewer):
        viewer.quiet_for(1.0)
        sent = len(viewer.frames)
        viewer.quiet_for(1.0)
        assert len(viewer.frames) == sent


def test_text_is_sharp_after_a_rest(viewer: Viewer) -> None:
    line = "The quick brown fox, 0O1lI | {[]} éñ@€"
    text = f'i=0; while [ $i -lt 60 ]; do echo "$i {line} $i"; i=$((i+1)); done; cat'
    xterm = ("xterm", "-geometry", "100x36+0+0", "-e", "sh", "-c", text)
    with xvfb(640, 480) as server, program(server, *xterm), showing(server, viewer) as (_, monitor):
        viewer.wait_until(lambda: viewer.luma(monitor).std() > 20, "text")
        viewer.quiet_for(1.0)
        truth = Canvas((640, 480))
        look = open_capture(server.display)
        truth.draw(look.grab(monitor, whole=True))
        look.close()
        assert luma_psnr_db(viewer.shown[monitor], truth.planes[0]) >= 45


@pytest.mark.parametrize("size", [(640, 480), (509, 331)], ids=["even", "odd"])
def test_no_spot_is_forgotten_whatever_was_drawn(viewer: Viewer, size: tuple[int, int]) -> None:
    rng = random.Random(11)
    with xvfb(*size) as server, painter(server) as paint, showing(server, viewer) as (_, monitor):
        for _ in range(400):
            x_px, y_px = rng.randrange(size[0]), rng.randrange(size[1])
            paint.fill(rng.randrange(1 << 24), x_px, y_px, rng.randrange(1, 90), rng.randrange(1, 60))
        server.run("xdotool", "mousemove", "3", "3")
        viewer.quiet_for(1.0)
        truth = Canvas((size[0] & ~1, size[1] & ~1))
        look = open_capture(server.display)
        truth.draw(look.grab(monitor, whole=True))
        look.close()
        for number, plane in enumerate(truth.planes):
            shown = plane_of(viewer.shown[monitor], number)
            assert shown.shape == plane.shape
            assert np.abs(shown.astype(np.int32) - plane).max() <= 24, "a block shows something old"
        assert luma_psnr_db(viewer.shown[monitor], truth.planes[0]) >= 45


@contextmanager
def program(server: XServer, *command: str) -> Iterator[None]:
    process = subprocess.Popen(command, env=server.environment(), stdin=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(SOON_SECONDS)


def test_a_paused_studio_takes_and_delivers_nothing_until_it_goes_on(
    server: XServer, paint: Painter, viewer: Viewer
) -> None:
    with showing(server, viewer) as (studio, monitor):
        viewer.quiet_for(0.5)
        studio.pause()
        sent = len(viewer.frames)
        paint.fill(0x33AA55, 0, 0, 640, 480)
        viewer.quiet_for(0.5)
        assert len(viewer.frames) == sent
        studio.resume()
        viewer.wait_until(lambda: viewer.shows(monitor, 0x33AA55, 320, 240), "what was painted meanwhile")
        assert viewer.frames[sent].key
        assert viewer.frames[sent].seq == viewer.frames[sent - 1].seq + 1


def test_pausing_in_the_middle_of_motion_is_at_once(server: XServer, paint: Painter, viewer: Viewer) -> None:
    with showing(server, viewer) as (studio, _):
        for step in range(40):
            paint.fill(0x010101 * step, 0, 0, 640, 480)
        studio.pause()
        sent = len(viewer.frames)
        for step in range(40):
            paint.fill(0x010101 * step, 0, 0, 640, 480)
        viewer.quiet_for(0.3)
        assert len(viewer.frames) == sent


def test_a_pause_after_a_resume_is_never_undone_by_it(
    server: XServer, paint: Painter, viewer: Viewer
) -> None:
    with showing(server, viewer) as (studio, _):
        viewer.quiet_for(0.5)
        sent = len(viewer.frames)
        for _attempt in range(50):
            studio.pause()
            studio.resume()
            studio.pause()
            sent = len(viewer.frames)
            paint.fill(0x33AA55, 0, 0, 64, 48)
        viewer.quiet_for(0.5)
        assert len(viewer.frames) == sent


def test_requests_for_a_key_frame_are_merged(server: XServer, paint: Painter, viewer: Viewer) -> None:
    with showing(server, viewer) as (studio, monitor):
        for _ in range(20):
            studio.request_key(monitor)
        studio.request_key(MonitorId(99))
        viewer.wait_until(lambda: sum(frame.key for frame in viewer.frames) == 2, "one more key frame")
        viewer.quiet_for(1.3)
        keys = [frame for frame in viewer.frames if frame.key]
        assert len(keys) == 2
        assert keys[1].pts_us - keys[0].pts_us >= 990_000


def test_a_monitor_that_nobody_watches_is_not_shown(server: XServer, paint: Painter, viewer: Viewer) -> None:
    with showing(server, viewer) as (studio, monitor):
        studio.watch(frozenset())
        viewer.quiet_for(0.3)
        sent = len(viewer.frames)
        paint.fill(0x998877)
        viewer.quiet_for(0.5)
        assert len(viewer.frames) == sent
        studio.watch(frozenset({monitor}))
        viewer.wait_until(lambda: viewer.shows(monitor, 0x998877, 9, 9), "the picture again")
        assert viewer.frames[sent].key
        assert viewer.frames[sent].seq == sent


def test_another_screen_size_is_followed_with_a_key_frame(viewer: Viewer) -> None:
    with xvnc(640, 480) as server, painter(server) as paint, showing(server, viewer) as (_, monitor):
        server.run("xrandr", "--output", "VNC-0", "--mode", "800x600")
        viewer.wait_until(lambda: bool(viewer.screens), "word of the new size")
        assert viewer.screens[-1].monitors[0].width_px == 800
        paint.fill(0x4488CC)
        viewer.wait_until(lambda: viewer.shows(monitor, 0x4488CC, 790, 590), "the larger picture")
        first = next(frame for frame in viewer.frames if frame.width_px == 800)
        assert first.key
        assert first.seq == viewer.frames[viewer.frames.index(first) - 1].seq + 1


def test_each_watched_monitor_is_a_stream_of_its_own(viewer: Viewer) -> None:
    with xvfb(800, 300) as server, painter(server) as paint:
        server.run("xrandr", "--setmonitor", "left", "500/130x300/80+0+0", "screen")
        server.run("xrandr", "--setmonitor", "right", "300/80x300/80+500+0", "none")
        with showing(server, viewer) as (studio, _):
            left, right = sorted(studio.screen.monitors, key=lambda monitor: monitor.left_px)
            studio.watch(frozenset({left.id, right.id}))
            paint.fill(0xAA2222, 0, 0, 500, 300)
            paint.fill(0x2222AA, 500, 0, 300, 300)
            viewer.wait_until(lambda: viewer.shows(left.id, 0xAA2222, 490, 100), "the left picture")
            viewer.wait_until(lambda: viewer.shows(right.id, 0x2222AA, 8, 100), "the right picture")
            for stream in (left.id, right.id):
                seqs = [frame.seq for frame in viewer.frames if frame.stream == stream]
                assert seqs == list(range(len(seqs)))


def test_the_pointer_is_told_to_who_watches(server: XServer, paint: Painter, viewer: Viewer) -> None:
    with showing(server, viewer):
        viewer.wait_until(lambda: bool(viewer.pointers), "the pointer at first")
        server.run("xdotool", "mousemove_relative", "7", "5")
        viewer.wait_until(lambda: len(viewer.pointers) > 1, "the pointer's move")
        first, last = viewer.pointers[0], viewer.pointers[-1]
        assert (last.x_px - first.x_px, last.y_px - first.y_px) == (7, 5)


def test_a_display_that_ends_is_said_once(viewer: Viewer) -> None:
    with xvfb(640, 480) as server, showing(server, viewer):
        os.kill(server.pid, signal.SIGTERM)
        viewer.wait_until(lambda: bool(viewer.failures), "word of the failure")
        assert [type(failure) for failure in viewer.failures] == [DisplayGone]


def test_a_crash_in_the_studio_is_said_and_ends_it(server: XServer, paint: Painter) -> None:
    def broken(_: EncodedFrame) -> None:
        raise RuntimeError("a fault of the receiver")

    viewer = Viewer()
    studio = Studio(open_capture(server.display), Outlet(broken, failed=viewer.outlet.failed))
    studio.watch(frozenset({studio.screen.monitors[0].id}))
    viewer.wait_until(lambda: bool(viewer.failures), "word of the crash")
    assert isinstance(viewer.failures[0], StudioCrashed)
    studio.close()
