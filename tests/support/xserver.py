"""Real X displays for tests: started on a free number, ended with the `with` block."""

import os
import select
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

START_WITHIN_SECONDS: Final = 15.0
"""The machine that runs the tests may be busy; a server alone needs 0.2 s."""
END_WITHIN_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class XServer:
    """A running X display.

    Attributes:
        display: ":7", as the variable DISPLAY has it.
        rfb_port: Where the person's own hand comes in by RFB, on 127.0.0.1 without a password; 0 for Xvfb.
        pid: The X server's process, for a test that ends it early.
    """

    display: str
    rfb_port: int
    pid: int

    def environment(self) -> dict[str, str]:
        """This process's environment with DISPLAY pointing here; for programs started by a test."""
        return {**os.environ, "DISPLAY": self.display, "XAUTHORITY": os.devnull}

    def run(self, *command: str) -> str:
        """What `command` prints on this display; a failure or 15 s raise."""
        return subprocess.run(
            command,
            env=self.environment(),
            check=True,
            capture_output=True,
            text=True,
            timeout=START_WITHIN_SECONDS,
        ).stdout


@contextmanager
def xvfb(
    width_px: int = 1280, height_px: int = 720, *, openbox: bool = False, without: tuple[str, ...] = ()
) -> Iterator[XServer]:
    """An Xvfb of this size; `without` names extensions that it shall not have (DAMAGE, MIT-SHM …).

    Injected input and a test's own XTEST input are the same device here: use `xvnc` where a person's
    hand matters.
    """
    command = ["Xvfb", "-screen", "0", f"{width_px}x{height_px}x24", "-nolisten", "tcp", "-noreset"]
    for extension in without:
        command += ["-extension", extension]
    with _started(command, rfb_port=0) as server, _with_openbox(server, wanted=openbox):
        yield server


@contextmanager
def xvnc(
    width_px: int = 1280, height_px: int = 720, *, openbox: bool = False, number: int | None = None
) -> Iterator[XServer]:
    """A TigerVNC display; RFB input at `rfb_port` comes from a device of its own, as a person's would.

    Args:
        width_px: Of the only monitor.
        height_px: Likewise.
        openbox: Whether a window manager runs there.
        number: Of the display, where the one before had it; None: a free one.
    """
    rfb_port = _free_port()
    chosen = [] if number is None else [f":{number}"]
    size = f"{width_px}x{height_px}"
    command = ["Xvnc", *chosen, "-geometry", size, "-depth", "24", "-rfbport", str(rfb_port)]
    command += ["-SecurityTypes", "None", "-localhost", "-AlwaysShared", "-nolisten", "tcp", "-noreset"]
    with _started(command, rfb_port=rfb_port) as server, _with_openbox(server, wanted=openbox):
        yield server


@contextmanager
def _started(command: list[str], rfb_port: int) -> Iterator[XServer]:
    said, says = os.pipe()
    with tempfile.TemporaryFile() as journal:
        process = subprocess.Popen(
            [*command, "-displayfd", str(says)],
            pass_fds=(says,),
            stdin=subprocess.DEVNULL,
            stdout=journal,
            stderr=subprocess.STDOUT,
        )
        os.close(says)
        try:
            number = _first_line(said)
            if not number:
                journal.seek(0)
                raise RuntimeError(f"{command[0]} did not start: {journal.read().decode(errors='replace')}")
            yield XServer(display=f":{number}", rfb_port=rfb_port, pid=process.pid)
        finally:
            os.close(said)
            _end(process)


@contextmanager
def _with_openbox(server: XServer, *, wanted: bool) -> Iterator[None]:
    if not wanted:
        yield
        return
    if sys.platform == "win32":
        raise RuntimeError("there is no X server on Windows")
    # openbox runs "--startup" once it manages the display.
    with tempfile.TemporaryDirectory() as home:
        ready = Path(home) / "ready"
        os.mkfifo(ready)
        process = subprocess.Popen(
            ["openbox", "--sm-disable", "--startup", f"/bin/sh -c 'echo ready > {ready}'"],
            env={**server.environment(), "HOME": home, "XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        fifo = os.open(ready, os.O_RDONLY | os.O_NONBLOCK)
        try:
            if not _first_line(fifo):
                raise RuntimeError("openbox did not start")
            yield
        finally:
            os.close(fifo)
            _end(process)


def _first_line(fd: int) -> str:
    """What arrives on `fd` up to a newline; empty when nothing came in time or the writer is gone."""
    line = b""
    while not line.endswith(b"\n"):
        readable, _, _ = select.select([fd], [], [], START_WITHIN_SECONDS)
        piece = os.read(fd, 64) if readable else b""
        if not piece:
            return ""
        line += piece
    return line.decode().strip()


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(END_WITHIN_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(END_WITHIN_SECONDS)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
