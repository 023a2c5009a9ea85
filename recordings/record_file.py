r"""The file of one segment, format 1: a clear header, then sealed records, each hashed with those before it.

    AUXREC1\n  u32 length  header as JSON
    record: u32 sealed bytes, u32 seq, u64 at_ms, u32 duration_ms, u8 flags | ciphertext and tag | SHA-256

All numbers are big-endian. The hashes verify without any key, after an erasure too; the key opens them.
A file that was cut anywhere is whole up to its last whole record.
"""

import enum
import hashlib
import re
import struct
from typing import Annotated, Final, Literal, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import Field, ValidationError

from protocol.ids import SessionIdField
from protocol.limits import MEDIA_FRAME_LIMIT_BYTES
from protocol.screen import MAX_SIDE_PX
from protocol.wire import AtMs, Wire
from recordings.errors import Damage, SegmentBroken

MAGIC: Final = b"AUXREC1\n"
HEAD_BYTES: Final = 21
TAG_BYTES: Final = 16
HASH_BYTES: Final = 32
KEY_BYTES: Final = 32
HEADER_LIMIT_BYTES: Final = 4096
SEALED_LIMIT_BYTES: Final = 2 * MEDIA_FRAME_LIMIT_BYTES + 1024 * 1024
"""No record is longer: one picture that is as big as the wire allows, behind a whole record's others."""

_HEAD: Final = struct.Struct("!IIQIB")
_LENGTH: Final = struct.Struct("!I")
_CHAIN_FORMAT: Final = b"auxilio record 1"
_NAME: Final = re.compile(r"([0-9]{4,9})\.rec")


class Track(enum.StrEnum):
    """What a segment holds."""

    VIDEO = "video"
    """One monitor's pictures: fragmented MP4, one fragment a record."""
    EVENTS = "events"
    """Pointers, ink and counted input: one JSON object a line."""


class RecordFlag(enum.IntFlag):
    """What a record is beside its content."""

    KEY = 1
    """It begins with a key frame."""
    INIT = 2
    """It is what a player needs before the first fragment."""
    LAST = 4
    """The segment was closed in order with it."""


_FLAGS: Final = tuple(map(RecordFlag, range(2 * RecordFlag.LAST)))


class SegmentHeader(Wire):
    """What a segment's file says of itself in the clear. Media time 0 is `started_at_ms`."""

    format: Literal[1] = 1
    session_id: SessionIdField
    number: Annotated[int, Field(ge=1, lt=10**9)]
    track: Track
    stream: Annotated[int, Field(ge=0, lt=256)] = 0
    codec: Annotated[str, Field(max_length=40, pattern=r"^[A-Za-z0-9.]*$")] = ""
    width_px: Annotated[int, Field(ge=0, le=MAX_SIDE_PX)] = 0
    height_px: Annotated[int, Field(ge=0, le=MAX_SIDE_PX)] = 0
    started_at_ms: AtMs


class RecordHead(NamedTuple):
    """What stands before a record's ciphertext. `at_ms` is UTC, of its first sample."""

    sealed_bytes: int
    seq: int
    at_ms: int
    duration_ms: int
    flags: RecordFlag

    def pack(self) -> bytes:
        """The head as it stands in the file."""
        return _HEAD.pack(self.sealed_bytes, self.seq, self.at_ms, self.duration_ms, self.flags)

    @property
    def whole_bytes(self) -> int:
        """How long the record is in the file, with its head and its hash."""
        return HEAD_BYTES + self.sealed_bytes + HASH_BYTES

    @property
    def plain_bytes(self) -> int:
        """How long its content is."""
        return self.sealed_bytes - TAG_BYTES


def unpack_head(data: bytes, seq: int) -> RecordHead | None:
    """The head of record `seq`; None: these bytes cannot be it."""
    sealed_bytes, found_seq, at_ms, duration_ms, flags = _HEAD.unpack(data)
    plausible = (
        found_seq == seq
        and TAG_BYTES <= sealed_bytes <= SEALED_LIMIT_BYTES
        and flags < len(_FLAGS)
        and at_ms < 2**53
    )
    return RecordHead(sealed_bytes, seq, at_ms, duration_ms, _FLAGS[flags]) if plausible else None


def file_name(number: int) -> str:
    """The file of this segment within its session's folder."""
    return f"{number:04}.rec"


def index_name(number: int) -> str:
    """The file of this segment's index."""
    return f"{number:04}.idx"


def number_of(name: str) -> int | None:
    """Which segment this file holds; None: it is no segment's."""
    found = _NAME.fullmatch(name)
    return int(found[1]) if found else None


def header_bytes(header: SegmentHeader) -> bytes:
    """A file's beginning."""
    said = header.model_dump_json().encode()
    return MAGIC + _LENGTH.pack(len(said)) + said


def header_length(start: bytes, name: str) -> int:
    """How many bytes come before the first record.

    Args:
        start: At least the first 12 bytes of the file, if it has them.
        name: For the sentence of the error.

    Raises:
        SegmentBroken: the file is too short, or no segment of format 1.
    """
    fixed = len(MAGIC) + _LENGTH.size
    if len(start) < fixed:
        raise SegmentBroken(name, 0, Damage.CUT_OFF)
    length = int(_LENGTH.unpack_from(start, len(MAGIC))[0])
    if start[: len(MAGIC)] != MAGIC or length > HEADER_LIMIT_BYTES:
        raise SegmentBroken(name, 0, Damage.CHANGED)
    return fixed + length


def parse_header(start: bytes, name: str) -> tuple[SegmentHeader, bytes]:
    """The header, and the bytes that it takes.

    Args:
        start: The first bytes of the file; `HEADER_LIMIT_BYTES` + 12 are always enough.
        name: The file's name, which says its number.

    Raises:
        SegmentBroken: the file is too short, no segment of format 1, or another one than its name says.
    """
    length = header_length(start, name)
    if len(start) < length:
        raise SegmentBroken(name, 0, Damage.CUT_OFF)
    try:
        header = SegmentHeader.model_validate_json(start[len(MAGIC) + _LENGTH.size : length])
    except ValidationError as wrong:
        raise SegmentBroken(name, 0, Damage.CHANGED) from wrong
    if number_of(name) not in {None, header.number}:
        raise SegmentBroken(name, 0, Damage.MOVED)
    return header, start[:length]


def first_hash(header: bytes) -> bytes:
    """What a file's first record continues: the hash of the file's header."""
    return hashlib.sha256(header).digest()


def record_hash(prev_hash: bytes, head: bytes, sealed: bytes) -> bytes:
    """A record's hash: SHA-256 over the format's name and all parts, each with its length in front."""
    digest = hashlib.sha256()
    for part in (_CHAIN_FORMAT, prev_hash, head, sealed):
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()


class FileCipher:
    """Seals and opens one file's records; each is bound to its session, its file and its place there."""

    def __init__(self, key: bytes, session_id: str, number: int) -> None:
        """`key` is the session's recording key, of 32 bytes; the file's own is derived from it."""
        derive = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"auxilio|recording|%d" % number)
        self._cipher = AESGCM(derive.derive(key))
        self._bound_to = f"{session_id}|{number}|".encode()

    def seal(self, plain: bytes, head: RecordHead) -> bytes:
        """Ciphertext and tag. A `seq` is sealed once in a file's life: it is the nonce."""
        return self._cipher.encrypt(_nonce(head.seq), plain, self._bound_to + head.pack())

    def open(self, sealed: bytes, head: RecordHead) -> bytes | None:
        """The plain bytes; None: the record was changed, or the key is another one."""
        try:
            return self._cipher.decrypt(_nonce(head.seq), sealed, self._bound_to + head.pack())
        except InvalidTag:
            return None


def _nonce(seq: int) -> bytes:
    return seq.to_bytes(12, "big")
