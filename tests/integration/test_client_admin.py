"""Admin mode and the floor, with the real program on a real display (SPEC O4, J, Y4)."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from protocol.control import Happened
from protocol.floor import FloorMoved
from protocol.ids import RequestId
from protocol.input import HeldBack, Input, InputSeen, Text
from protocol.inspection import Topic
from protocol.limits import LOCAL_HAND_HOLD_SECONDS
from protocol.modes import Mode
from protocol.pointing import Activity
from protocol.work import InspectionWork, What, WorkEnd, WorkEnded
from protocol.work_messages import AskWork, InspectionPart, WorkOutput
from tests.support.machine_playbook import script
from tests.support.program_session import Everything, everything
from tests.support.rfb import rfb_hand
from tests.support.xserver import XServer, xvnc

HOLD_SECONDS = LOCAL_HAND_HOLD_SECONDS + 0.2
"""The person answered by their own keys, so the remote hand is held back."""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]


@pytest.fixture(scope="module")
def display() -> Iterator[XServer]:
    with xvnc(800, 600, openbox=True) as server:
        yield server


async def work(all_: Everything, what: What, request_id: RequestId) -> None:
    """Asked for by the console."""
    await all_.console.say(AskWork(request_id=request_id, what=what))
    await all_.console.until(lambda now: now.works)


async def ended(all_: Everything, request_id: RequestId) -> WorkEnded:
    """What became of it, as it is in the log."""

    def is_it(message: Happened) -> bool:
        fact = message.entry.fact
        return isinstance(fact, WorkEnded) and fact.request_id == request_id

    fact = (await all_.console.hear(Happened, is_it)).entry.fact
    assert isinstance(fact, WorkEnded)
    return fact


async def test_admin_mode_inspects_runs_a_script_and_stops_it_by_the_panic_key_j4(
    display: XServer, tmp_path: Path
) -> None:
    async with everything(display, tmp_path) as all_:
        await all_.raised(Mode.OBSERVER)
        await all_.raised(Mode.ADMIN)

        look = RequestId("w_look")
        await work(all_, InspectionWork(), look)
        assert (await ended(all_, look)).end is WorkEnd.DONE
        parts = [one for one in all_.console.heard if isinstance(one, InspectionPart)]
        assert {one.section.topic for one in parts} == set(Topic)
        assert [one.part for one in parts] == list(range(parts[0].parts))

        short = RequestId("w_short")
        await work(all_, script("echo hola; exit 3"), short)
        await all_.program.allow()
        assert (await ended(all_, short)).exit_code == 3
        written = await all_.console.hear(WorkOutput, lambda one: one.request_id == short)
        assert written.text.strip() == "hola"

        long = RequestId("w_long")
        await work(all_, script(f"echo on; sleep 60; touch {tmp_path}/late"), long)
        await all_.program.allow()
        await all_.console.hear(WorkOutput, lambda one: one.request_id == long)
        with rfb_hand(display.rfb_port) as hand:
            hand.chord("Pause")
        state = await all_.console.until(lambda now: now.mode is None)
        assert state.works == ()
        assert (await ended(all_, long)).end is WorkEnd.STOPPED


async def test_in_desktop_sharing_the_own_hand_takes_the_floor_o4(display: XServer, tmp_path: Path) -> None:
    async with everything(display, tmp_path) as all_:
        await all_.raised(Mode.OBSERVER)
        now = await all_.raised(Mode.DESKTOP_SHARING)
        holder = now.holder_id
        assert holder is not None
        await asyncio.sleep(HOLD_SECONDS)
        await all_.console.say(Input(epoch=now.epoch, events=(Text(seq=1, text="ñandú"),)))
        await all_.console.hear(InputSeen, lambda one: one.epoch == now.epoch and one.held_back is None)
        counted = await all_.console.hear(Activity)
        assert (counted.holder, counted.keys, counted.clicks) == (holder, 5, 0)

        with rfb_hand(display.rfb_port) as hand:
            hand.move(100, 100)
            hand.move(300, 300)
        taken = await all_.console.until(lambda state: state.holder_id is None)
        assert taken.mode is Mode.DESKTOP_SHARING
        assert holder in taken.covered
        assert any(
            isinstance(one, Happened)
            and isinstance(one.entry.fact, FloorMoved)
            and one.entry.fact.by == "local_hand"
            for one in all_.console.heard
        )
        late = Input(epoch=taken.epoch, events=(Text(seq=2, text="x"),))
        await all_.console.say(late)
        seen = await all_.console.hear(InputSeen, lambda one: one.held_back is not None)
        assert seen.held_back in (HeldBack.NOT_HOLDER, HeldBack.OLD_EPOCH)
