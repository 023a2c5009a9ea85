"""A demo from its link to its end: HTTP, sockets and picture of one whole server (SPEC V)."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from protocol.chat import Room
from protocol.chat_messages import ChatPage, ChatWanted, Say
from protocol.consent import Answer
from protocol.control import ConsentGiven, EndSession, RaiseLogged
from protocol.demo import RaiseHand, SessionKind
from protocol.ids import RequestId
from protocol.input import At
from protocol.link_messages import Leave, PeerKind
from protocol.modes import Mode
from protocol.pointing import Point, Pointed
from protocol.screen import MonitorId
from server.app import Running
from server.http.demos import JOIN_FROM_NETWORK
from tests.support.live_server import LivePeer, greet
from tests.support.live_session import picture, until_watched
from tests.support.server_process import ServerProcess, server_process
from tests.support.visitor import Visitor, code_of

pytestmark = [pytest.mark.slow, pytest.mark.blocks("starts a process")]

Visit = Callable[..., Visitor]
CANARY = "canary-9b1c"


@dataclass
class Stage:
    """A presenter, and how viewers come."""

    server: ServerProcess
    url: str
    ana: Visitor
    demo: dict[str, Any]
    secret: str

    async def join(self, viewer: Visitor, name: str = "Vera") -> dict[str, Any]:
        seat = await viewer.post("/api/demos/join", {"secret": self.secret, "name": name})
        assert seat.status_code == 201, seat.text
        return dict(seat.json())

    async def sit(self, seat: dict[str, Any]) -> LivePeer:
        return await greet(self.url, PeerKind.VIEWER, ticket=seat["ticket"])

    async def console(self) -> LivePeer:
        asked = {"kind": "console", "session_id": self.demo["session_id"]}
        ticket = (await self.ana.post("/api/tickets", asked)).json()["ticket"]
        return await greet(self.url, PeerKind.CONSOLE, ticket=ticket)

    async def screen(self) -> LivePeer:
        """The presenter's own screen, which shows itself."""
        path = f"/api/demos/{self.demo['session_id']}/present-ticket"
        machine = await greet(self.url, PeerKind.MACHINE, ticket=(await self.ana.post(path)).json()["ticket"])
        yes = ConsentGiven(request_id=RequestId("show_1"), answer=Answer.ALLOWED, mode=Mode.DEMO, epoch=1)
        await machine.say(yes)
        await machine.hear(RaiseLogged)
        return machine


@contextlib.asynccontextmanager
async def staged() -> AsyncIterator[Stage]:
    with server_process(tls="off") as server:
        async with server.visitor() as ana:
            await ana.set_up(server.setup_token)
            demo = (await ana.post("/api/demos", {"title": "El informe nuevo"})).json()
            assert demo["link"].startswith(f"{server.url}/watch#")
            secret = demo["link"].partition("#")[2]
            assert len(secret) >= 43
            yield Stage(server, server.url.replace("http", "ws", 1), ana, demo, secret)


async def test_viewers_see_and_talk_to_the_presenter_alone_v3() -> None:
    async with staged() as stage, stage.server.visitor() as vera, stage.server.visitor() as vito:
        console, machine = await stage.console(), await stage.screen()
        one, two = await stage.sit(await stage.join(vera)), await stage.sit(await stage.join(vito, "Vito"))
        assert one.welcome is not None
        assert one.welcome.session is not None
        assert (one.welcome.session.kind, one.welcome.session.reason) == (
            SessionKind.DEMO,
            "El informe nuevo",
        )
        assert one.welcome.session.inner is None
        source, screen = await machine.media(), await one.media()
        await until_watched(machine, 0)
        await source.send(picture(1, key=True))
        async with asyncio.timeout(5):
            assert await screen.recv() == picture(1, key=True)

        await console.say(Say(message_id=RequestId("in_1"), room=Room.INNER, text=CANARY))
        await one.say(Say(message_id=RequestId("one_1"), room=Room.CUSTOMER, text="solo para usted"))
        await one.say(RaiseHand(up=True))
        await console.fact("hand_raised")
        await console.say(Point(at=At(monitor=MonitorId(0), x_norm=1, y_norm=2)))
        await console.say(Say(message_id=RequestId("all_1"), room=Room.CUSTOMER, text="Hola a todos"))
        for viewer in (one, two):
            await viewer.hear(Pointed)
            while (await viewer.fact("said")).text != "Hola a todos":
                pass
            await viewer.say(ChatWanted(room=Room.CUSTOMER))
        pages = [[getattr(e.fact, "text", "") for e in (await v.hear(ChatPage)).entries] for v in (one, two)]
        assert pages == [["solo para usted", "Hola a todos"], ["Hola a todos"]]
        assert b"solo para usted" not in b"".join(two.received)
        await one.say(Leave())
        await one.closed()
        await two.say(ChatWanted(room=Room.CUSTOMER))
        assert len((await two.hear(ChatPage)).entries) == 1  # also of who has left
        await console.say(EndSession())
        for peer in (two, machine, console):
            assert await peer.closed() == 4410
        assert CANARY.encode() in b"".join(console.received)
        for peer in (one, two, machine):
            assert CANARY.encode() not in b"".join(peer.received)
        again = await vito.post("/api/demos/join", {"secret": stage.secret, "name": "Vito"})
        assert code_of(again) == (410, "session_over")
        assert code_of(await vito.get("/api/demos/seat")) == (410, "session_over")


async def test_of_six_at_once_five_come_in_and_who_comes_back_is_the_same_one_v2() -> None:
    async with staged() as stage, contextlib.AsyncExitStack() as open_:
        six = [await open_.enter_async_context(stage.server.visitor()) for _ in range(6)]
        body = {"secret": stage.secret, "name": "Vera"}
        answers = await asyncio.gather(*(viewer.post("/api/demos/join", body) for viewer in six))
        assert sorted(one.status_code for one in answers) == [201] * 5 + [409]
        outside = next(v for v, one in zip(six, answers, strict=True) if one.status_code == 409)
        seats = {v: one.json() for v, one in zip(six, answers, strict=True) if one.status_code == 201}
        first = next(iter(seats))
        assert (await stage.join(first))["person_id"] == seats[first]["person_id"]
        reloaded = (await first.get("/api/demos/seat")).json()
        assert reloaded["person_id"] == seats[first]["person_id"]
        assert code_of(await outside.get("/api/demos/seat")) == (404, "unknown")
        path = f"/api/demos/{stage.demo['session_id']}"
        assert (await stage.ana.get(path)).json()["viewers"] == 5

        socket = await stage.sit(reloaded)
        await socket.say(Leave())
        await socket.closed()
        assert (await stage.join(outside, "Zoe"))["person_id"] not in {s["person_id"] for s in seats.values()}
        full = await first.post("/api/demos/join", body)
        assert code_of(full) == (409, "viewer_limit")


async def test_only_the_presenter_has_the_way_in_for_the_screen_v1(
    ana: Visitor, visit: Visit, server: Running
) -> None:
    demo = (await ana.post("/api/demos", {"title": "Uno"})).json()
    path = f"/api/demos/{demo['session_id']}"
    for name, role in (("Bo", "agent"), ("Lea", "learner")):
        account = {"name": name, "email": f"{name}@example.org", "password": "correct horse", "role": role}
        assert (await ana.post("/api/staff", account)).status_code == 201
        other = visit()
        await other.sign_in(f"{name}@example.org", "correct horse")
        assert code_of(await other.get(path)) == (403, "not_allowed")
        assert code_of(await other.post(f"{path}/present-ticket")) == (403, "not_allowed")
        opened = await other.post("/api/demos", {"title": "Dos"})
        assert opened.status_code == (201 if role == "agent" else 403)
    assert (await ana.get(path)).json() == demo
    present = (await ana.post(f"{path}/present-ticket")).json()
    assert present["program"]["command"].startswith("auxilio-client present ")
    code = {"code": present["program"]["code"]}
    joined = await visit().post("/api/join", code, headers={"origin": None})
    assert joined.json()["session_id"] == demo["session_id"]
    help_ = await visit().ask_for_help()
    assert code_of(await ana.get(f"/api/demos/{help_['session_id']}")) == (403, "not_allowed")


async def test_a_wrong_link_opens_nothing_and_many_tries_wait_v2(ana: Visitor, visit: Visit) -> None:
    demo = (await ana.post("/api/demos", {})).json()
    stranger, body = visit("198.51.100.9"), {"secret": "x" * 43, "name": "Eve"}
    for _ in range(JOIN_FROM_NETWORK.free):
        assert code_of(await stranger.post("/api/demos/join", body)) == (404, "code_unknown")
    assert code_of(await stranger.post("/api/demos/join", body)) == (429, "too_many")
    right = {"secret": demo["link"].partition("#")[2], "name": "Vera"}
    assert (await visit().post("/api/demos/join", right)).status_code == 201
