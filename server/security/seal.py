"""How people's words are stored: sealed with a key per session, which a key kept elsewhere wraps."""

import os
import secrets
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from server.errors import KeyUnusable, SealBroken

KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_TAG_BYTES: Final = 16
SEAL_BYTES: Final = _NONCE_BYTES + _TAG_BYTES
"""How much longer sealed bytes are than plain ones."""
_MASTER_KEY_FILE: Final = "master.key"
_CHECKPOINT_KEY_FILE: Final = "checkpoint.key"


class Seal:
    """AES-256-GCM in two steps: the master key wraps session keys, a session's key seals its payloads.

    Destroying the wrapped key erases the session: its ciphertext stays, so its chain still verifies.
    """

    def __init__(self, wrap_key: bytes) -> None:
        """`wrap_key` has 32 bytes and wraps nothing but session keys."""
        self._wrap = AESGCM(wrap_key)
        self.word_secret = derived_key(wrap_key, "words")
        """Makes the words blind that sessions are found by."""

    def new_wrapped_key(self, session_id: str) -> bytes:
        """A new key for this session, wrapped; only `session_key` opens it."""
        return _seal(self._wrap, AESGCM.generate_key(bit_length=256), f"key|{session_id}")

    def session_key(self, wrapped: bytes, session_id: str) -> "SessionKey":
        """The session's key.

        Raises:
            SealBroken: another master key wrapped it, or it belongs to another session.
        """
        return SessionKey(_open(self._wrap, wrapped, f"key|{session_id}"), session_id)


class SessionKey:
    """Seals and opens one session's payloads; each is bound to the session and to its place there."""

    def __init__(self, key: bytes, session_id: str) -> None:
        """`key` has 32 bytes."""
        self._key = key
        self._cipher = AESGCM(key)
        self._session_id = session_id

    def seal(self, plain: bytes, place: int | str) -> bytes:
        """Nonce and ciphertext. `place` is the entry's number, or the name of a column."""
        return _seal(self._cipher, plain, f"{self._session_id}|{place}")

    def open(self, sealed: bytes, place: int | str) -> bytes:
        """The plain bytes.

        Raises:
            SealBroken: the bytes were changed, or moved from another place or session.
        """
        return _open(self._cipher, sealed, f"{self._session_id}|{place}")

    def derive(self, purpose: str) -> bytes:
        """A key of 32 bytes for another of the session's purposes ("recording"); it dies with this one."""
        return derived_key(self._key, f"session|{purpose}")


def _seal(cipher: AESGCM, plain: bytes, bound_to: str) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, plain, bound_to.encode())


def _open(cipher: AESGCM, sealed: bytes, bound_to: str) -> bytes:
    try:
        return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound_to.encode())
    except (InvalidTag, ValueError) as wrong:
        raise SealBroken(bound_to) from wrong


def master_key(key_folder: Path) -> bytes:
    """This installation's master key: read, or made at the first start (file 0600 in a folder 0700).

    Raises:
        KeyUnusable: the file is not 32 bytes, or others may read it, or the folder cannot be written.
    """
    return private_key(key_folder, _MASTER_KEY_FILE)


def checkpoint_key(key_folder: Path) -> bytes:
    """The key that this installation signs its checkpoints with: read, or made at the first start.

    Raises:
        KeyUnusable: as for the master key.
    """
    return private_key(key_folder, _CHECKPOINT_KEY_FILE)


def private_key(key_folder: Path, name: str) -> bytes:
    """32 secret bytes in a file of this name: read, or made now (file 0600 in a folder 0700).

    Raises:
        KeyUnusable: the file is not 32 bytes, or others may read it, or the folder cannot be written.
    """
    path = key_folder / name
    try:
        key_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            write_private(path, secrets.token_bytes(KEY_BYTES))
        if os.name == "posix" and path.stat().st_mode & 0o077:
            raise KeyUnusable(str(path), "others than its owner may read it; run: chmod 600")
        key = path.read_bytes()
    except OSError as refused:
        raise KeyUnusable(str(path), refused.strerror or "it cannot be read or written") from refused
    if len(key) != KEY_BYTES:
        raise KeyUnusable(
            str(path), f"it has {len(key)} bytes instead of {KEY_BYTES}; restore it from your backup"
        )
    return key


def derived_key(master: bytes, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose: knowing one tells nothing about the others or the master key."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"auxilio|" + purpose.encode()).derive(
        master
    )


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner can read, whole or not at all; an older one is replaced.

    Raises:
        OSError: the folder cannot be written.
    """
    half = path.with_name(f"{path.name}.{secrets.token_hex(4)}.half")
    opened = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(opened, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
