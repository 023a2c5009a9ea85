"""From what a search asks for to one query that walks the newest records first."""

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from protocol.modes import Mode
from protocol.session import State
from server.db.catalogue_projection import MODE_BITS
from server.db.catalogue_tables import RECORD, RECORD_PERSON, RECORD_TAG, SESSION_WORD
from server.db.tables import SESSION
from server.desk.replay import Scope
from server.desk.word import blind, wanted
from server.runtime.records_port import RecordSearch

SHOWN: Final = (
    RECORD,
    SESSION.c.customer_name,
    SESSION.c.reason,
    SESSION.c.head_seq,
    SESSION.c.head_hash,
    SESSION.c.wrapped_key,
    SESSION.c.customer_id,
)
"""What a record is made of, but for its people."""


def query(search: RecordSearch, secret: bytes) -> Select[Any]:
    """The records that are found, newest first, each with what stands in the session's row."""
    found = (
        select(RECORD.c.number)
        .where(*_conditions(search, secret))
        .order_by(RECORD.c.number.desc())
        .limit(search.limit)
        .subquery()
    )
    return (
        select(*SHOWN)
        .join_from(RECORD, found, RECORD.c.number == found.c.number)
        .join(SESSION, SESSION.c.session_id == RECORD.c.session_id)
        .order_by(RECORD.c.number.desc())
    )


def modes_of(bits: int) -> tuple[Mode, ...]:
    """The modes that lie in this number, the lowest first."""
    return tuple(mode for mode, bit in MODE_BITS.items() if bits & bit)


def _conditions(search: RecordSearch, secret: bytes) -> Iterable[ColumnElement[bool]]:
    yield from _scope(search.scope)
    for key in wanted(search.text):
        yield _has_word(blind(secret, key), hears_inner=search.hears_inner)
    if search.tag is not None:
        yield _has_tag(secret, search.tag)
    if search.person_id is not None:
        yield _was_there(search.person_id)
    yield from _plain(search)
    yield from _lasted(search)


def _plain(search: RecordSearch) -> Iterable[ColumnElement[bool]]:
    table = RECORD.c
    if search.mode is not None:
        yield table.modes.bitwise_and(MODE_BITS[search.mode]) != 0
    if search.since_ms is not None:
        yield table.opened_at_ms >= search.since_ms
    if search.until_ms is not None:
        yield table.opened_at_ms <= search.until_ms
    if search.outcome is not None:
        yield table.ended_by == search.outcome.value
    if search.is_running is not None:
        yield (table.state != State.ENDED.value) if search.is_running else (table.state == State.ENDED.value)
    if search.is_recorded is not None:
        yield table.recorded.is_(search.is_recorded)
    if search.before is not None:
        yield table.number < search.before


def _lasted(search: RecordSearch) -> Iterable[ColumnElement[bool]]:
    """How long it took; what goes on has taken until now."""
    table = RECORD.c
    if search.least_ms is not None:
        yield or_(
            table.ended_at_ms - table.opened_at_ms >= search.least_ms,
            and_(table.ended_at_ms.is_(None), table.opened_at_ms <= search.now_ms - search.least_ms),
        )
    if search.most_ms is not None:
        yield or_(
            table.ended_at_ms - table.opened_at_ms <= search.most_ms,
            and_(table.ended_at_ms.is_(None), table.opened_at_ms >= search.now_ms - search.most_ms),
        )


def _scope(scope: Scope) -> Iterable[ColumnElement[bool]]:
    if not scope.is_wide:
        yield _was_there(scope.person_id)
    elif scope.other_queues:
        yield or_(RECORD.c.queue_id.not_in(sorted(scope.other_queues)), _was_there(scope.person_id))


def _was_there(person_id: str) -> ColumnElement[bool]:
    table = RECORD_PERSON.c
    return exists().where(table.person_id == person_id, table.number == RECORD.c.number)


def _has_word(word: int, *, hears_inner: bool) -> ColumnElement[bool]:
    table = SESSION_WORD.c
    heard = () if hears_inner else (table.inner.is_(False),)
    return exists().where(table.word == word, table.number == RECORD.c.number, *heard)


def _has_tag(secret: bytes, tag: str) -> ColumnElement[bool]:
    table = RECORD_TAG.c
    return exists().where(table.tag == tag_key(secret, tag), table.number == RECORD.c.number)


def tag_key(secret: bytes, tag: str) -> int:
    """What is stored of a tag: all of it, whatever its case."""
    return blind(secret, f"tag {tag.casefold()}")
