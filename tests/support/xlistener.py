"""An independent witness at an X display: every event of every device, and from which device it came."""

import os
import select
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import xcffib
import xcffib.xproto
from xcffib import xinput

KINDS: Final = {
    xinput.RawKeyPressEvent: "key down",
    xinput.RawKeyReleaseEvent: "key up",
    xinput.RawButtonPressEvent: "button down",
    xinput.RawButtonReleaseEvent: "button up",
    xinput.RawMotionEvent: "motion",
}
MASK: Final = (
    xinput.XIEventMask.RawKeyPress
    | xinput.XIEventMask.RawKeyRelease
    | xinput.XIEventMask.RawButtonPress
    | xinput.XIEventMask.RawButtonRelease
    | xinput.XIEventMask.RawMotion
)
WAKE_SECONDS: Final = 0.2


@dataclass(frozen=True)
class Seen:
    """One event.

    Attributes:
        kind: "key down", "key up", "button down", "button up" or "motion".
        detail: The keycode or the button's number.
        source: The device's name.
        at_ms: The X server's own clock.
    """

    kind: str
    detail: int
    source: str
    at_ms: int

    @property
    def is_injected(self) -> bool:
        return "XTEST" in self.source


class Witness:
    """What was seen so far, in order."""

    def __init__(self, connection: xcffib.Connection) -> None:
        self.seen: list[Seen] = []
        self._connection = connection
        self._devices = connection(xinput.key)
        self._devices.XIQueryVersion(2, 2).reply()
        everything = self._devices.XIQueryDevice(xinput.Device.All).reply().infos
        self._names = {info.deviceid: bytes(info.name.raw).decode() for info in everything}
        mask = xinput.EventMask.synthetic(xinput.Device.AllMaster, 1, [MASK])
        self._devices.XISelectEvents(connection.get_setup().roots[0].root, 1, [mask])
        xcffib.xproto.xprotoExtension(connection).GetInputFocus().reply()

    def injected(self, *kinds: str) -> list[Seen]:
        """What programs sent, of these kinds or of all."""
        return [seen for seen in list(self.seen) if seen.is_injected and (not kinds or seen.kind in kinds)]

    def own(self, *kinds: str) -> list[Seen]:
        """What came from real devices, of these kinds or of all."""
        return [
            seen for seen in list(self.seen) if not seen.is_injected and (not kinds or seen.kind in kinds)
        ]

    def listen(self, ended: threading.Event) -> None:
        while not ended.is_set():
            while (event := self._connection.poll_for_event()) is not None:
                kind = KINDS.get(type(event))
                if kind is not None:
                    source = self._names.get(event.sourceid, f"device {event.sourceid}")
                    self.seen.append(Seen(kind, event.detail, source, event.time))
            select.select([self._connection.get_file_descriptor()], [], [], WAKE_SECONDS)


@contextmanager
def witness(display: str) -> Iterator[Witness]:
    """Watch this display until the end of the block."""
    with _no_authority():
        connection = xcffib.connect(display)
    watching = Witness(connection)
    ended = threading.Event()
    thread = threading.Thread(target=watching.listen, args=(ended,), name="witness", daemon=True)
    thread.start()
    try:
        yield watching
    finally:
        ended.set()
        thread.join(5.0)
        connection.disconnect()


@contextmanager
def _no_authority() -> Iterator[None]:
    before = os.environ.get("XAUTHORITY")
    os.environ["XAUTHORITY"] = os.devnull
    try:
        yield
    finally:
        if before is None:
            del os.environ["XAUTHORITY"]
        else:
            os.environ["XAUTHORITY"] = before
