"""The server as a process of its own, on a free loopback port, with its folders in a temporary one."""

import os
import select
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.support.visitor import Visitor

START_WITHIN_SECONDS: Final = 30.0
END_WITHIN_SECONDS: Final = 60.0
_TOKEN_LINE: Final = "Set-up token: "


@dataclass
class ServerProcess:
    """A running server. After `kill` or `stop`, `start` brings it back on the same port and folders.

    Attributes:
        folder: Holds data/, keys/ and server.log.
        port: On 127.0.0.1.
        url: Its public address, "https://localhost:PORT" unless settings say otherwise.
        environment: AUXILIO_* settings.
        setup_token: As printed at the last start; "" when there is an administrator.
    """

    folder: Path
    port: int
    url: str
    environment: dict[str, str]
    setup_token: str = ""
    process: subprocess.Popen[str] | None = field(default=None, repr=False)

    @property
    def pid(self) -> int:
        assert self.process is not None, "the server does not run"
        return self.process.pid

    @property
    def ca_path(self) -> Path:
        """The own CA's certificate, PEM."""
        return self.folder / "keys" / "ca" / "ca.pem"

    @property
    def log(self) -> str:
        """Everything that the server wrote to standard error."""
        return (self.folder / "server.log").read_text()

    def trust(self) -> ssl.SSLContext:
        """Trusts this server's own CA, and nobody else."""
        return ssl.create_default_context(cafile=str(self.ca_path))

    def visitor(self, *, language: str = "en") -> Visitor:
        """A browser that trusts this server."""
        is_secure = self.url.startswith("https")
        return Visitor(self.url, verify=self.trust() if is_secure else True, language=language)

    def start(self) -> None:
        """Start and wait until it listens."""
        with (self.folder / "server.log").open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "server", "run"],
                env={**os.environ, **self.environment},
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd=Path(__file__).parents[2],
            )
        self.setup_token = self._read_greeting()
        deadline = time.monotonic() + START_WITHIN_SECONDS
        while not self._listens():
            assert self.process.poll() is None, self.log
            assert time.monotonic() < deadline, self.log

    def kill(self) -> None:
        """End it as a crash would."""
        assert self.process is not None
        self.process.kill()
        self._wait()

    def stop(self) -> int:
        """End it as an administrator would; its exit code."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self._wait()

    def _wait(self) -> int:
        assert self.process is not None
        assert self.process.stdout is not None
        try:
            return self.process.wait(END_WITHIN_SECONDS)
        finally:
            self.process.stdout.close()

    def _read_greeting(self) -> str:
        """Waits for what a start prints, in one piece; the token only comes without an administrator."""
        assert self.process is not None
        assert self.process.stdout is not None
        out, said = self.process.stdout.fileno(), b""
        deadline = time.monotonic() + START_WITHIN_SECONDS
        while not said.endswith(b"\n"):
            ready, _, _ = select.select([out], [], [], max(0.0, deadline - time.monotonic()))
            chunk = os.read(out, 4096) if ready else b""
            assert chunk, f"the server did not start:\n{self.log}"
            said += chunk
        lines = said.decode().splitlines()
        return next((line.removeprefix(_TOKEN_LINE) for line in lines if line.startswith(_TOKEN_LINE)), "")

    def _listens(self) -> bool:
        with socket.socket() as probe:
            probe.settimeout(0.2)
            return probe.connect_ex(("127.0.0.1", self.port)) == 0


@contextmanager
def server_process(**settings: str) -> Iterator[ServerProcess]:
    """A server with a CA of its own; `settings` are fields of server.settings, as text.

    `public_url` may contain "{port}": `server_process(public_url="https://auxilio.test:{port}")`.
    """
    with tempfile.TemporaryDirectory(prefix="auxilio-server-") as folder:
        port = free_port()
        scheme = "http" if settings.get("tls") == "off" else "https"
        url = settings.get("public_url", f"{scheme}://localhost:{{port}}").format(port=port)
        given = {
            "port": str(port),
            "data_folder": f"{folder}/data",
            "key_folder": f"{folder}/keys",
            "drain_seconds": "0.2",
            "public_url": url,
        }
        environment = {
            f"AUXILIO_{name.upper()}": value
            for name, value in (given | settings | {"public_url": url}).items()
        }
        server = ServerProcess(Path(folder), port, url, environment)
        server.start()
        try:
            yield server
        finally:
            server.stop()


def free_port() -> int:
    """A TCP port on loopback that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
