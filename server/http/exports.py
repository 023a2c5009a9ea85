"""Copies of records that people take away: ordered, watched, fetched."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Path
from fastapi.responses import FileResponse
from pydantic import Field, StringConstraints

from protocol.errors import ErrorCode
from server.http.needs import NeedsHere, SignedInHere
from server.http.problems import refusals
from server.http.record_shapes import ReasonAsked
from server.http.records import SEEN
from server.http.sessions import SessionPath
from server.http.shapes import Told
from server.runtime.exporting import ChatPlace, Export, Form, Stage, Wish

ROUTER = APIRouter(prefix="/api/records/{session_id}/exports", tags=["records"])

_TYPES: Final = {
    "mp4": "video/mp4",
    "zip": "application/zip",
    "vtt": "text/vtt",
    "json": "application/json",
    "csv": "text/csv",
}
_FILE: Final[dict[int | str, dict[str, Any]]] = {
    200: {
        "description": "The copy, as a download.",
        "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in _TYPES.values()},
    }
}

ExportPath = Annotated[str, StringConstraints(min_length=4, max_length=40, pattern=r"^[a-z0-9_]+$"), Path()]


class ExportAsked(ReasonAsked):
    """What copy, and why; it is logged. `stream`: which monitor, without it the first one recorded."""

    form: Annotated[Form, Field(strict=False)]
    chat: Annotated[ChatPlace, Field(strict=False)] = ChatPlace.NONE
    stream: Annotated[int, Field(ge=0, le=255)] | None = None


class ToldOrder(Told):
    """Where to ask how far it is."""

    export_id: str


class ToldExport(Told):
    """How far it is: `done` from 0 to 1."""

    state: Stage
    done: float
    size_bytes: int | None

    @classmethod
    def of(cls, export: Export) -> "ToldExport":
        """The export."""
        return cls(state=export.stage, done=export.done, size_bytes=export.size_bytes)


@ROUTER.post("", status_code=202, responses=refusals(*SEEN, ErrorCode.CSRF_MISSING, ErrorCode.OUT_OF_TURN))
async def order_export(
    session_id: SessionPath, asked: ExportAsked, who: SignedInHere, needs: NeedsHere
) -> ToldOrder:
    """Begin to make a copy; one at a time for each person. It is there for an hour."""
    wish = Wish(asked.form, asked.chat, asked.stream)
    export = await needs.exports.order(session_id, who.staff, wish, asked.reason)
    return ToldOrder(export_id=export.export_id)


@ROUTER.get("/{export_id}", responses=refusals(*SEEN))
async def see_export(
    session_id: SessionPath, export_id: ExportPath, who: SignedInHere, needs: NeedsHere
) -> ToldExport:
    """How far one's own copy is."""
    return ToldExport.of(await needs.exports.find(session_id, who.staff, export_id))


@ROUTER.get(
    "/{export_id}/file",
    response_class=FileResponse,
    responses=_FILE | refusals(*SEEN, ErrorCode.OUT_OF_TURN),
)
async def fetch_export(
    session_id: SessionPath, export_id: ExportPath, who: SignedInHere, needs: NeedsHere
) -> FileResponse:
    """The copy; a film with its chat beside it comes as two files in one."""
    export = await needs.exports.file(session_id, who.staff, export_id)
    return FileResponse(
        export.path,
        media_type=_TYPES[export.ending],
        filename=f"{session_id}.{export.ending}",
        headers={"cache-control": "no-store"},
    )
