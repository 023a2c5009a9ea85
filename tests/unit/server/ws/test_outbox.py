"""The send queue of a control socket (SPEC L9)."""

import asyncio

from server.ws.outbox import LIMIT_BYTES, LIMIT_MESSAGES, Outbox


async def everything(outbox: Outbox) -> list[bytes]:
    return [text async for text in outbox]


async def test_what_is_queued_goes_out_in_order_before_the_close() -> None:
    outbox = Outbox()
    outbox.push(b"a")
    outbox.push(b"b")
    outbox.close(4410, "session_over")
    outbox.push(b"too late")
    outbox.close(4409)
    assert await everything(outbox) == [b"a", b"b"]
    assert (outbox.close_code, outbox.close_reason) == (4410, "session_over")


async def test_a_reader_waits_for_the_next_message() -> None:
    outbox = Outbox()
    reading = asyncio.get_running_loop().create_task(everything(outbox))
    await asyncio.sleep(0)
    outbox.push(b"a")
    await asyncio.sleep(0)
    outbox.close(1000)
    assert await reading == [b"a"]


async def test_a_slow_peer_is_closed_not_waited_for_l9() -> None:
    by_count, by_size = Outbox(), Outbox()
    for _ in range(LIMIT_MESSAGES + 1):
        by_count.push(b"x")
    for _ in range(5):
        by_size.push(bytes(LIMIT_BYTES // 4))
    for outbox in (by_count, by_size):
        assert outbox.close_code == 4408
        assert await everything(outbox) == []
