"""Every role × every route that acts on a session, against the running server (SPEC H1, H2, T7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import httpx2
import pytest

from protocol.chat import Attachment
from protocol.ids import RequestId
from protocol.inner import Invite, OfferTransfer, WithdrawTransfer
from protocol.link_messages import PeerKind
from tests.support.live_server import LivePeer, greet
from tests.support.server_process import ServerProcess, server_process
from tests.support.visitor import PASSWORD, Visitor

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

CALL, OFFER = RequestId("call_1"), RequestId("offer_1")
WHO: Final[Mapping[str, tuple[str, str]]] = {
    "owner": ("agent", "first"),
    "colleague": ("agent", "first"),
    "expert": ("expert", "second"),
    "boss": ("supervisor", "first"),
    "other boss": ("supervisor", "second"),
    "learner": ("learner", "first"),
    "manager": ("manager", "first"),
}
EVERYONE: Final = (*WHO, "admin", "customer", "nobody")
INSIDE: Final = frozenset({"owner", "expert"})
"""Who is in the session when everybody asks; the boss and the learner of its team may join it."""
OUTSIDE: Final = frozenset({"customer", "nobody"})
"""Who has not signed in as staff."""


@dataclass(frozen=True, slots=True)
class Route:
    """One request, and whom it is answered with this status; everyone else is `refused`, outsiders 401."""

    name: str
    method: str
    path: str
    answers: Mapping[str, int]
    refused: int = 403
    body: object = None

    def wanted(self, who: str) -> int:
        if who in OUTSIDE:
            return self.answers.get(who, 401)
        return self.answers.get(who, self.refused)


def all_of(*names: str, status: int) -> dict[str, int]:
    return dict.fromkeys(names, status)


REASON: Final = {"reason": "To see"}
CONSOLE: Final = {"kind": "console", "session_id": "{session}"}
HELP: Final = "/api/sessions/{session}"
DEMO: Final = "/api/sessions/{demo}"
RECORD: Final = "/api/records/{session}"
SEARCHERS: Final = ("owner", "colleague", "expert", "boss", "other boss", "manager", "admin")
KEEPERS: Final = ("boss", "manager")
"""Who answers for the records of the team."""
LOOKERS: Final = ("owner", "expert", *KEEPERS)
ROUTES: Final = (
    Route("look", "GET", HELP, all_of("owner", "expert", "boss", status=200)),
    Route("look at the machine", "GET", f"{HELP}/inspection", all_of("owner", "expert", "boss", status=404)),
    Route(
        "take who has been taken",
        "POST",
        f"{HELP}/claim",
        all_of("owner", "colleague", "boss", "learner", "manager", status=409),
    ),
    Route("take who waits", "POST", "/api/sessions/{waiting}/claim", {"owner": 200}),
    Route("open a console", "POST", "/api/tickets", all_of("owner", "expert", status=201), body=CONSOLE),
    Route(
        "open a machine's link",
        "POST",
        "/api/tickets",
        {},
        body={"kind": "machine", "session_id": "{session}"},
    ),
    Route(
        "read a file of the inner room", "GET", f"{HELP}/attachments/{{file}}", all_of(*INSIDE, status=200)
    ),
    Route("answer the colleague's call", "POST", f"{HELP}/calls/{OFFER}/decline", {"colleague": 204}),
    Route("join without a call", "POST", f"{HELP}/supervise", {"boss": 204, "learner": 204}, body=REASON),
    Route("take over by the transfer", "POST", f"{HELP}/calls/{OFFER}/accept", {}, refused=404),
    Route("look at the demo", "GET", "/api/demos/{demo}", {"owner": 200}),
    Route("show one's screen in it", "POST", "/api/demos/{demo}/present-ticket", {"owner": 201}),
    Route("look into the demo", "GET", DEMO, all_of("owner", "boss", "other boss", status=200)),
)
RECORD_ROUTES: Final = (
    Route("search the records", "GET", "/api/records", all_of(*SEARCHERS, status=200)),
    Route("say why one looks", "POST", f"{RECORD}/views", all_of(*LOOKERS, status=201), body=REASON),
    Route("open the record", "GET", RECORD, all_of(*LOOKERS, status=200)),
    Route("read a piece of it", "GET", f"{RECORD}/segments/1", all_of(*LOOKERS, status=404)),
    Route("read its index", "GET", f"{RECORD}/segments/1/index", all_of(*LOOKERS, status=404)),
    Route(
        "take a copy",
        "POST",
        f"{RECORD}/exports",
        all_of(*KEEPERS, status=202),
        body={"form": "json", **REASON},
    ),
    Route("see another's copy", "GET", f"{RECORD}/exports/x_none", all_of(*LOOKERS, status=404)),
    Route("tag it", "PUT", f"{RECORD}/tags", all_of(*LOOKERS, status=200), body={"tags": ["mail"]}),
    Route("keep it", "PUT", f"{RECORD}/hold", all_of(*KEEPERS, status=200), body={"held": True, **REASON}),
    Route("erase it", "DELETE", RECORD, all_of(*KEEPERS, status=409), body=REASON),
    Route("read its receipt", "GET", f"{HELP}/receipt", all_of(*LOOKERS, "customer", status=200)),
    Route("read the rules", "GET", "/api/recording-rules", all_of(*WHO, "admin", status=200)),
)
SPARED: Final = frozenset({("colleague", "take who waits"), ("boss", "take who waits")})
"""They might take them as well as the owner does, and only one can."""
UPLOADS: Final = {"customer": INSIDE, "inner": INSIDE}


@dataclass
class Office:
    """Everyone signed in; a customer whom the owner has, and a demo of theirs."""

    server: ServerProcess
    people: dict[str, Visitor]
    ids: dict[str, str]
    console: LivePeer

    async def ask(self, who: str, route: Route) -> httpx2.Response:
        visitor, path = self.people[who], route.path.format(**self.ids)
        if route.method == "GET":
            return await visitor.get(path)
        body = route.body
        if isinstance(body, dict):
            body = {
                name: value.format(**self.ids) if isinstance(value, str) else value
                for name, value in body.items()
            }
        if route.method != "POST":
            return await visitor.change(route.method, path, body)
        return await visitor.post(path, body)

    async def state(self) -> dict[str, Any]:
        return dict((await self.people["owner"].get(HELP.format(**self.ids))).json())


async def signed_in(server: ServerProcess) -> dict[str, Visitor]:
    """An account for every role, in two teams; the first one works the queue."""
    admin = Visitor(server.url)
    await admin.set_up(server.setup_token)
    people = {"admin": admin}
    teams = {
        name: (await admin.post("/api/teams", {"name": name})).json()["team_id"]
        for name in ("first", "second")
    }
    queue = {"name": "Help desk", "team_id": teams["first"]}
    people["customer"], people["nobody"], people["next"] = (Visitor(server.url) for _ in range(3))
    queue_id = (await admin.post("/api/queues", queue)).json()["queue_id"]
    asked = {"name": "Carmen", "reason": "Mail", "queue_id": queue_id}
    for name in ("customer", "next"):
        assert (await people[name].post("/api/help", asked)).status_code == 201
    for name, (role, team) in WHO.items():
        email = f"{name.replace(' ', '.')}@example.org"
        account = {"name": name, "email": email, "password": PASSWORD, "role": role, "teams": [teams[team]]}
        made = await admin.post("/api/staff", account)
        assert made.status_code == 201, made.text
        people[name] = Visitor(server.url)
        await people[name].sign_in(email)
    return people


async def office(server: ServerProcess) -> Office:
    people = await signed_in(server)
    owner = people["owner"]
    session_id = (await owner.post("/api/queue/next")).json()["session_id"]
    ticket = await owner.post("/api/tickets", {"kind": "console", "session_id": session_id})
    console = await greet(
        server.url.replace("http", "ws", 1), PeerKind.CONSOLE, ticket=ticket.json()["ticket"]
    )
    me = {name: (await people[name].get("/api/me")).json()["person_id"] for name in ("expert", "colleague")}
    await console.say(Invite(request_id=CALL, person_id=me["expert"]))
    await console.fact("invited")
    path = f"/api/sessions/{session_id}"
    assert (await people["expert"].post(f"{path}/calls/{CALL}/accept")).status_code == 204
    await console.say(OfferTransfer(request_id=OFFER, to_person=me["colleague"]))
    await console.fact("transfer_offered")
    sent = await owner.upload(f"{path}/attachments?room=inner", "a.txt", b"inside", "text/plain")
    file = Attachment.model_validate_json(sent.content).attachment_id
    demo = (await owner.post("/api/demos", {"title": "How we work"})).json()["session_id"]
    waiting = (await people["next"].get("/api/help")).json()["session_id"]
    ids = {"session": session_id, "demo": demo, "file": file, "waiting": waiting}
    return Office(server, people, ids, console)


def asking(route: Route) -> list[str]:
    """Who is refused asks first: afterwards there may be nothing left to ask for."""
    known = [who for who in EVERYONE if (who, route.name) not in SPARED]
    return sorted(known, key=lambda who: route.wanted(who) < 300)


async def test_who_may_ask_which_route_for_what_h1() -> None:
    with server_process(tls="off") as server:
        all_ = await office(server)
        wrong = await refusals(all_, ROUTES)
        for room, allowed in UPLOADS.items():
            wrong += await uploads(all_, room, allowed | {"boss"})
        await all_.console.socket.close()
        for visitor in all_.people.values():
            await visitor.client.aclose()
    assert not wrong, "\n".join(wrong)


async def test_who_may_ask_which_route_for_a_record_h1() -> None:
    with server_process(tls="off") as server:
        all_ = await office(server)
        await all_.console.say(WithdrawTransfer())  # it would run out on the way
        await all_.console.fact("transfer_over")
        wrong = await refusals(all_, RECORD_ROUTES)
        await all_.console.socket.close()
        for visitor in all_.people.values():
            await visitor.client.aclose()
    assert not wrong, "\n".join(wrong)


async def refusals(all_: Office, routes: Sequence[Route]) -> list[str]:
    """What was answered otherwise than the table says, or changed something although it was refused."""
    wrong: list[str] = []
    for route in routes:
        for who in asking(route):
            before = await all_.state()
            answer = await all_.ask(who, route)
            if answer.status_code != route.wanted(who):
                wrong.append(f"{who}: {route.name}: {answer.status_code} {answer.text[:80]}")
            if answer.is_error and await all_.state() != before:
                wrong.append(f"{who}: {route.name}: refused, and yet something happened")
    return wrong


async def uploads(all_: Office, room: str, allowed: frozenset[str]) -> list[str]:
    """Who sends files into this room, and who may not; the boss has joined by now, and so has the learner."""
    path, wrong = f"{HELP.format(**all_.ids)}/attachments?room={room}", []
    for who in EVERYONE:
        answer = await all_.people[who].upload(path, "b.txt", b"more", "text/plain")
        wanted = 401 if who in OUTSIDE else 201 if who in allowed else 403
        if answer.status_code != wanted:
            wrong.append(f"{who}: a file into the {room} room: {answer.status_code}")
    mine = await all_.people["customer"].upload("/api/help/attachments", "c.txt", b"mine", "text/plain")
    strangers = await all_.people["nobody"].upload("/api/help/attachments", "c.txt", b"mine", "text/plain")
    inside = await all_.people["customer"].get(f"/api/help/attachments/{all_.ids['file']}")
    if (mine.status_code, strangers.status_code, inside.status_code) != (201, 404, 404):
        wrong.append(f"the customer's own: {mine.status_code} {strangers.status_code} {inside.status_code}")
    return wrong
