"""The program's front at a terminal, of which a test is the person."""

import asyncio
import os
import pty
from typing import Final

from customer_client.ui.front import Act
from customer_client.ui.text import TextFront
from customer_client.ui.words import Language

WITHIN_SECONDS: Final = 10.0
PIECE_BYTES: Final = 65536


class Terminal:
    """A front, what it told, and the keyboard and screen of its person."""

    def __init__(self, language: Language = Language.SPANISH) -> None:
        self.person, inner = pty.openpty()
        self.acts: list[Act] = []
        self._acted = asyncio.Event()
        self.typed = os.fdopen(inner, "r", buffering=1)
        self.shown = open(os.dup(inner), "w")  # noqa: SIM115  closed in `close`
        self.front = TextFront(self.typed, self.shown, language, self.act)

    async def until_shown(self, text: str) -> str:
        """All that was written since the last call, once this is part of it."""
        seen = b""
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(WITHIN_SECONDS):
            while text.encode() not in seen:
                readable = asyncio.Event()
                loop.add_reader(self.person, readable.set)
                try:
                    await readable.wait()
                finally:
                    loop.remove_reader(self.person)
                seen += os.read(self.person, PIECE_BYTES)
        return seen.decode()

    def type(self, text: str) -> None:
        os.write(self.person, text.encode())

    def act(self, act: Act) -> None:
        self.acts.append(act)
        self._acted.set()

    async def until_acts(self, count: int) -> None:
        async with asyncio.timeout(WITHIN_SECONDS):
            while len(self.acts) < count:
                self._acted.clear()
                await self._acted.wait()

    async def close(self) -> None:
        await self.front.close()
        self.shown.close()
        os.close(self.person)
        await asyncio.to_thread(self.front.join)
        self.typed.close()
