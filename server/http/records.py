"""What sessions left behind: found, opened with a reason, tagged, held, erased."""

from dataclasses import dataclass, replace
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Query, Response

from protocol.errors import ErrorCode
from protocol.facts import EndedBy
from protocol.ids import PersonIdField
from protocol.modes import Mode
from protocol.wire import AtMs, Seq
from server.http.needs import Needs, NeedsHere, SignedInHere
from server.http.problems import refusals
from server.http.record_shapes import (
    HoldAsked,
    ReasonAsked,
    TagsAsked,
    ToldRecord,
    ToldRecords,
    ToldShown,
    ToldView,
)
from server.http.sessions import SessionPath
from server.runtime.records import ran_on
from server.runtime.records_port import Record, RecordSearch

ROUTER = APIRouter(prefix="/api/records", tags=["records"])

_MINUTE_MS: Final = 60_000
_LONGEST_MINUTES: Final = 60 * 24 * 366
SEEN: Final = (
    ErrorCode.NOT_SIGNED_IN,
    ErrorCode.NOT_ALLOWED,
    ErrorCode.UNKNOWN,
    ErrorCode.ERASED,
    ErrorCode.TRY_LATER,
)
"""What any route about one record may answer."""

Minutes = Annotated[int | None, Query(ge=0, le=_LONGEST_MINUTES)]
Cursor = Annotated[
    str | None, Query(pattern=r"^[1-9][0-9]{0,17}$", description="`next` of the answer before.")
]
Outcome = Literal["customer", "staff", "abandoned", "interrupted_too_long", "running"]


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search asks for besides its words."""

    person: Annotated[PersonIdField | None, Query(description="Who was in it.")] = None
    mode: Annotated[Mode | None, Query(description="A mode that was in force.")] = None
    since: Annotated[AtMs | None, Query(description="Opened then or later.")] = None
    until: Annotated[AtMs | None, Query(description="Opened then or before.")] = None
    outcome: Annotated[Outcome | None, Query(description="By whom it ended, or that it goes on.")] = None
    recorded: bool | None = None
    tag: Annotated[str | None, Query(min_length=1, max_length=60)] = None
    least_minutes: Minutes = None
    most_minutes: Minutes = None

    def narrowed(self, widest: RecordSearch) -> RecordSearch:
        """The search that asks for this."""
        is_running = None if self.outcome is None else self.outcome == "running"
        return replace(
            widest,
            person_id=self.person,
            mode=self.mode,
            since_ms=self.since,
            until_ms=self.until,
            outcome=EndedBy(self.outcome) if self.outcome is not None and not is_running else None,
            is_running=is_running,
            is_recorded=self.recorded,
            tag=self.tag,
            least_ms=None if self.least_minutes is None else self.least_minutes * _MINUTE_MS,
            most_ms=None if self.most_minutes is None else self.most_minutes * _MINUTE_MS,
        )


@ROUTER.get("", responses=refusals(ErrorCode.NOT_SIGNED_IN, ErrorCode.NOT_ALLOWED, ErrorCode.TRY_LATER))
async def search_records(
    who: SignedInHere,
    needs: NeedsHere,
    filters: Annotated[Filters, Depends()],
    q: Annotated[str, Query(max_length=200, description="Words, each of which was said, or begins so.")] = "",
    after: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> ToldRecords:
    """What this staff member may find, newest first."""
    before = int(after) if after is not None else None

    def asked(widest: RecordSearch) -> RecordSearch:
        return replace(filters.narrowed(widest), text=q, before=before, limit=limit + 1)

    found = await needs.records.search(who.staff, asked)
    more = len(found) > limit
    told = [_told(record, needs) for record in found[:limit]]
    return ToldRecords(records=told, next=str(found[limit - 1].number) if more else None)


@ROUTER.post("/{session_id}/views", status_code=201, responses=refusals(*SEEN, ErrorCode.CSRF_MISSING))
async def say_why(
    session_id: SessionPath, asked: ReasonAsked, who: SignedInHere, needs: NeedsHere
) -> ToldView:
    """Say why one wants to see it; logged before anything is shown, and good for a working day."""
    return ToldView(until=await needs.records.look(session_id, who.staff, asked.reason))


@ROUTER.get("/{session_id}", responses=refusals(*SEEN, ErrorCode.REASON_NEEDED))
async def see_record(
    session_id: SessionPath,
    who: SignedInHere,
    needs: NeedsHere,
    after_seq: Annotated[Seq, Query(description="Entries after this one alone.")] = 0,
    last_minutes: Annotated[int | None, Query(ge=1, le=_LONGEST_MINUTES)] = None,
) -> ToldShown:
    """The record: what this person may hear of its log, and the pieces of its recording."""
    last_ms = None if last_minutes is None else last_minutes * _MINUTE_MS
    shown = ran_on(await needs.records.show(session_id, who.staff, last_ms), after_seq)
    return ToldShown.of(shown, needs.directory.now, needs.clock.now_ms())


@ROUTER.put("/{session_id}/hold", responses=refusals(*SEEN, ErrorCode.CSRF_MISSING))
async def hold_record(
    session_id: SessionPath, asked: HoldAsked, who: SignedInHere, needs: NeedsHere
) -> ToldRecord:
    """Keep it whatever its age, or no longer."""
    return _told(await needs.records.hold(session_id, who.staff, asked.reason, held=asked.held), needs)


@ROUTER.put("/{session_id}/tags", responses=refusals(*SEEN, ErrorCode.CSRF_MISSING))
async def tag_record(
    session_id: SessionPath, asked: TagsAsked, who: SignedInHere, needs: NeedsHere
) -> ToldRecord:
    """Let it have exactly these tags."""
    return _told(await needs.records.tag(session_id, who.staff, asked.tags), needs)


@ROUTER.delete(
    "/{session_id}",
    status_code=204,
    response_class=Response,
    responses=refusals(*SEEN, ErrorCode.CSRF_MISSING, ErrorCode.HELD, ErrorCode.OUT_OF_TURN),
)
async def erase_record(
    session_id: SessionPath, asked: ReasonAsked, who: SignedInHere, needs: NeedsHere
) -> None:
    """Destroy what was said, shown and sent in it. That it took place stays, with a chain that verifies."""
    await needs.records.erase(session_id, who.staff, asked.reason)


def _told(record: Record, needs: Needs) -> ToldRecord:
    return ToldRecord.of(record, needs.directory.now, needs.clock.now_ms())
