"""What the holder's hand did, counted by the second where it arrives; never which keys (SPEC Y4)."""

import threading
from collections.abc import Sequence
from typing import Final

from protocol.ids import PersonId
from protocol.input import InputEvent, Key, PointerButton, PointerMove, Text, Wheel
from protocol.pointing import Activity

MOST: Final = 10_000


class ActivityCount:
    """Counts what passed the gate. Safe to call from every thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._holder: PersonId | None = None
        self._keys = self._clicks = self._moves = 0

    def note(self, holder: PersonId, passed: Sequence[InputEvent]) -> None:
        """These events of this person were carried out."""
        if not passed:
            return
        with self._lock:
            if holder != self._holder:
                self._holder = holder
                self._keys = self._clicks = self._moves = 0
            for event in passed:
                self._count(event)

    def take(self) -> Activity | None:
        """What was counted since the last time; None: nothing was done."""
        with self._lock:
            keys, clicks, moves = self._keys, self._clicks, self._moves
            self._keys = self._clicks = self._moves = 0
            if self._holder is None or not (keys or clicks or moves):
                return None
            return Activity(
                holder=self._holder, keys=min(keys, MOST), clicks=min(clicks, MOST), moves=min(moves, MOST)
            )

    def _count(self, event: InputEvent) -> None:
        match event:
            case Text(text=text):
                self._keys += len(text)
            case Key(down=True):
                self._keys += 1
            case PointerButton(down=True):
                self._clicks += 1
            case PointerMove() | Wheel():
                self._moves += 1
            case _:
                return
