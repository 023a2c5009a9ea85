"""Coming in: TLS that is pinned by the link, proxies, and sentences for what goes wrong."""

import asyncio
import base64
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from customer_client.errors import (
    CodeRefused,
    ServerNotTrusted,
    ServerUnreachable,
    WrongServerKey,
)
from customer_client.link.address import Invitation, Server, invitation
from customer_client.link.control import ControlLink
from customer_client.link.join import join
from protocol.errors import CloseCode
from protocol.link_messages import Fault, MachineHello, Welcome
from protocol.messages import ToMachine
from protocol.people import Abilities, Platform
from protocol.screen import Monitor, MonitorId, Screen
from tests.support.connect_proxy import connect_proxy
from tests.support.server_process import ServerProcess, free_port, server_process

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60)]
HOST = "auxilio.test"
"""A name that only the proxy knows."""
ROOT = Path(__file__).parents[2]
SAYS = MachineHello(
    platform=Platform.LINUX_X11,
    system="Test",
    abilities=Abilities(capture=True, inject=True),
    screen=Screen(
        monitors=(Monitor(id=MonitorId(0), left_px=0, top_px=0, width_px=800, height_px=600, primary=True),)
    ),
)


@pytest.fixture(scope="module")
def server() -> Iterator[ServerProcess]:
    with server_process(public_url=f"https://{HOST}:{{port}}", names="localhost") as running:
        yield running


@pytest.fixture(scope="module")
def proxy() -> Iterator[str]:
    with connect_proxy({HOST: "127.0.0.1", "localhost": "127.0.0.1"}) as running:
        yield running.url


@pytest.fixture
async def link(server: ServerProcess) -> AsyncIterator[str]:
    """A customer's link, as the page shows it."""
    async with server.visitor() as customer:
        customer.client.base_url = f"https://localhost:{server.port}"
        yield str((await customer.ask_for_help())["program"]["join_link"])


async def test_a_link_is_enough_to_come_in_through_a_proxy(link: str, proxy: str) -> None:
    """The CA in the link is pinned; the name is known to nobody but the proxy."""
    entrance = await join(invitation(link, None), language="es", proxy=proxy)
    heard: list[ToMachine] = []
    welcome = asyncio.Event()

    class Ears:
        def heard(self, message: ToMachine) -> None:
            heard.append(message)
            welcome.set()

        def link_lost(self) -> None:
            raise AssertionError("the link was lost")

        def link_over(self, close_code: int) -> None:
            raise AssertionError(f"the link is over: {close_code}")

    control = ControlLink(entrance.door, entrance.ticket, "test", SAYS, Ears())
    async with asyncio.TaskGroup() as group:
        running = group.create_task(control.run())
        async with asyncio.timeout(10):
            await welcome.wait()
        assert isinstance(heard[0], Welcome)
        running.cancel()


async def test_another_ca_than_the_links_is_refused_before_anything_is_said(link: str, proxy: str) -> None:
    """A server in the middle, with its own certificate, learns no code."""
    code, _, _ = link.partition("#")[2].partition(".")
    wrong = base64.urlsafe_b64encode(b"\x07" * 32).decode().rstrip("=")
    address = link.partition("#")[0]
    with pytest.raises(WrongServerKey):
        await join(invitation(f"{address}#{code}.{wrong}", None), language="en", proxy=proxy)
    await join(invitation(link, None), language="en", proxy=proxy)  # the code is still good


async def test_without_the_fingerprint_an_unknown_ca_is_not_trusted(link: str, proxy: str) -> None:
    with pytest.raises(ServerNotTrusted, match="whole link"):
        await join(invitation(link.rpartition(".")[0], None), language="en", proxy=proxy)


async def test_a_wrong_code_and_a_used_one_get_the_same_sentence(link: str, proxy: str) -> None:
    good = invitation(link, None)
    await join(good, language="en", proxy=proxy)
    for code in (good.code, "ZZZZ-ZZZZ"):
        with pytest.raises(CodeRefused, match="Ask for a new one"):
            await join(Invitation(good.server, code), language="en", proxy=proxy)


async def test_a_server_that_does_not_answer_is_named() -> None:
    nowhere = Server(f"https://localhost:{free_port()}")
    with pytest.raises(ServerUnreachable, match="localhost"):
        await join(Invitation(nowhere, "K7Q2-MX4P"), language="en", proxy=None)


async def test_a_link_that_the_server_refuses_ends_and_says_with_which_code(link: str, proxy: str) -> None:
    entrance = await join(invitation(link, None), language="en", proxy=proxy)
    over: list[int] = []

    class Ears:
        def heard(self, message: ToMachine) -> None:
            assert isinstance(message, Fault)

        def link_lost(self) -> None:
            raise AssertionError("it was never open")

        def link_over(self, close_code: int) -> None:
            over.append(close_code)

    forged = "A" * len(entrance.ticket)
    async with asyncio.timeout(10):
        await ControlLink(entrance.door, forged, "test", SAYS, Ears()).run()
    assert over == [CloseCode.NOT_SIGNED_IN]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["K7Q2-MX4P"], "--server"),
        (["http://help.example/join#K7Q2-MX4P"], "https"),
        (["!!"], "neither a code nor a link"),
        (["https://help.example/join#K7Q2-MX4P"], "No desktop can be reached"),
    ],
)
async def test_what_cannot_begin_is_said_in_a_sentence(
    arguments: list[str], says: str, tmp_path: Path
) -> None:
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "customer_client", "join", *arguments, "--language", "en"],
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "DISPLAY": ":4242"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 2
    assert says in done.stderr
    assert "Traceback" not in done.stderr
