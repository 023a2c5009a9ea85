"""Scripts, with the real interpreters of this machine: what they print, and how they end."""

import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from customer_client.errors import NoInterpreter
from customer_client.platform.scripts import (
    CUT_SHORT,
    TOO_LONG,
    LocalScripts,
)
from protocol.limits import OUTPUT_LIMIT_CHARS
from protocol.work import Interpreter
from protocol.work_messages import OutputStream
from tests.support.wait import until

pytestmark = pytest.mark.slow

WITHIN_SECONDS = 10.0


class Heard:
    """What a script wrote."""

    def __init__(self) -> None:
        self.pieces: list[tuple[OutputStream, str]] = []

    def __call__(self, stream: OutputStream, text: str) -> None:
        self.pieces.append((stream, text))

    def said(self, stream: OutputStream) -> str:
        return "".join(text for of, text in self.pieces if of is stream)

    @property
    def out(self) -> str:
        return self.said(OutputStream.OUT)

    @property
    def err(self) -> str:
        return self.said(OutputStream.ERR)


def run(
    text: str, interpreter: Interpreter = Interpreter.SH, *, limit_seconds: float = 60.0
) -> tuple[int, Heard]:
    heard = Heard()
    runner = LocalScripts(limit_seconds=limit_seconds)
    return runner.run(interpreter, text, heard, threading.Event()), heard


def in_background(text: str, stop: threading.Event, heard: Heard) -> tuple[threading.Thread, list[int]]:
    codes: list[int] = []

    def work() -> None:
        codes.append(LocalScripts().run(Interpreter.SH, text, heard, stop))

    thread = threading.Thread(target=work)
    thread.start()
    return thread, codes


def is_gone(pid: int) -> Callable[[], bool]:
    def gone() -> bool:
        try:
            return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return True

    return gone


def test_this_machine_says_what_it_has_j5() -> None:
    assert {Interpreter.SH, Interpreter.PYTHON} <= LocalScripts().available()


def test_a_shell_script_prints_and_ends_with_its_code_j5() -> None:
    code, heard = run("echo one\necho two >&2\nexit 3\n")
    assert (code, heard.out, heard.err) == (3, "one\n", "two\n")


def test_a_python_script_is_read_from_standard_input_j5() -> None:
    code, heard = run("import sys\nprint('¡Añade 日!', sys.argv)\nsys.exit(4)\n", Interpreter.PYTHON)
    assert (code, heard.out) == (4, "¡Añade 日! ['-']\n")


def test_it_is_in_no_argument_j5() -> None:
    _, heard = run("tr '\\0' ' ' < /proc/$$/cmdline # secret-word")
    assert heard.out.strip() == "/bin/sh -s"


def test_its_surroundings_are_few_and_its_folder_its_own_j5(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUXILIO_CANARY", "sings")
    monkeypatch.setenv("PATH", "/somewhere/else")
    _, heard = run("env; pwd; ls -A")
    lines = heard.out.splitlines()
    assert not any("CANARY" in line or "/somewhere/else" in line for line in lines)
    folder = Path(lines[-1])
    assert folder.name.startswith("auxilio-script-")
    assert not folder.exists()


def test_a_machine_without_the_interpreter_says_so_j5() -> None:
    with pytest.raises(NoInterpreter, match="no powershell"):
        LocalScripts({}).run(Interpreter.POWERSHELL, "x", Heard(), threading.Event())
    with pytest.raises(NoInterpreter):
        LocalScripts({Interpreter.SH: ("/no/such/sh",)}).run(Interpreter.SH, "x", Heard(), threading.Event())


def test_output_comes_while_it_runs_j5() -> None:
    stop, heard = threading.Event(), Heard()
    thread, _ = in_background("echo first\nsleep 600\n", stop, heard)
    until(lambda: heard.out == "first\n", within_seconds=WITHIN_SECONDS, what="the first line")
    assert thread.is_alive()
    stop.set()
    thread.join(WITHIN_SECONDS)
    assert not thread.is_alive()


def test_a_stop_ends_it_with_all_that_it_started_j4() -> None:
    stop, heard = threading.Event(), Heard()
    script = "sh -c 'sleep 600 & echo $!; setsid sleep 600 & echo $!; wait' &\necho $!\nwait\n"
    thread, codes = in_background(script, stop, heard)
    until(lambda: heard.out.count("\n") == 3, within_seconds=WITHIN_SECONDS, what="three process ids")
    pids = [int(line) for line in heard.out.split()]
    asked_at = time.monotonic()
    stop.set()
    thread.join(WITHIN_SECONDS)
    assert codes == [-9]
    assert time.monotonic() - asked_at < WITHIN_SECONDS / 2
    for pid in pids:
        until(is_gone(pid), within_seconds=WITHIN_SECONDS, what=f"the end of {pid}")


def test_what_it_left_behind_ends_with_it_j5() -> None:
    code, heard = run("sleep 600 &\necho $!\n")
    assert code == 0
    until(is_gone(int(heard.out)), within_seconds=WITHIN_SECONDS, what="its end")


def test_a_script_that_ignores_its_end_is_ended_j4() -> None:
    stop, heard = threading.Event(), Heard()
    thread, codes = in_background(
        "trap '' TERM INT HUP\necho ready\nwhile :; do sleep 1; done\n", stop, heard
    )
    until(lambda: heard.out, within_seconds=WITHIN_SECONDS, what="its word")
    stop.set()
    thread.join(WITHIN_SECONDS)
    assert codes == [-9]


def test_a_script_has_a_limit_of_time_j5() -> None:
    code, heard = run("sleep 600\n", limit_seconds=0.2)
    assert code == -9
    assert heard.err == TOO_LONG


def test_endless_output_is_cut_with_a_sentence_j5() -> None:
    heard = Heard()
    runner = LocalScripts(output_limit_chars=20_000)
    script = "head -c 3000000 /dev/zero | tr '\\0' x\necho over >&2\n"
    assert runner.run(Interpreter.SH, script, heard, threading.Event()) == 0
    assert heard.out == "x" * 20_000 + CUT_SHORT
    assert max(len(text) for _, text in heard.pieces) <= OUTPUT_LIMIT_CHARS


def test_what_is_no_text_is_shown_as_replaced_j5() -> None:
    _, heard = run("printf 'a\\377\\303b'; printf '\\303'; sleep 0.3; printf '\\251'")
    assert heard.out == "a\ufffd\ufffdbé"


def test_a_script_that_reads_nothing_more_ends_all_the_same_j5() -> None:
    code, _ = run("exit 5\n" + "# filling\n" * 900)
    assert code == 5


def test_our_own_interpreter_takes_nothing_from_around_j5(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "evil.py").write_text("print('evil')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    code, heard = run("import evil", Interpreter.PYTHON)
    assert code == 1
    assert "ModuleNotFoundError" in heard.err
    assert sys.executable
