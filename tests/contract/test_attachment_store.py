"""What every `AttachmentStore` and `InspectionStore` does: the fakes, SQLite and PostgreSQL, on a disk."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from protocol.chat import AttachmentId, Room
from protocol.ids import PersonId, SessionId
from protocol.inspection import Row, Section, Topic
from server.db.attachments import SqlAttachmentStore
from server.db.engine import Database, open_database
from server.db.inspections import SqlInspectionStore
from server.db.sealed_file import RECORD_BYTES
from server.db.session_log import SqlSessionLog
from server.errors import NotReady, SealBroken, TooMuchKept, UnknownThing
from server.runtime.ports import AttachmentStore, Inspection, InspectionStore, Kept
from server.security.seal import Seal
from tests.support.fakes_people import FakeAttachmentStore, FakeInspectionStore
from tests.support.sessions import after, entries

ONE, TWO, NONE = SessionId("s_one"), SessionId("s_two"), SessionId("s_none")
PHOTO = Kept(
    attachment_id=AttachmentId("a_one"),
    session_id=ONE,
    room=Room.CUSTOMER,
    name="Impresora de Ñuria.png",
    media_type="image/png",
    size_bytes=0,
    uploaded_by=PersonId("c_ana"),
    at_ms=1_000,
)
SMALL = b"\x89PNG and so on"


@dataclass
class Stores:
    attachments: AttachmentStore
    inspections: InspectionStore


async def pieces_of(*pieces: bytes) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


async def all_of(store: AttachmentStore, kept: Kept) -> bytes:
    return b"".join([piece async for piece in store.get(kept)])


async def open_sessions(database: Database) -> Seal:
    seal = Seal(bytes(32))
    story = entries()
    for session_id in (ONE, TWO):
        await SqlSessionLog(database, seal).append(session_id, story, after(session_id, story))
    return seal


@pytest.fixture
async def stores(database: Database | None, tmp_path: Path) -> Stores:
    if database is None:
        known = {ONE, TWO}
        return Stores(FakeAttachmentStore(known, 10 * RECORD_BYTES), FakeInspectionStore(known))
    seal = await open_sessions(database)
    attachments = SqlAttachmentStore(database, seal, tmp_path / "attachments", 10 * RECORD_BYTES)
    return Stores(attachments, SqlInspectionStore(database, seal))


@pytest.mark.parametrize(
    "pieces",
    [
        [],
        [b"a"],
        [b"a" * RECORD_BYTES],
        [b"a" * (RECORD_BYTES - 1), b"bc", b"", b"d" * 3 * RECORD_BYTES],
        [b"a" * RECORD_BYTES, b"b" * RECORD_BYTES],
    ],
    ids=["nothing", "one byte", "one record", "uneven pieces", "two records"],
)
async def test_what_was_put_is_got_with_its_true_size_t7(stores: Stores, pieces: list[bytes]) -> None:
    kept = await stores.attachments.put(replace(PHOTO, size_bytes=7), pieces_of(*pieces))
    assert kept == replace(PHOTO, size_bytes=sum(map(len, pieces)))
    assert await stores.attachments.meta(ONE, PHOTO.attachment_id) == kept
    assert await all_of(stores.attachments, kept) == b"".join(pieces)


async def test_another_session_has_no_such_attachment_t7(stores: Stores) -> None:
    await stores.attachments.put(PHOTO, pieces_of(SMALL))
    assert await stores.attachments.meta(TWO, PHOTO.attachment_id) is None
    assert await stores.attachments.meta(ONE, AttachmentId("a_two")) is None


async def test_a_session_that_is_not_there_keeps_nothing(stores: Stores) -> None:
    with pytest.raises(UnknownThing):
        await stores.attachments.put(replace(PHOTO, session_id=NONE), pieces_of(SMALL))


async def test_an_upload_that_breaks_off_leaves_nothing(stores: Stores) -> None:
    async def breaks_off() -> AsyncIterator[bytes]:
        yield b"a" * 2 * RECORD_BYTES
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await stores.attachments.put(PHOTO, breaks_off())
    assert await stores.attachments.meta(ONE, PHOTO.attachment_id) is None
    await stores.attachments.put(PHOTO, pieces_of(SMALL))


async def test_all_of_a_session_have_one_limit(stores: Stores) -> None:
    for number in range(2):
        another = replace(PHOTO, attachment_id=AttachmentId(f"a_big{number}"))
        await stores.attachments.put(another, pieces_of(b"a" * 5 * RECORD_BYTES))
    with pytest.raises(TooMuchKept):
        await stores.attachments.put(PHOTO, pieces_of(b"a"))
    assert await stores.attachments.meta(ONE, PHOTO.attachment_id) is None
    await stores.attachments.put(replace(PHOTO, session_id=TWO), pieces_of(b"a"))


async def test_erasing_takes_one_sessions_attachments_alone(stores: Stores) -> None:
    mine = await stores.attachments.put(PHOTO, pieces_of(SMALL))
    other = replace(PHOTO, session_id=TWO, attachment_id=AttachmentId("a_two"))
    other = await stores.attachments.put(other, pieces_of(SMALL))
    await stores.attachments.erase(ONE)
    assert await stores.attachments.meta(ONE, mine.attachment_id) is None
    with pytest.raises(UnknownThing):
        await all_of(stores.attachments, mine)
    assert await all_of(stores.attachments, other) == SMALL


async def test_the_newest_inspection_of_a_session_is_kept_j6(stores: Stores) -> None:
    section = Section(topic=Topic.SYSTEM, rows=(Row(cells=("os", "Debian 12")),), total=1)
    assert await stores.inspections.get_inspection(ONE) is None
    await stores.inspections.put_inspection(ONE, Inspection(1, ()))
    await stores.inspections.put_inspection(ONE, Inspection(2, (section,)))
    assert await stores.inspections.get_inspection(ONE) == Inspection(2, (section,))
    assert await stores.inspections.get_inspection(TWO) is None
    with pytest.raises(UnknownThing):
        await stores.inspections.put_inspection(NONE, Inspection(1, ()))


# What a real disk adds


@pytest.fixture
async def sqlite(tmp_path: Path) -> AsyncIterator[tuple[Database, SqlAttachmentStore, Path]]:
    async with open_database(f"sqlite+aiosqlite:///{tmp_path / 'auxilio.db'}") as database:
        seal, folder = await open_sessions(database), tmp_path / "attachments"
        yield database, SqlAttachmentStore(database, seal, folder), folder


Sqlite = tuple[Database, SqlAttachmentStore, Path]


async def test_bytes_and_names_stand_nowhere_in_the_clear_t7(sqlite: Sqlite, tmp_path: Path) -> None:
    _, store, folder = sqlite
    await store.put(PHOTO, pieces_of(b"canary " * 1000))
    assert [path.name for path in folder.iterdir()] == [PHOTO.attachment_id]
    stored = await asyncio.to_thread(lambda: [p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()])
    assert b"a_one" in b"".join(stored)
    assert not [one for one in stored if b"canary" in one or "Ñuria".encode() in one]


@pytest.mark.parametrize("how", ["flipped", "cut", "emptied", "doubled", "swapped"])
async def test_a_changed_file_is_not_believed_t7(sqlite: Sqlite, how: str) -> None:
    _, store, folder = sqlite
    kept = await store.put(PHOTO, pieces_of(b"a" * 2 * RECORD_BYTES, b"b" * 2 * RECORD_BYTES))
    path, record = folder / kept.attachment_id, RECORD_BYTES + 28
    sealed = path.read_bytes()
    assert len(sealed) == 4 * record
    changed = {
        "flipped": sealed[:99] + bytes([sealed[99] ^ 1]) + sealed[100:],
        "cut": sealed[: 3 * record],
        "emptied": b"",
        "doubled": sealed + sealed[-record:],
        "swapped": sealed[record : 2 * record] + sealed[:record] + sealed[2 * record :],
    }
    path.write_bytes(changed[how])
    with pytest.raises(SealBroken):
        await all_of(store, kept)


async def test_one_file_does_not_pass_for_another_t7(sqlite: Sqlite) -> None:
    _, store, folder = sqlite
    mine = await store.put(PHOTO, pieces_of(SMALL))
    other = await store.put(replace(PHOTO, attachment_id=AttachmentId("a_two")), pieces_of(b"x"))
    shutil.copy(folder / other.attachment_id, folder / mine.attachment_id)
    with pytest.raises(SealBroken):
        await all_of(store, mine)


async def test_an_erased_session_opens_no_attachment(sqlite: Sqlite) -> None:
    database, store, _ = sqlite
    kept = await store.put(PHOTO, pieces_of(SMALL))
    await SqlSessionLog(database, Seal(bytes(32))).erase(ONE)
    with pytest.raises(UnknownThing):
        await all_of(store, kept)
    with pytest.raises(UnknownThing):
        await store.put(replace(PHOTO, attachment_id=AttachmentId("a_two")), pieces_of(SMALL))


async def test_what_a_kill_left_behind_is_removed_and_nothing_else(sqlite: Sqlite) -> None:
    _, store, folder = sqlite
    assert await store.tidy() == 0
    kept = await store.put(PHOTO, pieces_of(SMALL))
    (folder / "a_gone").write_bytes(b"no row")
    (folder / "a_two.half").write_bytes(b"half")
    assert await store.tidy() == 2
    assert await all_of(store, kept) == SMALL


async def test_a_disk_that_does_not_take_it_is_said_and_nothing_is_kept(sqlite: Sqlite) -> None:
    _, store, folder = sqlite
    folder.write_text("a file where the folder should be")
    with pytest.raises(NotReady):
        await store.put(PHOTO, pieces_of(SMALL))
    assert await store.meta(ONE, PHOTO.attachment_id) is None
