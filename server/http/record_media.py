"""The recording itself: its pieces by ranges of what plays, opened on the fly and never whole in memory."""

from collections.abc import AsyncIterator
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Path, Request
from fastapi.responses import Response, StreamingResponse

from protocol.errors import ErrorCode
from server.http.needs import NeedsHere, SignedInHere
from server.http.problems import refusals
from server.http.record_ranges import NoSuchRange, Span, span_of
from server.http.record_shapes import ToldIndex
from server.http.records import SEEN
from server.http.sessions import SessionPath
from server.runtime.records import OneSegment

ROUTER = APIRouter(prefix="/api/records/{session_id}/segments/{number}", tags=["records"])

_PIECE_BYTES: Final = 256 * 1024
_TYPES: Final = {"video": "video/mp4", "events": "application/jsonl"}
_BYTES: Final[dict[str, Any]] = {
    kind: {"schema": {"type": "string", "format": "binary"}} for kind in _TYPES.values()
}
ANSWERS: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "All of it.", "content": _BYTES},
    206: {"description": "The range that was asked for.", "content": _BYTES},
    304: {"description": "It is what you have."},
    416: {"description": "There is no such range; `Content-Range` says how long it is."},
}

NumberPath = Annotated[int, Path(ge=0, le=9_999_999)]


@ROUTER.get("/index", responses=refusals(*SEEN, ErrorCode.REASON_NEEDED))
async def see_index(
    session_id: SessionPath, number: NumberPath, who: SignedInHere, needs: NeedsHere
) -> ToldIndex:
    """Where each second of it lies."""
    found = await needs.records.segment(session_id, number, who.staff)
    return ToldIndex.of(number, await found.index(), growing=found.is_growing)


@ROUTER.get(
    "",
    response_class=StreamingResponse,
    responses=ANSWERS | refusals(*SEEN, ErrorCode.REASON_NEEDED),
)
async def fetch_segment(
    session_id: SessionPath,
    number: NumberPath,
    who: SignedInHere,
    needs: NeedsHere,
    request: Request,
    range_: Annotated[str | None, Header(alias="range", max_length=500)] = None,
) -> Response:
    """The bytes that play: one range of them, or all. A piece that grows is as long as it is now."""
    return await answer(await needs.records.segment(session_id, number, who.staff), request, range_)


async def answer(found: OneSegment, request: Request, range_: str | None) -> Response:
    """One range of what plays, or all of it (RFC 9110, 14)."""
    headers = {
        "accept-ranges": "bytes",
        "cache-control": "private, no-cache",
        "content-disposition": "attachment",
    }
    tag = _tag(found)
    if tag is not None:
        headers["etag"] = tag
        if _is_known(request.headers.get("if-none-match"), tag):
            return Response(status_code=304, headers=headers)
    if (condition := request.headers.get("if-range")) is not None and condition != tag:
        range_ = None
    size_bytes = found.size_bytes
    try:
        span = span_of(range_, size_bytes)
    except NoSuchRange:
        return Response(status_code=416, headers=headers | {"content-range": f"bytes */{size_bytes}"})
    if span.is_part:
        headers["content-range"] = f"bytes {span.start}-{span.stop - 1}/{size_bytes}"
    headers["content-length"] = str(span.stop - span.start)
    first_stop = min(span.start + _PIECE_BYTES, span.stop)
    first = await found.read(span.start, first_stop)  # before the answer begins: what is broken is said
    rest = Span(first_stop, span.stop)
    return StreamingResponse(
        _all(first, found, rest),
        status_code=206 if span.is_part else 200,
        media_type=_TYPES[found.segment.track],
        headers=headers,
    )


async def _all(first: bytes, found: OneSegment, rest: Span) -> AsyncIterator[bytes]:
    yield first
    for start in range(rest.start, rest.stop, _PIECE_BYTES):
        yield await found.read(start, min(start + _PIECE_BYTES, rest.stop))


def _tag(found: OneSegment) -> str | None:
    """What never changes has a tag; what grows has none."""
    if found.is_growing:
        return None
    return f'"{found.session_id}-{found.segment.number}-{found.size_bytes}"'


def _is_known(header: str | None, tag: str) -> bool:
    if header is None:
        return False
    known = [one.strip().removeprefix("W/") for one in header.split(",")]
    return tag in known or "*" in known
