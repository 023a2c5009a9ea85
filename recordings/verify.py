"""Whether a session's folder holds what was written: its log, its checkpoints, its files. No secret needed.

What the folder alone cannot tell is whether it is an older copy of itself: the witness can.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from recordings import chain, log_file, walk
from recordings.chain import GENESIS, Head, Record
from recordings.checkpoint import Checkpoint, FileHead, Signed
from recordings.errors import ChainBroken, Damage, SegmentBroken
from recordings.index_file import index_bytes
from recordings.log_file import Line
from recordings.record_file import file_name, index_name, number_of
from recordings.witness import Seen


@dataclass(frozen=True, slots=True)
class Expected:
    """What whoever verifies knows from elsewhere.

    Attributes:
        public_key: Who signs, 32 bytes; None: whoever signed the first checkpoint.
        seen: What the witness says, by session.
        is_sealed: The session is over: the last line is a final checkpoint, and it covers everything.
        has_files: All of the recording's files lie in the folder. Where they were erased, or moved to another
            store, those that are there are looked at.
    """

    public_key: bytes | None = None
    seen: Mapping[str, Sequence[Seen]] = field(default_factory=dict[str, Sequence[Seen]])
    is_sealed: bool = True
    has_files: bool = True


@dataclass(slots=True)
class Report:
    """What was looked at, and what was found. `findings` names the first bad record of each place.

    `uncovered` entries follow the last checkpoint: only the chain vouches for them so far.
    """

    session_id: str = ""
    entries: int = 0
    checkpoints: int = 0
    files: int = 0
    records: int = 0
    uncovered: int = 0
    signed_by: bytes = b""
    findings: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether everything is as it was written."""
        return not self.findings


def verify(folder: Path, expected: Expected | None = None) -> Report:
    """Check everything that a session's folder holds.

    Raises:
        OSError: something there cannot be read.
    """
    expected = expected or Expected()
    path = folder / log_file.NAME
    if not path.exists():
        return Report(findings=[f"{log_file.NAME} is missing from {folder}."])
    content = log_file.read(path)
    report = verify_lines(content.lines, expected)
    if content.bad_line:
        report.findings.insert(0, f"Line {content.bad_line} of {log_file.NAME} was changed.")
    elif content.unfinished and expected.is_sealed:
        report.findings.append(f"The last line of {log_file.NAME} was cut off.")
    if report.session_id != folder.name and folder.name.startswith("s_"):
        report.findings.append(f"This is the log of session {report.session_id}, not of {folder.name}.")
    made = [line.checkpoint for line in content.lines if isinstance(line, Signed)]
    _verify_files(folder, made, expected, report)
    return report


def verify_lines(lines: Iterable[Line], expected: Expected) -> Report:
    """Check entries and checkpoints in the order in which they were found."""
    lines = list(lines)
    records = [line for line in lines if isinstance(line, Record)]
    signed = [line for line in lines if isinstance(line, Signed)]
    report = Report(entries=len(records), checkpoints=len(signed))
    if not signed:
        report.findings.append("There is no checkpoint: nothing says what this log should be.")
        return report
    report.session_id, report.signed_by = signed[0].checkpoint.session_id, expected.public_key or signed[0].by
    try:
        chain.verify(report.session_id, records, _head(records))
    except ChainBroken as broken:
        report.findings.append(f"Entry {broken.seq} {broken.damage}.")
    report.uncovered = max(0, len(records) - signed[-1].checkpoint.log.seq)
    finding = _first_wrong(lines, report.session_id, report.signed_by)
    if finding is None and expected.is_sealed and not _is_sealed(lines):
        finding = "There is no final checkpoint: the session still runs, or the end of its log was cut off."
    if finding is None:
        finding = _contradiction(signed, expected.seen.get(report.session_id, ()))
    if finding is not None:
        report.findings.append(finding)
    return report


def moment(at_ms: int) -> str:
    """A time as people read it, in UTC."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _head(records: Sequence[Record]) -> Head:
    return Head(len(records), records[-1].hash if records else GENESIS)


def _is_sealed(lines: Sequence[Line]) -> bool:
    last = lines[-1]
    return isinstance(last, Signed) and last.checkpoint.final


def _first_wrong(lines: Sequence[Line], session_id: str, public_key: bytes) -> str | None:
    """The first checkpoint that is not as it was written."""
    numbers = [line.checkpoint.number for line in lines if isinstance(line, Signed)]
    head, before, count = Head(0, GENESIS), None, 0
    for line in lines:
        if isinstance(line, Record):
            head = Head(line.seq, line.hash)
            continue
        count += 1
        made = line.checkpoint
        wrong = _wrong(line, session_id, public_key, before)
        if wrong is None and made.log != head:
            wrong = f"does not fit to entry {head.seq}, behind which it stands"
        if made.number != count:
            wrong = str(_displaced(made.number, count, numbers))
            return f"Checkpoint {min(count, made.number)} {wrong}."
        if wrong is not None:
            return f"Checkpoint {count} {wrong}."
        before = made
    return None


def _displaced(found: int, expected: int, numbers: Sequence[int]) -> Damage:
    if numbers.count(found) > 1:
        return Damage.DOUBLED
    return Damage.MOVED if expected in numbers else Damage.DROPPED


def _wrong(line: Signed, session_id: str, public_key: bytes, before: Checkpoint | None) -> str | None:
    """What is wrong with a checkpoint by itself, and with what it continues."""
    made = line.checkpoint
    if line.by != public_key:
        return "was signed with another key"
    if not line.is_genuine():
        return str(Damage.CHANGED)
    if made.session_id != session_id:
        return "is one of another session"
    if made.prev != (before.hash if before else GENESIS):
        return "does not continue the one before"
    known = before.files if before else {}
    if any(number not in made.files or made.files[number][0] < head[0] for number, head in known.items()):
        return "lacks a record that an earlier one has"
    return None


def _contradiction(signed: Sequence[Signed], seen: Sequence[Seen]) -> str | None:
    """Where the witness saw something else."""
    there = {one.checkpoint.number: one.checkpoint for one in signed}
    for one in seen:
        found = there.get(one.number)
        if found is None:
            return (
                f"An older copy lies here: the witness saw checkpoint {one.number} of {moment(one.at_ms)} "
                f"with {one.log_seq} entries, and this copy ends with checkpoint {max(there)}."
            )
        if found.hash != one.hash:
            return f"Checkpoint {one.number} is not the one that the witness saw."
    return None


def _verify_files(folder: Path, made: Sequence[Checkpoint], expected: Expected, report: Report) -> None:
    known = made[-1].files if made else {}
    there = {number for path in folder.iterdir() if (number := number_of(path.name)) is not None}
    for number in sorted(known.keys() | there):
        name = file_name(number)
        if number not in there:
            if expected.has_files:
                report.findings.append(f"{name} is missing.")
        elif number not in known and expected.is_sealed:
            report.findings.append(f"{name} was added: no checkpoint knows of it.")
        else:
            wanted = [one.files[number] for one in made if number in one.files]
            _verify_file(folder, number, wanted, expected, report)


def _verify_file(
    folder: Path, number: int, wanted: list[FileHead], expected: Expected, report: Report
) -> None:
    name = file_name(number)
    report.files += 1
    try:
        walked = walk.walk(folder / name)
        report.records += len(walked.hashes) - 1
        if walked.session_id != report.session_id:
            report.findings.append(f"{name} is one of another session.")
            return
        walk.check(walked, wanted, is_sealed=expected.is_sealed)
    except SegmentBroken as broken:
        place = f"Record {broken.seq}" if broken.seq else "The header"
        report.findings.append(f"{place} of {broken.name} {broken.damage}.")
        return
    index = folder / index_name(number)
    if index.exists() and index.read_bytes() != index_bytes(walked.heads):
        report.findings.append(f"{index.name} was changed; without it, {name} is read all the same.")
