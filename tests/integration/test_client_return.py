"""Back after a restart: the real program takes up what was left behind, at a real server (SPEC R).

The machine before the restart is played over its socket, since nothing here may really restart.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect

from customer_client.errors import ServerRefused
from customer_client.link.address import invitation
from customer_client.link.come_back import come_back
from customer_client.link.join import join
from customer_client.platform.ports import ReturnState
from customer_client.platform.returning import NAME, ReturnFile
from protocol.control import AskMode
from protocol.ids import PersonId, RequestId, SessionId
from protocol.input import Input, InputSeen, Text
from protocol.limits import PROTOCOL_VERSION, RESTART_LIMIT_SECONDS
from protocol.modes import Mode
from protocol.people import Abilities, Platform
from protocol.screen import Monitor, MonitorId, Screen
from protocol.work import RebootWork
from protocol.work_messages import AskWork
from tests.support.console_link import Console, console
from tests.support.desktop_program import desktop_program
from tests.support.server_process import server_process
from tests.support.xserver import XServer, xvnc

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]
WITHIN_SECONDS = 20.0
RESTART = RequestId("w_restart")
SCREEN = Screen(
    monitors=(
        Monitor(id=MonitorId(0), left_px=0, top_px=0, width_px=800, height_px=600, primary=True, name="x"),
    )
)


@pytest.fixture(scope="module")
def display() -> Iterator[XServer]:
    with xvnc(800, 600, openbox=True) as server:
        yield server


class Before:
    """The machine before the restart."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket

    async def say(self, kind: str, **fields: object) -> None:
        await self._socket.send(json.dumps({"type": kind} | fields))

    async def hear(self, kind: str) -> dict[str, Any]:
        if kind != "welcome":
            await self.say("ping", number=1)
        async with asyncio.timeout(WITHIN_SECONDS):
            while True:
                message: dict[str, Any] = json.loads(await self._socket.recv())
                assert message["type"] != "fault", message
                if message["type"] == kind:
                    return message

    async def allows(self, epoch: int) -> str:
        """Wait to be asked, and say yes; who asked."""
        asked = await self.hear("ask_consent")
        asker = str(asked["asked_by"]["person_id"])
        holder = {} if asked["mode"] == "observer" else {"holder": asker}
        await self.say(
            "consent_given",
            request_id=asked["request_id"],
            answer="allowed",
            mode=asked["mode"],
            epoch=epoch,
            covered=[asker],
            **holder,
        )
        await self.hear("raise_logged")
        return asker


@asynccontextmanager
async def machine(join_link: str) -> AsyncIterator[Before]:
    entrance = await join(invitation(join_link, None), language="en")
    door = entrance.door
    async with connect(door.server.socket_url("/ws"), ssl=door.tls, proxy=None, compression=None) as socket:
        before = Before(socket)
        described = {
            "platform": Platform.LINUX_X11,
            "system": "Debian 12",
            "abilities": Abilities(capture=True, inject=True).model_dump(mode="json"),
            "screen": SCREEN.model_dump(mode="json", exclude_none=True),
            "epoch": 0,
        }
        await before.say(
            "hello", protocol=PROTOCOL_VERSION, ticket=entrance.ticket, version="1", machine=described
        )
        await before.hear("welcome")
        yield before


async def goes_down(before: Before, seat: Console) -> tuple[str, str]:
    """Admin mode, a restart that is asked for and allowed; the token, and who has control."""
    await before.allows(epoch=1)  # whoever takes a customer asks to see their screen
    await seat.say(AskMode(request_id=RequestId("q_admin"), mode=Mode.ADMIN))
    holder = await before.allows(epoch=2)
    await seat.say(AskWork(request_id=RESTART, what=RebootWork()))
    await before.hear("order_work")
    await before.say("work_given", request_id=RESTART, answer="allowed", prompted=True)
    await before.hear("work_logged")
    await before.say("return_token_wanted", request_id=RESTART)
    token = str((await before.hear("return_token"))["token"])
    await before.say("restarting", request_id=RESTART, waits_for_sign_in=True)
    await before.hear("work_logged")
    return token, holder


@asynccontextmanager
async def taken_customer() -> AsyncIterator[tuple[Console, str, SessionId]]:
    """A server, a console in the session of a customer who was taken, and their program's link."""
    with server_process() as server:
        async with server.visitor() as staff, server.visitor() as customer:
            await staff.set_up(server.setup_token)
            asked = await customer.ask_for_help()
            taken = (await staff.post("/api/queue/next")).json()
            async with console(server, staff, taken["session_id"]) as seat:
                yield seat, asked["program"]["join_link"], SessionId(taken["session_id"])


async def test_back_after_a_restart_control_is_back_without_a_click_and_the_way_is_gone_r3(
    display: XServer, tmp_path: Path
) -> None:
    async with taken_customer() as (seat, join_link, session_id):
        async with machine(join_link) as before:
            token, holder = await goes_down(before, seat)
        waiting = await seat.until(lambda now: now.restart)
        assert (waiting.mode, waiting.holder_id) == (Mode.ADMIN, None)

        here = invitation(join_link, None).server
        state = ReturnState(
            token=token,
            origin=here.origin,
            ca_sha256=here.ca_sha256,
            proxy=None,
            session_id=session_id,
            organisation="Ayuda",
            mode=Mode.ADMIN,
            holder_id=PersonId(holder),
            covered=(PersonId(holder),),
            epoch=2,
            leave_alone=False,
            language="en",
            text=False,
            expires_at_ms=time.time_ns() // 1_000_000 + round(RESTART_LIMIT_SECONDS * 1000),
        )
        folder = tmp_path / "state"
        await asyncio.to_thread(ReturnFile(folder).write, state)
        command = ("return", "--state-dir", str(folder))
        with desktop_program(display, tmp_path, command=command) as program:
            back = await seat.until(
                lambda now: now.restart is None and now.holder_id is not None and not now.works
            )
            assert (back.mode, back.holder_id, back.works) == (Mode.ADMIN, holder, ())
            assert back.epoch > waiting.epoch
            assert not await asyncio.to_thread((folder / NAME).exists)
            with pytest.raises(ServerRefused):  # the token worked once
                await come_back(here, token, session_id, language="en", within_seconds=1)
            await seat.say(Input(epoch=back.epoch, events=(Text(seq=1, text="ñ"),)))
            await seat.hear(InputSeen, lambda one: one.epoch == back.epoch and one.held_back is None)
            assert "Traceback" not in await asyncio.to_thread(lambda: program.log)
