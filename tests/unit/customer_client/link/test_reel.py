"""What waits for one direct viewer."""

import asyncio

from customer_client.core.picture import EncodedFrame
from customer_client.link.reel import Reel
from customer_client.link.rtc_hooks import ReadyFrame
from protocol.screen import MonitorId

READY = ReadyFrame((b"",), 0)


def frame(seq: int, *, key: bool = False, size_bytes: int = 10) -> EncodedFrame:
    return EncodedFrame(MonitorId(0), seq, seq, key, 16, 16, "avc1.42c02a", b"x" * size_bytes)


async def popped(reel: Reel) -> int:
    async with asyncio.timeout(1):
        return (await reel.pop())[0].seq


async def test_it_begins_with_a_key_frame() -> None:
    reel = Reel()
    assert not reel.push(frame(0), READY)
    assert reel.push(frame(1, key=True), READY)
    assert reel.push(frame(2), READY)
    assert [await popped(reel), await popped(reel)] == [1, 2]


async def test_who_is_too_far_behind_goes_on_at_the_next_key_frame() -> None:
    reel = Reel(frames_limit=2)
    assert reel.push(frame(0, key=True), READY)
    assert reel.push(frame(1), READY)
    assert not reel.push(frame(2), READY)
    assert reel.needs_key
    assert not reel.push(frame(3), READY)
    assert reel.push(frame(4, key=True), READY)
    assert await popped(reel) == 4


async def test_a_key_frame_that_comes_when_it_is_full_takes_the_place_of_all() -> None:
    reel = Reel(limit_bytes=100)
    assert reel.push(frame(0, key=True, size_bytes=90), READY)
    assert reel.push(frame(1, key=True, size_bytes=90), READY)
    assert await popped(reel) == 1


async def test_a_reader_waits_for_the_next_frame() -> None:
    reel = Reel()
    async with asyncio.TaskGroup() as both:
        waiting = both.create_task(popped(reel))
        await asyncio.sleep(0)
        reel.push(frame(7, key=True), READY)
    assert waiting.result() == 7
