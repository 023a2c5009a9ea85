"""Reading a file that somebody sends."""

from collections.abc import AsyncIterator
from contextlib import ExitStack

import pytest
from starlette.requests import Request
from starlette.types import Message

from protocol.ids import SessionId
from protocol.limits import ATTACHMENT_LIMIT_BYTES, NAME_LIMIT_CHARS
from server.errors import PeerTooSlow, TooBig, TooMany
from server.http.uploads import (
    Uploads,
    disposition,
    media_type_of,
    picture_type,
    pieces_of,
    shown_name,
    with_head,
)

ONE, TWO = SessionId("s_one"), SessionId("s_two")


def request(*messages: Message) -> Request:
    waiting = list(messages)

    async def receive() -> Message:
        return waiting.pop(0)

    return Request({"type": "http", "method": "POST", "headers": []}, receive)


def part(body: bytes, *, more: bool = True) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


async def every(pieces: AsyncIterator[bytes]) -> bytes:
    return b"".join([piece async for piece in pieces])


async def test_a_body_comes_whole_however_it_is_cut() -> None:
    assert await every(pieces_of(request(part(b"ab"), part(b""), part(b"c", more=False)))) == b"abc"
    assert await every(pieces_of(request(part(b"", more=False)))) == b""


async def test_a_client_that_goes_away_sends_no_file() -> None:
    with pytest.raises(PeerTooSlow):
        await every(pieces_of(request(part(b"ab"), {"type": "http.disconnect"})))


async def test_reading_stops_at_the_limit_and_not_before_t7() -> None:
    whole = bytes(ATTACHMENT_LIMIT_BYTES)
    assert len(await every(pieces_of(request(part(whole, more=False))))) == ATTACHMENT_LIMIT_BYTES
    with pytest.raises(TooBig):
        # What would come after is never asked for: there is nothing left to give.
        await every(pieces_of(request(part(whole), part(b"x"))))


async def test_the_head_is_read_ahead_and_not_lost() -> None:
    head, everything = await with_head(
        pieces_of(request(*(part(b"ab") for _ in range(9)), part(b"", more=False)))
    )
    assert len(head) >= 12
    assert await every(everything) == b"ab" * 9
    head, everything = await with_head(pieces_of(request(part(b"ab", more=False))))
    assert (head, await every(everything)) == (b"ab", b"ab")


def test_four_uploads_at_once_into_each_session() -> None:
    uploads = Uploads()
    with ExitStack() as held:
        for session_id in (ONE, ONE, ONE, ONE, TWO):
            held.enter_context(uploads.one(session_id))
        with pytest.raises(TooMany):
            held.enter_context(uploads.one(ONE))
    for _ in range(9):
        with uploads.one(ONE):
            pass


@pytest.mark.parametrize(
    "head", [b"", b"\x89PNG\r\n\x1a", b"\xff\xd8", b"GIF88a", b"RIFF1234WEB", b"<svg", b"BM"]
)
def test_what_is_no_raster_picture_is_none_t7(head: bytes) -> None:
    assert picture_type(head) is None
    assert media_type_of(head, "image/png") == "application/octet-stream"


def test_the_bytes_are_believed_before_the_sender_t7() -> None:
    assert media_type_of(b"\x89PNG\r\n\x1a\n....", "text/html") == "image/png"
    assert media_type_of(b"text", "Text/Plain; charset=utf-8") == "text/plain"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("UTF-8''Fa%C3%A7ade.png", "Façade.png"),
        ("utf-8''a.png", "a.png"),
        ("%FF%FE.png", "\ufffd\ufffd.png"),
        ("a%2Fb%5Cc.png", "c.png"),
        ("", "file"),
        ("%00%0a", "file"),
        ("..%2F..", "file"),
        (".profile", "profile"),
        ("x" * 130 + "." + "y" * 40, "x" * 120),
    ],
)
def test_a_name_is_one_clean_line_without_folders_t7(header: str, name: str) -> None:
    assert shown_name(header) == name
    assert len(shown_name(header)) <= NAME_LIMIT_CHARS


def test_a_long_name_keeps_its_ending() -> None:
    assert shown_name("a" * 300 + ".jpeg") == "a" * 115 + ".jpeg"


def test_a_disposition_has_no_quotes_or_lines_of_the_name() -> None:
    said = disposition('a"; filename=evil.html\r\n.png', inline=False)
    assert said.startswith("attachment; filename=\"a___filename_evil.html__.png\"; filename*=UTF-8''a%22%3B")
    assert "\r" not in said
    assert disposition("ñ.png", inline=True) == "inline; filename=\"_.png\"; filename*=UTF-8''%C3%B1.png"
