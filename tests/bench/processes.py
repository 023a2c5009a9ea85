"""Programs that a bench starts, and what they cost."""

import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import psutil

END_WITHIN_SECONDS = 5.0


@contextmanager
def running(
    command: Sequence[str], *, env: Mapping[str, str] | None = None, says: str = ""
) -> Iterator["subprocess.Popen[str]"]:
    """A program for the length of a block; waits for a line that holds `says`, if given."""
    heard = subprocess.PIPE if says else subprocess.DEVNULL
    with subprocess.Popen(
        command, env=env, text=True, stdin=subprocess.DEVNULL, stdout=heard, stderr=subprocess.DEVNULL
    ) as process:
        try:
            if says and process.stdout is not None:
                for line in process.stdout:
                    if says in line:
                        break
            yield process
        finally:
            process.terminate()
            try:
                process.wait(END_WITHIN_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def cpu_seconds(pids: Sequence[int]) -> float:
    """Processor time that these processes and their children have used so far."""
    total = 0.0
    for pid in pids:
        family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
        total += sum(sum(member.cpu_times()[:2]) for member in family)
    return total


def until(holds: Callable[[], bool], within_seconds: float, what: str) -> None:
    """Wait for something outside. Raises TimeoutError."""
    deadline = time.monotonic() + within_seconds
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        time.sleep(0.02)
