"""What X11 alone tells: the pointer, a display that lacks something, a display that ends."""

import os
import signal
import time

import pytest

from customer_client.capture.choose import open_capture
from customer_client.capture.polled import PolledCapture
from customer_client.capture.x11 import X11Capture, X11Unsuited
from customer_client.core.picture import News, Pointer
from customer_client.errors import CaptureError, DisplayGone, NoDisplay
from protocol.screen import MonitorId
from tests.support.xserver import xvfb

SOON_SECONDS = 5.0


def pointer_of(capture: X11Capture) -> Pointer:
    watched = frozenset(monitor.id for monitor in capture.screen().monitors)
    deadline = time.monotonic() + SOON_SECONDS
    while True:
        news = capture.wait(watched, max(0.0, deadline - time.monotonic()))
        if news.pointer is not None:
            return news.pointer
        assert time.monotonic() < deadline, "no word of the pointer"


@pytest.mark.slow
def test_the_pointer_is_told_at_first_and_when_it_moves_and_then_rests() -> None:
    with xvfb(640, 480) as server:
        capture = X11Capture(server.display)
        try:
            first = pointer_of(capture)
            assert first.shape is not None
            assert len(first.shape.rgba) == first.shape.width_px * first.shape.height_px * 4
            # As the X server's own pointer looks: some of it is opaque, some is not there.
            assert {0, 255} <= set(first.shape.rgba[3::4])
            server.run("xdotool", "mousemove_relative", "--", "-20", "15")
            moved = pointer_of(capture)
            assert (moved.x_px, moved.y_px) == (first.x_px - 20, first.y_px + 15)
            watched = frozenset({capture.screen().monitors[0].id})
            capture.grab(capture.screen().monitors[0].id, whole=True)
            while capture.wait(watched, 0.5) != News():
                capture.grab(capture.screen().monitors[0].id, whole=False)
            server.run("xdotool", "mousemove_relative", "3", "4")
            again = pointer_of(capture)
            assert (again.x_px, again.y_px) == (moved.x_px + 3, moved.y_px + 4)
        finally:
            capture.close()


@pytest.mark.parametrize("extension", ["DAMAGE", "MIT-SHM"])
def test_a_display_without_an_extension_is_looked_at_instead(extension: str) -> None:
    with xvfb(640, 480, without=(extension,)) as server:
        with pytest.raises(X11Unsuited, match=extension):
            X11Capture(server.display)
        capture = open_capture(server.display)
        try:
            assert isinstance(capture, PolledCapture)
            (patch,) = capture.grab(capture.screen().monitors[0].id, whole=True)
            assert patch.pixels.shape == (480, 640, 4)
        finally:
            capture.close()


@pytest.mark.parametrize(("dpi", "scale"), [("144", 1.5), ("96", 1.0), ("nonsense", 1.0), ("9600", 8.0)])
def test_the_scale_is_what_the_desktop_enlarges_its_text_by(dpi: str, scale: float) -> None:
    with xvfb(640, 480) as server:
        resource = f"Xcursor.size: 24\nXft.dpi:\t{dpi}\n"
        server.run("xprop", "-root", "-f", "RESOURCE_MANAGER", "8s", "-set", "RESOURCE_MANAGER", resource)
        capture = X11Capture(server.display)
        try:
            assert capture.screen().monitors[0].scale == scale
        finally:
            capture.close()


def test_a_complete_display_tells_what_changed() -> None:
    with xvfb(640, 480) as server:
        capture = open_capture(server.display)
        try:
            assert isinstance(capture, X11Capture)
        finally:
            capture.close()


def test_no_display_is_said_in_a_sentence() -> None:
    with pytest.raises(NoDisplay, match=r"No desktop can be reached at display :59999\."):
        open_capture(":59999")


def _wait_on(capture: X11Capture, watched: frozenset[MonitorId]) -> None:
    for _ in range(10):
        capture.wait(watched, SOON_SECONDS)


def test_a_display_that_ends_is_an_error_not_a_hang() -> None:
    with xvfb(640, 480) as server:
        capture = X11Capture(server.display)
        try:
            watched = frozenset({capture.screen().monitors[0].id})
            os.kill(server.pid, signal.SIGTERM)
            with pytest.raises(DisplayGone, match="is gone"):
                _wait_on(capture, watched)
            with pytest.raises(CaptureError):
                capture.grab(capture.screen().monitors[0].id, whole=True)
        finally:
            capture.close()
