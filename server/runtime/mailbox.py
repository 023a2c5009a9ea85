"""One task owns one session: it takes events in order, and stores what they cause before it is so."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from protocol.errors import ProtocolError
from protocol.ids import SessionId
from protocol.session import SessionState
from server.core.draft import Rules
from server.core.events import EndAsked, Event, ModeLowered, PeerLeft, PersonGone, Tick
from server.core.session import Decision, Session
from server.errors import AppendFailed, ServerError, TooMany
from server.runtime.log_ports import Cause, address_now, coming_from
from server.runtime.ports import Clock, SessionLog

log = logging.getLogger(__name__)

QUEUE_LIMIT: Final = 1_000
"""Events waiting in one mailbox; whoever brings one more is told to try later."""
APPEND_WITHIN_SECONDS: Final = 10.0

STEPS_DOWN: Final = (ModeLowered, EndAsked, PeerLeft, PersonGone)

Answer: TypeAlias = "asyncio.Future[SessionState] | None"


@dataclass(frozen=True, slots=True)
class Owner:
    """What a mailbox reports, and to whom. None of these may wait."""

    changed: Callable[[Session, Decision], None]
    refused: Callable[[Event, ServerError | ProtocolError], None]
    dropped: Callable[[SessionId], None]


@dataclass(slots=True)
class Mailbox:
    """The events of one session, in order.

    `session` is what everyone may read between two events; it is None after an append failed, until the
    next event has rebuilt it from the log.
    """

    session_id: SessionId
    session: Session | None
    log: SessionLog
    clock: Clock
    rules: Rules
    owner: Owner
    _steps_down: int = 0
    _unfinished: int = 0
    _queue: "asyncio.Queue[tuple[Event, Answer, Cause] | None]" = field(default_factory=asyncio.Queue)

    def post(self, event: Event, answer: Answer = None, *, bounded: bool = True) -> None:
        """Bring one event; it comes from where the running request or link comes from.

        Raises:
            TooMany: the mailbox is full. Not `bounded` are our own reports, of which no peer can make many.
        """
        if bounded and self._queue.qsize() >= QUEUE_LIMIT:
            raise TooMany(1.0)
        self._steps_down += isinstance(event, STEPS_DOWN)
        self._unfinished += 1
        self._queue.put_nowait((event, answer, self._cause(event)))

    async def ask(self, event: Event) -> SessionState:
        """Bring one event and wait until it is done.

        Returns:
            The session after it.

        Raises:
            Refused: the session does not take it. AppendFailed: it could not be stored.
        """
        answer: asyncio.Future[SessionState] = asyncio.get_running_loop().create_future()
        self.post(event, answer)
        return await answer

    def is_stepping_down(self) -> bool:
        """Whether something was taken back and is not decided yet: input does not overtake it (SPEC C4)."""
        return self._steps_down > 0

    def is_idle(self) -> bool:
        """Whether every event that was brought has been decided."""
        return self._unfinished == 0

    def close(self) -> None:
        """What is queued is still taken; then `run` ends."""
        self._queue.put_nowait(None)

    async def run(self) -> None:
        """Take events until closed."""
        with coming_from(""):  # whoever had us started brings nothing of what we cause by ourselves
            await self._run()

    async def _run(self) -> None:
        while (item := await self._queue.get()) is not None:
            event, answer, cause = item
            try:
                state = await self._take(event, cause)
            except (ServerError, ProtocolError) as refusal:
                self._refuse(event, answer, refusal)
            except Exception:  # the mailbox's border: one broken event must not end the session
                log.exception("session %s could not take %s", self.session_id, type(event).__name__)
                self._drop()
                self._refuse(event, answer, AppendFailed())
            else:
                if answer is not None and not answer.done():
                    answer.set_result(state)
            finally:
                self._steps_down -= isinstance(event, STEPS_DOWN)
                self._unfinished -= 1

    def _cause(self, event: Event) -> Cause:
        mono_ms = round(self.clock.monotonic_seconds() * 1000)
        if isinstance(event, Tick):
            return Cause(mono_ms)
        return Cause(mono_ms, getattr(event, "peer", None), address_now())

    async def _take(self, event: Event, cause: Cause) -> SessionState:
        if self.session is None:
            self.session = await self._rebuild()
        decision = self.session.handle(event)
        if decision.entries:
            try:
                async with asyncio.timeout(APPEND_WITHIN_SECONDS):
                    await self.log.append(self.session_id, decision.entries, decision.after, cause)
            except (ServerError, TimeoutError, OSError) as failure:
                log.error("session %s: its log could not be written: %s", self.session_id, failure)  # noqa: TRY400  no trace needed
                self._drop()
                raise AppendFailed from failure
        self.session.committed(decision)
        self.owner.changed(self.session, decision)
        return decision.after

    async def _rebuild(self) -> Session:
        async with asyncio.timeout(APPEND_WITHIN_SECONDS):
            entries = await self.log.load(self.session_id)
        return Session.rebuild(self.session_id, entries, self.clock.now_ms(), self.rules)

    def _drop(self) -> None:
        """Nobody knows what is on disk: the log is asked before the next event."""
        self.session = None
        self.owner.dropped(self.session_id)

    def _refuse(self, event: Event, answer: Answer, refusal: ServerError | ProtocolError) -> None:
        if answer is None:
            self.owner.refused(event, refusal)
        elif not answer.done():
            answer.set_exception(refusal)
