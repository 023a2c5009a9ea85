"""The HTTP routes, through the whole server on SQLite."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Callable

import pytest
from argon2 import PasswordHasher

from protocol.link_messages import Hello, PeerKind
from server.app import Running
from server.errors import TicketUnknown
from server.security.passwords import Passwords
from tests.support.visitor import PASSWORD, Visitor, code_of

pytestmark = pytest.mark.slow  # Argon2id takes its time, as it has to

Visit = Callable[..., Visitor]


# First start


async def test_the_first_start_makes_one_administrator_and_then_is_gone(
    server: Running, visit: Visit
) -> None:
    first, second = visit(), visit()
    assert (await first.get("/api/setup")).json() == {"needed": True}
    me = await first.set_up(str(server.setup_token))
    assert me["role"] == "admin"
    assert (await first.get("/api/me")).json()["email"] == "ana@example.org"
    assert (await second.get("/api/setup")).json() == {"needed": False}
    again = {"token": server.setup_token, "name": "Eve", "email": "eve@example.org", "password": PASSWORD}
    assert code_of(await second.post("/api/setup", again)) == (404, "setup_done")


async def test_a_wrong_set_up_token_is_refused_and_slowed_down(server: Running, visit: Visit) -> None:
    body = {"token": "wrong", "name": "Eve", "email": "eve@example.org", "password": PASSWORD}
    eve = visit()
    answers = [code_of(await eve.post("/api/setup", body)) for _ in range(11)]
    assert answers == [(403, "not_allowed")] * 10 + [(429, "too_many")]


async def test_the_organisation_is_what_the_first_start_said(server: Running, visit: Visit) -> None:
    body = {"token": server.setup_token, "name": "Ana", "email": "a@b.org", "password": PASSWORD}
    visitor = visit()
    await visitor.post("/api/setup", {**body, "organisation": "Ayuda S. L."})
    assert (await visitor.get("/api/about")).json()["organisation"] == "Ayuda S. L."
    assert (await visitor.ask_for_help())["organisation"] == "Ayuda S. L."


# Signing in


async def test_no_ticket_outlives_a_sign_out_that_overtook_its_request(ana: Visitor, server: Running) -> None:
    me = (await ana.get("/api/me")).json()
    asked = [ana.post("/api/tickets", {"kind": "desk"}) for _ in range(20)]
    answers = await asyncio.gather(*asked[:10], server.hub.sign_out(me["person_id"]), *asked[10:])
    tickets = [one.json()["ticket"] for one in answers if one is not None and one.status_code == 201]
    for ticket in tickets:
        with pytest.raises(TicketUnknown):
            await server.hub.doorman.admit(Hello(protocol=1, version="1", ticket=ticket))


async def test_signing_in_and_out(ana: Visitor, visit: Visit) -> None:
    elsewhere = visit()
    signed = await elsewhere.sign_in("ANA@example.org")
    assert (signed.status_code, signed.json()["name"]) == (200, "Ana")
    assert (await elsewhere.post("/api/sign-out")).status_code == 204
    assert code_of(await elsewhere.get("/api/me")) == (401, "not_signed_in")
    assert code_of(await ana.get("/api/me")) == (401, "not_signed_in")


@pytest.mark.parametrize(
    ("email", "password"),
    [("ana@example.org", "not the password"), ("nobody@example.org", PASSWORD)],
    ids=["wrong password", "unknown account"],
)
async def test_what_is_wrong_about_a_sign_in_is_not_told(
    ana: Visitor, visit: Visit, email: str, password: str
) -> None:
    refused = await visit().sign_in(email, password)
    assert code_of(refused) == (401, "wrong_credentials")
    assert "set-cookie" not in refused.headers


async def test_ten_failures_make_the_account_wait_even_from_elsewhere(ana: Visitor, visit: Visit) -> None:
    for number in range(10):
        await visit(f"198.51.{number}.1").sign_in(password="not the password")
    waits = await visit("203.0.113.9").sign_in()
    assert code_of(waits) == (429, "too_many")
    assert int(waits.headers["retry-after"]) >= 1


async def test_a_disabled_account_is_signed_out_at_once(ana: Visitor, server: Running, visit: Visit) -> None:
    await ana.post("/api/staff", {"name": "Beto", "email": "beto@example.org", "password": PASSWORD})
    beto = visit()
    await beto.sign_in("beto@example.org")
    assert (await beto.get("/api/queue")).status_code == 200
    store = server.hub.doorman.staff
    known = await store.by_email("beto@example.org")
    assert known is not None
    await store.replace(dataclasses.replace(known, disabled=True))
    assert code_of(await beto.get("/api/queue")) == (401, "not_signed_in")
    assert code_of(await beto.sign_in("beto@example.org")) == (401, "wrong_credentials")


async def test_a_password_kept_by_older_parameters_is_kept_anew_at_the_next_sign_in(
    ana: Visitor, server: Running, visit: Visit
) -> None:
    store = server.hub.doorman.staff
    known = await store.by_email("ana@example.org")
    assert known is not None
    older = await Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)).hash(PASSWORD)
    await store.replace(dataclasses.replace(known, password_hash=older))
    assert (await visit().sign_in()).status_code == 200
    renewed = await store.by_email("ana@example.org")
    assert renewed is not None
    assert renewed.password_hash != older
    assert (await visit().sign_in()).status_code == 200


async def test_only_an_administrator_sees_and_adds_staff(ana: Visitor, visit: Visit) -> None:
    added = await ana.post(
        "/api/staff", {"name": "Beto", "email": "beto@example.org", "password": PASSWORD, "role": "agent"}
    )
    assert added.status_code == 201
    assert [one["name"] for one in (await ana.get("/api/staff")).json()["staff"]] == ["Ana", "Beto"]
    beto = visit()
    await beto.sign_in("beto@example.org")
    assert code_of(await beto.get("/api/staff")) == (403, "not_allowed")
    eve = {"name": "Eve", "email": "eve@example.org", "password": PASSWORD, "role": "admin"}
    assert code_of(await beto.post("/api/staff", eve)) == (403, "not_allowed")
    assert code_of(await ana.post("/api/staff", {**eve, "email": "BETO@example.org"})) == (422, "invalid")
    assert code_of(await ana.post("/api/staff", {**eve, "role": "customer"})) == (403, "not_allowed")


# The border


@pytest.mark.parametrize(
    "origin", [None, "https://evil.example", "null", "http://localhost:8443", "https://localhost"]
)
async def test_a_post_from_another_origin_is_refused(visit: Visit, origin: str | None) -> None:
    body = {"name": "Carmen", "reason": ""}
    refused = await visit().post("/api/help", body, headers={"origin": origin})
    assert code_of(refused) == (403, "origin_refused")


async def test_a_post_without_the_csrf_token_is_refused_and_with_it_taken(ana: Visitor) -> None:
    refused = await ana.post("/api/tickets", {"kind": "desk"}, headers={"x-csrf-token": None})
    assert code_of(refused) == (403, "csrf_missing")
    other = await ana.post("/api/tickets", {"kind": "desk"}, headers={"x-csrf-token": "x" * 43})
    assert code_of(other) == (403, "csrf_missing")
    assert (await ana.post("/api/tickets", {"kind": "desk"})).status_code == 201


async def test_another_host_name_is_refused_but_probes_may_come_by_address(visit: Visit) -> None:
    visitor = visit()
    rebound = await visitor.get("/api/about", headers={"host": "evil.example:8443"})
    assert code_of(rebound) == (403, "origin_refused")
    assert (await visitor.get("/healthz", headers={"host": "10.0.0.3"})).status_code == 200


async def test_a_body_over_64_kib_is_refused_announced_or_not(visit: Visit) -> None:
    visitor = visit()
    announced = await visitor.post("/api/help", {"name": "C", "reason": "x" * 70_000})
    assert code_of(announced) == (413, "message_too_big")

    async def trickle() -> AsyncIterator[bytes]:
        for _ in range(70):
            yield b" " * 1024

    headers = {"origin": visitor.base_url, "content-type": "application/json"}
    silent = await visitor.client.post("/api/help", content=trickle(), headers=headers)
    assert code_of(silent) == (413, "message_too_big")


async def test_every_answer_carries_the_security_headers(visit: Visit) -> None:
    visitor = visit()
    for path in ("/healthz", "/api/me", "/nothing.js", "/help"):
        headers = (await visitor.get(path)).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert "camera=()" in headers["permissions-policy"]
        assert headers["cache-control"] == "no-store"


async def test_the_cookie_cannot_be_read_by_a_script_or_sent_by_another_site(
    server: Running, visit: Visit
) -> None:
    answer = await visit().post(
        "/api/setup", {"token": server.setup_token, "name": "A", "email": "a@b.org", "password": PASSWORD}
    )
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-auxilio=")
    assert {"HttpOnly", "Secure", "SameSite=strict", "Path=/"} <= {part.strip() for part in cookie.split(";")}


# Errors


async def test_errors_speak_the_language_of_the_request(visit: Visit) -> None:
    spanish = (await visit(language="es-MX, en;q=0.5").get("/api/me")).json()
    english = (await visit(language="de, en;q=0.2").get("/api/me")).json()
    assert spanish["detail"].startswith("No ha iniciado sesión")
    assert english["detail"].startswith("You are not signed in")
    assert spanish["code"] == english["code"] == "not_signed_in"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"name": "Carmen"}, 201),
        ({"name": ""}, 422),
        ({"name": "C" * 121}, 422),
        ({"name": "C", "reason": "r" * 501}, 422),
        ({"name": "C", "role": "admin"}, 422),
        ({"name": 7}, 422),
        ([], 422),
        (None, 422),
    ],
)
async def test_a_request_for_help_is_checked(visit: Visit, body: object, status: int) -> None:
    answer = await visit().post("/api/help", body)
    assert answer.status_code == status
    if status == 422:
        assert code_of(answer) == (422, "invalid")


async def test_unknown_addresses_and_methods_are_problems_too(visit: Visit) -> None:
    visitor = visit()
    assert code_of(await visitor.get("/api/nothing")) == (404, "unknown")
    assert code_of(await visitor.post("/api/me")) == (405, "unknown")
    assert code_of(await visitor.get("/assets/..%2f..%2fetc%2fpasswd")) == (404, "unknown")


# The queue


async def test_a_customer_is_taken_once(ana: Visitor, visit: Visit) -> None:
    help_ = await visit().ask_for_help()
    session_id = help_["session_id"]
    waiting = (await ana.get("/api/queue")).json()
    assert [one["session_id"] for one in waiting["waiting"]] == [session_id]
    taken = (await ana.post("/api/queue/next")).json()
    assert taken["session_id"] == session_id
    assert taken["why"]
    assert code_of(await ana.post("/api/queue/next")) == (404, "queue_empty")
    await ana.post("/api/staff", {"name": "Beto", "email": "beto@example.org", "password": PASSWORD})
    beto = visit()
    await beto.sign_in("beto@example.org")
    assert code_of(await beto.post(f"/api/sessions/{session_id}/claim")) == (409, "already_claimed")
    assert (await ana.get(f"/api/sessions/{session_id}")).json()["state"] == "claimed"
    assert code_of(await beto.get(f"/api/sessions/{session_id}")) == (403, "not_allowed")
    assert code_of(await beto.post("/api/tickets", {"kind": "console", "session_id": session_id})) == (
        403,
        "not_allowed",
    )


async def test_tickets_open_what_they_name(ana: Visitor, visit: Visit, server: Running) -> None:
    session_id = (await visit().ask_for_help())["session_id"]
    await ana.post(f"/api/sessions/{session_id}/claim")
    answer = await ana.post("/api/tickets", {"kind": "console", "session_id": session_id})
    assert answer.status_code == 201
    doorman = server.hub.doorman
    digest = doorman.secrets.digest(answer.json()["ticket"])
    found = await doorman.passes.take(digest, "ticket", doorman.clock.now_ms())
    assert found is not None
    assert (found.kind, found.session_id) == (PeerKind.CONSOLE, session_id)
    assert found.expires_at_ms - doorman.clock.now_ms() <= 30_000
    assert code_of(await ana.post("/api/tickets", {"kind": "machine", "session_id": session_id}))[0] == 403
    assert code_of(await ana.post("/api/tickets", {"kind": "console"})) == (404, "unknown")
    unknown = {"kind": "console", "session_id": "s_unknown"}
    assert code_of(await ana.post("/api/tickets", unknown)) == (404, "unknown")


# Operation


async def test_figures_are_for_this_machine_and_for_administrators(ana: Visitor, visit: Visit) -> None:
    assert code_of(await visit().get("/metrics")) == (404, "unknown")
    here = await visit("127.0.0.1").get("/metrics")
    assert "auxilio_sessions_waiting 0.0" in here.text
    assert 'route="/api/setup"' in (await ana.get("/metrics")).text


async def test_readiness_ends_with_the_drain_and_liveness_does_not(visit: Visit, server: Running) -> None:
    visitor = visit()
    assert (await visitor.get("/readyz")).status_code == 200
    server.readiness.is_draining = True
    refused = await visitor.get("/readyz")
    assert code_of(refused) == (503, "going_away")
    assert refused.headers["retry-after"]
    assert (await visitor.get("/healthz")).status_code == 200


async def test_the_light_page_is_served_for_its_addresses_and_the_console_for_the_rest(visit: Visit) -> None:
    for path in ("/", "/help", "/join", "/session/s_x"):
        page = await visit().get(path)
        assert page.headers["content-type"].startswith("text/html")
        assert page.status_code in (200, 503)
