"""Pointer, keys and text through pynput: the whole hand on Windows and macOS, the pointer on X11.

pynput is imported when an object is made, not before: on X11 its import fails where no display is.

What is approximate: on macOS the buttons Back and Forward do not exist in pynput and count as unknown, the
wheel turns by ten pixels a notch, and `text` relies on pynput's table of the present layout. On Windows a
physical key travels as its scan code, as a real keyboard sends it; Pause and Num Lock, whose scan codes
depend on what was pressed before, travel as virtual keys.
"""

import sys
from collections.abc import Generator
from typing import TYPE_CHECKING, Final

from customer_client.errors import InjectError, UnknownKey
from customer_client.inject.keycodes import EXTENDED, MACOS, WINDOWS
from protocol.input import Button

if TYPE_CHECKING:
    from pynput import keyboard, mouse

_X11_BUTTONS: Final = {Button.BACK: "button8", Button.FORWARD: "button9"}
_WINDOWS_BUTTONS: Final = {Button.BACK: "x1", Button.FORWARD: "x2"}

_BY_VIRTUAL_KEY: Final = {"Pause": 0x13, "NumLock": 0x90}
_SCANCODE_FLAG: Final = 0x0008
_EXTENDED_FLAG: Final = 0x0001


class Pointer:
    """The pointer half of the injector port, for every operating system."""

    def __init__(self) -> None:
        from pynput.mouse import Button as PynputButton
        from pynput.mouse import Controller

        self._controller: mouse.Controller = Controller()
        names = _WINDOWS_BUTTONS if sys.platform == "win32" else _X11_BUTTONS
        known = {button: getattr(PynputButton, names.get(button, button.value), None) for button in Button}
        self._buttons = {button: there for button, there in known.items() if there is not None}

    def move(self, x_px: int, y_px: int) -> None:
        """See `Injector.move`."""
        self._controller.position = (x_px, y_px)

    def button(self, button: Button, *, down: bool) -> None:
        """See `Injector.button`.

        Raises:
            UnknownKey: this machine has no such button.
        """
        if button not in self._buttons:
            raise UnknownKey(button.value)
        act = self._controller.press if down else self._controller.release
        act(self._buttons[button])

    def wheel(self, dx: int, dy: int) -> None:
        """See `Injector.wheel`."""
        self._controller.scroll(dx, dy)

    def close(self) -> None:
        """See `Injector.close`; nothing may be called afterwards."""
        # pynput ends its connection to the display when its controller goes, which must not be left to
        # chance: the display may end first.
        del self._controller


class PortableInjector(Pointer):
    """The whole injector port, for Windows and macOS. Make it in the main thread: macOS wants that."""

    def __init__(self) -> None:
        super().__init__()
        from pynput.keyboard import Controller

        self._keyboard: keyboard.Controller = Controller()

    def key(self, key: str, *, down: bool) -> None:
        """See `Injector.key`."""
        act = self._keyboard.press if down else self._keyboard.release
        act(_windows_key(key) if sys.platform == "win32" else _macos_key(key))

    def text(self, text: str) -> Generator[float]:
        """See `Injector.text`."""
        for character in text.replace("\r\n", "\n"):
            if not character.isprintable() and character not in "\r\n\t":
                continue
            try:
                self._keyboard.type(character)
            except self._keyboard.InvalidCharacterException as error:
                raise InjectError(f"The character {character!r} cannot be typed here.") from error
            yield 0.0


def _windows_key(key: str) -> "keyboard.KeyCode":
    from pynput.keyboard import KeyCode

    if key in _BY_VIRTUAL_KEY:
        return KeyCode.from_vk(_BY_VIRTUAL_KEY[key])
    if key not in WINDOWS:
        raise UnknownKey(key)
    scan = WINDOWS[key]
    flags = _SCANCODE_FLAG | (_EXTENDED_FLAG if scan & EXTENDED == EXTENDED else 0)
    # With the scan-code flag Windows works out the virtual key itself; pynput wants one that is not 0.
    return KeyCode.from_vk(0xFF, _scan=scan & 0xFF, _flags=flags)


def _macos_key(key: str) -> "keyboard.KeyCode":
    from pynput.keyboard import KeyCode

    if key not in MACOS:
        raise UnknownKey(key)
    return KeyCode.from_vk(MACOS[key])
