"""The sender's side of a transfer, without I/O: what to say and what to read next (SPEC X)."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate
from typing import Final, TypeAlias

from protocol.limits import (
    MESSAGE_LIMIT_BYTES,
    TRANSFER_MANIFEST_ITEMS,
    TRANSFER_PIECE_BYTES,
    TRANSFER_WINDOW_BYTES,
)
from protocol.transfer import (
    AllTaken,
    GoOn,
    Item,
    ItemEnd,
    Manifest,
    OtherSide,
    TakenUpTo,
    ToTransfer,
    TransferStopped,
)

MANIFEST_BYTES: Final = MESSAGE_LIMIT_BYTES // 2
"""Of the items of one part; long names in deep folders are a part of fewer items."""


@dataclass(frozen=True, slots=True)
class Read:
    """Read this part of this item, and give it to `read`."""

    item: int
    offset: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Say:
    """Say this to the other side."""

    message: Manifest | ItemEnd


Step: TypeAlias = Read | Say


class Sending:
    """What the sender does next. One `Read` at a time; not safe to share.

    Args:
        items: What is sent, in order.
    """

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = tuple(items)
        self._starts = (0, *accumulate(item.size_bytes for item in self._items))
        self._digests: dict[int, list[bytes]] = {}
        self._item = 0
        self._offset = 0
        self._taken = (0, 0)
        self._going = False
        self._unread = True
        self._says: deque[Manifest] = deque()
        self.stopped: TransferStopped | None = None
        self.all_taken: AllTaken | None = None

    @property
    def taken_bytes(self) -> int:
        """How much of everything is on the receiver's disk."""
        item, offset = self._taken
        return self._starts[item] + offset

    def heard(self, message: ToTransfer) -> None:
        """Take what the other side, or the server, said; what makes no sense changes nothing."""
        match message:
            case OtherSide(here=here):
                self._going = False
                self._says = deque(self._manifest()) if here else deque()
            case GoOn(item=item, offset=offset) if self._is_within(item, offset):
                self._item, self._offset, self._taken = item, offset, (item, offset)
                self._going, self._unread = True, True
                self._forget_from(item, offset)
            case TakenUpTo(item=item, offset=offset) if (item, offset) > self._taken:
                self._taken = min((item, offset), (self._item, self._offset))
            case AllTaken():
                self.all_taken = message
            case TransferStopped():
                self.stopped = message
            case _:
                return

    def next(self) -> Step | None:
        """What to do now; None: wait for the other side."""
        if self._says:
            return Say(self._says.popleft())
        if not self._going or self._item >= len(self._items):
            return None
        item = self._items[self._item]
        if self._offset >= item.size_bytes:
            return Say(self._end_of_item())
        if not self._unread or self._under_way() + TRANSFER_PIECE_BYTES > TRANSFER_WINDOW_BYTES:
            return None
        self._unread = False
        size_bytes = min(TRANSFER_PIECE_BYTES, item.size_bytes - self._offset)
        return Read(self._item, self._offset, size_bytes)

    def read(self, part: Read, digest: bytes) -> bool:
        """This part was read, and its data has this digest; whether it is still to be sent."""
        if (part.item, part.offset) != (self._item, self._offset) or self._unread:
            return False
        self._digests.setdefault(part.item, []).append(digest)
        self._offset += part.size_bytes
        self._unread = True
        return True

    def _under_way(self) -> int:
        return self._starts[self._item] + self._offset - self.taken_bytes

    def _end_of_item(self) -> ItemEnd:
        digests = self._digests.get(self._item, [])
        ended = ItemEnd(item=self._item, sha256=sha256(b"".join(digests)).hexdigest())
        self._item, self._offset = self._item + 1, 0
        return ended

    def _forget_from(self, item: int, offset: int) -> None:
        """The digests of what will be read again."""
        before = {one: digests for one, digests in self._digests.items() if one < item}
        self._digests = {**before, item: self._digests.get(item, [])[: _pieces(offset)]}

    def _is_within(self, item: int, offset: int) -> bool:
        """Whether this is a place that was sent already: a receiver goes on at the border of a piece."""
        if item >= len(self._items) or not all(map(self._is_sent, range(item))):
            return False
        at_border = offset % TRANSFER_PIECE_BYTES == 0 or offset == self._items[item].size_bytes
        return at_border and _pieces(offset) <= len(self._digests.get(item, []))

    def _is_sent(self, item: int) -> bool:
        return len(self._digests.get(item, [])) == _pieces(self._items[item].size_bytes)

    def _manifest(self) -> Iterator[Manifest]:
        first, part, size_bytes = 0, list[Item](), 0
        for item in self._items:
            item_bytes = len(item.model_dump_json().encode()) + 1
            if part and (len(part) == TRANSFER_MANIFEST_ITEMS or size_bytes + item_bytes > MANIFEST_BYTES):
                yield Manifest(first=first, items=tuple(part), more=True)
                first, part, size_bytes = first + len(part), [], 0
            part.append(item)
            size_bytes += item_bytes
        yield Manifest(first=first, items=tuple(part), more=False)


def _pieces(size_bytes: int) -> int:
    return -(-size_bytes // TRANSFER_PIECE_BYTES)
