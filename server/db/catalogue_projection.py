"""From entries to what records are found by, in the transaction that stores them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import TextClause, insert, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from protocol.chat import Noted, Room, Said
from protocol.consent import Answer
from protocol.demo import DemoOpened
from protocol.facts import ConsentAnswered, Ended, Entry, Fact, Interrupted, Joined, Opened
from protocol.ids import PersonId, SessionId
from protocol.inner import Invited, Supervising, TransferOffered
from protocol.modes import Mode
from protocol.people import Person
from protocol.recording import Flagged, RecordingAnswered
from protocol.session import SessionState
from server.db.catalogue_tables import RECORD
from server.desk.directory import DEFAULT_QUEUE
from server.desk.word import blind, keys
from server.security.seal import Seal, SessionKey

MODE_BITS: Final = {
    Mode.OBSERVER: 1,
    Mode.DESKTOP_SHARING: 2,
    Mode.FULL_CONTROL: 4,
    Mode.ADMIN: 8,
    Mode.DEMO: 16,
}
"""How the modes of a session lie in one number."""

KEYS_LIMIT: Final = 4_000
"""Keys of one append: what a long message says beyond them is not found. It bounds one transaction."""

# Both databases know these, and SQLAlchemy writes them for each in another way.
_ADD_PERSON: Final = text(
    "INSERT INTO record_person (person_id, number, role, name) VALUES (:person_id, :number, :role, :name) "
    "ON CONFLICT (person_id, number) DO UPDATE SET role = excluded.role, name = excluded.name"
)
_ADD_WORD: Final = text(
    'INSERT INTO session_word (word, number, "inner") VALUES (:word, :number, :inner) '
    "ON CONFLICT (word, number) DO NOTHING"
)
_OPEN_WORD: Final = text(
    'INSERT INTO session_word (word, number, "inner") VALUES (:word, :number, :inner) '
    'ON CONFLICT (word, number) DO UPDATE SET "inner" = excluded."inner" WHERE session_word."inner"'
)


@dataclass(slots=True)
class _Gain:
    """What some entries add to a record."""

    modes: int = 0
    recorded: bool = False
    interrupted: bool = False
    ended_at_ms: int | None = None
    people: dict[PersonId, Person] = field(default_factory=dict)
    open_keys: set[str] = field(default_factory=set)
    inner_keys: set[str] = field(default_factory=set)


async def project(
    connection: AsyncConnection,
    session_id: SessionId,
    entries: Sequence[Entry],
    after: SessionState,
    key: SessionKey,
    seal: Seal,
) -> None:
    """Bring the session's record up to these entries; within the transaction that stores them.

    Args:
        connection: In that transaction, with the session's row written already.
        session_id: Whose entries.
        entries: New ones, in order; those that were projected already change nothing.
        after: The session after them.
        key: The session's own.
        seal: Of this installation: from it comes the secret that makes words blind.
    """
    gain = _gain(entries)
    number = await _number(connection, session_id, after, gain)
    if gain.people:
        rows = [_person_row(person, number, key) for person in gain.people.values()]
        await connection.execute(_ADD_PERSON, rows)
    secret = seal.word_secret
    await _add_words(connection, _OPEN_WORD, _blind(secret, gain.open_keys), number, inner=False)
    await _add_words(
        connection, _ADD_WORD, _blind(secret, gain.inner_keys - gain.open_keys), number, inner=True
    )


async def _number(
    connection: AsyncConnection, session_id: SessionId, after: SessionState, gain: _Gain
) -> int:
    row: dict[str, Any] = {
        "state": after.state.value,
        "opened_at_ms": after.opened_at,
        "kind": after.kind.value,
        "door": after.door.value,
        "queue_id": after.queue_id or DEFAULT_QUEUE,
        "ended_by": after.ended_by.value if after.ended_by else None,
    }
    if gain.ended_at_ms is not None:
        row["ended_at_ms"] = gain.ended_at_ms
    flags = {name: True for name in ("recorded", "interrupted") if getattr(gain, name)}
    known = await connection.execute(
        update(RECORD)
        .where(RECORD.c.session_id == session_id)
        .values(**row, **flags, modes=RECORD.c.modes.bitwise_or(gain.modes))
        .returning(RECORD.c.number)
    )
    number: int | None = known.scalar()
    if number is not None:
        return number
    fresh = {"recorded": False, "interrupted": False, "held": False, "projected": True, **row, **flags}
    made = await connection.execute(
        insert(RECORD).values(session_id=session_id, modes=gain.modes, **fresh).returning(RECORD.c.number)
    )
    return int(made.scalar_one())


def _gain(entries: Iterable[Entry]) -> _Gain:
    gain = _Gain()
    for entry in entries:
        match entry.fact:
            case Opened(customer=person) | Joined(person=person) | DemoOpened(presenter=person):
                gain.people[person.person_id] = person
            case ConsentAnswered(answer=Answer.ALLOWED, mode=mode):
                gain.modes |= MODE_BITS[mode]
            case RecordingAnswered(answer=Answer.ALLOWED):
                gain.recorded = True
            case Interrupted():
                gain.interrupted = True
            case Ended():
                gain.ended_at_ms = entry.at
            case _:
                """It is found by its words, if at all."""
        into, said = _said(entry.fact)
        (gain.inner_keys if into is Room.INNER else gain.open_keys).update(*map(keys, said))
    return gain


def _said(fact: Fact) -> tuple[Room, Iterable[str]]:
    """In which room something was written there, and what."""
    match fact:
        case Opened(customer=customer, reason=reason):
            return Room.CUSTOMER, (customer.name, reason)
        case DemoOpened(presenter=presenter, title=title):
            return Room.CUSTOMER, (presenter.name, title)
        case Joined(person=person):
            return Room.CUSTOMER, (person.name,)
        case Said(room=room, text=said, steps=steps, attachments=attachments):
            return room, (said, *steps, *(one.name for one in attachments))
        case Noted(text=said) | Supervising(reason=said) | Flagged(label=said):
            return Room.INNER, (said,)
        case Invited(invitation=asked):
            return Room.INNER, (asked.note,)
        case TransferOffered(transfer=asked):
            return Room.INNER, (asked.note,)
        case _:
            return Room.CUSTOMER, ()


def _blind(secret: bytes, found: set[str]) -> list[int]:
    return [blind(secret, key) for key in sorted(found)[:KEYS_LIMIT]]


async def _add_words(
    connection: AsyncConnection, statement: TextClause, words: Sequence[int], number: int, *, inner: bool
) -> None:
    if words:
        rows = [{"word": word, "number": number, "inner": inner} for word in words]
        await connection.execute(statement, rows)


def _person_row(person: Person, number: int, key: SessionKey) -> dict[str, Any]:
    return {
        "person_id": person.person_id,
        "number": number,
        "role": person.role.value,
        "name": key.seal(person.name.encode(), f"person_name|{person.person_id}"),
    }
