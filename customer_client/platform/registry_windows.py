"""The registry of Windows, as mappings."""

import sys
import winreg
from collections.abc import Iterator, Mapping

assert sys.platform == "win32"  # mypy reads the rest for Windows only

Values = Mapping[str, object]
"""The values of one key, by name."""


def values(key: str) -> Values:
    """Those of a key of the machine."""
    with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, key) as opened:
        return dict(_values_of(opened))


def entries(key: str) -> Iterator[Values]:
    """Those of each key under this one, for the machine, then for this user."""
    for hive in (winreg.HKEY_LOCAL_MACHINE, winreg.HKEY_CURRENT_USER):
        try:
            opened = winreg.OpenKey(hive, key)
        except FileNotFoundError:
            continue
        with opened:
            for at in range(winreg.QueryInfoKey(opened)[0]):
                with winreg.OpenKey(opened, winreg.EnumKey(opened, at)) as entry:
                    yield dict(_values_of(entry))


def _values_of(opened: winreg.HKEYType) -> Iterator[tuple[str, object]]:
    for at in range(winreg.QueryInfoKey(opened)[1]):
        name, value, _ = winreg.EnumValue(opened, at)
        yield name, value


class WindowsRunOnce:
    """See `RunOnceKey`. Written, not run yet."""

    _KEY = r"SOFTWARE\Microsoft\Windows\CurrentVersion\RunOnce"

    def __init__(self, *, machine: bool) -> None:
        self._hive = winreg.HKEY_LOCAL_MACHINE if machine else winreg.HKEY_CURRENT_USER

    def write(self, name: str, command: str) -> None:
        """See `RunOnceKey.write`."""
        with winreg.CreateKeyEx(self._hive, self._KEY, access=winreg.KEY_SET_VALUE) as key:
            winreg.SetValueEx(key, name, 0, winreg.REG_SZ, command)
            winreg.FlushKey(key)

    def remove(self, name: str) -> None:
        """See `RunOnceKey.remove`."""
        try:
            with winreg.OpenKey(self._hive, self._KEY, access=winreg.KEY_SET_VALUE) as key:
                winreg.DeleteValue(key, name)
        except FileNotFoundError:
            return
