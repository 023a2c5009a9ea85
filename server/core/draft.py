"""One event's working copy of a session: it becomes the session once its facts are on disk."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from protocol.chat import Said
from protocol.consent import Answer, LoweredBy
from protocol.control import LowerOrder
from protocol.facts import (
    Claimed,
    ConsentAnswered,
    ConsentAsked,
    Ended,
    Entry,
    Fact,
    Lowered,
    MachineJoined,
    MachinePresenceChanged,
)
from protocol.floor import MoveFloor
from protocol.fold import apply
from protocol.ids import PeerId, PersonId, RequestId
from protocol.inner import OwnerChanged, OwnerHow
from protocol.limits import (
    AGENT_LOST_AFTER_SECONDS,
    AWAY_AFTER_SECONDS,
    CONSENT_ANSWER_SECONDS,
    INTERRUPTED_LIMIT_SECONDS,
    RESTART_LIMIT_SECONDS,
)
from protocol.link_messages import PeerKind
from protocol.modes import Mode
from protocol.people import Machine, Person, Presence
from protocol.recording import Flagged, Policy, RecordingAsked
from protocol.roles import STAFF
from protocol.session import SessionState
from server.core.effects import Effect, Order, Send
from server.core.spoken import Spoken, remembering
from server.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Rules:
    """The settings that a session obeys.

    `back_within_ms` is what everyone has after a restart of the server before they are away: a session that
    nobody comes back to is listed as interrupted within 10 s.
    """

    organisation: str = "Auxilio"
    away_after_ms: int = round(AWAY_AFTER_SECONDS * 1000)
    back_within_ms: int = 8_000
    interrupted_limit_ms: int = round(INTERRUPTED_LIMIT_SECONDS * 1000)
    consent_answer_ms: int = round(CONSENT_ANSWER_SECONDS * 1000)
    restart_limit_ms: int = round(RESTART_LIMIT_SECONDS * 1000)
    agent_lost_ms: int = round(AGENT_LOST_AFTER_SECONDS * 1000)
    recording_policy: Policy = Policy.ASK


@dataclass(frozen=True, slots=True)
class Link:
    """One peer of this session. `lost_at_ms` is None while its link is open."""

    kind: PeerKind
    person_id: PersonId
    lost_at_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Lowering:
    """A lower order that the captured machine has not confirmed; until then nobody has what it takes away.

    `said_at_ms` is when it was said last.
    """

    mode: Mode | None
    order: LowerOrder
    said_at_ms: int


@dataclass(frozen=True, slots=True)
class Moving:
    """A move of the floor that the machine has not answered; `said_at_ms` is when it was said last."""

    order: MoveFloor
    said_at_ms: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What a session knows beside its log: links come and go without an entry.

    `absent_since_ms` holds everyone in the session who has no open link, and since when.
    `machine_epoch` is what the machine's last hello named: it may have used epochs before this session.
    `asked_view` tells whether the machine that is here now was asked for the view under the present owner;
    `granted`, whether this machine may still hold a grant, whatever was decided since.
    `stopping` holds the work that was ordered to stop, newest last, and that the machine has not called over.
    `spoken` holds the newest messages of the rooms, which are said once and ticked by their steps.
    `recordings_asked` holds every question whether this may be recorded; `flags`, whose mark it is.
    """

    links: Mapping[PeerId, Link] = field(default_factory=dict[PeerId, Link])
    absent_since_ms: Mapping[PersonId, int] = field(default_factory=dict[PersonId, int])
    machine_absent_since_ms: int | None = None
    machine_left: bool = False
    machine_epoch: int = 0
    asked_view: bool = False
    granted: bool = False
    last_raise: tuple[RequestId, int] | None = None
    lowering: Lowering | None = None
    moving: Moving | None = None
    stopping: tuple[RequestId, ...] = ()
    viewers: frozenset[PeerId] = frozenset()
    source: PeerId | None = None
    holder_linked: bool = True
    wake_at_ms: int | None = None
    spoken: Mapping[RequestId, Spoken] = field(default_factory=dict[RequestId, Spoken])
    recordings_asked: frozenset[RequestId] = frozenset()
    flags: Mapping[RequestId, PersonId] = field(default_factory=dict[RequestId, PersonId])
    ended_at_ms: int | None = None

    def noting(self, entry: Entry) -> "Standing":
        """What follows from a fact for what is not in the state; a rebuild from the log uses it too."""
        match entry.fact:
            case MachineJoined():
                return replace(
                    self, asked_view=False, granted=False, last_raise=None, moving=None, stopping=()
                )
            case Lowered(mode=None, by=by):
                return replace(
                    self, granted=False, asked_view=self.asked_view and by is not LoweredBy.PROGRAM_ENDED
                )
            case (
                Claimed()
                | OwnerChanged(how=OwnerHow.INHERITED)
                | MachinePresenceChanged(presence=Presence.AWAY)
            ):
                return replace(self, asked_view=False)
            case ConsentAsked():
                return replace(self, asked_view=True)
            case ConsentAnswered(answer=Answer.ALLOWED, request_id=request_id, epoch=epoch):
                return replace(self, granted=True, last_raise=(request_id, epoch))
            case Said() as said:
                return replace(self, spoken=remembering(self.spoken, said))
            case RecordingAsked(request_id=request_id):
                return replace(self, recordings_asked=self.recordings_asked | {request_id})
            case Flagged(flag_id=flag_id, person_id=person_id):
                return replace(self, flags={**self.flags, flag_id: person_id})
            case Ended():
                return replace(self, ended_at_ms=entry.at)
            case _:
                return self


@dataclass(slots=True)
class Draft:
    """A session as it will be, if everything that this event causes can be stored."""

    at_ms: int
    rules: Rules
    state: SessionState
    standing: Standing
    entries: list[Entry] = field(default_factory=list[Entry])
    effects: list[Effect] = field(default_factory=list[Effect])

    def happen(self, fact: Fact) -> None:
        """This is a fact from here on."""
        entry = Entry(seq=self.state.seq + 1, at=self.at_ms, fact=fact)
        self.entries.append(entry)
        self.state = apply(self.state, entry)
        self.standing = self.standing.noting(entry)

    def order(self, message: Order) -> None:
        """Tell the captured machine, if its link is open; what must be heard is repeated when it is back."""
        if (peer := self.open_machine()) is not None:
            self.effects.append(Send(peer, message))

    def require_machine(self, peer: PeerId) -> Machine:
        """The captured machine, which this peer is. Raises NotAllowed: it is another one."""
        if self.state.machine is None or self.state.machine.peer_id != peer:
            raise NotAllowed("speak for the captured machine")
        return self.state.machine

    def open_machine(self) -> PeerId | None:
        """The captured machine's peer, while its link is open."""
        machine = self.state.machine
        link = machine and self.standing.links.get(machine.peer_id)
        return machine.peer_id if machine and link and link.lost_at_ms is None else None

    def links_of(self, person_id: PersonId) -> Iterator[tuple[PeerId, Link]]:
        """This person's peers, lost ones too."""
        return ((peer, link) for peer, link in self.standing.links.items() if link.person_id == person_id)

    def staff(self) -> list[Person]:
        """The staff in this session, in the order in which they came."""
        return [person for person in self.state.people if person.role in STAFF]
