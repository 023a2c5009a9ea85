"""Whatever is changed in a sealed folder is found, and the first bad record is named."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recordings import log_file, witness
from recordings.chain import Head
from recordings.checkpoint import Checkpoint, public_half, sign
from recordings.record_file import HASH_BYTES, HEAD_BYTES, file_name, header_length
from recordings.verify import Expected, moment, verify, verify_lines
from tests.support.sealed_folder import KEY, SESSION, SealedFolder, sealed_folder, write_segment

RECORD_BYTES = HEAD_BYTES + 64 + HASH_BYTES


def expected(sealed: SealedFolder) -> Expected:
    return Expected(public_half(KEY), witness.read(sealed.witness).seen)


def findings(sealed: SealedFolder) -> list[str]:
    return verify(sealed.folder, expected(sealed)).findings


def lines(sealed: SealedFolder) -> list[bytes]:
    return sealed.log.read_bytes().splitlines(keepends=True)


def records_start(path: Path) -> int:
    return header_length(path.read_bytes(), path.name)


def flip(path: Path, at: int, bit: int = 0) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1 << bit
    path.write_bytes(content)


def rearrange(path: Path, order: list[int]) -> None:
    """The records of a segment's file in another order; some perhaps twice, or not at all."""
    content, start = path.read_bytes(), records_start(path)
    pieces = [content[at : at + RECORD_BYTES] for at in range(start, len(content), RECORD_BYTES)]
    path.write_bytes(content[:start] + b"".join(pieces[number] for number in order))


def rearrange_log(sealed: SealedFolder, order: list[int]) -> None:
    texts = lines(sealed)
    sealed.log.write_bytes(b"".join(texts[number] for number in order))


def test_what_was_written_is_whole(tmp_path: Path) -> None:
    sealed = sealed_folder(tmp_path)
    report = verify(sealed.folder, expected(sealed))
    assert report.is_whole, report.findings
    assert (report.session_id, report.signed_by) == (SESSION, public_half(KEY))
    assert (report.entries, report.checkpoints, report.files, report.records) == (6, 3, 2, 7)


def test_a_folder_alone_is_verified_too_and_so_is_one_without_a_recording(tmp_path: Path) -> None:
    assert verify(sealed_folder(tmp_path / "one").folder).is_whole
    assert verify(sealed_folder(tmp_path / "two", files=()).folder).is_whole


# The log's lines are: 1 2 C1 3 4 C2 5 6 C3
IN_THE_LOG: dict[str, tuple[list[int], str]] = {
    "a dropped entry": ([0, 2, 3, 4, 5, 6, 7, 8], "Entry 2 is missing."),
    "a doubled entry": ([0, 1, 1, 2, 3, 4, 5, 6, 7, 8], "Entry 3 stands there twice."),
    "two entries swapped": ([1, 0, 2, 3, 4, 5, 6, 7, 8], "Entry 1 stands in another place."),
    "a dropped checkpoint": ([0, 1, 3, 4, 5, 6, 7, 8], "Checkpoint 1 is missing."),
    "a doubled checkpoint": ([0, 1, 2, 2, 3, 4, 5, 6, 7, 8], "Checkpoint 1 stands there twice."),
    "two checkpoints swapped": ([0, 1, 5, 3, 4, 2, 6, 7, 8], "Checkpoint 1 stands in another place."),
    "a checkpoint before its entry": (
        [0, 2, 1, 3, 4, 5, 6, 7, 8],
        "Checkpoint 1 does not fit to entry 1, behind which it stands.",
    ),
    "a cut tail": ([0, 1, 2, 3, 4, 5], "There is no final checkpoint: the session still runs, or"),
    "all entries gone": ([2, 5, 8], "Checkpoint 1 does not fit to entry 0, behind which it stands."),
    "all checkpoints gone": ([0, 1, 3, 4, 6, 7], "There is no checkpoint: nothing says what this log"),
    "nothing left": ([], "There is no checkpoint: nothing says what this log should be."),
}


@pytest.mark.parametrize(("order", "sentence"), IN_THE_LOG.values(), ids=IN_THE_LOG.keys())
def test_a_changed_log_is_found_and_its_first_bad_record_named(
    tmp_path: Path, order: list[int], sentence: str
) -> None:
    sealed = sealed_folder(tmp_path)
    rearrange_log(sealed, order)
    assert findings(sealed)[0].startswith(sentence)


def test_a_changed_line_is_named(tmp_path: Path) -> None:
    sealed = sealed_folder(tmp_path)
    flip(sealed.log, len(b"".join(lines(sealed)[:2])) + 1)
    assert findings(sealed)[0] == "Line 3 of log.jsonl was changed."


def test_a_last_line_without_its_end_is_named(tmp_path: Path) -> None:
    sealed = sealed_folder(tmp_path)
    sealed.log.write_bytes(sealed.log.read_bytes()[:-1])
    assert "The last line of log.jsonl was cut off." in findings(sealed)


IN_A_FILE: dict[str, tuple[Callable[[Path], object], str]] = {
    "a flipped bit": (lambda p: flip(p, records_start(p) + RECORD_BYTES + 40), "Record 2 of {} was changed."),
    "a flipped number": (lambda p: flip(p, records_start(p) + 7, 1), "Record 1 of {} is missing."),
    "an impossible one": (lambda p: flip(p, records_start(p) + 20, 7), "Record 1 of {} was changed."),
    "the header's beginning": (lambda p: flip(p, 0), "The header of {} was changed."),
    "what its hash covers": (lambda p: flip(p, records_start(p) - 2), "Record 1 of {} was changed."),
    "no number": (lambda p: flip(p, records_start(p) + 7), "Record 1 of {} was changed."),
    "a cut header": (
        lambda p: p.write_bytes(p.read_bytes()[:9]),
        "The header of {} is missing, with all that followed.",
    ),
    "a dropped record": (lambda p: rearrange(p, [0, 2, 3]), "Record 2 of {} is missing."),
    "a doubled record": (lambda p: rearrange(p, [0, 1, 1, 2, 3]), "Record 3 of {} stands there twice."),
    "two swapped": (lambda p: rearrange(p, [0, 2, 1, 3]), "Record 2 of {} stands in another place."),
    "a cut tail": (lambda p: rearrange(p, [0, 1, 2]), "Record 4 of {} is missing, with all that followed."),
    "half a record": (
        lambda p: p.write_bytes(p.read_bytes()[:-1]),
        "Record 4 of {} is missing, with all that followed.",
    ),
    "an addition": (
        lambda p: p.write_bytes(p.read_bytes() + b"!"),
        "Record 5 of {} was added after the end.",
    ),
    "the whole file": (Path.unlink, "{} is missing."),
    "another one's": (
        lambda p: write_segment(p.parent, 1, 4, session_id="s_other"),
        "{} is one of another session.",
    ),
    "one made anew": (
        lambda p: write_segment(p.parent, 1, 4, sealed_bytes=65),
        "Record 1 of {} was changed.",
    ),
    "one more": (lambda p: write_segment(p.parent, 3, 2), "0003.rec was added: no checkpoint knows of it."),
    "its index": (
        lambda p: flip(p.with_suffix(".idx"), 12),
        "0001.idx was changed; without it, {} is read all the same.",
    ),
}


@pytest.mark.parametrize(("tampering", "sentence"), IN_A_FILE.values(), ids=IN_A_FILE.keys())
def test_a_changed_recording_is_found_and_its_first_bad_record_named(
    tmp_path: Path, tampering: Callable[[Path], object], sentence: str
) -> None:
    sealed = sealed_folder(tmp_path)
    tampering(sealed.folder / file_name(1))
    assert findings(sealed) == [sentence.format("0001.rec")]


def test_an_index_may_be_absent_and_what_is_no_segment_is_nobody_s_business(tmp_path: Path) -> None:
    sealed = sealed_folder(tmp_path)
    (sealed.folder / "0001.idx").unlink()
    (sealed.folder / "note.txt").write_text("mine")
    assert findings(sealed) == []


def test_a_missing_log_is_named(tmp_path: Path) -> None:
    sealed = sealed_folder(tmp_path)
    sealed.log.unlink()
    assert findings(sealed) == [f"log.jsonl is missing from {sealed.folder}."]


def test_another_session_s_folder_under_this_name_is_found(tmp_path: Path) -> None:
    sealed = sealed_folder(tmp_path)
    moved = sealed.folder.rename(tmp_path / "s_another")
    assert verify(moved).findings == ["This is the log of session s_sealed, not of s_another."]


def test_an_older_copy_put_back_is_found_by_the_witness_alone(tmp_path: Path) -> None:
    sealed = sealed_folder(tmp_path)
    older = tmp_path / "older"
    shutil.copytree(sealed.folder, older / SESSION)
    sealed.checkpoint(6, dict(sealed.made[-1].checkpoint.files), final=True)
    log_file.append(sealed.log, sealed.made[-1:])
    assert findings(sealed) == []
    assert verify(older / SESSION).is_whole, "by itself it is as it was"
    (finding,) = verify(older / SESSION, expected(sealed)).findings
    assert finding == (
        f"An older copy lies here: the witness saw checkpoint 4 of {moment(1_700_000_006_000)} "
        "with 6 entries, and this copy ends with checkpoint 3."
    )


def test_a_log_signed_anew_is_found_by_the_key_and_by_the_witness(tmp_path: Path) -> None:
    sealed = sealed_folder(tmp_path)
    known = expected(sealed)
    forged = [sign(one.checkpoint, bytes(32)) for one in sealed.made]
    sealed.log.unlink()
    log_file.append(sealed.log, list(log_file.in_order(sealed.records, forged)))
    assert verify(sealed.folder).is_whole, "who signs, the folder alone cannot say"
    assert verify(sealed.folder, known).findings == ["Checkpoint 1 was signed with another key."]
    final = sign(replace(sealed.made[0].checkpoint, final=True), KEY)
    report = verify_lines([*sealed.records[:2], final], known)
    assert report.findings == ["Checkpoint 1 is not the one that the witness saw."]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"session_id": "s_other"}, "Checkpoint 3 is one of another session."),
        ({"prev": b"p" * 32}, "Checkpoint 3 does not continue the one before."),
        ({"files": {}}, "Checkpoint 3 lacks a record that an earlier one has."),
        ({"files": {1: (0, b"a" * 32)}}, "Checkpoint 3 lacks a record that an earlier one has."),
        ({"log": Head(5, b"h" * 32)}, "Checkpoint 3 does not fit to entry 6, behind which it stands."),
    ],
)
def test_what_the_server_itself_would_never_sign_is_found(
    tmp_path: Path, wrong: dict[str, object], sentence: str
) -> None:
    sealed = sealed_folder(tmp_path)
    made: Checkpoint = replace(sealed.made[-1].checkpoint, **wrong)  # type: ignore[arg-type]  # of each field its own
    lines_ = [*log_file.in_order(sealed.records, sealed.made[:-1]), sign(made, KEY)]
    assert verify_lines(lines_, Expected()).findings == [sentence]


def test_a_running_session_may_have_more_than_its_last_checkpoint_says(tmp_path: Path) -> None:
    sealed = sealed_folder(tmp_path)
    rearrange_log(sealed, [0, 1, 2, 3, 4])
    with sealed.log.open("ab") as file:
        file.write(b'{"half')
    with (sealed.folder / "0002.rec").open("ab") as file:
        file.write(b"half")
    running = verify(sealed.folder, Expected(is_sealed=False))
    assert running.is_whole, running.findings
    assert running.uncovered == 2
    assert not verify(sealed.folder).is_whole
    flip(sealed.folder / "0002.rec", 400)
    assert verify(sealed.folder, Expected(is_sealed=False)).findings == ["Record 3 of 0002.rec was changed."]


def test_an_erased_recording_is_not_missed(tmp_path: Path) -> None:
    sealed = sealed_folder(tmp_path)
    (sealed.folder / "0001.rec").unlink()
    assert verify(sealed.folder, Expected(has_files=False)).is_whole
    assert not verify(sealed.folder).is_whole
    flip(sealed.folder / "0002.rec", 400)
    assert not verify(sealed.folder, Expected(has_files=False)).is_whole, "what is there is looked at"


def _spots(content: bytes) -> st.SearchStrategy[int]:
    return st.integers(0, len(content) - 1)


@st.composite
def mutated(draw: st.DrawFn, path: Path) -> bytes | None:
    """The file's content after any single change; None: it is gone."""
    content = path.read_bytes()
    match draw(st.sampled_from(["flip", "cut", "remove", "add", "gone", "double", "swap", "insert"])):
        case "flip":
            at = draw(_spots(content))
            return content[:at] + bytes([content[at] ^ (1 << draw(st.integers(0, 7)))]) + content[at + 1 :]
        case "cut":
            return content[: draw(_spots(content))]
        case "remove":
            at = draw(_spots(content))
            return content[:at] + content[at + draw(st.integers(1, 400)) :]
        case "add":
            return content + draw(st.binary(min_size=1, max_size=200))
        case "insert":
            at = draw(_spots(content))
            return content[:at] + draw(st.binary(min_size=1, max_size=200)) + content[at:]
        case "gone":
            return None
        case "double":
            pieces = _pieces(path, content)
            at = draw(st.integers(0, len(pieces) - 1))
            return b"".join([*pieces[: at + 1], *pieces[at:]])
        case _:
            pieces = _pieces(path, content)
            one, two = draw(st.tuples(*[st.integers(0, len(pieces) - 1)] * 2).filter(lambda p: p[0] < p[1]))
            pieces[one], pieces[two] = pieces[two], pieces[one]
            return b"".join(pieces)


def _pieces(path: Path, content: bytes) -> list[bytes]:
    """The file's lines, or its header and its records."""
    if path.name == log_file.NAME:
        return content.splitlines(keepends=True)
    start = records_start(path)
    return [
        content[:start],
        *(content[at : at + RECORD_BYTES] for at in range(start, len(content), RECORD_BYTES)),
    ]


@pytest.fixture(scope="module")
def made_once() -> Iterator[SealedFolder]:
    with tempfile.TemporaryDirectory() as place:
        yield sealed_folder(Path(place))


@given(data=st.data())
def test_any_single_change_is_found_without_a_witness(made_once: SealedFolder, data: st.DataObject) -> None:
    path = made_once.folder / data.draw(st.sampled_from(["log.jsonl", "0001.rec", "0002.rec"]))
    before = path.read_bytes()
    after = data.draw(mutated(path))
    try:
        if after is None:
            path.unlink()
        else:
            path.write_bytes(after)
        report = verify(made_once.folder)
        assert report.is_whole is (after == before), report.findings
    finally:
        path.write_bytes(before)
    assert verify(made_once.folder).is_whole
