"""How long a machine that restarts is waited for: real sockets, and a clock that the test moves (SPEC R3)."""

from dataclasses import dataclass
from typing import Final

import pytest

from protocol.consent import Answer
from protocol.control import AskMode
from protocol.fold import fold
from protocol.ids import RequestId
from protocol.limits import RESTART_LIMIT_SECONDS
from protocol.link_messages import PeerKind
from protocol.modes import Mode
from protocol.restart import RestartEnd
from protocol.session import SessionState, State
from protocol.work import RebootWork, WorkEnd
from protocol.work_messages import (
    AskWork,
    OrderWork,
    Restarting,
    ReturnToken,
    ReturnTokenWanted,
    WorkGiven,
    WorkLogged,
)
from server.errors import TicketUnknown
from tests.support.live_server import AGENT, MACHINE, LiveServer, live_server
from tests.support.live_session import LiveSession, allow, live

REBOOT: Final = RequestId("boot_1")
LIMIT_MS: Final = round(RESTART_LIMIT_SECONDS * 1000)


@dataclass(frozen=True, slots=True)
class Gone:
    """A machine that restarts now, and what brings it back."""

    session: LiveSession
    token: str


async def restarting(server: LiveServer) -> Gone:
    """In admin mode, the agent has control; ordered, allowed, prepared, down."""
    session = await live(server)
    await session.console.say(AskMode(request_id=RequestId("mode_1"), mode=Mode.ADMIN))
    await allow(session.machine, epoch=2)
    await session.console.say(AskWork(request_id=REBOOT, what=RebootWork()))
    await session.machine.hear(OrderWork)
    await session.machine.say(WorkGiven(request_id=REBOOT, answer=Answer.ALLOWED, prompted=True))
    await session.machine.hear(WorkLogged)
    await session.machine.say(ReturnTokenWanted(request_id=REBOOT))
    token = (await session.machine.hear(ReturnToken)).token
    await session.machine.say(Restarting(request_id=REBOOT, waits_for_sign_in=True))
    await session.page.fact("restart_began")
    await session.machine.socket.close()
    return Gone(session, token)


async def test_in_the_last_moment_of_fifteen_minutes_it_is_still_waited_for_r3() -> None:
    async with live_server() as server:
        gone = await restarting(server)
        server.world.clock.ms += LIMIT_MS - 1
        state = await seen_anew(server, gone)
        assert (state.state, state.mode) == (State.LIVE, Mode.ADMIN)
        assert state.restart is not None
        ticket, session_id = await server.hub.returns.redeem(gone.token, gone.session.session_id)
        assert session_id == gone.session.session_id
        machine = MACHINE.model_copy(update={"epoch": 2})
        back = await server.greet(PeerKind.MACHINE, ticket=ticket, machine=machine)
        assert back.peer_id == gone.session.machine.peer_id


async def test_after_fifteen_minutes_nobody_waits_and_the_token_is_worth_nothing_r3() -> None:
    async with live_server() as server:
        gone = await restarting(server)
        server.world.clock.ms += LIMIT_MS
        state = await seen_anew(server, gone)
        assert state.restart is None
        assert state.state is State.INTERRUPTED
        assert (await gone.session.page.fact("restart_over")).end is RestartEnd.GIVEN_UP
        ended = await gone.session.page.fact("work_ended")
        assert (ended.request_id, ended.end) == (REBOOT, WorkEnd.FAILED)
        with pytest.raises(TicketUnknown):
            await server.hub.returns.redeem(gone.token, gone.session.session_id)


async def seen_anew(server: LiveServer, gone: Gone) -> SessionState:
    """What the agent's page is told when it is opened again, by now."""
    page = await server.open(PeerKind.CONSOLE, AGENT, gone.session.session_id)
    assert page.welcome is not None
    assert page.welcome.session is not None
    return fold(page.welcome.session, page.entries)
