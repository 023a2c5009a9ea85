"""What this machine can show and take, found out by doing it, before anybody joins (SPEC M6)."""

import logging
import os
import platform
import sys
from dataclasses import dataclass

from customer_client.capture.choose import open_capture
from customer_client.core.picture import Capture
from customer_client.errors import EmptyPicture, InjectError, WaylandSession
from customer_client.inject.choose import open_injector
from customer_client.inject.injector import Injector
from protocol.people import Abilities, Platform
from protocol.screen import Screen

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Preflight:
    """What works here. `injector` is None where control cannot be given."""

    capture: Capture
    injector: Injector | None
    screen: Screen
    abilities: Abilities
    platform: Platform
    system: str


def preflight() -> Preflight:
    """Take one picture and reach for pointer and keys. Call it in the main thread.

    Raises:
        WaylandSession: this desktop keeps other programs out.
        CaptureError: there is nothing to show, and why.
    """
    kind = _platform()
    if kind is Platform.LINUX_WAYLAND:
        raise WaylandSession
    capture = open_capture()
    try:
        screen = capture.screen()
        seen = capture.grab(screen.monitors[0].id, whole=True)
    except BaseException:
        capture.close()
        raise
    if not seen:
        capture.close()
        raise EmptyPicture
    injector, sentence = _injector()
    abilities = Abilities(capture=True, inject=injector is not None, sentence=sentence)
    return Preflight(capture, injector, screen, abilities, kind, _system())


def _injector() -> tuple[Injector | None, str]:
    try:
        return open_injector(), ""
    except InjectError as unable:
        log.warning("%s", unable)
        return None, str(unable)


def _platform() -> Platform:
    if sys.platform == "win32":
        return Platform.WINDOWS
    if sys.platform == "darwin":
        return Platform.MACOS
    wayland = os.environ.get("XDG_SESSION_TYPE") == "wayland" or bool(os.environ.get("WAYLAND_DISPLAY"))
    return Platform.LINUX_WAYLAND if wayland else Platform.LINUX_X11


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"][:120]
    except (OSError, KeyError):
        return f"{platform.system()} {platform.release()}".strip()[:120] or "unknown"
