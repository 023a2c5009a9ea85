"""The witness: a line for each checkpoint, kept beside the keys, so that an older copy put back is found."""

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from recordings.checkpoint import Checkpoint, canonical
from recordings.log_file import append_bytes, sync_folder

NAME: Final = "witness.jsonl"


@dataclass(frozen=True, slots=True)
class Seen:
    """What the witness says of one checkpoint."""

    session_id: str
    number: int
    at_ms: int
    log_seq: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Statement:
    """Everything that the witness says, each session's in order. `bad_line` 0: every line could be read."""

    seen: Mapping[str, Sequence[Seen]]
    bad_line: int = 0


def tell(path: Path, checkpoint: Checkpoint) -> None:
    """Let the witness know of a checkpoint, on disk. Raises OSError."""
    line = Seen(
        checkpoint.session_id, checkpoint.number, checkpoint.at_ms, checkpoint.log.seq, checkpoint.hash
    )
    append_bytes(path, _line(line))


def read(path: Path) -> Statement:
    """Everything in the file; what a crash left of a last line does not count. None there: nothing was seen.

    Raises:
        OSError: it cannot be read.
    """
    try:
        *texts, _ = path.read_bytes().split(b"\n")
    except FileNotFoundError:
        return Statement({})
    seen: dict[str, list[Seen]] = {}
    for number, text in enumerate(texts, start=1):
        line = _seen(text)
        if line is None:
            return Statement(seen, bad_line=number)
        seen.setdefault(line.session_id, []).append(line)
    return Statement(seen)


def shorten(path: Path) -> Statement:
    """Keep the newest line of each session only: it vouches for all before. A damaged file stays as it is.

    Returns:
        What it says from now on.

    Raises:
        OSError: it cannot be read or written.
    """
    whole = read(path)
    short = Statement({session_id: lines[-1:] for session_id, lines in whole.seen.items()}, whole.bad_line)
    if whole.bad_line or all(len(lines) == 1 for lines in whole.seen.values()):
        return short
    half = path.with_name(f"{path.name}.{secrets.token_hex(4)}.half")
    try:
        append_bytes(half, b"".join(map(_line, _newest(short))))
        half.replace(path)
        sync_folder(path.parent)
    finally:
        half.unlink(missing_ok=True)
    return short


def _seen(text: bytes) -> Seen | None:
    try:
        said = json.loads(text)
        line = Seen(
            said["session_id"],
            int(said["number"]),
            int(said["at_ms"]),
            int(said["log_seq"]),
            bytes.fromhex(said["hash"]),
        )
    except (ValueError, KeyError, TypeError):
        return None
    return line if _line(line) == text + b"\n" else None


def _newest(statement: Statement) -> Iterator[Seen]:
    for lines in statement.seen.values():
        yield from lines


def _line(seen: Seen) -> bytes:
    said = {
        "session_id": seen.session_id,
        "number": seen.number,
        "at_ms": seen.at_ms,
        "log_seq": seen.log_seq,
        "hash": seen.hash.hex(),
    }
    return canonical(said) + b"\n"
