"""The injector for X11: pynput moves the pointer, XTEST presses the keys, our own typer writes the text.

pynput presses keys by what they write, which is wrong for shortcuts under another layout; here a key is a
place on the keyboard. Both ways end at the server's XTEST devices, so that everyone can tell the remote hand
from the person's own.
"""

import io
from collections.abc import Generator, Iterator
from contextlib import contextmanager, redirect_stdout

import xcffib
from xcffib import xproto, xtest

from customer_client.errors import NoInjection, UnknownKey
from customer_client.inject.keycodes import X11
from customer_client.inject.portable import Pointer
from customer_client.inject.x11_text import KEY_PRESS, KEY_RELEASE, Typer
from protocol.input import Button


class X11Injector:
    """The injector port on the display that the variable DISPLAY names.

    Raises:
        NoInjection: no display can be reached, or it lacks the XTEST extension.
    """

    def __init__(self) -> None:
        try:
            self._connection = xcffib.connect()
        except xcffib.ConnectionException as error:
            raise NoInjection("no display can be reached") from error
        try:
            self._test = self._connection(xtest.key)
            self._core = xproto.xprotoExtension(self._connection)
            self._typer = Typer(self._connection)
            _forget_other_displays()
            # Where no .Xauthority is, pynput's Xlib prints a warning at each display that it opens.
            with redirect_stdout(io.StringIO()):
                self._pointer = Pointer()
        except (xcffib.XcffibException, ImportError) as error:
            self._connection.disconnect()
            raise NoInjection("it does not take input from programs") from error

    def move(self, x_px: int, y_px: int) -> None:
        """See `Injector.move`."""
        with _said_plainly():
            self._pointer.move(x_px, y_px)

    def button(self, button: Button, *, down: bool) -> None:
        """See `Injector.button`."""
        with _said_plainly():
            self._pointer.button(button, down=down)

    def wheel(self, dx: int, dy: int) -> None:
        """See `Injector.wheel`."""
        with _said_plainly():
            self._pointer.wheel(dx, dy)

    def key(self, key: str, *, down: bool) -> None:
        """See `Injector.key`."""
        if key not in X11:
            raise UnknownKey(key)
        kind = KEY_PRESS if down else KEY_RELEASE
        with _said_plainly():
            self._test.FakeInput(kind, X11[key], xproto.Time.CurrentTime, 0, 0, 0, 0)
            # The pointer has a connection of its own: Shift must have arrived before the click.
            self._core.GetInputFocus().reply()

    def text(self, text: str) -> Generator[float]:
        """See `Injector.text`."""
        with _said_plainly():
            yield from self._typer.text(text)

    def close(self) -> None:
        """See `Injector.close`."""
        with _said_plainly():
            self._typer.restore()
            self._pointer.close()
        self._connection.disconnect()


def _forget_other_displays() -> None:
    """Let pynput's Xlib number this display's events anew.

    It keeps the numbers of all displays in one class attribute, so that a second display of another kind in
    one process, as tests have, cannot be opened: "'type' object does not support item assignment".
    """
    from Xlib.protocol import display, event

    display.Display.event_classes = event.event_class.copy()


@contextmanager
def _said_plainly() -> Iterator[None]:
    try:
        yield
    except (xcffib.XcffibException, OSError) as error:
        raise NoInjection("the display is gone") from error
