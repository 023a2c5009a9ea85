"""The port to what carries out one piece of work, and its words (SPEC J)."""

from dataclasses import dataclass
from typing import Protocol

from protocol.ids import RequestId
from protocol.work import What, WorkEnd
from protocol.work_messages import InspectionPart, WorkOutput


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work that was allowed here, and that the server has logged.

    Attributes:
        paths: What the person here chose, where files leave this machine.
    """

    request_id: RequestId
    what: What
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it ended; `sentence` says for people what became of it, in one clean sentence."""

    end: WorkEnd
    sentence: str = ""
    exit_code: int | None = None
    total_bytes: int | None = None
    sha256: str | None = None


class Voice(Protocol):
    """What a runner may say and ask of the server."""

    async def say(self, message: WorkOutput | InspectionPart) -> None:
        """Say this as soon as it is this machine's turn (SPEC L2), and the link is there."""
        ...

    async def ticket(self, request_id: RequestId) -> str:
        """A ticket for one transfer link of this work (SPEC X1); waits for it, across cuts too."""
        ...


class Runner(Protocol):
    """Carries out one kind of work. Used in the event loop, which it never holds up."""

    async def run(self, job: Job, voice: Voice) -> Outcome:
        """Do it, and say how it ended. An exception that is no `ClientError` is a failure without a reason.

        Cancelled when the work is to stop: nothing of it goes on when this has ended, so it ends within
        a second or two, and lets the cancellation through.
        """
        ...
