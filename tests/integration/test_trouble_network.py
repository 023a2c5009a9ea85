"""A line to the server is cut for 2 s, then for 30 s: noticed, and mended by itself (SPEC K6, S6, C8)."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from typing import Final

import pytest

from protocol.input import HeldBack, Input, Key
from protocol.modes import Mode
from protocol.people import Presence
from protocol.session import State
from tests.support.connect_proxy import ConnectProxy
from tests.support.real_session import Live, Place, finally_so, session, soon, stage
from tests.support.xlistener import Witness, witness

log = logging.getLogger(__name__)

SHORT_SECONDS: Final = 2.0
LONG_SECONDS: Final = 30.0
NOTICED_WITHIN_SECONDS: Final = 6.5
"""SPEC K6 says 6 s; the rest is how long this test takes to look."""
AWAY_AFTER_SECONDS: Final = 20.0
BACK_WITHIN_SECONDS: Final = 4.0

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(150),
    pytest.mark.blocks("certificates, processes and displays of a whole session"),
]


@pytest.fixture(scope="module")
def places() -> Iterator[list[Place]]:
    with ExitStack() as stack:
        yield [stack.enter_context(stage()) for _ in range(2)]


async def shift(live: Live, seen: Witness, *, down: bool) -> None:
    """The agent holds Shift, or lets it go; it is so on the desktop when this returns."""
    kind = "key down" if down else "key up"
    before = len(seen.injected(kind))
    event = Key(seq=live.next_seq(), key="ShiftLeft", down=down)
    await live.seat.do(Input(epoch=live.now.epoch, events=(event,)))
    await soon(lambda: len(seen.injected(kind)) > before, f"Shift, {kind}")


async def types(live: Live, seen: Witness) -> None:
    """The agent's key arrives on the desktop."""
    before = len(seen.injected("key down"))
    seq = live.next_seq(2)
    tap = tuple(Key(seq=seq + half, key="F9", down=half == 0) for half in (0, 1))
    await live.seat.do(Input(epoch=live.now.epoch, events=tap))
    await soon(lambda: len(seen.injected("key down")) > before, "the agent's key on the desktop")


async def is_short(live: Live, seen: Witness, line: ConnectProxy) -> float:
    """A cut of 2 s: nobody hears of it, nothing is released. Seconds until input passes again."""
    before = live.now
    await shift(live, seen, down=True)
    line.cut()
    await asyncio.sleep(SHORT_SECONDS)
    healed = time.monotonic()
    line.heal()
    ups = len(seen.injected("key up"))
    await types(live, seen)
    back_seconds = time.monotonic() - healed
    assert len(seen.injected("key up")) - ups <= 1, "Shift is still held"
    await shift(live, seen, down=False)
    assert len(seen.injected("key up")) - ups == 2
    assert await live.agrees() == before
    return back_seconds


async def is_long(
    live: Live, seen: Witness, line: ConnectProxy, lost: Callable[[], Awaitable[None]]
) -> dict[str, float]:
    """A cut of 30 s. `lost` waits until the server shows that this end is away."""
    before, peers = live.now, await linked(live.place)
    await shift(live, seen, down=True)
    held = len(seen.injected("key up"))

    async def notices() -> None:
        await finally_so(lambda: linked(live.place), lambda now: now < peers, "a lost link", LONG_SECONDS)

    async def lets_go() -> None:
        await soon(lambda: len(seen.injected("key up")) > held, "Shift, let go", LONG_SECONDS)

    cut = time.monotonic()
    line.cut()
    async with asyncio.TaskGroup() as both:
        noticing = both.create_task(since(cut, notices()), name="notice")
        releasing = both.create_task(since(cut, lets_go()), name="release")
    assert (await live.place.state(live.session_id)).state is State.LIVE, "nobody is away yet"
    await lost()
    away = time.monotonic() - cut
    await asyncio.sleep(max(0.0, cut + LONG_SECONDS - time.monotonic()))
    line.heal()
    healed = time.monotonic()
    await finally_so(
        lambda: linked(live.place), lambda now: now >= peers, "the link", BACK_WITHIN_SECONDS * 2
    )
    back = time.monotonic() - healed
    await live.seat.until(
        lambda now: now.state is State.LIVE and now.seq > before.seq, "a session that goes on"
    )
    after = await live.agrees()
    assert (after.mode, after.holder_id) == (Mode.FULL_CONTROL, None), "the mode stays, control does not"
    assert {person.person_id for person in after.people} == {person.person_id for person in before.people}
    return {"noticed": noticing.result(), "released": releasing.result(), "away": away, "back": back}


async def since(began: float, event: Awaitable[None]) -> float:
    """How long after `began` it came, in seconds."""
    await event
    return time.monotonic() - began


async def needs_a_new_click(live: Live, seen: Witness) -> None:
    assert (await live.try_hand()).held_back is HeldBack.NOT_HOLDER
    await live.to_control()
    await types(live, seen)


async def linked(place: Place) -> float:
    return (await place.figures())["auxilio_peers"]


async def the_customers_line(place: Place) -> None:
    with witness(place.on.x.display) as seen:
        async with session(place) as live:
            await live.to_observer()
            await live.to_control()
            line = place.machine_line
            log.info("customer's line, 2 s: input back after %.2f s", await is_short(live, seen, line))

            async def lost() -> None:
                await live.seat.until(live.machine_is(Presence.AWAY), "away", LONG_SECONDS)
                await live.seat.until(lambda now: now.state is State.INTERRUPTED, "interrupted")

            told("customer's", await is_long(live, seen, line, lost))
            await needs_a_new_click(live, seen)


async def the_agents_line(place: Place) -> None:
    with witness(place.on.x.display) as seen:
        async with session(place) as live:
            await live.to_observer()
            await live.to_control()
            line = place.agent_line
            log.info("agent's line, 2 s: input back after %.2f s", await is_short(live, seen, line))

            async def lost() -> None:
                await finally_so(
                    lambda: place.state(live.session_id),
                    lambda now: now.state is State.INTERRUPTED,
                    "interrupted",
                    LONG_SECONDS,
                )

            told("agent's", await is_long(live, seen, line, lost))
            await needs_a_new_click(live, seen)


def told(whose: str, seconds: dict[str, float]) -> None:
    figures = ", ".join(f"{what} {value:.2f} s" for what, value in seconds.items())
    log.info("%s line, 30 s: %s", whose, figures)
    assert seconds["noticed"] <= NOTICED_WITHIN_SECONDS
    assert seconds["released"] <= NOTICED_WITHIN_SECONDS
    assert seconds["away"] >= AWAY_AFTER_SECONDS
    assert seconds["back"] <= BACK_WITHIN_SECONDS


async def test_a_cut_line_is_noticed_and_mended_and_control_needs_a_new_click(places: list[Place]) -> None:
    async with asyncio.TaskGroup() as both:
        both.create_task(the_customers_line(places[0]), name="customer's line")
        both.create_task(the_agents_line(places[1]), name="agent's line")
