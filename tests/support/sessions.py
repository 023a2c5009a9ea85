"""Logs of sessions, for tests of what keeps them."""

from collections.abc import Sequence

from protocol.facts import Claimed, Door, Ended, EndedBy, Entry, Fact, Joined, Opened
from protocol.fold import fold
from protocol.ids import PersonId, SessionId
from protocol.people import Person
from protocol.roles import Role
from protocol.session import SessionState

CUSTOMER = Person(person_id=PersonId("c_carmen"), name="Carmen Ñandú", role=Role.CUSTOMER, language="es")
AGENT = Person(person_id=PersonId("p_andrea"), name="Andrea", role=Role.AGENT)
STORY: tuple[Fact, ...] = (
    Opened(customer=CUSTOMER, door=Door.PAGE, reason="El correo no abre"),
    Joined(person=AGENT),
    Claimed(person_id=AGENT.person_id, why="Longest wait."),
    Ended(by=EndedBy.STAFF, person_id=AGENT.person_id),
)


def entries(facts: Sequence[Fact] = STORY, *, first: int = 1, at_ms: int = 1_700_000_000_000) -> list[Entry]:
    """These facts as a log, a second apart."""
    return [Entry(seq=seq, at=at_ms + 1000 * seq, fact=fact) for seq, fact in enumerate(facts, first)]


def after(session_id: SessionId, log: Sequence[Entry]) -> SessionState:
    """The state that this log folds to."""
    return fold(SessionState(session_id=session_id), log)
