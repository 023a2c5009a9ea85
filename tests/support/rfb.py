"""A small RFB 3.8 client that plays the person's own hand at an Xvnc display.

It asks for no picture. What it sends comes out of the server's own devices ("TigerVNC pointer", "TigerVNC
keyboard"), as a person's mouse and keyboard would, and not out of the XTEST ones.
"""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

TIMEOUT_SECONDS: Final = 10.0
VERSION: Final = b"RFB 003.008\n"
SECURITY_NONE: Final = 1
SET_DESKTOP_SIZE: Final = 251
EXTENDED_DESKTOP_SIZE: Final = -308

KEYSYMS: Final = {
    "Control": 0xFFE3,
    "Alt": 0xFFE9,
    "Shift": 0xFFE1,
    "End": 0xFF57,
    "Pause": 0xFF13,
    "Escape": 0xFF1B,
    "Return": 0xFF0D,
    "Tab": 0xFF09,
    "Home": 0xFF50,
    "CapsLock": 0xFFE5,
    " ": 0x20,
}
"""A character that is not here stands for itself, if it is Latin-1."""

LEFT: Final = 1
MIDDLE: Final = 2
RIGHT: Final = 4


class Rfb:
    """A person's hand; use `rfb_hand`."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._at = (0, 0)
        self._buttons = 0
        if self._receive(len(VERSION)) != VERSION:
            raise ConnectionError("not an RFB 3.8 server")
        connection.sendall(VERSION)
        count = self._receive(1)[0]
        if SECURITY_NONE not in self._receive(count):
            raise ConnectionError("the RFB server wants a password")
        connection.sendall(bytes([SECURITY_NONE]))
        if self._receive(4) != b"\0\0\0\0":
            raise ConnectionError("the RFB server refused")
        connection.sendall(b"\x01")  # leave other viewers connected
        self.width_px, self.height_px = struct.unpack(">HH", self._receive(4))
        self._receive(16)  # the pixel format: no picture is asked for
        self._receive(struct.unpack(">I", self._receive(4))[0])

    def move(self, x_px: int, y_px: int) -> None:
        """Move the mouse, with the buttons that are down."""
        self._at = (x_px, y_px)
        self._point()

    def press(self, button: int = LEFT) -> None:
        self._buttons |= button
        self._point()

    def release(self, button: int = LEFT) -> None:
        self._buttons &= ~button
        self._point()

    def click(self, x_px: int, y_px: int, button: int = LEFT) -> None:
        self.move(x_px, y_px)
        self.press(button)
        self.release(button)

    def key(self, name: str, *, down: bool) -> None:
        """Press or release one key, by its name in KEYSYMS or its character."""
        keysym = KEYSYMS[name] if name in KEYSYMS else ord(name)
        self._connection.sendall(struct.pack(">BBxxI", 4, down, keysym))

    def chord(self, *names: str) -> None:
        """Press these keys one after the other, then let them go in the opposite order."""
        for name in names:
            self.key(name, down=True)
        for name in reversed(names):
            self.key(name, down=False)

    def type(self, text: str) -> None:
        """Type Latin-1 text."""
        for character in text:
            self.chord(character)

    def plug(self, *monitors: tuple[int, int, int, int]) -> None:
        """Plug the display so that it has exactly these monitors, by RandR, as a person's cables would.

        Args:
            monitors: Left, top, width and height of each, in pixels.
        """
        self._connection.sendall(struct.pack(">BxHi", 2, 1, EXTENDED_DESKTOP_SIZE))
        width = max(left + width for left, _, width, _ in monitors)
        height = max(top + height for _, top, _, height in monitors)
        wish = struct.pack(">BxHHBx", SET_DESKTOP_SIZE, width, height, len(monitors))
        for number, monitor in enumerate(monitors):
            wish += struct.pack(">IHHHHI", number, *monitor, 0)
        self._connection.sendall(wish)

    def _point(self) -> None:
        self._connection.sendall(struct.pack(">BBHH", 5, self._buttons, *self._at))

    def _receive(self, count: int) -> bytes:
        received = b""
        while len(received) < count:
            piece = self._connection.recv(count - len(received))
            if not piece:
                raise ConnectionError("the RFB server hung up")
            received += piece
        return received


@contextmanager
def rfb_hand(port: int) -> Iterator[Rfb]:
    """A person's hand at the Xvnc display whose RFB port this is."""
    with socket.create_connection(("127.0.0.1", port), TIMEOUT_SECONDS) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield Rfb(connection)
