"""Notices the local hand on X11: raw events of every device that is not an XTEST one.

What we inject comes from the server's XTEST devices, and so does what other programs inject: neither is the
person. Raw events reach us whatever window has the focus and whoever holds a grab.
"""

import logging
import os
import select
import threading
from collections.abc import Callable
from typing import Final

import xcffib
from xcffib import xinput, xproto

from customer_client.core.keys import is_banner, is_panic
from customer_client.errors import NoInjection
from customer_client.inject.keycodes import X11_NAMES
from customer_client.platform.local_hand import Listeners

log = logging.getLogger(__name__)

XTEST_MARK: Final = "XTEST"
"""Part of the name of the devices that programs inject through: "Virtual core XTEST pointer"."""
JOIN_SECONDS: Final = 5.0

_Raw = (
    xinput.RawMotionEvent,
    xinput.RawButtonPressEvent,
    xinput.RawButtonReleaseEvent,
    xinput.RawKeyPressEvent,
    xinput.RawKeyReleaseEvent,
)
_MASK: Final = (
    xinput.XIEventMask.RawMotion
    | xinput.XIEventMask.RawButtonPress
    | xinput.XIEventMask.RawButtonRelease
    | xinput.XIEventMask.RawKeyPress
    | xinput.XIEventMask.RawKeyRelease
    | xinput.XIEventMask.Hierarchy
)


class X11LocalHand:
    """Listens on the display that the variable DISPLAY names, in a thread of its own.

    Args:
        listeners: Whom to tell.
        clock_ms: The clock that never runs back.

    Raises:
        NoInjection: the display cannot tell its devices apart.
    """

    def __init__(self, listeners: Listeners, clock_ms: Callable[[], int]) -> None:
        self._listeners = listeners
        self._clock_ms = clock_ms
        self._down: set[str] = set()
        try:
            self._connection = xcffib.connect()
        except xcffib.ConnectionException as error:
            raise NoInjection("no display can be reached") from error
        try:
            self._devices = self._connection(xinput.key)
            self._devices.XIQueryVersion(2, 2).reply()
            self._select()
            self._injecting = self._xtest_devices()
        except xcffib.XcffibException as error:
            self._connection.disconnect()
            raise NoInjection("it does not say which device an event comes from") from error
        self._ended, self._end = os.pipe()
        self._thread = threading.Thread(target=self._run, name="local hand", daemon=True)
        self._thread.start()

    @property
    def tells_apart(self) -> bool:
        """See `LocalHand.tells_apart`."""
        return True

    def close(self) -> None:
        """See `LocalHand.close`."""
        if self._end < 0:
            return
        os.close(self._end)
        self._end = -1
        if threading.current_thread() is not self._thread:
            self._thread.join(JOIN_SECONDS)

    def _select(self) -> None:
        mask = xinput.EventMask.synthetic(xinput.Device.AllMaster, 1, [_MASK & ~xinput.XIEventMask.Hierarchy])
        changes = xinput.EventMask.synthetic(xinput.Device.All, 1, [xinput.XIEventMask.Hierarchy])
        root = self._connection.get_setup().roots[0].root
        self._devices.XISelectEvents(root, 2, [mask, changes])
        xproto.xprotoExtension(self._connection).GetInputFocus().reply()

    def _xtest_devices(self) -> frozenset[int]:
        answer = self._devices.XIQueryDevice(xinput.Device.All).reply()
        names = {info.deviceid: bytes(info.name.raw).decode(errors="replace") for info in answer.infos}
        return frozenset(number for number, name in names.items() if XTEST_MARK in name)

    def _run(self) -> None:
        try:
            while self._wait():
                while (event := self._connection.poll_for_event()) is not None:
                    self._take(event)
                self._connection.invalid()
        except Exception as crash:
            # The thread's border: the display may end in any way.
            log.exception("the local hand goes unnoticed from now on")
            self._listeners.on_failure(crash)
        finally:
            os.close(self._ended)
            self._connection.disconnect()

    def _wait(self) -> bool:
        readable, _, _ = select.select([self._connection.get_file_descriptor(), self._ended], [], [])
        return self._ended not in readable

    def _take(self, event: xcffib.Event) -> None:
        if isinstance(event, xinput.HierarchyEvent):
            self._injecting = self._xtest_devices()
        if not isinstance(event, _Raw) or event.sourceid in self._injecting:
            return
        now_ms = self._clock_ms()
        if self._is_press(event):
            if is_panic(frozenset(self._down)):
                self._listeners.on_panic(now_ms)
            elif is_banner(frozenset(self._down)):
                self._listeners.on_banner()
        self._listeners.on_hand(now_ms)

    def _is_press(self, event: xcffib.Event) -> bool:
        if isinstance(event, xinput.RawKeyReleaseEvent):
            self._down.discard(_key_of(event))
        if not isinstance(event, xinput.RawKeyPressEvent):
            return False
        self._down.add(_key_of(event))
        return True


def _key_of(event: xinput.RawKeyPressEvent | xinput.RawKeyReleaseEvent) -> str:
    return X11_NAMES.get(event.detail, f"keycode {event.detail}")
