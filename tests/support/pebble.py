"""Pebble, Let's Encrypt's ACME authority for tests, on free loopback ports."""

import json
import os
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx2

from server.security.ca import OwnCa
from tests.support.server_process import free_port

START_WITHIN_SECONDS: Final = 20.0


@dataclass(frozen=True, slots=True)
class Pebble:
    """A running authority, which asks for its proofs on `http_port` and refuses some nonces, as real ones do.

    Attributes:
        directory_url: Where ACME begins.
        ca_path: The CA of the authority's own address, PEM.
        http_port: Where it looks for HTTP proofs.
    """

    directory_url: str
    ca_path: Path
    http_port: int


@contextmanager
def pebble() -> Iterator[Pebble]:
    """A running authority, for which every name is this machine."""
    with tempfile.TemporaryDirectory(prefix="auxilio-pebble-") as name:
        folder = Path(name)
        own = OwnCa(folder / "ca")
        own.renew(["localhost", "127.0.0.1"], time.time_ns() // 1_000_000)
        port, http_port = free_port(), free_port()
        settings = {
            "listenAddress": f"127.0.0.1:{port}",
            "managementListenAddress": f"127.0.0.1:{free_port()}",
            "certificate": str(own.chain_path),
            "privateKey": str(own.key_path),
            "httpPort": http_port,
            "tlsPort": free_port(),
            "ocspResponderURL": "",
        }
        (folder / "pebble.json").write_text(json.dumps({"pebble": settings}))
        dns_port = free_port()
        names = ["pebble-challtestsrv", "-dns01", f"127.0.0.1:{dns_port}", "-defaultIPv6", ""]
        nothing_else = [
            "-http01",
            "",
            "-https01",
            "",
            "-tlsalpn01",
            "",
            "-management",
            f"127.0.0.1:{free_port()}",
        ]
        with (
            (folder / "log").open("w") as log,
            subprocess.Popen([*names, *nothing_else], stdout=log, stderr=log) as dns,
            subprocess.Popen(
                ["pebble", "-config", str(folder / "pebble.json"), "-dnsserver", f"127.0.0.1:{dns_port}"],
                env={**os.environ, "PEBBLE_VA_NOSLEEP": "1", "PEBBLE_WFE_NONCEREJECT": "20"},
                stdout=log,
                stderr=log,
            ) as process,
        ):
            found = Pebble(f"https://localhost:{port}/dir", own.ca_path, http_port)
            try:
                _wait_until_it_answers(found, process, folder / "log")
                yield found
            finally:
                process.terminate()
                dns.terminate()


def _wait_until_it_answers(authority: Pebble, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_WITHIN_SECONDS
    trust = ssl.create_default_context(cafile=str(authority.ca_path))
    while True:
        try:
            httpx2.get(authority.directory_url, verify=trust, trust_env=False).raise_for_status()
        except httpx2.TransportError:
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < deadline, log.read_text()
        else:
            return
