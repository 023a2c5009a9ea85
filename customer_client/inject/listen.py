"""Hears this machine's own mouse and keyboard through pynput: for Windows and macOS.

Windows marks what programs inject (`LLMHF_INJECTED`, `LLKHF_INJECTED`), and pynput passes that on. macOS
gives the number of the process that made an event, and pynput calls it injected when that is not 0.
"""

from collections.abc import Callable, Mapping
from typing import Final, Protocol

_NAMES: Final[Mapping[str, str]] = {
    "ctrl": "ControlLeft", "ctrl_l": "ControlLeft", "ctrl_r": "ControlRight",
    "alt": "AltLeft", "alt_l": "AltLeft", "alt_r": "AltRight", "alt_gr": "AltRight",
    "shift": "ShiftLeft", "shift_l": "ShiftLeft", "shift_r": "ShiftRight",
    "end": "End", "pause": "Pause",
}  # fmt: skip
"""pynput's names for the keys of the panic chords, the only ones that anybody asks for."""


class Ears(Protocol):
    """Called in threads of pynput's own, for each event."""

    def pointer(self, *, injected: bool) -> None:
        """The mouse moved, or one of its buttons or its wheel did something."""
        ...

    def key(self, key: str, *, down: bool, injected: bool) -> None:
        """A key went down or up; by its W3C `code` name if it is part of a panic chord."""
        ...


def listen(ears: Ears) -> Callable[[], None]:
    """Start to listen. Call it in the main thread: macOS wants that.

    Returns:
        What ends it.
    """
    from pynput import keyboard, mouse

    pointers = mouse.Listener(
        on_move=lambda _x, _y, injected: ears.pointer(injected=injected),
        on_click=lambda _x, _y, _button, _down, injected: ears.pointer(injected=injected),
        on_scroll=lambda _x, _y, _dx, _dy, injected: ears.pointer(injected=injected),
    )
    keys = keyboard.Listener(
        on_press=lambda key, injected: ears.key(name_of(key), down=True, injected=injected),
        on_release=lambda key, injected: ears.key(name_of(key), down=False, injected=injected),
    )
    pointers.start()
    keys.start()

    def end() -> None:
        pointers.stop()
        keys.stop()

    return end


def name_of(key: object) -> str:
    """The W3C `code` name of a key of a panic chord; anything else has a name that is none."""
    name = getattr(key, "name", None)
    return _NAMES.get(name, f"other {key}") if isinstance(name, str) else f"other {key}"
