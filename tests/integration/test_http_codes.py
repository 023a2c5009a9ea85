"""Customers and their codes, through the whole server on SQLite."""

import asyncio
import base64
import hashlib
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificate

from server.app import Running
from server.runtime.ports import Pass
from tests.support.visitor import Visitor, code_of

pytestmark = pytest.mark.slow

Visit = Callable[..., Visitor]


# Customers


async def test_a_customer_finds_their_session_again_by_cookie(visit: Visit) -> None:
    carmen = visit()
    first = await carmen.ask_for_help()
    again = (await carmen.get("/api/help")).json()
    assert again["session_id"] == first["session_id"]
    assert again["ticket"] != first["ticket"]
    assert again["program"] is None
    assert code_of(await visit().get("/api/help")) == (404, "unknown")


async def test_a_new_code_voids_the_older(visit: Visit) -> None:
    carmen, program = visit(), visit("198.51.100.4")
    older = (await carmen.ask_for_help())["program"]["code"]
    newer = (await carmen.post("/api/help/code")).json()["code"]
    refused = await program.post("/api/join", {"code": older}, headers={"origin": None})
    assert code_of(refused) == (404, "code_unknown")
    joined = await program.post("/api/join", {"code": newer}, headers={"origin": None})
    assert joined.status_code == 200


async def test_a_session_that_is_over_is_said_to_be(visit: Visit, server: Running) -> None:
    carmen = visit()
    help_ = await carmen.ask_for_help()
    await server.hub.end(help_["session_id"], help_["person_id"])
    assert code_of(await carmen.get("/api/help")) == (410, "session_over")
    assert code_of(await carmen.post("/api/help/code")) == (410, "session_over")
    code = {"code": help_["program"]["code"]}
    assert code_of(await visit().post("/api/join", code)) == (404, "code_unknown")


# Codes


@pytest.mark.parametrize("as_typed", ["{}", " {} ", "lower", "spaced"])
async def test_a_code_is_read_as_people_type_it(visit: Visit, as_typed: str) -> None:
    code = (await visit().ask_for_help())["program"]["code"]
    typed = {"lower": code.lower(), "spaced": code.replace("-", " ")}.get(as_typed, as_typed.format(code))
    joined = await visit().post("/api/join", {"code": typed}, headers={"origin": None})
    assert joined.status_code == 200
    assert joined.json()["ticket"]


async def test_wrong_used_and_expired_codes_have_one_answer(visit: Visit, server: Running) -> None:
    used = (await visit().ask_for_help())["program"]["code"]
    await visit("198.51.100.1").post("/api/join", {"code": used})
    doorman = server.hub.doorman
    await doorman.passes.put(doorman.secrets.digest("2222-2222"), Pass("code", doorman.clock.now_ms() - 1))
    answers = []
    for number, code in enumerate([used, "2222-2222", "7777-7777", "not a code"]):
        refused = await visit(f"198.51.{number}.2").post("/api/join", {"code": code})
        answers.append((refused.status_code, refused.content))
    assert answers == [(404, answers[0][1])] * 4


async def test_five_wrong_codes_from_one_network_are_slowed_down(visit: Visit) -> None:
    code = (await visit().ask_for_help())["program"]["code"]
    for number in range(5):
        refused = await visit(f"198.51.100.{number}").post("/api/join", {"code": f"AAAA-AAA{number}"})
        assert refused.status_code == 404
    slowed = await visit("198.51.100.77").post("/api/join", {"code": code})
    assert code_of(slowed) == (429, "too_many")
    assert slowed.headers["retry-after"] == "15"
    elsewhere = await visit("198.51.101.1").post("/api/join", {"code": code})
    assert elsewhere.status_code == 200


async def test_a_burst_of_guesses_slips_through_no_gap(visit: Visit, ana: Visitor) -> None:
    visitor = visit()
    codes = [f"AAAA-{number:04}" for number in range(40)]
    answers = await asyncio.gather(*(visitor.post("/api/join", {"code": code}) for code in codes))
    assert sorted(one.status_code for one in answers) == [404] * 5 + [429] * 35
    guesses = await asyncio.gather(*(visit(f"198.51.{n}.1").sign_in(password="a guess") for n in range(20)))
    assert sorted(one.status_code for one in guesses) == [401] * 10 + [429] * 10


async def test_a_code_given_on_the_phone_makes_a_session_of_that_agents(ana: Visitor, visit: Visit) -> None:
    given = (await ana.post("/api/codes")).json()
    assert given["link"].startswith(f"https://localhost:8443/join#{given['code']}.")
    carmen = visit()
    help_ = (await carmen.post("/api/codes/redeem", {"code": given["code"], "name": "Carmen"})).json()
    state = (await ana.get(f"/api/sessions/{help_['session_id']}")).json()
    me = (await ana.get("/api/me")).json()
    assert (state["state"], state["owner_id"], state["door"]) == ("claimed", me["person_id"], "code")
    assert (await carmen.get("/api/help")).json()["session_id"] == help_["session_id"]


async def test_a_code_given_on_the_phone_works_in_the_program_too(ana: Visitor, visit: Visit) -> None:
    given = (await ana.post("/api/codes")).json()
    joined = (await visit().post("/api/join", {"code": given["code"]}, headers={"origin": None})).json()
    assert (await ana.get(f"/api/sessions/{joined['session_id']}")).json()["state"] == "claimed"


async def test_a_programs_code_does_not_make_a_page_the_customer(visit: Visit) -> None:
    code = (await visit().ask_for_help())["program"]["code"]
    refused = await visit().post("/api/codes/redeem", {"code": code, "name": "Eve"})
    assert code_of(refused) == (404, "code_unknown")
    assert (await visit().post("/api/join", {"code": code})).status_code == 200


async def test_the_link_carries_the_fingerprint_of_the_ca_that_is_served(visit: Visit) -> None:
    carmen = visit()
    link = (await carmen.ask_for_help())["program"]["join_link"]
    pem = (await carmen.get("/ca.pem")).content
    der = load_pem_x509_certificate(pem).public_bytes(Encoding.DER)
    said = base64.urlsafe_b64encode(hashlib.sha256(der).digest()).decode().rstrip("=")
    assert link.rsplit(".", 1)[1] == said == (await carmen.get("/api/about")).json()["ca_sha256"]
