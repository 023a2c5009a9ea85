"""What one more direct viewer costs: `python -m tests.bench.fanout_bench [--seconds 8] [--json FILE]`.

A real 1920x1080 X display whose terminal scrolls 20 lines a second, captured and encoded once in this
process, sent to 0, 1, 3 and 5 viewers by WebRTC. The viewers are a process of their own; CPU is this one's.
"""

import argparse
import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Final

from customer_client.capture.choose import open_capture
from customer_client.core.picture import EncodedFrame
from customer_client.encode.studio import Outlet, Studio
from customer_client.link.direct import Viewer
from customer_client.link.directs import DirectPaths
from protocol.ids import PeerId, PersonId
from protocol.input import Input, InputSeen
from protocol.screen import MonitorId
from protocol.signalling import DirectClosed, Offer
from tests.bench.figures import Figure, Table, of
from tests.support.direct_viewer import DirectViewer
from tests.support.xserver import XServer, xvfb

VIEWERS: Final = (0, 1, 3, 5)
SETTLE_SECONDS: Final = 3.0
SCROLL: Final = 'i=0; while :; do i=$((i+1)); echo "$i $(date) The quick brown fox $i"; sleep 0.05; done'
FONT: Final = ("-fa", "DejaVu Sans Mono", "-fs", "9", "-geometry", "200x60+0+0")


class Machine:
    """The captured machine's end of everything, in this process."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.said: asyncio.Queue[Offer | DirectClosed] = asyncio.Queue()
        self.frames = 0
        self.sent_ms: list[float] = []
        self.paths = DirectPaths(self, self.said.put_nowait, lambda: self.first, list)
        self.studio = Studio(open_capture(), Outlet(deliver=self.deliver_from_thread))
        self.first = self.studio.screen.monitors[0].id
        self.studio.watch(frozenset({self.first}))

    def deliver_from_thread(self, frame: EncodedFrame) -> None:
        self.loop.call_soon_threadsafe(self.deliver, frame)

    def deliver(self, frame: EncodedFrame) -> None:
        self.frames += 1
        self.paths.push(frame)

    def opened(self, viewer: Viewer) -> None:
        """See `PathEvents`."""

    def lost(self, viewer: Viewer) -> None:
        """See `PathEvents`."""

    def took(self, viewer: Viewer, batch: Input) -> InputSeen | None:
        """See `PathEvents`."""
        return None

    def key_wanted(self, stream: MonitorId) -> None:
        """See `PathEvents`."""
        self.studio.request_key(stream)

    def estimated(self, viewer: Viewer, bits_per_second: int) -> None:
        """See `PathEvents`."""


def main() -> None:
    """Measure, and print a table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument(
        "--seconds", type=float, default=8.0, help="how long each number of viewers is measured"
    )
    asked.add_argument("--json", type=Path, help="write the figures here")
    asked.add_argument("--watch", action="store_true", help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.watch:
        asyncio.run(_watch())
        return
    table = Table()
    with xvfb(1920, 1080) as display, _scrolling(display):
        os.environ.update(display.environment())
        asyncio.run(_measure_all(table, given.seconds))
    if given.json:
        given.json.write_text(table.json())


async def _measure_all(table: Table, seconds: float) -> None:
    machine = Machine()
    one = 0.0
    try:
        for count in VIEWERS:
            cores, shown = await _measure(machine, count, seconds)
            one = cores if count == 1 else one
            subject = f"{count} viewers"
            table.add(Figure("fan-out", subject, "CPU of the client", cores * 100, unit="% of a core"))
            if shown:
                table.add(of("fan-out", subject, "pictures shown a second", shown, unit="/s"))
            if count > 1:
                grown = (cores - one) * 100 / (count - 1)
                goal = "≤ 3 % of a core"
                table.add(
                    Figure("fan-out", subject, "CPU of one more viewer", grown, unit="% of a core", goal=goal)
                )
    finally:
        await machine.paths.close_all()
        machine.studio.close()


async def _measure(machine: Machine, count: int, seconds: float) -> tuple[float, list[float]]:
    """Cores used by this process, and pictures a second at each viewer."""
    async with _viewers(machine, count) as watching:
        await asyncio.sleep(SETTLE_SECONDS)
        await _ask(watching, {"count": True})
        began, cpu = time.monotonic(), time.process_time()
        await asyncio.sleep(seconds)
        cores = (time.process_time() - cpu) / (time.monotonic() - began)
        counts = await _ask(watching, {"count": True})
        return cores, [float(number) / seconds for number in counts]


@asynccontextmanager
async def _viewers(machine: Machine, count: int) -> AsyncIterator[asyncio.subprocess.Process]:
    watching = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.bench.fanout_bench",
        "--watch",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=2**20,
    )
    try:
        for number in range(count):
            viewer = Viewer(PeerId(f"r_{number}_{count}"), PersonId(f"p_{number}"), 1)
            machine.paths.offer(viewer)
            offer = await machine.said.get()
            while not isinstance(offer, Offer):
                offer = await machine.said.get()
            await machine.paths.answer(viewer.peer, 1, str(await _ask(watching, {"offer": offer.sdp})))
        yield watching
    finally:
        await machine.paths.close_all()
        assert watching.stdin is not None
        watching.stdin.close()
        await watching.wait()


async def _ask(watching: asyncio.subprocess.Process, what: object) -> list[int] | str:
    assert watching.stdin is not None
    assert watching.stdout is not None
    watching.stdin.write(json.dumps(what).encode() + b"\n")
    answer: list[int] | str = json.loads(await watching.stdout.readline())
    return answer


async def _watch() -> None:
    """The viewers' process: offers in, answers out; what came since the last time is counted."""
    viewers: list[DirectViewer] = []
    lines = asyncio.StreamReader(limit=2**20)
    protocol = asyncio.StreamReaderProtocol(lines)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
    while raw := await lines.readline():
        order = json.loads(raw)
        if "offer" in order:
            viewers.append(DirectViewer())
            print(json.dumps(await viewers[-1].answer(order["offer"])), flush=True)
            continue
        counts = [sum(packet.marker for packet in viewer.packets.values()) for viewer in viewers]
        for viewer in viewers:
            viewer.packets.clear()
        print(json.dumps(counts), flush=True)
    for viewer in viewers:
        await viewer.close()


@contextmanager
def _scrolling(display: XServer) -> Iterator[None]:
    terminal = subprocess.Popen(
        ["xterm", *FONT, "-e", "sh", "-c", SCROLL], env=display.environment(), stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        terminal.terminate()
        terminal.wait(5)


if __name__ == "__main__":
    main()
