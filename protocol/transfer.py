"""Files and clipboards on their way: a link of its own for each side, and pieces that are checked (SPEC X).

    sender                          server                        receiver
      │  transfer_hello{ticket} ──▶   │   ◀── transfer_hello{ticket}  │
      │ ◀── transfer_open             │             transfer_open ──▶ │
      │ ◀── other_side{here}          │         other_side{here} ──▶  │
      │  manifest{items} ─────────────┼─────────────────────────────▶ │
      │ ◀─────────────────────────────┼────────── go_on{item, offset} │
      │  pieces … item_end{sha256} ───┼─────────────────────────────▶ │
      │ ◀─────────────────────────────┼────────── taken{item, offset} │
      │ ◀─────────────────────────────┼─────────────── all_taken      │

The server passes everything on and keeps nothing. A side that is cut comes back with another ticket; the
sender says its manifest again, and the receiver where it stands.
"""

import enum
import struct
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Final, Literal, TypeAlias

from pydantic import Field

from protocol.errors import BadMessage, MessageTooBig
from protocol.ids import RequestIdField
from protocol.limits import (
    TRANSFER_DEPTH_LIMIT,
    TRANSFER_ITEMS_LIMIT,
    TRANSFER_LIMIT_BYTES,
    TRANSFER_MANIFEST_ITEMS,
    TRANSFER_PIECE_BYTES,
)
from protocol.wire import Token, Wire
from protocol.work import FileName, Sha256, Way

ItemNumber = Annotated[int, Field(ge=0, lt=TRANSFER_ITEMS_LIMIT)]
Offset = Annotated[int, Field(ge=0, le=TRANSFER_LIMIT_BYTES)]


class TransferHello(Wire):
    """The first message: the ticket for this side of this work."""

    type: Literal["transfer_hello"] = "transfer_hello"
    protocol: Annotated[int, Field(ge=0, le=65535)]
    ticket: Token


class TransferOpen(Wire):
    """The server: this is your side."""

    type: Literal["transfer_open"] = "transfer_open"
    request_id: RequestIdField
    way: Way
    sends: bool


class OtherSide(Wire):
    """The server: the other side is linked now, or is not."""

    type: Literal["other_side"] = "other_side"
    here: bool


class Item(Wire):
    """One file. `path` is the names from the top of what was chosen, for people; no path is made of it."""

    path: Annotated[tuple[FileName, ...], Field(min_length=1, max_length=TRANSFER_DEPTH_LIMIT)]
    size_bytes: Offset


class Manifest(Wire):
    """What is sent, items `first` and following; `more`: the next part comes. Said anew at each opening."""

    type: Literal["manifest"] = "manifest"
    first: ItemNumber
    items: Annotated[tuple[Item, ...], Field(max_length=TRANSFER_MANIFEST_ITEMS)]
    more: bool


class GoOn(Wire):
    """The receiver: send from here. Whatever is under way from before is void."""

    type: Literal["go_on"] = "go_on"
    item: ItemNumber
    offset: Offset


class TakenUpTo(Wire):
    """The receiver: this much of this item is on my disk."""

    type: Literal["taken"] = "taken"
    item: ItemNumber
    offset: Offset


class ItemEnd(Wire):
    """The sender: the item is whole. `sha256` is over the SHA-256 of its pieces, in order (SPEC X4)."""

    type: Literal["item_end"] = "item_end"
    item: ItemNumber
    sha256: Sha256


class AllTaken(Wire):
    """The receiver: everything is here, whole. `sha256` is over the items' own, in order."""

    type: Literal["all_taken"] = "all_taken"
    total_bytes: Offset
    sha256: Sha256


class StopReason(enum.StrEnum):
    """Why one side gives up."""

    CANCELLED = "cancelled"
    DISK_FULL = "disk_full"
    NOT_WRITTEN = "not_written"
    NOT_READ = "not_read"
    CHANGED = "changed"
    """The file is not as long as it was said to be."""
    BROKEN = "broken"
    """What arrives does not fit its checksum, again and again."""
    TOO_BIG = "too_big"


class TransferStopped(Wire):
    """One side gives up, for good."""

    type: Literal["transfer_stopped"] = "transfer_stopped"
    reason: StopReason


FromTransfer: TypeAlias = Annotated[
    TransferHello | Manifest | GoOn | TakenUpTo | ItemEnd | AllTaken | TransferStopped,
    Field(discriminator="type"),
]
"""Either side to the server, which passes all but the hello on."""

ToTransfer: TypeAlias = Annotated[
    TransferOpen | OtherSide | Manifest | GoOn | TakenUpTo | ItemEnd | AllTaken | TransferStopped,
    Field(discriminator="type"),
]
"""The server to either side."""

PIECE: Final = struct.Struct("!BxxxIQ32s")
"""version, three bytes of nothing, item, offset, SHA-256 of the payload (SPEC X3)."""
PIECE_VERSION: Final = 1
PIECE_LIMIT_BYTES: Final = PIECE.size + TRANSFER_PIECE_BYTES


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of one item. `data` may be a view of the frame that it came in."""

    item: int
    offset: int
    digest: bytes
    data: bytes | memoryview

    def is_whole(self) -> bool:
        """Whether the data is what was sent."""
        return sha256(self.data).digest() == self.digest


def pack_piece(item: int, offset: int, data: bytes) -> tuple[bytes, bytes]:
    """The frame of one piece, and the digest of its data."""
    digest = sha256(data).digest()
    return PIECE.pack(PIECE_VERSION, item, offset, digest) + data, digest


def unpack_piece(frame: bytes) -> Piece:
    """The piece in a frame; its digest is not checked here.

    Raises:
        MessageTooBig: over the limit.
        BadMessage: no piece, or an empty one.
    """
    if len(frame) > PIECE_LIMIT_BYTES:
        raise MessageTooBig(len(frame), PIECE_LIMIT_BYTES)
    if len(frame) <= PIECE.size:
        raise BadMessage("a piece is a header and data")
    version, item, offset, digest = PIECE.unpack_from(frame)
    if version != PIECE_VERSION or item >= TRANSFER_ITEMS_LIMIT or offset > TRANSFER_LIMIT_BYTES:
        raise BadMessage("this is no piece of version 1")
    return Piece(item, offset, digest, memoryview(frame)[PIECE.size :])
