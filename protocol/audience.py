"""Who hears of what: one session, several views of it (SPEC A).

The staff hears everything. The customer hears nothing of the inner room and of what the staff arranges among
itself; a viewer of a demo nothing of what other viewers wrote either.
"""

from typing import Final

from protocol.chat import Noted, Room, Said, StepTicked
from protocol.facts import Entry, Fact
from protocol.ids import PersonId
from protocol.inner import InvitationOver, Invited, Supervising, TransferOffered, TransferOver
from protocol.people import Person
from protocol.recording import Exported, Flagged, Kept, Looked
from protocol.roles import STAFF, Role
from protocol.session import SessionState

INNER_FACTS: Final = frozenset(
    {
        Noted,
        Supervising,
        Invited,
        InvitationOver,
        TransferOffered,
        TransferOver,
        Flagged,
        Looked,
        Exported,
        Kept,
    }
)
"""What only the staff ever hears of."""


def hears(listener: Person, fact: Fact, author: Person | None) -> bool:
    """Whether this person hears of this fact.

    Args:
        listener: In the session, under the role that they have there.
        fact: What happened.
        author: Who said it, for what is said in a room; a viewer's words go to the staff alone.
    """
    if listener.role in STAFF:
        return True
    if type(fact) in INNER_FACTS:
        return False
    if isinstance(fact, Said | StepTicked):
        return fact.room is Room.CUSTOMER and not _is_anothers(listener, author)
    return True


def _is_anothers(listener: Person, author: Person | None) -> bool:
    from_viewer = author is not None and author.role is Role.VIEWER
    return from_viewer and author is not None and author.person_id != listener.person_id


def author_of(fact: Fact) -> PersonId | None:
    """Who said it, for what is said in a room."""
    return fact.person_id if isinstance(fact, Said | StepTicked) else None


def as_seen_by(role: Role, state: SessionState) -> SessionState:
    """The session as people of this role may know it."""
    return state if role in STAFF else state.model_copy(update={"inner": None})


def heard_by(listener: Person, state: SessionState, entry: Entry) -> bool:
    """`hears`, for an entry of this session."""
    author_id = author_of(entry.fact)
    return hears(listener, entry.fact, state.person(author_id) if author_id else None)
