"""What a picture costs on its way out: `python -m tests.bench.encode_bench [--seconds 6] [--json FILE]`.

A real 1920x1080 X display; another process draws, this one captures, converts and encodes as the product
does. CPU is this process's; bytes are the stream's.
"""

import argparse
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TextIO

from customer_client.capture.choose import open_capture
from customer_client.core.picture import Capture, EncodedFrame, Encoder, News, Patch, Plane
from customer_client.encode.canvas import Canvas
from customer_client.encode.choose import open_encoder
from customer_client.encode.studio import Outlet, Studio
from protocol.screen import MonitorId, Screen
from tests.bench.figures import Figure, Table, of
from tests.support.h264 import luma_psnr_db
from tests.support.viewer import Viewer
from tests.support.xserver import XServer, xvfb

SIZE: Final = (1920, 1080)
FONT: Final = ("-fa", "DejaVu Sans Mono", "-fs", "9")
SOURCE: Final = Path(__file__).parents[2] / "customer_client"
SETTLE_SECONDS: Final = 2.0
"""Programs start, the first picture is refined."""


@dataclass
class Log:
    """One scenario's figures, in milliseconds and bytes."""

    capture_ms: list[float] = field(default_factory=list)
    convert_ms: list[float] = field(default_factory=list)
    encode_ms: list[float] = field(default_factory=list)
    to_delivered_ms: list[float] = field(default_factory=list)
    drawn_to_delivered_ms: list[float] = field(default_factory=list)
    frame_bytes: list[int] = field(default_factory=list)
    grab_ended_ns: int = 0
    told_ns: int | None = None


class TimedCapture:
    """A capture that notes how long each grab took."""

    def __init__(self, capture: Capture, log: Callable[[], Log]) -> None:
        self._capture, self._log = capture, log

    def screen(self) -> Screen:
        return self._capture.screen()

    def wait(self, watched: frozenset[MonitorId], timeout_seconds: float | None) -> News:
        return self._capture.wait(watched, timeout_seconds)

    def wake(self) -> None:
        self._capture.wake()

    def grab(self, monitor: MonitorId, *, whole: bool) -> Sequence[Patch]:
        began_ns = time.monotonic_ns()
        patches = self._capture.grab(monitor, whole=whole)
        log = self._log()
        log.grab_ended_ns = time.monotonic_ns()
        if patches:
            log.capture_ms.append((log.grab_ended_ns - began_ns) / 1e6)
        return patches

    def close(self) -> None:
        self._capture.close()


class TimedEncoder:
    """An encoder that notes how long it took, and how long the conversion before it."""

    def __init__(self, size: tuple[int, int], log: Callable[[], Log]) -> None:
        self._encoder: Encoder = open_encoder(size)
        self._log = log
        self.codec = ""

    def encode(self, planes: tuple[Plane, Plane, Plane], changed: Plane, qp: int, *, key: bool) -> bytes:
        began_ns = time.monotonic_ns()
        data = self._encoder.encode(planes, changed, qp, key=key)
        self.codec = self._encoder.codec
        log = self._log()
        log.encode_ms.append((time.monotonic_ns() - began_ns) / 1e6)
        if log.grab_ended_ns:
            log.convert_ms.append((began_ns - log.grab_ended_ns) / 1e6)
            log.grab_ended_ns = 0
        return data

    def close(self) -> None:
        self._encoder.close()


class Bench:
    """A running studio whose figures are read scenario by scenario."""

    def __init__(self, server: XServer) -> None:
        self.log = Log()
        self.frames: list[EncodedFrame] = []
        self.delivered = threading.Semaphore(0)
        self._server = server
        self._capture = TimedCapture(open_capture(server.display), lambda: self.log)
        self.studio = Studio(
            self._capture,
            Outlet(self._deliver),
            make_encoder=lambda size: TimedEncoder(size, lambda: self.log),
        )
        self.monitor = self.studio.screen.monitors[0].id
        self.studio.watch(frozenset({self.monitor}))

    def _deliver(self, frame: EncodedFrame) -> None:
        now_ns = time.monotonic_ns()
        log = self.log
        log.to_delivered_ms.append(now_ns / 1e6 - frame.pts_us / 1e3)
        if log.told_ns is not None:
            log.drawn_to_delivered_ms.append((now_ns - log.told_ns) / 1e6)
            log.told_ns = None
        log.frame_bytes.append(len(frame.data))
        self.frames.append(frame)
        self.delivered.release()

    def measure(self, bench: str, table: Table, act: Callable[[], None], goals: dict[str, str]) -> None:
        """Add the figures of `act` to the table."""
        log = self.log = Log()
        cpu, wall = time.process_time(), time.monotonic()
        act()
        wall = time.monotonic() - wall
        cpu = time.process_time() - cpu
        count = len(log.frame_bytes)
        for name, value, unit in (
            ("frames", count / wall, "/s"),
            ("stream", sum(log.frame_bytes) / wall / 1000, "kB/s"),
            ("CPU", 100 * cpu / wall, "% of a core"),
        ):
            table.add(Figure(bench, "studio", name, value, count=count, unit=unit, goal=goals.get(name, "")))
        for name, values, unit in (
            ("capture", log.capture_ms, "ms"),
            ("convert", log.convert_ms, "ms"),
            ("encode", log.encode_ms, "ms"),
            ("captured to delivered", log.to_delivered_ms, "ms"),
            ("told to draw to delivered", log.drawn_to_delivered_ms, "ms"),
            ("frame", log.frame_bytes, "bytes"),
        ):
            if values:
                table.add(of(bench, "studio", name, values, unit=unit))

    def type_on(self, terminal: TextIO, keys: int) -> None:
        """Let the terminal show one letter after the other, each when the one before was delivered."""
        for number in range(keys):
            while self.delivered.acquire(blocking=False):
                pass
            self.log.told_ns = time.monotonic_ns()
            terminal.write("abcdefghijklmnopqrstuvwxyz "[number % 27])
            terminal.flush()
            self.delivered.acquire(timeout=1)
            time.sleep(0.05)

    def psnr_at_rest_db(self) -> float:
        """Luma of the decoded stream against the display itself."""
        viewer = Viewer()
        first = max(number for number, frame in enumerate(self.frames) if frame.key)
        for frame in self.frames[first:]:
            viewer.outlet.deliver(frame)
        truth, look = Canvas(SIZE), open_capture(self._server.display)
        truth.draw(look.grab(self.monitor, whole=True))
        look.close()
        return luma_psnr_db(viewer.shown[self.monitor], truth.planes[0])


@contextmanager
def terminal(server: XServer) -> Iterator[TextIO]:
    """An xterm over most of the display, full of text, that shows what is written."""
    lines = [line[:235] for path in sorted(SOURCE.rglob("*.py")) for line in path.read_text().splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page"
        page.write_text("\n".join(lines[:120]))
        command = ["xterm", "-geometry", "240x70+20+20", *FONT, "-e", "sh", "-c"]
        follow = f"cat {page}; exec tail -n 0 -s 0.002 -f {folder}/typed"
        typed = (Path(folder) / "typed").open("w")
        process = subprocess.Popen([*command, follow], env=server.environment())
        try:
            yield typed
        finally:
            typed.close()
            process.terminate()
            process.wait(5)


@contextmanager
def target(server: XServer, kind: str) -> Iterator[None]:
    """The drawing program of the benches."""
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.target", kind], env=server.environment())
    try:
        yield
    finally:
        process.terminate()
        process.wait(5)


GOALS: Final = {
    "scroll": {"frames": "≥ 20 steps", "stream": "≤ 400", "CPU": "≤ 40"},
    "motion": {"frames": "≥ 29.5", "stream": "≤ 400", "CPU": "≤ 50"},
    "drag": {"frames": "≥ 29"},
    "text": {"frames": "0", "stream": "≤ 0.1", "CPU": "≤ 1"},
}


def run(seconds: float, keys: int) -> Table:
    """Every scenario on a display of its own."""
    table = Table()
    with xvfb(*SIZE) as server, terminal(server) as typed:
        bench = Bench(server)
        time.sleep(SETTLE_SECONDS)
        bench.measure("typing", table, lambda: bench.type_on(typed, keys), {})
        bench.studio.close()
    for kind, goals in GOALS.items():
        with xvfb(*SIZE) as server, target(server, kind):
            bench = Bench(server)
            time.sleep(SETTLE_SECONDS)
            bench.measure(kind, table, lambda: time.sleep(seconds), goals)
            if kind == "text":
                psnr_db = bench.psnr_at_rest_db()
                table.add(Figure(kind, "studio", "luma", psnr_db, unit="dB", goal="≥ 45"))
            bench.studio.close()
    return table


def main() -> None:
    """Print the table; write the JSON where asked."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--seconds", type=float, default=6.0)
    arguments.add_argument("--keys", type=int, default=80)
    arguments.add_argument("--json", type=Path)
    chosen = arguments.parse_args()
    table = run(chosen.seconds, chosen.keys)
    if chosen.json is not None:
        chosen.json.write_text(table.json())


if __name__ == "__main__":
    main()
