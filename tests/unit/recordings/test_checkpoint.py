"""Signed checkpoints: one spelling, one signer."""

from dataclasses import replace

import pytest

from recordings.chain import GENESIS, Head
from recordings.checkpoint import Checkpoint, Signed, canonical, parse, public_half, sign

KEY = bytes(range(32))
ONE = Checkpoint("s_one", 1, 1_700_000_000_000, Head(3, b"h" * 32), {2: (7, b"b" * 32)}, final=False)


def test_equal_checkpoints_have_equal_bytes_whatever_the_order_of_their_files() -> None:
    two = replace(ONE, files={2: (7, b"b" * 32), 1: (4, b"a" * 32)})
    assert two.canonical() == replace(two, files={1: (4, b"a" * 32), 2: (7, b"b" * 32)}).canonical()
    assert two.hash != ONE.hash


def test_what_was_written_is_read_again() -> None:
    assert parse(ONE.canonical()) == ONE


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b"nothing",
        b'{"files":[]}',
        ONE.canonical().replace(b",", b", "),
        ONE.canonical().replace(b"68", b"6H"),
        ONE.canonical().replace(b'"format":1', b'"format":2'),
        ONE.canonical().replace(b'"number"', b'"Number"'),
        ONE.canonical()[:-1] + b',"more":1}',
        b"[" * 100_000,
    ],
)
def test_no_other_bytes_are_a_checkpoint(body: bytes) -> None:
    with pytest.raises(ValueError, match="checkpoint"):
        parse(body)


def test_the_signer_s_key_checks_exactly_what_was_signed() -> None:
    signed = sign(ONE, KEY)
    assert signed.is_genuine()
    assert signed.by == public_half(KEY)
    changed = [
        replace(signed, checkpoint=replace(ONE, final=True)),
        replace(signed, checkpoint=replace(ONE, prev=b"p" * 32)),
        replace(signed, signature=bytes(64)),
        replace(signed, signature=b""),
        replace(signed, by=public_half(bytes(32))),
        replace(signed, by=b"short"),
    ]
    assert not any(one.is_genuine() for one in changed)


def test_a_signature_is_for_checkpoints_alone() -> None:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    bare = Ed25519PrivateKey.from_private_bytes(KEY).sign(ONE.canonical())
    assert not Signed(ONE, public_half(KEY), bare).is_genuine()


def test_canonical_json_is_ascii_sorted_and_without_spaces() -> None:
    assert canonical({"b": [1, True], "a": "é"}) == b'{"a":"\\u00e9","b":[1,true]}'
    assert GENESIS.hex() in ONE.canonical().decode()
