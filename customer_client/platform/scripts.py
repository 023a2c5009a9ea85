"""Runs a script that the person here read and allowed (SPEC J5)."""

import codecs
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

from customer_client.errors import NoInterpreter
from customer_client.platform.groups import Group, program
from customer_client.platform.ports import OnOutput
from protocol.limits import OUTPUT_LIMIT_CHARS
from protocol.work import Interpreter
from protocol.work_messages import OutputStream

SCRIPT_LIMIT_SECONDS: Final = 15 * 60.0
SCRIPT_OUTPUT_LIMIT_CHARS: Final = 1024 * 1024
TICK_SECONDS: Final = 0.1
"""How soon a stop is noticed, and how often output is passed on."""
PIECES_EACH_TICK: Final = 2
"""20 messages a second: the server closes who says more than MESSAGES_PER_SECOND, and others talk too."""
LAST_OUTPUT_SECONDS: Final = 1.0
"""What left the group may hold the pipes open for ever; what it writes is nobody's output any more."""

CUT_SHORT: Final = "\n[The rest of the output was left out: it is too long.]\n"
TOO_LONG: Final = "\n[Stopped: a script may run for 15 minutes.]\n"

# `-Command -` runs line by line, and takes a block over several lines only with an empty line after it.
_READ_AND_RUN: Final = (
    "[Console]::InputEncoding = [Console]::OutputEncoding = [Text.UTF8Encoding]::new();"
    "& ([ScriptBlock]::Create([Console]::In.ReadToEnd()))"
)
_POWERSHELL: Final = ("-NoProfile", "-NonInteractive", "-Command", _READ_AND_RUN)


def interpreters() -> dict[Interpreter, tuple[str, ...]]:
    """What this machine has, with the fixed arguments of each."""
    found: dict[Interpreter, tuple[str, ...]] = {
        Interpreter.PYTHON: (sys.executable, "-I", "-u", "-X", "utf8", "-")
    }
    if sys.platform != "win32" and Path("/bin/sh").exists():
        found[Interpreter.SH] = ("/bin/sh", "-s")
    shell = program("powershell") or program("pwsh")
    if shell is not None:
        found[Interpreter.POWERSHELL] = (shell, *_POWERSHELL)
    return found


class LocalScripts:
    """Runs scripts with the rights of this very process.

    Args:
        programs: The interpreters.
        limit_seconds: How long a script may run.
        output_limit_chars: How much of its output is passed on.
    """

    def __init__(
        self,
        programs: Mapping[Interpreter, Sequence[str]] | None = None,
        limit_seconds: float = SCRIPT_LIMIT_SECONDS,
        output_limit_chars: int = SCRIPT_OUTPUT_LIMIT_CHARS,
    ) -> None:
        self._programs = interpreters() if programs is None else dict(programs)
        self._limit_seconds = limit_seconds
        self._output_limit_chars = output_limit_chars

    def available(self) -> frozenset[Interpreter]:
        """See `ScriptRunner.available`."""
        return frozenset(self._programs)

    def run(self, interpreter: Interpreter, text: str, on_output: OnOutput, stop: threading.Event) -> int:
        """See `ScriptRunner.run`; `on_output` is called in the caller's thread."""
        argv = self._programs.get(interpreter)
        if argv is None:
            raise NoInterpreter(interpreter)
        with tempfile.TemporaryDirectory(prefix="auxilio-script-", ignore_cleanup_errors=True) as folder:
            try:
                group = Group(argv, folder)
            except OSError as error:
                raise NoInterpreter(interpreter) from error
            output = Output(on_output, self._output_limit_chars)
            try:
                return _attend(group, text, output, stop, time.monotonic() + self._limit_seconds)
            finally:
                group.kill()


class Output:
    """What a script wrote and nobody was told yet: bounded, in order, both streams.

    Args:
        told: Called by `pass_on`, in the thread that calls it.
        limit_chars: Of all of it.
    """

    def __init__(self, told: OnOutput, limit_chars: int) -> None:
        self._told = told
        self._lock = threading.Lock()
        self._pieces: deque[tuple[OutputStream, str]] = deque()
        self._left_chars = limit_chars

    def add(self, stream: OutputStream, text: str) -> None:
        """Keep this for the next `pass_on`; what is beyond the limit is dropped, and that is said once."""
        with self._lock:
            if self._left_chars <= 0 or not text:
                return
            self._left_chars -= len(text)
            if self._left_chars <= 0:
                text = text[: self._left_chars or None] + CUT_SHORT
            if self._pieces and self._pieces[-1][0] is stream:
                text = self._pieces.pop()[1] + text
            for at in range(0, len(text), OUTPUT_LIMIT_CHARS):
                self._pieces.append((stream, text[at : at + OUTPUT_LIMIT_CHARS]))

    def pass_on(self) -> bool:
        """Tell a few pieces; whether there are more."""
        with self._lock:
            now = [self._pieces.popleft() for _ in range(min(PIECES_EACH_TICK, len(self._pieces)))]
            more = bool(self._pieces)
        for stream, text in now:
            self._told(stream, text)
        return more


def _attend(group: Group, text: str, output: Output, stop: threading.Event, deadline: float) -> int:
    process = group.process
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    _in_thread(_feed, process.stdin, text.encode(errors="replace"))
    readers = [
        _in_thread(_read, process.stdout, output, OutputStream.OUT),
        _in_thread(_read, process.stderr, output, OutputStream.ERR),
    ]
    while not _ended(process):
        output.pass_on()
        if stop.is_set():
            break
        if time.monotonic() > deadline:
            output.add(OutputStream.ERR, TOO_LONG)
            break
    group.kill()
    code = process.wait()
    done_at = time.monotonic() + LAST_OUTPUT_SECONDS
    for reader in readers:
        reader.join(max(0.0, done_at - time.monotonic()))
    while output.pass_on() and not stop.wait(TICK_SECONDS):
        pass
    return code


def _in_thread(work: object, *arguments: object) -> threading.Thread:
    assert callable(work)
    thread = threading.Thread(target=work, args=arguments, name="script", daemon=True)
    thread.start()
    return thread


def _ended(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(TICK_SECONDS)
    except subprocess.TimeoutExpired:
        return False
    return True


def _feed(pipe: IO[bytes], text: bytes) -> None:
    with suppress(OSError), pipe:  # it need not read all of it
        pipe.write(text)


def _read(pipe: IO[bytes], output: Output, stream: OutputStream) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    with suppress(OSError), pipe:
        while block := pipe.read1(OUTPUT_LIMIT_CHARS):  # type: ignore[attr-defined]  # Popen's are buffered
            output.add(stream, decoder.decode(block))
        output.add(stream, decoder.decode(b"", final=True))
