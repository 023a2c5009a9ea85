"""Settings that the installation itself remembers."""

from sqlalchemy import insert, select, update

from server.db.engine import Database
from server.db.tables import SETTING


class SqlValues:
    """Texts by name, such as the organisation's name that the first administrator gave."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, name: str) -> str | None:
        """The text, or None when it was never set."""
        async with self._database.reading() as connection:
            return (await connection.execute(select(SETTING.c.value).where(SETTING.c.name == name))).scalar()

    async def set(self, name: str, value: str) -> None:
        """Remember the text from now on."""
        async with self._database.writing() as connection:
            done = await connection.execute(
                update(SETTING)
                .where(SETTING.c.name == name)
                .values(value=value, version=SETTING.c.version + 1)
            )
            if done.rowcount == 0:
                await connection.execute(insert(SETTING).values(name=name, value=value, version=1))
