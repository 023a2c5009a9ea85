"""What every system tells alike: its memory, disks, processes and network, and who runs the program."""

import datetime as dt
import platform
import socket
import sys
import threading
from collections.abc import Iterator
from typing import Final

import psutil

from customer_client.platform.sections import Cells, Found

PROCESSES_SHOWN: Final = 60
CPU_OVER_SECONDS: Final = 0.5
"""How long processor time is watched: shorter, and one busy moment looks like a busy process."""
_WHOLE_PERCENT: Final = 100.0


def machine_rows(*, elevated: bool) -> list[Cells]:
    """The rows of the system that are found alike everywhere."""
    booted = dt.datetime.fromtimestamp(round(psutil.boot_time()), tz=dt.UTC)
    return [
        ("architecture", platform.machine()),
        ("booted", booted.isoformat()),
        ("host", platform.node()),
        ("user", _owner(psutil.Process())),
        ("elevated", str(elevated).lower()),
    ]


def memory() -> Found:
    """Bytes of memory and of swap."""
    now = psutil.virtual_memory()
    rows = [("total", str(now.total)), ("available", str(now.available))]
    try:
        swap = psutil.swap_memory()
    except (OSError, RuntimeError) as error:  # RuntimeError: Windows' performance counters are off
        return Found(rows, f"The swap is unknown: {error}.")
    return Found([*rows, ("swap_total", str(swap.total)), ("swap_free", str(swap.free))])


def disks() -> Found:
    """Each mounted disk of this machine, and what is free for this user; never one of the network."""
    kinds = {part.mountpoint: part.fstype for part in psutil.disk_partitions(all=False)}
    if sys.platform != "win32":
        kinds.setdefault("/", "")  # in a container it is no disk, and still the one that fills up
    rows = []
    for mount, kind in sorted(kinds.items()):
        try:
            usage = psutil.disk_usage(mount)
        except OSError:
            continue  # a drive without a disk in it, or one that this user may not enter
        rows.append((mount, kind, str(usage.total), str(usage.free)))
    return Found(rows)


def processes() -> Found:
    """The heaviest first, by memory or processor, whichever it uses more of."""
    running = list(psutil.process_iter())
    for process in running:
        _quietly_percent(process)
    threading.Event().wait(CPU_OVER_SECONDS)
    cores = psutil.cpu_count() or 1
    weighed = sorted(_weighed(running, cores), reverse=True)
    return Found([cells for _, cells in weighed[:PROCESSES_SHOWN]], total=len(weighed))


def network() -> Found:
    """Each interface with each of its IP addresses."""
    states = psutil.net_if_stats()
    rows: list[Cells] = []
    for name, addresses in sorted(psutil.net_if_addrs().items()):
        up = name in states and states[name].isup
        texts = [found.address for found in addresses if found.family in (socket.AF_INET, socket.AF_INET6)]
        rows += [(name, text, "up" if up else "down") for text in texts or [""]]
    return Found(rows)


def _weighed(running: list[psutil.Process], cores: int) -> Iterator[tuple[float, Cells]]:
    whole = psutil.virtual_memory().total
    for process in running:
        try:
            with process.oneshot():
                percent = process.cpu_percent()
                used = process.memory_info().rss
                cells = (str(process.pid), process.name(), _owner(process), f"{percent:.1f}", str(used))
        except psutil.Error:
            continue  # it ended meanwhile, or does not let itself be looked at
        yield max(percent / _WHOLE_PERCENT / cores, used / whole), cells


def _quietly_percent(process: psutil.Process) -> None:
    try:
        process.cpu_percent()
    except psutil.Error:
        return


def _owner(process: psutil.Process) -> str:
    try:
        return process.username()
    except (psutil.Error, KeyError, OSError):
        return ""
