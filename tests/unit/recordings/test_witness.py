"""The witness remembers the newest checkpoint of each session."""

from dataclasses import replace
from pathlib import Path

import pytest

from recordings import witness
from recordings.chain import Head
from recordings.checkpoint import Checkpoint
from recordings.witness import Seen, Statement

ONE = Checkpoint("s_one", 1, 1_700_000_000_000, Head(3, b"h" * 32), {}, final=False)
LATER = replace(ONE, number=2, prev=ONE.hash)
OTHER = replace(ONE, session_id="s_other")


def seen(made: Checkpoint) -> Seen:
    return Seen(made.session_id, made.number, made.at_ms, made.log.seq, made.hash)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "keys" / witness.NAME
    for made in (ONE, OTHER, LATER):
        witness.tell(path, made)
    return path


def test_it_says_what_it_was_told_session_by_session(path: Path) -> None:
    assert witness.read(path) == Statement({"s_one": [seen(ONE), seen(LATER)], "s_other": [seen(OTHER)]})
    assert path.stat().st_mode & 0o777 == 0o600


def test_nobody_has_told_it_anything_yet(tmp_path: Path) -> None:
    assert witness.read(tmp_path / witness.NAME) == Statement({})
    assert witness.shorten(tmp_path / witness.NAME) == Statement({})


def test_what_a_crash_left_of_a_last_line_does_not_count(path: Path) -> None:
    before = witness.read(path)
    with path.open("ab") as file:
        file.write(b'{"at_ms')
    assert witness.read(path) == before


@pytest.mark.parametrize(
    ("old", "new"),
    [(b'"number":2', b'"number":3 '), (b'"number":2', b'"nummer":2'), (b'"number":2', b'"number":"2"')],
)
def test_a_line_that_was_changed_is_named_and_nothing_is_thrown_away(
    path: Path, old: bytes, new: bytes
) -> None:
    changed = path.read_bytes().replace(old, new)
    path.write_bytes(changed)
    assert witness.read(path) == Statement({"s_one": [seen(ONE)], "s_other": [seen(OTHER)]}, bad_line=3)
    assert witness.shorten(path).bad_line == 3
    assert path.read_bytes() == changed


def test_shortened_it_knows_the_newest_of_each_and_goes_on(path: Path) -> None:
    short = Statement({"s_one": [seen(LATER)], "s_other": [seen(OTHER)]})
    assert witness.shorten(path) == short
    assert witness.read(path) == short
    again = path.stat().st_ino
    assert witness.shorten(path) == short
    assert path.stat().st_ino == again, "there was nothing to shorten"
    last = replace(OTHER, number=2, prev=OTHER.hash)
    witness.tell(path, last)
    assert witness.read(path).seen["s_other"] == [seen(OTHER), seen(last)]
    assert [one.name for one in path.parent.iterdir()] == [witness.NAME]
