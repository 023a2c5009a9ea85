"""What becomes of records as time goes by: weighed, moved to the store, removed when their time is over."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from protocol.ids import SessionId
from protocol.session import State
from server.errors import Held, ServerError
from server.runtime.records import Records
from server.runtime.records_port import Record

log = logging.getLogger(__name__)

TIDY_EVERY_SECONDS: Final = 60.0
EXPIRE_EVERY_SECONDS: Final = 3_600.0
REST_MS: Final = 5 * 60_000
"""A session that ended so long ago has its last checkpoint, and nobody writes to its files."""
_BATCH: Final = 50
_BATCHES: Final = 20
_DAY_MS: Final = 86_400_000


@dataclass(frozen=True, slots=True)
class Keeping:
    """Keeps the records in order, by the rules. A session that cannot be dealt with stops no other."""

    records: Records

    async def tidy(self) -> None:
        """Note what recordings take, move ended ones to the store, finish erasures that were cut short."""
        for session_id in await self.records.keeping.unweighed(_BATCH):
            await self._tried(session_id, self._weigh)
        for session_id in await self.records.shelf_keeping.waiting():
            await self._tried(session_id, self._move)

    async def expire(self) -> int:
        """Remove recordings and sessions whose time is over; how many. A bounded number at once."""
        rules, now_ms = self.records.rules, self.records.clock.now_ms()
        count = 0
        if rules.log_keep_days > 0:
            before_ms = now_ms - round(rules.log_keep_days * _DAY_MS)
            count += await self._each(before_ms, self.records.destroy, recorded=False)
        if rules.keep_days > 0:
            before_ms = now_ms - round(rules.keep_days * _DAY_MS)
            count += await self._each(before_ms, self._unrecord, recorded=True)
        return count

    async def _each(
        self, before_ms: int, remove: Callable[[SessionId], Awaitable[None]], *, recorded: bool
    ) -> int:
        count = 0
        for _ in range(_BATCHES):
            found = await self.records.keeping.outdated(before_ms, _BATCH, recorded=recorded)
            done = [session_id for session_id in found if await self._tried(session_id, remove)]
            count += len(done)
            if len(found) < _BATCH or not done:
                break
        return count

    async def _tried(self, session_id: SessionId, deed: Callable[[SessionId], Awaitable[None]]) -> bool:
        try:
            await deed(session_id)
        except Held:  # somebody decided so since we asked
            return False
        except ServerError as failure:
            log.warning("the record of session %s is tried again later: %s", session_id, failure)
            return False
        return True

    async def _weigh(self, session_id: SessionId) -> None:
        record = await self.records.catalogue.find(session_id)
        if record.erased_at_ms is not None:
            await self.records.clear(session_id)
        elif self._rests(record):
            size_bytes = await self.records.shelf_keeping.size_bytes(session_id)
            await self.records.keeping.weigh(session_id, size_bytes)

    async def _move(self, session_id: SessionId) -> None:
        record = await self.records.catalogue.find(session_id)
        if self._rests(record):
            await self.records.shelf_keeping.move(session_id)

    async def _unrecord(self, session_id: SessionId) -> None:
        await self.records.shelf_keeping.remove(session_id)
        await self.records.keeping.weigh(session_id, 0)
        log.info("the recording of session %s was removed: its time is over", session_id)

    def _rests(self, record: Record) -> bool:
        if record.state is not State.ENDED or record.ended_at_ms is None:
            return False
        return record.ended_at_ms + REST_MS <= self.records.clock.now_ms()
