"""`log.jsonl`: lines have one spelling, and what was appended is there."""

from pathlib import Path

import pytest

from recordings import log_file
from recordings.chain import Head, Record
from recordings.checkpoint import Checkpoint, Signed, sign
from recordings.log_file import Content
from tests.support.sealed_folder import KEY, SESSION, chained


def checkpoint(number: int, seq: int, own_hash: bytes) -> Signed:
    return sign(Checkpoint(SESSION, number, 5, Head(seq, own_hash), {1: (2, b"a" * 32)}, final=False), KEY)


RECORDS = chained(4)
SIGNED = checkpoint(1, 2, RECORDS[1].hash)
LINES: list[Record | Signed] = [RECORDS[0], RECORDS[1], SIGNED, RECORDS[2]]


def test_what_was_appended_is_read_in_order(tmp_path: Path) -> None:
    path = tmp_path / "s_sealed" / log_file.NAME
    log_file.append(path, LINES[:3])
    log_file.append(path, LINES[3:])
    assert log_file.read(path) == Content(tuple(LINES))
    assert path.stat().st_mode & 0o777 == 0o600


def test_every_line_has_one_spelling() -> None:
    for line in LINES:
        text = log_file.to_line(line)
        assert log_file.from_line(text) == line
        for other in (
            text.replace(b",", b", ", 1),
            text[:-1],
            b" " + text,
            text.replace(b"{", b'{"z":1,', 1),
        ):
            with pytest.raises(ValueError, match="line"):
                log_file.from_line(other)


@pytest.mark.parametrize(
    "text",
    [b"\n", b"{}\n", b"[]\n", b"1\n", b'{"checkpoint":1}\n', b"\xff\n"]
    + [
        log_file.to_line(RECORDS[0]).replace(b'"seq":1', value)
        for value in (b'"seq":true', b'"seq":1.0', b'"seq":"1"')
    ],
)
def test_what_is_no_line_is_refused(text: bytes) -> None:
    with pytest.raises(ValueError, match="line"):
        log_file.from_line(text)


def test_reading_ends_at_the_first_line_that_is_none(tmp_path: Path) -> None:
    path = tmp_path / log_file.NAME
    path.write_bytes(log_file.to_line(LINES[0]) + b"?\n" + log_file.to_line(LINES[1]))
    assert log_file.read(path) == Content((LINES[0],), bad_line=2)


@pytest.mark.parametrize("left", [b"{", b"x" * 200_000], ids=["a byte", "more than one look back"])
def test_an_unfinished_last_line_is_seen_and_cut_off_by_the_next_append(tmp_path: Path, left: bytes) -> None:
    path = tmp_path / log_file.NAME
    log_file.append(path, LINES[:2])
    with path.open("ab") as file:
        file.write(left)
    assert log_file.read(path) == Content(tuple(LINES[:2]), unfinished=True)
    log_file.append(path, LINES[2:])
    assert log_file.read(path) == Content(tuple(LINES))


def test_a_file_that_is_nothing_but_an_unfinished_line_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / log_file.NAME
    path.write_bytes(b"{" * 70_000)
    log_file.append(path, LINES)
    assert log_file.read(path) == Content(tuple(LINES))


def test_each_checkpoint_stands_behind_the_last_entry_that_it_covers() -> None:
    first, last = checkpoint(1, 0, bytes(32)), checkpoint(2, 4, RECORDS[3].hash)
    assert list(log_file.in_order(RECORDS, [first, SIGNED, last])) == [
        first, RECORDS[0], RECORDS[1], SIGNED, RECORDS[2], RECORDS[3], last,
    ]  # fmt: skip
    assert list(log_file.in_order(RECORDS[2:], [])) == RECORDS[2:]
