"""Talks about moments over HTTP, and the library: who asks, who answers, who sees it."""

import asyncio
from typing import Any

import pytest

from tests.integration.test_http_records import REASON, Office, office
from tests.support.visitor import code_of

__all__ = ["office"]

pytestmark = pytest.mark.slow


async def moment(office: Office, since_ms: int = 1_000, until_ms: int = 3_000) -> dict[str, int]:
    """A part of the session, counted from when it was opened, as its record says when that was."""
    (record,) = (await office["Max"].get("/api/records")).json()["records"]
    opened_at: int = record["opened_at"]
    return {"from_ms": opened_at + since_ms, "until_ms": opened_at + until_ms}


async def talks(office: Office, name: str) -> list[dict[str, Any]]:
    answer = await office[name].get("/api/coaching")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["notes"])


async def test_a_talk_begins_with_a_question_and_both_read_it(office: Office) -> None:
    asked = {**await moment(office), "about": office.bo.person_id, "text": "What was going on here?"}
    made = await office["Sam"].post(f"{office.path}/notes", asked)
    assert made.status_code == 201, made.text
    note = made.json()
    assert (note["kind"], note["author_name"], note["about_name"]) == ("question", "Sam", "Bo")
    assert (note["waits"], (await talks(office, "Bo"))[0]["waits"]) == (False, True)
    replied = await office["Bo"].post(
        f"{office.path}/notes/{note['note_id']}/replies", {"text": "I looked for the driver."}
    )
    assert replied.status_code == 201, replied.text
    (seen,) = await talks(office, "Sam")
    assert [one["text"] for one in seen["replies"]] == ["I looked for the driver."]
    assert seen["waits"]
    for name in ("Max", "Cy", "Mia"):
        assert await talks(office, name) == [], name


async def test_only_who_asked_closes_a_question_and_nobody_answers_it_then(office: Office) -> None:
    asked = {**await moment(office), "about": office.bo.person_id, "text": "What worked well?"}
    note_id = (await office["Sam"].post(f"{office.path}/notes", asked)).json()["note_id"]
    path = f"{office.path}/notes/{note_id}"
    assert code_of(await office["Bo"].change("PUT", f"{path}/closed", {"closed": True})) == (
        403,
        "not_allowed",
    )
    assert (await office["Sam"].change("PUT", f"{path}/closed", {"closed": True})).json()["closed"]
    assert code_of(await office["Bo"].post(f"{path}/replies", {"text": "Late"})) == (409, "out_of_turn")
    assert code_of(await office["Max"].post(f"{path}/replies", {"text": "Me too"})) == (404, "unknown")
    assert not (await office["Sam"].change("PUT", f"{path}/closed", {"closed": False})).json()["closed"]
    assert (await office["Bo"].post(f"{path}/replies", {"text": "In time"})).status_code == 201


async def test_an_agent_asks_for_a_view_on_their_own_work_and_their_overseers_read_it(office: Office) -> None:
    wish = {**await moment(office), "about": office.bo.person_id, "text": "How could I be faster?"}
    assert (await office["Bo"].post(f"{office.path}/notes", wish)).json()["kind"] == "wish"
    assert {name: len(await talks(office, name)) for name in ("Bo", "Sam", "Max", "Cy", "Mia")} == {
        "Bo": 1,
        "Sam": 1,
        "Max": 1,
        "Cy": 0,
        "Mia": 0,
    }
    for name in ("Cy", "Mia"):
        assert code_of(await office[name].post(f"{office.path}/notes", wish)) == (403, "not_allowed")


async def test_what_is_no_moment_of_the_session_is_refused(office: Office) -> None:
    good = await moment(office)
    asked = {"about": office.bo.person_id, "text": "Why?"}
    for wrong in ({**good, "until_ms": good["from_ms"] + 10}, {**good, "from_ms": 1}):
        answer = await office["Sam"].post(f"{office.path}/notes", {**wrong, **asked})
        assert code_of(answer) == (409, "out_of_turn")
    nobody = {**good, "about": "p_nobody", "text": "Why?"}
    assert code_of(await office["Sam"].post(f"{office.path}/notes", nobody)) == (409, "out_of_turn")
    assert code_of(await office["Sam"].post(f"{office.path}/notes", {**good, **asked, "text": " "})) == (
        422,
        "invalid",
    )


async def test_the_library_is_the_teams(office: Office) -> None:
    kept = {**await moment(office), "topic": "Saludos", "title": "Un buen comienzo"}
    assert code_of(await office["Bo"].post(f"{office.path}/clips", kept)) == (403, "not_allowed")
    made = await office["Sam"].post(f"{office.path}/clips", kept)
    assert made.status_code == 201, made.text
    seen = {}
    for name in ("Bo", "Cy", "Max", "Sam", "Mia", "ana"):
        answer = (await office[name].get("/api/clips")).json()
        seen[name] = ([one["title"] for one in answer["clips"]], answer["topics"])
    theirs = (["Un buen comienzo"], ["Saludos"])
    assert seen == {**dict.fromkeys(("Bo", "Cy", "Max", "Sam"), theirs), "Mia": ([], []), "ana": ([], [])}
    path = f"{office.path}/clips/{made.json()['clip_id']}"
    assert code_of(await office["Bo"].change("DELETE", path)) == (403, "not_allowed")
    assert (await office["Max"].change("DELETE", path)).status_code == 204
    assert (await office["Sam"].get("/api/clips")).json() == {"clips": [], "topics": []}


async def test_what_is_said_of_a_session_goes_when_it_is_erased(office: Office) -> None:
    good = await moment(office)
    asked = {**good, "about": office.bo.person_id, "text": "Why?"}
    assert (await office["Sam"].post(f"{office.path}/notes", asked)).status_code == 201
    kept = {**good, "topic": "Saludos", "title": "Un buen comienzo"}
    assert (await office["Sam"].post(f"{office.path}/clips", kept)).status_code == 201
    assert (await office["Max"].change("DELETE", office.path, REASON)).status_code == 204
    assert await talks(office, "Bo") == []
    assert (await office["Sam"].get("/api/clips")).json()["clips"] == []
    assert code_of(await office["Sam"].get(f"{office.path}/notes")) == (410, "erased")


async def test_a_clip_shows_its_moment_and_nothing_before_or_after_it(office: Office) -> None:
    await office.past.record(office.session_id)
    kept = {**await moment(office, 0, 1_000), "topic": "Saludos", "title": "Un buen comienzo"}
    made = await office["Sam"].post(f"{office.path}/clips", kept)
    path = f"/api/clips/{made.json()['clip_id']}"
    answer = await office["Cy"].get(path)
    assert answer.status_code == 200, answer.text
    shown = answer.json()["shown"]
    assert (shown["access"], shown["from_ms"]) == ("none", kept["from_ms"])
    assert max(entry["at"] for entry in shown["entries"]) <= kept["until_ms"]
    (video, _) = shown["segments"]
    assert video["ended_at_ms"] <= kept["until_ms"]
    rows = (await office["Cy"].get(f"{path}/segments/{video['number']}/index")).json()["records"]
    assert rows[1:]
    assert all(row[0] < kept["until_ms"] for row in rows[1:])
    last = rows[-1][2] + rows[-1][3]
    for inside in (f"bytes=0-{rows[0][3] - 1}", f"bytes={rows[1][2]}-{last - 1}"):
        part = await office["Cy"].get(f"{path}/segments/{video['number']}", headers={"range": inside})
        assert part.status_code == 206, inside
    beyond = await office["Cy"].get(
        f"{path}/segments/{video['number']}", headers={"range": f"bytes={last}-{last + 9}"}
    )
    assert beyond.status_code == 416
    assert code_of(await office["Cy"].get(office.path)) == (403, "not_allowed")
    assert code_of(await office["Mia"].get(path)) == (404, "unknown")
    looks = [one["fact"] for one in await office.entries("Max") if one["fact"]["type"] == "looked"]
    assert [(one["name"], one["reason"]) for one in looks] == [
        ("Cy", "Un buen comienzo"),
        ("Max", REASON["reason"]),
    ]


async def test_a_clip_that_several_pages_open_at_once_is_logged_once(office: Office) -> None:
    kept = {**await moment(office), "topic": "Saludos", "title": "Un buen comienzo"}
    made = await office["Sam"].post(f"{office.path}/clips", kept)
    path = f"/api/clips/{made.json()['clip_id']}"
    answers = await asyncio.gather(*(office["Cy"].get(path) for _ in range(5)))
    assert [one.status_code for one in answers] == [200] * 5
    looks = [one["fact"] for one in await office.entries("Max") if one["fact"]["type"] == "looked"]
    assert [one["name"] for one in looks] == ["Cy", "Max"]
