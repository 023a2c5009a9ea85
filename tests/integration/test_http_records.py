"""The records over HTTP: found, opened with a reason, held, tagged, erased; and what the customer keeps."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import pytest

from protocol.chat import Room, Said
from protocol.codec import TO_PAGE
from protocol.errors import CloseCode
from protocol.ids import PersonId, QueueId, RequestId, SessionId, TeamId
from protocol.limits import PROTOCOL_VERSION
from protocol.link_messages import Hello
from protocol.people import Person
from protocol.roles import Role
from server.app import Running
from server.runtime.peers import Peer
from server.runtime.records import LOOK_MS
from server.security.clock import SystemClock
from server.settings import Settings
from tests.integration.test_http_people import team
from tests.support.archive import Archive, archive
from tests.support.fakes_server import FakeOutlet
from tests.support.visitor import Visitor, code_of

pytestmark = pytest.mark.slow

REASON = {"reason": "A complaint of today"}
HELD = {"held": True, **REASON}
STAFF = (
    ("Bo", Role.AGENT, "First"),
    ("Cy", Role.AGENT, "First"),
    ("Max", Role.MANAGER, "First"),
    ("Mia", Role.MANAGER, "Second"),
    ("Sam", Role.SUPERVISOR, "First"),
    ("Lea", Role.LEARNER, "First"),
)


@dataclass
class Office:
    """Everyone who may want to see: two teams, a session of the first one's, helped by Bo."""

    people: dict[str, Visitor]
    bo: Person
    queue_id: QueueId
    session_id: SessionId
    past: Archive

    def __getitem__(self, name: str) -> Visitor:
        return self.people[name]

    @property
    def path(self) -> str:
        return f"/api/records/{self.session_id}"

    async def entries(self, name: str) -> list[dict[str, Any]]:
        """What this person reads of the log, after saying why."""
        assert (await self[name].post(f"{self.path}/views", REASON)).status_code == 201
        shown = await self[name].get(self.path)
        assert shown.status_code == 200, shown.text
        return list(shown.json()["entries"])

    async def found(self, name: str, query: str = "") -> list[str]:
        """The sessions that this person's search finds."""
        answer = await self[name].get(f"/api/records{query}")
        assert answer.status_code == 200, answer.text
        return [one["session_id"] for one in answer.json()["records"]]


@pytest.fixture
async def office(
    server_settings: Settings, ana: Visitor, visit: Callable[..., Visitor]
) -> AsyncIterator[Office]:
    first, second = TeamId(await team(ana, "First")), TeamId(await team(ana, "Second"))
    people: dict[str, Visitor] = {"ana": ana, "nobody": visit()}
    who: dict[str, Person] = {}
    async with archive(server_settings) as past:
        for name, role, where in STAFF:
            people[name] = visit()
            who[name] = await past.employ(people[name], name, role, first if where == "First" else second)
        made = await ana.post("/api/queues", {"name": "Help desk", "team_id": first})
        queue_id, bo = QueueId(made.json()["queue_id"]), who["Bo"]
        inside = Said(message_id=RequestId("m_001"), room=Room.INNER, person_id=bo.person_id, text="canary")
        session_id = await past.session(bo, inside, queue_id=queue_id)
        yield Office(people, bo, queue_id, session_id, past)


async def test_a_record_is_listed_with_its_names(office: Office) -> None:
    answer = await office["Max"].get("/api/records?q=MAIL")
    (record,) = answer.json()["records"]
    assert answer.json()["next"] is None
    assert record["session_id"] == office.session_id
    assert (record["queue_name"], record["team_name"]) == ("Help desk", "First")
    assert (record["customer_name"], record["ended_by"], record["duration_ms"]) == ("Carmen", "staff", 4000)
    assert [one["name"] for one in record["people"]] == ["Bo", "Carmen"]
    flags = ("recorded", "held", "erased", "running", "interrupted")
    assert [record[flag] for flag in flags] == [False] * 5


async def test_everyone_finds_what_they_may_see_and_nothing_else_h2(office: Office) -> None:
    here = [office.session_id]
    assert {name: await office.found(name) for name in ("Bo", "Max", "Sam")} == dict.fromkeys(
        ("Bo", "Max", "Sam"), here
    )
    for name in ("Cy", "Mia", "ana"):
        assert await office.found(name) == [], name
        assert code_of(await office[name].post(f"{office.path}/views", REASON)) == (403, "not_allowed")
    assert code_of(await office["Lea"].get("/api/records")) == (403, "not_allowed")
    assert code_of(await office["nobody"].get("/api/records")) == (401, "not_signed_in")
    assert code_of(await office["nobody"].get(office.path)) == (401, "not_signed_in")


async def test_nothing_is_shown_before_somebody_said_why_n9(office: Office) -> None:
    for path in ("", "/segments/1", "/segments/1/index"):
        assert code_of(await office["Max"].get(office.path + path)) == (403, "reason_needed"), path
    for wrong in ({}, {"reason": ""}, {"reason": " "}, {"reason": "x" * 2000}, {**REASON, "more": 1}):
        assert code_of(await office["Max"].post(f"{office.path}/views", wrong)) == (422, "invalid")
    log = await office.entries("Max")
    assert log[-1]["fact"] | {"person_id": ""} == {
        "type": "looked",
        "person_id": "",
        "name": "Max",
        **REASON,
    }
    assert code_of(await office["Sam"].get(office.path)) == (403, "reason_needed")
    again = await office.entries("Max")
    assert [one["fact"]["type"] for one in again[-2:]] == ["looked", "looked"]


async def test_a_sign_out_ends_what_a_reason_opened(office: Office, server: Running) -> None:
    await office.entries("Max")
    passes, bucket = office.past.passes, SystemClock(0).now_ms() // LOOK_MS
    digest = office.past.secrets.digest(f"replay|{office.session_id}|p_max|{bucket}")
    assert await passes.peek(digest, "replay", 0) is not None
    await server.hub.sign_out(PersonId("p_max"))
    assert await passes.peek(digest, "replay", 0) is None


async def test_a_manager_reads_nothing_of_the_inner_room_a1(office: Office) -> None:
    assert "canary" in str(await office.entries("Sam"))
    assert "canary" in str(await office.entries("Bo"))
    assert "canary" not in str(await office.entries("Max"))
    assert await office.found("Sam", "?q=canary") == [office.session_id]
    assert await office.found("Max", "?q=canary") == []


async def test_only_what_is_new_is_asked_for(office: Office) -> None:
    log = await office.entries("Sam")
    more = (await office["Sam"].get(f"{office.path}?after_seq={log[-2]['seq']}")).json()
    assert more["entries"] == log[-1:]
    assert (more["access"], more["from_ms"], more["segments"]) == ("team", None, [])
    assert more["head"]["seq"] == log[-1]["seq"]
    assert len(more["head"]["hash"]) == 64


async def test_pages_follow_each_other(office: Office) -> None:
    later = [await office.past.session(office.bo, queue_id=office.queue_id) for _ in range(2)]
    answer = (await office["Max"].get("/api/records?limit=2")).json()
    assert [one["session_id"] for one in answer["records"]] == [later[1], later[0]]
    rest = (await office["Max"].get(f"/api/records?limit=2&after={answer['next']}")).json()
    assert ([one["session_id"] for one in rest["records"]], rest["next"]) == ([office.session_id], None)


async def test_a_search_by_all_there_is(office: Office) -> None:
    query = (
        f"?q=carmen&person={office.bo.person_id}&since=1&until=1900000000000&outcome=staff&recorded=false"
        "&least_minutes=0&most_minutes=1"
    )
    assert await office.found("Max", query) == [office.session_id]
    for none in ("mode=admin", "outcome=running", "outcome=customer", "tag=x", "least_minutes=2", "q=zebra"):
        assert await office.found("Max", f"?{none}") == [], none


@pytest.mark.parametrize(
    "query",
    ["mode=fly", "outcome=x", "after=x", "after=0", "limit=0", "limit=101", "since=-1", "person=A", "tag="],
)
async def test_a_search_that_cannot_be_read_is_invalid(ana: Visitor, query: str) -> None:
    assert code_of(await ana.get(f"/api/records?{query}")) == (422, "invalid")


async def test_tags_are_set_by_who_may_see_it(office: Office) -> None:
    path = f"{office.path}/tags"
    done = await office["Bo"].change("PUT", path, {"tags": ["Good", "Mail"]})
    assert (done.status_code, sorted(done.json()["tags"])) == (200, ["Good", "Mail"])
    assert await office.found("Max", "?tag=good") == [office.session_id]
    for wrong in ({"tags": [""]}, {"tags": ["x" * 61]}, {"tags": ["x"] * 21}, {}):
        assert code_of(await office["Bo"].change("PUT", path, wrong)) == (422, "invalid")
    assert code_of(await office["Mia"].change("PUT", path, {"tags": []})) == (403, "not_allowed")


async def test_a_hold_is_logged_and_keeps_it(office: Office) -> None:
    path = f"{office.path}/hold"
    for name in ("Bo", "Mia", "ana"):
        assert code_of(await office[name].change("PUT", path, HELD)) == (403, "not_allowed"), name
    done = await office["Max"].change("PUT", path, HELD)
    assert (done.status_code, done.json()["held"]) == (200, True)
    assert code_of(await office["Max"].change("DELETE", office.path, REASON)) == (409, "held")
    await office["Max"].change("PUT", path, {**HELD, "held": False})
    kept = [one["fact"]["held"] for one in await office.entries("Max") if one["fact"]["type"] == "kept"]
    assert kept == [True, False]
    assert (await office["Max"].change("DELETE", office.path, REASON)).status_code == 204


async def test_an_erased_session_shows_that_it_took_place_and_no_more(office: Office) -> None:
    await office.past.record(office.session_id)
    folder = office.past.root / office.session_id
    assert list(folder.glob("*.rec"))
    await office.entries("Max")
    for name in ("Bo", "Mia", "ana"):
        assert code_of(await office[name].change("DELETE", office.path, REASON)) == (403, "not_allowed"), name
    assert (await office["Max"].change("DELETE", office.path, REASON)).status_code == 204
    for path in ("", "/segments/1", "/segments/1/index"):
        assert code_of(await office["Max"].get(office.path + path)) == (410, "erased"), path
    assert code_of(await office["Max"].post(f"{office.path}/views", REASON)) == (410, "erased")
    assert code_of(await office["Max"].change("DELETE", office.path, REASON)) == (410, "erased")
    (record,) = (await office["Max"].get("/api/records")).json()["records"]
    assert (record["erased"], record["customer_name"], record["reason"], record["people"]) == (
        True,
        None,
        None,
        [],
    )
    assert await office.found("Sam", "?q=canary") == []
    assert not list(folder.glob("*.rec"))
    assert await office.past.log.verify(office.session_id) == 7
    receipt = (await office["Max"].get(f"/api/sessions/{office.session_id}/receipt")).json()
    assert receipt["erased_at_ms"] is not None
    assert (receipt["entry_count"], receipt["people"], receipt["reason"]) == (7, [], "")


async def test_a_session_that_goes_on_is_not_erased(
    office: Office, server: Running, visit: Callable[..., Visitor]
) -> None:
    session_id, _ = await going_on(office, visit)
    path = f"/api/records/{session_id}"
    assert code_of(await office["Sam"].change("DELETE", path, REASON)) == (409, "out_of_turn")
    await server.hub.end(session_id, office.bo.person_id)
    assert (await office["Sam"].change("DELETE", path, REASON)).status_code == 204


async def test_nobody_talks_in_an_erased_session_any_more(
    office: Office, server: Running, visit: Callable[..., Visitor]
) -> None:
    session_id, customer = await going_on(office, visit)
    await server.hub.end(session_id, office.bo.person_id)
    outlet = FakeOutlet(TO_PAGE)  # type: ignore[arg-type]  # because a page decodes its own messages only
    page = await open_page(server, customer, outlet)
    assert page.person.name == "Carmen"
    assert (await office["Sam"].change("DELETE", f"/api/records/{session_id}", REASON)).status_code == 204
    assert outlet.closed == CloseCode.OVER
    assert code_of(await customer.get("/api/help/talk")) == (404, "unknown")


async def open_page(server: Running, customer: Visitor, outlet: FakeOutlet) -> Peer:
    """The customer's page, which comes to talk after the end."""
    ticket = (await customer.get("/api/help/talk")).json()["ticket"]
    admitted = await server.hub.doorman.admit(Hello(protocol=PROTOCOL_VERSION, version="test", ticket=ticket))
    return await server.hub.open_link(admitted, outlet)


async def test_who_is_in_a_session_that_goes_on_sees_its_record(
    office: Office, visit: Callable[..., Visitor]
) -> None:
    session_id, _ = await going_on(office, visit)
    assert (await office["Bo"].post(f"/api/records/{session_id}/views", REASON)).status_code == 201
    shown = (await office["Bo"].get(f"/api/records/{session_id}?last_minutes=5")).json()
    assert (shown["access"], shown["record"]["running"]) == ("recent", True)
    assert shown["from_ms"] <= shown["record"]["opened_at"]
    assert code_of(await office["Cy"].get(f"/api/records/{session_id}")) == (403, "not_allowed")


async def test_the_receipt_is_the_customers_and_of_who_may_see_the_record(
    office: Office, visit: Callable[..., Visitor]
) -> None:
    session_id, customer = await going_on(office, visit)
    path = f"/api/sessions/{session_id}/receipt"
    receipt = (await customer.get(path)).json()
    assert [one["name"] for one in receipt["people"]] == ["Carmen", "Bo"]
    assert (receipt["entry_count"], receipt["ended_at_ms"]) == (3, None)
    for name in ("Bo", "Max", "Sam"):
        assert (await office[name].get(path)).json() == receipt, name
    for name in ("Cy", "Mia", "Lea", "ana"):
        assert code_of(await office[name].get(path)) == (403, "not_allowed"), name
    assert code_of(await office["nobody"].get(path)) == (401, "not_signed_in")
    others = visit()
    await others.ask_for_help(name="Oscar")
    assert code_of(await others.get(path)) == (404, "unknown")
    assert code_of(await customer.get(f"/api/sessions/{office.session_id}/receipt")) == (404, "unknown")
    assert code_of(await customer.get(f"/api/records/{session_id}")) == (401, "not_signed_in")


async def test_the_rules_are_the_staffs_to_read(office: Office) -> None:
    rules = (await office["Bo"].get("/api/recording-rules")).json()
    assert (rules["policy"], rules["keep_days"], rules["admins_may_replay"]) == ("ask", 0, False)
    assert rules["store"]["where"] == "disk"
    assert rules["store"]["free_bytes"] > 0
    assert code_of(await office["nobody"].get("/api/recording-rules")) == (401, "not_signed_in")


async def test_a_session_that_nobody_knows_is_unknown(office: Office) -> None:
    for path in ("/api/records/s_nobody", "/api/sessions/s_nobody/receipt"):
        assert code_of(await office["Max"].get(path)) == (404, "unknown"), path
    assert code_of(await office["Max"].post("/api/records/s_nobody/views", REASON)) == (404, "unknown")


async def going_on(office: Office, visit: Callable[..., Visitor]) -> tuple[SessionId, Visitor]:
    """A session of Bo's that is not over, and its customer."""
    customer = visit()
    asked = {"name": "Carmen", "reason": "Mail", "queue_id": office.queue_id}
    assert (await customer.post("/api/help", asked)).status_code == 201
    taken = await office["Bo"].post("/api/queue/next")
    assert taken.status_code == 200, taken.text
    return SessionId(taken.json()["session_id"]), customer
