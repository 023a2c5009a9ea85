"""The receiver's side of a transfer (SPEC X)."""

from hashlib import sha256

import pytest

from protocol.receiving import Begin, Close, Receiving, Say, Step
from protocol.transfer import (
    AllTaken,
    GoOn,
    Item,
    ItemEnd,
    Manifest,
    OtherSide,
    Piece,
    StopReason,
    TransferStopped,
)

FILE = Item(path=("a.bin",), size_bytes=4)
DIGEST = sha256(b"abcd").digest()
WHOLE = Piece(0, 0, DIGEST, b"abcd")


def listed(*items: Item, limit_bytes: int = 100) -> tuple[Receiving, list[Step]]:
    receiver = Receiving(limit_bytes)
    return receiver, list(receiver.heard(Manifest(first=0, items=items, more=False)))


def test_it_makes_room_and_says_where_to_begin_x1() -> None:
    _, steps = listed(FILE)
    assert steps == [Begin(0, FILE), Say(GoOn(item=0, offset=0))]


def test_nothing_to_send_is_all_there_x1() -> None:
    receiver, steps = listed()
    assert receiver.is_done
    assert steps == [Say(AllTaken(total_bytes=0, sha256=sha256(b"").hexdigest()))]
    assert not receiver.heard(OtherSide(here=True))


def test_more_than_was_allowed_is_refused_x6() -> None:
    receiver, steps = listed(FILE, limit_bytes=3)
    assert receiver.stopped is StopReason.TOO_BIG
    assert steps == [Say(TransferStopped(reason=StopReason.TOO_BIG))]
    assert not receiver.heard(Manifest(first=0, items=(), more=False))


def test_a_manifest_that_is_another_one_is_refused_x5() -> None:
    receiver, _ = listed(FILE)
    receiver.heard(OtherSide(here=True))
    other = FILE.model_copy(update={"size_bytes": 5})
    steps = receiver.heard(Manifest(first=0, items=(other,), more=False))
    assert list(steps) == [Say(TransferStopped(reason=StopReason.CHANGED))]


def test_the_rest_of_a_manifest_that_was_cut_is_void_x5() -> None:
    receiver = Receiving(100)
    assert not receiver.heard(Manifest(first=0, items=(FILE,), more=True))
    assert not receiver.heard(Manifest(first=5, items=(), more=False))
    whole = Manifest(first=0, items=(FILE, FILE), more=False)
    assert list(receiver.heard(whole)) == [Begin(0, FILE), Say(GoOn(item=0, offset=0))]
    assert list(receiver.heard(whole)) == [Say(GoOn(item=0, offset=0))]


def test_a_file_that_is_longer_than_it_was_said_to_be_is_refused_x6() -> None:
    receiver, _ = listed(FILE)
    steps = receiver.came(Piece(0, 0, sha256(b"abcde").digest(), b"abcde"), whole=True)
    assert list(steps) == [Say(TransferStopped(reason=StopReason.CHANGED))]


@pytest.mark.parametrize("piece", [Piece(1, 0, DIGEST, b"abcd"), Piece(0, 2, DIGEST, b"ab")])
def test_a_piece_from_elsewhere_is_void_x5(piece: Piece) -> None:
    receiver, _ = listed(FILE)
    assert not receiver.came(piece, whole=True)
    assert not Receiving(9).came(piece, whole=True)


def test_an_item_whose_digests_are_others_is_broken_x4() -> None:
    receiver, _ = listed(FILE)
    receiver.came(WHOLE, whole=True)
    steps = receiver.heard(ItemEnd(item=0, sha256="0" * 64))
    assert list(steps) == [Say(TransferStopped(reason=StopReason.BROKEN))]


def test_an_item_ends_when_it_is_whole_and_not_before_x4() -> None:
    receiver, _ = listed(FILE, FILE)
    digest = sha256(DIGEST)
    assert not receiver.heard(ItemEnd(item=0, sha256=digest.hexdigest()))
    receiver.came(WHOLE, whole=True)
    steps = list(receiver.heard(ItemEnd(item=0, sha256=digest.hexdigest())))
    assert steps[:2] == [Close(0), Begin(1, FILE)]
    assert receiver.taken_bytes == 4


def test_either_side_may_give_up_x6() -> None:
    receiver, _ = listed(FILE)
    receiver.heard(TransferStopped(reason=StopReason.CANCELLED))
    assert receiver.stopped is StopReason.CANCELLED
    other, _ = listed(FILE)
    assert list(other.stop(StopReason.DISK_FULL)) == [Say(TransferStopped(reason=StopReason.DISK_FULL))]
    assert not other.heard(GoOn(item=0, offset=0))


def test_who_did_not_hear_that_all_is_there_hears_it_again_x5() -> None:
    receiver, first = listed()
    again = receiver.heard(Manifest(first=0, items=(), more=False))
    assert list(again) == first
    assert not receiver.heard(Manifest(first=0, items=(), more=True))
