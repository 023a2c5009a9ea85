"""What every `PeopleStore` does: the fake, SQLite and PostgreSQL."""

import asyncio
from dataclasses import replace

import pytest

from protocol.ids import PersonId, QueueId, TeamId
from protocol.roles import Role
from server.db.engine import Database
from server.db.people import SqlPeopleStore
from server.db.staff import SqlStaffStore
from server.desk.directory import DEFAULT_QUEUE, Colleague, Queue, Team
from server.errors import Conflict, UnknownThing
from server.runtime.ports import Belonging, PeopleStore, Staff
from tests.support.fakes_people import FakePeopleStore
from tests.support.fakes_stores import FakeStaffStore

BO = Staff(PersonId("p_bo"), "Bo", "bo@example.org", Role.AGENT, "en", "$argon2id$x")
CY = Staff(PersonId("p_cy"), "Cy", "cy@example.org", Role.EXPERT, "es", "$argon2id$y", disabled=True)
PAY, NET = Team(TeamId("t_pay"), "Payroll"), Team(TeamId("t_net"), "Networks")
DESK = Queue(QueueId("q_pay"), "Payslips", PAY.team_id)
BOTH = Belonging(frozenset({PAY.team_id, NET.team_id}), frozenset({"Excel", "SAP"}))


@pytest.fixture
async def store(database: Database | None) -> PeopleStore:
    if database is None:
        staff = FakeStaffStore()
        store: PeopleStore = FakePeopleStore(staff)
    else:
        staff = SqlStaffStore(database)  # type: ignore[assignment]  # because either will do
        store = SqlPeopleStore(database, "Everyone's")
    for one in (BO, CY):
        await staff.add(one)
    return store


async def test_the_default_queue_is_everyones_and_always_there(store: PeopleStore) -> None:
    assert (await store.directory()).queues == {DEFAULT_QUEUE: Queue(DEFAULT_QUEUE, "Everyone's")}
    await store.put(Queue(DEFAULT_QUEUE, "All of us"))
    assert (await store.directory()).queues == {DEFAULT_QUEUE: Queue(DEFAULT_QUEUE, "All of us")}


async def test_a_directory_holds_what_was_put_and_everyone_who_is_not_disabled(store: PeopleStore) -> None:
    for thing in (PAY, NET, DESK):
        await store.put(thing)
    await store.belong(BO.person_id, BOTH)
    found = await store.directory()
    assert found.teams == {PAY.team_id: PAY, NET.team_id: NET}
    assert found.queues[DESK.queue_id] == DESK
    assert found.people == {
        BO.person_id: Colleague(BO.person_id, "Bo", Role.AGENT, "en", BOTH.teams, BOTH.skills)
    }


async def test_what_somebody_belongs_to_is_known_while_they_are_disabled(store: PeopleStore) -> None:
    await store.put(PAY)
    assert await store.belongings() == {}
    await store.belong(CY.person_id, Belonging(frozenset({PAY.team_id})))
    assert await store.belongings() == {CY.person_id: Belonging(frozenset({PAY.team_id}))}
    await store.belong(CY.person_id, Belonging())
    assert await store.belongings() == {}


async def test_of_skills_that_differ_in_case_one_is_kept(store: PeopleStore) -> None:
    await store.belong(BO.person_id, Belonging(skills=frozenset({"sap", "SAP", "Straße", "STRASSE"})))
    kept = (await store.belongings())[BO.person_id].skills
    assert {skill.casefold() for skill in kept} == {"sap", "strasse"}
    assert len(kept) == 2


@pytest.mark.parametrize(
    ("person_id", "team_id"),
    [(PersonId("p_nobody"), PAY.team_id), (BO.person_id, NET.team_id)],
    ids=["no such person", "no such team"],
)
async def test_belonging_to_nothing_that_exists_changes_nothing(
    store: PeopleStore, person_id: PersonId, team_id: TeamId
) -> None:
    await store.put(PAY)
    before = Belonging(frozenset({PAY.team_id}), frozenset({"SAP"}))
    await store.belong(BO.person_id, before)
    with pytest.raises(UnknownThing):
        await store.belong(person_id, Belonging(frozenset({team_id})))
    assert await store.belongings() == {BO.person_id: before}


async def test_a_name_is_taken_whatever_its_case(store: PeopleStore) -> None:
    await store.put(PAY)
    await store.put(Queue(DESK.queue_id, "Payslips"))
    with pytest.raises(Conflict):
        await store.put(Team(NET.team_id, "PAYROLL"))
    with pytest.raises(Conflict):
        await store.put(Queue(QueueId("q_two"), "paySLIPS"))
    with pytest.raises(Conflict):
        await store.put(Queue(QueueId("q_two"), "EVERYONE'S"))
    await store.put(Queue(QueueId("q_two"), "Payroll"))
    await store.put(replace(PAY, name="payroll"))
    assert (await store.directory()).teams == {PAY.team_id: replace(PAY, name="payroll")}


async def test_a_queue_of_a_team_that_is_not_there_is_refused(store: PeopleStore) -> None:
    with pytest.raises(UnknownThing):
        await store.put(DESK)
    assert list((await store.directory()).queues) == [DEFAULT_QUEUE]


async def test_a_removed_team_leaves_its_queues_to_everyone(store: PeopleStore) -> None:
    for thing in (PAY, NET, DESK):
        await store.put(thing)
    await store.belong(BO.person_id, BOTH)
    await store.remove(PAY)
    found = await store.directory()
    assert found.teams == {NET.team_id: NET}
    assert found.queues[DESK.queue_id] == replace(DESK, team_id=None)
    assert found.people[BO.person_id].teams == {NET.team_id}


@pytest.mark.parametrize("thing", [PAY, DESK], ids=["team", "queue"])
async def test_what_was_removed_cannot_be_removed_again(store: PeopleStore, thing: Team | Queue) -> None:
    await store.put(PAY)
    await store.put(DESK)
    await store.remove(thing)
    with pytest.raises(UnknownThing):
        await store.remove(thing)


async def test_of_two_who_take_a_name_at_once_one_has_it(store: PeopleStore) -> None:
    answers = await asyncio.gather(
        store.put(PAY), store.put(replace(NET, name="Payroll")), return_exceptions=True
    )
    assert sum(isinstance(answer, Conflict) for answer in answers) == 1
    assert [team.name for team in (await store.directory()).teams.values()] == ["Payroll"]
