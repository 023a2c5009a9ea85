"""The records over HTTP: found, opened with a reason, held, tagged, erased; and what the customer keeps."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.visitor import PASSWORD, Visitor

pytestmark = pytest.mark.slow

REASON = {"reason": "A complaint of today"}


async def hired(ana: Visitor, visit: Callable[..., Visitor], name: str, role: str) -> Visitor:
    """Somebody of this role, signed in."""
    email = f"{name.lower()}@example.org"
    made = await ana.post("/api/staff", {"name": name, "email": email, "password": PASSWORD, "role": role})
    assert made.status_code == 201, made.text
    visitor = visit()
    await visitor.sign_in(email)
    return visitor


async def helped(visit: Callable[..., Visitor], agent: Visitor) -> tuple[Visitor, str]:
    """A customer whom this agent has taken, and the session."""
    customer = visit()
    await customer.ask_for_help(reason="The mail does not open")
    taken = await agent.post("/api/queue/next")
    assert taken.status_code == 200, taken.text
    return customer, str(taken.json()["session_id"])


async def over(customer: Visitor) -> None:
    ended = await customer.post("/api/help/end")
    assert ended.status_code in (200, 204), ended.text


async def found(who: Visitor, query: str = "") -> list[dict[str, Any]]:
    answer = await who.get(f"/api/records{query}")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["records"])


async def test_a_session_is_found_and_opened_with_a_reason_n9(
    ana: Visitor, visit: Callable[..., Visitor]
) -> None:
    agent = await hired(ana, visit, "Bo", "agent")
    boss = await hired(ana, visit, "Max", "manager")
    _, session_id = await helped(visit, agent)
    assert [one["session_id"] for one in await found(boss, "?q=mail")] == [session_id]
    assert await found(boss, "?q=printer") == []
    refused = await boss.get(f"/api/records/{session_id}")
    assert (refused.status_code, refused.json()["code"]) == (403, "reason_needed")
    said = await boss.post(f"/api/records/{session_id}/views", REASON)
    assert said.status_code == 201, said.text
    shown = (await boss.get(f"/api/records/{session_id}")).json()
    assert shown["record"]["customer_name"] == "Carmen"
    assert shown["entries"][-1]["fact"]["type"] == "looked"
    assert shown["entries"][-1]["fact"]["reason"] == REASON["reason"]
