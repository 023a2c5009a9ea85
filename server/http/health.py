"""Whether the server lives, whether it is ready, and its figures."""

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from protocol.errors import ErrorCode
from protocol.roles import Role
from server.errors import NotSignedIn, UnknownThing
from server.http.figures import Figures
from server.http.needs import NeedsHere, signed_in
from server.http.problems import refusals
from server.http.shapes import Told
from server.settings import is_loopback

ROUTER = APIRouter(tags=["operation"])


class Health(Told):
    """All is well."""

    status: str = "ok"


@ROUTER.get("/healthz")
async def see_alive() -> Health:
    """The process answers. Touches nothing, so that a dead database restarts nobody."""
    return Health()


@ROUTER.get("/readyz", responses=refusals(ErrorCode.TRY_LATER, ErrorCode.GOING_AWAY))
async def see_ready(needs: NeedsHere) -> Health:
    """The database takes writes, and the server is not being stopped."""
    await needs.check_ready()
    return Health()


@ROUTER.get(
    "/metrics",
    response_class=Response,
    responses={
        200: {"content": {"text/plain": {"schema": {"type": "string"}}}},
        **refusals(ErrorCode.UNKNOWN),
    },
)
async def see_metrics(request: Request, needs: NeedsHere) -> Response:
    """Prometheus's figures; for this machine itself, or an administrator. Else it does not exist."""
    if not (request.client and is_loopback(request.client.host)):
        try:
            who = await signed_in(request, needs)
        except NotSignedIn as nobody:
            raise UnknownThing("page") from nobody
        if who.staff.role is not Role.ADMIN:
            raise UnknownThing("page")
    figures: Figures = request.app.state.figures
    return Response(await figures.text(), media_type=CONTENT_TYPE_LATEST)
