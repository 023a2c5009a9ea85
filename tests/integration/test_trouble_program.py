"""The desktop program is killed while the agent holds keys: nothing stays down, and the session goes on."""

import logging
import os
import signal
import time
from collections.abc import Iterator

import pytest
import xcffib
import xcffib.xproto

from protocol.input import At, Button, Input, Key, PointerButton
from protocol.modes import Mode
from protocol.people import Presence
from protocol.screen import MonitorId
from protocol.session import State
from tests.support.real_session import Live, Place, session, soon, stage
from tests.support.xlistener import witness
from tests.support.xserver import XServer

log = logging.getLogger(__name__)

LONG = bool(os.environ.get("AUXILIO_LONG"))
AWAY_WITHIN_SECONDS = 27
CENTRE = At(monitor=MonitorId(0), x_norm=32_000, y_norm=50_000)
LET_GO_WITHIN_SECONDS = 5.0

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(150),
    pytest.mark.blocks("certificates, processes and displays of a whole session"),
]


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    with stage() as made:
        yield made


class Held:
    """What is down at this display, as the X server says it."""

    def __init__(self, x: XServer) -> None:
        self._connection = xcffib.connect(x.display)
        self._core = xcffib.xproto.xprotoExtension(self._connection)
        self._root = self._connection.get_setup().roots[0].root

    def __call__(self) -> tuple[list[int], int]:
        """Keycodes, and the buttons as a mask."""
        keys = self._core.QueryKeymap().reply().keys
        down = [code for code in range(256) if keys[code // 8] >> (code % 8) & 1]
        return down, self._core.QueryPointer(self._root).reply().mask & 0x1F00

    def close(self) -> None:
        self._connection.disconnect()


async def holds_shift_and_the_button(live: Live) -> None:
    """The agent is in the middle of a drag with Shift."""
    seq = live.next_seq(2)
    shift = Key(seq=seq, key="ShiftLeft", down=True)
    button = PointerButton(seq=seq + 1, at=CENTRE, button=Button.LEFT, down=True)
    await live.seat.do(Input(epoch=live.now.epoch, events=(shift, button)))


async def test_a_killed_program_leaves_nothing_held_and_its_session_goes_on(place: Place) -> None:
    """I8, S7, C7."""
    held = Held(place.on.x)
    async with session(place) as live:
        await live.to_observer()
        await live.to_control()
        await holds_shift_and_the_button(live)
        await soon(lambda: held() == ([50], 0x100), "Shift and the button, down")
        with witness(place.on.x.display) as seen:
            await live.end_program()
            killed = time.monotonic()
            await soon(lambda: held() == ([], 0), "nothing held", LET_GO_WITHIN_SECONDS)
            log.info("let go %.2f s after the kill", time.monotonic() - killed)
        assert seen.injected("key up", "button up"), "it was let go by a program, not by the person"
        assert live.now.mode is Mode.FULL_CONTROL, "a lost link says nothing for 20 s"
        if LONG:
            await live.seat.until(live.machine_is(Presence.AWAY), "away", AWAY_WITHIN_SECONDS)
            await live.seat.until(lambda now: now.state is State.INTERRUPTED, "interrupted")
        first = live.now.machine
        await live.start_program_again()
        await live.seat.until(lambda now: now.machine != first, "another program", 30)
        assert live.machine_is(Presence.PRESENT)(live.now)
        await live.seat.until(lambda now: now.mode is None, "the view waits for a new yes")
        await live.to_observer()
        await is_replaced_by_another(live)
        await live.to_control()
        assert live.now.state is State.LIVE
        await live.agrees()
        await holds_shift_and_the_button(live)
        await soon(lambda: held() == ([50], 0x100), "Shift and the button, down")
        live.program.send_signal(signal.SIGTERM)
        await soon(lambda: held() == ([], 0), "nothing held", LET_GO_WITHIN_SECONDS)
        await live.seat.until(lambda now: now.state is State.ENDED, "the end: the customer has left")
        await soon(lambda: live.program.poll() is not None, "the program's end")
        await live.agrees()
    held.close()


async def is_replaced_by_another(live: Live) -> None:
    """A second program is started while the first one runs: the first one ends (K8)."""
    first = live.program
    await live.start_program_again()
    await soon(lambda: first.poll() is not None, "the end of the first program", 15)
    await live.to_observer()
