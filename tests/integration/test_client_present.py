"""A demo: the presenter's own desktop program, begun by the presenter alone (SPEC V)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from protocol.input import HeldBack, Input, InputSeen, Text
from protocol.modes import Mode
from tests.support.console_link import console
from tests.support.desktop_program import desktop_program
from tests.support.server_process import server_process
from tests.support.xserver import XServer, xvnc

pytestmark = [pytest.mark.slow, pytest.mark.timeout(90)]


@pytest.fixture(scope="module")
def display() -> Iterator[XServer]:
    with xvnc(800, 600, openbox=True) as server:
        yield server


async def test_the_presenter_begins_and_nobody_ever_controls_it_v3(display: XServer, tmp_path: Path) -> None:
    with server_process() as server:
        async with server.visitor() as staff:
            await staff.set_up(server.setup_token)
            demo = (await staff.post("/api/demos", {"title": "What is new"})).json()
            session_id = demo["session_id"]
            way = (await staff.post(f"/api/demos/{session_id}/present-ticket")).json()
            command = ("present", "--language", "en")
            link = way["program"]["join_link"]
            with desktop_program(display, tmp_path, link, command=command) as program:
                async with console(server, staff, session_id) as seat:
                    here = await seat.until(lambda now: now.machine is not None)
                    assert here.mode is None, "nobody sees before the presenter begins"
                    await program.allow()
                    live = await seat.until(lambda now: now.mode is not None)
                    assert (live.mode, live.holder_id) == (Mode.DEMO, None)
                    await seat.say(Input(epoch=live.epoch, events=(Text(seq=1, text="x"),)))
                    seen = await seat.hear(InputSeen)
                    assert seen.held_back in (HeldBack.MODE, HeldBack.NOT_HOLDER)
