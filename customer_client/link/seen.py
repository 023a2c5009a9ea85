"""Answers to relayed input, merged: the control socket has a limit of messages, a fast hand has none."""

import asyncio
from collections.abc import Callable
from typing import Final

from protocol.control import InputSeenFor
from protocol.ids import PeerId
from protocol.input import InputSeen

EVERY_SECONDS: Final = 0.05


class SeenAnswers:
    """The newest answer to each peer, sent at once and then twenty times a second at most.

    Args:
        say: Sends to the server.
    """

    def __init__(self, say: Callable[[InputSeenFor], object]) -> None:
        self._say = say
        self._waiting: dict[PeerId, InputSeen] = {}
        self._timer: asyncio.TimerHandle | None = None

    def tell(self, peer: PeerId, seen: InputSeen) -> None:
        """This is what the peer's input came to."""
        before = self._waiting.get(peer)
        if before is not None and before.epoch == seen.epoch and seen.held_back is None:
            seen = seen.model_copy(update={"held_back": before.held_back})
        self._waiting[peer] = seen
        if self._timer is None:
            self._flush()

    def _flush(self) -> None:
        self._timer = None
        if not self._waiting:
            return
        for peer, seen in self._waiting.items():
            self._say(InputSeenFor(peer=peer, seen=seen))
        self._waiting.clear()
        self._timer = asyncio.get_running_loop().call_later(EVERY_SECONDS, self._flush)
