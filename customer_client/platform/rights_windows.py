"""Windows asks the person for an administrator's rights, on its own secure desktop. Written, not run yet."""

import ctypes
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from ctypes import wintypes
from typing import Final

assert sys.platform == "win32"  # mypy reads the rest for Windows only

_NO_CLOSE_PROCESS: Final = 0x40
_HIDDEN: Final = 0
_AT_ONCE: Final = 0


class _ExecuteInfo(ctypes.Structure):
    _fields_ = [  # type: ignore[mutable-override]  # how ctypes is told
        ("cbSize", wintypes.DWORD),
        ("fMask", wintypes.ULONG),
        ("hwnd", wintypes.HWND),
        ("lpVerb", wintypes.LPCWSTR),
        ("lpFile", wintypes.LPCWSTR),
        ("lpParameters", wintypes.LPCWSTR),
        ("lpDirectory", wintypes.LPCWSTR),
        ("nShow", ctypes.c_int),
        ("hInstApp", wintypes.HINSTANCE),
        ("lpIDList", wintypes.LPVOID),
        ("lpClass", wintypes.LPCWSTR),
        ("hkeyClass", wintypes.HKEY),
        ("dwHotKey", wintypes.DWORD),
        ("hIcon", wintypes.HANDLE),
        ("hProcess", wintypes.HANDLE),
    ]


def launch_as_administrator(argv: Sequence[str]) -> Callable[[], bool]:
    """See `Launch`. The call that asks comes back only when the person has answered, hence the thread."""
    refused = threading.Event()
    processes: list[wintypes.HANDLE] = []

    def ask() -> None:
        info = _ExecuteInfo()
        info.cbSize = ctypes.sizeof(info)
        info.fMask = _NO_CLOSE_PROCESS
        info.lpVerb = "runas"
        info.lpFile = argv[0]
        info.lpParameters = subprocess.list2cmdline(argv[1:])
        info.nShow = _HIDDEN
        if ctypes.windll.shell32.ShellExecuteExW(ctypes.byref(info)):
            processes.append(wintypes.HANDLE(info.hProcess))
        else:
            refused.set()

    threading.Thread(target=ask, name="asks for rights", daemon=True).start()

    def over() -> bool:
        waits = ctypes.windll.kernel32.WaitForSingleObject
        return refused.is_set() or any(waits(process, 0) == _AT_ONCE for process in processes)

    return over
