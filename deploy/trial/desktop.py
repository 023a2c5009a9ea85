"""The practice customer's desktop: a real X display with a window manager, a terminal and a text editor."""

import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.support.xserver import XServer, xvnc

WIDTH_PX: Final = 1440
HEIGHT_PX: Final = 900
APPEARS_WITHIN_SECONDS: Final = 20.0
ENDS_WITHIN_SECONDS: Final = 5.0
TERMINAL: Final = (
    "xterm",
    "-geometry",
    "72x20+690+420",
    "-fa",
    "DejaVu Sans Mono",
    "-fs",
    "11",
    "-T",
    "Terminal",
    "-e",
    "sh",
)
LETTER: Final = """Practice desktop
================

This is a real desktop with real windows: a text editor and a terminal.
Ask for control, then type here, drag the windows by their titles,
or start a program in the terminal.

"""


@dataclass(frozen=True, slots=True)
class Desktop:
    """A running practice desktop.

    Attributes:
        x: Its display; `x.rfb_port` is where the person's own hand comes in.
        home: The practice person's home folder.
        letter: The file that is open in the editor.
    """

    x: XServer
    home: Path
    letter: Path

    def environment(self) -> dict[str, str]:
        """For programs that run on this desktop."""
        folders = {name: str(self.home / "x" / name) for name in ("config", "cache", "data", "state")}
        return {
            **self.x.environment(),
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": folders["config"],
            "XDG_CACHE_HOME": folders["cache"],
            "XDG_DATA_HOME": folders["data"],
            "XDG_STATE_HOME": folders["state"],
            "PS1": "practice$ ",
            "GTK_THEME": "Adwaita",
            "NO_AT_BRIDGE": "1",
            "GSETTINGS_BACKEND": "memory",
        }


@contextmanager
def desktop(
    home: Path, *, width_px: int = WIDTH_PX, height_px: int = HEIGHT_PX, number: int | None = None
) -> Iterator[Desktop]:
    """A desktop with both windows open, for the length of the block; `number` is its display's, if any."""
    letter = home / "letter.txt"
    letter.write_text(LETTER)
    with ExitStack() as stack:
        x = stack.enter_context(xvnc(width_px, height_px, openbox=True, number=number))
        made = Desktop(x, home, letter)
        x.run("xsetroot", "-solid", "#2b5566")
        stack.enter_context(program(made, TERMINAL))
        stack.enter_context(program(made, ["mousepad", "--disable-server", str(letter)]))
        window_named(x, "letter.txt")
        window_named(x, "Terminal")
        x.run(
            "xdotool", "search", "--name", "letter.txt", "windowsize", "640", "420", "windowmove", "40", "60"
        )
        yield made


@contextmanager
def program(
    on: Desktop, command: Sequence[str], *, environment: Mapping[str, str] | None = None
) -> Iterator["subprocess.Popen[bytes]"]:
    """A program on this desktop, ended with the block."""
    process = subprocess.Popen(
        command,
        env=environment or on.environment(),
        cwd=on.home,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        end(process)


def end(process: "subprocess.Popen[bytes]") -> None:
    """Ask a program to end, and see that it does."""
    process.terminate()
    try:
        process.wait(ENDS_WITHIN_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(ENDS_WITHIN_SECONDS)


def window_named(x: XServer, name: str, within_seconds: float = APPEARS_WITHIN_SECONDS) -> str:
    """The id of a visible window whose title holds `name`.

    Raises:
        TimeoutError: there was none in time.
    """
    deadline = time.monotonic() + within_seconds
    while time.monotonic() < deadline:
        found = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--name", name],
            env=x.environment(),
            check=False,
            capture_output=True,
            text=True,
        )
        if found.stdout.split():
            return found.stdout.split()[-1]
        time.sleep(0.05)
    raise TimeoutError(f"no window called {name}")


def wait_for_keyboard(x: XServer, window: str, within_seconds: float = APPEARS_WITHIN_SECONDS) -> None:
    """Wait until what is typed goes to this window.

    A window that stands there need not have the keyboard yet: a window manager gives it one only after it was
    clicked on, or after the dialog above it has closed. What is typed before goes to nobody.

    Raises:
        TimeoutError: it did not get the keyboard in time.
    """
    deadline = time.monotonic() + within_seconds
    while (has_it := _window_with_keyboard(x)) != window:
        if time.monotonic() >= deadline:
            raise TimeoutError(f"window {window} has no keyboard; it is with {has_it or 'none'}")
        time.sleep(0.02)


def _window_with_keyboard(x: XServer) -> str:
    found = subprocess.run(
        ["xdotool", "getwindowfocus"], env=x.environment(), check=False, capture_output=True, text=True
    )
    return found.stdout.strip()
