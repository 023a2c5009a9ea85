"""Tickets and resume tokens (SPEC K)."""

import dataclasses

import pytest

from protocol.errors import VersionUnknown
from protocol.ids import PersonId, SessionId
from protocol.link_messages import Hello, MediaHello, PeerKind
from protocol.roles import Role
from server.errors import NotSignedIn, TicketUnknown
from server.runtime.admission import MEDIA_TICKET_FOR_MS, RESUME_FOR_MS, Doorman
from server.runtime.ports import Pass
from tests.support.fakes_server import FakeWorld
from tests.support.playbook import AGENT, CUSTOMER, SESSION


def doorman(world: FakeWorld) -> Doorman:
    return Doorman(world.passes, world.staff, world.secrets, world.clock)


def hello(**key: str) -> Hello:
    return Hello.model_validate({"protocol": 1, "version": "1", **key})


async def test_a_ticket_makes_a_peer_once_k2() -> None:
    world = FakeWorld()
    door = doorman(world)
    ticket = await world.ticket(PeerKind.MACHINE, CUSTOMER.person_id, SESSION)
    admitted = await door.admit(hello(ticket=ticket))
    assert (admitted.kind, admitted.session_id, admitted.resumed) == (PeerKind.MACHINE, SESSION, False)
    assert admitted.media_ticket is not None
    with pytest.raises(TicketUnknown):
        await door.admit(hello(ticket=ticket))


async def test_resuming_is_the_same_peer_with_a_new_token_k5() -> None:
    world = FakeWorld()
    door = doorman(world)
    first = await door.admit(hello(ticket=await world.ticket(PeerKind.PAGE, CUSTOMER.person_id, SESSION)))
    second = await door.admit(hello(resume=first.resume))
    assert (second.peer_id, second.resumed, second.media_ticket) == (first.peer_id, True, None)
    third = await door.admit(hello(resume=second.resume))
    assert third.peer_id == first.peer_id
    with pytest.raises(TicketUnknown):
        await door.admit(hello(resume=first.resume))
    world.clock.ms += RESUME_FOR_MS
    with pytest.raises(TicketUnknown):
        await door.admit(hello(resume=third.resume))


async def test_who_left_for_good_has_no_token_left_k9() -> None:
    world = FakeWorld()
    door = doorman(world)
    first = await door.admit(hello(ticket=await world.ticket(PeerKind.PAGE, CUSTOMER.person_id, SESSION)))
    second = await door.admit(hello(resume=first.resume))
    await door.forget(first.peer_id)
    for token in (first.resume, second.resume):
        with pytest.raises(TicketUnknown):
            await door.admit(hello(resume=token))


async def test_another_version_is_not_spoken_w1() -> None:
    world = FakeWorld()
    with pytest.raises(VersionUnknown):
        await doorman(world).admit(Hello(protocol=2, version="1", ticket="t" * 20))
    with pytest.raises(VersionUnknown):
        await doorman(world).admit_media(MediaHello(protocol=2, ticket="t" * 20))


async def test_staff_is_who_they_are_now_and_a_disabled_one_is_nobody() -> None:
    world = FakeWorld()
    door = doorman(world)
    staff = await world.employ(AGENT)
    await world.staff.replace(dataclasses.replace(staff, name="Bo Two", role=Role.SUPERVISOR))
    admitted = await door.admit(hello(ticket=await world.ticket(PeerKind.DESK, AGENT.person_id)))
    assert (admitted.person.name, admitted.person.role) == ("Bo Two", Role.SUPERVISOR)
    await world.staff.replace(dataclasses.replace(staff, disabled=True))
    for person_id in (AGENT.person_id, PersonId("p_nobody")):
        ticket = await world.ticket(PeerKind.DESK, person_id)
        with pytest.raises(NotSignedIn):
            await door.admit(hello(ticket=ticket))


async def test_a_pass_without_its_place_opens_nothing() -> None:
    world = FakeWorld()
    door = doorman(world)
    ticket = await world.ticket(PeerKind.CONSOLE, AGENT.person_id)
    with pytest.raises(TicketUnknown):
        await door.admit(hello(ticket=ticket))
    await world.passes.put(world.secrets.digest("u" * 20), Pass("ticket", world.clock.ms + 1))
    with pytest.raises(TicketUnknown):
        await door.admit(hello(ticket="u" * 20))


async def test_a_media_ticket_is_short_lived_and_good_once_k10() -> None:
    world = FakeWorld()
    door = doorman(world)
    first = await door.admit(hello(ticket=await world.ticket(PeerKind.MACHINE, CUSTOMER.person_id, SESSION)))
    assert first.media_ticket is not None
    media = await door.admit_media(MediaHello(protocol=1, ticket=first.media_ticket))
    assert (media.session_id, media.peer_id, media.kind) == (SESSION, first.peer_id, PeerKind.MACHINE)
    late = await door.media_ticket(first.peer_id, PeerKind.MACHINE, SessionId("s_0001"))
    assert late is not None
    world.clock.ms += MEDIA_TICKET_FOR_MS
    for ticket in (first.media_ticket, late):
        with pytest.raises(TicketUnknown):
            await door.admit_media(MediaHello(protocol=1, ticket=ticket))
