"""One alarm for each session."""

import asyncio

from protocol.ids import SessionId
from server.runtime.timers import Timers
from tests.support.fakes_server import FakeClock

ONE, TWO = SessionId("s_one"), SessionId("s_two")


async def test_the_newest_time_counts_and_nothing_rings_before_the_clock_says_so() -> None:
    clock, rung = FakeClock(ms=1_000), asyncio.Queue[SessionId]()
    timers = Timers(clock, rung.put_nowait)
    timers.set(ONE, 1_001)
    timers.set(TWO, 900)
    assert await asyncio.wait_for(rung.get(), 5) == TWO
    timers.set(TWO, 50_000)
    clock.ms = 1_001
    assert await asyncio.wait_for(rung.get(), 5) == ONE
    timers.set(TWO, 1_001)
    assert await asyncio.wait_for(rung.get(), 5) == TWO


async def test_what_is_cancelled_does_not_ring() -> None:
    rung: list[SessionId] = []
    timers = Timers(FakeClock(ms=5), rung.append)
    timers.set(ONE, 5)
    timers.set(TWO, 5)
    timers.cancel(ONE)
    timers.cancel(ONE)
    timers.cancel_all()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert rung == []
