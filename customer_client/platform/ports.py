"""What admin mode does on this machine, as ports. Every call blocks: make it in a worker thread."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from protocol.ids import PersonId, SessionId
from protocol.inspection import Section
from protocol.modes import Mode
from protocol.screen import Screen
from protocol.work import Interpreter, ServiceDeed
from protocol.work_messages import OutputStream

OnOutput = Callable[[OutputStream, str], None]
"""Told what a script wrote, as it comes, at most OUTPUT_LIMIT_CHARS at once; called in the runner's threads,
never by two of them at once."""


class Inspector(Protocol):
    """Finds out what this machine is (SPEC J6)."""

    def sections(self, screen: Screen) -> Iterator[Section]:
        """Every topic once, in one section or several, each fit for one `inspection_part`.

        Never more than INSPECTION_PARTS_LIMIT of them, and never raises: what could not be found out says so
        in `problem`. The whole may take a minute; each section comes when it is known.

        Args:
            screen: The monitors as they are captured now.
        """
        ...


class ScriptRunner(Protocol):
    """Runs scripts that the person here allowed (SPEC J5)."""

    def available(self) -> frozenset[Interpreter]:
        """Which interpreters this machine has."""
        ...

    def run(self, interpreter: Interpreter, text: str, on_output: OnOutput, stop: threading.Event) -> int:
        """Feed `text` to the interpreter and wait for its end.

        What it started is ended with it, save what left its process group of its own accord. On `stop`, and
        after SCRIPT_LIMIT_SECONDS, all of it is killed at once.

        Returns:
            Its exit code; below 0, the signal that ended it.

        Raises:
            NoInterpreter: this machine does not have it.
        """
        ...


@dataclass(frozen=True, slots=True)
class Daemon:
    """One service of the system, in the system's own words."""

    name: str
    state: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a deed: whether it was done, and a sentence for people."""

    done: bool
    sentence: str


class Services(Protocol):
    """The services of this system."""

    def all(self) -> tuple[Daemon, ...]:
        """Every one of them, by name.

        Raises:
            CommandFailed: this system does not tell.
        """
        ...

    def control(self, name: str, deed: ServiceDeed) -> Outcome:
        """Start, stop or restart one that `all` names; any other name is not done. Never raises."""
        ...


class Elevation(Protocol):
    """The rights of a system service, for this program."""

    def is_elevated(self) -> bool:
        """Whether scripts, services and the restart have those rights now."""
        ...

    def ask(self, timeout_seconds: float) -> bool:
        """Let the system ask the person for them, in its own window; whether they were given.

        After the time, and when the person refuses, it is no. Asked again while elevated, it is yes at once.
        """
        ...

    def close(self) -> None:
        """Give the rights back; what was running with them is killed. They may be asked for again."""
        ...


@dataclass(frozen=True, slots=True)
class ReturnState:
    """What the program must know to come back into its session after a restart (SPEC R).

    Attributes:
        token: Opens the session once; the secret of the file.
        origin: The server, as `Server.origin`.
        ca_sha256: As `Server.ca_sha256`.
        proxy: The HTTP(S) proxy's address, where one was named.
        covered: Whom the consent to control covers.
        epoch: The highest that was ever minted here.
        leave_alone: Whether the person agreed to leave a long repair alone.
        language: Of the windows: "es" or "en".
        text: Whether questions are asked in a terminal instead of in windows.
        expires_at_ms: UTC by this machine's own clock; later, nobody waits for it any more.
    """

    token: str
    origin: str
    ca_sha256: bytes | None
    proxy: str | None
    session_id: SessionId
    organisation: str
    mode: Mode
    holder_id: PersonId | None
    covered: tuple[PersonId, ...]
    epoch: int
    leave_alone: bool
    language: str
    text: bool
    expires_at_ms: int


class Restarter(Protocol):
    """Restarts this machine so that the program comes back by itself, once.

    What comes back is started as `python -I -m customer_client return --state-dir FOLDER`; its first deed is
    `open_restarter(FOLDER, …).take()`.
    """

    def prepare(self, state: ReturnState) -> bool:
        """Leave one file and one autostart entry behind, both on the disk when this returns.

        Returns:
            Whether it comes back only when the person has signed in again.

        Raises:
            NoReturn: neither is left behind.
        """
        ...

    def restart(self) -> None:
        """Order the restart; returns while the system goes down.

        Raises:
            NoReturn: the system refuses; what was prepared is taken away again.
        """
        ...

    def take(self) -> ReturnState | None:
        """What was prepared, once: file and entry are gone when this returns.

        None: nothing was, or nobody waits for it any more, or it was not this program that left it.
        """
        ...

    def cancel(self) -> None:
        """Take away what was prepared, if anything was."""
        ...
