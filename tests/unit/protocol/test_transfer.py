"""The frame of one piece (SPEC X3)."""

import pytest

from protocol.errors import BadMessage, MessageTooBig
from protocol.limits import TRANSFER_PIECE_BYTES
from protocol.transfer import PIECE, pack_piece, unpack_piece


def test_a_piece_comes_as_it_went_x3() -> None:
    frame, digest = pack_piece(7, 3 * TRANSFER_PIECE_BYTES, b"abc")
    piece = unpack_piece(frame)
    assert PIECE.size == 48
    assert (piece.item, piece.offset, piece.digest, bytes(piece.data)) == (
        7,
        3 * TRANSFER_PIECE_BYTES,
        digest,
        b"abc",
    )
    assert piece.is_whole()
    assert not unpack_piece(frame[:-1] + b"d").is_whole()


def test_what_is_no_piece_is_refused_x3() -> None:
    frame, _ = pack_piece(0, 0, b"a")
    for wrong in (b"", frame[:-1], b"\2" + frame[1:], frame[:4] + b"\xff" * 12 + frame[16:]):
        with pytest.raises(BadMessage):
            unpack_piece(wrong)
    with pytest.raises(MessageTooBig):
        unpack_piece(frame + bytes(TRANSFER_PIECE_BYTES))
