"""A machine comes back from the restart that admin mode ordered, through one whole server (SPEC R)."""

from collections.abc import Callable

import pytest

from protocol.consent import Answer
from protocol.control import AskConsent, AskMode, ConsentGiven, RaiseLogged
from protocol.errors import ErrorCode
from protocol.ids import RequestId
from protocol.link_messages import Fault, PeerKind
from protocol.modes import Mode, has_input
from protocol.work import RebootWork
from protocol.work_messages import (
    AskWork,
    OrderWork,
    Restarting,
    ReturnToken,
    ReturnTokenWanted,
    WorkGiven,
    WorkLogged,
)
from tests.support.live_server import MACHINE, LivePeer, connected, greet
from tests.support.server_process import server_process
from tests.support.visitor import Visitor, code_of

pytestmark = [pytest.mark.slow, pytest.mark.blocks("starts a process")]

Visit = Callable[..., Visitor]
REBOOT = RequestId("boot_1")


async def allow(machine: LivePeer, epoch: int) -> None:
    asked = await machine.hear(AskConsent)
    holder = asked.asked_by.person_id if has_input(asked.mode) else None
    people = tuple(person.person_id for person in asked.people)
    await machine.say(
        ConsentGiven(
            request_id=asked.request_id,
            answer=Answer.ALLOWED,
            mode=asked.mode,
            holder=holder,
            epoch=epoch,
            covered=people,
        )
    )
    await machine.hear(RaiseLogged)


async def reach_admin(console: LivePeer, machine: LivePeer) -> None:
    """Admin mode is in force, under epoch 2."""
    await allow(machine, 1)
    await console.fact("consent_answered")
    await console.say(AskMode(request_id=RequestId("mode_1"), mode=Mode.ADMIN))
    await allow(machine, 2)


async def restart(console: LivePeer, machine: LivePeer) -> list[str]:
    """Staff ordered it, the person there allowed it: two tokens, of which the second one is good."""
    await console.say(AskWork(request_id=REBOOT, what=RebootWork()))
    await machine.hear(OrderWork)
    await machine.say(ReturnTokenWanted(request_id=REBOOT))
    assert (await machine.hear(Fault)).code is ErrorCode.OUT_OF_TURN
    await machine.say(WorkGiven(request_id=REBOOT, answer=Answer.ALLOWED, prompted=True))
    await machine.hear(WorkLogged)
    tokens = []
    for _ in range(2):
        await machine.say(ReturnTokenWanted(request_id=REBOOT))
        tokens.append((await machine.hear(ReturnToken)).token)
    await machine.say(Restarting(request_id=REBOOT, waits_for_sign_in=False))
    await console.fact("restart_began")
    await machine.socket.close()
    return tokens


async def test_a_restarted_machine_is_the_same_one_and_its_token_is_good_once_r2() -> None:
    with server_process(tls="off") as server:
        url = server.url.replace("http", "ws", 1)
        async with server.visitor() as ana, server.visitor() as carmen, server.visitor() as program:
            await ana.set_up(server.setup_token)
            help_ = await carmen.ask_for_help()
            code = {"code": help_["program"]["code"]}
            joined = (await program.post("/api/join", code, headers={"origin": None})).json()
            machine = await greet(url, PeerKind.MACHINE, ticket=joined["ticket"])
            taken = (await ana.post("/api/queue/next")).json()
            asked = {"kind": "console", "session_id": taken["session_id"]}
            ticket = (await ana.post("/api/tickets", asked)).json()["ticket"]
            console = await greet(url, PeerKind.CONSOLE, ticket=ticket)
            await reach_admin(console, machine)

            await machine.say(ReturnTokenWanted(request_id=REBOOT))
            assert (await machine.hear(Fault)).code is ErrorCode.OUT_OF_TURN
            tokens = await restart(console, machine)

            void = await program.post("/api/return", {"token": tokens[0]}, headers={"origin": None})
            right = {"token": tokens[1], "session_id": help_["session_id"]}
            back = await program.post("/api/return", right, headers={"origin": None})
            assert (back.status_code, back.json()["session_id"]) == (200, help_["session_id"])
            used = await program.post("/api/return", right, headers={"origin": None})
            wrong = await program.post("/api/return", {"token": "x" * 43}, headers={"origin": None})
            answers = [(code_of(one), one.json()) for one in (void, used, wrong)]
            assert answers == [answers[0]] * 3
            assert answers[0][0] == (401, "ticket_unknown")

            hello = MACHINE.model_copy(update={"epoch": 2})
            again = await greet(url, PeerKind.MACHINE, ticket=back.json()["ticket"], machine=hello)
            assert again.peer_id == machine.peer_id
            assert again.welcome is not None
            assert again.welcome.session is not None
            assert again.welcome.session.mode is Mode.ADMIN
            assert machine.welcome is not None
            older = await connected(url, PeerKind.MACHINE)
            await older.say_hello(resume=machine.welcome.resume)
            assert await older.closed() == 4401


async def test_a_token_of_elsewhere_is_gone_and_has_the_same_answer_r1(visit: Visit) -> None:
    program = visit("198.51.100.7")
    body = {"token": "y" * 43, "session_id": "s_elsewhere"}
    for _ in range(5):
        refused = await program.post("/api/return", body, headers={"origin": None})
        assert code_of(refused) == (401, "ticket_unknown")
    assert code_of(await program.post("/api/return", body, headers={"origin": None})) == (429, "too_many")
