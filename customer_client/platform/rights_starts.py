"""How each system is asked to start the steward with the rights of a service."""

import hmac
import secrets
import shlex
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from customer_client.platform.groups import environment, program
from customer_client.platform.rights import Channel, Start
from customer_client.platform.steward import CALL_BACK

STEWARD: Final = (sys.executable, "-I", "-m", "customer_client.platform.steward")
SECRET_SECONDS: Final = 5.0
LOOK_SECONDS: Final = 0.25
SECRET_BYTES: Final = 32
_SECRET_LINE_LIMIT_BYTES: Final = 256
_ENDED_WITHIN_SECONDS: Final = 2.0

Launch = Callable[[Sequence[str]], Callable[[], bool]]
"""Starts a command with the rights, without waiting; what it gives tells whether that is over: refused,
failed or ended. Raises OSError."""


def start_here() -> Start:
    """What this system offers."""
    if sys.platform == "win32":
        from customer_client.platform.rights_windows import launch_as_administrator

        return called_back(launch_as_administrator)
    if sys.platform == "darwin":
        return called_back(launch_by_osascript)
    return through_pipes("pkexec", "--disable-internal-agent")


def through_pipes(*asker: str) -> Start:
    """The steward talks through the pipes of the command that asks the person, which pkexec leaves alone."""

    def start(_within_seconds: float) -> Channel | None:
        path = program(asker[0])
        if path is None:
            return None
        try:
            # Our own interpreter and module behind the system's program: nobody gave any of it.
            process = subprocess.Popen(  # noqa: S603
                [path, *asker[1:], *STEWARD],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
                cwd="/",
                env=environment(),
            )
        except OSError:
            return None
        assert process.stdin is not None
        assert process.stdout is not None
        said, heard = process.stdin, process.stdout

        def close() -> None:
            with suppress(OSError):
                said.close()
            with suppress(OSError):  # the asker is this user's own; what runs as root ends with its input
                process.terminate()
            threading.Thread(target=process.wait, name="steward's end", daemon=True).start()

        return Channel(heard, said.write, close)

    return start


def called_back(launch: Launch) -> Start:
    """The steward calls back on the loopback address, where whoever asks gives it no pipes.

    It proves who it is by a secret from a file that only this user, and who has all rights, can read.
    """

    def start(within_seconds: float) -> Channel | None:
        deadline = time.monotonic() + within_seconds
        secret = secrets.token_hex(SECRET_BYTES).encode()
        with tempfile.TemporaryDirectory(prefix="auxilio-rights-") as folder:
            path = Path(folder) / "secret"
            path.write_bytes(secret)  # the folder is this user's alone
            with socket.create_server(("127.0.0.1", 0)) as listening:
                port = listening.getsockname()[1]
                try:
                    over = launch((*STEWARD, CALL_BACK, str(port), str(path)))
                except OSError:
                    return None
                called = _call_with(secret, listening, deadline, over)
        return None if called is None else _channel_of(called)

    return start


def launch_by_osascript(argv: Sequence[str]) -> Callable[[], bool]:
    """MacOS asks in its own window. Written, not run yet."""
    command = shlex.join(argv).replace("\\", "\\\\").replace('"', '\\"')
    script = f'do shell script "{command}" with administrator privileges'
    # Our own interpreter and module, quoted for the shell that macOS itself puts in between.
    process = subprocess.Popen(["/usr/bin/osascript", "-e", script], stdin=subprocess.DEVNULL)  # noqa: S603
    return lambda: process.poll() is not None


def _call_with(
    secret: bytes, listening: socket.socket, deadline: float, over: Callable[[], bool]
) -> socket.socket | None:
    listening.settimeout(LOOK_SECONDS)
    while time.monotonic() < deadline:
        try:
            called, _ = listening.accept()
        except TimeoutError:
            if over():
                return None
            continue
        called.settimeout(SECRET_SECONDS)
        if _says(secret, called):
            called.settimeout(None)
            return called
        called.close()
    return None


def _says(secret: bytes, called: socket.socket) -> bool:
    said = b""
    with suppress(OSError):
        while not said.endswith(b"\n") and len(said) < _SECRET_LINE_LIMIT_BYTES:
            piece = called.recv(1)  # no further: what follows is the steward's first word
            if not piece:
                break
            said += piece
    return hmac.compare_digest(said, secret + b"\n")


def _channel_of(called: socket.socket) -> Channel:
    lines = called.makefile("rb")

    def close() -> None:
        with suppress(OSError):
            called.shutdown(socket.SHUT_RDWR)
        called.close()

    return Channel(lines, called.sendall, close)
