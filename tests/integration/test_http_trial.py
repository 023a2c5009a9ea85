"""The link of `./dev try`: its secret works once, and only on a server that was started with it."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from server.settings import Settings, load
from tests.support.visitor import Visitor

pytestmark = pytest.mark.slow
SECRET = "the secret of the link"


@pytest.fixture
def server_settings(tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    is_trial = "without" not in request.node.name
    return load(
        data_folder=tmp_path / "data",
        key_folder=tmp_path / "keys",
        _env_file=None,
        trial_digest=hashlib.sha256(SECRET.encode()).hexdigest() if is_trial else None,
    )


async def test_the_trial_signs_in_once_and_takes_the_practice_customer(visit: Callable[..., Visitor]) -> None:
    session_id = (await visit().ask_for_help())["session_id"]
    agent = visit()
    trial = (await agent.post("/api/try/redeem", {"secret": SECRET})).json()
    assert (trial["session_id"], trial["me"]["role"]) == (session_id, "agent")
    agent.csrf = trial["me"]["csrf"]
    ticket = await agent.post("/api/tickets", {"kind": "console", "session_id": session_id})
    assert ticket.status_code == 201
    again = await visit().post("/api/try/redeem", {"secret": SECRET})
    assert (again.status_code, again.json()["code"]) == (401, "ticket_unknown")


async def test_a_wrong_secret_is_refused_and_does_not_spend_the_right_one(
    visit: Callable[..., Visitor],
) -> None:
    assert (await visit().post("/api/try/redeem", {"secret": "wrong"})).status_code == 401
    trial = await visit().post("/api/try/redeem", {"secret": SECRET})
    assert (trial.status_code, trial.json()["session_id"]) == (200, None)


async def test_without_a_trial_there_is_no_such_route(visit: Callable[..., Visitor]) -> None:
    assert (await visit().post("/api/try/redeem", {"secret": SECRET})).status_code in (404, 405)
