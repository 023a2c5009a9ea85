"""What this machine can do beyond picture and hand, given to the program."""

from collections.abc import Callable
from pathlib import Path

from pydantic import BaseModel

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
from customer_client.tasks import spawn
from protocol.ids import SessionId
from protocol.work import ElevationWork, InspectionWork, ScriptWork, ServiceWork


def _sayer(program: Program) -> Callable[[BaseModel], bool]:
    """Says something to the server, once there is a link to it."""

    def say(message: BaseModel) -> bool:
        return program.control.say(message)

    return say


def equip(program: Program, state_dir: Path, whence: Whence) -> Callable[[], None]:
    """Open what is there.

    Returns:
        What closes it; it may wait, so call it in a thread.
    """
    elevation = open_elevation()
    rights = Elevations(elevation, _sayer(program))
    runners: Runners = {
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
    program.returns = Returns(open_restarter(state_dir, elevation), whence, session, program.post, now_ms)
    program.marks = Marks(
        lambda: program.front.overlay,
        lambda: program.machine.screen,
        lambda: program.session.mirror if program.session.mode is not None else None,
    )
    return elevation.close
