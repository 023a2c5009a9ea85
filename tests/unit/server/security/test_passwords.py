import asyncio
from typing import Literal

import pytest
from argon2 import PasswordHasher

from server.errors import TooMany
from server.security.passwords import Passwords


@pytest.fixture
def passwords() -> Passwords:
    return Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


async def test_the_password_is_known_by_its_hash_and_no_other_is(passwords: Passwords) -> None:
    stored = await passwords.hash("correct horse")
    assert stored.startswith("$argon2id$")
    assert await passwords.verify(stored, "correct horse")
    assert not await passwords.verify(stored, "correct hors")
    assert await passwords.hash("correct horse") != stored


@pytest.mark.parametrize("stored", [None, "", "not a hash", "$argon2id$v=19$broken"])
async def test_nobody_gets_in_without_a_good_hash(passwords: Passwords, stored: str | None) -> None:
    assert not await passwords.verify(stored, "nobody has this password")


async def test_a_weaker_hash_is_to_be_made_anew(passwords: Passwords) -> None:
    assert Passwords().is_outdated(await passwords.hash("x"))
    assert not passwords.is_outdated(await passwords.hash("x"))


async def test_an_unknown_account_costs_a_hash_too() -> None:
    counted: list[str] = []

    class Counting(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002  the library's own
            counted.append(str(password))
            return super().verify(hash, password)

    passwords = Passwords(Counting(time_cost=1, memory_cost=8, parallelism=1))
    await passwords.verify(None, "first")
    await passwords.verify(None, "second")
    assert counted == ["first", "second"]


async def test_a_crowd_is_sent_away_rather_than_queued_without_end(passwords: Passwords) -> None:
    crowd = await asyncio.gather(
        *(passwords.verify(None, "guess") for _ in range(80)), return_exceptions=True
    )
    assert sum(isinstance(one, TooMany) for one in crowd) >= 25
    assert not any(one is True for one in crowd)
    assert await passwords.verify(None, "guess") is False
