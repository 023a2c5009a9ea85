"""A reboot as people see it: ordered, allowed, gone, and back by the autostart entry alone (SPEC R)."""

import asyncio
import logging
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import pytest
from playwright.sync_api import expect

from customer_client.platform.returning import KeptReturn
from deploy.trial.desktop import HEIGHT_PX, WIDTH_PX, Desktop, end, program, window_named
from deploy.trial.person import Person
from protocol.facts import Entry
from protocol.ids import SessionId
from protocol.restart import RestartBegan, RestartEnd, RestartOver
from server.db.engine import open_database
from server.db.session_log import SqlSessionLog
from server.security.seal import Seal, derived_key, master_key
from tests.support.scene import SOON_SECONDS, Scene, scene
from tests.support.server_process import ServerProcess
from tests.support.visitor import Visitor
from tests.support.wait import until
from tests.support.xserver import xvnc

BACK_WITHIN_SECONDS: Final = 20.0
REMAINS_AWAY_SECONDS: Final = 8
"""Longer than a link is missed (L): whoever restarts is waited for all the same."""
IN_THE_EDITOR: Final = (300, 350)
TYPED: Final = "back ñ"
BEFORE, AFTER = "See you in a minute", "Here we are again"

log = logging.getLogger(__name__)
T = TypeVar("T")


@dataclass(slots=True)
class Reboot:
    """A session in admin mode, and what its program leaves behind."""

    stage: Scene
    process: "subprocess.Popen[bytes]"
    ordered: Path
    display_number: int

    @property
    def session_id(self) -> SessionId:
        return SessionId(self.stage.agent.url.partition("/session/")[2].partition("?")[0])

    @property
    def file(self) -> Path:
        """What brings the program back into the session."""
        return self.stage.on.home / "x" / "state" / "auxilio" / "return.json"

    @property
    def entry(self) -> Path:
        """What starts it."""
        return self.stage.on.home / "x" / "config" / "autostart" / "auxilio-return.desktop"

    def left_behind(self) -> list[Path]:
        """Whatever looks like a part of the way back, by its name."""
        return [path for path in self.stage.on.home.rglob("*") if "return" in path.name.lower()]

    def order(self) -> None:
        """The agent orders the restart, and is sure."""
        self.stage.agent.get_by_test_id("reboot").click()
        self.stage.agent.get_by_test_id("reboot-yes").click()

    def power_off(self) -> None:
        """Nobody is asked: the program and the whole desktop are gone."""
        self.process.kill()
        self.process.wait(10)
        os.kill(self.stage.on.x.pid, signal.SIGKILL)
        os.waitpid(self.stage.on.x.pid, 0)


@contextmanager
def reboot(tmp_path: Path) -> Iterator[Reboot]:
    # High, and this process's own: whoever takes a free number begins at the lowest one.
    number = 1000 + os.getpid() % 20_000
    with scene(display_number=number) as stage:
        ordered = tmp_path / "ordered"
        command = [sys.executable, "-m", "tests.support.restarting_program", str(ordered)]
        command += ["join", stage.ask_for_help()]
        with program(stage.on, command, environment=stage.customer_environment()) as process:
            stage.take_next()
            stage.person.say_yes()
            expect(stage.agent.get_by_test_id("mode")).to_have_attribute("data-mode", "observer")
            stage.agent.get_by_test_id("mode-menu").click()
            stage.agent.get_by_test_id("mode-up-admin").click()
            stage.person.say_yes()
            in_admin_mode(stage)
            yield Reboot(stage, process, ordered, number)


def in_admin_mode(stage: Scene, within_ms: float = 20_000) -> None:
    stage.agent.locator("[data-testid=mode][data-mode=admin][data-holder=true]").wait_for(timeout=within_ms)


@pytest.mark.timeout(240)
def test_after_a_reboot_the_session_is_back_without_a_click_r2_r3_r4(tmp_path: Path) -> None:
    with reboot(tmp_path) as case:
        stage = case.stage
        stage.wait_for_the_hand()
        writes(stage, BEFORE)
        case.order()
        stage.person.say_yes()
        until(case.ordered.exists, what="the order to restart", within_seconds=SOON_SECONDS)
        command, copied = what_was_left(case, tmp_path)
        shows_that_it_restarts(stage)

        case.power_off()
        counts_on(stage)
        old = stage.on
        began = time.monotonic()
        with xvnc(WIDTH_PX, HEIGHT_PX, openbox=True, number=case.display_number) as x:
            assert x.display == old.x.display
            stage.on = Desktop(x, old.home, old.letter)
            with started(stage, command) as returned:
                in_admin_mode(stage, BACK_WITHIN_SECONDS * 1000)
                stage.agent.locator("[data-testid=picture]:not([data-path=none])").wait_for()
                took_seconds = time.monotonic() - began
                assert case.left_behind() == []
                assert took_seconds <= BACK_WITHIN_SECONDS
                log.info("back %.1f s after the start of the new X server", took_seconds)
                expect(stage.agent.get_by_test_id("restart")).to_have_count(0)
                assert stage.person.is_asked() is None
                says_it_in_the_log(case)
                works_again(stage)
                is_good_once(case, copied, tmp_path)
                assert returned.poll() is None
                keeps_no_trace(case, copied)
                in_admin_mode(stage)
            end(returned)


@pytest.mark.timeout(180)
def test_refused_the_machine_does_not_restart_and_nothing_is_written_j2_r1(tmp_path: Path) -> None:
    with reboot(tmp_path) as case:
        stage = case.stage
        before = files_in(stage.on.home)
        case.order()
        stage.person.say_no()
        stage.agent.locator("[data-testid=works] [data-work=reboot][data-state=refused]").wait_for()
        expect(stage.agent.get_by_test_id("reboot")).to_be_enabled()
        in_admin_mode(stage)
        stage.wait_for_the_hand()
        assert not case.ordered.exists()
        assert case.left_behind() == []
        assert files_in(stage.on.home) - before == set()
        assert facts(case, RestartBegan) == []


def what_was_left(case: Reboot, tmp_path: Path) -> tuple[str, Path]:
    """The entry's command line; and a copy of the file, as somebody might make it who can read it."""
    assert stat.S_IMODE(case.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(case.file.parent.stat().st_mode) == 0o700
    lines = case.entry.read_text().splitlines()
    assert lines[0] == "[Desktop Entry]"
    command = next(line.removeprefix("Exec=") for line in lines if line.startswith("Exec="))
    copied = tmp_path / "copied.json"
    shutil.copy(case.file, copied)
    copied.chmod(0o600)
    assert token_of(copied) not in case.entry.read_text()
    assert sorted(case.left_behind()) == sorted([case.file, case.entry])
    return command, copied


def token_of(copied: Path) -> str:
    return KeptReturn.model_validate_json(copied.read_text()).token


def shows_that_it_restarts(stage: Scene) -> None:
    stage.agent.locator("[data-curtain=restarting]").wait_for()
    expect(stage.agent.get_by_test_id("mode")).to_have_attribute("data-mode", "admin")
    stage.agent.get_by_test_id("restart").wait_for()


def counts_on(stage: Scene) -> None:
    """The page counts the seconds, and calls nobody lost."""
    timer = stage.agent.get_by_test_id("restart").get_by_role("timer")
    first = seconds_of(timer.inner_text())
    expect(timer).not_to_have_text(timer.inner_text())
    until(
        lambda: seconds_of(timer.inner_text()) >= first + REMAINS_AWAY_SECONDS,
        what="the counter",
        within_seconds=REMAINS_AWAY_SECONDS * 3,
    )
    expect(stage.agent.locator("[data-curtain=restarting]")).to_be_visible()
    expect(stage.agent.get_by_test_id("mode")).to_have_attribute("data-mode", "admin")


def seconds_of(words: str) -> int:
    minutes, _, seconds = words.rsplit(" ", 1)[-1].partition(":")
    return int(minutes) * 60 + int(seconds)


@contextmanager
def started(stage: Scene, command: str) -> Iterator["subprocess.Popen[bytes]"]:
    """What the entry says, as a desktop reads it: strings have escapes of their own, then quotes."""
    line = command.replace("\\\\", "\\").replace("%%", "%")
    surroundings = {**stage.on.environment(), "HTTPS_PROXY": stage.proxy.url}
    with program(stage.on, ["sh", "-c", f"exec {line}"], environment=surroundings) as process:
        yield process


def works_again(stage: Scene) -> None:
    """The agent types, both read what was said before and after."""
    with (
        program(stage.on, ["mousepad", "--disable-server", str(stage.on.letter)]),
        Person(stage.on) as stage.person,
    ):
        window = window_named(stage.on.x, "letter.txt")
        stage.on.x.run("xdotool", "windowsize", window, "640", "420", "windowmove", window, "40", "60")
        stage.wait_for_the_hand()
        stage.click(*IN_THE_EDITOR)
        keys = stage.agent.keyboard
        keys.press("Control+End")
        keys.type(TYPED)
        keys.press("Control+s")
        until(
            lambda: stage.on.letter.read_text().endswith(TYPED),
            what="the words in the file",
            within_seconds=SOON_SECONDS,
        )
    writes(stage, AFTER)
    expect(stage.customer.get_by_test_id("room-customer").get_by_text(BEFORE)).to_be_visible()


def writes(stage: Scene, words: str) -> None:
    """The agent writes to the customer, who reads it on their page."""
    page = stage.agent
    page.get_by_test_id("tab-customer").click()
    page.get_by_test_id("write-customer").fill(words)
    page.get_by_test_id("send-customer").click()
    expect(stage.customer.get_by_test_id("room-customer").get_by_text(words)).to_be_visible(timeout=20_000)
    expect(page.get_by_test_id("room-customer").get_by_text(words)).to_be_visible()
    if words == AFTER:
        expect(page.get_by_test_id("room-customer").get_by_text(BEFORE)).to_be_visible()
    page.get_by_test_id("tab-now").click()


def is_good_once(case: Reboot, copied: Path, tmp_path: Path) -> None:
    """Again, in another session, or on another machine with the file itself: it is nobody's any more."""
    token, session_id = token_of(copied), case.session_id
    bodies = [
        {"token": token, "session_id": session_id},
        {"token": token, "session_id": "s_another"},
        {"token": "x" * len(token), "session_id": session_id},
    ]
    answers = beside(refusals(case.stage.server, bodies))
    assert [status for status, _ in answers] == [401] * 3
    assert answers == [answers[0]] * 3

    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    shutil.copy(copied, elsewhere / "return.json")
    tried = subprocess.run(
        [sys.executable, "-I", "-m", "customer_client", "return", "--state-dir", str(elsewhere)],
        env={
            **case.stage.on.environment(),
            "HOME": str(elsewhere),
            "XDG_CONFIG_HOME": str(elsewhere / "config"),
            "HTTPS_PROXY": case.stage.proxy.url,
        },
        cwd=elsewhere,
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (tried.returncode, "Traceback" in tried.stderr) == (2, False), tried.stderr
    assert not (elsewhere / "return.json").exists()


async def refusals(server: ServerProcess, bodies: list[dict[str, str]]) -> list[tuple[int, object]]:
    url = f"https://localhost:{server.port}"
    async with Visitor(url, verify=server.trust()) as visitor:
        answers = [await visitor.post("/api/return", body, headers={"origin": None}) for body in bodies]
        return [(answer.status_code, answer.json()) for answer in answers]


def keeps_no_trace(case: Reboot, copied: Path) -> None:
    """Neither a file of it nor its secret is in the person's folders."""
    token = token_of(copied).encode()
    assert case.left_behind() == []
    kept = [path for path in case.stage.on.home.rglob("*") if path.is_file() and token in path.read_bytes()]
    assert kept == []


def says_it_in_the_log(case: Reboot) -> None:
    began, over = facts(case, RestartBegan), facts(case, RestartOver)
    assert len(began) == 1
    assert [fact.end for fact in over] == [RestartEnd.RETURNED]


def facts(case: Reboot, kind: type[T]) -> list[T]:
    written = beside(entries(case.stage.server, case.session_id))
    return [entry.fact for entry in written if isinstance(entry.fact, kind)]


async def entries(server: ServerProcess, session_id: SessionId) -> list[Entry]:
    """The session's log on the disk, read beside the server; its chain is whole."""
    master = await asyncio.to_thread(master_key, server.folder / "keys")
    async with open_database(f"sqlite+aiosqlite:///{server.folder / 'data' / 'auxilio.db'}") as database:
        kept = SqlSessionLog(database, Seal(derived_key(master, "wrap")))
        await kept.verify(session_id)
        return list(await kept.load(session_id))


def beside(work: Coroutine[Any, Any, T]) -> T:
    """Its answer; in a thread of its own, since Playwright has this one's loop."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def files_in(home: Path) -> set[Path]:
    return {path for path in home.rglob("*") if path.is_file()}
