"""What every `CoachingStore` does: the fake, SQLite and PostgreSQL."""

from dataclasses import replace

import pytest

from protocol.ids import PersonId, SessionId
from server.db.coaching import SqlCoachingStore
from server.db.engine import Database
from server.db.session_log import SqlSessionLog
from server.desk.coaching import Clip, Moment, Note, NoteKind, Reply
from server.errors import UnknownThing
from server.runtime.coaching_port import CoachingStore
from server.security.seal import Seal
from tests.support.fakes_coaching import FakeCoachingStore
from tests.support.sessions import after, entries

ONE, TWO = SessionId("s_one"), SessionId("s_two")
EVA, BEN, LEO = PersonId("p_eva"), PersonId("p_ben"), PersonId("p_leo")
NOTE = Note(
    note_id="n_one",
    moment=Moment(ONE, 1_000, 9_000),
    kind=NoteKind.QUESTION,
    author=EVA,
    about=BEN,
    at_ms=50_000,
    text="¿Qué pasaba aquí?",
)
WISH = replace(
    NOTE, note_id="n_two", kind=NoteKind.WISH, author=BEN, moment=Moment(TWO, 5, 5_000), at_ms=60_000
)
ANSWER = Reply("a_one", BEN, 51_000, "Buscaba el controlador.")
CLIP = Clip("c_one", Moment(ONE, 1_000, 9_000), "Saludos", "Un buen comienzo", EVA, 70_000)


@pytest.fixture
async def store(database: Database | None) -> CoachingStore:
    if database is None:
        return FakeCoachingStore({ONE, TWO})
    seal, story = Seal(bytes(32)), entries()
    for session_id in (ONE, TWO):
        await SqlSessionLog(database, seal).append(session_id, story, after(session_id, story))
    return SqlCoachingStore(database, seal)


async def test_a_note_is_kept_whole_with_its_answers_in_order(store: CoachingStore) -> None:
    await store.put(NOTE)
    more = Reply("a_two", EVA, 52_000, "Gracias.")
    await store.reply("n_one", ANSWER)
    await store.reply("n_one", more)
    assert list(await store.notes(session_id=ONE)) == [replace(NOTE, replies=(ANSWER, more))]


async def test_notes_are_found_by_session_and_by_person_newest_first(store: CoachingStore) -> None:
    await store.put(NOTE)
    await store.put(WISH)
    assert [note.note_id for note in await store.notes()] == ["n_two", "n_one"]
    assert [note.note_id for note in await store.notes(session_id=TWO)] == ["n_two"]
    assert [note.note_id for note in await store.notes(person_id=EVA)] == ["n_two", "n_one"]
    assert [note.note_id for note in await store.notes(person_id=LEO)] == ["n_two"]


async def test_a_note_that_is_put_again_only_opens_and_closes(store: CoachingStore) -> None:
    await store.put(NOTE)
    await store.put(replace(NOTE, text="Something else", is_closed=True))
    assert list(await store.notes()) == [replace(NOTE, is_closed=True)]
    await store.put(NOTE)
    assert list(await store.notes()) == [NOTE]


async def test_clips_are_kept_and_taken_out_one_by_one(store: CoachingStore) -> None:
    later = replace(CLIP, clip_id="c_two", at_ms=80_000)
    await store.put(CLIP)
    await store.put(later)
    assert list(await store.clips()) == [later, CLIP]
    await store.remove(TWO, "c_one")
    assert list(await store.clips()) == [later, CLIP]
    await store.remove(ONE, "c_one")
    assert list(await store.clips()) == [later]


async def test_what_is_said_of_an_erased_session_goes_with_it(store: CoachingStore) -> None:
    await store.put(NOTE)
    await store.reply("n_one", ANSWER)
    await store.put(WISH)
    await store.put(CLIP)
    await store.remove(ONE)
    assert [note.note_id for note in await store.notes()] == ["n_two"]
    assert list(await store.clips()) == []


async def test_nothing_is_said_of_what_is_not_there(store: CoachingStore) -> None:
    with pytest.raises(UnknownThing):
        await store.reply("n_none", ANSWER)
    with pytest.raises(UnknownThing):
        await store.put(replace(CLIP, moment=Moment(SessionId("s_none"), 0, 5_000)))
