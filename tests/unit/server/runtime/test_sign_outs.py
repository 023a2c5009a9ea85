"""What was begun before a sign-out does not succeed after it (SPEC H4)."""

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest

from protocol.codec import TO_DESK, Direction
from protocol.ids import PersonId
from protocol.link_messages import Hello, PeerKind
from server.core.draft import Rules
from server.errors import NotSignedIn, TicketUnknown
from server.runtime.hub import Hub
from server.runtime.sign_outs import SignOuts
from tests.support.fakes_server import FakeOutlet, FakePictures, FakeWorld
from tests.support.fakes_stores import FakePassStore
from tests.support.playbook import AGENT, EXPERT

DESK: Direction[Any] = TO_DESK


def hub_in(world: FakeWorld) -> Hub:
    return Hub(world.ports(), Rules(), FakePictures())


async def hello(world: FakeWorld) -> Hello:
    ticket = await world.ticket(PeerKind.DESK, AGENT.person_id)
    return Hello(protocol=1, version="1", ticket=ticket)


def test_a_sign_out_is_of_one_person_and_of_one_moment_h4() -> None:
    sign_outs = SignOuts()
    before = sign_outs.number
    assert not sign_outs.since(AGENT.person_id, before)
    sign_outs.happen(AGENT.person_id)
    assert sign_outs.since(AGENT.person_id, before)
    assert not sign_outs.since(EXPERT.person_id, before)
    assert not sign_outs.since(AGENT.person_id, sign_outs.number)


async def test_who_was_admitted_before_a_sign_out_opens_no_link_after_it_h4() -> None:
    world = FakeWorld()
    hub = hub_in(world)
    await world.employ(AGENT)
    admitted = await hub.doorman.admit(await hello(world))
    await hub.sign_out(AGENT.person_id)
    with pytest.raises(NotSignedIn):
        await hub.open_link(admitted, FakeOutlet(DESK))
    again = Hello(protocol=1, version="1", resume=admitted.resume)
    with pytest.raises(TicketUnknown):
        await hub.doorman.admit(again)
    assert hub.counts()["peers"] == 0
    peer = await hub.open_link(await hub.doorman.admit(await hello(world)), FakeOutlet(DESK))
    assert peer.welcomed


@dataclass
class LeakyPassStore(FakePassStore):
    """A request that was under way makes and uses a ticket right after the first time of voiding."""

    hub: Hub | None = None
    world: FakeWorld | None = None
    outlet: FakeOutlet | None = None

    async def drop_person(self, person_id: PersonId) -> None:
        await super().drop_person(person_id)
        if self.hub is not None and self.world is not None and self.outlet is None:
            self.outlet = FakeOutlet(DESK)
            admitted = await self.hub.doorman.admit(await hello(self.world))
            await self.hub.open_link(admitted, self.outlet)


async def test_a_link_that_opens_amid_a_sign_out_is_closed_by_it_h4() -> None:
    passes = LeakyPassStore()
    world = FakeWorld(passes=passes)
    hub = hub_in(world)
    await world.employ(AGENT)
    passes.hub, passes.world = hub, world
    await hub.sign_out(AGENT.person_id)
    assert passes.outlet is not None
    assert passes.outlet.closed == 4401
    assert (hub.counts()["peers"], passes.known) == (0, {})


async def test_who_is_not_signed_out_is_not_bothered_h4() -> None:
    world = FakeWorld()
    hub = hub_in(world)
    await world.employ(AGENT)
    admitted = await hub.doorman.admit(await hello(world))
    await asyncio.gather(hub.sign_out(EXPERT.person_id), hub.sign_out(EXPERT.person_id))
    assert (await hub.open_link(admitted, FakeOutlet(DESK))).welcomed
