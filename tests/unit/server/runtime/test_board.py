"""What each desk shows: whose queue, whose call, whose team (SPEC Q, G, H2)."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from protocol.codec import TO_CONSOLE, TO_DESK, TO_PAGE, Direction
from protocol.facts import Door
from protocol.ids import PersonId, QueueId, RequestId, SessionId
from protocol.inner import Invite, OfferTransfer
from protocol.link_messages import Hello, PeerKind
from protocol.people import Person
from protocol.queue import CallKind, Desk, QueuePlace
from protocol.roles import Role
from protocol.session import State
from server.core.draft import Rules
from server.runtime.hub import Hub
from server.runtime.peers import Peer
from tests.support.fakes_server import FakeOutlet, FakePictures, FakeWorld, eventually
from tests.support.live_server import AGENT, CUSTOMER, RIVAL
from tests.support.people import (
    DIRECTORY,
    EXPERT,
    LEARNER,
    OTHERS_BOSS,
    PRINTERS,
    SUPERVISOR,
)

DIRECTIONS: dict[PeerKind, Direction[Any]] = {
    PeerKind.PAGE: TO_PAGE,
    PeerKind.CONSOLE: TO_CONSOLE,
    PeerKind.DESK: TO_DESK,
}
EVERYONE = (AGENT, RIVAL, EXPERT, SUPERVISOR, LEARNER, OTHERS_BOSS)


class Office:
    """A hub on fakes, with everyone at their desk."""

    def __init__(self) -> None:
        self.world = FakeWorld()
        self.hub = Hub(self.world.ports(), Rules(), FakePictures())
        self.desks: dict[str, FakeOutlet] = {}

    async def open(self) -> None:
        await self.hub.start()
        self.world.directory.replace(DIRECTORY)
        for person in EVERYONE:
            await self.world.employ(person)
            _, self.desks[person.name] = await self.link(PeerKind.DESK, person.person_id)

    async def link(
        self, kind: PeerKind, person_id: PersonId, session_id: SessionId | None = None
    ) -> tuple[Peer, FakeOutlet]:
        outlet = FakeOutlet(DIRECTIONS[kind])
        ticket = await self.world.ticket(kind, person_id, session_id)
        admitted = await self.hub.doorman.admit(Hello(protocol=1, version="1", ticket=ticket))
        return await self.hub.open_link(admitted, outlet), outlet

    async def ask(self, name: str = "Ana", queue_id: QueueId | None = None) -> SessionId:
        self.world.clock.ms += 1
        customer = CUSTOMER.model_copy(update={"person_id": f"c_{name.lower()}", "name": name})
        return await self.hub.open_session(customer, Door.PAGE, "?", queue_id)

    async def claim(self, session_id: SessionId) -> Peer:
        """Bo has this customer, and looks at them."""
        staff = await self.world.staff.by_id(AGENT.person_id)
        assert staff is not None
        await self.hub.claim(session_id, staff)
        return (await self.link(PeerKind.CONSOLE, AGENT.person_id, session_id))[0]

    def desk(self, name: str) -> Desk | None:
        """What this person's desk says now."""
        return next((one for one in reversed(self.desks[name].messages) if isinstance(one, Desk)), None)

    async def sees(self, name: str, holds: Callable[[Desk], object]) -> Desk:
        def found() -> Desk | None:
            desk = self.desk(name)
            return desk if desk is not None and holds(desk) else None

        desk = await eventually(found)
        assert desk is not None
        return desk


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    office = Office()
    await office.open()
    yield office
    await office.hub.stop()


async def test_a_desk_shows_the_queues_that_its_reader_works_q2(office: Office) -> None:
    await office.ask("Ana")
    await office.ask("Pedro", PRINTERS.queue_id)
    bo = await office.sees("Bo", lambda desk: desk.waiting)
    eve = await office.sees("Eve", lambda desk: desk.waiting)
    assert [(one.customer, one.queue, one.queue_id) for one in bo.waiting] == [("Ana", "Help", "q_default")]
    assert [(one.customer, one.queue) for one in eve.waiting] == [("Pedro", "Printers")]
    assert (bo.waiting_total, eve.waiting[0].why[:15]) == (1, "Waiting longest")


async def test_a_change_of_teams_changes_the_desks_at_once_q2(office: Office) -> None:
    await office.ask("Pedro", PRINTERS.queue_id)
    await office.sees("Eve", lambda desk: desk.waiting)
    assert (bo := office.desk("Bo")) is not None
    assert bo.waiting == ()
    office.world.directory.replace(type(DIRECTORY)())
    await office.sees("Bo", lambda desk: desk.waiting)


async def test_each_queue_has_its_own_places_q1(office: Office) -> None:
    await office.ask("Ana")
    session_id = await office.ask("Pedro", PRINTERS.queue_id)
    _, page = await office.link(PeerKind.PAGE, PersonId("c_pedro"), session_id)
    told = await eventually(lambda: [one for one in page.messages if isinstance(one, QueuePlace)])
    assert told[0].place == 1


async def test_an_invitation_is_on_the_desk_of_whom_it_asks_g1(office: Office) -> None:
    session_id = await office.ask()
    peer = await office.claim(session_id)
    office.hub.take(peer, Invite(request_id=RequestId("inv_1"), skill="printers", note="Tinta"))
    desk = await office.sees("Eve", lambda desk: desk.calls)
    call = desk.calls[0]
    assert (call.kind, call.id, call.session_id) == (CallKind.INVITATION, "inv_1", session_id)
    assert (call.by, call.by_id, call.customer, call.note) == ("Bo", AGENT.person_id, "Ana", "Tinta")
    for name in ("Bo", "Cy", "Sam", "Lea"):
        assert (other := office.desk(name)) is not None
        assert other.calls == (), name
    eve = await office.world.staff.by_id(EXPERT.person_id)
    assert eve is not None
    await office.hub.calls.answer(session_id, eve, RequestId("inv_1"), accepted=False)
    await office.sees("Eve", lambda desk: not desk.calls)
    await office.hub.calls.answer(session_id, eve, RequestId("inv_1"), accepted=True)
    mine = (await office.sees("Eve", lambda desk: desk.mine)).mine[0]
    assert (mine.owner, mine.staff, mine.state) == ("Bo", ("Bo", "Eve"), State.CLAIMED)


async def test_a_transfer_is_on_the_desks_of_the_team_g3(office: Office) -> None:
    peer = await office.claim(await office.ask())
    team_id = next(iter(DIRECTORY.people[AGENT.person_id].teams))
    office.hub.take(peer, OfferTransfer(request_id=RequestId("tra_1"), to_team=team_id))
    for name in ("Cy", "Sam"):
        assert (await office.sees(name, lambda desk: desk.calls)).calls[0].kind is CallKind.TRANSFER
    for name in ("Bo", "Eve", "Lea", "Olga"):
        assert (other := office.desk(name)) is not None
        assert other.calls == (), name


async def test_the_teams_live_sessions_are_on_its_supervisors_and_learners_desks_h2(office: Office) -> None:
    session_id = await office.ask()
    await office.ask("Pedro")
    await office.claim(session_id)
    for name in ("Sam", "Lea"):
        live = (await office.sees(name, lambda desk: desk.live)).live
        assert [(one.customer, one.owner) for one in live] == [("Ana", "Bo")]
    for name in ("Bo", "Cy", "Eve", "Olga"):
        assert (other := office.desk(name)) is not None
        assert other.live == (), name


async def test_a_demo_is_shown_with_who_presents_it_v1(office: Office) -> None:
    staff = await office.world.staff.by_id(AGENT.person_id)
    assert staff is not None
    session_id = await office.hub.open_demo(staff, "El informe")
    viewer = Person(person_id=PersonId("v_vera"), name="Vera", role=Role.VIEWER)
    await office.hub.let_watch(session_id, viewer)
    mine = (await office.sees("Bo", lambda desk: desk.mine)).mine[0]
    assert (mine.customer, mine.reason, mine.staff) == ("Bo", "El informe", ("Bo",))
