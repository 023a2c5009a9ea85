"""The only way to start a task that outlives its caller."""

import asyncio
import logging
from collections.abc import Coroutine

log = logging.getLogger(__name__)
_running: set[asyncio.Task[object]] = set()


def spawn(work: Coroutine[object, object, object], *, name: str) -> asyncio.Task[object]:
    """Run `work` on its own: kept alive until it ends, and its crash reported at once."""
    task = asyncio.get_running_loop().create_task(work, name=name)
    _running.add(task)
    task.add_done_callback(_ended)
    return task


def _ended(task: asyncio.Task[object]) -> None:
    _running.discard(task)
    if not task.cancelled() and (crash := task.exception()) is not None:
        log.error("task %s crashed", task.get_name(), exc_info=crash)
