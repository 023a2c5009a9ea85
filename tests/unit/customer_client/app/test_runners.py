"""Admin mode's work, each in a thread of its own (SPEC J5-J7)."""

import asyncio
import threading
from collections.abc import Iterator

from customer_client.app.runners import Elevations, Inspections, Scripts, ServiceDeeds
from customer_client.core.runner import Job
from customer_client.core.runner import Outcome as Ended
from customer_client.platform.ports import Daemon, OnOutput, Outcome
from customer_client.tasks import spawn
from protocol.control import ElevationIs
from protocol.ids import RequestId
from protocol.inspection import Section, Topic
from protocol.screen import Monitor, MonitorId, Screen
from protocol.work import (
    ElevationWork,
    InspectionWork,
    Interpreter,
    ServiceDeed,
    ServiceWork,
    WorkEnd,
)
from protocol.work_messages import InspectionPart, OutputStream, WorkOutput
from tests.support.machine_playbook import script

FIRST = RequestId("w_first")
SCREEN = Screen(monitors=(Monitor(id=MonitorId(0), left_px=0, top_px=0, width_px=10, height_px=10),))


class Heard:
    """A voice that is listened to."""

    def __init__(self) -> None:
        self.said: list[WorkOutput | InspectionPart] = []

    async def say(self, message: WorkOutput | InspectionPart) -> None:
        self.said.append(message)

    async def ticket(self, request_id: RequestId) -> str:
        return request_id


class TwoTopics:
    def sections(self, screen: Screen) -> Iterator[Section]:
        assert screen == SCREEN
        yield Section(topic=Topic.SYSTEM, rows=(), total=0)
        yield Section(topic=Topic.MEMORY, rows=(), total=0)


class Shell:
    """Writes one line, then waits to be stopped, or ends."""

    def __init__(self, exit_code: int | None) -> None:
        self._exit_code = exit_code
        self.running = threading.Event()
        self.over = threading.Event()

    def available(self) -> frozenset[Interpreter]:
        return frozenset({Interpreter.SH})

    def run(self, interpreter: Interpreter, text: str, on_output: OnOutput, stop: threading.Event) -> int:
        on_output(OutputStream.OUT, f"{interpreter.value}: {text}")
        self.running.set()
        if self._exit_code is None:
            stop.wait(10)
        on_output(OutputStream.ERR, "bye")
        self.over.set()
        return self._exit_code if self._exit_code is not None else -9


class OneDaemon:
    def all(self) -> tuple[Daemon, ...]:
        return (Daemon("cups", "active"),)

    def control(self, name: str, deed: ServiceDeed) -> Outcome:
        return Outcome(name == "cups", f"{deed.value} {name}")


class Asking:
    """The system's own question, answered when told to."""

    def __init__(self, *, refuses: bool = False) -> None:
        self.elevated = False
        self._refuses = refuses
        self.asked = threading.Event()
        self.answer = threading.Event()
        self.closed = threading.Event()

    def is_elevated(self) -> bool:
        return self.elevated

    def ask(self, timeout_seconds: float) -> bool:
        self.asked.set()
        self.elevated = not self._refuses and self.answer.wait(min(timeout_seconds, 5.0))
        return self.elevated

    def close(self) -> None:
        self.elevated = False
        self.closed.set()


async def test_an_inspection_is_said_in_numbered_parts_j6() -> None:
    heard = Heard()
    ended = await Inspections(TwoTopics(), lambda: SCREEN).run(Job(FIRST, InspectionWork()), heard)
    assert ended == Ended(WorkEnd.DONE)
    parts = [one for one in heard.said if isinstance(one, InspectionPart)]
    assert [(one.part, one.parts, one.section.topic) for one in parts] == [
        (0, 2, Topic.SYSTEM),
        (1, 2, Topic.MEMORY),
    ]


async def test_a_script_says_what_it_writes_and_how_it_ended_j5() -> None:
    heard = Heard()
    ended = await Scripts(Shell(0)).run(Job(FIRST, script("uptime")), heard)
    assert ended == Ended(WorkEnd.DONE, exit_code=0)
    assert [one.text for one in heard.said if isinstance(one, WorkOutput)] == ["sh: uptime", "bye"]


async def test_a_script_that_fails_has_failed_with_its_exit_code_j5() -> None:
    ended = await Scripts(Shell(3)).run(Job(FIRST, script()), Heard())
    assert ended == Ended(WorkEnd.FAILED, exit_code=3)


async def test_a_stopped_script_is_over_when_the_runner_is_j4() -> None:
    shell = Shell(None)
    running = spawn(Scripts(shell).run(Job(FIRST, script()), Heard()), name="script")
    assert await asyncio.to_thread(shell.running.wait, 5)
    running.cancel()
    await asyncio.wait([running], timeout=5)
    assert running.cancelled()
    assert shell.over.is_set()


async def test_a_service_deed_tells_what_became_of_it() -> None:
    deeds = ServiceDeeds(OneDaemon())
    done = await deeds.run(Job(FIRST, ServiceWork(name="cups", deed=ServiceDeed.START)), Heard())
    assert done == Ended(WorkEnd.DONE, "start cups")
    failed = await deeds.run(Job(FIRST, ServiceWork(name="nope", deed=ServiceDeed.STOP)), Heard())
    assert failed.end is WorkEnd.FAILED


async def test_everyone_hears_that_the_system_asks_and_what_came_of_it_j7() -> None:
    told: list[ElevationIs] = []
    asking = Asking()
    elevations = Elevations(asking, told.append)
    running = spawn(elevations.run(Job(FIRST, ElevationWork()), Heard()), name="rights")
    assert await asyncio.to_thread(asking.asked.wait, 5)
    assert told == [ElevationIs(elevated=False, asking=True)]
    asking.answer.set()
    assert await running == Ended(WorkEnd.DONE)
    assert told[-1] == ElevationIs(elevated=True, asking=False)
    await elevations.drop()
    assert told[-1] == ElevationIs(elevated=False, asking=False)
    await elevations.drop()
    assert len(told) == 3, "there is nothing to give back"


async def test_rights_that_come_after_the_stop_are_given_back_at_once_j7() -> None:
    told: list[ElevationIs] = []
    asking = Asking()
    running = spawn(Elevations(asking, told.append).run(Job(FIRST, ElevationWork()), Heard()), name="rights")
    assert await asyncio.to_thread(asking.asked.wait, 5)
    running.cancel()
    await asyncio.wait([running], timeout=5)
    assert running.cancelled()
    assert told[-1] == ElevationIs(elevated=False, asking=False)
    asking.answer.set()
    assert await asyncio.to_thread(asking.closed.wait, 5)
    assert not asking.elevated


async def test_rights_that_are_refused_are_a_failure_that_says_so() -> None:
    asking = Asking(refuses=True)
    ended = await Elevations(asking, lambda _: None).run(Job(FIRST, ElevationWork()), Heard())
    assert ended == Ended(WorkEnd.FAILED, "The rights were not given.")
