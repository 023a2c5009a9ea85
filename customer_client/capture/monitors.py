"""The monitors of an X display, by RandR, each with a number that it keeps while it stays plugged in."""

import xcffib
import xcffib.randr
import xcffib.xproto

from protocol.limits import MONITOR_LIMIT, NAME_LIMIT_CHARS
from protocol.screen import Monitor, MonitorId, Screen

DOTS_PER_INCH_UNSCALED = 96
SCALE_RANGE = (1.0, 8.0)
RESOURCES_LIMIT_WORDS = 65536


class Monitors:
    """Reads the monitors and remembers their numbers by their names."""

    def __init__(self, connection: xcffib.Connection, root: int) -> None:
        self._core = xcffib.xproto.xprotoExtension(connection)
        self._root = root
        self._numbers: dict[str, int] = {}
        self._randr = connection(xcffib.randr.key)
        self._randr.QueryVersion(1, 5).reply()
        mask = xcffib.randr.NotifyMask
        self._randr.SelectInputChecked(
            root, mask.ScreenChange | mask.CrtcChange | mask.OutputChange | mask.ResourceChange
        ).check()

    def read(self) -> Screen:
        """The monitors as they are now; the whole display as one where RandR knows none."""
        found = self._randr.GetMonitors(self._root, get_active=True).reply().monitors
        found = [monitor for monitor in found if monitor.width and monitor.height][:MONITOR_LIMIT]
        scale = self._scale()
        names = [self._name(monitor.name) for monitor in found]
        self._numbers = {name: number for name, number in self._numbers.items() if name in names}
        monitors = [
            Monitor(
                id=self._number(name),
                left_px=monitor.x,
                top_px=monitor.y,
                width_px=monitor.width,
                height_px=monitor.height,
                scale=scale,
                primary=bool(monitor.primary),
                name=name,
            )
            for name, monitor in zip(names, found, strict=True)
        ]
        return Screen(monitors=tuple(monitors) or (self._whole(scale),))

    def _number(self, name: str) -> MonitorId:
        taken = set(self._numbers.values())
        free = next(number for number in range(MONITOR_LIMIT + 1) if number not in taken)
        return MonitorId(self._numbers.setdefault(name, free))

    def _name(self, atom: int) -> str:
        name: str = self._core.GetAtomName(atom).reply().name.to_string()
        return name[:NAME_LIMIT_CHARS] or "screen"

    def _whole(self, scale: float) -> Monitor:
        size = self._core.GetGeometry(self._root).reply()
        return Monitor(
            id=MonitorId(0),
            left_px=0,
            top_px=0,
            width_px=size.width,
            height_px=size.height,
            scale=scale,
            primary=True,
        )

    def _scale(self) -> float:
        """What the desktop was told to enlarge its text by: the resource Xft.dpi, where there is one."""
        atom = xcffib.xproto.Atom
        resources = self._core.GetProperty(
            delete=False,
            window=self._root,
            property=atom.RESOURCE_MANAGER,
            type=atom.STRING,
            long_offset=0,
            long_length=RESOURCES_LIMIT_WORDS,
        ).reply()
        for line in bytes(resources.value.buf()).decode("latin-1").splitlines():
            name, _, value = line.partition(":")
            if name == "Xft.dpi" and value.strip().replace(".", "", 1).isdigit():
                scale = float(value) / DOTS_PER_INCH_UNSCALED
                return min(max(scale, SCALE_RANGE[0]), SCALE_RANGE[1])
        return 1.0
