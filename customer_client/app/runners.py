"""What admin mode does on this machine, as runners: each blocking port in a thread (SPEC J5-J7)."""

import asyncio
import threading
from collections.abc import Callable
from typing import Final, TypeVar

from customer_client.core.runner import Job, Outcome, Voice
from customer_client.platform.ports import Elevation, Inspector, ScriptRunner, Services
from protocol.control import ElevationIs
from protocol.inspection import Section
from protocol.limits import CONSENT_ANSWER_SECONDS, INSPECTION_PARTS_LIMIT
from protocol.screen import Screen
from protocol.work import ScriptWork, ServiceWork, WorkEnd
from protocol.work_messages import InspectionPart, OutputStream, WorkOutput

T = TypeVar("T")
STOPS_WITHIN_SECONDS: Final = 5.0


class Inspections:
    """Says what this machine is, part by part."""

    def __init__(self, inspector: Inspector, screen: Callable[[], Screen]) -> None:
        self._inspector = inspector
        self._screen = screen

    async def run(self, job: Job, voice: Voice) -> Outcome:
        """See `Runner`."""
        stop = threading.Event()
        sections = await _in_thread(lambda: self._sections(stop), stop)
        for part, section in enumerate(sections):
            await voice.say(
                InspectionPart(request_id=job.request_id, part=part, parts=len(sections), section=section)
            )
        return Outcome(WorkEnd.DONE)

    def _sections(self, stop: threading.Event) -> list[Section]:
        found: list[Section] = []
        for section in self._inspector.sections(self._screen()):
            if stop.is_set() or len(found) == INSPECTION_PARTS_LIMIT:
                break
            found.append(section)
        return found


class Scripts:
    """Runs a script; what it writes goes out as fast as the link takes it, and holds the script up else."""

    def __init__(self, scripts: ScriptRunner) -> None:
        self._scripts = scripts

    async def run(self, job: Job, voice: Voice) -> Outcome:
        """See `Runner`."""
        what = job.what
        assert isinstance(what, ScriptWork)
        loop, stop = asyncio.get_running_loop(), threading.Event()

        def wrote(stream: OutputStream, text: str) -> None:
            message = WorkOutput(request_id=job.request_id, stream=stream, text=text)
            said = asyncio.run_coroutine_threadsafe(voice.say(message), loop)
            while not stop.is_set():
                try:
                    said.result(timeout=0.1)
                except TimeoutError:
                    continue
                return
            said.cancel()

        exit_code = await _in_thread(
            lambda: self._scripts.run(what.interpreter, what.text, wrote, stop), stop
        )
        end = WorkEnd.DONE if exit_code == 0 else WorkEnd.FAILED
        return Outcome(end, exit_code=exit_code)


class ServiceDeeds:
    """Starts and stops services."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def run(self, job: Job, voice: Voice) -> Outcome:
        """See `Runner`. One deed is short, and not left half done: also when it is stopped, it ends."""
        del voice
        what = job.what
        assert isinstance(what, ServiceWork)
        became = await _in_thread(lambda: self._services.control(what.name, what.deed), threading.Event())
        return Outcome(WorkEnd.DONE if became.done else WorkEnd.FAILED, became.sentence)


class Elevations:
    """Lets the system ask the person for the rights of its service, and tells everyone meanwhile (J7).

    Args:
        elevation: The rights.
        tell: Says to the server how it stands.
    """

    def __init__(self, elevation: Elevation, tell: Callable[[ElevationIs], object]) -> None:
        self._elevation = elevation
        self._tell = tell

    async def run(self, job: Job, voice: Voice) -> Outcome:
        """See `Runner`."""
        del job, voice
        before = await asyncio.to_thread(self._elevation.is_elevated)
        self._tell(ElevationIs(elevated=before, asking=not before))
        stop = threading.Event()
        elevated = before
        try:
            elevated = await _in_thread(lambda: self._ask(stop), None)
        except asyncio.CancelledError:
            stop.set()  # what the system's window still brings is given back at once
            raise
        finally:
            self._tell(ElevationIs(elevated=elevated and not stop.is_set(), asking=False))
        if elevated:
            return Outcome(WorkEnd.DONE)
        return Outcome(WorkEnd.FAILED, "The rights were not given.")

    async def drop(self) -> None:
        """The mode no longer allows them."""
        if await asyncio.to_thread(self._elevation.is_elevated):
            await asyncio.to_thread(self._elevation.close)
            elevated = await asyncio.to_thread(self._elevation.is_elevated)
            self._tell(ElevationIs(elevated=elevated, asking=False))

    def _ask(self, stop: threading.Event) -> bool:
        given = self._elevation.ask(CONSENT_ANSWER_SECONDS)
        if stop.is_set():
            self._elevation.close()
        return given and not stop.is_set()


async def _in_thread(work: Callable[[], T], stop: threading.Event | None) -> T:
    """`work` in a thread; cancelled, it is told to stop, and waited for as long as that may take."""
    running = asyncio.get_running_loop().run_in_executor(None, work)
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        if stop is not None:
            stop.set()
            await asyncio.wait([running], timeout=STOPS_WITHIN_SECONDS)
        running.add_done_callback(_heard)
        raise


def _heard(running: "asyncio.Future[T]") -> None:
    if not running.cancelled():
        running.exception()  # nobody waits for it any more
