"""The direct path between this machine and a viewer, on loopback, with aiortc at both ends."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import pytest

from customer_client.link import direct
from customer_client.link.direct import Viewer
from protocol.direct import KeyFrameWanted, Probe
from protocol.ids import PeerId, PersonId
from protocol.input import At, Input, InputSeen, PointerMove, Text
from protocol.pointer import PointerAt
from protocol.screen import MonitorId
from protocol.signalling import DirectClosed, Offer
from tests.support.direct_machine import FIRST, Machine, picture
from tests.support.direct_viewer import DirectViewer

SECOND = MonitorId(1)
PROBE_SECONDS = 0.1
AGENT = Viewer(PeerId("peer_agent"), PersonId("p_agent"), 1)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.blocks("aiortc draws certificates and opens its sockets on the event loop"),
]


@asynccontextmanager
async def connected(machine: Machine, viewer: Viewer = AGENT) -> AsyncIterator[DirectViewer]:
    """A viewer at the end of an open path."""
    far = DirectViewer()
    before = len(machine.said)
    machine.paths.offer(viewer)
    await machine.until(lambda: len(machine.said) > before)
    offer = machine.said[-1]
    assert isinstance(offer, Offer)
    await machine.paths.answer(viewer.peer, viewer.attempt, await far.answer(offer.sdp))
    await machine.until(lambda: viewer in machine.open)
    await far.until(lambda: len(far.channels) == 2)
    try:
        yield far
    finally:
        await machine.paths.close_all()
        await far.close()
        assert machine.gone.count(viewer) == 1


async def test_pictures_arrive_whole_with_the_time_they_were_taken() -> None:
    """D4."""
    machine = Machine()
    async with connected(machine) as far:
        sent = [picture(n, key=n == 0, size_bytes=300_000 if n == 0 else 3_000) for n in range(20)]
        for frame in sent:
            machine.paths.push(frame)
        await far.until(lambda: len(far.pictures()) == 20)
        assert [data for _, data in far.pictures()] == [frame.data for frame in sent]
        await far.until(far.clocks)
        clock = far.clocks()[0]
        times = [
            clock.pts_origin_us + ((rtp - clock.rtp_origin) % 2**32) * 100 // 9 for rtp, _ in far.pictures()
        ]
        assert all(abs(time_us - frame.pts_us) <= 12 for time_us, frame in zip(times, sent, strict=True))


async def test_a_path_begins_with_a_key_frame_and_asks_for_it() -> None:
    machine = Machine()
    async with connected(machine) as far:
        assert machine.keys == [FIRST]
        machine.paths.push(picture(0))
        assert machine.keys == [FIRST, FIRST]
        machine.paths.push(picture(1, key=True))
        await far.until(far.pictures)
        assert far.pictures()[0][1].startswith(b"\0\0\0\1\x67")


async def test_a_viewer_that_lost_a_picture_gets_a_key_frame_asked_for() -> None:
    machine = Machine()
    async with connected(machine) as far:
        machine.paths.push(picture(0, key=True))
        await far.until(far.pictures)
        machine.keys.clear()
        await far.ask_key()
        await machine.until(lambda: machine.keys)
        assert machine.keys == [FIRST]


async def test_input_comes_over_both_channels_under_the_name_that_signalling_gave() -> None:
    machine = Machine()
    async with connected(machine) as far:
        typed = Input(epoch=3, events=(Text(seq=1, text="ñ"),))
        moved = Input(epoch=3, events=(PointerMove(seq=2, at=At(monitor=FIRST, x_norm=5, y_norm=6)),))
        far.say(typed)
        await machine.until(lambda: len(machine.input) == 1)
        far.say(moved, "moves")
        await machine.until(lambda: len(machine.input) == 2)
        assert machine.input == [(AGENT, typed), (AGENT, moved)]
        await far.until(lambda: InputSeen(epoch=3, seq=2) in far.heard)


async def test_a_probe_comes_back_and_the_pointer_is_told() -> None:
    machine = Machine()
    async with connected(machine) as far:
        far.say(Probe(number=7))
        await far.until(lambda: Probe(number=7) in far.heard)
        here = PointerAt(at=At(monitor=FIRST, x_norm=1, y_norm=2))
        machine.paths.point(here)
        await far.until(lambda: here in far.heard)


async def test_asking_for_another_monitors_key_frame_shows_that_monitor_with_its_clock() -> None:
    machine = Machine()
    async with connected(machine) as far:
        machine.paths.push(picture(0, key=True))
        await far.until(far.pictures)
        far.say(KeyFrameWanted(stream=SECOND))
        await machine.until(lambda: SECOND in machine.keys)
        assert machine.paths.streams == {SECOND}
        machine.paths.push(picture(1))
        machine.paths.push(picture(5, key=True, stream=SECOND))
        await far.until(lambda: len(far.pictures()) == 2)
        await far.until(lambda: len(far.clocks()) == 2)
        first, second = far.clocks()
        assert (second.stream, second.pts_origin_us) == (SECOND, picture(5).pts_us)
        assert second.rtp_origin == far.pictures()[1][0]
        assert first.rtp_origin == far.pictures()[0][0]


async def test_a_message_that_is_none_ends_the_path() -> None:
    machine = Machine()
    async with connected(machine) as far:
        far.channels["keys"].send('{"type": "input", "epoch": -1}')
        await machine.until(lambda: machine.gone)
        assert machine.said[-1] == DirectClosed(peer=AGENT.peer, attempt=AGENT.attempt)


async def test_nothing_leaves_by_a_closed_path() -> None:
    machine = Machine()
    async with connected(machine) as far:
        machine.paths.push(picture(0, key=True))
        await far.until(far.pictures)
        machine.paths.close(AGENT.peer)
        machine.paths.push(picture(1, key=True))
        await machine.until(lambda: machine.gone)
        assert len(far.pictures()) == 1
        assert machine.paths.streams == frozenset()


async def test_an_answer_that_makes_no_sense_ends_the_path() -> None:
    machine = Machine()
    machine.paths.offer(AGENT)
    await machine.until(lambda: machine.said)
    await machine.paths.answer(AGENT.peer, AGENT.attempt, "v=0\r\nm=nonsense")
    await machine.until(lambda: machine.gone)
    await machine.paths.close_all()


async def test_an_answer_to_an_older_try_is_dropped() -> None:
    machine = Machine()
    machine.paths.offer(AGENT)
    await machine.until(lambda: machine.said)
    await machine.paths.answer(AGENT.peer, 0, "v=0\r\nm=nonsense")
    assert machine.gone == []
    await machine.paths.close_all()


async def test_datagrams_of_no_bytes_and_of_noise_end_nothing() -> None:
    """Anybody who finds the port can send them."""
    machine = Machine()
    async with connected(machine) as far:
        machine.paths.push(picture(0, key=True))
        await far.until(far.pictures)
        for host, port in _candidates(machine.said[0]):
            family = socket.AF_INET6 if ":" in host else socket.AF_INET
            with socket.socket(family, socket.SOCK_DGRAM) as stranger:
                for noise in (b"", b"\x16", b"\x80" + b"\0" * 40, b"\0"):
                    stranger.sendto(noise, (host, port))
        for number in range(1, 5):
            machine.paths.push(picture(number))
        await far.until(lambda: len(far.pictures()) == 5)
        assert machine.gone == []


async def test_a_frame_is_on_the_wire_soon_after_it_was_delivered() -> None:
    """The direct path adds no wait of its own: 20 ms is far above what it takes (under 2)."""
    machine = Machine()
    async with connected(machine) as far:
        machine.paths.push(picture(0, key=True))
        await far.until(far.pictures)
        waits: list[float] = []
        for number in range(1, 31):
            begin = time.perf_counter()
            machine.paths.push(picture(number))
            await far.until(lambda: len(far.pictures()) == len(waits) + 2)
            waits.append(time.perf_counter() - begin)
        assert sorted(waits)[len(waits) // 2] < 0.020


def _candidates(offer: Offer | DirectClosed) -> list[tuple[str, int]]:
    assert isinstance(offer, Offer)
    lines = [line.split() for line in offer.sdp.splitlines() if line.startswith("a=candidate")]
    return list({(parts[4], int(parts[5])) for parts in lines})


async def test_a_viewer_that_asked_for_answers_and_falls_silent_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """C8: a pulled cable is noticed long before WebRTC believes it."""
    monkeypatch.setattr(direct, "LINK_LOST_AFTER_SECONDS", 0.6)
    machine = Machine()
    async with connected(machine) as far:
        for number in range(10):
            probe = Probe(number=number)
            far.say(probe)
            await far.until(partial(far.heard.__contains__, probe))
            await asyncio.sleep(PROBE_SECONDS)
        assert machine.gone == [], "it said something again and again"
        await machine.until(lambda: machine.gone)
