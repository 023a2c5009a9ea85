"""A session as everyone in it sees it. Made by folding its facts (`protocol.fold`), the same everywhere.

WAITING ──claimed──▶ CLAIMED ──view allowed──▶ LIVE
   ▲                  │  ▲  ◀──view withdrawn───┘ │
   └────requeued──────┘  └─resumed─ INTERRUPTED ◀─┘          any ──ended──▶ ENDED
"""

import enum
from typing import Annotated

from pydantic import Field

from protocol.consent import Covered, Question
from protocol.demo import SessionKind
from protocol.facts import Door, EndedBy
from protocol.ids import PersonId, PersonIdField, QueueIdField, SessionIdField
from protocol.inner import Inner
from protocol.limits import PEOPLE_LIMIT, WORKS_LIMIT
from protocol.modes import Mode
from protocol.people import Machine, Person
from protocol.recording import Recording
from protocol.restart import Restart
from protocol.screen import Screen
from protocol.wire import AtMs, Epoch, Sentence, Seq, Wire
from protocol.work import Work


class State(enum.StrEnum):
    """Where a session stands. ENDED is final."""

    NEW = "new"
    WAITING = "waiting"
    CLAIMED = "claimed"
    LIVE = "live"
    INTERRUPTED = "interrupted"
    ENDED = "ended"


class SessionState(Wire):
    """Everything that somebody who joins now has to know. `seq` is the last entry folded into it."""

    session_id: SessionIdField
    seq: Seq = 0
    kind: SessionKind = SessionKind.HELP
    state: State = State.NEW
    opened_at: AtMs = 0
    door: Door = Door.PAGE
    reason: Sentence = ""
    queue_id: QueueIdField | None = None
    people: Annotated[tuple[Person, ...], Field(max_length=PEOPLE_LIMIT)] = ()
    customer_id: PersonIdField | None = None
    owner_id: PersonIdField | None = None
    previous_owner_id: PersonIdField | None = None
    """Whom the owner took over from, and may hand back to."""
    why: Sentence = ""
    machine: Machine | None = None
    screen: Screen | None = None
    question: Question | None = None
    mode: Mode | None = None
    holder_id: PersonIdField | None = None
    covered: Covered = ()
    epoch: Epoch = 0
    floor_wanted: Covered = ()
    """Who asks for the floor, in the order in which they asked."""
    works: Annotated[tuple[Work, ...], Field(max_length=WORKS_LIMIT + 1)] = ()
    """The open prompt, if any, and what is under way."""
    restart: Restart | None = None
    recording: Recording | None = None
    """Whether it is recorded, or may be; None: it is not, and nobody is being asked (SPEC N)."""
    private: bool = False
    """A private moment: the captured machine sends a black picture (SPEC N5)."""
    raised: Covered = ()
    """The viewers with a hand up, in order."""
    inner: Inner | None = None
    """None for who is not staff (SPEC A)."""
    interrupted_until: AtMs | None = None
    ended_by: EndedBy | None = None

    def person(self, person_id: PersonId) -> Person | None:
        """Who in this session has this id, or None."""
        return next((person for person in self.people if person.person_id == person_id), None)
