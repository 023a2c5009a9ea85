"""The whole server is killed at any instant: what was acknowledged is there, once and in order (SPEC S1)."""

import asyncio
import contextlib
import logging
import os
import random
import subprocess
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from agent_client.tasks import spawn
from protocol.chat import Room, Said
from protocol.chat_messages import Say
from protocol.control import EndSession, Happened
from protocol.facts import Ended
from protocol.ids import RequestId, SessionId
from recordings.checkpoint import public_half
from recordings.verify import Report
from server.db.engine import open_database
from server.db.session_log import SqlSessionLog
from server.db.verifying import Verifier
from server.security.seal import Seal, checkpoint_key, derived_key, master_key
from tests.support.console_link import Console, console
from tests.support.real_session import finally_so
from tests.support.server_process import ServerProcess, server_process
from tests.support.visitor import Visitor

log = logging.getLogger(__name__)

KILLS: Final = 200 if os.environ.get("AUXILIO_LONG") else 20
ROOT: Final = Path(__file__).parents[2]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(120 + 45 * KILLS),
    pytest.mark.blocks("starts, kills and waits for processes"),
]


@dataclass
class Told:
    """What the server acknowledged."""

    said: list[str] = field(default_factory=list)
    opened: list[SessionId] = field(default_factory=list)
    ended: list[SessionId] = field(default_factory=list)


async def talk(link: Console, told: Told, round_number: int) -> None:
    """Say one thing after the other, each once the one before was acknowledged."""
    for number in range(10_000):
        message_id = f"req_{round_number:03}_{number:04}"
        await link.say(Say(message_id=RequestId(message_id), room=Room.CUSTOMER, text=f"Sentence {number}"))
        await link.hear(Happened, lambda one, wanted=message_id: said_id(one) == wanted)  # type: ignore[misc]
        told.said.append(message_id)


def said_id(happened: Happened) -> str | None:
    fact = happened.entry.fact
    return fact.message_id if isinstance(fact, Said) else None


async def come_and_go(server: ServerProcess, staff: Visitor, told: Told) -> None:
    """One customer after the other asks for help, and is helped at once."""
    while True:
        async with server.visitor() as customer:
            session_id = SessionId((await customer.ask_for_help())["session_id"])
        told.opened.append(session_id)
        claimed = await staff.post(f"/api/sessions/{session_id}/claim")
        assert claimed.is_success, claimed.text
        async with console(server, staff, session_id) as link:
            await link.until(lambda now: now.owner_id is not None)
            await link.say(EndSession())
            await link.hear(Happened, lambda one: isinstance(one.entry.fact, Ended))
        told.ended.append(session_id)


@asynccontextmanager
async def at_work(
    server: ServerProcess, staff: Visitor, session_id: str, told: Told, number: int
) -> AsyncIterator[None]:
    """Everything at once, until the block ends; what breaks when the server dies is no failure."""
    async with console(server, staff, session_id) as link:
        await link.until(lambda now: now.owner_id is not None)
        tasks = [
            spawn(quietly(talk(link, told, number)), name="talk"),
            spawn(quietly(come_and_go(server, staff, told)), name="come and go"),
        ]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)


async def quietly(work: Coroutine[object, object, None]) -> None:
    with contextlib.suppress(Exception):
        await work


@asynccontextmanager
async def stores(server: ServerProcess) -> AsyncIterator[tuple[SqlSessionLog, Verifier]]:
    data, keys = server.folder / "data", server.folder / "keys"
    async with open_database(f"sqlite+aiosqlite:///{data / 'auxilio.db'}") as database:
        seal = Seal(derived_key(master_key(keys), "wrap"))
        key = public_half(checkpoint_key(keys))
        yield SqlSessionLog(database, seal), Verifier(database, data / "recordings", keys, key)


async def damaged(server: ServerProcess) -> list[Report]:
    async with stores(server) as (_, verifier):
        return [report async for report in verifier.every() if not report.is_whole]


async def test_a_killed_server_has_lost_and_doubled_nothing_and_its_logs_verify() -> None:
    told, chance, at_work_when_killed = Told(), random.Random(4), 0
    with server_process() as server:
        async with server.visitor() as staff, server.visitor() as customer:
            await staff.set_up(server.setup_token)
            session_id = (await customer.ask_for_help())["session_id"]
            claimed = await staff.post(f"/api/sessions/{session_id}/claim")
            assert claimed.is_success, claimed.text
            for number in range(KILLS):
                before = len(told.said) + len(told.opened)
                async with at_work(server, staff, session_id, told, number):
                    await asyncio.sleep(chance.uniform(0.0, 1.0))
                    await asyncio.to_thread(server.kill)
                at_work_when_killed += len(told.said) + len(told.opened) > before
                await asyncio.to_thread(server.start)
                await check_story(server, SessionId(session_id), told)
        assert at_work_when_killed > KILLS / 2, "the kills must come while it works"
        await eventually_whole(server)
        assert server.stop() == 0
        await check_ends(server, told)
        check_by_command(server, told.ended[-1])
    log.info(
        "%s kills, %s of them at work: %s sentences, %s sessions, %s ends were acknowledged, and are there",
        KILLS, at_work_when_killed, len(told.said), len(told.opened), len(told.ended),
    )  # fmt: skip


async def eventually_whole(server: ServerProcess) -> None:
    await finally_so(lambda: damaged(server), lambda found: found == [], "every log to verify", 30)


async def check_story(server: ServerProcess, session_id: SessionId, told: Told) -> None:
    """Everything acknowledged is in the log, once, and in the order in which it was acknowledged."""
    async with stores(server) as (kept_log, verifier):
        entries = await kept_log.load(session_id)
        assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
        kept = [entry.fact.message_id for entry in entries if isinstance(entry.fact, Said)]
        assert len(kept) == len(set(kept)), "nothing is there twice"
        acknowledged = set(told.said)
        assert [one for one in kept if one in acknowledged] == told.said
        report = await verifier.one(session_id)
        assert report.is_whole, report.findings


async def check_ends(server: ServerProcess, told: Told) -> None:
    """Who was told that a session is over finds it sealed; no session that was acknowledged is missing."""
    async with stores(server) as (kept_log, verifier):
        for session_id in told.opened:
            assert await kept_log.verify(session_id) > 0
        for session_id in told.ended:
            assert [entry for entry in await kept_log.load(session_id) if isinstance(entry.fact, Ended)]
            report = await verifier.one(session_id)
            assert (report.is_whole, report.uncovered, report.checkpoints > 0) == (True, 0, True)


def check_by_command(server: ServerProcess, session_id: SessionId) -> None:
    """What an administrator would type, on the folder alone and with the database."""
    public = run("server", "checkpoint-key", server=server)
    (server.folder / "public.pem").write_text(public.stdout)
    folder = server.folder / "data" / "recordings" / session_id
    outside = run(
        "recordings", "verify", str(folder), "--public-key", str(server.folder / "public.pem"),
        "--witness", str(server.folder / "keys" / "witness.jsonl"), server=server,
    )  # fmt: skip
    assert (outside.returncode, "all as it was written" in outside.stdout) == (0, True), outside.stdout
    inside = run("server", "verify", server=server)
    assert (inside.returncode, "0 of them damaged" in inside.stdout) == (0, True), inside.stdout
    log_file = folder / "log.jsonl"
    log_file.write_bytes(log_file.read_bytes().replace(b'"seq":1', b'"seq":9', 1))
    assert run("recordings", "verify", str(folder), server=server).returncode == 1
    one = run("server", "verify", session_id, server=server)
    assert (one.returncode, "Entry 1 was changed." in one.stdout) == (1, True), one.stdout


def run(module: str, *words: str, server: ServerProcess) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", module, *words],
        env={**os.environ, **server.environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
