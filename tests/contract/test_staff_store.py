"""What every `StaffStore` does: the fake, SQLite and PostgreSQL."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from protocol.ids import PersonId
from protocol.roles import Role
from server.db.engine import Database
from server.db.staff import SqlStaffStore
from server.errors import Conflict, LastAdmin, UnknownThing
from server.runtime.ports import Staff
from tests.support.fakes_stores import FakeStaffStore

ANDREA = Staff(PersonId("p_andrea"), "Andrea", "Andrea@Example.org", Role.AGENT, "es", "$argon2id$x")
ROSA = Staff(PersonId("p_rosa"), "Rosa", "rosa@example.org", Role.ADMIN, "en", "$argon2id$y", disabled=True)


@pytest.fixture
def store(database: Database | None) -> FakeStaffStore | SqlStaffStore:
    return FakeStaffStore() if database is None else SqlStaffStore(database)


Store = FakeStaffStore | SqlStaffStore


async def test_who_was_added_is_found_by_id_and_by_address_in_any_case(store: Store) -> None:
    await store.add(ANDREA)
    assert await store.by_id(ANDREA.person_id) == ANDREA
    assert await store.by_email("ANDREA@example.ORG") == ANDREA
    assert await store.by_email("other@example.org") is None
    assert await store.by_id(ROSA.person_id) is None


async def test_a_taken_address_is_refused_whatever_its_case(store: Store) -> None:
    await store.add(ANDREA)
    with pytest.raises(Conflict):
        await store.add(replace(ROSA, email="andrea@EXAMPLE.org"))
    assert await store.everyone() == [ANDREA]


async def test_there_is_an_admin_once_one_was_added(store: Store) -> None:
    await store.add(ANDREA)
    assert not await store.any_admin()
    await store.add(ROSA)
    assert await store.any_admin()


async def test_new_values_replace_the_old(store: Store) -> None:
    await store.add(ANDREA)
    await store.replace(replace(ANDREA, disabled=True, role=Role.SUPERVISOR))
    found = await store.by_id(ANDREA.person_id)
    assert found == replace(ANDREA, disabled=True, role=Role.SUPERVISOR)


async def test_nobody_who_is_not_there_is_replaced(store: Store) -> None:
    with pytest.raises(UnknownThing):
        await store.replace(ANDREA)


async def test_an_address_cannot_be_taken_from_a_colleague(store: Store) -> None:
    await store.add(ANDREA)
    await store.add(ROSA)
    with pytest.raises(Conflict):
        await store.replace(replace(ROSA, email=ANDREA.email))


@pytest.mark.parametrize("change", [{"disabled": True}, {"role": Role.AGENT}], ids=["disabled", "demoted"])
async def test_the_last_admin_stays_one(store: Store, change: dict[str, Any]) -> None:
    first, second = replace(ANDREA, role=Role.ADMIN), replace(ROSA, disabled=False)
    await store.add(first)
    await store.add(second)
    await store.replace(replace(second, **change))
    with pytest.raises(LastAdmin):
        await store.replace(replace(first, **change))
    assert await store.by_id(first.person_id) == first
    await store.replace(replace(first, name="Andrea R."))


async def test_of_two_admins_who_demote_each_other_at_once_one_stays(store: Store) -> None:
    pair = replace(ANDREA, role=Role.ADMIN), replace(ROSA, disabled=False)
    for one in pair:
        await store.add(one)
    answers = await asyncio.gather(
        *(store.replace(replace(one, role=Role.AGENT)) for one in pair), return_exceptions=True
    )
    assert sum(isinstance(answer, LastAdmin) for answer in answers) == 1
    assert sum(one.role is Role.ADMIN for one in await store.everyone()) == 1


async def test_everyone_comes_by_name(store: Store) -> None:
    await store.add(ROSA)
    await store.add(ANDREA)
    assert await store.everyone() == [ANDREA, ROSA]
