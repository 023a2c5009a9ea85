"""The desktop program, a real server, a real display: asked, allowed, seen, controlled, taken back."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from protocol.control import EndSession
from protocol.direct import DrawnDirect
from protocol.input import HeldBack, Input, InputSeen, Text
from protocol.limits import LOCAL_HAND_HOLD_SECONDS
from protocol.modes import Mode
from protocol.people import Presence
from protocol.signalling import Answer, DirectWanted, Offer
from tests.support.direct_viewer import DirectViewer
from tests.support.program_session import Everything, everything
from tests.support.rfb import rfb_hand
from tests.support.wait import until
from tests.support.xserver import XServer, xvnc

HOLD_SECONDS = LOCAL_HAND_HOLD_SECONDS + 0.2
"""The person answered by their own keys, so the remote hand is held back."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(90),
    pytest.mark.blocks("the viewer is aiortc, which opens its sockets on the event loop"),
]


@pytest.fixture(scope="module")
def display() -> Iterator[XServer]:
    with xvnc(800, 600, openbox=True) as server:
        yield server


@asynccontextmanager
async def direct(all_: Everything) -> AsyncIterator[DirectViewer]:
    """A direct path, open, with its first picture here."""
    far = DirectViewer()
    await all_.console.say(DirectWanted(attempt=1))
    offer = await all_.console.hear(Offer)
    await all_.console.say(Answer(attempt=1, sdp=await far.answer(offer.sdp)))
    try:
        await far.until(far.pictures)
        await all_.console.say(DrawnDirect(attempt=1))
        yield far
    finally:
        await far.close()


async def test_asked_allowed_controlled_and_taken_back_by_the_panic_key(
    display: XServer, tmp_path: Path
) -> None:
    async with everything(display, tmp_path) as all_:
        await all_.raised(Mode.OBSERVER)
        early = Input(epoch=1, events=(Text(seq=1, text="x"),))
        now = await all_.raised(Mode.FULL_CONTROL)
        await all_.console.say(early)
        seen = await all_.console.hear(InputSeen)
        assert seen.held_back is not None
        await asyncio.sleep(HOLD_SECONDS)
        await all_.console.say(Input(epoch=now.epoch, events=(Text(seq=1, text="ñ"),)))
        await all_.console.hear(InputSeen, lambda one: one.epoch == now.epoch and one.held_back is None)
        with rfb_hand(display.rfb_port) as hand:
            hand.chord("Pause")
        now = await all_.console.until(lambda state: state.mode is None)
        assert now.holder_id is None
        assert '"by": "panic_key"' in all_.program.journal
        assert await all_.program.stop() == 0
        await all_.console.until(
            lambda state: state.machine is None or state.machine.presence is Presence.AWAY
        )


async def test_the_direct_path_carries_picture_and_input_and_outlives_the_server(
    display: XServer, tmp_path: Path
) -> None:
    async with everything(display, tmp_path) as all_:
        await all_.raised(Mode.OBSERVER)
        now = await all_.raised(Mode.FULL_CONTROL)
        async with direct(all_) as far:
            await asyncio.sleep(HOLD_SECONDS)
            far.say(Input(epoch=now.epoch, events=(Text(seq=1, text="a"),)))
            await far.until(lambda: InputSeen(epoch=now.epoch, seq=1) in far.heard)

            await asyncio.to_thread(all_.server.kill)
            count = len(far.pictures())
            await asyncio.to_thread(display.run, "xsetroot", "-solid", "#335577")
            await far.until(lambda: len(far.pictures()) > count)
            far.say(Input(epoch=now.epoch, events=(Text(seq=2, text="b"),)))
            await far.until(lambda: InputSeen(epoch=now.epoch, seq=2) in far.heard)

            await asyncio.to_thread(all_.server.start)
            all_.console.state = None
            back = await all_.console.until(lambda state: state.machine is not None)
            assert (back.mode, back.epoch) == (Mode.FULL_CONTROL, now.epoch)


async def test_killed_windows_take_control_back_and_come_again(display: XServer, tmp_path: Path) -> None:
    async with everything(display, tmp_path) as all_:
        await all_.raised(Mode.OBSERVER)
        now = await all_.raised(Mode.FULL_CONTROL)
        assert now.holder_id is not None
        windows = await asyncio.to_thread(display.run, "pgrep", "-P", str(all_.program.process.pid))
        await asyncio.to_thread(display.run, "kill", *windows.split())
        await all_.console.until(lambda state: state.holder_id is None)
        await asyncio.to_thread(
            until,
            lambda: "Auxilio" in display.run("xwininfo", "-root", "-tree"),
            within_seconds=20.0,
            what="the banner of new windows",
        )


async def test_old_and_foreign_input_reaches_nothing(display: XServer, tmp_path: Path) -> None:
    async with everything(display, tmp_path) as all_:
        await all_.raised(Mode.OBSERVER)
        await all_.console.say(Input(epoch=1, events=(Text(seq=1, text="x"),)))
        seen = await all_.console.hear(InputSeen)
        assert seen.held_back in (HeldBack.MODE, HeldBack.NOT_HOLDER)


async def test_a_session_that_the_agent_ends_is_told_and_ends_the_program(
    display: XServer, tmp_path: Path
) -> None:
    async with everything(display, tmp_path) as all_:
        await all_.raised(Mode.OBSERVER)
        await all_.console.say(EndSession())
        assert await asyncio.to_thread(all_.program.process.wait, 20) == 0
        assert '"by": "staff"' in all_.program.journal
