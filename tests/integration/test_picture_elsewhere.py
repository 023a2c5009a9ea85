"""The picture's way out where X11 does not help: polling, a slow way out, a system without X."""

import subprocess
import sys
from itertools import pairwise

import pytest

from customer_client.capture.polled import PolledCapture
from customer_client.encode.plain import PlainEncoder
from customer_client.encode.studio import Studio
from tests.support.painter import painter
from tests.support.viewer import Viewer
from tests.support.xserver import xvfb

pytestmark = pytest.mark.slow


def test_a_polled_desktop_is_shown_and_rests_too() -> None:
    viewer = Viewer()
    with xvfb(640, 480) as server, painter(server) as paint:
        studio = Studio(PolledCapture(server.display), viewer.outlet)
        monitor = studio.screen.monitors[0].id
        try:
            studio.watch(frozenset({monitor}))
            viewer.wait_until(lambda: bool(viewer.frames), "the first picture")
            paint.fill(0x7711CC, 33, 77, 100, 50)
            viewer.wait_until(lambda: viewer.shows(monitor, 0x7711CC, 80, 100), "the painted colour")
            viewer.quiet_for(1.0)
            assert viewer.shows(monitor, 0x7711CC, 80, 100, within=3)
        finally:
            studio.close()


def test_the_encoder_of_pyav_serves_where_libx264_cannot_be_spoken_to() -> None:
    viewer = Viewer()
    with xvfb(640, 480) as server, painter(server) as paint:
        studio = Studio(PolledCapture(server.display), viewer.outlet, make_encoder=PlainEncoder)
        monitor = studio.screen.monitors[0].id
        try:
            studio.watch(frozenset({monitor}))
            paint.fill(0x7711CC, 33, 77, 100, 50)
            viewer.wait_until(lambda: viewer.shows(monitor, 0x7711CC, 80, 100), "the painted colour")
        finally:
            studio.close()


def test_a_slow_way_out_gets_fewer_pictures_and_the_newest() -> None:
    viewer = Viewer()
    with xvfb(640, 480) as server, painter(server) as paint:
        studio = Studio(PolledCapture(server.display), viewer.outlet)
        monitor = studio.screen.monitors[0].id
        try:
            studio.set_budget(2_000)
            studio.set_congestion(250)
            studio.watch(frozenset({monitor}))
            viewer.wait_until(lambda: bool(viewer.frames), "the first picture")
            for step in range(60):
                paint.fill(0x010203 * step, 0, 0, 640, 480)
            paint.fill(0x33CC99, 0, 0, 640, 480)
            viewer.wait_until(lambda: viewer.shows(monitor, 0x33CC99, 300, 200), "the newest picture")
            taken_us = [frame.pts_us for frame in viewer.frames]
            assert all(later - sooner >= 99_000 for sooner, later in pairwise(taken_us))
            assert len(taken_us) <= 4
        finally:
            studio.close()


@pytest.mark.parametrize("module", ["capture.choose", "capture.polled", "encode.studio", "core.picture"])
def test_nothing_of_x11_is_needed_to_import_what_other_systems_use(module: str) -> None:
    program = f"import sys; sys.modules['xcffib'] = None; import customer_client.{module}"
    subprocess.run([sys.executable, "-c", program], check=True, timeout=15)
