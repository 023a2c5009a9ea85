"""The part of the program that has the rights of a service: `python -I -m customer_client.platform.steward`.

Started by the system once the person agreed there. It does what it is told over its standard input, or over
the socket that it is told to call back on, until that ends; then everything that it runs is killed. It only
does the deeds of `steward_words`.
"""

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, Protocol, assert_never

from customer_client.errors import WorkError
from customer_client.platform import steward_words as sw
from customer_client.platform.local_rights import has_rights, local_daemons, local_restarter
from customer_client.platform.ports import Restarter, ScriptRunner, Services
from customer_client.platform.scripts import LocalScripts
from protocol.work_messages import OutputStream

CALL_BACK: Final = "--call-back"
"""Followed by a port of this machine's own loopback address, and the file that holds the secret to say."""
LAST_WORDS_SECONDS: Final = 5.0
NO_RIGHTS: Final = 1


class Lines(Protocol):
    """Where the requests come from."""

    def readline(self, size: int, /) -> bytes:
        """One of them, with its end; nothing when there are no more."""
        ...

    def close(self) -> None:
        """Nobody reads them any more."""
        ...


class Steward:
    """Does what it is told, several things at once.

    Args:
        write: Sends one line; called by one thread at a time.
    """

    def __init__(
        self,
        scripts: ScriptRunner,
        services: Services,
        restarter: Restarter,
        write: Callable[[bytes], object],
    ) -> None:
        self._scripts = scripts
        self._services = services
        self._restarter = restarter
        self._write = write
        self._lock = threading.Lock()
        self._stops: dict[int, threading.Event] = {}
        self._threads: list[threading.Thread] = []

    def serve(self, lines: Lines) -> None:
        """Until the lines end, or one of them is none of ours; then stop everything."""
        self._say(sw.Ready())
        try:
            while line := lines.readline(sw.LINE_LIMIT_BYTES):
                self._take(sw.request_in(line))
        except (ValueError, OSError):
            return  # whoever speaks like that is not the program
        finally:
            for stop in list(self._stops.values()):
                stop.set()
            for thread in self._threads:
                thread.join(LAST_WORDS_SECONDS)

    def _take(self, request: sw.Request) -> None:
        if isinstance(request, sw.StopScript):
            if request.number in self._stops:
                self._stops[request.number].set()
            return
        if isinstance(request, sw.RunScript):
            self._stops[request.number] = threading.Event()
        thread = threading.Thread(target=self._answer, args=(request,), name="steward", daemon=True)
        self._threads = [running for running in self._threads if running.is_alive()] + [thread]
        thread.start()

    def _answer(self, request: sw.Request) -> None:
        try:
            self._say(self._do(request))
        except WorkError as unable:
            self._say(sw.Refused(number=request.number, why=getattr(unable, "why", str(unable))))
        finally:
            self._stops.pop(request.number, None)

    def _do(self, request: sw.Request) -> sw.Reply:
        number = request.number
        match request:
            case sw.RunScript():
                return self._run(request, self._stops[number])
            case sw.ControlService():
                outcome = self._services.control(request.name, request.deed)
                return sw.Did(number=number, done=outcome.done, sentence=outcome.sentence)
            case sw.PrepareReturn():
                waits = self._restarter.prepare(request.state.state())
                return sw.Prepared(number=number, waits_for_sign_in=waits)
            case sw.RestartNow():
                self._restarter.restart()
            case sw.CancelReturn():
                self._restarter.cancel()
            case sw.StopScript():
                raise AssertionError("it is not answered")
            case _:
                assert_never(request)
        return sw.Did(number=number, done=True)

    def _run(self, request: sw.RunScript, stop: threading.Event) -> sw.Reply:
        def wrote(stream: OutputStream, text: str) -> None:
            self._say(sw.Wrote(number=request.number, stream=stream, text=text))

        code = self._scripts.run(request.interpreter, request.text, wrote, stop)
        return sw.Ended(number=request.number, code=code)

    def _say(self, reply: sw.Reply) -> None:
        with self._lock, suppress(OSError, ValueError):  # nobody listens any more: its lines end, too
            self._write(sw.line_of(reply))


def main(arguments: Sequence[str]) -> int:
    """Serve whoever started it; 0 when they have ended."""
    if not has_rights():
        return NO_RIGHTS
    for ending in (signal.SIGTERM, signal.SIGINT):
        # It ends with its input: else what it runs would outlive it. (To ignore them would be inherited.)
        signal.signal(ending, lambda _number, _frame: None)
    if arguments[:1] == [CALL_BACK]:
        with socket.create_connection(("127.0.0.1", int(arguments[1])), LAST_WORDS_SECONDS) as called:
            called.settimeout(None)
            called.sendall(Path(arguments[2]).read_bytes() + b"\n")
            with called.makefile("rb") as lines:
                _serve(lines, called.sendall)
        return 0
    # Nothing that a library prints may stand between the words.
    said = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with said:
        _serve(sys.stdin.buffer, said.write)
    return 0


def _serve(lines: Lines, write: Callable[[bytes], object]) -> None:
    Steward(LocalScripts(), local_daemons(), local_restarter(None), write).serve(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
