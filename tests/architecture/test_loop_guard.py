"""The guard over the event loop is awake."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from blockbuster import BlockingError

ROOT = Path(__file__).parents[2]


@pytest.fixture
def nap() -> Callable[[], None]:
    """A function as if it stood in the server, and waited."""
    names: dict[str, Callable[[], None]] = {}
    source = "def nap():\n    sleep(0)\n"
    exec(compile(source, str(ROOT / "server" / "nap.py"), "exec"), {"sleep": lambda _: time.sleep(0)}, names)  # noqa: S102
    return names["nap"]


async def test_our_code_that_waits_on_the_loop_is_caught(nap: Callable[[], None]) -> None:
    with pytest.raises(BlockingError):
        nap()


@pytest.mark.blocks("to show that the mark lifts the guard")
async def test_a_test_that_says_why_may_wait(nap: Callable[[], None]) -> None:
    nap()


def test_away_from_the_loop_anybody_may_wait(nap: Callable[[], None]) -> None:
    nap()
