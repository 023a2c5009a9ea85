"""Who may talk with whom about a moment of a session, and what belongs into the library of clips.

A note opens with a question, and waits for whom it is about. An agent may ask for one too: a wish.
"""

import enum
from dataclasses import dataclass
from typing import Final

from protocol.ids import PersonId, SessionId
from protocol.roles import STAFF, Role
from server.desk.replay import Access
from server.errors import NotAllowed, OutOfTurn

SHORTEST_MS: Final = 1_000
LONGEST_MS: Final = 10 * 60_000
"""A clip is a moment; who wants more of a session opens the session."""

_ASK: Final = "coach in this session"
_WISH: Final = "ask for coaching in a session that you were not in"


class NoteKind(enum.StrEnum):
    """Who wanted to talk."""

    QUESTION = "question"
    """Somebody who answers for the team asks whom it is about."""
    WISH = "wish"
    """An agent asks for somebody's view on their own work."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A stretch of a session, in UTC milliseconds."""

    session_id: SessionId
    from_ms: int
    until_ms: int


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer, in the order in which they came."""

    reply_id: str
    author: PersonId
    at_ms: int
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A talk about a moment. `about` is whose work it is."""

    note_id: str
    moment: Moment
    kind: NoteKind
    author: PersonId
    about: PersonId
    at_ms: int
    text: str
    is_closed: bool = False
    replies: tuple[Reply, ...] = ()


@dataclass(frozen=True, slots=True)
class Clip:
    """A good moment, for everyone of the team to learn from."""

    clip_id: str
    moment: Moment
    topic: str
    title: str
    author: PersonId
    at_ms: int


def check_moment(moment: Moment, opened_at_ms: int, latest_ms: int) -> None:
    """A moment lies within its session, and is no longer than a clip.

    Raises:
        OutOfTurn: it does not; the sentence says why.
    """
    length_ms = moment.until_ms - moment.from_ms
    if not SHORTEST_MS <= length_ms <= LONGEST_MS:
        raise OutOfTurn("a moment lasts between 1 second and 10 minutes")
    if moment.from_ms < opened_at_ms or moment.until_ms > latest_ms:
        raise OutOfTurn("the moment lies outside the session")


def kind_of(allowed: Access, author: PersonId, about: PersonId, staff: dict[PersonId, Role]) -> NoteKind:
    """What a new note by `author` about `about` is.

    Args:
        allowed: What the author may see of the session.
        author: Who writes.
        about: Whose work it is about.
        staff: Who of the staff ever was in the session, under which role.

    Raises:
        NotAllowed: the author may not write it.
        OutOfTurn: it is about nobody of the session's staff.
    """
    if staff.get(about) not in STAFF:
        raise OutOfTurn("a note is about somebody of the staff who was in the session")
    if author == about:
        if allowed is Access.NONE:
            raise NotAllowed(_WISH)
        return NoteKind.WISH
    if allowed is not Access.TEAM:
        raise NotAllowed(_ASK)
    return NoteKind.QUESTION


def may_read(note: Note, reader: PersonId, allowed: Access) -> bool:
    """Whether this person reads this note: both of it, and a wish everyone who answers for the team."""
    return reader in (note.author, note.about) or (note.kind is NoteKind.WISH and allowed is Access.TEAM)


def may_close(note: Note, reader: PersonId, allowed: Access) -> bool:
    """Whether this person may say that nothing is open any more: who asked, or who answered a wish."""
    return reader == note.author or (note.kind is NoteKind.WISH and may_read(note, reader, allowed))


def may_keep_clips(allowed: Access) -> bool:
    """Whether this person puts moments of the session into the library, and takes them out."""
    return allowed is Access.TEAM


def waits_for(note: Note, reader: PersonId) -> bool:
    """Whether this person is the one whose turn it is: the last word is not theirs, and it is open."""
    last = note.replies[-1].author if note.replies else note.author
    return not note.is_closed and last != reader
