"""Queues: seen by the staff, made and removed by an administrator. The default queue stays everyone's."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Response

from protocol.errors import ErrorCode
from protocol.ids import QueueId, QueueIdField, TeamIdField
from protocol.wire import Name
from server.desk.directory import DEFAULT_QUEUE, Queue
from server.errors import OutOfTurn, UnknownThing
from server.http.directory import ToldQueue, told_queue
from server.http.needs import AdminHere, NeedsHere, SignedInHere
from server.http.problems import refusals
from server.http.shapes import Asked, Told

ROUTER = APIRouter(prefix="/api/queues", tags=["people"])

QUEUES_LIMIT: Final = 200

QueuePath = Annotated[QueueIdField, Path()]


class ToldQueues(Told):
    """All of them, by name; the default queue among them."""

    queues: list[ToldQueue]


class QueueAsked(Asked):
    """A new queue. Without a team it is everyone's."""

    name: Name
    team_id: TeamIdField | None = None


class QueueChange(Asked):
    """What is to be different; what is absent stays. `team_id` null: everyone's."""

    name: Name | None = None
    team_id: TeamIdField | None = None


@ROUTER.get("", responses=refusals(ErrorCode.NOT_SIGNED_IN))
async def see_queues(_who: SignedInHere, needs: NeedsHere) -> ToldQueues:
    """All queues."""
    return ToldQueues(queues=[told_queue(queue) for queue in needs.directory.now.queues.values()])


@ROUTER.post(
    "",
    status_code=201,
    responses=refusals(
        ErrorCode.NOT_SIGNED_IN,
        ErrorCode.NOT_ALLOWED,
        ErrorCode.UNKNOWN,
        ErrorCode.OUT_OF_TURN,
        ErrorCode.TRY_LATER,
    ),
)
async def add_queue(asked: QueueAsked, _who: AdminHere, needs: NeedsHere) -> ToldQueue:
    """A new queue. 422 when its name is taken, 404 when there is no such team."""
    queue = Queue(QueueId(needs.secrets.opaque_id("q_")), asked.name, asked.team_id)
    async with needs.one_change_at_a_time:
        if len(needs.directory.now.queues) >= QUEUES_LIMIT:
            raise OutOfTurn(f"there are {QUEUES_LIMIT} queues already; remove one first")
        await needs.people.put(queue)
        await needs.renew_directory()
    return told_queue(queue)


@ROUTER.patch(
    "/{queue_id}",
    responses=refusals(
        ErrorCode.NOT_SIGNED_IN,
        ErrorCode.NOT_ALLOWED,
        ErrorCode.UNKNOWN,
        ErrorCode.OUT_OF_TURN,
        ErrorCode.TRY_LATER,
    ),
)
async def change_queue(
    queue_id: QueuePath, asked: QueueChange, _who: AdminHere, needs: NeedsHere
) -> ToldQueue:
    """Another name, or another team. The default queue takes a name only (409)."""
    async with needs.one_change_at_a_time:
        before = needs.directory.now.queues.get(queue_id)
        if before is None:
            raise UnknownThing("queue")
        team_id = asked.team_id if "team_id" in asked.model_fields_set else before.team_id
        if queue_id == DEFAULT_QUEUE and team_id is not None:
            raise OutOfTurn("this queue is everyone's, so that nobody waits in vain")
        queue = Queue(queue_id, asked.name or before.name, team_id)
        await needs.people.put(queue)
        await needs.renew_directory()
    return told_queue(queue)


@ROUTER.delete(
    "/{queue_id}",
    status_code=204,
    response_class=Response,
    responses=refusals(
        ErrorCode.NOT_SIGNED_IN,
        ErrorCode.NOT_ALLOWED,
        ErrorCode.UNKNOWN,
        ErrorCode.OUT_OF_TURN,
        ErrorCode.TRY_LATER,
    ),
)
async def remove_queue(queue_id: QueuePath, _who: AdminHere, needs: NeedsHere) -> None:
    """Remove it; who waits in it is everyone's. The default queue stays (409)."""
    if queue_id == DEFAULT_QUEUE:
        raise OutOfTurn("this queue stays, so that nobody waits in vain")
    async with needs.one_change_at_a_time:
        await needs.people.remove(Queue(queue_id, ""))
        await needs.renew_directory()
