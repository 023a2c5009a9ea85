"""What a user would pick instead: noVNC over TigerVNC's x0vncserver, and stock aiortc with mss."""

import functools
import http.server
import json
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.processes import running, until
from tests.support.xserver import XServer

HERE = Path(__file__).parent
NOVNC = HERE / "peers" / "node_modules" / "@novnc" / "novnc"


@dataclass(frozen=True, slots=True)
class Peer:
    """A viewer to measure: its page, the element that shows the picture, and the processes that make it."""

    name: str
    url: str
    element: str
    pids: tuple[int, ...]
    """The programs on the captured machine."""
    metrics_url: str = ""
    """Where the broker counts the picture's bytes, when the page cannot: its socket belongs to a worker."""


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(0.2)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the parent's name
        """Say nothing."""


@contextmanager
def _served(folder: Path) -> Iterator[int]:
    """The files of a folder on a loopback port."""
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder))
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def novnc(display: XServer) -> Iterator[Peer]:
    """x0vncserver scrapes the display; websockify carries RFB to noVNC in the browser."""
    if not NOVNC.exists():
        raise FileNotFoundError(f"noVNC is not installed: run npm ci in {NOVNC.parents[2]}")
    rfb, ws = free_port(), free_port()
    with ExitStack() as stack:
        vnc = stack.enter_context(
            running(
                [
                    "X0tigervnc",
                    "-rfbport",
                    str(rfb),
                    "-SecurityTypes",
                    "None",
                    "-localhost",
                    "-display",
                    display.display,
                ],
                env=display.environment(),
            )
        )
        until(lambda: _answers(rfb), 10, "x0vncserver")
        bridge = stack.enter_context(running(["websockify", f"127.0.0.1:{ws}", f"127.0.0.1:{rfb}"]))
        until(lambda: _answers(ws), 10, "websockify")
        port = stack.enter_context(_served(HERE / "peers"))
        yield Peer(
            "noVNC + x0vncserver",
            f"http://127.0.0.1:{port}/novnc.html?port={ws}",
            "#screen canvas",
            (vnc.pid, bridge.pid),
        )


@contextmanager
def stock_aiortc(display: XServer) -> Iterator[Peer]:
    """aiortc encodes what mss grabs 30 times a second, as their manuals show it."""
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.stock_aiortc", str(port)]
    with running(command, env=display.environment()) as process:
        until(lambda: _answers(port), 15, "stock aiortc")
        yield Peer("stock aiortc + mss", f"http://127.0.0.1:{port}/", "video", (process.pid,))


def package_lock_version() -> str:
    """Which noVNC is measured."""
    lock = json.loads((HERE / "peers" / "package-lock.json").read_text())
    return str(lock["packages"]["node_modules/@novnc/novnc"]["version"])
