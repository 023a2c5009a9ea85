"""Finds the desktop of this machine for a program that the system itself started, at the login screen."""

import os
import sys
import threading
import time
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from itertools import pairwise
from typing import Final

import psutil

from customer_client.platform.local_rights import has_rights

X_SERVERS: Final = frozenset({"X", "Xorg", "Xorg.bin"})
LOOK_EVERY_SECONDS: Final = 1.0
LOGIN_SCREEN_SECONDS: Final = 120.0
"""How long a machine may take from the start of its services to its login screen."""


def adopt_desktop(within_seconds: float, surroundings: MutableMapping[str, str] = os.environ) -> bool:
    """See to it that this process has a desktop; whether it has one.

    Elsewhere than on Linux, and where one is named already, it has. Else the X server of the login screen is
    waited for, by root: nobody else may read its key. A login screen on Wayland is none that can be shown.
    """
    if sys.platform != "linux" or surroundings.get("DISPLAY"):
        return True
    if not has_rights():
        return False
    deadline = time.monotonic() + within_seconds
    while not (found := desktop_among(_running())):
        if time.monotonic() > deadline:
            return False
        threading.Event().wait(LOOK_EVERY_SECONDS)
    surroundings.update(found)
    return True


def desktop_among(commands: Iterable[Sequence[str]]) -> Mapping[str, str]:
    """DISPLAY and XAUTHORITY of the first X server among these command lines, as it was told them itself."""
    for argv in commands:
        if not argv or os.path.basename(argv[0]) not in X_SERVERS:
            continue
        displays = [part for part in argv[1:] if part.startswith(":") and part[1:].isdigit()]
        keys = [key for option, key in pairwise(argv) if option == "-auth"]
        if keys:
            return {"DISPLAY": (displays or [":0"])[0], "XAUTHORITY": keys[0]}
    return {}


def _running() -> Iterable[Sequence[str]]:
    for process in psutil.process_iter():
        try:
            yield process.cmdline()
        except psutil.Error:
            continue
