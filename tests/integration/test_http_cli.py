"""The commands of `auxilio-server` beside `run`, against the same folders."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.server_process import ServerProcess, server_process

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60), pytest.mark.blocks("starts and waits for processes")]


def auxilio(server: ServerProcess, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "server", *words],
        env={**os.environ, **server.environment},
        cwd=Path(__file__).parents[2],
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


async def test_a_forgotten_password_is_set_anew_at_the_machine_and_ends_all_sign_ins() -> None:
    with server_process() as server:
        async with server.visitor() as ana:
            await ana.set_up(server.setup_token)
            new = "another long passphrase"
            done = auxilio(server, "admin", "reset-password", "ANA@example.org", typed=f"{new}\n{new}\n")
            assert done.returncode == 0, done.stderr
            assert (await ana.get("/api/me")).status_code == 401
            assert (await ana.sign_in()).status_code == 401
            assert (await ana.sign_in(password=new)).status_code == 200
        short = auxilio(server, "admin", "reset-password", "ana@example.org", typed="short\nshort\n")
        assert (short.returncode, "shorter than 10" in short.stderr) == (2, True)
        nobody = auxilio(server, "admin", "reset-password", "x@example.org", typed=f"{new}\n{new}\n")
        assert (nobody.returncode, "no such staff member" in nobody.stderr) == (2, True)


def test_the_self_test_names_what_is_broken() -> None:
    with server_process() as server:
        assert "All is well" in auxilio(server, "self-test").stdout
        assert auxilio(server, "version").stdout.startswith("0.")
        (server.folder / "keys" / "master.key").chmod(0o644)
        broken = auxilio(server, "self-test")
        assert (broken.returncode, "others than its owner" in broken.stderr) == (2, True)
