"""The recording over HTTP: its pieces, ranges of them, and what somebody who came late may see of it."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from protocol.ids import SessionId
from recordings.reader import open_segment
from recordings.source import LocalFolder
from server.security.clock import SystemClock
from tests.integration.test_http_records import REASON, Office, going_on, office
from tests.support.recorded import BEGAN_MS, frames, later, picture_times_us, play
from tests.support.visitor import Visitor, code_of

__all__ = ["office"]

pytestmark = pytest.mark.slow


async def opened(office: Office, name: str, session_id: SessionId | None = None) -> dict[str, Any]:
    """What this person is shown, after saying why."""
    path = f"/api/records/{session_id or office.session_id}"
    assert (await office[name].post(f"{path}/views", REASON)).status_code == 201
    shown = await office[name].get(path)
    assert shown.status_code == 200, shown.text
    return dict(shown.json())


async def truth(office: Office, number: int = 1) -> bytes:
    """What plays, read beside the server."""
    key = await office.past.keeping.recording_key(office.session_id)

    def read() -> bytes:
        found = open_segment(LocalFolder(office.past.root / office.session_id), number, key)
        return found.read(0, found.size)

    return await asyncio.to_thread(read)


async def test_a_recording_is_listed_and_plays(office: Office) -> None:
    await office.past.record(office.session_id)
    shown = await opened(office, "Max")
    video, events = shown["segments"]
    assert (video["track"], events["track"]) == ("video", "events")
    assert (video["width_px"], video["height_px"], video["stream"]) == (320, 180, 0)
    assert video["codec"].startswith("avc1.")
    assert (video["whole"], video["growing"], video["started_at_ms"]) == (True, False, BEGAN_MS)
    whole = await office["Max"].get(f"{office.path}/segments/{video['number']}")
    assert (whole.status_code, whole.headers["content-type"]) == (200, "video/mp4")
    assert len(whole.content) == video["bytes"] == int(whole.headers["content-length"])
    assert whole.content == await truth(office, video["number"])
    assert len(await asyncio.to_thread(picture_times_us, whole.content)) == 60
    lines = await office["Max"].get(f"{office.path}/segments/{events['number']}")
    assert lines.headers["content-type"] == "application/jsonl"
    assert b'"pointer_at"' in lines.content


async def test_the_index_says_where_each_second_lies(office: Office) -> None:
    await office.past.record(office.session_id)
    await opened(office, "Max")
    index = (await office["Max"].get(f"{office.path}/segments/1/index")).json()
    content = await truth(office)
    rows = index["records"]
    assert (index["number"], index["growing"]) == (1, False)
    assert rows[0][2] == 0
    assert content[rows[0][2] : rows[0][3]].startswith(b"\x00\x00\x00")
    assert b"moov" in content[: rows[0][3]]
    for at_ms, _, offset, size_bytes, _ in rows[1:]:
        assert content[offset + 4 : offset + 8] == b"moof"
        assert at_ms >= BEGAN_MS
        assert offset + size_bytes <= len(content)
    assert rows[-1][2] + rows[-1][3] == len(content)
    assert sum(row[4] for row in rows) >= 2


async def test_a_range_is_answered_with_it_and_no_more(office: Office) -> None:
    await office.past.record(office.session_id)
    await opened(office, "Max")
    content, path = await truth(office), f"{office.path}/segments/1"
    size_bytes = len(content)
    for header, part in (
        ("bytes=0-9", content[:10]),
        ("bytes=1000-1999", content[1000:2000]),
        (f"bytes={size_bytes - 3}-", content[-3:]),
        ("bytes=-7", content[-7:]),
    ):
        answer = await office["Max"].get(path, headers={"range": header})
        assert (answer.status_code, answer.content) == (206, part), header
        assert answer.headers["content-range"].endswith(f"/{size_bytes}")
    first = await office["Max"].get(path, headers={"range": "bytes=2-4"})
    assert first.headers["content-range"] == f"bytes 2-4/{size_bytes}"
    several = await office["Max"].get(path, headers={"range": "bytes=0-1,4-5"})
    assert (several.status_code, several.content) == (200, content)
    beyond = await office["Max"].get(path, headers={"range": f"bytes={size_bytes}-"})
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{size_bytes}")


async def test_what_somebody_has_is_not_sent_again(office: Office) -> None:
    await office.past.record(office.session_id)
    await opened(office, "Max")
    path, visitor = f"{office.path}/segments/1", office["Max"]
    tag = (await visitor.get(path)).headers["etag"]
    known = await visitor.get(path, headers={"if-none-match": f'"other", {tag}'})
    assert (known.status_code, known.content, known.headers["etag"]) == (304, b"", tag)
    other = await visitor.get(path, headers={"if-none-match": '"other"'})
    assert other.status_code == 200
    part = await visitor.get(path, headers={"range": "bytes=0-9", "if-range": tag})
    assert part.status_code == 206
    changed = await visitor.get(path, headers={"range": "bytes=0-9", "if-range": '"older"'})
    assert changed.status_code == 200


async def test_a_piece_that_is_not_there_is_unknown(office: Office) -> None:
    await office.past.record(office.session_id)
    await opened(office, "Max")
    for path in ("segments/99", "segments/99/index"):
        assert code_of(await office["Max"].get(f"{office.path}/{path}")) == (404, "unknown")
    for path in ("segments/x", "segments/-1"):
        assert code_of(await office["Max"].get(f"{office.path}/{path}")) == (422, "invalid")


async def test_a_changed_recording_is_not_given_out(office: Office) -> None:
    await office.past.record(office.session_id)
    await opened(office, "Max")
    await asyncio.to_thread(flip, office.past.root / office.session_id / "0001.rec")
    broken = await office["Max"].get(f"{office.path}/segments/1")
    assert code_of(broken) == (500, "ours")


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


async def test_what_goes_on_plays_as_far_as_it_is(office: Office, visit: Callable[..., Visitor]) -> None:
    session_id, _ = await going_on(office, visit)
    now_ms = SystemClock(0).now_ms()
    some = later(frames(120), now_ms - BEGAN_MS)
    tape = await office.past.tape(session_id)
    await asyncio.to_thread(play, tape, some[:60])
    shown = await opened(office, "Bo", session_id)
    (segment,) = shown["segments"]
    assert (segment["growing"], segment["whole"]) == (True, False)
    path = f"/api/records/{session_id}/segments/1"
    first = await office["Bo"].get(path)
    assert "etag" not in first.headers
    await asyncio.to_thread(lambda: tape.close(play(tape, some[60:]) + 33))
    rest = await office["Bo"].get(path, headers={"range": f"bytes={len(first.content)}-"})
    assert rest.status_code == 206
    assert len(await asyncio.to_thread(picture_times_us, first.content + rest.content)) == 120
    shown = (await office["Bo"].get(f"/api/records/{session_id}")).json()
    assert (shown["segments"][0]["growing"], shown["segments"][0]["whole"]) == (False, True)
    assert "etag" in (await office["Bo"].get(path)).headers


async def test_who_came_late_sees_the_last_minutes_alone(
    office: Office, visit: Callable[..., Visitor]
) -> None:
    session_id, _ = await going_on(office, visit)
    now_ms = SystemClock(0).now_ms()
    # A picture each 20 s for 20 minutes until now, a key frame each 5 minutes; and one piece from before.
    long = frames(60, group=15, frame_us=20_000_000)
    began_ms = now_ms - 20 * 60_000
    await office.past.record(session_id, frames(), by_ms=began_ms - 60_000 - BEGAN_MS)
    await office.past.record(session_id, long, by_ms=began_ms - BEGAN_MS)
    everything = await opened(office, "Sam", session_id)
    pieces = [one["number"] for one in everything["segments"] if one["track"] == "video"]
    assert (everything["access"], everything["from_ms"], len(pieces)) == ("team", None, 2)
    late = await opened(office, "Bo", session_id)
    (segment,) = [one for one in late["segments"] if one["track"] == "video"]
    assert (late["access"], segment["number"]) == ("recent", pieces[1])
    path = f"/api/records/{session_id}/segments"
    rows = (await office["Bo"].get(f"{path}/{pieces[1]}/index")).json()["records"]
    whole = (await office["Sam"].get(f"{path}/{pieces[1]}/index")).json()["records"]
    assert rows[0] == whole[0]
    assert rows[1:] == whole[len(whole) - len(rows) + 1 :]
    assert (rows[1][4], rows[1][0] <= late["from_ms"] < rows[1][0] + 5 * 60_000) == (1, True)
    assert code_of(await office["Bo"].get(f"{path}/{pieces[0]}")) == (404, "unknown")
    for header in ("bytes=0-", f"bytes={rows[1][2] - 1}-{rows[1][2]}"):
        answer = await office["Bo"].get(f"{path}/{pieces[1]}", headers={"range": header})
        assert code_of(answer) == (403, "not_allowed"), header
    begins = f"bytes={rows[1][2]}-"
    assert (await office["Bo"].get(f"{path}/{pieces[1]}", headers={"range": begins})).status_code == 206
    head = f"bytes=0-{rows[0][3] - 1}"
    assert (await office["Bo"].get(f"{path}/{pieces[1]}", headers={"range": head})).status_code == 206
