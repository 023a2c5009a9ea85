"""How fast records are found: `python -m tests.bench.search_bench [--sessions 100000] [--json FILE]`.

Fills SQLite and PostgreSQL with sessions as a help desk has them: a hundred agents in ten teams, words as
often as words are in real talk (by Zipf's law), a few rare modes and outcomes. Then searches through the
server's own catalogue, decrypting names as it does, and prints how long each search took.
"""

import argparse
import asyncio
import itertools
import random
import tempfile
import time
from array import array
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from sqlalchemy import text

from protocol.facts import EndedBy
from protocol.ids import PersonId, QueueId
from protocol.modes import Mode
from server.db.catalogue import SqlCatalogue
from server.db.catalogue_projection import MODE_BITS
from server.db.engine import Database, open_database
from server.desk.replay import Scope
from server.desk.word import blind, keys
from server.runtime.records_port import RecordSearch
from server.security.seal import Seal
from tests.bench.figures import Table, of
from tests.support.postgres import fresh_database, postgres

SESSIONS: Final = 100_000
VOCABULARY: Final = 4_000
WORDS_EACH: Final = 20
AGENTS: Final = 100
QUEUES: Final = 10
FIRST_MS: Final = 1_700_000_000_000
EVERY_MS: Final = 300_000
GOAL: Final = "≤ 200"
_INDEXES: Final = {
    "ix_session_word_number": "session_word (number)",
    "ix_record_person_number": "record_person (number)",
}
_COLUMNS: Final = {
    "session": "session_id, state, opened_at_ms, ended_at_ms, owner_id, customer_id, language, "
    "customer_name, reason, head_seq, head_hash, fence, wrapped_key",
    "record": "number, session_id, opened_at_ms, ended_at_ms, state, kind, door, queue_id, ended_by, modes, "
    "recorded, interrupted, held, projected",
    "record_person": "person_id, number, role, name",
    "session_word": 'word, number, "inner"',
}


class Town:
    """Everything that happened, made up once for both databases."""

    def __init__(self, sessions: int, seal: Seal) -> None:
        self.sessions = sessions
        self._seal = seal
        self._dice = random.Random(4)
        self.words = [self._word() for _ in range(VOCABULARY)]
        weights = [1 / (rank + 3) for rank in range(VOCABULARY)]
        self._sums = list(itertools.accumulate(weights))
        self._sealed: dict[int, tuple[bytes, bytes, bytes, list[bytes]]] = {}

    def session_rows(self) -> Iterator[tuple[Any, ...]]:
        """The table `session`."""
        for number in range(1, self.sessions + 1):
            key, name, reason, _ = self._kept(number)
            at_ms, ended_ms = self._times(number)
            yield (
                *(self.session_id(number), "ended", at_ms, ended_ms, "p_agent", f"c_{number:07d}", "en"),
                *(name, reason, 40, bytes(32), 0, key),
            )

    def record_rows(self) -> Iterator[tuple[Any, ...]]:
        """The table `record`."""
        modes = list(MODE_BITS.values())
        for number in range(1, self.sessions + 1):
            dice = random.Random(number)
            at_ms, ended_ms = self._times(number)
            bits = 1 | dice.choice([0, 0, 2, 4, 4, 4]) | (modes[3] if dice.random() < 0.005 else 0)
            end = "interrupted_too_long" if dice.random() < 0.01 else dice.choice(["customer", "staff"])
            queue = f"q_{dice.randrange(QUEUES):04d}"
            recorded = dice.random() < 0.4
            yield (
                *(
                    number,
                    self.session_id(number),
                    at_ms,
                    ended_ms,
                    "ended",
                    "help",
                    "page",
                    queue,
                    end,
                    bits,
                ),
                *(recorded, False, False, True),
            )

    def person_rows(self) -> Iterator[tuple[Any, ...]]:
        """The table `record_person`: the customer, an agent, and now and then an expert."""
        for number in range(1, self.sessions + 1):
            names = self._kept(number)[3]
            for (person_id, role), name in zip(self._people(number), names, strict=True):
                yield person_id, number, role, name

    def word_rows(self) -> Iterator[tuple[int, int, bool]]:
        """The table `session_word`, in the order of its key."""
        said: dict[str, array[int]] = {word: array("i") for word in self.words}
        dice = random.Random(5)
        for number in range(1, self.sessions + 1):
            for word in set(dice.choices(self.words, cum_weights=self._sums, k=WORDS_EACH)):
                said[word].append(number)
        by_key: dict[str, set[str]] = {}
        for word in self.words:
            for key in keys(word):
                by_key.setdefault(key, set()).add(word)
        blinded = sorted((blind(self._seal.word_secret, key), found) for key, found in by_key.items())
        for digest, found in blinded:
            for number in sorted(set(itertools.chain.from_iterable(said[word] for word in found))):
                yield digest, number, number % 5 == 0

    def session_id(self, number: int) -> str:
        return f"s_{number:020d}"

    def _people(self, number: int) -> list[tuple[str, str]]:
        dice = random.Random(-number)
        people = [(f"c_{number:07d}", "customer"), (f"p_{dice.randrange(AGENTS):04d}", "agent")]
        return [*people, ("p_expert", "expert")] if dice.random() < 0.1 else people

    def _kept(self, number: int) -> tuple[bytes, bytes, bytes, list[bytes]]:
        if number not in self._sealed:
            session_id = self.session_id(number)
            wrapped = self._seal.new_wrapped_key(session_id)
            key = self._seal.session_key(wrapped, session_id)
            names = [key.seal(b"Carmen", f"person_name|{person_id}") for person_id, _ in self._people(number)]
            self._sealed[number] = (
                wrapped,
                key.seal(b"Carmen", "customer_name"),
                key.seal(b"The mail does not open", "reason"),
                names,
            )
        return self._sealed[number]

    def _times(self, number: int) -> tuple[int, int]:
        at_ms = FIRST_MS + number * EVERY_MS
        return at_ms, at_ms + 60_000 * (number % 50)

    def _word(self) -> str:
        letters = "etaoinsrhldcumfpgwybvkxjqz"
        return "".join(self._dice.choices(letters, k=self._dice.randint(3, 11)))


def searches(town: Town) -> dict[str, RecordSearch]:
    """What is asked, by its name."""
    others = frozenset(QueueId(f"q_{number:04d}") for number in range(3, QUEUES))
    boss, agent = Scope(PersonId("p_boss"), is_wide=True, other_queues=others), PersonId("p_0007")
    now_ms = FIRST_MS + (town.sessions + 1) * EVERY_MS
    page = RecordSearch(boss, now_ms, hears_inner=True)
    mine = replace(page, scope=Scope(agent, is_wide=False))
    common, second, rare = town.words[0], town.words[1], town.words[-1]
    middle = FIRST_MS + town.sessions // 2 * EVERY_MS
    return {
        "newest page of three teams": page,
        "newest page of one's own": mine,
        "a page in the middle": replace(page, before=town.sessions // 2),
        "a common word": replace(page, text=common),
        "a rare word": replace(page, text=rare),
        "a word, as who hears no inner room": replace(page, text=common, hears_inner=False),
        "the beginning of a word": replace(page, text=town.words[5][:3]),
        "two common words": replace(page, text=f"{common} {second}"),
        "a common and a rare word": replace(page, text=f"{common} {rare}"),
        "two rare words": replace(page, text=f"{town.words[-2]} {rare}"),
        "a rare word of one's own": replace(mine, text=rare),
        "a word that nobody said": replace(page, text="zzzzzzzz"),
        "person and dates": replace(
            page, person_id=agent, since_ms=middle, until_ms=middle + 30 * 86_400_000
        ),
        "dates long ago": replace(page, since_ms=FIRST_MS, until_ms=FIRST_MS + 86_400_000),
        "mode and outcome, often": replace(page, mode=Mode.FULL_CONTROL, outcome=EndedBy.STAFF),
        "mode and outcome, rare": replace(page, mode=Mode.ADMIN, outcome=EndedBy.INTERRUPTED_TOO_LONG),
        "mode and outcome, never": replace(page, mode=Mode.DEMO, outcome=EndedBy.ABANDONED),
        "longer than any": replace(page, least_ms=86_400_000),
        "word, person, mode and dates": replace(
            page, text=second, person_id=agent, mode=Mode.FULL_CONTROL, since_ms=middle
        ),
    }


async def measure(table: Table, kind: str, url: str, town: Town, seal: Seal, rounds: int) -> None:
    """Fill this database, then ask everything."""
    async with open_database(url) as database:
        started = time.perf_counter()
        rows = await fill(database, town)
        print(f"{kind}: {rows:,} rows in {time.perf_counter() - started:.0f} s", flush=True)
        catalogue = SqlCatalogue(database, seal)
        for name, search in searches(town).items():
            took, found = [], 0
            for _ in range(rounds):
                began = time.perf_counter()
                found = len(await catalogue.search(search))
                took.append((time.perf_counter() - began) * 1000)
            table.add(of("search", kind, f"{name} ({found} found)", took, goal=GOAL))


async def fill(database: Database, town: Town) -> int:
    """Every table, as fast as it goes; how many rows."""
    count = 0
    async with database.writing() as connection:
        for name in _INDEXES:
            await connection.execute(text(f"DROP INDEX {name}"))
        made = (town.session_rows(), town.record_rows(), town.person_rows(), town.word_rows())
        raw = (await connection.get_raw_connection()).driver_connection
        for table, rows in zip(_COLUMNS, made, strict=True):
            for batch in batches(rows, 200_000):
                count += len(batch)
                await put(raw, connection.dialect.name, table, batch)
        for name, place in _INDEXES.items():
            await connection.execute(text(f"CREATE INDEX {name} ON {place}"))
    async with database.writing() as connection:
        await connection.execute(text("ANALYZE"))
    return count


async def put(raw: Any, dialect: str, table: str, batch: list[tuple[Any, ...]]) -> None:  # noqa: ANN401  a driver's
    """Rows, by the fastest way that the driver has."""
    columns = _COLUMNS[table]
    if dialect == "postgresql":
        names = [name.strip().strip('"') for name in columns.split(",")]
        await raw.copy_records_to_table(table, records=batch, columns=names, timeout=600)
        return
    marks = ", ".join("?" for _ in columns.split(","))
    await raw.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", batch)  # noqa: S608  our own names


def batches(rows: Iterable[tuple[Any, ...]], size: int) -> Iterator[list[tuple[Any, ...]]]:
    """Rows in lists of this size."""
    rest = iter(rows)
    while batch := list(itertools.islice(rest, size)):
        yield batch


@asynccontextmanager
async def databases(only: str | None) -> AsyncIterator[dict[str, str]]:
    """An empty database of each kind."""
    with tempfile.TemporaryDirectory() as folder:
        found = {"SQLite": f"sqlite+aiosqlite:///{Path(folder) / 'bench.db'}"}
        if only == "sqlite":
            yield found
            return
        with postgres() as server:
            here = {"PostgreSQL": await fresh_database(server.url)}
            yield here if only == "postgresql" else found | here


async def run(table: Table, sessions: int, rounds: int, only: str | None) -> None:
    """All of it."""
    seal = Seal(bytes(range(32)))
    town = Town(sessions, seal)
    async with databases(only) as found:
        for kind, url in found.items():
            await measure(table, kind, url, town, seal, rounds)


def main() -> None:
    """From the command line."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--sessions", type=int, default=SESSIONS)
    asked.add_argument("--rounds", type=int, default=20)
    asked.add_argument("--only", choices=["sqlite", "postgresql"])
    asked.add_argument("--json", type=Path)
    given = asked.parse_args()
    table = Table()
    asyncio.run(run(table, given.sessions, given.rounds, given.only))
    if given.json:
        given.json.write_text(table.json())


if __name__ == "__main__":
    main()
