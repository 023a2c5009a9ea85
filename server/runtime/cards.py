"""Sessions as the desks see them."""

from dataclasses import dataclass
from typing import Final

from protocol.demo import SessionKind
from protocol.ids import PersonId, QueueId, SessionId
from protocol.inner import Inner, Invitation, Transfer
from protocol.modes import Mode
from protocol.queue import Call, CallKind, Running, Waiting
from protocol.roles import STAFF, Role
from protocol.session import SessionState, State
from server.core.session import Session
from server.desk.calls import invites, offers
from server.desk.directory import DEFAULT_QUEUE, Directory
from server.desk.queue import Candidate
from server.desk.reason import why

_STAFF_SHOWN: Final = 16


@dataclass(frozen=True, slots=True)
class Card:
    """One session as the desk sees it."""

    candidate: Candidate
    state: State
    offered: bool
    staff: tuple[tuple[PersonId, str], ...]
    queue_id: QueueId
    owner: str | None = None
    mode: Mode | None = None
    inner: Inner | None = None
    kind: SessionKind = SessionKind.HELP

    @property
    def session_id(self) -> SessionId:
        """Whose card this is."""
        return self.candidate.session_id

    def has(self, person_id: PersonId) -> bool:
        """Whether this staff member is in the session."""
        return any(person_id == one for one, _ in self.staff)

    def name_of(self, person_id: PersonId) -> str:
        """How this staff member of the session is called."""
        return next((name for one, name in self.staff if one == person_id), "?")


def card_of(session: Session) -> Card:
    """What the desks have to know of this session."""
    state = session.state
    candidate = Candidate(
        session_id=state.session_id,
        customer=_customer(state, "name", "?"),
        language=_customer(state, "language", "en"),
        reason=state.reason,
        since_ms=state.opened_at,
        program_ready=state.machine is not None and state.machine.abilities.capture,
    )
    owner = state.person(state.owner_id) if state.owner_id else None
    return Card(
        candidate,
        state.state,
        session.may_be_offered(),
        staff=tuple((one.person_id, one.name) for one in state.people if one.role in STAFF),
        queue_id=state.queue_id or DEFAULT_QUEUE,
        owner=owner.name if owner else None,
        mode=state.mode,
        inner=state.inner,
        kind=state.kind,
    )


def _customer(state: SessionState, field: str, unknown: str) -> str:
    """The customer's name or language; in a demo, the presenter's."""
    person_id = state.customer_id or state.owner_id
    person = state.person(person_id) if person_id else None
    return str(getattr(person, field)) if person else unknown


def waiting_of(card: Card, place: int, now_ms: int, language: str, directory: Directory) -> Waiting:
    """One who waits, explained in this language."""
    candidate, queue = card.candidate, directory.queues.get(card.queue_id)
    return Waiting(
        session_id=candidate.session_id,
        customer=candidate.customer,
        language=candidate.language,
        reason=candidate.reason,
        since=candidate.since_ms,
        program_ready=candidate.program_ready,
        queue_id=card.queue_id,
        queue=queue.name if queue else None,
        why=why(candidate, place, now_ms, language),
    )


def running_of(card: Card) -> Running:
    """One session that goes on."""
    return Running(
        session_id=card.session_id,
        customer=card.candidate.customer,
        reason=card.candidate.reason,
        state=card.state,
        since=card.candidate.since_ms,
        owner=card.owner,
        mode=card.mode,
        staff=tuple(name for _, name in card.staff[:_STAFF_SHOWN]),
        kind=card.kind,
    )


def calls_of(card: Card, person_id: PersonId, role: Role, directory: Directory) -> list[Call]:
    """What the colleagues in this session ask of this staff member."""
    inner = card.inner
    if inner is None:
        return []
    asked: list[Invitation | Transfer] = [
        one
        for one in inner.invitations
        if not card.has(person_id) and invites(directory, one, person_id, role)
    ]
    transfer = inner.transfer
    if transfer is not None and offers(directory, transfer, person_id, role):
        asked.append(transfer)
    return [_call(card, one) for one in asked]


def _call(card: Card, asked: Invitation | Transfer) -> Call:
    if isinstance(asked, Invitation):
        kind, call_id = CallKind.INVITATION, asked.invitation_id
    else:
        kind, call_id = CallKind.TRANSFER, asked.transfer_id
    return Call(
        kind=kind,
        id=call_id,
        session_id=card.session_id,
        customer=card.candidate.customer,
        reason=card.candidate.reason,
        by=card.name_of(asked.by),
        by_id=asked.by,
        note=asked.note,
        at=asked.at,
    )
