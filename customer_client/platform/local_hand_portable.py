"""Notices the local hand on Windows and macOS, through pynput's listeners.

Windows marks what programs inject (`LLMHF_INJECTED`, `LLKHF_INJECTED`), and pynput passes that on. macOS
gives the number of the process that made an event, and pynput calls it injected when that is not 0.
"""

import threading
from collections.abc import Callable
from typing import Final

from customer_client.core.keys import is_panic
from customer_client.platform.local_hand import Listeners

_NAMES: Final = {
    "ctrl": "ControlLeft", "ctrl_l": "ControlLeft", "ctrl_r": "ControlRight",
    "alt": "AltLeft", "alt_l": "AltLeft", "alt_r": "AltRight", "alt_gr": "AltRight",
    "shift": "ShiftLeft", "shift_l": "ShiftLeft", "shift_r": "ShiftRight",
    "end": "End", "pause": "Pause",
}  # fmt: skip
"""pynput's names for the keys of the panic chords, the only ones that are looked at."""


class PortableLocalHand:
    """Listens in threads of pynput's own. Make it in the main thread: macOS wants that.

    Args:
        listeners: Whom to tell.
        clock_ms: The clock that never runs back.
    """

    def __init__(self, listeners: Listeners, clock_ms: Callable[[], int]) -> None:
        from pynput import keyboard, mouse

        self._listeners = listeners
        self._clock_ms = clock_ms
        self._closed = threading.Event()
        self._down: set[str] = set()
        self._mouse = mouse.Listener(
            on_move=lambda _x, _y, injected: self._moved(injected=injected),
            on_click=lambda _x, _y, _button, _down, injected: self._moved(injected=injected),
            on_scroll=lambda _x, _y, _dx, _dy, injected: self._moved(injected=injected),
        )
        self._keyboard = keyboard.Listener(
            on_press=lambda key, injected: self._pressed(key, injected=injected),
            on_release=lambda key, injected: self._released(key, injected=injected),
        )
        self._mouse.start()
        self._keyboard.start()

    @property
    def tells_apart(self) -> bool:
        """See `LocalHand.tells_apart`."""
        return True

    def close(self) -> None:
        """See `LocalHand.close`."""
        self._closed.set()
        self._mouse.stop()
        self._keyboard.stop()

    def _moved(self, *, injected: bool) -> None:
        if not injected and not self._closed.is_set():
            self._listeners.on_hand(self._clock_ms())

    def _pressed(self, key: object, *, injected: bool) -> None:
        if injected or self._closed.is_set():
            return
        self._down.add(name_of(key))
        now_ms = self._clock_ms()
        if is_panic(frozenset(self._down)):
            self._listeners.on_panic(now_ms)
        self._listeners.on_hand(now_ms)

    def _released(self, key: object, *, injected: bool) -> None:
        if not injected:
            self._down.discard(name_of(key))
        self._moved(injected=injected)


def name_of(key: object) -> str:
    """The W3C `code` name of a key of a panic chord; anything else has a name that is none."""
    name = getattr(key, "name", None)
    return _NAMES.get(name, f"other {key}") if isinstance(name, str) else f"other {key}"
