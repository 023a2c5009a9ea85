"""Both sides of a transfer, joined (SPEC X)."""

import pytest

from protocol.codec import TO_TRANSFER, encode
from protocol.limits import TRANSFER_DEPTH_LIMIT, TRANSFER_PIECE_BYTES, TRANSFER_WINDOW_BYTES
from protocol.receiving import TRIES, Receiving
from protocol.sending import Read, Say, Sending
from protocol.transfer import (
    GoOn,
    Item,
    Manifest,
    OtherSide,
    StopReason,
    TakenUpTo,
    TransferStopped,
)
from tests.support.transfer_pipe import Pipe

PIECE = TRANSFER_PIECE_BYTES
SMALL = (b"", b"a", b"ab" * 700, b"")
LARGE = (bytes(PIECE), bytes(range(256)) * (PIECE // 128 + 5), b"", b"x" * (PIECE + 1))


def file(size_bytes: int = 3 * PIECE) -> Item:
    return Item(path=("a.bin",), size_bytes=size_bytes)


def going(*items: Item) -> Sending:
    """A sender whose manifest is said, and which was told to begin."""
    sender = Sending(items)
    sender.heard(OtherSide(here=True))
    while isinstance(sender.next(), Say):
        pass
    sender.heard(GoOn(item=0, offset=0))
    return sender


@pytest.mark.parametrize("contents", [SMALL, LARGE, (), tuple(b"n" for _ in range(205))])
def test_everything_arrives_as_it_was_x1(contents: tuple[bytes, ...]) -> None:
    pipe = Pipe(contents)
    sender, receiver = pipe.run()
    assert receiver.is_done
    assert sender.all_taken is not None
    assert sender.all_taken.total_bytes == sum(map(len, contents))
    assert [bytes(pipe.kept[number]) for number in range(len(contents))] == list(contents)
    assert pipe.closed == list(range(len(contents)))


@pytest.mark.parametrize("seed", range(12))
def test_it_goes_on_after_every_cut_x5(seed: int) -> None:
    pipe = Pipe(LARGE, cut_in_1000=120, bad_in_1000=30, seed=seed)
    sender, receiver = pipe.run()
    assert sender.all_taken is not None
    assert receiver.taken_bytes == sender.taken_bytes == sum(map(len, LARGE))
    assert [bytes(pipe.kept[number]) for number in range(len(LARGE))] == list(LARGE)


def test_what_is_always_broken_is_given_up_x4() -> None:
    pipe = Pipe((b"a" * 10,), bad_in_1000=1000)
    sender, receiver = pipe.run()
    assert receiver.stopped is StopReason.BROKEN
    assert sender.stopped == TransferStopped(reason=StopReason.BROKEN)
    assert TRIES == 3
    assert pipe.closed == []


def test_no_more_than_the_window_is_under_way_x3() -> None:
    sender = going(file(20 * PIECE))
    sent = 0
    while isinstance(part := sender.next(), Read):
        assert sender.read(part, b"d" * 32)
        sent += part.size_bytes
    assert sent == TRANSFER_WINDOW_BYTES
    sender.heard(TakenUpTo(item=0, offset=PIECE))
    assert isinstance(sender.next(), Read)
    sender.heard(TakenUpTo(item=0, offset=0))
    assert sender.taken_bytes == PIECE


def test_one_part_is_read_at_a_time_and_one_that_is_void_is_not_sent_x5() -> None:
    sender = going(file())
    part = sender.next()
    assert isinstance(part, Read)
    assert sender.next() is None
    sender.heard(GoOn(item=0, offset=0))
    again = sender.next()
    assert again == part
    assert sender.read(part, b"d" * 32)
    assert not sender.read(part, b"d" * 32)


@pytest.mark.parametrize(("item", "offset"), [(1, 0), (0, 5), (0, 2 * PIECE), (9, 0)])
def test_a_receiver_cannot_go_on_where_nothing_was_sent_x5(item: int, offset: int) -> None:
    sender = going(file(), file())
    part = sender.next()
    assert isinstance(part, Read)
    sender.read(part, b"d" * 32)
    sender.heard(GoOn(item=item, offset=offset))
    after = sender.next()
    assert isinstance(after, Read)
    assert (after.item, after.offset) == (0, PIECE)


def test_nobody_is_told_anything_while_the_other_side_is_away_x5() -> None:
    sender = Sending([file()])
    assert sender.next() is None
    sender.heard(OtherSide(here=True))
    sender.heard(OtherSide(here=False))
    assert sender.next() is None
    sender.heard(OtherSide(here=True))
    said = sender.next()
    assert isinstance(said, Say)
    assert said.message == Manifest(first=0, items=(file(),), more=False)
    assert sender.next() is None
    sender.heard(Manifest(first=0, items=(), more=False))
    assert sender.next() is None


def test_names_as_long_as_they_may_be_fit_into_messages_w2() -> None:
    items = [Item(path=("日" * 255,) * TRANSFER_DEPTH_LIMIT, size_bytes=number) for number in range(5)]
    sender, receiver = Sending(items), Receiving(limit_bytes=100)
    sender.heard(OtherSide(here=True))
    while isinstance(step := sender.next(), Say):
        assert isinstance(step.message, Manifest)
        receiver.heard(TO_TRANSFER.decode(encode(step.message)))
    assert receiver.items == items
