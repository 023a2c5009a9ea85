"""Programs of this system, each started in a group of its own, so that nothing of it outlives its end."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

import psutil

SYSTEM_PATH: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
"""Where the system's own programs lie: the PATH that somebody left behind decides nothing."""
_KEPT_ON_WINDOWS: Final = (
    "SYSTEMROOT",
    "SYSTEMDRIVE",
    "WINDIR",
    "COMSPEC",
    "PATHEXT",
    "PROGRAMDATA",
    "PROGRAMFILES",
    "USERPROFILE",
    "USERNAME",
    "TEMP",
    "TMP",
)
_KEPT_ELSEWHERE: Final = ("HOME", "USER", "LOGNAME")


def program(name: str) -> str | None:
    """Where the system's program of this name lies, if it has it."""
    if sys.platform == "win32":
        root = Path(os.environ.get("SYSTEMROOT", r"C:\Windows")) / "System32"
        return shutil.which(name, path=os.pathsep.join((str(root), str(root / "WindowsPowerShell" / "v1.0"))))
    return shutil.which(name, path=SYSTEM_PATH)


def environment(surroundings: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What a program is told of its surroundings: where it is and whose it is, and to speak English."""
    if sys.platform == "win32":
        kept = {name: surroundings[name] for name in _KEPT_ON_WINDOWS if name in surroundings}
        root = surroundings.get("SYSTEMROOT", r"C:\Windows")
        return {**kept, "PATH": rf"{root}\System32;{root};{root}\System32\Wbem"}
    kept = {name: surroundings[name] for name in _KEPT_ELSEWHERE if name in surroundings}
    return {**kept, "PATH": SYSTEM_PATH, "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8"}


class Group:
    """One program and everything that it starts. Its three pipes are the caller's to read, write and close.

    Args:
        argv: An absolute path, and arguments of our own.
        folder: The working directory; None: one that is always there.
        mute: Where its standard error goes; then it has no other pipe either.
    """

    def __init__(
        self, argv: Sequence[str], folder: Path | str | None = None, *, mute: IO[bytes] | None = None
    ) -> None:
        self._killed = False
        flags = 0
        if sys.platform == "win32":
            flags = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        # The argv is a constant of ours, or a name that the system itself listed; no shell is in between.
        self.process = subprocess.Popen(  # noqa: S603
            argv,
            stdin=subprocess.DEVNULL if mute else subprocess.PIPE,
            stdout=subprocess.DEVNULL if mute else subprocess.PIPE,
            stderr=mute or subprocess.PIPE,
            cwd=folder or Path(sys.executable).anchor,
            env=environment(),
            start_new_session=True,
            creationflags=flags,
        )
        if sys.platform == "win32":
            from customer_client.platform.jobs_windows import Job

            # It waits for its standard input, so nothing has been started outside the job yet.
            self._job = Job(self.process)

    def kill(self) -> None:
        """End all of it at once, also what is left when the program itself has ended. Again is nothing."""
        if self._killed:
            return
        self._killed = True
        if sys.platform == "win32":
            self._job.close()
            return
        # Children in groups of their own are only found while their parents live.
        strays = _descendants(self.process.pid)
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        for stray in strays:
            with suppress(psutil.Error):
                stray.kill()


def _descendants(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.Error:
        return []
