"""The way back into the session after a restart: left behind, taken away, or taken (SPEC R)."""

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Final

from customer_client.core import events as ev
from customer_client.core.effects import ForgetReturn, Kept, PrepareReturn, RestartMachine
from customer_client.core.runner import Outcome
from customer_client.errors import ClientError
from customer_client.link.address import Server
from customer_client.platform.ports import Restarter, ReturnState
from customer_client.tasks import spawn
from protocol.ids import RequestId, SessionId
from protocol.limits import RESTART_LIMIT_SECONDS
from protocol.work import WorkEnd

log = logging.getLogger(__name__)

LIMIT_MS: Final = round(RESTART_LIMIT_SECONDS * 1000)


@dataclass(frozen=True, slots=True)
class Whence:
    """How this program was started, so that it is started so again."""

    server: Server
    proxy: str | None
    language: str
    text: bool


def kept_of(state: ReturnState) -> Kept:
    """What was in force when the machine went down."""
    return Kept(state.mode, state.holder_id, state.covered, state.epoch, state.leave_alone)


class Returns:
    """Carries out what the session decides about a restart, one deed after the other.

    Args:
        restarter: Leaves behind, takes away, restarts.
        whence: See there.
        session: Which session this is, and whose; None while nobody knows.
        post: Told what came of it.
        clock_ms: The machine's own clock.
    """

    def __init__(
        self,
        restarter: Restarter,
        whence: Whence,
        session: Callable[[], tuple[SessionId, str] | None],
        post: Callable[[ev.Event], None],
        clock_ms: Callable[[], int],
    ) -> None:
        self._restarter = restarter
        self._whence = whence
        self._session = session
        self._post = post
        self._clock_ms = clock_ms
        self._turn = asyncio.Lock()

    def obey(self, order: PrepareReturn | ForgetReturn | RestartMachine) -> None:
        """Begin; never waits."""
        _ = spawn(self._in_turn(order), name=type(order).__name__)

    async def _in_turn(self, order: PrepareReturn | ForgetReturn | RestartMachine) -> None:
        async with self._turn:
            match order:
                case PrepareReturn(request_id=request_id):
                    await self._or_failed(request_id, self._prepare(order))
                case RestartMachine(request_id=request_id):
                    await self._or_failed(request_id, asyncio.to_thread(self._restarter.restart))
                case ForgetReturn():
                    await asyncio.to_thread(self._restarter.cancel)

    async def _or_failed(self, request_id: RequestId, work: Coroutine[object, object, object]) -> None:
        try:
            await work
        except ClientError as error:
            log.exception("no restart")
            outcome = Outcome(WorkEnd.FAILED, str(error))
            self._post(ev.WorkDone(self._clock_ms(), request_id, outcome))

    async def _prepare(self, order: PrepareReturn) -> None:
        session = self._session()
        assert session is not None, "work is only ordered in a session"
        state = self._state(order, *session)
        waits = await asyncio.to_thread(self._restarter.prepare, state)
        self._post(ev.ReturnPrepared(self._clock_ms(), order.request_id, waits))

    def _state(self, order: PrepareReturn, session_id: SessionId, organisation: str) -> ReturnState:
        whence, kept = self._whence, order.kept
        return ReturnState(
            token=order.token,
            origin=whence.server.origin,
            ca_sha256=whence.server.ca_sha256,
            proxy=whence.proxy,
            session_id=session_id,
            organisation=organisation,
            mode=kept.mode,
            holder_id=kept.holder,
            covered=kept.covered,
            epoch=kept.epoch,
            leave_alone=kept.leave_alone,
            language=whence.language,
            text=whence.text,
            expires_at_ms=time.time_ns() // 1_000_000 + LIMIT_MS,
        )
