"""Asks this system's own commands what they know. Nothing that came from anybody is in an argument."""

import subprocess
import tempfile
from collections.abc import Sequence
from typing import IO, Final

from customer_client.errors import CommandFailed
from customer_client.platform.groups import Group, program

ANSWER_SECONDS: Final = 20.0
"""A package manager on a cold disk needed 6 s here; who needs longer than this hangs."""
_WHY_CHARS: Final = 160


def ask(
    argv: Sequence[str], *, within_seconds: float = ANSWER_SECONDS, text: str = "", with_errors: bool = False
) -> str:
    """What the command wrote to its standard output.

    Args:
        argv: The command's name, to be found among the system's own, and its arguments.
        within_seconds: Then it is killed, with all that it started.
        text: Its standard input.
        with_errors: Standard error too, after the output; and it may end with any code.

    Raises:
        CommandFailed: this system does not have it; or it failed, or did not end in time.
    """
    group = _start(argv)
    with group.process as process:
        try:
            said, complaint = process.communicate(text.encode(), timeout=within_seconds)
        except subprocess.TimeoutExpired as slow:
            raise _too_slow(argv, within_seconds) from slow
        finally:
            group.kill()
    if with_errors:
        return (said + complaint).decode(errors="replace")
    _refuse_failure(argv, process.returncode, complaint)
    return said.decode(errors="replace")


def order(argv: Sequence[str], *, within_seconds: float = ANSWER_SECONDS) -> None:
    """Let the command do something that outlives it, as a service does that it starts.

    Raises:
        CommandFailed: as `ask`.
    """
    with tempfile.TemporaryFile() as complaint:  # a pipe would stay open for as long as the service runs
        group = _start(argv, complaint)
        with group.process as process:
            try:
                process.wait(within_seconds)
            except subprocess.TimeoutExpired as slow:
                group.kill()
                raise _too_slow(argv, within_seconds) from slow
        complaint.seek(0)
        _refuse_failure(argv, process.returncode, complaint.read())


def _start(argv: Sequence[str], complaint: IO[bytes] | None = None) -> Group:
    path = program(argv[0])
    if path is None:
        raise CommandFailed(argv[0], "this system does not have it")
    try:
        return Group([path, *argv[1:]], mute=complaint)
    except OSError as error:
        raise CommandFailed(argv[0], error.strerror or "it could not be started") from error


def _too_slow(argv: Sequence[str], within_seconds: float) -> CommandFailed:
    return CommandFailed(argv[0], f"it did not answer within {within_seconds:g} seconds")


def _refuse_failure(argv: Sequence[str], code: int, complaint: bytes) -> None:
    if code == 0:
        return
    lines = complaint.decode(errors="replace").strip().splitlines()
    last = lines[-1][:_WHY_CHARS].rstrip(".") if lines else ""
    raise CommandFailed(argv[0], last or f"it ended with {code}")
