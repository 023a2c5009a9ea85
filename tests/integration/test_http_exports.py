"""Copies over HTTP, made by the real exporter of a real recording."""

import asyncio
import csv
import io
import json
import zipfile
from typing import Any

import httpx2
import pytest

from protocol.chat import Room, Said
from protocol.ids import QueueId, RequestId
from tests.integration.test_http_records import REASON, Office, office
from tests.support.recorded import BEGAN_MS, picture_times_us
from tests.support.visitor import code_of

__all__ = ["office"]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60)]


@pytest.fixture
async def recorded(office: Office) -> Office:
    """The office's session is another one: with a recording, and words that were said in it."""
    said = [
        Said(message_id=RequestId(f"m_{number:03}"), room=room, person_id=office.bo.person_id, text=text)
        for number, (room, text) in enumerate(
            [(Room.CUSTOMER, "Hello Carmen"), (Room.INNER, "canary"), (Room.CUSTOMER, "=1+1")]
        )
    ]
    office.session_id = await office.past.session(
        office.bo, *said, queue_id=QueueId(office.queue_id), at_ms=BEGAN_MS - 3_000
    )
    await office.past.record(office.session_id)
    return office


async def ordered(office: Office, **asked: Any) -> httpx2.Response:  # noqa: ANN401  a body
    """The copy, once it is ready."""
    made = await office["Max"].post(f"{office.path}/exports", {**REASON, **asked})
    assert made.status_code == 202, made.text
    path = f"{office.path}/exports/{made.json()['export_id']}"
    state = await over(office, path)
    assert state["state"] == "done", state
    answer = await office["Max"].get(f"{path}/file")
    assert answer.status_code == 200, answer.text
    assert (state["done"], state["size_bytes"]) == (1.0, len(answer.content))
    assert answer.headers["content-disposition"].startswith("attachment")
    return answer


async def over(office: Office, path: str) -> dict[str, Any]:
    """How this export ended."""
    async with asyncio.timeout(40):
        while True:
            state: dict[str, Any] = (await office["Max"].get(path)).json()
            if state["state"] not in {"waiting", "running"}:
                return state


async def test_a_film_plays(recorded: Office) -> None:
    film = await ordered(recorded, form="mp4")
    assert film.headers["content-type"] == "video/mp4"
    assert len(await asyncio.to_thread(picture_times_us, film.content)) == 60
    logged = (await recorded.entries("Max"))[-2]["fact"]
    assert (logged["type"], logged["form"], logged["reason"]) == ("exported", "mp4", REASON["reason"])


async def test_a_film_has_the_chat_in_it_or_beside_it(recorded: Office) -> None:
    burnt = await ordered(recorded, form="mp4", chat="burnt", stream=0)
    assert len(await asyncio.to_thread(picture_times_us, burnt.content)) >= 60
    both = await ordered(recorded, form="mp4", chat="side")
    assert both.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(both.content)) as files:
        assert sorted(files.namelist()) == ["film.mp4", "film.vtt"]
        assert b"<v Bo>Hello Carmen" in files.read("film.vtt")
        assert b"canary" not in files.read("film.vtt")


async def test_words_come_for_other_programs_without_the_inner_room_a1(recorded: Office) -> None:
    vtt = (await ordered(recorded, form="vtt")).text
    assert vtt.startswith("WEBVTT")
    whole = json.loads((await ordered(recorded, form="json")).content)
    assert whole["session_id"] == recorded.session_id
    assert "Hello Carmen" in str(whole)
    rows = list(csv.DictReader(io.StringIO((await ordered(recorded, form="csv")).text)))
    assert rows[0]["fact"] == "opened"
    for copy in (vtt, str(whole), str(rows)):
        assert "canary" not in copy


async def test_what_cannot_be_made_fails_and_what_is_not_there_is_unknown(recorded: Office) -> None:
    made = await recorded["Max"].post(f"{recorded.path}/exports", {**REASON, "form": "mp4", "stream": 9})
    path = f"{recorded.path}/exports/{made.json()['export_id']}"
    state = await over(recorded, path)
    assert (state["state"], state["size_bytes"]) == ("failed", None)
    assert code_of(await recorded["Max"].get(f"{path}/file")) == (409, "out_of_turn")
    assert code_of(await recorded["Max"].get(f"{recorded.path}/exports/x_none")) == (404, "unknown")


async def test_who_may_not_see_it_takes_no_copy_h2(recorded: Office) -> None:
    path = f"{recorded.path}/exports"
    for name in ("Cy", "Mia", "ana", "Lea"):
        refused = await recorded[name].post(path, {**REASON, "form": "json"})
        assert code_of(refused) == (403, "not_allowed"), name
    nobody = await recorded["nobody"].post(path, {**REASON, "form": "json"})
    assert code_of(nobody) == (401, "not_signed_in")
    for wrong in ({}, {"form": "json"}, {**REASON, "form": "avi"}, {**REASON, "form": "mp4", "stream": -1}):
        assert code_of(await recorded["Max"].post(path, wrong)) == (422, "invalid"), wrong
