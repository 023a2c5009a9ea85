"""A signed checkpoint: up to here, this is the session's log and these are its files. One continues another.

It is signed with Ed25519 over canonical JSON: keys sorted, no spaces, ASCII; hashes are lower-case hex. Equal
checkpoints have equal bytes, and no other bytes are a checkpoint.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from recordings.chain import GENESIS, Head

FORMAT: Final = 1
_SIGNED_AS: Final = b"auxilio checkpoint 1\0"

FileHead: TypeAlias = tuple[int, bytes]
"""How many records a file has, and the hash of the last one."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a session had left at one moment.

    Attributes:
        session_id: Whose it is.
        number: Counts from 1 within the session.
        at_ms: When it was made: UTC, milliseconds since 1970.
        log: The last entry of the log.
        files: The last record of each file, by the file's number. A file never goes away again.
        final: Nothing more is expected: the session has ended. A later entry brings a later final one.
        prev: The hash of the checkpoint before; `GENESIS` for the first.
    """

    session_id: str
    number: int
    at_ms: int
    log: Head
    files: Mapping[int, FileHead]
    final: bool
    prev: bytes = GENESIS

    def canonical(self) -> bytes:
        """The bytes that are hashed and signed."""
        return canonical(
            {
                "format": FORMAT,
                "session_id": self.session_id,
                "number": self.number,
                "at_ms": self.at_ms,
                "log_seq": self.log.seq,
                "log_hash": self.log.hash.hex(),
                "files": {f"{number:04d}": [head[0], head[1].hex()] for number, head in self.files.items()},
                "final": self.final,
                "prev": self.prev.hex(),
            }
        )

    @property
    def hash(self) -> bytes:
        """What the next checkpoint continues."""
        return hashlib.sha256(self.canonical()).digest()


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint with its signature. `by` is the public key, 32 bytes, that checks it."""

    checkpoint: Checkpoint
    by: bytes
    signature: bytes

    def is_genuine(self) -> bool:
        """Whether the owner of the key `by` signed exactly this."""
        try:
            key = Ed25519PublicKey.from_public_bytes(self.by)
            key.verify(self.signature, _SIGNED_AS + self.checkpoint.canonical())
        except (InvalidSignature, ValueError):
            return False
        return True


def sign(checkpoint: Checkpoint, key: bytes) -> Signed:
    """The checkpoint, signed with this private key of 32 bytes."""
    private = Ed25519PrivateKey.from_private_bytes(key)
    signature = private.sign(_SIGNED_AS + checkpoint.canonical())
    return Signed(checkpoint, private.public_key().public_bytes_raw(), signature)


def public_half(key: bytes) -> bytes:
    """The public key, 32 bytes, that belongs to this private one."""
    return Ed25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw()


def to_pem(public_key: bytes) -> str:
    """A public key of 32 bytes as other programs read it."""
    key = Ed25519PublicKey.from_public_bytes(public_key)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def from_pem(pem: str) -> bytes:
    """The public key of 32 bytes again.

    Raises:
        ValueError: it is no PEM, or another kind of key.
    """
    key = load_pem_public_key(pem.encode())
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("another kind of key")  # noqa: TRY004  it is the text that is wrong
    return key.public_bytes_raw()


def parse(body: bytes) -> Checkpoint:
    """The checkpoint that these canonical bytes are.

    Raises:
        ValueError: they are not those of any checkpoint.
    """
    try:
        said = json.loads(body)
        found = Checkpoint(
            session_id=said["session_id"],
            number=said["number"],
            at_ms=said["at_ms"],
            log=Head(said["log_seq"], bytes.fromhex(said["log_hash"])),
            files={int(number): (head[0], bytes.fromhex(head[1])) for number, head in said["files"].items()},
            final=said["final"],
            prev=bytes.fromhex(said["prev"]),
        )
        if found.canonical() == body:
            return found
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as wrong:
        raise ValueError("no checkpoint") from wrong
    raise ValueError("a checkpoint in another spelling")


def canonical(value: object) -> bytes:
    """The one spelling of this JSON value."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()
