"""All routes together, and the description of them that is served at /openapi.json."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.types import ASGIApp

from server.http import (
    about,
    attachments,
    calls,
    coaching,
    codes,
    demos,
    directory,
    exports,
    health,
    help,  # noqa: A004  the noun of the route; nobody needs the built-in here
    inspection,
    pages,
    problems,
    queue,
    queues,
    receipt,
    record_media,
    recording_rules,
    records,
    returns,
    sessions,
    setup,
    sign_in,
    staff,
    teams,
    tickets,
    trial,
)
from server.http.border import Border, TrustedProxy
from server.http.figures import CountRequests, Figures
from server.http.needs import Needs
from server.security.origin import OwnAddresses


def add_routes(app: FastAPI, needs: Needs, pages_folder: Path) -> None:
    """Give the application its routes, its errors' renderer and its true description."""
    app.state.needs = needs
    app.state.language = needs.house.language
    app.state.figures = Figures(needs.figures)
    problems.install(app)
    people = (staff, teams, queues, directory, inspection)
    staffs = (tickets, queue, sessions, calls, demos)
    customers = (attachments, help, codes, returns)
    kept = (records, record_media, exports, receipt, recording_rules, coaching)
    for noun in (about, health, setup, sign_in, *people, *staffs, *customers, *kept):
        app.include_router(noun.ROUTER)
    if needs.house.trial_digest is not None:
        app.include_router(trial.router(needs.house.trial_digest))
    app.include_router(pages.router(pages_folder))

    def describe() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = get_openapi(title=app.title, version=app.version, routes=app.routes)
            problems.declare(app.openapi_schema)
        return app.openapi_schema

    app.openapi = describe  # type: ignore[method-assign]  # because FastAPI documents this as the way


def with_border(app: FastAPI, served: ASGIApp, addresses: OwnAddresses, proxies: Sequence[str]) -> ASGIApp:
    """What a server is to serve: the application, and what else is `served`, behind its border."""
    needs: Needs = app.state.needs
    inner = Border(
        CountRequests(served, app.state.figures),
        addresses,
        language=needs.house.language,
        is_secure=needs.house.is_secure,
    )
    return TrustedProxy(inner, proxies)
