"""Forged input, end to end: nothing of it reaches the desktop; the same, rightly sent, all arrives (I9)."""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Final

import pytest

from protocol.input import At, Button, HeldBack, Input, InputEvent, InputSeen, Key, PointerButton, Text, Wheel
from protocol.modes import Mode
from protocol.screen import MonitorId
from protocol.signalling import Answer, DirectWanted, Offer
from tests.support.direct_viewer import DirectViewer
from tests.support.real_session import Live, Place, session, soon, stage
from tests.support.xlistener import Witness, witness

EVENTS: Final = 10_000 if os.environ.get("AUXILIO_LONG") else 1_000
"""In each of the cases; there are thirteen."""
BATCH: Final = 100
PACE_SECONDS: Final = 0.115
"""From batch to batch: 870 events a second, under the limit of 1,000."""
ANSWERS_WITHIN_SECONDS: Final = 20.0

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(60 + EVENTS // 20),
    pytest.mark.blocks("certificates, processes and displays of a whole session"),
]

Say = Callable[[Input], Awaitable[None]]


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    with stage() as made:
        yield made


def event(seq: int) -> InputEvent:
    """What presses something presses one thing; far from the windows that stand on top."""
    at = At(monitor=MonitorId(0), x_norm=seq * 7 % 65536, y_norm=40_000 + seq * 13 % 20_000)
    match seq % 6:
        case 0 | 1:
            return PointerButton(seq=seq, at=at, button=Button.LEFT, down=seq % 6 == 0)
        case 2 | 3:
            return Key(seq=seq, key="F9", down=seq % 6 == 2)
        case 4:
            return Wheel(seq=seq, at=at, dx=1)
        case _:
            return Text(seq=seq, text="a")


def presses_of(first: int) -> int:
    """How many presses the X server shows when these events are carried out."""
    return sum(1 for seq in range(first, first + EVENTS) if getattr(event(seq), "down", True))


def presses(seen: Witness) -> int:
    return len(seen.injected("key down", "button down"))


class Sender:
    """Sends the events of one case over both ways, at a pace that is allowed."""

    def __init__(self, live: Live) -> None:
        self.live = live
        self.direct: DirectViewer | None = None

    async def relay(self, epoch: int) -> set[HeldBack | None]:
        """Over the server; why it was held back."""
        seat = self.live.seat
        seat.answers.clear()
        count = await self._send(epoch, seat.do)
        await soon(lambda: len(seat.answers) >= count, "an answer to each", ANSWERS_WITHIN_SECONDS)
        return {answer.held_back for answer in seat.answers}

    async def straight(self, epoch: int) -> set[HeldBack | None]:
        """Over the direct path's data channel; why it was held back."""
        assert self.direct is not None
        viewer, before = self.direct, len(self.direct.heard)

        async def say(batch: Input) -> None:
            viewer.say(batch)

        await self._send(epoch, say)
        seq = self.live.next_seq()
        viewer.say(Input(epoch=epoch, events=(Key(seq=seq, key="F24", down=False),)))
        await viewer.until(lambda: answers_of(viewer, before))
        return {answer.held_back for answer in answers_of(viewer, before)}

    async def _send(self, epoch: int, say: Say) -> int:
        """Returns how many messages were sent."""
        first = self.live.next_seq(EVENTS + 5)
        first += -first % 6  # so that each case presses the same
        due = time.monotonic()
        for start in range(first, first + EVENTS, BATCH):
            batch = tuple(event(seq) for seq in range(start, min(start + BATCH, first + EVENTS)))
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            due += PACE_SECONDS
            await say(Input(epoch=epoch, events=batch))
        return -(-EVENTS // BATCH)


def answers_of(viewer: DirectViewer, since: int) -> list[InputSeen]:
    return [message for message in viewer.heard[since:] if isinstance(message, InputSeen)]


@asynccontextmanager
async def direct_path(live: Live) -> AsyncIterator[DirectViewer]:
    """The agent's own direct path to the machine, asked for and offered through the server."""
    viewer = DirectViewer()
    try:
        await live.seat.say(DirectWanted(attempt=1))
        offer = await live.seat.signalled()
        assert isinstance(offer, Offer)
        await live.seat.say(Answer(attempt=1, sdp=await viewer.answer(offer.sdp)))
        await viewer.until(lambda: len(viewer.channels) == 2)
        await viewer.until(lambda: all(each.readyState == "open" for each in viewer.channels.values()))
        yield viewer
    finally:
        await viewer.close()


async def nothing_arrives(seen: Witness, sending: Awaitable[set[HeldBack | None]]) -> set[HeldBack | None]:
    before = presses(seen)
    why = await sending
    assert presses(seen) == before
    return why


async def everything_arrives(seen: Witness, sending: Awaitable[set[HeldBack | None]]) -> None:
    before, wanted = presses(seen), presses_of(0)
    why = await sending
    assert why == {None}
    await soon(lambda: presses(seen) - before >= wanted, f"all of {wanted} presses")
    assert presses(seen) - before == wanted


async def test_forged_input_reaches_nothing_on_either_way_and_the_same_rightly_sent_all_arrives(
    place: Place,
) -> None:
    with witness(place.on.x.display) as seen:
        async with session(place) as live:
            sender = Sender(live)
            await live.seat.until(lambda now: now.question is not None, "the question for the view", 30)
            assert await nothing_arrives(seen, sender.relay(0)) == {HeldBack.MODE}
            await live.to_observer()
            epoch = live.now.epoch
            assert await nothing_arrives(seen, sender.relay(epoch)) == {HeldBack.MODE}
            async with direct_path(live) as sender.direct:
                assert await nothing_arrives(seen, sender.straight(epoch)) == {HeldBack.MODE}
                assert await nothing_arrives(seen, sender.straight(epoch + 1)) == {HeldBack.MODE}
                await live.to_control()
                await nothing_of_another_epoch(seen, sender, epoch)
                await everything_arrives(seen, sender.relay(live.now.epoch))
                await everything_arrives(seen, sender.straight(live.now.epoch))
                await nothing_after_going_down(seen, sender)
                await live.to_control()
                await nothing_after_the_panic_key(seen, sender)


async def nothing_of_another_epoch(seen: Witness, sender: Sender, old: int) -> None:
    now = sender.live.now.epoch
    assert now > old
    assert await nothing_arrives(seen, sender.relay(old)) == {HeldBack.OLD_EPOCH}
    assert await nothing_arrives(seen, sender.straight(old)) == {HeldBack.OLD_EPOCH}
    assert await nothing_arrives(seen, sender.straight(now + 1)) == {HeldBack.OLD_EPOCH}


async def nothing_after_going_down(seen: Witness, sender: Sender) -> None:
    live, epoch = sender.live, sender.live.now.epoch
    await live.seat.lower(Mode.OBSERVER)
    await live.seat.until(lambda now: now.mode is Mode.OBSERVER, "observer mode")
    assert await nothing_arrives(seen, sender.relay(epoch)) == {HeldBack.MODE}
    assert await nothing_arrives(seen, sender.straight(epoch)) == {HeldBack.MODE}


async def nothing_after_the_panic_key(seen: Witness, sender: Sender) -> None:
    live, epoch = sender.live, sender.live.now.epoch
    await live.panic()
    for each in (epoch, live.now.epoch):
        assert await nothing_arrives(seen, sender.relay(each)) == {HeldBack.MODE}
    assert sender.direct is not None
    await soon(lambda: not is_open(sender.direct), "the end of the direct path")


def is_open(viewer: DirectViewer | None) -> bool:
    return viewer is not None and any(each.readyState == "open" for each in viewer.channels.values())
