import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.errors import KeyUnusable, SealBroken
from server.security.seal import (
    Seal,
    SessionKey,
    checkpoint_key,
    derived_key,
    master_key,
    write_private,
)

KEY = SessionKey(bytes(32), "s_one")


@given(st.binary(max_size=300), st.integers(min_value=0, max_value=2**53))
def test_what_is_sealed_opens_in_its_place(plain: bytes, seq: int) -> None:
    assert KEY.open(KEY.seal(plain, seq), seq) == plain


def test_the_same_words_are_sealed_differently_each_time() -> None:
    assert KEY.seal(b"hola", 1) != KEY.seal(b"hola", 1)


def test_nothing_opens_in_another_place_session_or_with_another_key() -> None:
    sealed = KEY.seal(b"hola", 1)
    others: list[tuple[SessionKey, int | str]] = [
        (KEY, 2),
        (KEY, "reason"),
        (SessionKey(bytes(32), "s_two"), 1),
        (SessionKey(b"x" * 32, "s_one"), 1),
    ]
    for other, place in others:
        with pytest.raises(SealBroken):
            other.open(sealed, place)


@given(st.data())
def test_any_flipped_bit_is_found(data: st.DataObject) -> None:
    sealed = bytearray(KEY.seal(b"hola", 1))
    bit = data.draw(st.integers(min_value=0, max_value=len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(SealBroken):
        KEY.open(bytes(sealed), 1)


@pytest.mark.parametrize("stump", [b"", b"x" * 11, b"x" * 12, b"x" * 27])
def test_a_stump_is_no_sealed_text(stump: bytes) -> None:
    with pytest.raises(SealBroken):
        KEY.open(stump, 1)


def test_a_wrapped_key_belongs_to_its_session_and_its_master() -> None:
    seal = Seal(bytes(32))
    wrapped = seal.new_wrapped_key("s_one")
    assert (
        seal.session_key(wrapped, "s_one").open(seal.session_key(wrapped, "s_one").seal(b"x", 1), 1) == b"x"
    )
    with pytest.raises(SealBroken):
        seal.session_key(wrapped, "s_two")
    with pytest.raises(SealBroken):
        Seal(b"x" * 32).session_key(wrapped, "s_one")


def test_the_master_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    key = master_key(folder)
    assert len(key) == 32
    assert master_key(folder) == key
    assert stat.S_IMODE((folder / "master.key").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    master_key(tmp_path)
    (tmp_path / "master.key").chmod(0o640)
    with pytest.raises(KeyUnusable, match="others"):
        master_key(tmp_path)


def test_a_key_of_another_length_is_refused(tmp_path: Path) -> None:
    write_private(tmp_path / "master.key", b"short")
    with pytest.raises(KeyUnusable, match="5 bytes"):
        master_key(tmp_path)


def test_a_key_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("")
    with pytest.raises(KeyUnusable):
        master_key(tmp_path / "keys")


def test_keys_for_different_purposes_differ() -> None:
    assert derived_key(bytes(32), "wrap") != derived_key(bytes(32), "digest")
    assert derived_key(bytes(32), "wrap") == derived_key(bytes(32), "wrap")


def test_a_private_file_is_replaced_whole_and_leaves_nothing_behind(tmp_path: Path) -> None:
    write_private(tmp_path / "a", b"one")
    write_private(tmp_path / "a", b"two")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("a", b"two")]
    assert os.stat(tmp_path / "a").st_mode & 0o077 == 0


def test_the_checkpoints_key_is_made_once_for_its_owner_only_and_is_another_one(tmp_path: Path) -> None:
    key = checkpoint_key(tmp_path)
    assert (len(key), checkpoint_key(tmp_path)) == (32, key)
    assert key != master_key(tmp_path)
    assert stat.S_IMODE((tmp_path / "checkpoint.key").stat().st_mode) == 0o600
    (tmp_path / "checkpoint.key").chmod(0o640)
    with pytest.raises(KeyUnusable, match="others"):
        checkpoint_key(tmp_path)


def test_what_is_derived_from_a_sessions_key_is_its_own_and_dies_with_it() -> None:
    seal = Seal(bytes(32))
    wrapped, other = seal.new_wrapped_key("s_1"), seal.new_wrapped_key("s_2")
    derived = seal.session_key(wrapped, "s_1").derive("recording")
    assert len(derived) == 32
    assert derived == seal.session_key(wrapped, "s_1").derive("recording")
    assert derived != seal.session_key(wrapped, "s_1").derive("words")
    assert derived != seal.session_key(other, "s_2").derive("recording")
