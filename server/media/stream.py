"""One stream of pictures: its last group, for newcomers, and when to ask for a key frame."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from protocol.limits import KEY_FRAME_REQUEST_GAP_SECONDS, MEDIA_FRAME_LIMIT_BYTES
from protocol.media import Header

GROUP_LIMIT_BYTES: Final = MEDIA_FRAME_LIMIT_BYTES
GROUP_LIMIT_FRAMES: Final = 240
_SEQ_MODULUS: Final = 2**32


@dataclass(slots=True)
class Stream:
    """The group of pictures from the last key frame on; empty while what came last cannot be decoded."""

    _group: list[bytes] = field(default_factory=list[bytes])
    _bytes: int = 0
    _alive: bool = False
    _kept: bool = False
    _seq: int | None = None
    _asked_at_seconds: float = float("-inf")
    wants_key: bool = False

    @property
    def group(self) -> Sequence[bytes]:
        """What a newcomer needs to see the present picture, in order."""
        return self._group

    def take(self, header: Header, frame: bytes) -> bool:
        """One frame of this stream; False: it cannot be decoded, for a frame before it is missing.

        A group beyond the limits is no longer kept, and a key frame is wanted; its frames still go out.
        """
        follows = self._alive and self._seq is not None and header.seq == (self._seq + 1) % _SEQ_MODULUS
        self._seq = header.seq
        if header.key:
            self._group, self._bytes = [], 0
            self._alive, self._kept, self.wants_key = True, True, False
        elif not follows:
            self.clear()
            return False
        if self._kept:
            self._group.append(frame)
            self._bytes += len(frame)
            self._kept = self._bytes <= GROUP_LIMIT_BYTES and len(self._group) <= GROUP_LIMIT_FRAMES
            if not self._kept:
                self._group, self._bytes = [], 0
        return True

    @property
    def has_come(self) -> bool:
        """Whether the machine has ever sent a frame of it."""
        return self._seq is not None

    @property
    def is_kept(self) -> bool:
        """Whether a newcomer can begin with what is kept."""
        return self._kept and bool(self._group)

    def clear(self) -> None:
        """Forget the group: the next useful frame is a key frame."""
        self._group, self._bytes, self._alive, self._kept = [], 0, False, False

    def ask_at(self, at_seconds: float) -> float:
        """A key frame is wanted: when to ask for it. Wishes within the gap are one (SPEC L7)."""
        self.wants_key = True
        return max(at_seconds, self._asked_at_seconds + KEY_FRAME_REQUEST_GAP_SECONDS)

    def asked(self, at_seconds: float) -> None:
        """The wish went out."""
        self._asked_at_seconds = at_seconds
