"""Pointers, ink, and what the machine says of its work, over real sockets (SPEC Y, J)."""

import pytest

from protocol.consent import Answer
from protocol.errors import ErrorCode
from protocol.ids import RequestId
from protocol.input import At
from protocol.inspection import Row, Section, Topic
from protocol.link_messages import Fault, Ping, Pong
from protocol.pointing import Activity, Ink, Inked, Point, Pointed
from protocol.screen import MonitorId
from protocol.work import InspectionWork
from protocol.work_messages import (
    AskWork,
    InspectionPart,
    OrderWork,
    OutputStream,
    WorkGiven,
    WorkLogged,
    WorkOutput,
)
from server.errors import UnknownThing
from tests.support.fakes_server import eventually
from tests.support.live_server import AGENT, SCREEN, LivePeer, live_server
from tests.support.live_session import LiveSession, claimed, controlled, live
from tests.support.people import LEARNER, SUPERVISOR, bring_expert, bring_supervisor, hire

HERE = At(monitor=SCREEN.monitors[0].id, x_norm=100, y_norm=200)
WORK = RequestId("work_1")


async def settled(peer: LivePeer) -> list[object]:
    """Everything that reached this peer before its own ping came back."""
    await peer.say(Ping(number=77))
    while (await peer.hear(Pong)).number != 77:
        pass
    return list(peer.heard)


async def test_a_pointer_and_ink_reach_everyone_who_sees_and_the_machine_y1() -> None:
    async with live_server() as server:
        session = await live(server)
        staff = await hire(server)
        expert = await bring_expert(server, session, staff["Eve"])
        await expert.say(Point(at=HERE))
        await expert.say(Ink(stroke_id=RequestId("stroke_1"), points=(HERE,)))
        for peer in (session.console, session.machine):
            assert await peer.hear(Pointed) == Pointed(person_id=staff["Eve"].person_id, at=HERE)
            assert (await peer.hear(Inked)).person_id == staff["Eve"].person_id
        assert not [one for one in await settled(expert) if isinstance(one, Pointed | Inked)]
        assert not [one for one in await settled(session.page) if isinstance(one, Pointed | Inked)]


async def test_who_sees_nothing_or_only_watches_points_at_nothing_y1() -> None:
    async with live_server() as server:
        session = await claimed(server)
        await session.console.say(Point(at=HERE))
        assert (await session.console.hear(Fault)).code is ErrorCode.NOT_ALLOWED
    async with live_server() as server:
        session = await live(server)
        staff = await hire(server)
        learner = await bring_supervisor(server, session.session_id, staff["Lea"], LEARNER)
        for said in (Point(at=HERE), Ink(stroke_id=RequestId("stroke_1"), points=(HERE,))):
            await learner.say(said)
            assert (await learner.hear(Fault)).code is ErrorCode.NOT_ALLOWED
        assert not [one for one in await settled(session.machine) if isinstance(one, Pointed | Inked)]


async def test_a_ghost_is_a_supervisors_and_the_owners_alone_y2() -> None:
    async with live_server() as server:
        session = await live(server)
        staff = await hire(server)
        expert = await bring_expert(server, session, staff["Eve"])
        boss = await bring_supervisor(server, session.session_id, staff["Sam"], SUPERVISOR)
        await boss.say(Point(at=HERE, ghost=True))
        assert await session.console.hear(Pointed) == Pointed(
            person_id=SUPERVISOR.person_id, at=HERE, ghost=True
        )
        await expert.say(Point(at=HERE, ghost=True))
        assert (await expert.hear(Fault)).code is ErrorCode.NOT_ALLOWED
        for peer in (expert, session.machine, session.page):
            assert not [one for one in await settled(peer) if isinstance(one, Pointed)]


async def test_pointers_beyond_the_pace_are_dropped_and_close_nothing_y1() -> None:
    async with live_server() as server:
        session = await live(server)
        staff = await hire(server)
        expert = await bring_expert(server, session, staff["Eve"])
        for x in range(500):
            await expert.say(Point(at=At(monitor=MonitorId(0), x_norm=x, y_norm=1)))
        await settled(expert)
        arrived = [one for one in await settled(session.console) if isinstance(one, Pointed)]
        assert 60 <= len(arrived) < 500


async def test_what_the_hand_does_is_told_to_the_staff_by_the_machine_alone_y4() -> None:
    async with live_server() as server:
        session = await controlled(server)
        count = Activity(holder=AGENT.person_id, keys=3, clicks=1, moves=40)
        await session.machine.say(count)
        assert await session.console.hear(Activity) == count
        assert not [one for one in await settled(session.page) if isinstance(one, Activity)]


async def inspecting(session: LiveSession) -> None:
    """An inspection is under way."""
    await session.console.say(AskWork(request_id=WORK, what=InspectionWork()))
    await session.machine.hear(OrderWork)
    await session.machine.say(WorkGiven(request_id=WORK, answer=Answer.ALLOWED, prompted=False))
    await session.machine.hear(WorkLogged)


def part(number: int, parts: int, work: RequestId = WORK) -> InspectionPart:
    section = Section(topic=Topic.DISKS, rows=(Row(cells=("/", f"disk {number}")),), total=parts)
    return InspectionPart(request_id=work, part=number, parts=parts, section=section)


async def test_a_whole_inspection_is_told_and_kept_j6() -> None:
    async with live_server() as server:
        session = await controlled(server)
        server.world.inspections.sessions.add(session.session_id)
        staff = await hire(server)
        learner = await bring_supervisor(server, session.session_id, staff["Lea"], LEARNER)
        await inspecting(session)
        for number in (1, 0):
            await session.machine.say(part(number, 2))
            assert (await session.console.hear(InspectionPart)).part == number
        await eventually(lambda: server.world.inspections.known)
        kept = await server.hub.inspection(session.session_id)
        assert [section.rows[0].cells[1] for section in kept.sections] == ["disk 0", "disk 1"]
        assert not [one for one in await settled(learner) if isinstance(one, InspectionPart)]


async def test_nothing_is_taken_of_work_that_nobody_ordered_j6() -> None:
    async with live_server() as server:
        session = await controlled(server)
        await session.machine.say(part(0, 1))
        assert (await session.machine.hear(Fault)).code is ErrorCode.OUT_OF_TURN
        await inspecting(session)
        await session.machine.say(part(0, 1, RequestId("work_2")))
        assert (await session.machine.hear(Fault)).code is ErrorCode.OUT_OF_TURN
        output = WorkOutput(request_id=WORK, stream=OutputStream.OUT, text="hola")
        await session.machine.say(output)
        assert (await session.machine.hear(Fault)).code is ErrorCode.OUT_OF_TURN
        assert not [
            one for one in await settled(session.console) if isinstance(one, InspectionPart | WorkOutput)
        ]
        with pytest.raises(UnknownThing):
            await server.hub.inspection(session.session_id)
