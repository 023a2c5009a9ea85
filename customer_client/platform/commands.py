"""Asks this system's own commands what they know. Nothing that came from anybody is in an argument."""

import subprocess
from collections.abc import Sequence
from typing import Final

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
    name = argv[0]
    path = program(name)
    if path is None:
        raise CommandFailed(name, "this system does not have it")
    try:
        group = Group([path, *argv[1:]])
    except OSError as error:
        raise CommandFailed(name, error.strerror or "it could not be started") from error
    with group.process as process:
        try:
            said, complaint = process.communicate(text.encode(), timeout=within_seconds)
        except subprocess.TimeoutExpired as slow:
            raise CommandFailed(name, f"it did not answer within {within_seconds:g} seconds") from slow
        finally:
            group.kill()
    if with_errors:
        return (said + complaint).decode(errors="replace")
    if process.returncode != 0:
        lines = complaint.decode(errors="replace").strip().splitlines()
        last = lines[-1][:_WHY_CHARS].rstrip(".") if lines else ""
        raise CommandFailed(name, last or f"it ended with {process.returncode}")
    return said.decode(errors="replace")
