"""The desktop program at a terminal, for machines without windows; and what it finds out before it joins."""

import asyncio
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from customer_client.errors import NoDisplay, WaylandSession
from customer_client.platform.preflight import preflight
from protocol.control import AskMode
from protocol.ids import RequestId
from protocol.limits import CONSENT_INERT_SECONDS
from protocol.modes import Mode
from protocol.people import Platform
from tests.support.console_link import console
from tests.support.server_process import server_process
from tests.support.xserver import XServer, xvfb

ROOT = Path(__file__).parents[2]
READS_SECONDS = CONSENT_INERT_SECONDS + 0.5

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60)]


@pytest.fixture(scope="module")
def display() -> Iterator[XServer]:
    with xvfb(800, 600) as server:
        yield server


@pytest.fixture
def at_display(display: XServer, monkeypatch: pytest.MonkeyPatch) -> XServer:
    for name, value in display.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("XDG_SESSION_TYPE", raising=False)
    return display


def at_terminal(display: XServer, terminal: int, folder: Path, link: str) -> "subprocess.Popen[bytes]":
    """The program, with this terminal to ask at."""
    return subprocess.Popen(
        [sys.executable, "-m", "customer_client", "join", "--text", "--language", "es", link],
        env=display.environment() | {"AUXILIO_CLIENT_STATE_DIR": str(folder)},
        stdin=terminal,
        stdout=terminal,
        stderr=subprocess.STDOUT,
        cwd=ROOT,
    )


async def test_a_person_allows_at_a_terminal_and_ends_there(at_display: XServer, tmp_path: Path) -> None:
    with server_process() as server:
        async with server.visitor() as staff, server.visitor() as customer:
            await staff.set_up(server.setup_token)
            link = (await customer.ask_for_help())["program"]["join_link"]
            session_id = (await staff.post("/api/queue/next")).json()["session_id"]
            person, terminal = pty.openpty()
            program = at_terminal(at_display, terminal, tmp_path, link)
            os.close(terminal)
            try:
                async with console(server, staff, session_id) as seat:
                    await seat.until(lambda now: now.machine is not None)
                    await seat.say(AskMode(request_id=RequestId("q_first"), mode=Mode.OBSERVER))
                    await seat.until(lambda now: now.question is not None)
                    await asyncio.sleep(READS_SECONDS)
                    os.write(person, "sí\n".encode())
                    await seat.until(lambda now: now.mode is Mode.OBSERVER)
                    os.write(person, b"terminar\n")
                    await seat.until(lambda now: now.ended_by is not None)
                assert await asyncio.to_thread(program.wait, 10) == 0
                assert "¿Permite que Ana vea su pantalla?" in os.read(person, 64 * 1024).decode()
            finally:
                program.kill()
                program.wait()
                os.close(person)


def test_a_desktop_says_what_works_there_by_doing_it(at_display: XServer) -> None:
    flight = preflight()
    assert flight.injector is not None
    try:
        assert flight.abilities.capture
        assert flight.abilities.inject
        assert flight.platform is Platform.LINUX_X11
        assert flight.screen.monitors[0].width_px == 800
        assert flight.system
    finally:
        flight.injector.close()
        flight.capture.close()


def test_a_wayland_desktop_is_told_so_instead_of_showing_black(
    at_display: XServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_SESSION_TYPE", "wayland")
    with pytest.raises(WaylandSession, match="Xorg"):
        preflight()


def test_no_desktop_at_all_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":4242")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("XDG_SESSION_TYPE", raising=False)
    with pytest.raises(NoDisplay):
        preflight()
