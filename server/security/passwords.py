"""Passwords: Argon2id, away from the event loop."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from server.errors import TooMany

_AT_ONCE: Final = 2
"""Each check takes 64 MiB and a core for some 50 ms; a crowd at the door must not take the machine."""


_WAITING_LIMIT: Final = 50
"""Beyond it people are asked to come back: a crowd of guesses would keep everybody out for minutes."""
_SECONDS_EACH: Final = 0.1


class Passwords:
    """Makes and checks password hashes.

    An unknown account costs the same time as a wrong password: `verify` accepts None and checks a
    hash of its own. Both raise TooMany when a crowd waits already.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """The hasher's parameters are the library's defaults (RFC 9106, low memory) unless one is given."""
        self._hasher = hasher or PasswordHasher()
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._waiting = 0
        self._nobodys = ""

    async def hash(self, password: str) -> str:
        """The hash to store, in PHC format with its salt and parameters."""
        async with self._turn():
            return await asyncio.to_thread(self._hasher.hash, password)

    async def verify(self, stored: str | None, password: str) -> bool:
        """Whether the password is the one; with `stored` None always False, in the same time."""
        if stored is None:
            self._nobodys = self._nobodys or await self.hash("nobody has this password")
        async with self._turn():
            matches = await asyncio.to_thread(self._matches, stored or self._nobodys, password)
        return matches and stored is not None

    @asynccontextmanager
    async def _turn(self) -> AsyncIterator[None]:
        if self._waiting >= _WAITING_LIMIT:
            raise TooMany(_WAITING_LIMIT * _SECONDS_EACH)
        self._waiting += 1
        try:
            async with self._turns:
                yield
        finally:
            self._waiting -= 1

    def is_outdated(self, stored: str) -> bool:
        """Whether the hash was made with weaker parameters than today's, and should be made anew."""
        return self._hasher.check_needs_rehash(stored)

    def _matches(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False
