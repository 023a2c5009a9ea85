"""The migrations make the tables that the stores speak of, from nothing and from every earlier version."""

from typing import Final

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from protocol.ids import PersonId
from protocol.roles import Role
from server.db import catalogue_tables, coaching_tables, log_tables
from server.db.engine import Database, open_database
from server.db.staff import SqlStaffStore
from server.db.tables import METADATA
from server.runtime.ports import Staff
from tests.support.tampering import disarm

ADDED: Final = (catalogue_tables, coaching_tables, log_tables)
"""They add to METADATA."""

BO = Staff(PersonId("p_bo"), "Bo", "bo@example.org", Role.AGENT, "en", "$argon2id$x")


async def differences(database: Database) -> list[object]:
    """What the database has that the stores do not name, or the other way round.

    Constraints are left out: their names differ by database, and the stores' own suites prove what they say.
    """

    def compare(connection: Connection) -> list[object]:
        found = compare_metadata(MigrationContext.configure(connection), METADATA)
        return [one for one in found if one[0] not in {"remove_constraint", "add_constraint"}]

    async with database.reading() as connection:
        return await connection.run_sync(compare)


async def test_the_migrated_tables_are_the_ones_that_the_stores_name(real_database_url: str) -> None:
    async with open_database(real_database_url) as database:
        assert await differences(database) == []
        async with database.writing() as connection:
            await connection.execute(text("DROP TABLE inspection"))
        assert await differences(database) != []


async def test_an_installation_of_the_first_version_is_taken_further(real_database_url: str) -> None:
    async with open_database(real_database_url) as database:
        await SqlStaffStore(database).add(BO)
        await go_back_to_the_first(database)
    async with open_database(real_database_url) as database:
        assert await differences(database) == []
        assert await SqlStaffStore(database).everyone() == [BO]


async def go_back_to_the_first(database: Database) -> None:
    async with database.writing() as connection:
        coaching = ("coaching_reply", "coaching_note", "clip")
        catalogue = ("session_word", "record_tag", "record_person", "record")
        second = ("staff_team", "staff_skill", "queue", "team", "attachment", "inspection")
        await disarm(connection)
        for table in (*coaching, *catalogue, "inspection_rule", "checkpoint", *second):
            await connection.execute(text(f"DROP TABLE {table}"))
        await connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
