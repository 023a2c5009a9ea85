"""Who works here: accounts, teams, skills and queues, through the whole server on SQLite."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from websockets import Origin
from websockets.asyncio.client import connect

from protocol.roles import STAFF, Role
from server.app import Running
from server.http.teams import TEAMS_LIMIT
from tests.support.server_process import server_process
from tests.support.visitor import PASSWORD, Visitor, code_of

pytestmark = pytest.mark.slow  # Argon2id takes its time, as it has to

Visit = Callable[..., Visitor]


async def hired(ana: Visitor, name: str, **more: object) -> dict[str, Any]:
    """A new account."""
    asked = {"name": name, "email": f"{name.lower()}@example.org", "password": PASSWORD, **more}
    made = await ana.post("/api/staff", asked)
    assert made.status_code == 201, made.text
    return dict(made.json())


async def signed_in(visit: Visit, name: str) -> Visitor:
    visitor = visit()
    assert (await visitor.sign_in(f"{name.lower()}@example.org")).status_code == 200
    return visitor


async def team(ana: Visitor, name: str) -> str:
    made = await ana.post("/api/teams", {"name": name})
    assert made.status_code == 201, made.text
    return str(made.json()["team_id"])


async def test_the_directory_holds_the_first_administrator_and_everyones_queue(ana: Visitor) -> None:
    found = (await ana.get("/api/directory")).json()
    assert [(one["name"], one["role"], one["present"]) for one in found["people"]] == [
        ("Ana", "admin", False)
    ]
    assert found["queues"] == [
        {"queue_id": "q_default", "name": "Everyone", "team_id": None, "is_default": True}
    ]
    assert (found["teams"], found["skills"]) == ([], [])


async def test_what_an_administrator_changes_is_in_the_directory_at_once(ana: Visitor, visit: Visit) -> None:
    pay = await team(ana, "Payroll")
    bo = await hired(ana, "Bo", teams=[pay], skills=["SAP", "sap", " Excel "])
    assert (bo["teams"], sorted(bo["skills"], key=str.casefold)) == ([pay], ["Excel", "sap"])
    changed = await ana.change(
        "PATCH", f"/api/staff/{bo['person_id']}", {"name": "Bo B.", "skills": ["Redes"]}
    )
    assert (changed.json()["name"], changed.json()["teams"]) == ("Bo B.", [pay])
    found = (await (await signed_in(visit, "Bo")).get("/api/directory")).json()
    assert found["people"][1] == {
        "person_id": bo["person_id"],
        "name": "Bo B.",
        "role": "agent",
        "teams": [pay],
        "skills": ["Redes"],
        "present": False,
    }
    assert found["skills"] == ["Redes"]
    assert found["teams"] == [{"team_id": pay, "name": "Payroll"}]


async def test_who_is_disabled_is_listed_for_administrators_only(ana: Visitor, visit: Visit) -> None:
    bo = await hired(ana, "Bo", skills=["SAP"])
    await ana.change("PATCH", f"/api/staff/{bo['person_id']}", {"disabled": True})
    listed = (await ana.get("/api/staff")).json()["staff"]
    assert [(one["name"], one["disabled"], one["skills"]) for one in listed] == [
        ("Ana", False, []),
        ("Bo", True, ["SAP"]),
    ]
    assert len((await ana.get("/api/directory")).json()["people"]) == 1
    assert code_of(await visit().sign_in("bo@example.org")) == (401, "wrong_credentials")
    await ana.change("PATCH", f"/api/staff/{bo['person_id']}", {"disabled": False})
    await signed_in(visit, "Bo")


@pytest.mark.parametrize("change", [{"disabled": True}, {"role": "learner"}], ids=["disabled", "demoted"])
async def test_a_demotion_ends_every_sign_in_and_its_tickets_h4(
    ana: Visitor, visit: Visit, change: dict[str, object]
) -> None:
    bo = await hired(ana, "Bo", role="supervisor")
    desk = await signed_in(visit, "Bo")
    async with asyncio.timeout(1):
        assert (await ana.change("PATCH", f"/api/staff/{bo['person_id']}", change)).status_code == 200
        assert code_of(await desk.get("/api/me")) == (401, "not_signed_in")


async def test_a_new_password_ends_the_old_and_its_sign_ins_h4(ana: Visitor, visit: Visit) -> None:
    bo = await hired(ana, "Bo")
    desk = await signed_in(visit, "Bo")
    change = {"password": "another battery staple"}
    assert (await ana.change("PATCH", f"/api/staff/{bo['person_id']}", change)).status_code == 200
    assert code_of(await desk.get("/api/me")) == (401, "not_signed_in")
    assert code_of(await desk.sign_in("bo@example.org")) == (401, "wrong_credentials")
    assert (await desk.sign_in("bo@example.org", change["password"])).status_code == 200


async def test_another_name_or_skill_ends_no_sign_in_h4(ana: Visitor, visit: Visit) -> None:
    bo = await hired(ana, "Bo")
    desk = await signed_in(visit, "Bo")
    change = {"name": "Bo B.", "skills": ["SAP"], "role": "agent", "disabled": False, "language": "es"}
    assert (await ana.change("PATCH", f"/api/staff/{bo['person_id']}", change)).status_code == 200
    assert (await desk.get("/api/me")).json()["name"] == "Bo B."


@pytest.mark.parametrize("change", [{"disabled": True}, {"role": "agent"}], ids=["disabled", "demoted"])
async def test_nobody_takes_their_own_administrators_right(
    ana: Visitor, visit: Visit, change: dict[str, object]
) -> None:
    me = (await ana.get("/api/me")).json()["person_id"]
    bo = await hired(ana, "Bo", role="admin")
    assert code_of(await ana.change("PATCH", f"/api/staff/{me}", change)) == (403, "not_allowed")
    desk = await signed_in(visit, "Bo")
    assert (await desk.change("PATCH", f"/api/staff/{me}", change)).status_code == 200
    own = await desk.change("PATCH", f"/api/staff/{bo['person_id']}", change)
    assert code_of(own) == (403, "not_allowed")


async def test_one_administrator_remains_when_two_demote_each_other(ana: Visitor, visit: Visit) -> None:
    me = (await ana.get("/api/me")).json()["person_id"]
    bo = await hired(ana, "Bo", role="admin")
    desk = await signed_in(visit, "Bo")
    answers = await asyncio.gather(
        ana.change("PATCH", f"/api/staff/{bo['person_id']}", {"role": "agent"}),
        desk.change("PATCH", f"/api/staff/{me}", {"role": "agent"}),
    )
    assert min(answer.status_code for answer in answers) == 200
    refused = next(answer for answer in answers if answer.status_code != 200)
    assert code_of(refused)[1] in {"out_of_turn", "not_allowed", "not_signed_in"}


@pytest.mark.parametrize("role", sorted(STAFF - {Role.ADMIN}))
async def test_only_an_administrator_changes_who_works_here(ana: Visitor, visit: Visit, role: Role) -> None:
    pay = await team(ana, "Payroll")
    bo = await hired(ana, "Bo", role=role.value)
    desk = await signed_in(visit, "Bo")
    own = f"/api/staff/{bo['person_id']}"
    tries = [
        await desk.get("/api/staff"),
        await desk.change("PATCH", own, {"role": "admin"}),
        await desk.post("/api/teams", {"name": "Mine"}),
        await desk.change("PATCH", f"/api/teams/{pay}", {"name": "Mine"}),
        await desk.change("DELETE", f"/api/teams/{pay}"),
        await desk.post("/api/queues", {"name": "Mine"}),
        await desk.change("PATCH", "/api/queues/q_default", {"name": "Mine"}),
        await desk.change("DELETE", "/api/queues/q_default"),
    ]
    assert [code_of(answer) for answer in tries] == [(403, "not_allowed")] * len(tries)
    for path in ("directory", "teams", "queues"):
        assert (await desk.get(f"/api/{path}")).status_code == 200


async def test_strangers_and_customers_read_nothing_of_who_works_here(ana: Visitor, visit: Visit) -> None:
    carmen = visit()
    await carmen.ask_for_help()
    for path in ("directory", "teams", "queues", "staff"):
        assert code_of(await carmen.get(f"/api/{path}")) == (401, "not_signed_in")


async def test_a_removed_team_leaves_its_queues_to_everyone(ana: Visitor) -> None:
    pay = await team(ana, "Payroll")
    await hired(ana, "Bo", teams=[pay])
    made = await ana.post("/api/queues", {"name": "Payslips", "team_id": pay})
    assert made.json()["team_id"] == pay
    assert (await ana.change("DELETE", f"/api/teams/{pay}")).status_code == 204
    found = (await ana.get("/api/directory")).json()
    queue = next(one for one in found["queues"] if one["name"] == "Payslips")
    assert (queue["team_id"], found["teams"], found["people"][1]["teams"]) == (None, [], [])
    assert code_of(await ana.change("DELETE", f"/api/teams/{pay}")) == (404, "unknown")


async def test_a_queue_changes_its_name_and_its_team_each_alone(ana: Visitor) -> None:
    pay = await team(ana, "Payroll")
    queue = (await ana.post("/api/queues", {"name": "Payslips"})).json()
    path = f"/api/queues/{queue['queue_id']}"
    assert queue["team_id"] is None
    assert (await ana.change("PATCH", path, {"team_id": pay})).json() == queue | {"team_id": pay}
    assert (await ana.change("PATCH", path, {"name": "Pay"})).json() == queue | {
        "team_id": pay,
        "name": "Pay",
    }
    assert (await ana.change("PATCH", path, {"team_id": None})).json()["team_id"] is None
    assert (await ana.change("DELETE", path)).status_code == 204
    assert code_of(await ana.change("DELETE", path)) == (404, "unknown")
    assert code_of(await ana.change("PATCH", path, {"name": "Pay"})) == (404, "unknown")


async def test_the_default_queue_takes_another_name_and_nothing_else(ana: Visitor) -> None:
    pay = await team(ana, "Payroll")
    path = "/api/queues/q_default"
    assert (await ana.change("PATCH", path, {"name": "Help desk"})).json()["name"] == "Help desk"
    assert code_of(await ana.change("PATCH", path, {"team_id": pay})) == (409, "out_of_turn")
    assert code_of(await ana.change("DELETE", path)) == (409, "out_of_turn")
    assert [one["name"] for one in (await ana.get("/api/queues")).json()["queues"]] == ["Help desk"]


async def test_a_taken_name_is_refused_with_a_sentence(ana: Visitor) -> None:
    await team(ana, "Payroll")
    refused = await ana.post("/api/teams", {"name": "PAYROLL"})
    assert code_of(refused) == (422, "invalid")
    assert refused.json()["detail"] == "This name is taken already. Choose another one."
    other = await team(ana, "Networks")
    assert code_of(await ana.change("PATCH", f"/api/teams/{other}", {"name": "payroll"}))[0] == 422
    assert (await ana.change("PATCH", f"/api/teams/{other}", {"name": "NETWORKS"})).status_code == 200


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"teams": ["t_none"]}, 404),
        ({"teams": ["t_none"] * 51}, 422),
        ({"skills": [f"skill {number}" for number in range(51)]}, 422),
        ({"skills": [""]}, 422),
        ({"skills": ["a" * 121]}, 422),
        ({"role": "customer"}, 403),
        ({"role": "king"}, 422),
        ({"language": "no language"}, 422),
        ({"password": "short"}, 422),
        ({"email": "other@example.org"}, 422),
        ({"name": "\u202e"}, 422),
    ],
)
async def test_a_change_that_makes_no_sense_changes_nothing(
    ana: Visitor, change: dict[str, object], status: int
) -> None:
    bo = await hired(ana, "Bo", skills=["SAP"])
    answer = await ana.change("PATCH", f"/api/staff/{bo['person_id']}", change)
    assert answer.status_code == status, answer.text
    assert code_of(answer)
    assert (await ana.get("/api/staff")).json()["staff"][1] == bo


async def test_an_account_of_a_team_that_is_not_there_is_not_made(ana: Visitor) -> None:
    asked = {"name": "Bo", "email": "bo@example.org", "password": PASSWORD, "teams": ["t_none"]}
    assert code_of(await ana.post("/api/staff", asked)) == (404, "unknown")
    assert len((await ana.get("/api/staff")).json()["staff"]) == 1


async def test_changing_nobody_is_said(ana: Visitor) -> None:
    assert code_of(await ana.change("PATCH", "/api/staff/p_nobody", {"name": "Bo"})) == (404, "unknown")


async def test_a_change_without_its_token_is_refused(ana: Visitor) -> None:
    ana.csrf = ""
    assert code_of(await ana.change("DELETE", "/api/teams/t_one")) == (403, "csrf_missing")


async def test_teams_have_an_end(server: Running, ana: Visitor) -> None:
    for number in range(TEAMS_LIMIT):
        await team(ana, f"Team {number}")
    assert code_of(await ana.post("/api/teams", {"name": "One more"})) == (409, "out_of_turn")


async def test_a_name_with_markup_and_bidi_is_plain_text(ana: Visitor) -> None:
    made = await ana.post("/api/teams", {"name": "<b>Pay\u202eroll</b>\n"})
    assert made.json()["name"] == "<b>Payroll</b>"


@pytest.mark.timeout(60)
@pytest.mark.blocks("starts and waits for a process")
async def test_who_has_a_desk_is_present_until_disabled_and_is_out_within_a_second_h4() -> None:
    with server_process() as server:
        async with server.visitor() as ana, server.visitor() as bo:
            await ana.set_up(server.setup_token)
            person_id = (await hired(ana, "Bo"))["person_id"]
            assert (await bo.sign_in("bo@example.org")).status_code == 200
            ticket = (await bo.post("/api/tickets", {"kind": "desk"})).json()["ticket"]
            url = f"{server.url.replace('https', 'wss')}/ws"
            async with connect(url, ssl=server.trust(), origin=Origin(server.url)) as desk:
                hello = {"type": "hello", "protocol": 1, "ticket": ticket, "version": "t"}
                await desk.send(json.dumps(hello))
                assert json.loads(await desk.recv())["type"] == "welcome"
                assert await present(ana) == {"Ana": False, "Bo": True}
                async with asyncio.timeout(1):
                    await ana.change("PATCH", f"/api/staff/{person_id}", {"disabled": True})
                    await desk.wait_closed()
                assert desk.close_code == 4401
            assert await present(ana) == {"Ana": False}


async def present(ana: Visitor) -> dict[str, bool]:
    people = (await ana.get("/api/directory")).json()["people"]
    return {one["name"]: one["present"] for one in people}
