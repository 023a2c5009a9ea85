"""Work as the captured machine's tests order it, and what they expect to be said of it."""

from typing import Final

from customer_client.core import effects as ef
from protocol.consent import Answer
from protocol.ids import RequestId
from protocol.work import (
    ClipboardWork,
    ElevationWork,
    FilesWork,
    InspectionWork,
    RebootWork,
    ServiceDeed,
    ServiceWork,
    Way,
    What,
    WorkEnd,
)
from protocol.work_messages import WorkGiven, WorkOver
from tests.support.machine_playbook import WORK, script

AT_MS: Final = 20_000
GET: Final = FilesWork(way=Way.FROM_MACHINE)
PUT: Final = FilesWork(way=Way.TO_MACHINE, names=("a.txt",), count=1, total_bytes=3)
CLIP: Final = ClipboardWork(way=Way.TO_MACHINE)
SERVICE: Final = ServiceWork(name="cups", deed=ServiceDeed.RESTART)
LOOK: Final = InspectionWork()
SCRIPT: Final = script()
CHOSEN: Final = "letter.txt"
"""The file that the person there chose."""
BASE: Final[tuple[What, ...]] = (GET, PUT, CLIP, SERVICE, LOOK, SCRIPT, RebootWork(), ElevationWork())


def given(answer: Answer = Answer.ALLOWED, request_id: RequestId = WORK, *, prompted: bool = True) -> ef.Send:
    """The machine's answer about a piece of work."""
    return ef.Send(WorkGiven(request_id=request_id, answer=answer, prompted=prompted))


def over(end: WorkEnd = WorkEnd.STOPPED, request_id: RequestId = WORK) -> ef.Send:
    """The machine's last word about a piece of work."""
    return ef.Send(WorkOver(request_id=request_id, end=end))
