"""An index is taken whole, or not at all."""

from recordings.index_file import index_bytes, read_index
from recordings.record_file import RecordFlag, RecordHead

HEADS = [RecordHead(100, 1, 5, 0, RecordFlag.INIT), RecordHead(200, 2, 5, 750, RecordFlag.KEY)]
PACKED = b"".join(head.pack() for head in HEADS)


def test_an_index_gives_its_heads_back() -> None:
    assert read_index(index_bytes(PACKED)) == HEADS
    assert read_index(index_bytes(b"")) == []


def test_an_index_with_any_flipped_bit_is_none() -> None:
    whole = index_bytes(PACKED)
    for at in range(len(whole)):
        changed = bytearray(whole)
        changed[at] ^= 1 << at % 8
        assert read_index(bytes(changed)) is None


def test_an_index_cut_anywhere_is_none() -> None:
    whole = index_bytes(PACKED)
    assert not any(read_index(whole[:length]) for length in range(len(whole)))


def test_heads_that_cannot_be_are_none() -> None:
    assert read_index(index_bytes(PACKED[21:])) is None
    assert read_index(index_bytes(PACKED + b"half a head")) is None
