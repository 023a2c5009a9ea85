"""Tells a hand from a program on X11: each press is looked up among the raw events, with its device.

A raw event carries the same server time, key and button as the event that the window gets. What programs make
comes from the server's XTEST devices; what a person presses does not. An event that was sent rather than
pressed (`SendEvent`) has no raw event at all.
"""

import enum
from collections import deque
from typing import Final

import xcffib
from xcffib import xinput

from customer_client.errors import NoInjection

XTEST_MARK: Final = "XTEST"
KEPT: Final = 256
ALL_DEVICES: Final = 0
ALL_MASTER_DEVICES: Final = 1
LEFT_BUTTON: Final = 1
TIME_WRAP: Final = 2**32


class _Kind(enum.Enum):
    BUTTON = enum.auto()
    KEY = enum.auto()


class X11Presses:
    """A connection of its own to the display that the variable DISPLAY names.

    Raises:
        NoInjection: there is no display, or it cannot tell its devices apart.
    """

    def __init__(self) -> None:
        try:
            self._connection = xcffib.connect()
        except (xcffib.ConnectionException, OSError) as gone:
            raise NoInjection("no display is reachable") from gone
        name = "XInputExtension"
        if not self._connection.core.QueryExtension(len(name), name).reply().present:
            raise NoInjection("the display cannot tell its devices apart")
        self._root: int = self._connection.get_setup().roots[0].root
        self._input = self._connection(xinput.key)
        self._input.XIQueryVersion(2, 2).reply()
        self._seen: deque[tuple[_Kind, int, int, int]] = deque(maxlen=KEPT)

    def begin(self) -> None:
        """See `Presses`."""
        self._seen.clear()
        self._select(xinput.XIEventMask.RawButtonPress | xinput.XIEventMask.RawKeyPress)

    def end(self) -> None:
        """See `Presses`."""
        self._select(0)
        self._drain()
        self._seen.clear()

    def is_button(self, time_ms: int) -> bool:
        """See `Presses`."""
        return self._by_hand(_Kind.BUTTON, time_ms, LEFT_BUTTON)

    def is_key(self, time_ms: int, keycode: int) -> bool:
        """See `Presses`."""
        return self._by_hand(_Kind.KEY, time_ms, keycode)

    def _by_hand(self, kind: _Kind, time_ms: int, detail: int) -> bool:
        devices = self._hands()  # a round trip: every event before it is here
        self._drain()
        sources = [
            source
            for k, at, what, source in self._seen
            if (k, at, what) == (kind, time_ms % TIME_WRAP, detail)
        ]
        return bool(sources) and all(source in devices for source in sources)

    def _hands(self) -> frozenset[int]:
        infos = self._input.XIQueryDevice(ALL_DEVICES).reply().infos
        names = {int(info.deviceid): b"".join(info.name).decode("utf-8", "replace") for info in infos}
        return frozenset(number for number, name in names.items() if XTEST_MARK not in name)

    def _drain(self) -> None:
        while (event := self._connection.poll_for_event()) is not None:
            match event:
                case xinput.RawButtonPressEvent():
                    kind = _Kind.BUTTON
                case xinput.RawKeyPressEvent():
                    kind = _Kind.KEY
                case _:
                    continue
            self._seen.append((kind, int(event.time), int(event.detail), int(event.sourceid)))

    def _select(self, mask: int) -> None:
        masks = [xinput.EventMask.synthetic(ALL_MASTER_DEVICES, 1, [mask])]
        self._input.XISelectEventsChecked(self._root, len(masks), masks).check()
