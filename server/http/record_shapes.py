"""The JSON of records: the list, one of them, and its recording."""

from typing import Annotated, Self

from pydantic import Field, StringConstraints

from protocol.demo import SessionKind
from protocol.facts import Door, EndedBy, Entry
from protocol.ids import PersonIdField, QueueIdField, SessionIdField
from protocol.modes import Mode
from protocol.roles import Role
from protocol.session import State
from protocol.wire import AtMs, Name, Sentence, Seq
from server.desk.directory import Directory
from server.desk.replay import Access
from server.http.shapes import Asked, Told
from server.runtime.records import Shown, is_growing
from server.runtime.records_port import Record
from server.runtime.records_shelf import Segment, SegmentRecord

TAGS_LIMIT = 20

Reason = Annotated[Sentence, Field(min_length=1)]
"""Why somebody wants this; it is logged."""
Tag = Annotated[Name, StringConstraints(max_length=60)]


class ReasonAsked(Asked):
    """Why; it is logged."""

    reason: Reason


class HoldAsked(ReasonAsked):
    """Whether it is kept whatever its age, and why."""

    held: bool


class TagsAsked(Asked):
    """Exactly these; of those that differ in case only, one."""

    tags: Annotated[list[Tag], Field(max_length=TAGS_LIMIT)]


class ToldRecordPerson(Told):
    """Somebody who was in it."""

    person_id: PersonIdField
    name: str
    role: Role


class ToldRecord(Told):
    """One session as the list shows it. Erased: nobody's name and words, and no tags."""

    session_id: SessionIdField
    opened_at: AtMs
    ended_at: AtMs | None
    state: State
    kind: SessionKind
    door: Door
    queue_id: QueueIdField
    queue_name: str | None
    team_name: str | None
    customer_name: str | None
    reason: str | None
    people: list[ToldRecordPerson]
    modes: list[Mode]
    ended_by: EndedBy | None
    recorded: bool
    duration_ms: int = Field(ge=0)
    bytes: int = Field(ge=0, description="What its recording takes; 0: there is none, any more or yet.")
    tags: list[str]
    held: bool
    erased: bool
    running: bool
    interrupted: bool = Field(description="At some time, or now.")

    @classmethod
    def of(cls, record: Record, directory: Directory, now_ms: int) -> Self:
        """The record, with names as they are now."""
        queue = directory.queues.get(record.queue_id)
        team = directory.teams.get(queue.team_id) if queue is not None and queue.team_id else None
        end_ms = record.ended_at_ms if record.ended_at_ms is not None else now_ms
        return cls(
            session_id=record.session_id,
            opened_at=record.opened_at_ms,
            ended_at=record.ended_at_ms,
            state=record.state,
            kind=record.kind,
            door=record.door,
            queue_id=record.queue_id,
            queue_name=queue.name if queue is not None else None,
            team_name=team.name if team is not None else None,
            customer_name=record.customer_name,
            reason=record.reason,
            people=[
                ToldRecordPerson(person_id=one.person_id, name=one.name, role=one.role)
                for one in record.people
            ],
            modes=list(record.modes),
            ended_by=record.ended_by,
            recorded=record.is_recorded,
            duration_ms=max(0, end_ms - record.opened_at_ms),
            bytes=record.size_bytes,
            tags=list(record.tags),
            held=record.is_held,
            erased=record.erased_at_ms is not None,
            running=record.state is not State.ENDED,
            interrupted=record.was_interrupted,
        )


class ToldRecords(Told):
    """What was found, newest first. `next` goes into `after` for what comes then; null: that is all."""

    records: list[ToldRecord]
    next: str | None


class ToldView(Told):
    """Until when the reason is good."""

    until: AtMs


class ToldSegment(Told):
    """One file of the recording. `bytes` is the length of what plays; `growing`: more may come."""

    number: int
    track: str
    stream: int
    codec: str
    width_px: int
    height_px: int
    started_at_ms: AtMs
    ended_at_ms: AtMs
    bytes: int
    whole: bool
    growing: bool

    @classmethod
    def of(cls, segment: Segment, *, growing: bool) -> Self:
        """The segment."""
        return cls(
            number=segment.number,
            track=segment.track,
            stream=segment.stream,
            codec=segment.codec,
            width_px=segment.width_px,
            height_px=segment.height_px,
            started_at_ms=segment.started_at_ms,
            ended_at_ms=segment.ended_at_ms,
            bytes=segment.size_bytes,
            whole=segment.is_whole,
            growing=growing,
        )


class ToldHead(Told):
    """Where the log ends: the last entry's number, and its hash in hex."""

    seq: Seq
    hash: str


class ToldShown(Told):
    """One record. `from_ms`: nothing of the recording from before is given; null: all of it is."""

    record: ToldRecord
    access: Access
    from_ms: AtMs | None
    entries: list[Entry]
    segments: list[ToldSegment]
    head: ToldHead

    @classmethod
    def of(cls, shown: Shown, directory: Directory, now_ms: int) -> Self:
        """What somebody may see of it."""
        return cls(
            record=ToldRecord.of(shown.record, directory, now_ms),
            access=shown.access,
            from_ms=shown.from_ms,
            entries=list(shown.entries),
            segments=[
                ToldSegment.of(one, growing=is_growing(one, shown.segments, shown.record))
                for one in shown.segments
            ],
            head=ToldHead(seq=shown.record.head_seq, hash=shown.record.head_hash.hex()),
        )


class ToldIndex(Told):
    """Where each record of a segment lies: `[at_ms, duration_ms, offset, bytes, key]`; `key` is 1 or 0.

    In a video's segment, the first one is what every decoder needs before any other.
    """

    number: int
    growing: bool
    records: list[tuple[int, int, int, int, int]]

    @classmethod
    def of(cls, number: int, index: tuple[SegmentRecord, ...], *, growing: bool) -> Self:
        """The index."""
        rows = [(one.at_ms, one.duration_ms, one.offset, one.size_bytes, int(one.is_key)) for one in index]
        return cls(number=number, growing=growing, records=rows)
