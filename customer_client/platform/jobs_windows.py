"""A job object: the group of processes that Windows ends as one."""

import ctypes
import subprocess
import sys
from ctypes import wintypes
from typing import Final

assert sys.platform == "win32"  # mypy reads the rest for Windows only

_KILL_ON_CLOSE: Final = 0x2000
_EXTENDED_LIMITS: Final = 9


class _BasicLimits(ctypes.Structure):
    _fields_ = [  # type: ignore[mutable-override]  # how ctypes is told
        ("PerProcessUserTimeLimit", ctypes.c_int64),
        ("PerJobUserTimeLimit", ctypes.c_int64),
        ("LimitFlags", wintypes.DWORD),
        ("MinimumWorkingSetSize", ctypes.c_size_t),
        ("MaximumWorkingSetSize", ctypes.c_size_t),
        ("ActiveProcessLimit", wintypes.DWORD),
        ("Affinity", ctypes.c_size_t),
        ("PriorityClass", wintypes.DWORD),
        ("SchedulingClass", wintypes.DWORD),
    ]


class _ExtendedLimits(ctypes.Structure):
    _fields_ = [  # type: ignore[mutable-override]  # how ctypes is told
        ("BasicLimitInformation", _BasicLimits),
        ("IoInfo", ctypes.c_uint64 * 6),
        ("ProcessMemoryLimit", ctypes.c_size_t),
        ("JobMemoryLimit", ctypes.c_size_t),
        ("PeakProcessMemoryUsed", ctypes.c_size_t),
        ("PeakJobMemoryUsed", ctypes.c_size_t),
    ]


class Job:
    """Holds a process and all that it will start; closing it ends them.

    Raises:
        OSError: the process could not be put into it; it was ended.
    """

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        self._kernel.CreateJobObjectW.restype = wintypes.HANDLE
        self._handle = wintypes.HANDLE(self._kernel.CreateJobObjectW(None, None))
        limits = _ExtendedLimits()
        limits.BasicLimitInformation.LimitFlags = _KILL_ON_CLOSE
        size = ctypes.sizeof(limits)
        held = wintypes.HANDLE(int(process._handle))  # type: ignore[attr-defined]  # the only way to it
        if not (
            self._kernel.SetInformationJobObject(self._handle, _EXTENDED_LIMITS, ctypes.byref(limits), size)
            and self._kernel.AssignProcessToJobObject(self._handle, held)
        ):
            process.kill()
            raise ctypes.WinError(ctypes.get_last_error())

    def close(self) -> None:
        """End everything in it. Again is nothing."""
        if self._handle.value:
            self._kernel.CloseHandle(self._handle)
            self._handle = wintypes.HANDLE()
