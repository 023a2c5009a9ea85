"""What a customer may keep of a session: who was there, what was allowed, seen, done, sent and recorded.

It says nothing that the customer did not hear: the staff's own business is not in it (SPEC A).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from protocol.chat import Room, Said
from protocol.consent import Answer
from protocol.demo import DemoOpened, SessionKind
from protocol.facts import ConsentAnswered, EndedBy, Entry, Joined, Left, Opened
from protocol.fold import apply
from protocol.ids import PersonId, RequestId, SessionId
from protocol.modes import Mode
from protocol.people import Person
from protocol.recording import RecordingAnswered, RecordingState
from protocol.roles import Role
from protocol.session import SessionState, State
from protocol.work import (
    ClipboardWork,
    FilesWork,
    ScriptWork,
    ServiceWork,
    Way,
    Work,
    WorkAnswered,
    WorkEnd,
    WorkEnded,
)

SpanT = TypeVar("SpanT", "Seen", "Controlled", "Recorded")


@dataclass(frozen=True, slots=True)
class Attended:
    """Somebody was there; `to_ms` None: they still are."""

    name: str
    role: Role
    from_ms: int
    to_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Allowed:
    """The person at the machine said yes. `what` is a mode, a kind of work, or "recording"."""

    what: str
    by_name: str | None
    at_ms: int


@dataclass(frozen=True, slots=True)
class Seen:
    """The screen was shown under this mode."""

    mode: Mode
    from_ms: int
    to_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Controlled:
    """Somebody else had keyboard and mouse."""

    name: str
    from_ms: int
    to_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """Work on the machine. `name` is a service's, `sha256` a script's; `end` None: it goes on."""

    what: str
    by_name: str
    from_ms: int
    to_ms: int | None = None
    end: WorkEnd | None = None
    sentence: str = ""
    name: str | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """Something went from one side to the other. `names` are the first few."""

    what: str
    by_name: str
    at_ms: int
    to_machine: bool
    names: tuple[str, ...] = ()
    count: int = 1
    size_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Recorded:
    """It was recorded."""

    from_ms: int
    to_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """All of it, and the end of the log's chain: whoever has this finds any later change.

    Attributes:
        entry_count: How many entries the log has, as of this receipt.
        head: The last one's hash, in hex.
        erased_at_ms: When all but this was destroyed; None: it was not.
    """

    session_id: SessionId
    kind: SessionKind
    opened_at_ms: int
    ended_at_ms: int | None
    ended_by: EndedBy | None
    reason: str
    people: tuple[Attended, ...]
    allowed: tuple[Allowed, ...]
    seen: tuple[Seen, ...]
    controlled: tuple[Controlled, ...]
    done: tuple[Done, ...]
    sent: tuple[Sent, ...]
    recorded: tuple[Recorded, ...]
    entry_count: int
    head: str
    erased_at_ms: int | None = None


def receipt(session_id: SessionId, entries: Sequence[Entry], head: str) -> Receipt:
    """The receipt of a session whose log is this, and ends with this hash in hex."""
    book = _Book(SessionState(session_id=session_id))
    for entry in entries:
        book.take(entry)
    return book.closed(head)


def erased_receipt(
    session_id: SessionId, times: tuple[int, int | None, int], entry_count: int, head: str
) -> Receipt:
    """What is left to say of a session that was erased. `times`: when it opened, ended, and was erased."""
    opened_at_ms, ended_at_ms, erased_at_ms = times
    nothing = _Book(SessionState(session_id=session_id)).closed(head)
    return replace(
        nothing,
        opened_at_ms=opened_at_ms,
        ended_at_ms=ended_at_ms,
        erased_at_ms=erased_at_ms,
        entry_count=entry_count,
    )


@dataclass(slots=True)
class _Book:
    """What has been read of the log so far."""

    state: SessionState
    ended_at_ms: int | None = None
    names: dict[PersonId, str] = field(default_factory=dict[PersonId, str])
    here: dict[PersonId, Attended] = field(default_factory=dict[PersonId, Attended])
    works: dict[RequestId, Work] = field(default_factory=dict[RequestId, Work])
    people: list[Attended] = field(default_factory=list[Attended])
    allowed: list[Allowed] = field(default_factory=list[Allowed])
    seen: list[Seen] = field(default_factory=list[Seen])
    controlled: list[Controlled] = field(default_factory=list[Controlled])
    done: list[Done] = field(default_factory=list[Done])
    sent: list[Sent] = field(default_factory=list[Sent])
    recorded: list[Recorded] = field(default_factory=list[Recorded])

    def take(self, entry: Entry) -> None:
        """Read one more entry."""
        before, self.state = self.state, apply(self.state, entry)
        self._people(entry)
        self._consents(entry, before)
        self._work(entry, before)
        self._spans(entry.at, before)
        if self.state.state is State.ENDED and self.ended_at_ms is None:
            self.ended_at_ms = entry.at

    def closed(self, head: str) -> Receipt:
        """All that was read. Whatever was open at the session's end ended with it."""
        state, end_ms = self.state, self.ended_at_ms
        still = [replace(one, to_ms=end_ms) for one in self.here.values()]
        return Receipt(
            session_id=state.session_id,
            kind=state.kind,
            opened_at_ms=state.opened_at,
            ended_at_ms=end_ms,
            ended_by=state.ended_by,
            reason=state.reason,
            people=tuple(sorted([*self.people, *still], key=lambda one: one.from_ms)),
            allowed=tuple(self.allowed),
            seen=tuple(self.seen),
            controlled=tuple(self.controlled),
            done=tuple(
                replace(one, to_ms=end_ms) if one.to_ms is None and end_ms is not None else one
                for one in self.done
            ),
            sent=tuple(self.sent),
            recorded=tuple(self.recorded),
            entry_count=state.seq,
            head=head,
        )

    def _people(self, entry: Entry) -> None:
        match entry.fact:
            case Opened(customer=person) | Joined(person=person) | DemoOpened(presenter=person):
                self._came(person, entry.at)
            case Left(person_id=person_id) if person_id in self.here:
                self.people.append(replace(self.here.pop(person_id), to_ms=entry.at))
            case _:
                """Nobody came or went."""

    def _came(self, person: Person, at_ms: int) -> None:
        self.names[person.person_id] = person.name
        known = self.here.get(person.person_id)
        from_ms = known.from_ms if known else at_ms
        self.here[person.person_id] = Attended(person.name, person.role, from_ms)

    def _consents(self, entry: Entry, before: SessionState) -> None:
        asked_by: PersonId | None
        match entry.fact:
            case ConsentAnswered(answer=Answer.ALLOWED, mode=mode):
                asked_by, what = before.question.asked_by if before.question else None, mode.value
            case RecordingAnswered(answer=Answer.ALLOWED):
                asked_by, what = before.recording.asked_by if before.recording else None, "recording"
            case WorkAnswered(answer=Answer.ALLOWED, prompted=True, request_id=request_id):
                work = _work_in(before, request_id)
                asked_by, what = work.asked_by if work else None, work.what.type if work else "work"
            case _:
                return
        self.allowed.append(Allowed(what, self._name(asked_by) if asked_by else None, entry.at))

    def _work(self, entry: Entry, before: SessionState) -> None:
        match entry.fact:
            case WorkAnswered(answer=Answer.ALLOWED, request_id=request_id):
                if (work := _work_in(before, request_id)) is not None:
                    self.works[request_id] = work
                    self.done.append(self._done(work, entry.at))
            case WorkEnded(request_id=request_id) as ended if request_id in self.works:
                self._ended(self.works.pop(request_id), ended, entry.at)
            case Said(room=Room.CUSTOMER, attachments=attachments, person_id=person_id):
                by_customer = person_id == self.state.customer_id
                for one in attachments:
                    self.sent.append(
                        Sent(
                            "attachment",
                            self._name(person_id),
                            entry.at,
                            to_machine=not by_customer,
                            names=(one.name,),
                            size_bytes=one.size_bytes,
                        )
                    )
            case _:
                """Nothing was done or sent."""

    def _done(self, work: Work, at_ms: int) -> Done:
        what = work.what
        name = what.name if isinstance(what, ServiceWork) else None
        sha256 = what.sha256 if isinstance(what, ScriptWork) else None
        return Done(what.type, self._name(work.asked_by), at_ms, name=name, sha256=sha256)

    def _ended(self, work: Work, ended: WorkEnded, at_ms: int) -> None:
        place = next(
            place
            for place, one in reversed(list(enumerate(self.done)))
            if one.to_ms is None and one.what == work.what.type
        )
        self.done[place] = replace(self.done[place], to_ms=at_ms, end=ended.end, sentence=ended.sentence)
        what = work.what
        if not isinstance(what, FilesWork | ClipboardWork) or ended.end is not WorkEnd.DONE:
            return
        names, count = (what.names, what.count) if isinstance(what, FilesWork) else ((), 1)
        asked_bytes = what.total_bytes if isinstance(what, FilesWork) else what.size_bytes
        size_bytes = asked_bytes if ended.total_bytes is None else ended.total_bytes
        self.sent.append(
            Sent(
                what.type,
                self._name(work.asked_by),
                at_ms,
                to_machine=what.way is Way.TO_MACHINE,
                names=names,
                count=count,
                size_bytes=size_bytes,
            )
        )

    def _spans(self, at_ms: int, before: SessionState) -> None:
        """What began or ended with this entry, read off the state: whatever fact it was."""
        now = self.state
        if now.mode is not before.mode:
            _end(self.seen, at_ms)
            if now.mode is not None:
                self.seen.append(Seen(now.mode, at_ms))
        if now.holder_id != before.holder_id:
            _end(self.controlled, at_ms)
            if now.holder_id is not None and now.holder_id != now.customer_id:
                self.controlled.append(Controlled(self._name(now.holder_id), at_ms))
        if _is_on(now) is not _is_on(before):
            _end(self.recorded, at_ms)
            if _is_on(now):
                self.recorded.append(Recorded(at_ms))

    def _name(self, person_id: PersonId) -> str:
        return self.names.get(person_id, "")


def _work_in(state: SessionState, request_id: RequestId) -> Work | None:
    return next((work for work in state.works if work.request_id == request_id), None)


def _is_on(state: SessionState) -> bool:
    return state.recording is not None and state.recording.state is RecordingState.ON


def _end(spans: list[SpanT], at_ms: int) -> None:
    if spans and spans[-1].to_ms is None:
        spans[-1] = replace(spans[-1], to_ms=at_ms)
