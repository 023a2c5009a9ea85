"""Work that runs: begun once, stopped at once, and never faster than the server listens (SPEC J, L2)."""

import asyncio
import time

from pydantic import BaseModel

from customer_client.app.works import GAP_SECONDS, Works
from customer_client.core.runner import Job, Outcome, Voice
from customer_client.errors import CommandFailed
from protocol.ids import RequestId
from protocol.work import InspectionWork, ServiceDeed, ServiceWork, WorkEnd
from protocol.work_messages import OutputStream, TransferTicketWanted, WorkOutput

FIRST = RequestId("w_first")
JOB = Job(FIRST, InspectionWork())
DONE = Outcome(WorkEnd.DONE, "There.")
LINES = 5


class Patient:
    """Runs until somebody says so."""

    def __init__(self) -> None:
        self.begun = 0
        self.cancelled = False
        self.go = asyncio.Event()

    async def run(self, job: Job, voice: Voice) -> Outcome:
        del job, voice
        self.begun += 1
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        return DONE


class Talker:
    """Says several lines at once."""

    async def run(self, job: Job, voice: Voice) -> Outcome:
        lines = [
            WorkOutput(request_id=job.request_id, stream=OutputStream.OUT, text=str(number))
            for number in range(LINES)
        ]
        await asyncio.gather(*(voice.say(line) for line in lines))
        return DONE


class Asker:
    """Wants a ticket."""

    async def run(self, job: Job, voice: Voice) -> Outcome:
        return Outcome(WorkEnd.DONE, await voice.ticket(job.request_id))


class Failing:
    """Fails, as it is told."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    async def run(self, job: Job, voice: Voice) -> Outcome:
        del job, voice
        raise self._error


class Stage:
    """Works of one kind, and what became of them."""

    def __init__(self, runner: "Patient | Talker | Asker | Failing") -> None:
        self.said: list[BaseModel] = []
        self.linked = True
        self.heard = asyncio.Event()
        self.done: asyncio.Queue[tuple[RequestId, Outcome]] = asyncio.Queue()
        self.works = Works(
            {InspectionWork: runner}, self._send, lambda who, what: self.done.put_nowait((who, what))
        )

    def _send(self, message: BaseModel) -> bool:
        if self.linked:
            self.said.append(message)
            self.heard.set()
        return self.linked

    async def ended(self) -> Outcome:
        async with asyncio.timeout(5):
            request_id, outcome = await self.done.get()
        assert request_id == FIRST
        return outcome


async def test_it_runs_once_however_often_it_is_begun() -> None:
    patient = Patient()
    stage = Stage(patient)
    stage.works.begin(JOB)
    stage.works.begin(JOB)
    patient.go.set()
    assert await stage.ended() == DONE
    assert patient.begun == 1
    assert stage.done.empty()


async def test_stopped_nothing_of_it_goes_on_and_nothing_is_said_of_it_j4() -> None:
    patient = Patient()
    stage = Stage(patient)
    stage.works.begin(JOB)
    await asyncio.sleep(0)
    stage.works.stop(FIRST)
    stage.works.stop(FIRST)
    await stage.works.close()
    assert patient.cancelled
    assert stage.done.empty()


async def test_the_end_of_the_program_stops_everything() -> None:
    patient = Patient()
    stage = Stage(patient)
    stage.works.begin(JOB)
    await asyncio.sleep(0)
    await stage.works.close()
    assert patient.cancelled


async def test_what_is_said_comes_in_order_and_no_faster_than_may_be_l2() -> None:
    stage = Stage(Talker())
    began = time.monotonic()
    stage.works.begin(JOB)
    await stage.ended()
    assert time.monotonic() - began >= (LINES - 1) * GAP_SECONDS
    assert [one.text for one in stage.said if isinstance(one, WorkOutput)] == list("01234")


async def test_while_the_link_is_cut_it_waits_and_loses_nothing() -> None:
    stage = Stage(Talker())
    stage.linked = False
    stage.works.begin(JOB)
    await asyncio.sleep(0)
    assert stage.said == []
    stage.linked = True
    await stage.ended()
    assert len(stage.said) == LINES


async def test_a_ticket_is_asked_for_and_given_to_the_work_that_asked_x1() -> None:
    stage = Stage(Asker())
    stage.works.begin(JOB)
    async with asyncio.timeout(5):
        await stage.heard.wait()
    assert stage.said == [TransferTicketWanted(request_id=FIRST)]
    stage.works.ticket_came(RequestId("w_other"), "t" * 20)
    stage.works.ticket_came(FIRST, "u" * 20)
    assert (await stage.ended()).sentence == "u" * 20


async def test_what_goes_wrong_is_a_failure_with_its_sentence() -> None:
    error = CommandFailed("systemctl", "it is not there")
    stage = Stage(Failing(error))
    stage.works.begin(JOB)
    assert await stage.ended() == Outcome(WorkEnd.FAILED, str(error))


async def test_a_crash_is_a_failure_without_a_reason() -> None:
    stage = Stage(Failing(ZeroDivisionError()))
    stage.works.begin(JOB)
    outcome = await stage.ended()
    assert outcome.end is WorkEnd.FAILED
    assert "Zero" not in outcome.sentence


async def test_what_this_machine_cannot_do_fails_with_a_sentence() -> None:
    stage = Stage(Patient())
    stage.works.begin(Job(FIRST, ServiceWork(name="cups", deed=ServiceDeed.START)))
    assert (await stage.ended()).sentence == "This computer cannot do that."
