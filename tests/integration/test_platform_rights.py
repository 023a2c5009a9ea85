"""Rights of a service: the real steward, started by commands that behave as the system's own askers do."""

import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from customer_client.errors import CommandFailed, NoInterpreter, NoReturn
from customer_client.platform.autostart import SystemdEntry, XdgEntry
from customer_client.platform.daemons import ListedDaemons
from customer_client.platform.ports import Daemon, ReturnState
from customer_client.platform.restarter import MachineRestarter
from customer_client.platform.rights import AskedRights, Channel, Start
from customer_client.platform.rights_starts import called_back, through_pipes
from customer_client.platform.rights_work import RestarterByRights, ScriptsByRights, ServicesByRights
from customer_client.platform.scripts import LocalScripts
from customer_client.platform.steward import Steward
from protocol.ids import SessionId
from protocol.modes import Mode
from protocol.work import Interpreter, ServiceDeed
from protocol.work_messages import OutputStream
from tests.support.wait import until

pytestmark = pytest.mark.slow

WITHIN_SECONDS = 10.0
STATE = ReturnState(
    token="t" * 43,
    origin="https://help.example",
    ca_sha256=None,
    proxy=None,
    session_id=SessionId("s_1234"),
    organisation="Help",
    mode=Mode.ADMIN,
    holder_id=None,
    covered=(),
    epoch=3,
    leave_alone=False,
    language="en",
    text=False,
    expires_at_ms=2_000_000_000_000,
)


def asker(folder: Path, then: str) -> str:
    """A command that takes one option and a command, as pkexec does, and does this with the latter."""
    path = folder / "asker"
    path.write_text(f"#!/bin/sh\nshift\n{then}\n")
    path.chmod(0o755)
    return str(path)


def launched(*wrap: str) -> Callable[[Sequence[str]], Callable[[], bool]]:
    """Starts the command apart from any pipe, as UAC and osascript do."""

    def launch(argv: Sequence[str]) -> Callable[[], bool]:
        process = subprocess.Popen([*wrap, *argv], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        threading.Thread(target=process.wait).start()  # who launches need not wait for its end; somebody must
        return lambda: process.poll() is not None

    return launch


@pytest.fixture(params=["pipes", "called back"])
def agreed(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[AskedRights]:
    """The person agreed."""
    start = called_back(launched())
    if request.param == "pipes":
        start = through_pipes(asker(tmp_path, 'exec "$@"'), "--disable-internal-agent")
    rights = AskedRights(start, has_them=False)
    assert not rights.is_elevated()
    assert rights.ask(WITHIN_SECONDS)
    yield rights
    rights.close()


def refusing(tmp_path: Path, then: str) -> list[Start]:
    return [
        through_pipes(asker(tmp_path, then), "--disable-internal-agent"),
        called_back(launched("sh", "-c", then)),
    ]


def heard_by(pieces: list[str]) -> Callable[[OutputStream, str], None]:
    def hear(_stream: OutputStream, text: str) -> None:
        pieces.append(text)

    return hear


def test_who_agreed_gave_the_rights_until_they_are_given_back_j7(agreed: AskedRights) -> None:
    assert agreed.is_elevated()
    assert agreed.ask(0.0), "asked again, it is yes at once"
    agreed.close()
    assert not agreed.is_elevated()
    assert agreed.ask(WITHIN_SECONDS), "they may be asked for again"


@pytest.mark.parametrize("code", [126, 127, 1, 0])
def test_who_refuses_gives_nothing_j7(tmp_path: Path, code: int) -> None:
    for start in refusing(tmp_path, f"exit {code}"):
        rights = AskedRights(start, has_them=False)
        assert not rights.ask(WITHIN_SECONDS)
        assert not rights.is_elevated()


def test_no_answer_is_no_j7(tmp_path: Path) -> None:
    for start in refusing(tmp_path, "exec sleep 5"):
        asked_at = time.monotonic()
        assert not AskedRights(start, has_them=False).ask(0.3)
        assert time.monotonic() - asked_at < 4.0


def test_a_system_without_an_asker_gives_nothing_j7() -> None:
    assert not AskedRights(through_pipes("no-such-pkexec"), has_them=False).ask(WITHIN_SECONDS)


def test_an_answer_after_they_were_given_back_brings_nothing_j7(tmp_path: Path) -> None:
    asked, may_answer = threading.Event(), threading.Event()
    answers: list[bool] = []
    agreeing = through_pipes(asker(tmp_path, 'exec "$@"'), "--disable-internal-agent")

    def start(seconds: float) -> Channel | None:
        asked.set()
        assert may_answer.wait(WITHIN_SECONDS)
        return agreeing(seconds)

    rights = AskedRights(start, has_them=False)
    thread = threading.Thread(target=lambda: answers.append(rights.ask(WITHIN_SECONDS)))
    thread.start()
    assert asked.wait(WITHIN_SECONDS)
    rights.close()
    may_answer.set()
    thread.join(WITHIN_SECONDS)
    assert answers == [False]
    assert not rights.is_elevated()


def test_who_talks_like_no_steward_gets_nothing_j7(tmp_path: Path) -> None:
    start = through_pipes(asker(tmp_path, 'echo \'{"type":"reaady"}\'; exec cat'), "x")
    assert not AskedRights(start, has_them=False).ask(WITHIN_SECONDS)


def test_who_calls_back_without_the_secret_is_sent_away_j7(tmp_path: Path) -> None:
    replies: list[bytes] = []

    def launch(argv: Sequence[str]) -> Callable[[], bool]:
        def call() -> None:
            for said in (b"guess\n", b"x" * 1000):
                with socket.create_connection(("127.0.0.1", int(argv[-2])), WITHIN_SECONDS) as called:
                    called.sendall(said)
                    with suppress(ConnectionResetError):
                        replies.append(called.recv(1))
            done.set()

        done = threading.Event()
        threading.Thread(target=call).start()
        return done.is_set

    assert not AskedRights(called_back(launch), has_them=False).ask(WITHIN_SECONDS)
    assert set(replies) <= {b""}


def test_root_is_asked_for_nothing_j7() -> None:
    def start(_seconds: float) -> Channel | None:
        raise AssertionError("nobody is to be asked")

    rights = AskedRights(start, has_them=True)
    assert rights.is_elevated()
    assert rights.ask(0.0)


def test_scripts_run_in_the_steward_j5(agreed: AskedRights) -> None:
    pieces: list[str] = []
    runner = ScriptsByRights(agreed, LocalScripts({}))  # this process itself could run none
    code = runner.run(Interpreter.SH, "echo $PPID; id -u; exit 6", heard_by(pieces), threading.Event())
    parent, uid = "".join(pieces).split()
    assert (code, uid) == (6, "0")
    assert int(parent) != os.getpid()


def test_a_script_in_the_steward_is_stopped_with_all_of_it_j4(agreed: AskedRights) -> None:
    pieces: list[str] = []
    stop = threading.Event()
    codes: list[int] = []
    runner = ScriptsByRights(agreed, LocalScripts())
    script = "sleep 600 & echo $!; wait"

    def run() -> None:
        codes.append(runner.run(Interpreter.SH, script, heard_by(pieces), stop))

    thread = threading.Thread(target=run)
    thread.start()
    until(lambda: pieces, within_seconds=WITHIN_SECONDS, what="its output")
    stop.set()
    thread.join(WITHIN_SECONDS)
    assert codes == [-9]
    until(lambda: not psutil.pid_exists(int(pieces[0])), within_seconds=WITHIN_SECONDS, what="its end")


def test_rights_given_back_end_what_ran_with_them_j4(agreed: AskedRights) -> None:
    pieces: list[str] = []
    failed: list[Exception] = []
    runner = ScriptsByRights(agreed, LocalScripts())

    def run() -> None:
        try:
            runner.run(Interpreter.SH, "sleep 600 & echo $!; wait", heard_by(pieces), threading.Event())
        except CommandFailed as gone:
            failed.append(gone)

    thread = threading.Thread(target=run)
    thread.start()
    until(lambda: pieces, within_seconds=WITHIN_SECONDS, what="its output")
    agreed.close()
    thread.join(WITHIN_SECONDS)
    assert len(failed) == 1
    until(lambda: not psutil.pid_exists(int(pieces[0])), within_seconds=WITHIN_SECONDS, what="its end")


def test_an_interpreter_that_is_not_there_is_refused_j5(agreed: AskedRights) -> None:
    with pytest.raises(NoInterpreter):
        ScriptsByRights(agreed, LocalScripts()).run(
            Interpreter.POWERSHELL, "x", heard_by([]), threading.Event()
        )


def test_the_steward_touches_only_services_that_it_finds_itself_j2(agreed: AskedRights) -> None:
    claimed = ListedDaemons(lambda: [Daemon("made-up", "running")], lambda _name, _deed: None)
    services = ServicesByRights(agreed, claimed)
    outcome = services.control("made-up", ServiceDeed.STOP)
    assert not outcome.done
    assert "no service called made-up" in outcome.sentence


def test_without_rights_everything_is_done_here_j7(tmp_path: Path) -> None:
    rights = AskedRights(through_pipes("no-such-pkexec"), has_them=False)
    pieces: list[str] = []
    scripts = ScriptsByRights(rights, LocalScripts())
    assert scripts.run(Interpreter.SH, "echo $PPID", heard_by(pieces), threading.Event()) == 0
    assert pieces == [f"{os.getpid()}\n"]
    done: list[str] = []
    local = ListedDaemons(lambda: [Daemon("cups", "running")], lambda name, _deed: done.append(name))
    assert ServicesByRights(rights, local).control("cups", ServiceDeed.STOP).done
    assert done == ["cups"]
    assert ServicesByRights(rights, local).all() == (Daemon("cups", "running"),)


class Stage:
    """A steward in a thread, on a root folder of its own, and the program's side of it."""

    def __init__(self, folder: Path, *command: str) -> None:
        self.user = MachineRestarter(folder / "user", XdgEntry(folder / "autostart"), command, lambda: 0)
        self.root = MachineRestarter(folder / "root", SystemdEntry(folder), command, lambda: 0)
        ours, its = socket.socketpair()
        self.sockets = (ours, its)
        self.rights = AskedRights(lambda _seconds: self._channel(ours), has_them=False)
        daemons = ListedDaemons(list, lambda _name, _deed: None)
        steward = Steward(LocalScripts(), daemons, self.root, its.sendall)
        self.lines = its.makefile("rb")
        self.thread = threading.Thread(target=self._serve, args=(steward,))
        self.thread.start()

    def restarter(self, *, reaches_login_screen: bool = True) -> RestarterByRights:
        return RestarterByRights(self.rights, self.user, reaches_login_screen=reaches_login_screen)

    def close(self) -> None:
        self.rights.close()
        self.sockets[0].close()
        self.thread.join(WITHIN_SECONDS)
        self.lines.close()
        self.sockets[1].close()

    def _serve(self, steward: Steward) -> None:
        steward.serve(self.lines)
        self.sockets[1].shutdown(socket.SHUT_RDWR)

    @staticmethod
    def _channel(ours: socket.socket) -> Channel:
        def close() -> None:
            with suppress(OSError):
                ours.shutdown(socket.SHUT_RDWR)

        return Channel(ours.makefile("rb"), ours.sendall, close)


@pytest.fixture
def staged(tmp_path: Path) -> Iterator[Callable[..., Stage]]:
    made: list[Stage] = []

    def stage(*command: str) -> Stage:
        made.append(Stage(tmp_path, *command))
        return made[-1]

    yield stage
    for each in made:
        each.close()


def test_with_rights_it_returns_at_the_login_screen_r1(staged: Callable[..., Stage]) -> None:
    stage = staged("true")
    assert stage.restarter().prepare(STATE) is True, "without rights it waits for the sign-in"
    stage.user.cancel()
    assert stage.rights.ask(WITHIN_SECONDS)
    assert stage.restarter().prepare(STATE) is False
    assert stage.user.take() is None
    assert stage.root.take() == STATE


def test_where_the_login_screen_is_out_of_reach_the_persons_own_entry_is_used_r1(
    staged: Callable[..., Stage],
) -> None:
    stage = staged("true")
    assert stage.rights.ask(WITHIN_SECONDS)
    restarter = stage.restarter(reaches_login_screen=False)
    assert restarter.prepare(STATE) is True
    assert stage.root.take() is None
    assert restarter.take() == STATE


def test_the_steward_takes_away_what_it_prepared_r1(staged: Callable[..., Stage]) -> None:
    stage = staged("true")
    assert stage.rights.ask(WITHIN_SECONDS)
    stage.restarter().prepare(STATE)
    stage.restarter().cancel()
    assert stage.root.take() is None


def test_the_steward_restarts_the_machine_r1(staged: Callable[..., Stage], tmp_path: Path) -> None:
    stage = staged("touch", str(tmp_path / "restarted"))
    assert stage.rights.ask(WITHIN_SECONDS)
    stage.restarter().prepare(STATE)
    stage.restarter().restart()
    assert (tmp_path / "restarted").exists()
    assert stage.root.take() == STATE


def test_a_refused_restart_leaves_nothing_and_says_why_r1(staged: Callable[..., Stage]) -> None:
    stage = staged("false")
    assert stage.rights.ask(WITHIN_SECONDS)
    stage.restarter().prepare(STATE)
    with pytest.raises(NoReturn, match=r"^This machine was not restarted: false did not work here"):
        stage.restarter().restart()
    assert stage.root.take() is None


def test_a_steward_that_hears_nonsense_ends_j7(staged: Callable[..., Stage]) -> None:
    stage = staged("true")
    assert stage.rights.ask(WITHIN_SECONDS)
    stage.sockets[0].sendall(b'{"type":"run_anything","number":1}\n')
    until(lambda: not stage.rights.is_elevated(), within_seconds=WITHIN_SECONDS, what="its end")
    stage.thread.join(WITHIN_SECONDS)
    assert not stage.thread.is_alive()
