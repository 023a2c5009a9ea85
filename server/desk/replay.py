"""Who may see what of a session's record: its log and its recording (SPEC H, A)."""

import enum
from collections.abc import Iterable, Set
from dataclasses import dataclass
from typing import Final

from protocol.audience import INNER_FACTS
from protocol.chat import Room, Said, StepTicked
from protocol.demo import DemoOpened
from protocol.facts import Entry, Fact, Joined, Opened
from protocol.ids import PersonId, QueueId
from protocol.inner import Supervising
from protocol.recording import Exported, Flagged, Kept, Looked
from protocol.rights import Deed, may
from protocol.roles import Role
from server.desk.directory import DEFAULT_QUEUE, Directory

RECENT_MS: Final = 5 * 60_000
"""How much of what was before they came a person sees who comes into a session that goes on."""

_OVERSEERS: Final = frozenset({Role.SUPERVISOR, Role.MANAGER})
_HELPERS: Final = frozenset({Role.AGENT, Role.EXPERT, Role.SUPERVISOR, Role.MANAGER, Role.ADMIN})
_OVERSIGHT: Final = frozenset({Supervising, Flagged, Looked, Exported, Kept})
"""Of what the staff does among itself: who came, marked, looked, took a copy. Not what it said."""


class Access(enum.StrEnum):
    """How much of a record somebody may see."""

    NONE = "none"
    RECENT = "recent"
    """It goes on, and they are in it: from shortly before they came."""
    OWN = "own"
    """They were in it."""
    TEAM = "team"
    """They answer for it: they may also keep it and erase it."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A staff member who wants to see. `is_trusted_admin`: the organisation lets administrators see all."""

    person_id: PersonId
    role: Role
    is_trusted_admin: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """What has to be known of a session to decide. `people` is everyone who ever was in it."""

    queue_id: QueueId | None
    people: Set[PersonId]
    is_running: bool


@dataclass(frozen=True, slots=True)
class Scope:
    """Which records a search may find: those one was in, and, for who oversees, all but other teams'.

    Attributes:
        person_id: Whose search it is.
        is_wide: Whether records are found that one was not in.
        other_queues: The queues whose sessions are another team's.
    """

    person_id: PersonId
    is_wide: bool
    other_queues: frozenset[QueueId] = frozenset()


def access(directory: Directory, reader: Reader, subject: Subject) -> Access:
    """How much of this record this reader may see."""
    if scope(directory, reader).is_wide and not _is_others(directory, reader, subject.queue_id):
        return Access.TEAM
    if reader.role in _HELPERS and reader.person_id in subject.people:
        return Access.RECENT if subject.is_running else Access.OWN
    return Access.NONE


def clips_are_theirs(directory: Directory, reader: Reader, subject: Subject) -> bool:
    """Whether this reader may learn from the good moments of a session: their team's, or one they were in."""
    if access(directory, reader, subject) is not Access.NONE:
        return True
    colleague = reader.role in _HELPERS and reader.role is not Role.ADMIN
    return colleague and not _is_others(directory, reader, subject.queue_id)


def may_search(role: Role) -> bool:
    """Whether people of this role have records to search."""
    return role in _HELPERS


def scope(directory: Directory, reader: Reader) -> Scope:
    """What this reader's searches may find."""
    if reader.role is Role.ADMIN:
        return Scope(reader.person_id, is_wide=reader.is_trusted_admin)
    if reader.role not in _OVERSEERS:
        return Scope(reader.person_id, is_wide=False)
    others = frozenset(q for q in directory.queues if _is_others(directory, reader, q))
    return Scope(reader.person_id, is_wide=True, other_queues=others)


def may_hear(role: Role, fact: Fact) -> bool:
    """Whether people of this role read this line of a record that they may see.

    Who may not read the inner room reads of it who came, marked and looked, and nothing that was said there.
    """
    if may(role, Deed.READ_INNER):
        return True
    if isinstance(fact, Said | StepTicked):
        return fact.room is Room.CUSTOMER
    return type(fact) not in INNER_FACTS or type(fact) in _OVERSIGHT


def seen_from_ms(allowed: Access, person_id: PersonId, entries: Iterable[Entry]) -> int | None:
    """From when on this person may see the recording; None: all of it."""
    if allowed is not Access.RECENT:
        return None
    came_ms = next((entry.at for entry in entries if _brings(entry.fact, person_id)), None)
    assert came_ms is not None, "who is in a session came into it"
    return came_ms - RECENT_MS


def _brings(fact: Fact, person_id: PersonId) -> bool:
    match fact:
        case Joined(person=person) | Opened(customer=person) | DemoOpened(presenter=person):
            return person.person_id == person_id
        case _:
            return False


def _is_others(directory: Directory, reader: Reader, queue_id: QueueId | None) -> bool:
    if reader.role is Role.ADMIN:
        return False
    team_id, person = directory.team_of(queue_id or DEFAULT_QUEUE), directory.people.get(reader.person_id)
    return team_id is not None and (person is None or team_id not in person.teams)
