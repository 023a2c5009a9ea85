"""The hub with fake sockets (SPEC S, Q, E)."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from protocol.codec import TO_CONSOLE, TO_DESK, TO_PAGE, Direction
from protocol.control import WithdrawQuestion
from protocol.facts import Door
from protocol.ids import PersonId, RequestId, SessionId
from protocol.link_messages import Fault, Hello, PeerKind, Ping, Pong, Welcome
from protocol.people import Person
from protocol.queue import Desk, QueuePlace
from protocol.recording_messages import AskRecording, StopRecording
from protocol.roles import Role
from protocol.session import State
from server.core.draft import Rules
from server.errors import AppendFailed, Draining, NotAllowed, QueueEmpty, SessionOver, UnknownThing
from server.runtime.hub import Hub
from server.runtime.peers import Peer
from server.runtime.recording import NoRecorder
from tests.support.fakes_server import FakeOutlet, FakePictures, FakeWorld, eventually
from tests.support.fakes_stores import FakePassStore
from tests.support.playbook import AGENT, CUSTOMER, EXPERT, LEARNER

PEDRO = Person(person_id=PersonId("c_pedro"), name="Pedro", role=Role.CUSTOMER)


@dataclass
class HastyOutlet(FakeOutlet):
    """Comes back as soon as it is closed, with what it has."""

    passes: FakePassStore = field(default_factory=FakePassStore)
    left: int | None = None

    def close(self, code: int, reason: str = "") -> None:
        super().close(code, reason)
        self.left = len(self.passes.known)


class Place:
    """A hub on fakes."""

    def __init__(self) -> None:
        self.world = FakeWorld()
        self.pictures = FakePictures()
        self.hub = Hub(self.world.ports(), Rules(), self.pictures)

    async def open(
        self, kind: PeerKind, person_id: PersonId, session_id: SessionId | None = None
    ) -> tuple[Peer, FakeOutlet]:
        directions: dict[PeerKind, Direction[Any]] = {
            PeerKind.PAGE: TO_PAGE,
            PeerKind.CONSOLE: TO_CONSOLE,
            PeerKind.DESK: TO_DESK,
        }
        outlet = FakeOutlet(directions[kind])
        ticket = await self.world.ticket(kind, person_id, session_id)
        admitted = await self.hub.doorman.admit(Hello(protocol=1, version="1", ticket=ticket))
        return await self.hub.open_link(admitted, outlet), outlet

    async def ask(self, customer: Person = CUSTOMER) -> SessionId:
        self.world.clock.ms += 1
        return await self.hub.open_session(customer, Door.PAGE, "?")


@pytest.fixture
async def place() -> AsyncIterator[Place]:
    place = Place()
    await place.hub.start()
    yield place
    await place.hub.stop()


async def told(outlet: FakeOutlet, kind: type[object], count: int = 1) -> list[object]:
    """The messages of this kind, as soon as there are so many."""

    def found() -> list[object]:
        return [one for one in outlet.messages if isinstance(one, kind)]

    await eventually(lambda: len(found()) >= count)
    return found()


async def test_who_asked_first_is_next_and_the_sentence_says_why_q3(place: Place) -> None:
    first, second = await place.ask(), await place.ask(PEDRO)
    staff = await place.world.employ(AGENT)
    assert [one.session_id for one in place.hub.waiting(staff)] == [first, second]
    assert place.hub.next_for(staff).session_id == first
    assert await place.hub.take_next(staff) == first
    assert (await place.hub.state(first)).why.startswith("Waiting longest")
    assert await place.hub.take_next(staff) == second
    with pytest.raises(QueueEmpty):
        place.hub.next_for(staff)
    with pytest.raises(QueueEmpty):
        await place.hub.take_next(staff)
    assert place.hub.counts()["sessions_claimed"] == 2


async def test_the_customer_hears_their_place_when_it_changes_q1(place: Place) -> None:
    first, second = await place.ask(), await place.ask(PEDRO)
    _, outlet = await place.open(PeerKind.PAGE, PEDRO.person_id, second)
    assert await told(outlet, QueuePlace) == [QueuePlace(place=2)]
    staff = await place.world.employ(AGENT)
    await place.hub.claim(first, staff)
    assert (await told(outlet, QueuePlace, 2))[1] == QueuePlace(place=1)


async def test_the_desk_hears_who_waits_and_what_is_theirs_q2(place: Place) -> None:
    staff = await place.world.employ(AGENT)
    _, outlet = await place.open(PeerKind.DESK, AGENT.person_id)
    assert isinstance(outlet.messages[0], Welcome)
    session_id = await place.ask()
    await place.hub.claim(session_id, staff)
    desks = await eventually(lambda: [one for one in outlet.messages if isinstance(one, Desk) and one.mine])
    assert (desks[0].waiting, desks[0].mine[0].session_id) == ((), session_id)


async def test_two_claims_at_the_same_time_have_one_winner_s4(place: Place) -> None:
    session_id = await place.ask()
    both = [await place.world.employ(AGENT), await place.world.employ(EXPERT)]
    results = await asyncio.gather(
        *(place.hub.claim(session_id, one) for one in both), return_exceptions=True
    )
    assert sum(isinstance(one, Exception) for one in results) == 1


async def test_two_who_take_the_next_one_at_once_get_two_customers_s4(place: Place) -> None:
    first, second = await place.ask(), await place.ask(PEDRO)
    both = [await place.world.employ(AGENT), await place.world.employ(EXPERT)]
    taken = await asyncio.gather(*(place.hub.take_next(one) for one in both))
    assert sorted(taken) == sorted([first, second])


async def test_a_log_that_cannot_be_read_at_the_start_is_read_later_s1(place: Place) -> None:
    session_id = await place.ask()
    kept = place.world.log.entries.pop(session_id)
    again = Hub(place.world.ports(), Rules(), FakePictures())
    await again.start()
    place.world.log.entries[session_id] = kept
    await again.end(session_id, CUSTOMER.person_id)
    assert (await again.state(session_id)).state is State.ENDED
    await again.stop()


async def test_who_may_not_take_anybody_is_refused_s4(place: Place) -> None:
    session_id = await place.ask()
    with pytest.raises(NotAllowed):
        await place.hub.claim(session_id, await place.world.employ(LEARNER))


async def test_an_ended_session_is_still_known_and_nothing_happens_in_it_s8(place: Place) -> None:
    session_id = await place.ask()
    await place.hub.end(session_id, CUSTOMER.person_id)
    assert (await place.hub.state(session_id)).state is State.ENDED
    with pytest.raises(SessionOver):
        await place.hub.end(session_id, CUSTOMER.person_id)
    with pytest.raises(UnknownThing):
        await place.hub.end(SessionId("s_none"), CUSTOMER.person_id)
    assert ("drop", None, 4410) in place.pictures.told
    counts = place.hub.counts()
    assert (counts["sessions_opened_total"], counts["sessions_ended_total"]) == (1, 1)


async def test_nothing_that_could_not_be_stored_is_there_s1(place: Place) -> None:
    place.world.log.broken = True
    with pytest.raises(AppendFailed):
        await place.ask()
    place.world.log.broken = False
    assert place.hub.waiting(await place.world.employ(AGENT)) == ()


async def test_a_session_whose_log_failed_is_rebuilt_by_itself_s1(place: Place) -> None:
    session_id = await place.ask()
    staff = await place.world.employ(AGENT)
    place.world.log.broken = True
    with pytest.raises(AppendFailed):
        await place.hub.claim(session_id, staff)
    place.world.log.broken = False
    assert (await place.hub.claim(session_id, staff)).owner_id == AGENT.person_id
    assert place.hub.counts()["log_failures_total"] == 1


async def test_everything_unfinished_is_there_again_after_a_restart_s3(place: Place) -> None:
    session_id = await place.ask()
    await place.hub.stop()
    again = Hub(place.world.ports(), Rules(), FakePictures())
    await again.start()
    assert again.waiting(await place.world.employ(AGENT))[0].session_id == session_id
    await again.stop()


async def test_a_ping_is_answered_and_a_stranger_to_the_session_faulted_e1(place: Place) -> None:
    session_id = await place.ask()
    await place.hub.claim(session_id, await place.world.employ(AGENT))
    peer, outlet = await place.open(PeerKind.CONSOLE, AGENT.person_id, session_id)
    place.hub.take(peer, Ping(number=3))
    assert await told(outlet, Pong) == [Pong(number=3)]
    place.hub.take(peer, WithdrawQuestion())
    faults = await told(outlet, Fault)
    assert [one.code for one in faults if isinstance(one, Fault)] == ["out_of_turn"]


async def test_a_demotion_closes_every_link_of_the_person_k9(place: Place) -> None:
    session_id = await place.ask()
    await place.hub.claim(session_id, await place.world.employ(AGENT))
    _, console = await place.open(PeerKind.CONSOLE, AGENT.person_id, session_id)
    _, desk = await place.open(PeerKind.DESK, AGENT.person_id)
    await place.hub.sign_out(AGENT.person_id)
    assert (console.closed, desk.closed) == (4401, 4401)
    await eventually(lambda: place.hub.counts()["sessions_waiting"])


async def test_whose_link_is_closed_by_a_sign_out_has_nothing_left_to_come_in_with_k9(place: Place) -> None:
    await place.world.employ(AGENT)
    peer, outlet = await place.open(PeerKind.DESK, AGENT.person_id)
    peer.outlet = hasty = HastyOutlet(outlet.direction, passes=place.world.passes)
    await place.world.ticket(PeerKind.DESK, AGENT.person_id)
    await place.hub.sign_out(AGENT.person_id)
    assert (hasty.closed, hasty.left) == (4401, 0)


async def test_a_renamed_organisation_is_named_in_what_comes_next(place: Place) -> None:
    place.hub.rename("Ayuda SA")
    session_id = await place.ask()
    _, page = await place.open(PeerKind.PAGE, CUSTOMER.person_id, session_id)
    assert [one.organisation for one in page.messages if isinstance(one, Welcome)] == ["Ayuda SA"]


async def test_stopping_closes_every_link_as_going_away_and_ends_nothing(place: Place) -> None:
    session_id = await place.ask()
    _, page = await place.open(PeerKind.PAGE, CUSTOMER.person_id, session_id)
    await place.hub.stop()
    assert page.closed == 1001
    with pytest.raises(Draining):
        await place.hub.end(session_id, CUSTOMER.person_id)
    with pytest.raises(Draining):
        await place.ask()
    assert (await place.hub.state(session_id)).state is State.WAITING


async def test_who_looks_copies_or_keeps_is_in_the_log_before_anything_shows_n9(place: Place) -> None:
    staff, session_id = await place.world.employ(AGENT), await place.ask()
    await place.hub.note_look(session_id, staff, "Repaso")
    await place.hub.end(session_id, CUSTOMER.person_id)
    await place.hub.note_export(session_id, staff, "mp4", "Queja")
    await place.hub.note_kept(session_id, staff, "Juicio", held=True)
    kinds = [entry.fact.type for entry in await place.world.log.load(session_id)]
    assert kinds[-4:] == ["looked", "ended", "exported", "kept"]
    with pytest.raises(SessionOver):
        await place.hub.end(session_id, CUSTOMER.person_id)
    with pytest.raises(UnknownThing):
        await place.hub.note_look(SessionId("s_none"), staff, "?")


async def test_what_cannot_be_stored_may_not_be_shown_n9(place: Place) -> None:
    staff, session_id = await place.world.employ(AGENT), await place.ask()
    place.world.log.broken = True
    with pytest.raises(AppendFailed):
        await place.hub.note_look(session_id, staff, "Repaso")


async def test_the_recorder_hears_at_once_that_something_is_to_stop_n4(place: Place) -> None:
    session_id, held = await place.ask(), list[SessionId]()

    class Holding(NoRecorder):
        def hold(self, session_id: SessionId) -> None:
            held.append(session_id)

    hub = Hub(place.world.ports(), Rules(), place.pictures, recorder=Holding())
    await hub.start()
    await hub.claim(session_id, await place.world.employ(AGENT))
    ticket = await place.world.ticket(PeerKind.CONSOLE, AGENT.person_id, session_id)
    admitted = await hub.doorman.admit(Hello(protocol=1, version="1", ticket=ticket))
    peer = await hub.open_link(admitted, FakeOutlet(cast("Direction[object]", TO_CONSOLE)))
    hub.take(peer, AskRecording(request_id=RequestId("rec_1")))
    assert held == []
    hub.take(peer, StopRecording())
    assert held == [session_id]
    await hub.stop()
