"""Notices the local hand on Windows and macOS, where the system marks what programs inject."""

import threading
from collections.abc import Callable

from customer_client.core.keys import is_banner, is_panic
from customer_client.inject.listen import Ears, listen
from customer_client.platform.local_hand import Listeners


class PortableLocalHand:
    """Listens in threads that are not the caller's. Make it in the main thread: macOS wants that.

    Args:
        listeners: Whom to tell.
        clock_ms: The clock that never runs back.
        start: How the machine is listened to; returns what ends it.
    """

    def __init__(
        self,
        listeners: Listeners,
        clock_ms: Callable[[], int],
        start: Callable[[Ears], Callable[[], None]] = listen,
    ) -> None:
        self._listeners = listeners
        self._clock_ms = clock_ms
        self._closed = threading.Event()
        self._down: set[str] = set()
        self._end = start(self)

    @property
    def tells_apart(self) -> bool:
        """See `LocalHand.tells_apart`."""
        return True

    def close(self) -> None:
        """See `LocalHand.close`."""
        if not self._closed.is_set():
            self._closed.set()
            self._end()

    def pointer(self, *, injected: bool) -> None:
        """See `Ears.pointer`."""
        if not injected and not self._closed.is_set():
            self._listeners.on_hand(self._clock_ms())

    def key(self, key: str, *, down: bool, injected: bool) -> None:
        """See `Ears.key`."""
        if injected or self._closed.is_set():
            return
        now_ms = self._clock_ms()
        if down:
            self._down.add(key)
        else:
            self._down.discard(key)
        if down and is_panic(frozenset(self._down)):
            self._listeners.on_panic(now_ms)
        elif down and is_banner(frozenset(self._down)):
            self._listeners.on_banner()
        self._listeners.on_hand(now_ms)
