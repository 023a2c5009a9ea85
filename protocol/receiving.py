"""The receiver's side of a transfer, without I/O: what to write and what to say next (SPEC X)."""

from collections import deque
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, TypeAlias

from protocol.limits import TRANSFER_ITEMS_LIMIT
from protocol.transfer import (
    AllTaken,
    GoOn,
    Item,
    ItemEnd,
    Manifest,
    OtherSide,
    Piece,
    StopReason,
    TakenUpTo,
    ToTransfer,
    TransferStopped,
)

TRIES: Final = 3
"""A piece that does not fit its checksum is asked for again so often."""


@dataclass(frozen=True, slots=True)
class Begin:
    """Make room for this item."""

    number: int
    item: Item


@dataclass(frozen=True, slots=True)
class Write:
    """Write this at the end of the item, and tell `written`."""

    piece: Piece


@dataclass(frozen=True, slots=True)
class Close:
    """The item is whole and as it was sent: give it its name."""

    number: int


@dataclass(frozen=True, slots=True)
class Say:
    """Say this to the other side."""

    message: GoOn | TakenUpTo | AllTaken | TransferStopped


Step: TypeAlias = Begin | Write | Close | Say


@dataclass(slots=True)
class Receiving:
    """What the receiver does next: each call answers with the steps to carry out, in order.

    Args:
        limit_bytes: What was allowed; more is refused.
    """

    limit_bytes: int
    items: list[Item] = field(default_factory=list[Item])
    stopped: StopReason | None = None
    is_done: bool = False
    _complete: bool = False
    _item: int = 0
    _offset: int = 0
    _digests: list[bytes] = field(default_factory=list[bytes])
    _of_items: list[bytes] = field(default_factory=list[bytes])
    _parts: list[Item] = field(default_factory=list[Item])
    _tries: int = 0
    _waits: bool = True
    """Whether pieces are void until the sender goes on from where it was told."""

    def heard(self, message: ToTransfer) -> deque[Step]:
        """Take what the other side, or the server, said; what makes no sense changes nothing."""
        steps: deque[Step] = deque()
        if self.is_done and isinstance(message, Manifest) and not message.more:
            steps.append(Say(self._everything()))  # the other side was cut before it heard so
        if self.stopped is not None or self.is_done:
            return steps
        match message:
            case OtherSide():
                self._parts, self._waits = [], True
            case Manifest():
                self._listed(message, steps)
            case ItemEnd(item=item, sha256=digest) if self._is_at_end_of(item):
                self._ended(digest, steps)
            case TransferStopped(reason=reason):
                self.stopped = reason
            case _:
                pass
        return steps

    def came(self, piece: Piece, *, whole: bool) -> deque[Step]:
        """Take a piece; `whole`: its data fits its digest. Pieces from before the last `go_on` are void."""
        steps: deque[Step] = deque()
        if not self._complete or (piece.item, piece.offset) != (self._item, self._offset):
            return steps
        if piece.offset + len(piece.data) > self.items[piece.item].size_bytes:
            self._stop(StopReason.CHANGED, steps)
        elif whole:
            self._tries = 0
            self._offset += len(piece.data)
            self._digests.append(piece.digest)
            steps.append(Write(piece))
        else:
            self._tries += 1
            if self._tries > TRIES:
                self._stop(StopReason.BROKEN, steps)
            else:
                steps.append(Say(GoOn(item=self._item, offset=self._offset)))
        return steps

    def written(self) -> Say:
        """Everything that was to be written is on the disk."""
        return Say(TakenUpTo(item=self._item, offset=self._offset))

    def stop(self, reason: StopReason) -> deque[Step]:
        """Give up on our own account."""
        steps: deque[Step] = deque()
        self._stop(reason, steps)
        return steps

    @property
    def taken_bytes(self) -> int:
        """How much of everything has come."""
        return sum(item.size_bytes for item in self.items[: self._item]) + self._offset

    def _listed(self, part: Manifest, steps: deque[Step]) -> None:
        if part.first == 0:
            self._parts = []
        if part.first != len(self._parts) or part.first + len(part.items) > TRANSFER_ITEMS_LIMIT:
            return  # the rest of one that was cut: the whole follows
        self._parts.extend(part.items)
        if part.more:
            return
        if self._complete and self._parts != self.items:
            self._stop(StopReason.CHANGED, steps)
            return
        if sum(item.size_bytes for item in self._parts) > self.limit_bytes:
            self._stop(StopReason.TOO_BIG, steps)
            return
        first_time = not self._complete
        self.items, self._complete, self._waits = self._parts, True, False
        if not self.items:
            self._finish(steps)
            return
        if first_time:
            steps.append(Begin(0, self.items[0]))
        steps.append(Say(GoOn(item=self._item, offset=self._offset)))

    def _is_at_end_of(self, item: int) -> bool:
        ready = self._complete and not self._waits and item == self._item
        return ready and self._offset == self.items[item].size_bytes

    def _ended(self, said: str, steps: deque[Step]) -> None:
        digest = sha256(b"".join(self._digests)).digest()
        if digest.hex() != said:
            self._stop(StopReason.BROKEN, steps)
            return
        self._of_items.append(digest)
        steps.append(Close(self._item))
        self._item, self._offset, self._digests = self._item + 1, 0, []
        if self._item < len(self.items):
            steps.append(Begin(self._item, self.items[self._item]))
            steps.append(Say(TakenUpTo(item=self._item, offset=0)))
        else:
            self._finish(steps)

    def _finish(self, steps: deque[Step]) -> None:
        self.is_done = True
        steps.append(Say(self._everything()))

    def _everything(self) -> AllTaken:
        total_bytes = sum(item.size_bytes for item in self.items)
        return AllTaken(total_bytes=total_bytes, sha256=sha256(b"".join(self._of_items)).hexdigest())

    def _stop(self, reason: StopReason, steps: deque[Step]) -> None:
        self.stopped = reason
        steps.append(Say(TransferStopped(reason=reason)))
