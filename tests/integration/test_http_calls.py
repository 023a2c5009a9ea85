"""Calls, the sessions of one's team, and who may look in, through the whole server (SPEC G, H)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from protocol.ids import PersonId, RequestId, SessionId
from protocol.inner import Invite, OfferTransfer
from protocol.link_messages import Hello, PeerKind
from server.app import Running
from server.runtime.peers import Peer
from tests.support.visitor import PASSWORD, Visitor, code_of

pytestmark = pytest.mark.slow  # Argon2id takes its time, as it has to

Visit = Callable[..., Visitor]


class Nowhere:
    """`Outlet` of a link that nobody reads."""

    def push(self, text: bytes) -> None:
        """Forget it."""

    def close(self, code: int, reason: str = "") -> None:
        """Nothing is open."""


@dataclass
class Office:
    """Everyone signed in, and a session that Bo has."""

    server: Running
    people: dict[str, Visitor]
    ids: dict[str, PersonId]
    queue_id: str
    session_id: SessionId

    @property
    def path(self) -> str:
        return f"/api/sessions/{self.session_id}"

    async def link(self, name: str) -> Peer:
        """This person's console is open."""
        asked = {"kind": "console", "session_id": self.session_id}
        made = await self.people[name].post("/api/tickets", asked)
        assert made.status_code == 201, made.text
        hello = Hello(protocol=1, version="test", ticket=made.json()["ticket"])
        return await self.server.hub.open_link(await self.server.hub.doorman.admit(hello), Nowhere())

    async def ask(self, said: object) -> None:
        """Bo asks for this, and it is decided."""
        peer = await self.link("Bo")
        self.server.hub.take(peer, said)
        await self.link("Bo")  # the mailbox takes one thing after the other

    async def state(self) -> dict[str, Any]:
        return dict((await self.people["Bo"].get(self.path)).json())


@pytest.fixture
async def office(server: Running, ana: Visitor, visit: Visit) -> Office:
    first = (await ana.post("/api/teams", {"name": "First line"})).json()["team_id"]
    second = (await ana.post("/api/teams", {"name": "Second line"})).json()["team_id"]
    queue = (await ana.post("/api/queues", {"name": "Help", "team_id": first})).json()["queue_id"]
    who = {
        "Bo": ("agent", first),
        "Cy": ("agent", first),
        "Eve": ("expert", second),
        "Sam": ("supervisor", first),
        "Olga": ("supervisor", second),
        "Lea": ("learner", first),
    }
    people, ids = {}, {}
    for name, (role, team) in who.items():
        account = {"name": name, "email": f"{name}@example.org", "password": PASSWORD, "role": role}
        made = await ana.post(
            "/api/staff", {**account, "teams": [team], "skills": ["Redes"] * (name == "Eve")}
        )
        assert made.status_code == 201, made.text
        people[name], ids[name] = visit(), PersonId(made.json()["person_id"])
        await people[name].sign_in(f"{name}@example.org")
    await visit().post("/api/help", {"name": "Carmen", "queue_id": queue})
    taken = await people["Bo"].post("/api/queue/next")
    return Office(server, {**people, "Ana": ana}, ids, queue, SessionId(taken.json()["session_id"]))


async def ticket_status(office: Office, name: str) -> int:
    asked = {"kind": "console", "session_id": office.session_id}
    return (await office.people[name].post("/api/tickets", asked)).status_code


async def test_nobody_looks_into_a_session_by_their_role_alone_h2(office: Office) -> None:
    for name in ("Ana", "Cy", "Eve", "Olga", "Lea"):
        assert code_of(await office.people[name].get(office.path)) == (403, "not_allowed"), name
        assert await ticket_status(office, name) == 403, name
    assert (await office.people["Sam"].get(office.path)).json()["owner_id"] == office.ids["Bo"]
    assert await ticket_status(office, "Sam") == 403
    assert await ticket_status(office, "Bo") == 201


async def test_a_supervisor_of_the_team_joins_with_a_reason_h2(office: Office) -> None:
    path, reason = f"{office.path}/supervise", {"reason": "The customer called me"}
    for name in ("Olga", "Eve", "Cy", "Ana"):
        assert code_of(await office.people[name].post(path, reason)) == (403, "not_allowed"), name
    assert code_of(await office.people["Sam"].post(path, {"reason": " "})) == (422, "invalid")
    for name in ("Sam", "Lea"):
        assert (await office.people[name].post(path, reason)).status_code == 204
        assert await ticket_status(office, name) == 201
    assert [person["name"] for person in (await office.state())["people"]][1:] == ["Bo", "Sam", "Lea"]
    unknown = await office.people["Sam"].post("/api/sessions/s_none/supervise", reason)
    assert code_of(unknown) == (404, "unknown")


async def test_an_expert_is_asked_by_skill_and_comes_once_g1(office: Office) -> None:
    await office.ask(Invite(request_id=RequestId("inv_1"), skill="redes", note="VPN"))
    accept, decline = (f"{office.path}/calls/inv_1/{word}" for word in ("accept", "decline"))
    assert code_of(await office.people["Cy"].post(accept)) == (403, "not_allowed")
    assert await ticket_status(office, "Eve") == 403
    assert (await office.people["Eve"].post(accept)).status_code == 204
    assert await ticket_status(office, "Eve") == 201
    assert code_of(await office.people["Eve"].post(accept)) == (404, "unknown")
    assert code_of(await office.people["Eve"].post(decline)) == (404, "unknown")
    assert (await office.state())["owner_id"] == office.ids["Bo"]


async def test_a_transfer_to_the_team_is_taken_by_one_of_it_g3(office: Office) -> None:
    team_id = (await office.people["Ana"].get("/api/directory")).json()["teams"][0]["team_id"]
    await office.ask(OfferTransfer(request_id=RequestId("tra_1"), to_team=team_id, note="I go home"))
    assert (await office.state())["inner"]["transfer"]["name"] == "First line"
    accept, decline = (f"{office.path}/calls/tra_1/{word}" for word in ("accept", "decline"))
    for name in ("Bo", "Eve", "Lea"):
        assert code_of(await office.people[name].post(accept)) == (403, "not_allowed"), name
    assert (await office.people["Sam"].post(decline)).status_code == 204
    assert (await office.people["Cy"].post(accept)).status_code == 204
    state = await office.state()
    assert (state["owner_id"], state["inner"]["transfer"]) == (office.ids["Cy"], None)


async def test_a_queue_is_worked_by_its_team_alone(office: Office, visit: Visit) -> None:
    body = {"name": "Pedro", "queue_id": office.queue_id}
    waiting = (await visit().post("/api/help", body)).json()
    path = f"/api/sessions/{waiting['session_id']}/claim"
    assert (await office.people["Eve"].get("/api/queue")).json()["waiting"] == []
    assert code_of(await office.people["Eve"].post("/api/queue/next")) == (404, "queue_empty")
    assert code_of(await office.people["Eve"].post(path)) == (403, "not_allowed")
    seen = (await office.people["Cy"].get("/api/queue")).json()["waiting"]
    assert [(one["customer"], one["queue_id"], one["queue"]) for one in seen] == [
        ("Pedro", office.queue_id, "Help")
    ]
    assert (await office.people["Cy"].post(path)).status_code == 200
    gone = (await visit().post("/api/help", {"name": "Pía", "queue_id": "q_gone"})).json()
    seen = (await office.people["Eve"].get("/api/queue")).json()["waiting"]
    assert [(one["session_id"], one["queue_id"]) for one in seen] == [(gone["session_id"], "q_default")]


async def test_an_ended_session_takes_tickets_to_talk_only_when_asked_t5(office: Office) -> None:
    await office.server.hub.end(office.session_id, office.ids["Bo"])
    asked = {"kind": "console", "session_id": office.session_id}
    assert code_of(await office.people["Bo"].post("/api/tickets", asked)) == (410, "session_over")
    late = {**asked, "after_end": True}
    assert (await office.people["Bo"].post("/api/tickets", late)).status_code == 201
    assert code_of(await office.people["Cy"].post("/api/tickets", late)) == (403, "not_allowed")


async def test_a_customer_talks_on_after_the_end_t5(server: Running, visit: Visit) -> None:
    carmen = visit()
    help_ = await carmen.ask_for_help()
    await server.hub.end(help_["session_id"], help_["person_id"])
    talk = (await carmen.get("/api/help/talk")).json()
    hello = Hello(protocol=1, version="test", ticket=talk["ticket"])
    peer = await server.hub.open_link(await server.hub.doorman.admit(hello), Nowhere())
    assert (peer.kind, peer.welcomed) == (PeerKind.PAGE, True)
    assert code_of(await visit().get("/api/help/talk")) == (404, "unknown")


async def test_an_inspection_is_shown_to_who_is_in_the_session_j6(office: Office) -> None:
    path = f"{office.path}/inspection"
    assert code_of(await office.people["Bo"].get(path)) == (404, "unknown")
    assert code_of(await office.people["Cy"].get(path)) == (403, "not_allowed")
