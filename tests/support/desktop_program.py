"""The customer's desktop program as a process of its own on a real display, and the person who sits there."""

import asyncio
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from deploy.trial.desktop import wait_for_keyboard, window_named
from protocol.limits import CONSENT_INERT_SECONDS
from tests.support.rfb import rfb_hand
from tests.support.wait import until
from tests.support.xserver import XServer

ROOT: Final = Path(__file__).parents[2]
TITLE: Final = "remote help"
WITHIN_SECONDS: Final = 20.0
READS_SECONDS: Final = CONSENT_INERT_SECONDS + 0.3
KEY_SECONDS: Final = 0.3
"""Between two keys: a list that opens has to be there before the next."""


@dataclass
class DesktopProgram:
    """A running program."""

    display: XServer
    folder: Path
    process: "subprocess.Popen[bytes]"

    @property
    def log(self) -> str:
        """What it wrote to standard error."""
        return (self.folder / "client.log").read_text()

    @property
    def journal(self) -> str:
        """What it keeps of what was allowed and taken back."""
        return (self.folder / "state" / "journal.jsonl").read_text()

    async def allow(self) -> None:
        """Wait for the question, read it, and allow it with the person's own keyboard."""
        await asyncio.to_thread(self._allow)

    async def refuse(self) -> None:
        """Wait for the question, and say no."""
        await asyncio.to_thread(self._refuse)

    async def at_banner(self, *keys: str) -> None:
        """Bring the keyboard to the banner by its own key, and press these one after the other."""
        await asyncio.to_thread(self._at_banner, keys)

    async def until_not_asked(self) -> None:
        """Wait until no question stands there."""
        await asyncio.to_thread(
            until, lambda: self._window() is None, within_seconds=WITHIN_SECONDS, what="no question"
        )

    async def stop(self) -> int:
        """Tell it to go; its exit code."""
        self.process.terminate()
        return await asyncio.to_thread(self.process.wait, WITHIN_SECONDS)

    def _allow(self) -> None:
        self._asked()
        asyncio.run(asyncio.sleep(READS_SECONDS))
        # Backwards: the button that allows is the last one, whatever is asked.
        self._answer(("Shift", "Tab"), (" ",))

    def _refuse(self) -> None:
        self._answer(("Tab",), (" ",))

    def _answer(self, *chords: tuple[str, ...]) -> None:
        window = self._asked()
        said = self.display.run("xwininfo", "-id", window)
        left, top = (int(re.findall(rf"Absolute upper-left {axis}:\s+(-?\d+)", said)[0]) for axis in "XY")
        with rfb_hand(self.display.rfb_port) as hand:
            hand.click(left + 8, top + 8)
            wait_for_keyboard(self.display, window)
            for chord in chords:
                hand.chord(*chord)
        until(lambda: self._window() != window, within_seconds=WITHIN_SECONDS, what="the answer")

    def _asked(self) -> str:
        until(self._window, within_seconds=WITHIN_SECONDS, what="the question")
        window = self._window()
        assert window is not None
        return window

    def _at_banner(self, keys: tuple[str, ...]) -> None:
        banner = window_named(self.display, "^Auxilio$")
        with rfb_hand(self.display.rfb_port) as hand:
            hand.chord("Control", "Alt", "Shift", "Home")
            wait_for_keyboard(self.display, banner)
            # It may have had the keyboard before: its first button gets it only now.
            asyncio.run(asyncio.sleep(KEY_SECONDS))
            for key in keys:
                hand.chord(key)
                asyncio.run(asyncio.sleep(KEY_SECONDS))

    def _window(self) -> str | None:
        found = subprocess.run(
            ["xdotool", "search", "--onlyvisible", "--name", TITLE],
            env=self.display.environment(),
            check=False,
            capture_output=True,
            text=True,
        )
        return next(iter(found.stdout.split()), None)


@contextmanager
def desktop_program(
    display: XServer, folder: Path, *arguments: str, command: tuple[str, ...] = ("join", "--language", "en")
) -> Iterator[DesktopProgram]:
    """`python -m customer_client join …` on this display, until the block ends."""
    environment = display.environment() | {
        "XDG_CONFIG_HOME": str(folder / "config"),
        "AUXILIO_CLIENT_STATE_DIR": str(folder / "state"),
        "AUXILIO_CLIENT_LOG_LEVEL": "info",
    }
    with (folder / "client.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "customer_client", *command, *arguments],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=ROOT,
        )
    program = DesktopProgram(display, folder, process)
    try:
        yield program
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(WITHIN_SECONDS)
