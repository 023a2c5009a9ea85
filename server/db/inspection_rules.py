"""What the organisation knows not to work, in its own order."""

from collections.abc import Sequence

from sqlalchemy import delete, insert, select

from server.db.engine import Database
from server.db.tables import INSPECTION_RULE
from server.desk.inspection import Rule


class SqlRuleStore:
    """`runtime.ports.RuleStore` on SQLite and PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def rules(self) -> tuple[Rule, ...]:
        """All of them, in order."""
        query = select(INSPECTION_RULE).order_by(INSPECTION_RULE.c.number)
        async with self._database.reading() as connection:
            found = (await connection.execute(query)).mappings()
            return tuple(Rule(row["name"], row["versions"], row["why"]) for row in found)

    async def replace_rules(self, rules: Sequence[Rule]) -> None:
        """These and no others from now on."""
        rows = [
            {"number": number, "name": rule.name, "versions": rule.versions, "why": rule.why}
            for number, rule in enumerate(rules)
        ]
        async with self._database.writing() as connection:
            await connection.execute(delete(INSPECTION_RULE))
            if rows:
                await connection.execute(insert(INSPECTION_RULE), rows)
