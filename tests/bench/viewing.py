"""Key to pixel, scrolling, motion, dragging, rest and sharpness of one viewer: the same work for everyone."""

import io
import re
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import av
import numpy as np
import xcffib
import xcffib.xproto as xp
from numpy.typing import NDArray
from playwright.sync_api import Page

from tests.bench import browser
from tests.bench.figures import Figure, of
from tests.bench.peers import Peer
from tests.bench.processes import cpu_seconds, running
from tests.support.xserver import XServer

MOVING: tuple[tuple[str, int, float], ...] = (("scroll", 20, 20), ("motion", 30, 29.5), ("drag", 30, 29))
SETTLE_SECONDS = 1.5
MEASURE_SECONDS = 6.0


@contextmanager
def drawing(display: XServer, kind: str) -> Iterator[None]:
    """The target draws for the length of the block."""
    with running(
        [sys.executable, "-m", "tests.bench.target", kind], env=display.environment(), says="drawing"
    ):
        time.sleep(SETTLE_SECONDS)
        yield


def key_to_pixel(display: XServer, view: Page, peer: Peer, count: int, goal: str) -> Figure:
    """How long from the key press until its pixel is displayed."""
    with drawing(display, "keys"):
        browser.key_to_display_ms(view, peer.element, 3)
        times = browser.key_to_display_ms(view, peer.element, count)
    return of(
        "key → pixel", peer.name, f"displayed ({count - len(times)} lost)", times or [float("nan")], goal=goal
    )


def moving(display: XServer, view: Page, peer: Peer, kind: str, per_second: int, goal: float) -> list[Figure]:
    """What is shown of a moving desktop, what it costs the captured machine, and how many bytes it takes."""
    with drawing(display, kind):
        cpu, received, begun = cpu_seconds(peer.pids), received_bytes(view, peer), time.perf_counter()
        shown = browser.steps_shown(view, peer.element, MEASURE_SECONDS)
        seconds = time.perf_counter() - begun
        cpu, received = cpu_seconds(peer.pids) - cpu, received_bytes(view, peer) - received
    return [
        Figure(
            kind, peer.name, f"steps shown of {per_second}/s", shown / seconds, unit="/s", goal=f"≥ {goal:g}"
        ),
        Figure(
            kind, peer.name, "captured machine's CPU", 100 * cpu / seconds, unit="% of a core", goal="≤ 40-50"
        ),
        Figure(kind, peer.name, "picture", received / seconds / 1000, unit="kB/s", goal="≤ 400"),
    ]


def rest(display: XServer, view: Page, peer: Peer) -> list[Figure]:
    """What an unchanged screen costs, and how exact its text is after a second."""
    with drawing(display, "text"):
        sharp = psnr_db(screen(display), decoded(browser.picture_png(view, peer.element)))
        time.sleep(SETTLE_SECONDS)
        cpu, received, begun = cpu_seconds(peer.pids), received_bytes(view, peer), time.perf_counter()
        time.sleep(MEASURE_SECONDS)
        seconds = time.perf_counter() - begun
        cpu, received = cpu_seconds(peer.pids) - cpu, received_bytes(view, peer) - received
    return [
        Figure(
            "rest", peer.name, "captured machine's CPU", 100 * cpu / seconds, unit="% of a core", goal="≤ 1"
        ),
        Figure("rest", peer.name, "picture", received / seconds, unit="B/s", goal="≤ 100"),
        Figure("rest", peer.name, "text after 1.5 s, luma PSNR", sharp, unit="dB", goal="≥ 45"),
    ]


def received_bytes(view: Page, peer: Peer) -> float:
    """All bytes of the picture so far, as the viewer's page received them, or as its broker did."""
    if not peer.metrics_url:
        return browser.received_bytes(view)
    with urllib.request.urlopen(peer.metrics_url, timeout=5) as answer:  # noqa: S310  our own server
        counted = re.search(r"^\S*media_bytes_in_total (\S+)$", answer.read().decode(), re.MULTILINE)
    if counted is None:
        raise ValueError("the broker does not count the picture's bytes")
    return float(counted[1])


def screen(display: XServer) -> NDArray[np.uint8]:
    """The true desktop: uint8, (height, width, 3), RGB."""
    connection = xcffib.connect(display=display.display)
    root = connection.get_setup().roots[0]
    width, height = root.width_in_pixels, root.height_in_pixels
    image = connection.core.GetImage(
        xp.ImageFormat.ZPixmap, root.root, 0, 0, width, height, 0xFFFFFFFF
    ).reply()
    bgrx = np.frombuffer(bytes(image.data.raw), np.uint8).reshape(height, width, 4)
    connection.disconnect()
    return np.ascontiguousarray(bgrx[:, :, 2::-1])


def decoded(png: bytes) -> NDArray[np.uint8]:
    """A PNG's pixels: uint8, (height, width, 3), RGB."""
    with av.open(io.BytesIO(png), "r", format="png_pipe") as container:
        return np.asarray(next(container.decode(video=0)).to_ndarray(format="rgb24"), np.uint8)


def psnr_db(truth: NDArray[np.uint8], shown: NDArray[np.uint8]) -> float:
    """Peak signal-to-noise ratio of the luma of two RGB pictures; 99 when they are equal."""
    if truth.shape != shown.shape:
        return 0.0
    weights = np.array([0.299, 0.587, 0.114])
    error = float(np.mean(((truth.astype(np.float64) - shown) @ weights) ** 2))
    return 99.0 if error == 0 else float(10 * np.log10(255**2 / error))
