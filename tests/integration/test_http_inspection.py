"""What the organisation knows not to work: kept by its administrator, flagged for the staff (SPEC J6)."""

from collections.abc import Callable

import pytest

from protocol.ids import SessionId
from protocol.inspection import Row, Section, Topic
from server.app import Running
from server.http.inspection import RULES_LIMIT
from server.runtime.ports import Inspection
from tests.integration.test_http_people import hired, signed_in
from tests.support.visitor import Visitor, code_of

pytestmark = pytest.mark.slow  # Argon2id takes its time, as it has to

PATH = "/api/inspection/rules"
READER = {"name": "*reader*", "versions": "< 9.2", "why": "Signatures do not show. Install 9.2."}
SECTIONS = (
    Section(topic=Topic.PROGRAMS, total=1, rows=(Row(cells=("PDF Reader", "9.1.3", "Acme")),)),
    Section(topic=Topic.UPDATES, total=1, rows=(Row(cells=("openssl", "3.0.1", "3.0.2")),)),
)


async def test_rules_are_kept_whole_and_in_order(ana: Visitor) -> None:
    rules = [READER, {"name": "kernel", "versions": "", "why": ""}]
    changed = await ana.change("PUT", PATH, {"rules": rules})
    assert (changed.status_code, changed.json()) == (200, {"rules": rules})
    assert (await ana.get(PATH)).json() == {"rules": rules}
    assert (await ana.change("PUT", PATH, {"rules": []})).json() == {"rules": []}
    assert (await ana.get(PATH)).json() == {"rules": []}


async def test_a_rule_that_cannot_be_read_changes_nothing(ana: Visitor) -> None:
    await ana.change("PUT", PATH, {"rules": [READER]})
    for wrong in (
        {"rules": [{**READER, "versions": "newer than 9"}]},
        {"rules": [{**READER, "name": " "}]},
        {"rules": [{**READER, "versions": "<" + "1" * 120}]},
        {"rules": [{**READER, "why": "a" * 501}]},
        {"rules": [READER] * (RULES_LIMIT + 1)},
        {"rules": [{**READER, "more": 1}]},
        {},
    ):
        assert code_of(await ana.change("PUT", PATH, wrong)) == (422, "invalid")
    assert (await ana.get(PATH)).json() == {"rules": [READER]}
    most = {"rules": [READER] * RULES_LIMIT}
    assert (await ana.change("PUT", PATH, most)).status_code == 200


async def test_only_an_administrator_sees_and_changes_them(
    ana: Visitor, visit: Callable[..., Visitor]
) -> None:
    await hired(ana, "Bo")
    bo = await signed_in(visit, "Bo")
    assert code_of(await bo.get(PATH)) == (403, "not_allowed")
    assert code_of(await bo.change("PUT", PATH, {"rules": []})) == (403, "not_allowed")
    assert code_of(await visit().get(PATH)) == (401, "not_signed_in")


async def test_an_inspection_comes_with_what_to_look_at_j6(
    ana: Visitor, visit: Callable[..., Visitor], server: Running
) -> None:
    help_ = await visit().ask_for_help()
    session_id = SessionId(help_["session_id"])
    assert (await ana.post(f"/api/sessions/{session_id}/claim", {})).status_code == 200
    await server.hub._world.inspections.put_inspection(session_id, Inspection(7, SECTIONS))
    path = f"/api/sessions/{session_id}/inspection"
    missing = {"concern": "update_missing", "name": "openssl", "version": "3.0.1", "why": "3.0.2"}
    assert (await ana.get(path)).json()["flags"] == [missing]
    await ana.change("PUT", PATH, {"rules": [READER]})
    broken = {
        "concern": "incompatible",
        "name": "PDF Reader",
        "version": "9.1.3",
        "why": READER["why"],
    }
    assert (await ana.get(path)).json()["flags"] == [broken, missing]
