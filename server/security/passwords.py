"""Passwords: Argon2id, away from the event loop."""

import asyncio
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_AT_ONCE: Final = 2
"""Each check takes 64 MiB and a core for some 50 ms; a crowd at the door must not take the machine."""


class Passwords:
    """Makes and checks password hashes.

    An unknown account costs the same time as a wrong password: `verify` accepts None and checks a
    hash of its own.
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        """The hasher's parameters are the library's defaults (RFC 9106, low memory) unless one is given."""
        self._hasher = hasher or PasswordHasher()
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._nobodys = ""

    async def hash(self, password: str) -> str:
        """The hash to store, in PHC format with its salt and parameters."""
        async with self._turns:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def verify(self, stored: str | None, password: str) -> bool:
        """Whether the password is the one; with `stored` None always False, in the same time."""
        if stored is None:
            self._nobodys = self._nobodys or await self.hash("nobody has this password")
        async with self._turns:
            matches = await asyncio.to_thread(self._matches, stored or self._nobodys, password)
        return matches and stored is not None

    def is_outdated(self, stored: str) -> bool:
        """Whether the hash was made with weaker parameters than today's, and should be made anew."""
        return self._hasher.check_needs_rehash(stored)

    def _matches(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False
