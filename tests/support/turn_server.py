"""coturn, a real TURN server, on free loopback ports, with credentials by shared secret."""

import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from protocol.signalling import IceServer
from server.security.turn import TURN_LIFETIME_SECONDS, turn_credentials
from tests.support.server_process import free_port
from tests.support.wait import until

HOST: Final = "127.0.0.1"
SECRET: Final = "a-secret-shared-with-coturn"
RELAY_PORTS: Final = 200


@dataclass(frozen=True, slots=True)
class TurnServer:
    """A running server, which takes UDP and TCP on one port."""

    port: int
    log: Path

    def url(self, transport: str) -> str:
        """As `turn_urls` names it."""
        return f"turn:{HOST}:{self.port}?transport={transport}"

    def ice(
        self, transport: str = "udp", secret: str = SECRET, ended_seconds_ago: int | None = None
    ) -> IceServer:
        """What a welcome brings; with another `secret`, or past its end, it is refused."""
        now_ms = time.time_ns() // 1_000_000
        if ended_seconds_ago is not None:
            now_ms -= (TURN_LIFETIME_SECONDS + ended_seconds_ago) * 1000
        username, credential = turn_credentials(secret, "auxilio", now_ms)
        return IceServer(urls=(self.url(transport),), username=username, credential=credential)


@contextmanager
def turn_server() -> Iterator[TurnServer]:
    """A running TURN server that relays to loopback alone."""
    with tempfile.TemporaryDirectory(prefix="auxilio-turn-") as name:
        port, first = free_port(), free_port()
        log = Path(name) / "turn.log"
        command = [
            "turnserver",
            "--no-cli",
            "--no-tls",
            "--no-dtls",
            "--verbose",
            "--use-auth-secret",
            f"--static-auth-secret={SECRET}",
            "--realm=auxilio.test",
            f"--listening-ip={HOST}",
            f"--relay-ip={HOST}",
            f"--listening-port={port}",
            f"--min-port={min(first, 65_535 - RELAY_PORTS)}",
            f"--max-port={min(first + RELAY_PORTS, 65_535)}",
            "--allow-loopback-peers",
            "--cli-password=unused",
            f"--pidfile={name}/turn.pid",
            f"--userdb={name}/turn.db",
            "--log-file=stdout",
            "--simple-log",
        ]
        with log.open("w") as out, subprocess.Popen(command, stdout=out, stderr=out, cwd=name) as process:
            try:
                until(lambda: _listens(port), what=f"coturn: {log.read_text()}", within_seconds=20)
                yield TurnServer(port, log)
            finally:
                process.terminate()
                process.wait(10)


def _listens(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex((HOST, port)) == 0
