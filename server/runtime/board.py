"""The desk, kept up to date: who waits, who is busy, and telling so to the staff and to those who wait."""

import asyncio
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from protocol.facts import Claimed, Ended, Entry, Requeued
from protocol.ids import PersonId, QueueId, RequestId, SessionId
from protocol.link_messages import PeerKind
from protocol.people import Person
from protocol.queue import Desk, QueuePlace, Waiting
from protocol.session import State
from server.core.session import Session
from server.desk.calls import oversees
from server.desk.queue import expected_wait_seconds, in_order
from server.runtime.cards import Card, calls_of, card_of, running_of, waiting_of
from server.runtime.directory_now import DirectoryNow
from server.runtime.peers import Peer, Peers
from server.runtime.ports import Clock

TOLD_AFTER_SECONDS: Final = 0.05
"""Changes within this time are told together."""
TOLD_AGAIN_SECONDS: Final = 30.0
"""The sentences say how long somebody waits, so they are told anew at least so often while somebody does."""
_WAITING_SHOWN: Final = 200
_RUNNING_SHOWN: Final = 50
_CALLS_SHOWN: Final = 50
_LIVE_SHOWN: Final = 200
_GOES_ON: Final = frozenset({State.CLAIMED, State.LIVE, State.INTERRUPTED})


@dataclass(slots=True)
class Board:
    """All sessions that are not over, as cards."""

    peers: Peers
    clock: Clock
    directory: DirectoryNow
    _cards: dict[SessionId, Card] = field(default_factory=dict[SessionId, Card])
    _claimed_at_ms: dict[SessionId, int] = field(default_factory=dict[SessionId, int])
    _handle_seconds: "deque[int]" = field(default_factory=lambda: deque[int](maxlen=20))
    _declined: dict[SessionId, set[tuple[PersonId, RequestId]]] = field(
        default_factory=dict[SessionId, set[tuple[PersonId, RequestId]]]
    )
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
        self._declined.pop(session_id, None)
        if self._cards.pop(session_id, None) is not None:
            self.tell_soon()

    def decline(self, session_id: SessionId, person_id: PersonId, call_id: RequestId) -> None:
        """This person said no to a call: it is not on their desk any more, whoever else it still asks."""
        self._declined.setdefault(session_id, set()).add((person_id, call_id))
        self.tell_soon()

    def waiting(self, person_id: PersonId) -> list[Card]:
        """Everyone who waits and is there, of the queues that this person works, in order."""
        works = self.directory.now.works
        return [card for card in self._queue() if works(person_id, card.queue_id)]

    def explained(self, person_id: PersonId, language: str) -> list[Waiting]:
        """The same, as a reader of this language sees it."""
        return self._explained(self.waiting(person_id), language)

    def tell_soon(self) -> None:
        """Tell everyone within `TOLD_AFTER_SECONDS`."""
        self._set_alarm(TOLD_AFTER_SECONDS)

    def close(self) -> None:
        """Tell nobody any more."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def desk_for(self, person: Person, waiting: list[Waiting]) -> Desk:
        """The whole desk of one staff member; `waiting` is what they may take, explained."""
        cards, directory = list(self._cards.values()), self.directory.now
        mine = [card for card in cards if card.has(person.person_id)]
        calls = [
            call
            for card in cards
            for call in calls_of(card, person.person_id, person.role, directory)
            if (person.person_id, call.id) not in self._declined.get(card.session_id, ())
        ]
        live = [card for card in cards if card.state in _GOES_ON and self._oversees(person, card)]
        return Desk(
            waiting=tuple(waiting[:_WAITING_SHOWN]),
            waiting_total=len(waiting),
            mine=tuple(running_of(card) for card in mine[:_RUNNING_SHOWN]),
            calls=tuple(sorted(calls, key=lambda call: call.at)[:_CALLS_SHOWN]),
            live=tuple(running_of(card) for card in live[:_LIVE_SHOWN]),
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

    def _queue(self) -> list[Card]:
        offered = {card.session_id: card for card in self._cards.values() if card.offered}
        return [offered[one.session_id] for one in in_order(card.candidate for card in offered.values())]

    def _explained(self, cards: list[Card], language: str) -> list[Waiting]:
        now_ms, directory = self.clock.now_ms(), self.directory.now
        return [
            waiting_of(card, place, now_ms, language, directory) for place, card in enumerate(cards, start=1)
        ]

    def _oversees(self, person: Person, card: Card) -> bool:
        return oversees(self.directory.now, person.person_id, person.role, card.queue_id)

    def _tell(self) -> None:
        self._alarm = None
        queues: dict[tuple[str, frozenset[SessionId]], list[Waiting]] = {}
        for peer in self.peers.of(None):
            if peer.kind is PeerKind.DESK:
                language, cards = peer.person.language, self.waiting(peer.person.person_id)
                key = (language, frozenset(card.session_id for card in cards))
                if key not in queues:
                    queues[key] = self._explained(cards, language)
                peer.send(self.desk_for(peer.person, queues[key]))
        self._tell_places()
        if any(card.offered for card in self._cards.values()):
            self._set_alarm(TOLD_AGAIN_SECONDS)

    def _tell_places(self) -> None:
        """Each customer hears their place in their own queue."""
        at_desk, works = {peer.person.person_id for peer in self.peers.of(None)}, self.directory.now.works
        places: Counter[QueueId] = Counter()
        for card in self._queue():
            places[card.queue_id] += 1
            staff_count = sum(works(person_id, card.queue_id) for person_id in at_desk)
            place = places[card.queue_id]
            wait_seconds = expected_wait_seconds(place, list(self._handle_seconds), staff_count)
            message = QueuePlace(place=place, wait_seconds=wait_seconds)
            for peer in self.peers.of(card.session_id):
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
