"""What every `PassStore` does: the fake, SQLite and PostgreSQL."""

import asyncio

import pytest

from protocol.ids import PeerId, PersonId, SessionId
from protocol.link_messages import PeerKind
from protocol.roles import Role
from server.db.engine import Database, open_database
from server.db.passes import SqlPassStore
from server.runtime.ports import Pass, PassStore
from tests.support.fakes_stores import FakePassStore

FULL = Pass(
    purpose="ticket",
    expires_at_ms=2_000,
    person_id=PersonId("p_andrea"),
    session_id=SessionId("s_one"),
    peer_id=PeerId("r_one"),
    kind=PeerKind.CONSOLE,
    role=Role.AGENT,
    csrf="csrf-token",
)
A, B, C = b"a" * 32, b"b" * 32, b"c" * 32


@pytest.fixture
def store(database: Database | None) -> PassStore:
    return FakePassStore() if database is None else SqlPassStore(database)


async def test_a_pass_is_seen_as_it_was_put(store: PassStore) -> None:
    await store.put(A, FULL)
    await store.put(B, Pass("sign_in", 2_000))
    assert await store.peek(A, "ticket", 1_000) == FULL
    assert await store.peek(B, "sign_in", 1_000) == Pass("sign_in", 2_000)


@pytest.mark.parametrize(
    ("digest", "purpose", "at_ms"),
    [(B, "ticket", 1_000), (A, "resume", 1_000), (A, "ticket", 2_000), (b"", "ticket", 1_000)],
    ids=["another secret", "another purpose", "too late", "no secret"],
)
async def test_a_pass_fits_its_secret_purpose_and_time_only(
    store: PassStore, digest: bytes, purpose: str, at_ms: int
) -> None:
    await store.put(A, FULL)
    assert await store.peek(digest, purpose, at_ms) is None
    assert await store.take(digest, purpose, at_ms) is None
    assert await store.take(A, "ticket", 1_999) == FULL


async def test_of_many_who_take_at_once_one_gets_it(store: PassStore) -> None:
    await store.put(A, FULL)
    got = await asyncio.gather(*(store.take(A, "ticket", 1_000) for _ in range(12)))
    assert [found for found in got if found is not None] == [FULL]
    assert await store.peek(A, "ticket", 1_000) is None


async def test_a_session_has_one_code_the_newest(store: PassStore) -> None:
    older = Pass("code", 9_000, session_id=SessionId("s_one"))
    other = Pass("code", 9_000, session_id=SessionId("s_two"))
    await store.put(A, older)
    await store.put(B, other)
    await store.put(C, older)
    assert await store.peek(A, "code", 1_000) is None
    assert await store.peek(B, "code", 1_000) == other
    assert await store.peek(C, "code", 1_000) == older


async def test_codes_without_a_session_stand_beside_each_other(store: PassStore) -> None:
    phone = Pass("code", 9_000, person_id=PersonId("p_andrea"), kind=PeerKind.PAGE)
    await store.put(A, phone)
    await store.put(B, phone)
    assert await store.peek(A, "code", 1_000) == phone


async def test_dropping_a_person_voids_all_of_theirs_and_nobody_elses(store: PassStore) -> None:
    await store.put(A, FULL)
    await store.put(B, Pass("sign_in", 9_000, person_id=FULL.person_id))
    await store.put(C, Pass("sign_in", 9_000, person_id=PersonId("p_rosa")))
    await store.drop_person(PersonId("p_andrea"))
    assert [
        await store.peek(d, p, 1_000) is None for d, p in [(A, "ticket"), (B, "sign_in"), (C, "sign_in")]
    ] == [
        True,
        True,
        False,
    ]


async def test_sweeping_removes_what_has_expired_and_says_how_many(store: PassStore) -> None:
    await store.put(A, FULL)
    await store.put(B, Pass("sign_in", 9_000))
    assert await store.sweep(2_000) == 1
    assert await store.sweep(2_000) == 0
    assert await store.peek(B, "sign_in", 2_000) is not None


async def test_passes_survive_a_restart(real_database_url: str) -> None:
    async with open_database(real_database_url) as database:
        await SqlPassStore(database).put(A, FULL)
    async with open_database(real_database_url) as database:
        assert await SqlPassStore(database).take(A, "ticket", 1_000) == FULL
