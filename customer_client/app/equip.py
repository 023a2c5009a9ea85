"""What this machine can do beyond picture and hand, given to the program."""

from collections.abc import Callable

from pydantic import BaseModel

from customer_client.app.files import ClipboardRunner, FilesRunner
from customer_client.app.marks import Marks
from customer_client.app.program import Program, now_ms
from customer_client.app.returns import Returns, Whence
from customer_client.app.runners import Elevations, Inspections, Scripts, ServiceDeeds
from customer_client.app.works import Runners, Works
from customer_client.platform.choose import (
    open_elevation,
    open_inspector,
    open_restarter,
    open_script_runner,
    open_services,
)
from customer_client.platform.clipboard import SystemClipboard
from customer_client.settings import Settings
from customer_client.tasks import spawn
from protocol.ids import SessionId
from protocol.work import ClipboardWork, ElevationWork, FilesWork, InspectionWork, ScriptWork, ServiceWork


def _sayer(program: Program) -> Callable[[BaseModel], bool]:
    """Says something to the server, once there is a link to it."""

    def say(message: BaseModel) -> bool:
        return program.control.say(message)

    return say


def equip(program: Program, settings: Settings, whence: Whence) -> Callable[[], None]:
    """Open what is there.

    Returns:
        What closes it; it may wait, so call it in a thread.
    """
    elevation = open_elevation()
    rights = Elevations(elevation, _sayer(program))
    restarter = open_restarter(settings.state_dir, elevation)
    runners: Runners = {
        FilesWork: FilesRunner(lambda: program.door, settings.files_dir),
        ClipboardWork: ClipboardRunner(lambda: program.door, SystemClipboard()),
        InspectionWork: Inspections(open_inspector(elevation), lambda: program.machine.screen),
        ScriptWork: Scripts(open_script_runner(elevation)),
        ServiceWork: ServiceDeeds(open_services(elevation)),
        ElevationWork: rights,
    }

    def session() -> tuple[SessionId, str] | None:
        seen = program.session.mirror
        return (seen.session_id, program.organisation) if seen is not None else None

    def drop() -> None:
        _ = spawn(rights.drop(), name="give back the rights")

    program.works = Works(runners, _sayer(program), program.work_done)
    program.drop_rights = drop
    program.returns = Returns(restarter, whence, session, program.post, now_ms)
    program.marks = Marks(
        lambda: program.front.overlay,
        lambda: program.machine.screen,
        lambda: program.session.mirror if program.session.mode is not None else None,
    )
    return elevation.close
