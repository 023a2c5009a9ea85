"""`python -m recordings verify`: a plain sentence, and 1 when something is wrong."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from typer.testing import CliRunner, Result

from recordings.checkpoint import from_pem, public_half, to_pem
from recordings.cli import APP
from tests.support.sealed_folder import KEY, SESSION, SealedFolder, sealed_folder


@pytest.fixture
def sealed(tmp_path: Path) -> SealedFolder:
    return sealed_folder(tmp_path)


def run(*words: object) -> Result:
    return CliRunner().invoke(APP, ["verify", *map(str, words)])


def pem(place: Path, key: bytes = KEY) -> Path:
    path = place / "public.pem"
    path.write_text(to_pem(public_half(key)))
    return path


def test_a_whole_folder_is_said_to_be_whole_and_what_was_not_checked_is_said(sealed: SealedFolder) -> None:
    done = run(sealed.folder)
    assert done.exit_code == 0
    counted = "6 entries, 3 checkpoints, 2 files with 7 records"
    assert done.stdout.splitlines() == [
        f"s_sealed: all as it was written. {counted}, signed by {public_half(KEY).hex()}.",
        "Whose signature it is was not checked: give --public-key for that.",
    ]


def test_key_and_witness_are_asked_when_they_are_given(sealed: SealedFolder, tmp_path: Path) -> None:
    words = (sealed.folder, "--public-key", pem(tmp_path), "--witness", sealed.witness)
    assert run(*words).exit_code == 0
    assert "not checked" not in run(*words).stdout
    other = run(sealed.folder, "--public-key", pem(tmp_path, bytes(32)))
    assert (other.exit_code, "Checkpoint 1 was signed with another key." in other.stdout) == (1, True)
    sealed.checkpoint(6, dict(sealed.made[-1].checkpoint.files), final=True)
    older = run(sealed.folder, "--witness", sealed.witness)
    assert (older.exit_code, "An older copy lies here" in older.stdout) == (1, True)
    sealed.witness.write_bytes(b"?\n")
    changed = run(sealed.folder, "--witness", sealed.witness)
    assert (changed.exit_code, f"Line 1 of {sealed.witness} was changed." in changed.stdout) == (1, True)


def test_a_damaged_one_is_named_among_many(tmp_path: Path) -> None:
    one, two = sealed_folder(tmp_path / "one"), sealed_folder(tmp_path / "two")
    many = tmp_path / "many"
    many.mkdir()
    one.folder.rename(many / "whole")
    two.folder.rename(many / "broken")
    (many / "broken" / "0001.rec").unlink()
    (many / "readme.txt").write_text("")
    done = run(many)
    assert done.exit_code == 1
    assert done.stdout.splitlines()[:3] == [
        f"{SESSION}: this is not what was written. Keep it as it is.",
        "  0001.rec is missing.",
        done.stdout.splitlines()[2],
    ]
    assert f"{SESSION}: all as it was written." in done.stdout


def test_a_folder_without_a_log_is_not_whole(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = run(tmp_path / "empty")
    assert (done.exit_code, "log.jsonl is missing" in done.stdout) == (1, True)


def test_a_running_session_is_whole_when_that_is_said(sealed: SealedFolder) -> None:
    lines = sealed.log.read_bytes().splitlines(keepends=True)
    sealed.log.write_bytes(b"".join(lines[:5]))
    assert run(sealed.folder).exit_code == 1
    running = run(sealed.folder, "--running")
    assert (running.exit_code, "The last 2 entries have no checkpoint yet" in running.stdout) == (0, True)


def test_an_erased_recording_is_whole_when_that_is_said(sealed: SealedFolder) -> None:
    (sealed.folder / "0001.rec").unlink()
    assert (run(sealed.folder).exit_code, run(sealed.folder, "--without-files").exit_code) == (1, 0)


def test_what_cannot_be_read_is_said_and_ends_with_2(sealed: SealedFolder, tmp_path: Path) -> None:
    assert run(tmp_path / "nowhere").exit_code == 2
    nothing = run(sealed.folder, "--public-key", sealed.log)
    assert (nothing.exit_code, "cannot be verified" in nothing.stderr) == (2, True)


def test_another_kind_of_key_is_none() -> None:
    other = X25519PrivateKey.generate().public_key()
    with pytest.raises(ValueError, match="another kind"):
        from_pem(other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode())
    assert from_pem(to_pem(public_half(KEY))) == public_half(KEY)
