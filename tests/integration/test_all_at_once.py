"""Several things at the same instant, over real sockets: one outcome for everyone (SPEC S, G, J)."""

import asyncio
import contextlib
from dataclasses import dataclass
from typing import Final

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from protocol.chat import Room
from protocol.chat_messages import Say
from protocol.codec import encode
from protocol.consent import Answer, LoweredBy
from protocol.control import AskMode, LoweredHere, LowerMode, LowerOrder
from protocol.errors import CloseCode, ErrorCode
from protocol.facts import Ended, EndedBy
from protocol.ids import RequestId
from protocol.inner import Invite, OwnerHow, TakeOver
from protocol.limits import AGENT_LOST_AFTER_SECONDS, AWAY_AFTER_SECONDS, INTERRUPTED_LIMIT_SECONDS
from protocol.link_messages import Fault, Hello, PeerKind
from protocol.modes import Mode
from protocol.people import Presence
from protocol.session import State
from protocol.transfer import TransferHello
from protocol.work import FilesWork, RebootWork, Way, What, WorkEnd
from protocol.work_messages import (
    AskWork,
    OrderWork,
    Restarting,
    StopWorkOrder,
    TransferTicket,
    TransferTicketWanted,
    WorkGiven,
    WorkLogged,
)
from server.errors import ServerError
from tests.support.fakes_server import eventually
from tests.support.live_server import AGENT, MACHINE, LivePeer, LiveServer, live_server
from tests.support.live_session import LiveSession, allow, controlled, live
from tests.support.machine_playbook import script
from tests.support.people import EXPERT, OTHERS_BOSS, SUPERVISOR, bring_expert, bring_supervisor, hire

WORK: Final = RequestId("work_1")
CALL: Final = RequestId("call_1")
AWAY_MS: Final = round(AWAY_AFTER_SECONDS * 1000)
LOST_MS: Final = round(AGENT_LOST_AFTER_SECONDS * 1000)


async def dropped(server: LiveServer, session: LiveSession, *peers: LivePeer) -> None:
    """All of their cables are pulled at once, and the server has noticed."""
    for peer in peers:
        peer.socket.transport.abort()
    await eventually(
        lambda: not any(server.hub.is_linked(session.session_id, peer.peer_id) for peer in peers)
    )


async def back(server: LiveServer, peer: LivePeer, **hello: object) -> LivePeer:
    """The same place, opened again."""
    assert peer.welcome is not None
    return await server.greet(peer.kind, resume=peer.welcome.resume, **hello)


@dataclass(frozen=True, slots=True)
class Lost:
    """A session with control that everyone has just lost."""

    session: LiveSession
    expert: LivePeer
    page: LivePeer
    """The customer's, back first, when everyone was away."""


async def lost_by_all(server: LiveServer) -> Lost:
    session = await controlled(server)
    staff = await hire(server)
    expert = await bring_expert(server, session, staff["Eve"])
    everyone = (session.console, expert, session.page, session.machine)
    await dropped(server, session, *everyone)
    server.world.clock.ms += round(AWAY_AFTER_SECONDS * 1000) + 1
    page = await back(server, session.page)
    return Lost(session, expert, page)


async def test_agent_expert_and_customer_lost_at_once_go_on_where_it_stood_s7() -> None:
    async with live_server() as server:
        lost = await lost_by_all(server)
        before = await server.hub.state(lost.session.session_id)
        assert (before.state, before.mode) == (State.INTERRUPTED, Mode.FULL_CONTROL)
        machine = MACHINE.model_copy(update={"epoch": 3})
        there = await back(server, lost.session.machine, machine=machine)
        await there.say(LoweredHere(mode=Mode.FULL_CONTROL, epoch=3, by=LoweredBy.PATH_LOST))
        await lost.page.fact("lowered")
        console, expert = await back(server, lost.session.console), await back(server, lost.expert)
        await lost.page.fact("resumed")
        state = await server.hub.state(lost.session.session_id)
        assert (state.state, state.mode, state.holder_id) == (State.LIVE, Mode.FULL_CONTROL, None)
        assert state.owner_id == before.owner_id
        assert {person.presence for person in state.people} == {Presence.PRESENT}
        again = AskMode(request_id=RequestId("again_1"), mode=Mode.FULL_CONTROL)
        await console.say(again)
        await allow(there, epoch=4)
        while (await expert.fact("consent_answered")).epoch != 4:
            pass


async def test_when_nobody_of_them_comes_back_it_ends_by_itself_s7() -> None:
    async with live_server() as server:
        lost = await lost_by_all(server)
        await dropped(server, lost.session, lost.page)
        server.world.clock.ms += round(INTERRUPTED_LIMIT_SECONDS * 1000) + 1
        assert lost.page.welcome is not None
        late = await server.connect(PeerKind.PAGE)
        await late.say(Hello(protocol=1, version="test", resume=lost.page.welcome.resume))
        assert await late.closed() == CloseCode.OVER
        log = await server.world.log.load(lost.session.session_id)
        ended = [entry.fact.by for entry in log if isinstance(entry.fact, Ended)]
        assert ended == [EndedBy.INTERRUPTED_TOO_LONG]


async def test_who_is_here_longest_inherits_from_an_owner_who_is_lost_for_good_g6() -> None:
    async with live_server() as server:
        session = await controlled(server)
        staff = await hire(server)
        expert = await bring_expert(server, session, staff["Eve"])
        boss = await bring_supervisor(server, session.session_id, staff["Sam"], SUPERVISOR)
        await dropped(server, session, session.console)
        for passed_ms, owner in ((AWAY_MS, AGENT), (LOST_MS - AWAY_MS - 1, AGENT), (1, EXPERT)):
            server.world.clock.ms += passed_ms
            await boss.say(Say(message_id=RequestId(f"say_{passed_ms}"), room=Room.INNER, text="?"))
            while (await expert.fact("said")).message_id != f"say_{passed_ms}":
                pass
            state = await server.hub.state(session.session_id)
            assert (state.owner_id, state.mode) == (owner.person_id, Mode.FULL_CONTROL)
        assert (await session.page.fact("owner_changed")).how is OwnerHow.INHERITED
        assert (await server.hub.state(session.session_id)).person(AGENT.person_id) is None


async def under_way(server: LiveServer, what: What) -> LiveSession:
    """In admin mode, allowed and begun."""
    session = await live(server)
    await session.console.say(AskMode(request_id=RequestId("mode_1"), mode=Mode.ADMIN))
    await allow(session.machine, epoch=2)
    await session.console.say(AskWork(request_id=WORK, what=what))
    await session.machine.hear(OrderWork)
    await session.machine.say(WorkGiven(request_id=WORK, answer=Answer.ALLOWED, prompted=True))
    await session.machine.hear(WorkLogged)
    await session.page.fact("work_answered")
    return session


WORKS = pytest.mark.parametrize(
    "what", [FilesWork(way=Way.TO_MACHINE, names=("a",), count=1), script("sleep 60"), RebootWork()], ids=str
)


@WORKS
async def test_consent_withdrawn_there_ends_what_is_under_way_j4(what: What) -> None:
    async with live_server() as server:
        session = await under_way(server, what)
        moving = await transfer_link(server, session) if isinstance(what, FilesWork) else None
        await session.machine.say(LoweredHere(epoch=3, by=LoweredBy.PANIC_KEY))
        assert (await session.machine.hear(StopWorkOrder)).request_id == WORK
        ended = await session.console.fact("work_ended")
        assert (ended.request_id, ended.end) == (WORK, WorkEnd.STOPPED)
        state = await server.hub.state(session.session_id)
        assert (state.mode, state.works, state.restart) == (None, (), None)
        if moving is not None:
            assert await closed(moving) == CloseCode.OVER
        if isinstance(what, RebootWork):
            await session.machine.say(Restarting(request_id=WORK, waits_for_sign_in=False))
            assert (await session.machine.hear(Fault)).code is ErrorCode.OUT_OF_TURN


@WORKS
async def test_consent_withdrawn_here_ends_it_before_the_machine_confirms_j4(what: What) -> None:
    async with live_server() as server:
        session = await under_way(server, what)
        await session.console.say(LowerMode(mode=Mode.OBSERVER))
        assert (await session.machine.hear(LowerOrder)).mode is Mode.OBSERVER
        assert (await session.machine.hear(StopWorkOrder)).request_id == WORK
        assert (await session.console.fact("work_ended")).end is WorkEnd.STOPPED
        assert (await server.hub.state(session.session_id)).works == ()


@WORKS
async def test_while_the_consent_stands_it_goes_on_j4(what: What) -> None:
    """The twin: a step down that allows it, or none at all, stops nothing."""
    async with live_server() as server:
        session = await under_way(server, what)
        less = Mode.FULL_CONTROL if isinstance(what, FilesWork) else Mode.ADMIN
        await session.console.say(LowerMode(mode=less))
        await session.machine.hear(LowerOrder)
        await session.machine.say(LoweredHere(mode=less, epoch=3, by=LoweredBy.STAFF))
        await session.console.fact("lowered")
        state = await server.hub.state(session.session_id)
        assert [work.request_id for work in state.works] == [WORK]


async def transfer_link(server: LiveServer, session: LiveSession) -> ClientConnection:
    """The machine's side of the transfer."""
    await session.machine.say(TransferTicketWanted(request_id=WORK))
    ticket = (await session.machine.hear(TransferTicket)).ticket
    link = await connect(f"{server.url}/ws/transfer", compression=None)
    await link.send(encode(TransferHello(protocol=1, ticket=ticket)).decode())
    await link.recv()
    return link


async def closed(link: ClientConnection) -> int:
    """The close code, whatever is said before."""
    with contextlib.suppress(ConnectionClosed):
        async with asyncio.timeout(5):
            while True:
                await link.recv()
    return link.close_code or 0


async def test_of_two_supervisors_who_take_over_at_once_one_does_g5() -> None:
    async with live_server() as server:
        session = await live(server)
        staff = await hire(server)
        await session.console.say(Invite(request_id=CALL, person_id=OTHERS_BOSS.person_id))
        await session.console.fact("invited")
        await server.hub.calls.answer(session.session_id, staff["Olga"], CALL, accepted=True)
        second = await server.open(PeerKind.CONSOLE, OTHERS_BOSS, session.session_id)
        first = await bring_supervisor(server, session.session_id, staff["Sam"], SUPERVISOR)
        await asyncio.gather(*(boss.say(TakeOver(request_id=WORK)) for boss in (first, second)))
        owner = (await session.console.fact("owner_changed")).owner_id
        assert owner in (SUPERVISOR.person_id, OTHERS_BOSS.person_id)
        loser = second if owner == SUPERVISOR.person_id else first
        fault = await loser.hear(Fault)
        assert (fault.code, fault.about) == (ErrorCode.OUT_OF_TURN, WORK)
        log = await server.world.log.load(session.session_id)
        assert [entry.fact.type for entry in log].count("owner_changed") == 1
        assert (await session.page.fact("owner_changed")).owner_id == owner


async def test_an_invitation_that_two_accept_at_once_is_used_once_g1() -> None:
    async with live_server() as server:
        session = await live(server)
        staff = await hire(server)
        hired = (staff["Eve"], staff["Eve"], staff["Eve"])
        await session.console.say(Invite(request_id=CALL, person_id=EXPERT.person_id))
        await session.console.fact("invited")
        calls, session_id = server.hub.calls, session.session_id
        answers = (calls.answer(session_id, one, CALL, accepted=True) for one in hired)
        outcomes = await asyncio.gather(*answers, return_exceptions=True)
        refused = [one for one in outcomes if one is not None]
        assert len(refused) == 2
        for refusal in refused:
            assert isinstance(refusal, ServerError)
            assert refusal.code in (ErrorCode.OUT_OF_TURN, ErrorCode.UNKNOWN)
        log = await server.world.log.load(session_id)
        facts = [entry.fact.type for entry in log]
        assert (facts.count("invitation_over"), facts.count("joined")) == (1, 2)
