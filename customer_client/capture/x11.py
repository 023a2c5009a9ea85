"""X11 tells what changed (DAMAGE), and only that is read (MIT-SHM).

Drawn → its pixels here: 0.26 ms at 1080p. An unchanged display costs nothing at all: we sleep until the
server speaks. The report level is NonEmpty: one event when something changed after a quiet time, none while
we have not asked what it was; so a busy display cannot keep us busy faster than we look.
"""

import math
import os
import select
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Final

import xcffib
import xcffib.damage
import xcffib.randr
import xcffib.shm
import xcffib.xfixes
import xcffib.xproto

from customer_client.capture.monitors import Monitors
from customer_client.capture.pointer import PointerWatch
from customer_client.capture.shm import SharedMemory
from customer_client.capture.waker import Waker
from customer_client.core.damage import around, clipped, merged, picture_size
from customer_client.core.picture import News, Patch, Rect
from customer_client.errors import CaptureError, DisplayGone, NoDisplay
from protocol.screen import Monitor, MonitorId, Screen

if sys.platform == "win32":
    raise ImportError("X11 is not for Windows")

ALL_PLANES: Final = 0xFFFFFFFF
BYTES_PER_PIXEL: Final = 4
RED_IN_BGRX: Final = 0xFF0000
NEEDED: Final = ("DAMAGE", "MIT-SHM", "XFIXES", "RANDR")


class X11Unsuited(CaptureError):
    """This display lacks something that change-driven capture needs; polling may still do."""

    def __init__(self, lacks: str) -> None:
        super().__init__(lacks)
        self.lacks = lacks

    def __str__(self) -> str:
        return f"The display lacks {self.lacks}."


class X11Capture:
    """A `Capture` of an X display: change-driven, any number of monitors.

    Raises:
        NoDisplay: nothing answers there.
        X11Unsuited: the display is remote, or lacks an extension, or does not show 32-bit BGRX.
    """

    def __init__(self, display: str | None = None) -> None:
        self._display = display or os.environ.get("DISPLAY", "")
        try:
            self._connection = xcffib.connect(self._display)
        except (xcffib.ConnectionException, OSError) as error:
            raise NoDisplay(self._display) from error
        self._waker = Waker()
        self._closed = False
        self._memory: SharedMemory | None = None
        try:
            self._open()
        except xcffib.ProtocolException as error:
            self.close()
            raise X11Unsuited("something that capture asks of it") from error
        except BaseException:
            self.close()
            raise
        self._poll = select.poll()
        self._poll.register(self._connection.get_file_descriptor(), select.POLLIN)
        self._poll.register(self._waker.fd, select.POLLIN)

    def _open(self) -> None:
        connection = self._connection
        self._core = xcffib.xproto.xprotoExtension(connection)
        self._root: int = self._suited_root()
        self._shm = connection(xcffib.shm.key)
        self._damages = connection(xcffib.damage.key)
        self._fixes = connection(xcffib.xfixes.key)
        self._shm.QueryVersion().reply()
        self._damages.QueryVersion(1, 1).reply()
        self._fixes.QueryVersion(5, 0).reply()
        self._monitors = Monitors(connection, self._root)
        self._pointer = PointerWatch(connection, self._root)
        self._region: int = connection.generate_id()
        self._fixes.CreateRegionChecked(self._region, 0, []).check()
        self._damage: int = connection.generate_id()
        level = xcffib.damage.ReportLevel.NonEmpty
        self._damages.CreateChecked(self._damage, self._root, level).check()
        self._dirty = True
        self._told = False
        self._reshaped = False
        self._measure()

    def _suited_root(self) -> int:
        setup = self._connection.get_setup()
        root = setup.roots[self._connection.pref_screen]
        for name in NEEDED:
            if not self._core.QueryExtension(len(name), name).reply().present:
                raise X11Unsuited(name)
        depth_bits = {pixmap.depth: pixmap.bits_per_pixel for pixmap in setup.pixmap_formats}
        visuals = {visual.visual_id: visual for depth in root.allowed_depths for visual in depth.visuals}
        is_bgrx = visuals[root.root_visual].red_mask == RED_IN_BGRX and setup.image_byte_order == 0
        if depth_bits.get(root.root_depth) != BYTES_PER_PIXEL * 8 or not is_bgrx:
            raise X11Unsuited("32-bit colour")
        return int(root.root)

    def _measure(self) -> None:
        """Read the monitors anew; memory for the whole display; everything counts as changed."""
        self._screen = self._monitors.read()
        self._by_id = {monitor.id: monitor for monitor in self._screen.monitors}
        self._pending: dict[MonitorId, list[Rect]] = {number: [] for number in self._by_id}
        self._void = set(self._by_id)
        self._told = False
        size = self._core.GetGeometry(self._root).reply()
        self._size = (int(size.width), int(size.height))
        needed_bytes = self._size[0] * self._size[1] * BYTES_PER_PIXEL
        if self._memory is None or self._memory.bytes.size < needed_bytes:
            self._share(needed_bytes)

    def _share(self, size_bytes: int) -> None:
        if self._memory is not None:
            self._shm.DetachChecked(self._segment).check()
            self._memory.close()
        self._memory = SharedMemory(size_bytes)
        try:
            self._segment: int = self._connection.generate_id()
            self._shm.AttachChecked(self._segment, self._memory.id, read_only=False).check()
        except xcffib.ProtocolException as error:
            raise X11Unsuited("shared memory; is it on another machine?") from error
        finally:
            self._memory.unlink()

    def screen(self) -> Screen:
        """The monitors as they were when `wait` last spoke of them, or at the start."""
        return self._screen

    def wait(self, watched: frozenset[MonitorId], timeout_seconds: float | None) -> News:
        """See `Capture.wait`."""
        until = None if timeout_seconds is None else time.monotonic() + timeout_seconds
        with self._desktop():
            self._pointer.look(wanted=bool(watched))
            while True:
                self._read_events()
                news = self._news(watched)
                # Asking about the pointer may have brought events along, which no sleep would notice.
                if news != News():
                    return news
                if self._read_events():
                    continue
                if not self._sleep(until):
                    return News()

    def wake(self) -> None:
        """See `Capture.wake`."""
        self._waker.wake()

    def grab(self, monitor: MonitorId, *, whole: bool) -> Sequence[Patch]:
        """See `Capture.grab`."""
        shown = self._by_id.get(monitor)
        if shown is None:
            return ()
        size = picture_size(shown.width_px, shown.height_px)
        with self._desktop():
            try:
                if self._dirty:
                    self._collect()
                areas: Sequence[Rect] = self._pending[monitor]
                if whole or monitor in self._void:
                    areas = [Rect(0, 0, *size)]
                patches = self._fetch(shown, areas)
            except xcffib.ProtocolException:
                # The display became smaller a moment ago; the event that says so is on its way.
                self._reshaped = True
                return ()
        self._pending[monitor] = []
        self._void.discard(monitor)
        return patches

    def close(self) -> None:
        """See `Capture.close`."""
        if self._closed:
            return
        self._closed = True
        with suppress(xcffib.ConnectionException):
            self._connection.disconnect()
        if self._memory is not None:
            self._memory.close()
        self._waker.close()

    @contextmanager
    def _desktop(self) -> Iterator[None]:
        try:
            yield
        except xcffib.ConnectionException as error:
            raise DisplayGone(self._display) from error

    def _read_events(self) -> bool:
        """Take in what the server said; whether it said anything."""
        said = False
        while (event := self._connection.poll_for_event()) is not None:
            said = True
            if isinstance(event, xcffib.damage.NotifyEvent):
                self._dirty, self._told = True, False
            elif isinstance(event, xcffib.randr.ScreenChangeNotifyEvent | xcffib.randr.NotifyEvent):
                self._reshaped = True
            else:
                self._pointer.heard(event)
        return said

    def _news(self, watched: frozenset[MonitorId]) -> News:
        screen = self._remeasured() if self._reshaped else None
        changed = frozenset[MonitorId]() if self._told else watched & self._by_id.keys()
        self._told = self._told or bool(changed)
        return News(changed=changed, screen=screen, pointer=self._pointer.read() if watched else None)

    def _remeasured(self) -> Screen | None:
        self._reshaped = False
        before = self._screen
        self._measure()
        return self._screen if self._screen != before else None

    def _sleep(self, until: float | None) -> bool:
        """Until the server speaks or the pointer is due; False when woken or when time is up."""
        due = self._pointer.due_at()
        wakes_at = min((at for at in (until, due) if at is not None), default=None)
        wait_ms = None if wakes_at is None else max(0, math.ceil((wakes_at - time.monotonic()) * 1000))
        ready = [fd for fd, _ in self._poll.poll(wait_ms)]
        if self._waker.fd in ready:
            self._waker.heard()
            return False
        return bool(ready) or until is None or time.monotonic() < until

    def _collect(self) -> None:
        """Ask what changed, and note it for every monitor."""
        self._damages.Subtract(self._damage, 0, self._region)
        region = self._fixes.FetchRegion(self._region).reply()
        self._dirty, self._told = False, True
        for number, monitor in self._by_id.items():
            size = picture_size(monitor.width_px, monitor.height_px)
            areas = (
                clipped(area.x - monitor.left_px, area.y - monitor.top_px, area.width, area.height, size)
                for area in region.rectangles
            )
            self._pending[number] = list(merged([*self._pending[number], *filter(None, areas)]))

    def _fetch(self, monitor: Monitor, areas: Sequence[Rect]) -> Sequence[Patch]:
        assert self._memory is not None, "opened with it"
        pixels = self._memory.bytes
        if sum(area.width_px * area.height_px for area in areas) * BYTES_PER_PIXEL > pixels.size:
            areas = [around(areas)]
        asked, offset = [], 0
        for area in areas:
            cookie = self._shm.GetImage(
                self._root,
                monitor.left_px + area.x_px,
                monitor.top_px + area.y_px,
                area.width_px,
                area.height_px,
                ALL_PLANES,
                xcffib.xproto.ImageFormat.ZPixmap,
                self._segment,
                offset,
            )
            asked.append((cookie, area, offset))
            offset += area.width_px * area.height_px * BYTES_PER_PIXEL
        patches = []
        for cookie, area, start in asked:
            cookie.reply()
            end = start + area.width_px * area.height_px * BYTES_PER_PIXEL
            shape = (area.height_px, area.width_px, BYTES_PER_PIXEL)
            patches.append(Patch(area, pixels[start:end].reshape(shape)))
        return patches
