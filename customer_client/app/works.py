"""What carries out the work that was allowed: which runner, when it stops, and what it says (SPEC J).

A runner is `customer_client.core.runner.Runner`: `async run(job, voice) -> Outcome`, cancelled to be stopped.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from typing import Final

from pydantic import BaseModel

from customer_client.core.runner import Job, Outcome, Runner
from customer_client.errors import ClientError
from customer_client.tasks import spawn
from protocol.ids import RequestId
from protocol.work import WorkEnd
from protocol.work_messages import InspectionPart, TransferTicketWanted, WorkOutput

log = logging.getLogger(__name__)

GAP_SECONDS: Final = 0.05
"""Between two messages of work: 20 a second, far below the server's limit for all of them (SPEC L2)."""
AGAIN_SECONDS: Final = 0.5
TICKET_SECONDS: Final = 10.0
"""No ticket for so long: it is asked for again, the link may have been cut."""

Runners = Mapping[type[BaseModel], Runner]
"""By the class of the work: `ScriptWork` and so on."""


class Works:
    """The work under way. Used in the event loop; it is also the runners' `Voice`.

    Args:
        runners: What this machine can do; work without a runner fails with a sentence.
        send: Says something to the server; False while the link is cut.
        done: Told how work ended, once for each that was not stopped.
    """

    def __init__(
        self,
        runners: Runners,
        send: Callable[[BaseModel], bool],
        done: Callable[[RequestId, Outcome], None],
    ) -> None:
        self._runners = runners
        self._send = send
        self._done = done
        self._running: dict[RequestId, asyncio.Task[object]] = {}
        self._stopping: set[asyncio.Task[object]] = set()
        self._tickets: dict[RequestId, asyncio.Queue[str]] = {}
        self._turn = asyncio.Lock()
        self._next_at_seconds = 0.0

    def begin(self, job: Job) -> None:
        """Start; the same work again changes nothing."""
        if job.request_id not in self._running:
            self._tickets[job.request_id] = asyncio.Queue()
            self._running[job.request_id] = spawn(self._run(job), name=f"work {job.request_id}")

    def stop(self, request_id: RequestId) -> None:
        """Stop it at once; nothing happens if it does not run."""
        task = self._running.pop(request_id, None)
        self._tickets.pop(request_id, None)
        if task is not None:
            self._stopping.add(task)
            task.add_done_callback(self._stopping.discard)
            task.cancel()

    def ticket_came(self, request_id: RequestId, ticket: str) -> None:
        """The server's answer to `TransferTicketWanted`."""
        waiting = self._tickets.get(request_id)
        if waiting is not None:
            waiting.put_nowait(ticket)

    async def close(self) -> None:
        """Stop everything, and wait until nothing of it goes on."""
        for request_id in list(self._running):
            self.stop(request_id)
        if self._stopping:
            await asyncio.wait(set(self._stopping))

    # The voice of the runners

    async def say(self, message: WorkOutput | InspectionPart) -> None:
        """See `Voice`."""
        async with self._turn:
            await asyncio.sleep(max(0.0, self._next_at_seconds - time.monotonic()))
            while not self._send(message):  # noqa: ASYNC110  a link that is back says so to nobody here
                await asyncio.sleep(AGAIN_SECONDS)
            self._next_at_seconds = time.monotonic() + GAP_SECONDS

    async def ticket(self, request_id: RequestId) -> str:
        """See `Voice`."""
        waiting = self._tickets[request_id]
        while True:
            self._send(TransferTicketWanted(request_id=request_id))
            try:
                async with asyncio.timeout(TICKET_SECONDS):
                    return await waiting.get()
            except TimeoutError:
                log.info("no ticket for %s yet; asking again", request_id)

    async def _run(self, job: Job) -> None:
        outcome = await self._outcome(job)
        if self._running.pop(job.request_id, None) is not None:
            self._tickets.pop(job.request_id, None)
            self._done(job.request_id, outcome)

    async def _outcome(self, job: Job) -> Outcome:
        runner = self._runners.get(type(job.what))
        if runner is None:
            return Outcome(WorkEnd.FAILED, "This computer cannot do that.")
        try:
            return await runner.run(job, self)
        except ClientError as error:
            return Outcome(WorkEnd.FAILED, str(error))
        except Exception:
            log.exception("%s crashed", job.request_id)
            return Outcome(WorkEnd.FAILED, "The program could not do that.")
