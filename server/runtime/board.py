"""The desk, kept up to date: who waits, who is busy, and telling so to the staff and to those who wait."""

import asyncio
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from protocol.facts import Claimed, Ended, Entry, Requeued
from protocol.ids import PersonId, SessionId
from protocol.link_messages import PeerKind
from protocol.queue import Desk, QueuePlace, Running, Waiting
from protocol.roles import STAFF
from protocol.session import State
from server.core.session import Session
from server.desk.queue import Candidate, expected_wait_seconds, in_order
from server.desk.reason import why
from server.runtime.peers import Peer, Peers
from server.runtime.ports import Clock

TOLD_AFTER_SECONDS: Final = 0.05
"""Changes within this time are told together."""
TOLD_AGAIN_SECONDS: Final = 30.0
"""The sentences say how long somebody waits, so they are told anew at least so often while somebody does."""
_WAITING_SHOWN: Final = 200
_RUNNING_SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class Card:
    """One session as the desk sees it."""

    candidate: Candidate
    state: State
    offered: bool
    staff: tuple[PersonId, ...]


def card_of(session: Session) -> Card:
    """What the desk has to know of this session."""
    state = session.state
    customer = state.person(state.customer_id) if state.customer_id else None
    candidate = Candidate(
        session_id=state.session_id,
        customer=customer.name if customer else "?",
        language=customer.language if customer else "en",
        reason=state.reason,
        since_ms=state.opened_at,
        program_ready=state.machine is not None and state.machine.abilities.capture,
    )
    staff = tuple(person.person_id for person in state.people if person.role in STAFF)
    return Card(candidate, state.state, session.may_be_offered(), staff)


@dataclass(slots=True)
class Board:
    """All sessions that are not over, as cards."""

    peers: Peers
    clock: Clock
    _cards: dict[SessionId, Card] = field(default_factory=dict[SessionId, Card])
    _claimed_at_ms: dict[SessionId, int] = field(default_factory=dict[SessionId, int])
    _handle_seconds: "deque[int]" = field(default_factory=lambda: deque[int](maxlen=20))
    _alarm: asyncio.TimerHandle | None = None

    def note(self, session: Session, entries: Iterable[Entry] = ()) -> None:
        """Something happened in this session."""
        session_id = session.state.session_id
        for entry in entries:
            self._time(session_id, entry)
        card = card_of(session)
        if card.state is State.ENDED:
            changed = self._cards.pop(session_id, None) is not None
        else:
            changed = self._cards.get(session_id) != card
            self._cards[session_id] = card
        if changed:
            self.tell_soon()

    def forget(self, session_id: SessionId) -> None:
        """This session is not to be shown."""
        self._claimed_at_ms.pop(session_id, None)
        if self._cards.pop(session_id, None) is not None:
            self.tell_soon()

    def waiting(self) -> list[Candidate]:
        """Everyone who waits and is there, in order."""
        return in_order(card.candidate for card in self._cards.values() if card.offered)

    def explained(self, language: str) -> list[Waiting]:
        """The queue as a reader of this language sees it."""
        now_ms = self.clock.now_ms()
        return [
            Waiting(
                session_id=candidate.session_id,
                customer=candidate.customer,
                language=candidate.language,
                reason=candidate.reason,
                since=candidate.since_ms,
                program_ready=candidate.program_ready,
                why=why(candidate, place, now_ms, language),
            )
            for place, candidate in enumerate(self.waiting(), start=1)
        ]

    def tell_soon(self) -> None:
        """Tell everyone within `TOLD_AFTER_SECONDS`."""
        self._set_alarm(TOLD_AFTER_SECONDS)

    def close(self) -> None:
        """Tell nobody any more."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def desk_for(self, person_id: PersonId, waiting: list[Waiting]) -> Desk:
        """The whole desk of one staff member."""
        mine = [card for card in self._cards.values() if person_id in card.staff]
        return Desk(
            waiting=tuple(waiting[:_WAITING_SHOWN]),
            waiting_total=len(waiting),
            mine=tuple(_running(card) for card in mine[:_RUNNING_SHOWN]),
        )

    def counts(self) -> dict[str, int]:
        """How many sessions stand where."""
        states = [card.state for card in self._cards.values()]
        return {f"sessions_{state.value}": states.count(state) for state in State if state is not State.ENDED}

    def _set_alarm(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        if self._alarm is not None and self._alarm.when() <= loop.time() + seconds:
            return
        self.close()
        self._alarm = loop.call_later(seconds, self._tell)

    def _tell(self) -> None:
        self._alarm = None
        queues: dict[str, list[Waiting]] = {}
        for peer in self.peers.of(None):
            if peer.kind is PeerKind.DESK:
                language = peer.person.language
                queues.setdefault(language, self.explained(language) if language not in queues else [])
                peer.send(self.desk_for(peer.person.person_id, queues[language]))
        self._tell_places()
        if any(card.offered for card in self._cards.values()):
            self._set_alarm(TOLD_AGAIN_SECONDS)

    def _tell_places(self) -> None:
        staff_count = len({peer.person.person_id for peer in self.peers.of(None)})
        for place, candidate in enumerate(self.waiting(), start=1):
            wait_seconds = expected_wait_seconds(place, list(self._handle_seconds), staff_count)
            message = QueuePlace(place=place, wait_seconds=wait_seconds)
            for peer in self.peers.of(candidate.session_id):
                _tell_place(peer, message)

    def _time(self, session_id: SessionId, entry: Entry) -> None:
        if isinstance(entry.fact, Claimed):
            self._claimed_at_ms.setdefault(session_id, entry.at)
        elif isinstance(entry.fact, Ended | Requeued):
            began_ms = self._claimed_at_ms.pop(session_id, None)
            if began_ms is not None and isinstance(entry.fact, Ended):
                self._handle_seconds.append((entry.at - began_ms) // 1000)


def _tell_place(peer: Peer, message: QueuePlace) -> None:
    if peer.kind in (PeerKind.PAGE, PeerKind.MACHINE) and peer.welcomed and peer.place != message:
        peer.place = message
        peer.send(message)


def _running(card: Card) -> Running:
    return Running(
        session_id=card.candidate.session_id,
        customer=card.candidate.customer,
        reason=card.candidate.reason,
        state=card.state,
        since=card.candidate.since_ms,
    )
