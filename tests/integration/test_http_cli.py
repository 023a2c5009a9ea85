"""The commands of `auxilio-server` beside `run`, against the same folders."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from protocol.ids import PersonId, SessionId
from protocol.people import Person
from protocol.recording import Exported
from protocol.roles import Role
from tests.support.archive import archive
from tests.support.replay_scene import settings_of
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


def test_a_recordings_key_is_given_for_a_reason_that_is_logged_first_n9(tmp_path: Path) -> None:
    with server_process() as server:
        past = asyncio.run(_recorded(server))
        session_id, film = past, tmp_path / "out"
        taken = auxilio(server, "admin", "recording-key", session_id, "The court asked for it")
        assert taken.returncode == 0, taken.stderr
        folder = Path(server.environment["AUXILIO_DATA_FOLDER"]) / "recordings" / session_id
        key_file = tmp_path / "key"
        key_file.write_text(taken.stdout)
        done = subprocess.run(
            [sys.executable, "-m", "recordings", "export", folder, film, "--key-file", key_file],
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )
        assert done.returncode == 0, done.stderr
        assert list(film.glob("*.mp4"))
        assert "The court asked for it" in asyncio.run(_last_reason(server, session_id))
        assert auxilio(server, "verify", session_id).returncode == 0
        nobody = auxilio(server, "admin", "recording-key", "s_nobody_0001", "Why not")
        assert (nobody.returncode, "no such session" in nobody.stderr) == (2, True)


async def _recorded(server: ServerProcess) -> str:
    async with archive(settings_of(server)) as past:
        who = Person(person_id=PersonId("p_bo"), name="Bo", role=Role.AGENT)
        session_id = await past.session(who)
        await past.record(session_id)
        return session_id


async def _last_reason(server: ServerProcess, session_id: str) -> str:
    async with archive(settings_of(server)) as past:
        fact = (await past.log.load(SessionId(session_id)))[-1].fact
        assert isinstance(fact, Exported)
        return f"{fact.form}: {fact.reason}"
