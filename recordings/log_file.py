"""`log.jsonl`: a session's log as it is sealed, with its checkpoints: its folder alone can be verified.

Each line is one canonical JSON value: an entry, or a checkpoint that covers all lines before it. Whatever
differs from the one spelling of what it says is no line.
"""

import json
import os
from base64 import b64decode, b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from recordings.chain import Record
from recordings.checkpoint import Signed, canonical, parse

NAME: Final = "log.jsonl"

Line: TypeAlias = Record | Signed


@dataclass(frozen=True, slots=True)
class Content:
    """What a file holds. `bad_line` is the first line that is none, and where reading ended; 0: all are.

    `unfinished` says that the last line was cut off: it is not among `lines`.
    """

    lines: tuple[Line, ...]
    bad_line: int = 0
    unfinished: bool = False


def to_line(line: Line) -> bytes:
    """One line, with its end."""
    if isinstance(line, Signed):
        said: dict[str, object] = {
            "checkpoint": json.loads(line.checkpoint.canonical()),
            "by": line.by.hex(),
            "signature": line.signature.hex(),
        }
    else:
        said = {
            "seq": line.seq,
            "at_ms": line.at_ms,
            "kind": line.kind,
            "sealed": b64encode(line.sealed).decode(),
            "prev_hash": line.prev_hash.hex(),
            "hash": line.hash.hex(),
        }
    return canonical(said) + b"\n"


def from_line(text: bytes) -> Line:
    """What one line, with its end, says.

    Raises:
        ValueError: it is none.
    """
    try:
        said = json.loads(text)
        line = _signed(said) if "checkpoint" in said else _record(said)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as wrong:
        raise ValueError("no line") from wrong
    if to_line(line) != text:
        raise ValueError("a line in another spelling")
    return line


def read(path: Path) -> Content:
    """Everything in the file, each line checked for its form; nothing is verified.

    Raises:
        OSError: it cannot be read.
    """
    *texts, rest = path.read_bytes().split(b"\n")
    lines: list[Line] = []
    for number, text in enumerate(texts, start=1):
        try:
            lines.append(from_line(text + b"\n"))
        except ValueError:
            return Content(tuple(lines), bad_line=number)
    return Content(tuple(lines), unfinished=bool(rest))


def append(path: Path, lines: Sequence[Line]) -> None:
    """Put these lines at the end, on disk. What a crash left of an unfinished line there is cut off first.

    Raises:
        OSError: the disk does not take them.
    """
    append_bytes(path, b"".join(map(to_line, lines)))


def append_bytes(path: Path, lines: bytes) -> None:
    """The same with lines that are bytes already, in any file of lines."""
    is_new = not path.exists()
    if is_new:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        file.truncate(_end_of_lines(path))
        file.seek(0, os.SEEK_END)
        file.write(lines)
        file.flush()
        os.fsync(file.fileno())
    if is_new:
        sync_folder(path.parent)
        sync_folder(path.parent.parent)


def sync_folder(folder: Path) -> None:
    """The names in it are on disk too; Windows has no such call for folders."""
    if os.name != "posix":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def in_order(records: Sequence[Record], checkpoints: Sequence[Signed]) -> Iterator[Line]:
    """Both in one: each checkpoint behind the last entry that it covers."""
    at = 0
    for signed in checkpoints:
        while at < len(records) and records[at].seq <= signed.checkpoint.log.seq:
            yield records[at]
            at += 1
        yield signed
    yield from records[at:]


def _end_of_lines(path: Path) -> int:
    with path.open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        while end > 0:
            start = max(0, end - 65_536)
            file.seek(start)
            found = file.read(end - start).rfind(b"\n")
            if found >= 0:
                return start + found + 1
            end = start
    return 0


def _signed(said: dict[str, str]) -> Signed:
    return Signed(
        parse(canonical(said["checkpoint"])), bytes.fromhex(said["by"]), bytes.fromhex(said["signature"])
    )


def _record(said: dict[str, str]) -> Record:
    return Record(
        seq=_number(said["seq"]),
        at_ms=_number(said["at_ms"]),
        kind=said["kind"],
        sealed=b64decode(said["sealed"], validate=True),
        prev_hash=bytes.fromhex(said["prev_hash"]),
        hash=bytes.fromhex(said["hash"]),
    )


def _number(value: object) -> int:
    if type(value) is not int:
        raise TypeError
    return value
