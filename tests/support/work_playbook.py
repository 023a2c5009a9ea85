"""Work on a session's machine, for tests that read like the sequence diagram they check."""

import hashlib

from protocol.consent import Answer
from protocol.control import Named
from protocol.ids import PeerId, RequestId
from protocol.link_messages import PeerKind
from protocol.modes import Mode
from protocol.work import (
    ClipboardWork,
    ElevationWork,
    FilesWork,
    InspectionWork,
    Interpreter,
    RebootWork,
    ScriptWork,
    ServiceDeed,
    ServiceWork,
    Way,
    What,
    WorkAnswered,
    WorkEnd,
    WorkEnded,
)
from protocol.work_messages import (
    AskWork,
    StopWork,
    WorkGiven,
    WorkOver,
)
from server.core import events as ev
from server.core.session import Session
from tests.support.playbook import (
    AGENT,
    CONSOLE,
    CUSTOMER,
    MACHINE,
    SAYS,
    says,
    take,
    together,
)

FOURTH = PeerId("r_fourth")
ONE, TWO = RequestId("work_1"), RequestId("work_2")
FILES = FilesWork(way=Way.TO_MACHINE, names=("a.pdf",), count=1, total_bytes=10)
TEXT = "echo hola"
EVERYTHING: tuple[What, ...] = (
    FILES,
    ClipboardWork(way=Way.FROM_MACHINE),
    RebootWork(),
    ScriptWork(interpreter=Interpreter.SH, text=TEXT, sha256=hashlib.sha256(TEXT.encode()).hexdigest()),
    ServiceWork(name="cups", deed=ServiceDeed.RESTART),
    InspectionWork(),
    ElevationWork(),
)
COLUMNS = [Mode.OBSERVER, Mode.DESKTOP_SHARING, Mode.FULL_CONTROL, Mode.ADMIN]
BO = Named(person_id=AGENT.person_id, name="Bo", role=AGENT.role)


def asks(at_ms: int, what: What = FILES, peer: PeerId = CONSOLE, request_id: RequestId = ONE) -> ev.Requested:
    return says(at_ms, peer, AskWork(request_id=request_id, what=what))


def given(
    at_ms: int,
    answer: Answer = Answer.ALLOWED,
    *,
    prompted: bool = True,
    request_id: RequestId = ONE,
    peer: PeerId = MACHINE,
) -> ev.Requested:
    return says(at_ms, peer, WorkGiven(request_id=request_id, answer=answer, prompted=prompted))


def over(
    at_ms: int, end: WorkEnd = WorkEnd.DONE, request_id: RequestId = ONE, **more: object
) -> ev.Requested:
    said = WorkOver.model_validate({"request_id": request_id, "end": end, **more})
    return says(at_ms, MACHINE, said)


def stops(at_ms: int, peer: PeerId, request_id: RequestId = ONE) -> ev.Requested:
    return says(at_ms, peer, StopWork(request_id=request_id))


def under_way(what: What = FILES, peer: PeerId = CONSOLE, mode: Mode = Mode.ADMIN) -> Session:
    """The expert or the agent asked for this, and the person there allowed it."""
    session = together(mode)
    take(session, asks(1, what, peer))
    take(session, given(2))
    return session


def ended(session: Session, event: ev.Event) -> list[WorkEnded]:
    return [step for step in take(session, event) if isinstance(step, WorkEnded)]


def answered(session: Session, event: ev.Event) -> list[Answer]:
    return [step.answer for step in take(session, event) if isinstance(step, WorkAnswered)]


def back(at_ms: int) -> ev.LinkOpened:
    machine = SAYS.model_copy(update={"epoch": 2})
    return ev.LinkOpened(at_ms, MACHINE, PeerKind.MACHINE, CUSTOMER, resumed=True, machine=machine)
