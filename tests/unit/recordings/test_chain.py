"""Whatever is done to a log, the chain finds it, and names the place."""

import hashlib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recordings.chain import GENESIS, Head, Record, link_hash, verify
from recordings.errors import ChainBroken, Damage

SESSION = "s_0001"
PAYLOADS = st.lists(st.tuples(st.sampled_from(["opened", "joined"]), st.binary(max_size=20)), max_size=8)
LONG = PAYLOADS.filter(lambda payloads: len(payloads) >= 2)


def chain(payloads: list[tuple[str, bytes]], session_id: str = SESSION) -> list[Record]:
    records = []
    prev_hash = GENESIS
    for seq, (kind, sealed) in enumerate(payloads, start=1):
        own = link_hash(prev_hash, session_id, seq, seq * 10, kind, sealed)
        records.append(Record(seq, seq * 10, kind, sealed, prev_hash, own))
        prev_hash = own
    return records


def head_of(records: list[Record]) -> Head:
    return Head(records[-1].seq, records[-1].hash) if records else Head(0, GENESIS)


def broken(records: list[Record], head: Head, session_id: str = SESSION) -> tuple[int, Damage]:
    with pytest.raises(ChainBroken) as found:
        verify(session_id, records, head)
    assert found.value.session_id == session_id
    return found.value.seq, found.value.damage


@given(payloads=PAYLOADS)
def test_what_was_written_verifies(payloads: list[tuple[str, bytes]]) -> None:
    records = chain(payloads)
    verify(SESSION, records, head_of(records))


def flipped(value: bytes, bit: int) -> bytes:
    changed = bytearray(value)
    changed[bit // 8 % len(changed)] ^= 1 << bit % 8
    return bytes(changed)


@given(
    payloads=PAYLOADS.filter(bool),
    at=st.integers(0, 7),
    field=st.sampled_from(["seq", "at_ms", "kind", "sealed", "prev_hash", "hash"]),
    bit=st.integers(0, 255),
)
def test_any_flipped_bit_is_found_in_its_record(
    payloads: list[tuple[str, bytes]], at: int, field: str, bit: int
) -> None:
    records = chain(payloads)
    head = head_of(records)
    at %= len(records)
    value = getattr(records[at], field)
    changed: Any
    match value:
        case int():
            changed = value ^ 1 << bit % 62
        case str():
            changed = value + chr(65 + bit % 26)
        case _:
            changed = flipped(value, bit) if value else b"\0"
    records[at] = replace(records[at], **{field: changed})
    assert broken(records, head) == (at + 1, Damage.CHANGED)


@given(payloads=LONG, at=st.integers(0, 7))
def test_a_dropped_record_is_missed(payloads: list[tuple[str, bytes]], at: int) -> None:
    records = chain(payloads)
    head = head_of(records)
    at %= len(records)
    del records[at]
    last = at == len(records)
    assert broken(records, head) == (at + 1, Damage.CUT_OFF if last else Damage.DROPPED)


@given(payloads=PAYLOADS.filter(bool), at=st.integers(0, 7), to=st.integers(0, 8))
def test_a_doubled_record_is_found(payloads: list[tuple[str, bytes]], at: int, to: int) -> None:
    records = chain(payloads)
    head = head_of(records)
    at, to = at % len(records), to % (len(records) + 1)
    records.insert(to, records[at])
    assert broken(records, head) == (at + 2 if to == at else to + 1, Damage.DOUBLED)


@given(payloads=LONG, one=st.integers(0, 7), other=st.integers(0, 7))
def test_records_that_changed_places_are_found(
    payloads: list[tuple[str, bytes]], one: int, other: int
) -> None:
    records = chain(payloads)
    head = head_of(records)
    one, other = one % len(records), other % len(records)
    if one == other:
        return
    records[one], records[other] = records[other], records[one]
    assert broken(records, head) == (min(one, other) + 1, Damage.MOVED)


@given(payloads=PAYLOADS.filter(bool), keep=st.integers(0, 7))
def test_a_log_cut_off_is_missed_by_its_head(payloads: list[tuple[str, bytes]], keep: int) -> None:
    records = chain(payloads)
    keep %= len(records)
    assert broken(records[:keep], head_of(records)) == (keep + 1, Damage.CUT_OFF)


@given(payloads=PAYLOADS.filter(bool), keep=st.integers(0, 7))
def test_what_was_added_behind_the_head_is_found(payloads: list[tuple[str, bytes]], keep: int) -> None:
    records = chain(payloads)
    keep %= len(records)
    assert broken(records, head_of(records[:keep])) == (keep + 1, Damage.ADDED)


def test_a_log_rewritten_from_its_start_is_betrayed_by_its_head() -> None:
    head = head_of(chain([("opened", b"a"), ("joined", b"b")]))
    assert broken(chain([("opened", b"x"), ("joined", b"b")]), head) == (2, Damage.CHANGED)


def test_a_record_spliced_in_from_a_chain_of_the_same_session_is_found() -> None:
    records = chain([("opened", b"a"), ("joined", b"b")])
    records[1] = chain([("opened", b"x"), ("joined", b"b")])[1]
    assert broken(records, head_of(records)) == (2, Damage.CHANGED)


def test_another_sessions_log_is_not_this_ones() -> None:
    records = chain([("opened", b"a")], "s_other")
    assert broken(records, head_of(records)) == (1, Damage.CHANGED)


@given(parts=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=6), min_size=4, max_size=4))
def test_moving_a_byte_between_parts_changes_the_hash(parts: list[str]) -> None:
    session_id, kind, moved, sealed = parts
    one = link_hash(GENESIS, session_id, 1, 2, kind + moved, sealed.encode())
    two = link_hash(GENESIS, session_id, 1, 2, kind, (moved + sealed).encode())
    assert (one == two) is (moved == "")


def test_the_format_is_kept() -> None:
    """The hashes of logs that exist: a change here needs another format name."""
    parts = (b"auxilio chain 1", bytes(32), b"s_1", b"7", b"-5", "é".encode(), b"\xff")
    framed = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    assert link_hash(GENESIS, "s_1", 7, -5, "é", b"\xff") == hashlib.sha256(framed).digest()
    assert link_hash(GENESIS, "s_1", 7, -5, "é", b"\xff").hex().startswith("1f94eaf2a0e98b9d")
