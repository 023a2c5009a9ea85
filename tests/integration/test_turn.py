"""The direct path through a TURN server, with nothing else allowed (coturn on loopback; SPEC D6)."""

import logging
import re
from collections.abc import Iterator

import pytest

from customer_client.link.direct import Viewer
from customer_client.link.directs import DirectPaths
from protocol.ids import PeerId, PersonId
from protocol.screen import MonitorId
from protocol.signalling import IceServer, Offer
from tests.support.direct_machine import Machine, picture
from tests.support.direct_viewer import DirectViewer
from tests.support.turn_server import TurnServer, turn_server

AGENT = Viewer(PeerId("peer_agent"), PersonId("p_agent"), 1)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.blocks("aiortc draws certificates and opens its sockets on the event loop"),
]


@pytest.fixture(scope="module")
def turn() -> Iterator[TurnServer]:
    with turn_server() as running:
        yield running


def relayed_only(sdp: str) -> str:
    """The description with its relayed addresses alone, as where every other way is blocked."""
    return re.sub(r"a=candidate:(?!.* typ relay ).*\r\n", "", sdp)


def machine_with(ice: IceServer) -> Machine:
    machine = Machine()
    machine.paths = DirectPaths(machine, machine.say, lambda: MonitorId(0), lambda: [ice])
    return machine


async def offer_of(machine: Machine) -> Offer:
    machine.paths.offer(AGENT)
    await machine.until(lambda: machine.said)
    offer = machine.said[-1]
    assert isinstance(offer, Offer)
    return offer


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_the_picture_comes_through_the_machines_turn_server(turn: TurnServer, transport: str) -> None:
    machine, far = machine_with(turn.ice(transport)), DirectViewer()
    offer = await offer_of(machine)
    assert not offer.turn_refused
    assert " typ relay " in offer.sdp
    await machine.paths.answer(AGENT.peer, 1, await far.answer(relayed_only(offer.sdp)))
    await machine.until(lambda: AGENT in machine.open)
    machine.paths.push(picture(0, key=True))
    await far.until(far.pictures)
    await machine.paths.close_all()
    await far.close()


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_the_picture_comes_through_the_viewers_turn_server(turn: TurnServer, transport: str) -> None:
    machine, far = Machine(), DirectViewer(turn.ice(transport), relayed_only=True)
    answer = await far.answer((await offer_of(machine)).sdp)
    assert " typ host" not in answer
    await machine.paths.answer(AGENT.peer, 1, answer)
    await machine.until(lambda: AGENT in machine.open)
    machine.paths.push(picture(0, key=True))
    await far.until(far.pictures)
    await machine.paths.close_all()
    await far.close()


@pytest.mark.parametrize("transport", ["udp", "tcp"])
async def test_wrong_credentials_are_noticed_and_said_d6(
    turn: TurnServer, transport: str, caplog: pytest.LogCaptureFixture
) -> None:
    machine = machine_with(turn.ice(transport, secret="not the secret"))
    with caplog.at_level(logging.WARNING):
        offer = await offer_of(machine)
    assert offer.turn_refused
    assert "TURN server gave no address" in caplog.text
    await machine.paths.close_all()


async def test_credentials_are_refused_once_their_hour_is_over_d6(turn: TurnServer) -> None:
    stale = turn.ice(ended_seconds_ago=5)
    machine = machine_with(stale)
    assert (await offer_of(machine)).turn_refused
    await machine.paths.close_all()
