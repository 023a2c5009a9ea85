"""Pictures and files of a session's rooms: sent by who may write there, served to who hears of them (T7)."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Path, Query, Request
from fastapi.responses import StreamingResponse

from protocol.audience import hears
from protocol.chat import Attachment, AttachmentId, AttachmentIdField, Room, Said
from protocol.errors import ErrorCode
from protocol.ids import RequestId, SessionId
from protocol.people import Person
from protocol.rights import Deed, may
from protocol.roles import Role
from protocol.session import SessionState, State
from server.errors import NotAllowed, SessionOver, UnknownThing
from server.http.needs import AtHome, AtHomeHere, Needs, NeedsHere, SeatedHere, SignedInHere
from server.http.problems import refusals
from server.http.sessions import SessionPath
from server.http.uploads import (
    ANY_TYPE,
    PICTURES,
    disposition,
    media_type_of,
    pieces_of,
    shown_name,
    with_head,
)
from server.runtime.ports import Kept

ROUTER = APIRouter(prefix="/api", tags=["attachments"])

_POLICY: Final = "default-src 'none'; frame-ancestors 'none'; sandbox"
"""Should a browser open the bytes as a page after all, it runs nothing and loads nothing."""
_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {ANY_TYPE: {"schema": {"type": "string", "format": "binary"}}},
    }
}
_BYTES: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The bytes: a raster picture under its own type, anything else as a download.",
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}} for kind in (ANY_TYPE, *sorted(PICTURES))
        },
    }
}
_SENT: Final = (
    ErrorCode.NOT_ALLOWED,
    ErrorCode.UNKNOWN,
    ErrorCode.SESSION_OVER,
    ErrorCode.TOO_MANY,
    ErrorCode.TRY_LATER,
)

AttachmentPath = Annotated[AttachmentIdField, Path()]
NameHeader = Annotated[
    str,
    Header(
        alias="x-file-name",
        max_length=2000,
        description="The file's name in UTF-8, percent-encoded as in RFC 8187; for people only.",
    ),
]


@ROUTER.post(
    "/sessions/{session_id}/attachments",
    status_code=201,
    responses=refusals(ErrorCode.NOT_SIGNED_IN, *_SENT),
    openapi_extra=_BODY,
)
async def send_as_staff(
    session_id: SessionPath,
    request: Request,
    who: SignedInHere,
    needs: NeedsHere,
    name: NameHeader,
    room: Annotated[Room, Query()] = Room.CUSTOMER,
) -> Attachment:
    """Keep a file for a message in this room; the body is its bytes. 413 over 25 MiB."""
    state = await needs.hub.state(session_id)
    sender = state.person(who.staff.person_id)
    deed = Deed.TALK if room is Room.CUSTOMER else Deed.WRITE_INNER
    if sender is None or not may(sender.role, deed):
        raise NotAllowed("send files into this session")
    return await _keep(needs, request, _Target(state, sender, room), name)


@ROUTER.post(
    "/help/attachments",
    status_code=201,
    responses=refusals(ErrorCode.CSRF_MISSING, *_SENT),
    openapi_extra=_BODY,
)
async def send_as_customer(
    request: Request, home: AtHomeHere, needs: NeedsHere, name: NameHeader
) -> Attachment:
    """Keep a file for a message of the customer; the body is its bytes. 413 over 25 MiB."""
    state = await needs.hub.state(home.session_id)
    sender = state.person(home.person_id)
    if sender is None or sender.role is not Role.CUSTOMER:
        raise NotAllowed("send files into this session")
    return await _keep(needs, request, _Target(state, sender, Room.CUSTOMER), name)


@ROUTER.get(
    "/sessions/{session_id}/attachments/{attachment_id}",
    response_class=StreamingResponse,
    responses=_BYTES
    | refusals(ErrorCode.NOT_SIGNED_IN, ErrorCode.NOT_ALLOWED, ErrorCode.UNKNOWN, ErrorCode.TRY_LATER),
)
async def fetch_as_staff(
    session_id: SessionPath, attachment_id: AttachmentPath, who: SignedInHere, needs: NeedsHere
) -> StreamingResponse:
    """The bytes, for staff in the session."""
    state = await needs.hub.state(session_id)
    reader = state.person(who.staff.person_id)
    if reader is None:
        raise NotAllowed("see this session")
    return await _served(needs, state, reader, attachment_id)


@ROUTER.get(
    "/help/attachments/{attachment_id}",
    response_class=StreamingResponse,
    responses=_BYTES | refusals(ErrorCode.UNKNOWN, ErrorCode.TRY_LATER),
)
async def fetch_as_customer(
    attachment_id: AttachmentPath, home: AtHomeHere, needs: NeedsHere
) -> StreamingResponse:
    """The bytes, for the customer: of the customer's room alone."""
    return await _served_outside(needs, home, attachment_id)


@ROUTER.get(
    "/demos/seat/attachments/{attachment_id}",
    response_class=StreamingResponse,
    responses=_BYTES | refusals(ErrorCode.UNKNOWN, ErrorCode.TRY_LATER),
)
async def fetch_as_viewer(
    attachment_id: AttachmentPath, seat: SeatedHere, needs: NeedsHere
) -> StreamingResponse:
    """The bytes, for a viewer of a demo: what the presenter sent to everyone."""
    return await _served_outside(needs, seat, attachment_id)


async def _served_outside(needs: Needs, home: AtHome, attachment_id: AttachmentId) -> StreamingResponse:
    state = await needs.hub.state(home.session_id)
    reader = state.person(home.person_id)
    if reader is None:
        raise UnknownThing("session of yours")
    return await _served(needs, state, reader, attachment_id)


class _Target:
    """Where a file goes, and who sends it."""

    def __init__(self, state: SessionState, sender: Person, room: Room) -> None:
        """Raises SessionOver: nobody talks there any more."""
        # The customer's room outlives the session (SPEC T5); who may still say something is asked there.
        if state.state is State.ENDED and room is Room.INNER:
            raise SessionOver
        self.session_id: SessionId = state.session_id
        self.sender = sender
        self.room = room


async def _keep(needs: Needs, request: Request, target: _Target, name: str) -> Attachment:
    with needs.uploads.one(target.session_id):
        async with aclosing(pieces_of(request)) as pieces:
            head, everything = await with_head(pieces)
            kept = await needs.attachments.put(
                Kept(
                    attachment_id=AttachmentId(needs.secrets.opaque_id("a_")),
                    session_id=target.session_id,
                    room=target.room,
                    name=shown_name(name),
                    media_type=media_type_of(head, request.headers.get("content-type", "")),
                    size_bytes=0,
                    uploaded_by=target.sender.person_id,
                    at_ms=needs.clock.now_ms(),
                ),
                everything,
            )
    return attachment_of(kept)


def attachment_of(kept: Kept) -> Attachment:
    """What a message says of it."""
    return Attachment(
        attachment_id=kept.attachment_id,
        name=kept.name,
        media_type=kept.media_type,
        size_bytes=kept.size_bytes,
    )


async def _served(
    needs: Needs, state: SessionState, reader: Person, attachment_id: AttachmentId
) -> StreamingResponse:
    kept = await needs.attachments.meta(state.session_id, attachment_id)
    # What one may not hear of and what is not there have one answer.
    if kept is None or not _may_read(state, reader, kept):
        raise UnknownThing("file")
    pieces = needs.attachments.get(kept)
    first = await anext(pieces, b"")  # before the answer begins: a broken file is said, not cut off
    is_picture = kept.media_type in PICTURES
    return StreamingResponse(
        _all(first, pieces),
        media_type=kept.media_type if is_picture else ANY_TYPE,
        headers={
            "content-disposition": disposition(kept.name, inline=is_picture),
            "content-length": str(kept.size_bytes),
            "content-security-policy": _POLICY,
        },
    )


def _may_read(state: SessionState, reader: Person, kept: Kept) -> bool:
    said = Said(message_id=RequestId("none"), room=kept.room, person_id=kept.uploaded_by)
    if kept.room is Room.INNER and not may(reader.role, Deed.READ_INNER):
        return False
    return hears(reader, said, state.person(kept.uploaded_by))


async def _all(first: bytes, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in pieces:
        yield piece
