"""The bytes of format 1: a later version reads what this one wrote."""

import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.ids import SessionId
from recordings.errors import Damage, SegmentBroken
from recordings.record_file import (
    HEAD_BYTES,
    HEADER_LIMIT_BYTES,
    SEALED_LIMIT_BYTES,
    FileCipher,
    RecordFlag,
    RecordHead,
    SegmentHeader,
    Track,
    file_name,
    first_hash,
    header_bytes,
    index_name,
    number_of,
    parse_header,
    record_hash,
    unpack_head,
)

HEADER = SegmentHeader(
    session_id=SessionId("s_recorded_0001"),
    number=7,
    track=Track.VIDEO,
    stream=2,
    codec="avc1.42c028",
    width_px=1920,
    height_px=1080,
    started_at_ms=1_790_000_000_000,
)
HEAD = RecordHead(21, 3, 1_790_000_000_123, 750, RecordFlag.KEY | RecordFlag.LAST)
KEY = bytes(range(32))
START = header_bytes(HEADER)


def broken(start: bytes, name: str = "0007.rec") -> tuple[int, Damage]:
    with pytest.raises(SegmentBroken) as found:
        parse_header(start, name)
    return found.value.seq, found.value.damage


def test_the_header_is_clear_json_behind_its_length() -> None:
    assert START[:8] == b"AUXREC1\n"
    assert int.from_bytes(START[8:12], "big") == len(START) - 12
    assert json.loads(START[12:]) == {
        "format": 1,
        "session_id": "s_recorded_0001",
        "number": 7,
        "track": "video",
        "stream": 2,
        "codec": "avc1.42c028",
        "width_px": 1920,
        "height_px": 1080,
        "started_at_ms": 1_790_000_000_000,
    }
    assert first_hash(START) == hashlib.sha256(START).digest()


def test_the_header_is_read_back_whatever_follows_it() -> None:
    assert parse_header(START, "0007.rec") == (HEADER, START)
    assert parse_header(START + b"records", "a copy elsewhere") == (HEADER, START)


@pytest.mark.parametrize("length", [0, 7, 8, 11, 12, 40, len(START) - 1])
def test_a_cut_header_is_said(length: int) -> None:
    assert broken(START[:length]) == (0, Damage.CUT_OFF)


def test_a_changed_header_is_said() -> None:
    assert broken(b"AUXREC2\n" + START[8:]) == (0, Damage.CHANGED)
    assert broken(START.replace(b'"format":1', b'"format":2')) == (0, Damage.CHANGED)
    assert broken(START.replace(b'"number":7', b'"number":0')) == (0, Damage.CHANGED)
    too_long = START[:8] + (HEADER_LIMIT_BYTES + 1).to_bytes(4, "big") + START[12:]
    assert broken(too_long) == (0, Damage.CHANGED)


def test_a_file_under_another_number_is_said() -> None:
    assert broken(START, "0008.rec") == (0, Damage.MOVED)


def test_a_head_has_21_bytes() -> None:
    packed = HEAD.pack()
    assert len(packed) == HEAD_BYTES
    assert packed.hex() == "0000001500000003000001a0c4506c7b000002ee05"
    assert unpack_head(packed, 3) == HEAD
    assert (HEAD.plain_bytes, HEAD.whole_bytes) == (5, 21 + 21 + 32)


@pytest.mark.parametrize(
    "wrong",
    [
        RecordHead(21, 4, 0, 0, RecordFlag.KEY),
        RecordHead(15, 3, 0, 0, RecordFlag.KEY),
        RecordHead(SEALED_LIMIT_BYTES + 1, 3, 0, 0, RecordFlag.KEY),
        RecordHead(21, 3, 2**53, 0, RecordFlag.KEY),
    ],
)
def test_what_cannot_be_a_head_is_none(wrong: RecordHead) -> None:
    assert unpack_head(wrong.pack(), 3) is None


def test_a_flag_from_the_future_is_no_head() -> None:
    assert unpack_head(HEAD.pack()[:-1] + b"\x08", 3) is None


def test_the_chain_covers_each_part_with_its_length() -> None:
    parts = (b"auxilio record 1", bytes(32), HEAD.pack(), b"sealed")
    said = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    assert record_hash(bytes(32), HEAD.pack(), b"sealed") == hashlib.sha256(said).digest()


@given(plain=st.binary(max_size=200), number=st.integers(1, 99_999))
def test_what_was_sealed_opens_in_its_own_place_alone(plain: bytes, number: int) -> None:
    head = RecordHead(len(plain) + 16, 3, 5, 7, RecordFlag.KEY)
    sealed = FileCipher(KEY, "s_one", number).seal(plain, head)
    assert len(sealed) == head.sealed_bytes
    assert FileCipher(KEY, "s_one", number).open(sealed, head) == plain
    others = [
        FileCipher(KEY, "s_two", number),
        FileCipher(KEY, "s_one", number + 1),
        FileCipher(bytes(32), "s_one", number),
    ]
    assert [other.open(sealed, head) for other in others] == [None, None, None]
    moved = RecordHead(head.sealed_bytes, 4, 5, 7, RecordFlag.KEY)
    assert FileCipher(KEY, "s_one", number).open(sealed, moved) is None


def test_a_name_says_its_number() -> None:
    assert [file_name(number) for number in (1, 42, 12_345)] == ["0001.rec", "0042.rec", "12345.rec"]
    assert index_name(1) == "0001.idx"
    assert [number_of(name) for name in ("0001.rec", "12345.rec", "1.rec", "0001.idx", "0001.rec.half")] == [
        1,
        12_345,
        None,
        None,
        None,
    ]
