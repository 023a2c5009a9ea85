"""Both ways of reading an X display keep the same promises (`customer_client.core.picture.Capture`)."""

import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from customer_client.capture.polled import PolledCapture
from customer_client.capture.x11 import X11Capture
from customer_client.core.picture import Capture, News, Patch, Pixels
from protocol.screen import MonitorId
from tests.support.painter import Painter, painter
from tests.support.xserver import XServer, xvfb, xvnc

WIDTH_PX, HEIGHT_PX = 640, 480
SOON_SECONDS = 5.0

Opener = Callable[[str], Capture]
OPENERS: dict[str, Opener] = {"told by X11": X11Capture, "polled": PolledCapture}


@pytest.fixture(scope="module")
def server() -> Iterator[XServer]:
    with xvfb(WIDTH_PX, HEIGHT_PX) as running:
        yield running


@pytest.fixture
def paint(server: XServer) -> Iterator[Painter]:
    with painter(server) as drawing:
        yield drawing


@pytest.fixture(params=OPENERS.values(), ids=list(OPENERS))
def opener(request: pytest.FixtureRequest) -> Opener:
    chosen: Opener = request.param
    return chosen


@pytest.fixture
def capture(opener: Opener, server: XServer, paint: Painter) -> Iterator[Capture]:
    opened = opener(server.display)
    yield opened
    opened.close()


class Canvas:
    """What a viewer of one monitor has: the first whole picture, and every patch since."""

    def __init__(
        self, capture: Capture, monitor: MonitorId, size: tuple[int, int] = (WIDTH_PX, HEIGHT_PX)
    ) -> None:
        self._capture = capture
        self.monitor = monitor
        self.pixels: Pixels = np.zeros((size[1], size[0], 4), np.uint8)
        self.draw(capture.grab(monitor, whole=True))

    def draw(self, patches: list[Patch] | tuple[Patch, ...] | object) -> None:
        assert isinstance(patches, list | tuple)
        for patch in patches:
            area = patch.area
            rows = slice(area.y_px, area.y_px + area.height_px)
            self.pixels[rows, area.x_px : area.x_px + area.width_px] = patch.pixels

    def follow(self, until: Callable[[], bool]) -> None:
        """Take in changes until `until` holds; fail when it does not soon."""
        deadline = time.monotonic() + SOON_SECONDS
        while not until():
            left = deadline - time.monotonic()
            assert left > 0, "what was drawn did not arrive"
            news = self._capture.wait(frozenset({self.monitor}), left)
            if self.monitor in news.changed:
                self.draw(self._capture.grab(self.monitor, whole=False))

    def shows(self, rgb: int, x_px: int, y_px: int) -> bool:
        blue, green, red = (int(value) for value in self.pixels[y_px, x_px, :3])
        return red << 16 | green << 8 | blue == rgb


def quiet(capture: Capture, watched: frozenset[MonitorId]) -> None:
    """Take in everything that is new until nothing is."""
    deadline = time.monotonic() + SOON_SECONDS
    while (news := capture.wait(watched, 0.15)) != News():
        assert time.monotonic() < deadline, "an unchanged display kept changing"
        for monitor in news.changed:
            capture.grab(monitor, whole=False)


def only(capture: Capture) -> MonitorId:
    (monitor,) = capture.screen().monitors
    return monitor.id


def test_the_screen_is_the_display(capture: Capture) -> None:
    (monitor,) = capture.screen().monitors
    assert (monitor.left_px, monitor.top_px) == (0, 0)
    assert (monitor.width_px, monitor.height_px) == (WIDTH_PX, HEIGHT_PX)


def test_what_is_drawn_arrives_exactly(capture: Capture, paint: Painter) -> None:
    canvas = Canvas(capture, only(capture))
    for rgb, x_px, y_px in (
        (0xC81E5A, 101, 33),
        (0x00FF7F, 301, 201),
        (0x123456, 0, 0),
        (0xFFFFFF, 631, 471),
    ):
        paint.fill(rgb, x_px, y_px, 9, 9)
        canvas.follow(lambda rgb=rgb, x_px=x_px, y_px=y_px: canvas.shows(rgb, x_px + 8, y_px + 8))  # type: ignore[misc]  # bound at once
    whole = Canvas(capture, canvas.monitor)
    assert np.array_equal(canvas.pixels[..., :3], whole.pixels[..., :3])


def test_patches_are_even_and_small_where_little_changed(capture: Capture, paint: Painter) -> None:
    watched = frozenset({only(capture)})
    capture.grab(only(capture), whole=True)
    quiet(capture, watched)
    paint.fill(0xABCDEF, 33, 35, 5, 5)
    assert capture.wait(watched, SOON_SECONDS).changed == watched
    (patch,) = capture.grab(only(capture), whole=False)
    area = patch.area
    assert not (area.x_px | area.y_px | area.width_px | area.height_px) & 1
    assert area.x_px <= 33
    assert area.y_px <= 35
    assert area.width_px * area.height_px <= 32 * 32
    assert patch.pixels.shape == (area.height_px, area.width_px, 4)


def test_many_small_changes_all_arrive(capture: Capture, paint: Painter) -> None:
    canvas = Canvas(capture, only(capture))
    dots = [(17 * column + 1, 23 * row + 1) for column in range(37) for row in range(20)]
    for x_px, y_px in dots:
        paint.fill(0xFEDCBA, x_px, y_px, 3, 3)
    canvas.follow(lambda: all(canvas.shows(0xFEDCBA, x_px + 1, y_px + 1) for x_px, y_px in dots))


@pytest.mark.slow
def test_an_unchanged_display_is_no_news(capture: Capture) -> None:
    watched = frozenset({only(capture)})
    capture.grab(only(capture), whole=True)
    quiet(capture, watched)
    assert capture.wait(watched, 0.4) == News()
    assert capture.grab(only(capture), whole=False) in ((), [])


@pytest.mark.slow
def test_a_change_that_is_not_grabbed_yet_is_told_once(capture: Capture, paint: Painter) -> None:
    watched = frozenset({only(capture)})
    capture.grab(only(capture), whole=True)
    quiet(capture, watched)
    paint.fill(0x111111, 10, 10, 20, 20)
    assert capture.wait(watched, SOON_SECONDS).changed == watched
    paint.fill(0x222222, 50, 10, 20, 20)
    assert capture.wait(watched, 0.1) == News()
    assert capture.grab(only(capture), whole=False)


@pytest.mark.slow
def test_a_display_that_nobody_watches_is_no_news(capture: Capture, paint: Painter) -> None:
    quiet(capture, frozenset())
    paint.fill(0x445566, 10, 10, 200, 200)
    assert capture.wait(frozenset(), 0.1) == News()


def test_a_wait_is_ended_from_another_thread(capture: Capture) -> None:
    watched = frozenset({only(capture)})
    capture.grab(only(capture), whole=True)
    quiet(capture, watched)
    threading.Timer(0.05, capture.wake).start()
    began = time.monotonic()
    capture.wait(watched, 60)
    assert time.monotonic() - began < SOON_SECONDS


def test_a_wake_before_the_wait_ends_it(capture: Capture) -> None:
    watched = frozenset({only(capture)})
    capture.grab(only(capture), whole=True)
    quiet(capture, watched)
    capture.wake()
    began = time.monotonic()
    capture.wait(watched, 60)
    assert time.monotonic() - began < SOON_SECONDS


def test_a_monitor_that_is_not_there_shows_nothing(capture: Capture) -> None:
    assert not capture.grab(MonitorId(200), whole=True)


def test_closing_twice_is_fine(opener: Opener, server: XServer) -> None:
    opened = opener(server.display)
    opened.close()
    opened.close()


def test_each_of_two_monitors_shows_its_own_part(opener: Opener) -> None:
    with xvfb(800, 300) as server, painter(server) as paint:
        server.run("xrandr", "--setmonitor", "left", "500/130x300/80+0+0", "screen")
        server.run("xrandr", "--setmonitor", "right", "300/80x300/80+500+0", "none")
        capture = opener(server.display)
        try:
            left, right = sorted(capture.screen().monitors, key=lambda monitor: monitor.left_px)
            assert (left.width_px, right.left_px, right.width_px) == (500, 500, 300)
            pictures = {
                one.id: Canvas(capture, one.id, (one.width_px, one.height_px)) for one in (left, right)
            }
            paint.fill(0x0000FF, 490, 100, 20, 20)  # across the border
            pictures[left.id].follow(lambda: pictures[left.id].shows(0x0000FF, 499, 119))
            pictures[right.id].draw(capture.grab(right.id, whole=False))
            assert pictures[right.id].shows(0x0000FF, 0, 100)
            assert pictures[right.id].shows(0x0000FF, 9, 119)
            assert not pictures[right.id].shows(0x0000FF, 10, 100)
        finally:
            capture.close()


def reshaped(capture: Capture, watched: frozenset[MonitorId]) -> None:
    deadline = time.monotonic() + SOON_SECONDS
    while capture.wait(watched, 0.5).screen is None:
        for monitor in watched:
            capture.grab(monitor, whole=False)
        assert time.monotonic() < deadline, "the new size was not noticed"


@pytest.mark.slow
def test_a_display_of_another_size_is_followed(opener: Opener) -> None:
    with xvnc(640, 480) as server, painter(server) as paint:
        capture = opener(server.display)
        try:
            before = capture.screen().monitors[0]
            capture.grab(before.id, whole=True)
            server.run("xrandr", "--output", "VNC-0", "--mode", "800x600")
            reshaped(capture, frozenset({before.id}))
            after = capture.screen().monitors[0]
            assert (after.id, after.width_px, after.height_px) == (before.id, 800, 600)
            canvas = Canvas(capture, after.id, (800, 600))
            paint.fill(0x31B45C, 790, 590, 10, 10)
            canvas.follow(lambda: canvas.shows(0x31B45C, 799, 599))
        finally:
            capture.close()


@pytest.mark.slow
def test_other_monitors_are_noticed_by_looking() -> None:
    """RandR says nothing when somebody only divides a screen differently; who polls sees it."""
    with xvfb(640, 480) as server, painter(server) as paint:
        capture = PolledCapture(server.display)
        try:
            capture.grab(only(capture), whole=True)
            server.run("xrandr", "--setmonitor", "small", "320/80x480/80+320+0", "screen")
            reshaped(capture, frozenset({only(capture)}))
            (after,) = capture.screen().monitors
            assert (after.left_px, after.width_px, after.height_px) == (320, 320, 480)
            canvas = Canvas(capture, after.id, (320, 480))
            paint.fill(0x31B45C, 320, 10, 10, 10)
            canvas.follow(lambda: canvas.shows(0x31B45C, 0, 19))
        finally:
            capture.close()
