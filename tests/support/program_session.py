"""One whole session: a real server, staff at a console, and the desktop program on a real display."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from protocol.control import AskMode
from protocol.ids import RequestId
from protocol.modes import Mode
from protocol.session import SessionState
from tests.support.console_link import Console, console
from tests.support.desktop_program import DesktopProgram, desktop_program
from tests.support.server_process import ServerProcess, server_process
from tests.support.xserver import XServer


@dataclass
class Everything:
    """Server, staff, program and console of one session."""

    server: ServerProcess
    program: DesktopProgram
    console: Console

    async def raised(self, mode: Mode) -> SessionState:
        """The agent asks, the person allows."""
        await self.console.say(AskMode(request_id=RequestId(f"q_{mode.value}"), mode=mode))
        await self.console.until(lambda now: now.question is not None)
        await self.program.allow()
        return await self.console.until(lambda now: now.mode is mode)


@asynccontextmanager
async def everything(display: XServer, folder: Path) -> AsyncIterator[Everything]:
    with server_process() as server:
        async with server.visitor() as staff, server.visitor() as customer:
            await staff.set_up(server.setup_token)
            asked = await customer.ask_for_help()
            taken = (await staff.post("/api/queue/next")).json()
            with desktop_program(display, folder, asked["program"]["join_link"]) as program:
                async with console(server, staff, taken["session_id"]) as seat:
                    try:
                        await seat.until(lambda now: now.machine is not None)
                        yield Everything(server, program, seat)
                    except BaseException:
                        print(program.log)  # noqa: T201  pytest shows it with the failure
                        raise
