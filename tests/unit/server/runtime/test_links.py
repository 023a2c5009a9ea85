"""Coming in and going, after the end too; and what a newcomer is told (SPEC K, T5, A)."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from protocol.codec import TO_AUDIENCE, TO_CONSOLE, TO_PAGE, Direction
from protocol.facts import Door
from protocol.ids import PersonId, SessionId
from protocol.link_messages import Hello, PeerKind, Welcome
from protocol.people import Person
from protocol.roles import Role
from protocol.signalling import IceServer
from server.core.draft import Rules
from server.errors import NotAllowed, NotSignedIn, SessionOver
from server.runtime.admission import Admitted
from server.runtime.hub import Hub
from server.runtime.peers import Peer
from tests.support.fakes_server import FakeOutlet, FakePictures, FakeWorld, eventually
from tests.support.playbook import AGENT, CUSTOMER, EXPERT

TO: dict[PeerKind, Direction[Any]] = {
    PeerKind.PAGE: TO_PAGE,
    PeerKind.CONSOLE: TO_CONSOLE,
    PeerKind.VIEWER: TO_AUDIENCE,
}
TURN = IceServer(urls=("turn:turn.example.org",), username="u", credential="c")
DAY_MS = 24 * 60 * 60 * 1000


class Place:
    """A hub on fakes, and a session that Bo had and that is over."""

    def __init__(self) -> None:
        self.world = FakeWorld()
        self.hub = Hub(self.world.ports(), Rules(), FakePictures(), lambda: (TURN,))
        self.session_id = SessionId("s_?")

    async def open(self) -> None:
        await self.hub.start()
        staff = await self.world.employ(AGENT)
        self.session_id = await self.hub.open_session(CUSTOMER, Door.PAGE, "?")
        await self.hub.claim(self.session_id, staff)

    async def admit(self, kind: PeerKind, person_id: PersonId, session_id: SessionId) -> Admitted:
        ticket = await self.world.ticket(kind, person_id, session_id)
        return await self.hub.doorman.admit(Hello(protocol=1, version="1", ticket=ticket))

    async def link(
        self, kind: PeerKind, person_id: PersonId, session_id: SessionId | None = None
    ) -> tuple[Peer, FakeOutlet]:
        outlet = FakeOutlet(TO[kind])
        admitted = await self.admit(kind, person_id, session_id or self.session_id)
        return await self.hub.open_link(admitted, outlet), outlet


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    place = Place()
    await place.open()
    yield place
    await place.hub.stop()


def mailboxes() -> list[str]:
    return [task.get_name() for task in asyncio.all_tasks() if task.get_name().startswith("mailbox ")]


async def test_an_ended_session_is_forgotten_when_nobody_talks_in_it_any_more_t5(place: Place) -> None:
    await place.hub.end(place.session_id, CUSTOMER.person_id)
    await eventually(lambda: not mailboxes())
    page, _ = await place.link(PeerKind.PAGE, CUSTOMER.person_id)
    console, _ = await place.link(PeerKind.CONSOLE, AGENT.person_id)
    assert len(mailboxes()) == 1
    await place.hub.leave(page)
    assert len(mailboxes()) == 1
    place.hub.lose(console)
    await eventually(lambda: not mailboxes())


async def test_who_may_not_talk_after_the_end_leaves_nothing_open_t5(place: Place) -> None:
    await place.hub.end(place.session_id, CUSTOMER.person_id)
    with pytest.raises(NotAllowed):
        await place.link(PeerKind.PAGE, PersonId("c_other"))
    await eventually(lambda: not mailboxes())
    late = await place.admit(PeerKind.CONSOLE, AGENT.person_id, place.session_id)
    await place.hub.sign_out(AGENT.person_id)
    with pytest.raises(NotSignedIn):
        await place.hub.open_link(late, FakeOutlet(TO[PeerKind.CONSOLE]))
    await eventually(lambda: not mailboxes())
    place.world.clock.ms += DAY_MS
    with pytest.raises(SessionOver):
        await place.link(PeerKind.PAGE, CUSTOMER.person_id)
    await eventually(lambda: not mailboxes())
    assert place.hub.counts()["sessions_ended_total"] == 1


async def test_a_refused_link_of_a_running_session_closes_nothing_else_h2(place: Place) -> None:
    await place.world.employ(EXPERT)
    with pytest.raises(NotAllowed):
        await place.link(PeerKind.CONSOLE, EXPERT.person_id)
    assert len(mailboxes()) == 1
    await place.link(PeerKind.CONSOLE, AGENT.person_id)


async def test_a_viewer_gets_no_credentials_and_staff_does_a1(place: Place) -> None:
    staff = await place.world.staff.by_id(AGENT.person_id)
    assert staff is not None
    demo = await place.hub.open_demo(staff, "El informe")
    viewer = Person(person_id=PersonId("v_vera"), name="Vera", role=Role.VIEWER)
    await place.hub.let_watch(demo, viewer)
    peer, outlet = await place.link(PeerKind.VIEWER, viewer.person_id, demo)
    welcome = next(one for one in outlet.messages if isinstance(one, Welcome))
    assert (welcome.ice, welcome.media_ticket is None, welcome.role) == ((), False, Role.VIEWER)
    assert welcome.session is not None
    assert welcome.session.inner is None
    assert peer.person.name == "Vera"
    _, outlet = await place.link(PeerKind.CONSOLE, AGENT.person_id, demo)
    welcome = next(one for one in outlet.messages if isinstance(one, Welcome))
    assert (welcome.ice, welcome.session is not None) == ((TURN,), True)
