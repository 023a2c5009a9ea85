"""Whether every session is what was written: in the database, in its copy, and as the witness saw it."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from protocol.ids import SessionId
from recordings import log_file, witness
from recordings.chain import verify as verify_chain
from recordings.errors import ChainBroken
from recordings.verify import Expected, Report, verify, verify_lines
from recordings.witness import Seen
from server.db.checkpoints import SqlCheckpointStore
from server.db.engine import Database
from server.db.tables import SESSION
from server.errors import LogDamaged, UnknownThing
from server.runtime.log_ports import Standing


@dataclass(frozen=True, slots=True)
class Verifier:
    """Reads only, and works beside a running server. Waits for the disk: for a command, not for the server.

    Attributes:
        database: Where the logs are.
        recordings: Where each session has its folder.
        key_folder: Where the witness is.
        public_key: Who signs here.
        is_remote: Recordings are moved to another store once their session is over.
        kept_since_ms: Of sessions that ended before, recordings are removed: their time is over.
    """

    database: Database
    recordings: Path
    key_folder: Path
    public_key: bytes
    is_remote: bool = False
    kept_since_ms: int = 0

    async def one(self, session_id: SessionId) -> Report:
        """Check one session.

        Raises:
            UnknownThing: neither the database nor the witness knows of it.
            NotReady: the database does not answer.
        """
        seen = self._witness()
        try:
            return await self._verify(session_id, seen)
        except UnknownThing:
            if session_id not in seen:
                raise
            return _gone(seen[session_id][-1])

    async def every(self) -> AsyncIterator[Report]:
        """Check all of them, and that none is gone.

        Raises:
            NotReady: the database does not answer.
        """
        seen = self._witness()
        async with self.database.reading() as connection:
            found = await connection.execute(select(SESSION.c.session_id).order_by(SESSION.c.opened_at_ms))
            known = [SessionId(one) for one in found.scalars()]
        for session_id in known:
            yield await self._verify(session_id, seen)
        for gone in sorted(seen.keys() - set(known)):
            yield _gone(seen[gone][-1])

    def _witness(self) -> Mapping[str, Sequence[Seen]]:
        statement = witness.read(self.key_folder / witness.NAME)
        if statement.bad_line:
            raise LogDamaged(f"Line {statement.bad_line} of the witness was changed. Keep it as it is.")
        return statement.seen

    async def _verify(self, session_id: SessionId, seen: Mapping[str, Sequence[Seen]]) -> Report:
        store = SqlCheckpointStore(self.database)
        try:
            standing = await store.standing(session_id)
            records, made = await store.kept(session_id)
        except LogDamaged as damaged:
            return Report(session_id, findings=[str(damaged)])
        expected = Expected(
            self.public_key,
            seen,
            is_sealed=standing.is_ended and standing.is_covered,
            has_files=not (standing.is_erased or await self._is_elsewhere(session_id)),
        )
        if not made and session_id not in seen:  # from before there were checkpoints, or from a moment ago
            report = Report(session_id, entries=len(records), uncovered=len(records))
        else:
            report = verify_lines(log_file.in_order(records, made), expected)
        report.session_id = session_id
        try:
            verify_chain(session_id, records, standing.head)
        except ChainBroken as broken:
            sentence = f"Entry {broken.seq} {broken.damage}."
            report.findings += [sentence] if sentence not in report.findings else []
        self._verify_copy(standing, expected, report)
        return report

    async def _is_elsewhere(self, session_id: SessionId) -> bool:
        """Whether the recording of a session that is over lies in another store, or was removed in time."""
        query = select(SESSION.c.ended_at_ms).where(SESSION.c.session_id == session_id)
        async with self.database.reading() as connection:
            ended_at_ms = (await connection.execute(query)).scalar()
        return ended_at_ms is not None and (self.is_remote or ended_at_ms < self.kept_since_ms)

    def _verify_copy(self, standing: Standing, expected: Expected, report: Report) -> None:
        folder = self.recordings / standing.session_id
        if not (folder / log_file.NAME).exists():
            if standing.newest is not None and expected.has_files:
                report.findings.append(f"{log_file.NAME} is missing from {folder}.")
            return
        copy = verify(folder, expected)
        report.files, report.records = copy.files, copy.records
        report.findings += [f"In {folder}: {finding}" for finding in copy.findings]


def _gone(seen: Seen) -> Report:
    finding = f"The whole session is missing: the witness saw {seen.log_seq} entries of it."
    return Report(seen.session_id, findings=[finding])
