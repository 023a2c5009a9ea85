"""A real PostgreSQL for tests: a cluster in a temporary folder, on a free loopback port, ended afterwards."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from tests.support.server_process import free_port

START_WITHIN_SECONDS: Final = 30.0
END_WITHIN_SECONDS: Final = 15.0
_DEBIAN: Final = Path("/usr/lib/postgresql")


@dataclass
class PostgresServer:
    """A server of its own; `stop` and `start` are for tests of a database that goes away."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """Of the database that every server has."""
        return f"postgresql+asyncpg://auxilio@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start and wait until it answers. No fsync: power loss is not its matter."""
        where = ["-D", str(self.folder / "data"), "-k", str(self.folder), "-h", "127.0.0.1"]
        self.process = subprocess.Popen(
            _command("postgres", *where, "-p", str(self.port), "-F"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **_as_owner(),
        )
        _wait_until_ready(self.port, self.process)

    def stop(self) -> None:
        """Stop at once; open connections are cut."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        self.process.send_signal(signal.SIGCONT)  # a test may have stopped it
        self.process.wait(END_WITHIN_SECONDS)


@contextmanager
def postgres() -> Iterator[PostgresServer]:
    """A running server."""
    folder = Path(tempfile.mkdtemp(prefix="auxilio-pg-"))
    try:
        if os.geteuid() == 0:  # initdb refuses to run as root
            shutil.chown(folder, "postgres")
        data = folder / "data"
        _run("initdb", "-D", str(data), "-U", "auxilio", "--auth=trust", "-E", "UTF8", "--no-sync")
        server = PostgresServer(folder, free_port())
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def fresh_database(server_url: str) -> str:
    """The URL of a new, empty database on this server."""
    name = f"test_{secrets.token_hex(6)}"
    engine = create_async_engine(server_url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(f"CREATE DATABASE {name}"))
    await engine.dispose()
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)


def _wait_until_ready(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_WITHIN_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        asked = subprocess.run(
            _command("pg_isready", "-h", "127.0.0.1", "-p", str(port), "-q", "-t", "1"), check=False
        )
        if asked.returncode == 0:
            return
    raise AssertionError(f"PostgreSQL did not start on port {port}: exit code {server.poll()}")


def _run(*command: str) -> None:
    done = subprocess.run(_command(*command), capture_output=True, text=True, check=False, **_as_owner())
    assert done.returncode == 0, done.stderr


def _command(program: str, *arguments: str) -> list[str]:
    return [str(_programs() / program), *arguments]


def _programs() -> Path:
    newest = sorted(_DEBIAN.glob("*/bin"), key=lambda found: int(found.parent.name))
    assert newest, "PostgreSQL is not installed: apt-get install postgresql"
    return newest[-1]


def _as_owner() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    owner = pwd.getpwnam("postgres")
    return {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
