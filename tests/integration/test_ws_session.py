"""A whole session over real sockets: claim, consent, live, input, end (SPEC S, C, I)."""

import pytest

from protocol.consent import LoweredBy
from protocol.control import (
    AnswerFrom,
    AskMode,
    DirectWantedBy,
    EndSession,
    InputSeenFor,
    LoweredHere,
    LowerMode,
    LowerOrder,
    RemoteInput,
)
from protocol.direct import DrawnDirect
from protocol.fold import fold
from protocol.ids import RequestId
from protocol.input import HeldBack, Input, InputSeen, Text
from protocol.link_messages import Fault, Leave, PeerKind
from protocol.modes import Mode
from protocol.queue import Desk, QueuePlace
from protocol.session import State
from protocol.signalling import Answer, DirectClosed, DirectWanted, Offer
from server.errors import AlreadyClaimed, QueueEmpty
from tests.support.live_server import AGENT, CUSTOMER, RIVAL, live_server
from tests.support.live_session import allow, claimed, controlled, live, picture, until_watched


async def test_from_the_ask_for_help_to_the_end() -> None:
    async with live_server() as server:
        staff = await server.world.employ(AGENT)
        desk = await server.open(PeerKind.DESK, AGENT)
        session_id = await server.ask_for_help()
        page = await server.open(PeerKind.PAGE, CUSTOMER, session_id)
        assert (await page.hear(QueuePlace)).place == 1
        while not (told := await desk.hear(Desk)).waiting:
            pass
        assert (told.waiting[0].customer, told.waiting[0].why) == (
            "Ana",
            "Waiting longest: less than a minute. Speaks Spanish.",
        )
        machine = await server.open(PeerKind.MACHINE, CUSTOMER, session_id)
        assert await server.hub.take_next(staff) == session_id
        console = await server.open(PeerKind.CONSOLE, AGENT, session_id)
        await allow(machine, epoch=1)
        assert (await page.fact("consent_answered")).mode is Mode.OBSERVER

        viewer = await console.media()
        source = await machine.media()
        await until_watched(machine, 0)
        await source.send(picture(1, key=True))
        assert await viewer.recv() == picture(1, key=True)

        await console.say(AskMode(request_id=RequestId("req_1"), mode=Mode.FULL_CONTROL))
        await allow(machine, epoch=2)
        while (await console.fact("consent_answered")).mode is not Mode.FULL_CONTROL:
            pass
        await console.say(Input(epoch=2, events=(Text(seq=1, text="¡Añade 5 € @ 日!"),)))
        remote = await machine.hear(RemoteInput)
        assert (remote.sender, remote.peer) == (AGENT.person_id, console.peer_id)
        assert remote.input.events == (Text(seq=1, text="¡Añade 5 € @ 日!"),)

        await console.say(EndSession())
        assert (await machine.fact("ended")).by == "staff"
        assert await machine.closed() == 4410
        assert await page.closed() == 4410
        assert (await server.hub.state(session_id)).state is State.ENDED
        assert server.hub.counts()["sessions_ended_total"] == 1


async def test_of_two_agents_at_once_one_gets_the_customer_s4() -> None:
    async with live_server() as server:
        first, second = await server.world.employ(AGENT), await server.world.employ(RIVAL)
        session_id = await server.ask_for_help()
        await server.hub.claim(session_id, first)
        with pytest.raises(AlreadyClaimed):
            await server.hub.claim(session_id, second)
        with pytest.raises(QueueEmpty):
            await server.hub.take_next(second)


async def test_a_newcomer_gets_the_whole_session_and_then_increments_s3() -> None:
    async with live_server() as server:
        session = await claimed(server)
        late = await server.open(PeerKind.CONSOLE, AGENT, session.session_id)
        assert late.welcome is not None
        assert late.welcome.session is not None
        await allow(session.machine, epoch=1)
        await late.fact("consent_answered")
        state = fold(late.welcome.session, late.entries)
        assert state == await server.hub.state(session.session_id)


async def test_forged_input_never_reaches_the_machine_and_the_same_with_the_right_does_i9() -> None:
    async with live_server() as server:
        session = await live(server)
        forged = [
            Input(epoch=epoch, events=(Text(seq=n, text="x"),)) for n in range(50) for epoch in (0, 1, 2)
        ]
        for one in forged:
            await session.console.say(one)
        seen = [await session.console.hear(InputSeen) for _ in forged]
        assert {one.held_back for one in seen} == {HeldBack.MODE}
        await session.console.say(AskMode(request_id=RequestId("req_1"), mode=Mode.FULL_CONTROL))
        await allow(session.machine, epoch=2)
        await session.console.say(Input(epoch=1, events=(Text(seq=1, text="old"),)))
        assert (await session.console.hear(InputSeen)).held_back is HeldBack.OLD_EPOCH
        await session.console.say(Input(epoch=2, events=(Text(seq=1, text="new"),)))
        arrived = await session.machine.hear(RemoteInput)
        assert arrived.input.events == (Text(seq=1, text="new"),)
        assert [one for one in session.machine.heard if isinstance(one, RemoteInput)] == [arrived]
        await session.machine.say(InputSeenFor(peer=arrived.peer, seen=InputSeen(epoch=2, seq=1)))
        assert await session.console.hear(InputSeen) == InputSeen(epoch=2, seq=1)


async def test_a_step_down_takes_effect_before_the_machine_confirms_it_c4() -> None:
    async with live_server() as server:
        session = await controlled(server)
        await session.console.say(LowerMode(mode=Mode.OBSERVER))
        await session.console.say(Input(epoch=2, events=(Text(seq=1, text="x"),)))
        assert (await session.console.hear(InputSeen)).held_back is HeldBack.MODE
        assert (await session.machine.hear(LowerOrder)).mode is Mode.OBSERVER
        await session.machine.say(LoweredHere(mode=Mode.OBSERVER, epoch=3, by=LoweredBy.STAFF))
        assert (await session.console.fact("lowered")).epoch == 3


async def test_a_refused_request_is_a_fault_and_the_link_lives_on_e1() -> None:
    async with live_server() as server:
        session = await live(server)
        await session.console.say(AskMode(request_id=RequestId("req_9"), mode=Mode.DEMO))
        fault = await session.console.hear(Fault)
        assert (fault.code, fault.about) == ("out_of_turn", "req_9")
        await session.console.say(AskMode(request_id=RequestId("req_1"), mode=Mode.FULL_CONTROL))
        await allow(session.machine, epoch=2)


async def test_descriptions_are_carried_unread_and_only_for_who_may_see_d1() -> None:
    async with live_server() as server:
        session = await claimed(server)
        await session.console.say(DirectWanted(attempt=1))
        assert (await session.console.hear(Fault)).code == "not_allowed"
        await allow(session.machine, epoch=1)
        await session.console.fact("consent_answered")
        peer = session.console.peer_id
        await session.console.say(DirectWanted(attempt=2))
        assert (await session.machine.hear(DirectWantedBy)).peer == peer
        await session.machine.say(Offer(peer=peer, attempt=2, sdp="v=0 offer"))
        assert (await session.console.hear(Offer)).sdp == "v=0 offer"
        await session.console.say(Answer(attempt=2, sdp="v=0 answer"))
        assert (await session.machine.hear(AnswerFrom)).sdp == "v=0 answer"
        many = "a=candidate:1\r\n" * 21
        await session.console.say(Answer(attempt=2, sdp=many))
        assert (await session.console.hear(Fault)).code == "out_of_turn"


async def test_a_viewer_on_the_direct_path_is_not_served_and_back_on_the_relay_is_d2() -> None:
    async with live_server() as server:
        session = await live(server)
        viewer = await session.console.media()
        source = await session.machine.media()
        await until_watched(session.machine, 0)
        await source.send(picture(1, key=True))
        await viewer.recv()
        await session.console.say(DrawnDirect(attempt=1))
        await until_watched(session.machine)
        await session.console.say(DirectClosed(attempt=1))
        assert (await session.machine.hear(DirectClosed)).peer == session.console.peer_id
        await session.console.say(DrawnDirect(attempt=2))
        await until_watched(session.machine)
        await session.machine.say(DirectClosed(peer=session.console.peer_id, attempt=2))
        assert (await session.console.hear(DirectClosed)).attempt == 2
        await until_watched(session.machine, 0)
        await source.send(picture(2))
        await source.send(picture(3, key=True))
        assert await viewer.recv() == picture(3, key=True)


async def test_who_leaves_for_good_gives_the_customer_back_to_the_queue_s8() -> None:
    async with live_server() as server:
        session = await live(server)
        await session.console.say(Leave())
        assert await session.console.closed() == 1000
        await session.page.fact("requeued")
        assert (await session.machine.hear(LowerOrder)).mode is None
        rival = await server.world.employ(RIVAL)
        assert await server.hub.take_next(rival) == session.session_id
