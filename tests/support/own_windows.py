"""The program's windows on a display of their own, and what the person there did."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from subprocess import CalledProcessError
from typing import Final

import pytest

from customer_client.ui.front import Act
from customer_client.ui.qt_front import QtFront, open_windows
from customer_client.ui.words import Language
from tests.support.wait import until
from tests.support.xserver import XServer

WITHIN_SECONDS: Final = 10.0


class Watched:
    """A front, what it told, and the display it stands on."""

    def __init__(self, display: XServer) -> None:
        self.display = display
        self.acts: list[Act] = []
        self.front: QtFront
        self._acted = asyncio.Event()

    def act(self, act: Act) -> None:
        """The person did this."""
        self.acts.append(act)
        self._acted.set()

    async def until_acts(self, count: int) -> None:
        """Wait until the person did so many things; 10 s at most."""
        async with asyncio.timeout(WITHIN_SECONDS):
            while len(self.acts) < count:
                self._acted.clear()
                await self._acted.wait()

    async def window(self, title: str) -> tuple[int, int, int, int]:
        """Left, top, width and height of the window with this in its title, once it is there."""
        await asyncio.to_thread(until, lambda: self._place(title), within_seconds=WITHIN_SECONDS, what=title)
        place = await asyncio.to_thread(self._place, title)
        assert place is not None
        return place

    async def until_gone(self, title: str) -> None:
        """Wait until no such window is to be seen."""
        await asyncio.to_thread(
            until, lambda: self._place(title) is None, within_seconds=WITHIN_SECONDS, what=f"no {title}"
        )

    async def until_place(self, title: str, holds: Callable[[tuple[int, int, int, int]], bool]) -> None:
        """Wait until the window stands as it should."""

        def stands() -> bool:
            place = self._place(title)
            return place is not None and holds(place)

        await asyncio.to_thread(until, stands, within_seconds=WITHIN_SECONDS, what=title)

    def shown(self) -> set[str]:
        """Every window that is to be seen."""
        return set(self.display.run("xdotool", "search", "--onlyvisible", "--name", "").split())

    async def until_more(self, before: set[str]) -> None:
        """Wait until another window is to be seen beside these."""
        await asyncio.to_thread(
            until, lambda: self.shown() - before, within_seconds=WITHIN_SECONDS, what="another window"
        )

    async def run(self, *command: str) -> str:
        """What a program prints on this display."""
        return await asyncio.to_thread(self.display.run, *command)

    def _place(self, title: str) -> tuple[int, int, int, int] | None:
        search = ("xdotool", "search", "--onlyvisible", "--name", title, "getwindowgeometry", "--shell")
        try:
            said = self.display.run(*search)
        except CalledProcessError:
            return None  # xdotool found none
        found = dict(line.split("=") for line in said.splitlines() if "=" in line)
        return int(found["X"]), int(found["Y"]), int(found["WIDTH"]), int(found["HEIGHT"])


@asynccontextmanager
async def own_windows(
    display: XServer, monkeypatch: pytest.MonkeyPatch, language: Language = Language.ENGLISH
) -> AsyncIterator[Watched]:
    """The windows' process on this display, until the block ends."""
    monkeypatch.setenv("DISPLAY", display.display)
    monkeypatch.setenv("XAUTHORITY", "/dev/null")
    watched = Watched(display)
    watched.front = await open_windows(language, watched.act)
    try:
        yield watched
    finally:
        await watched.front.close()
