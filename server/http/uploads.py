"""Reading a file that somebody sends: piece by piece, bounded in size, in time and in number."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Final
from urllib.parse import quote, unquote

from starlette.requests import ClientDisconnect, Request

from protocol.ids import SessionId
from protocol.limits import ATTACHMENT_LIMIT_BYTES, NAME_LIMIT_CHARS
from protocol.text import clean_line
from server.errors import PeerTooSlow, TooBig, TooMany

ANY_TYPE: Final = "application/octet-stream"
PICTURES: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""Shown as pictures: raster kinds, which hold no script. Never SVG, never HTML."""

_AT_ONCE: Final = 4
"""Uploads into one session: two people who drop two files each."""
_TRY_AGAIN_SECONDS: Final = 2.0
_PIECE_WITHIN_SECONDS: Final = 15.0
_WHOLE_WITHIN_SECONDS: Final = 900.0
"""25 MiB at 230 kbit/s: slower than any line on which a screen could be seen."""
_HEAD_BYTES: Final = 12
_ENDING_CHARS: Final = 16
_MEDIA_TYPE: Final = re.compile(r"(?=.{3,100}$)[a-z0-9.+-]+/[a-z0-9.+-]+")
_NAMELESS: Final = "file"


class Uploads:
    """How many are under way into each session."""

    def __init__(self) -> None:
        self._under_way: Counter[SessionId] = Counter()

    @contextmanager
    def one(self, session_id: SessionId) -> Iterator[None]:
        """One upload, until the block ends. Raises TooMany."""
        if self._under_way[session_id] >= _AT_ONCE:
            raise TooMany(_TRY_AGAIN_SECONDS)
        self._under_way[session_id] += 1
        try:
            yield
        finally:
            self._under_way[session_id] -= 1
            self._under_way += Counter()  # forget the sessions that have none


async def pieces_of(request: Request) -> AsyncGenerator[bytes]:
    """The request's body as it comes.

    Raises:
        TooBig: it is over `ATTACHMENT_LIMIT_BYTES`, whatever was announced.
        PeerTooSlow: it stopped coming, takes too long, or the client has gone.
    """
    stream, size_bytes = request.stream(), 0
    until = asyncio.get_running_loop().time() + _WHOLE_WITHIN_SECONDS
    while True:
        try:
            async with asyncio.timeout(_PIECE_WITHIN_SECONDS), asyncio.timeout_at(until):
                piece = await anext(stream, None)
        except (TimeoutError, ClientDisconnect):
            raise PeerTooSlow from None
        if piece is None:
            return
        size_bytes += len(piece)
        if size_bytes > ATTACHMENT_LIMIT_BYTES:
            raise TooBig(ATTACHMENT_LIMIT_BYTES)
        yield piece


async def with_head(pieces: AsyncIterator[bytes]) -> tuple[bytes, AsyncIterator[bytes]]:
    """The first bytes, enough to tell what they are, and all pieces, these bytes included."""
    head = b""
    async for piece in pieces:
        head += piece
        if len(head) >= _HEAD_BYTES:
            break

    async def everything() -> AsyncIterator[bytes]:
        yield head
        async for piece in pieces:
            yield piece

    return head, everything()


def picture_type(head: bytes) -> str | None:
    """Which raster picture begins with these bytes, or None."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith((b"GIF87a", b"GIF89a")):
        return "image/gif"
    return "image/webp" if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else None


def media_type_of(head: bytes, claimed: str) -> str:
    """What these bytes are, where they say so; else what was claimed, but for a picture that it is not."""
    found, kind = picture_type(head), claimed.partition(";")[0].strip().lower()
    if found is not None:
        return found
    return kind if _MEDIA_TYPE.fullmatch(kind) and not kind.startswith("image/") else ANY_TYPE


def shown_name(header: str) -> str:
    """The name of RFC 8187's `ext-value` ("UTF-8''Fa%C3%A7ade.png", or without the prefix), fit to be shown.

    One line without what nobody sees, without folders; shortened in the middle, so that its ending stays.
    """
    name = unquote(header.removeprefix("UTF-8''").removeprefix("utf-8''"), errors="replace")
    name = clean_line(name).replace("\\", "/").rsplit("/", 1)[-1].strip(" .") or _NAMELESS
    if len(name) <= NAME_LIMIT_CHARS:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > _ENDING_CHARS:
        return name[:NAME_LIMIT_CHARS].strip()
    return f"{stem[: NAME_LIMIT_CHARS - len(ending) - 1].strip()}.{ending}"


def disposition(name: str, *, inline: bool) -> str:
    """The `Content-Disposition` of a file of this name: ASCII for old clients, and the name itself."""
    plain = "".join(one if one.isascii() and (one.isalnum() or one in "._-") else "_" for one in name)
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
