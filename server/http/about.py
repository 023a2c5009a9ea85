"""What everybody may know of this server."""

from fastapi import APIRouter, Response

from protocol.errors import ErrorCode
from protocol.wire import Name
from server.errors import UnknownThing
from server.http.needs import NeedsHere
from server.http.problems import refusals
from server.http.shapes import Told

ROUTER = APIRouter(tags=["everybody"])


class About(Told):
    """Whose server this is. `ca_sha256` is there when the server has a CA of its own."""

    organisation: Name
    language: str
    version: str
    ca_sha256: str | None = None


@ROUTER.get("/api/about")
async def see_about(needs: NeedsHere) -> About:
    """Whose server this is."""
    house = needs.house
    return About(
        organisation=needs.naming.organisation,
        language=house.language,
        version=house.version,
        ca_sha256=house.ca_sha256,
    )


@ROUTER.get(
    "/ca.pem",
    response_class=Response,
    responses={
        200: {"content": {"application/x-pem-file": {"schema": {"type": "string"}}}},
        **refusals(ErrorCode.UNKNOWN),
    },
)
async def see_ca(needs: NeedsHere) -> Response:
    """The certificate of the server's own CA: public; a link's fingerprint says whether it is right."""
    if needs.house.ca_pem is None:
        raise UnknownThing("certificate")
    return Response(needs.house.ca_pem, media_type="application/x-pem-file")
