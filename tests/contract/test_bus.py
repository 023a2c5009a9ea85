"""What every `Bus` does: it wakes others up, and promises nothing more."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from server.bus.memory import WAITING_LIMIT, MemoryBus
from server.runtime.ports import Bus


@pytest.fixture
async def bus() -> AsyncIterator[MemoryBus]:
    bus = MemoryBus()
    yield bus
    bus.close()


async def first(texts: AsyncIterator[str], count: int) -> list[str]:
    async with asyncio.timeout(5):
        return [await anext(texts) for _ in range(count)]


async def test_everyone_who_listens_hears_it_in_order(bus: Bus) -> None:
    one, two = bus.listen("desk"), bus.listen("desk")
    for text in ("a", "b"):
        await bus.publish("desk", text)
    assert await first(one, 2) == await first(two, 2) == ["a", "b"]


async def test_another_topic_is_not_heard(bus: Bus) -> None:
    texts = bus.listen("desk")
    await bus.publish("other", "a")
    await bus.publish("desk", "b")
    assert await first(texts, 1) == ["b"]


async def test_what_was_said_before_is_not_heard(bus: Bus) -> None:
    await bus.publish("desk", "before")
    texts = bus.listen("desk")
    await bus.publish("desk", "after")
    assert await first(texts, 1) == ["after"]


async def test_a_listener_that_does_not_read_is_bounded_and_loses_the_oldest(bus: Bus) -> None:
    texts = bus.listen("desk")
    for number in range(WAITING_LIMIT + 2):
        await bus.publish("desk", str(number))
    assert await first(texts, 1) == ["2"]


async def test_a_closed_bus_ends_its_listeners_after_what_they_have_not_read(bus: MemoryBus) -> None:
    texts = bus.listen("desk")
    await bus.publish("desk", "a")
    bus.close()
    assert [text async for text in texts] == ["a"]
    assert [text async for text in bus.listen("desk")] == []
