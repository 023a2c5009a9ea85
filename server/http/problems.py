"""The only renderer of errors: RFC 9457 problem+json, with a stable code and a sentence for people."""

import http
import logging
import math
from collections.abc import Mapping
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from protocol.errors import ANSWERS, ErrorCode
from server.errors import ServerError, TooMany
from server.http.words import OURS_IN_ENGLISH, in_spanish, sentence, wanted_language

log = logging.getLogger(__name__)

PROBLEM_JSON: Final = "application/problem+json"
_RETRY_AFTER_SECONDS: Final = 2
"""For 503: the database is back, or the other node is there, within seconds or not for long."""


class Problem(BaseModel):
    """An error, as RFC 9457 writes it. `code` is for programs and stays; `detail` is for people."""

    type: str = "about:blank"
    title: str
    status: int = Field(ge=400, le=599)
    detail: str
    code: ErrorCode


def render(error: ServerError, language: str) -> Response:
    """The answer to an error of ours."""
    answer = ANSWERS[error.code]
    headers: dict[str, str] = {}
    if isinstance(error, TooMany):
        headers["Retry-After"] = str(max(1, math.ceil(error.retry_after_seconds)))
    elif answer.status == http.HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = str(_RETRY_AFTER_SECONDS)
    return _response(answer.status, error.code, sentence(error, language), headers)


def language_of(request: Request) -> str:
    """The language that this request wants to be answered in."""
    fallback: str = getattr(request.app.state, "language", "en")
    return wanted_language(request.headers.get("accept-language", ""), fallback)


def refusals(*codes: ErrorCode) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI `responses` of a route that may answer with these codes."""
    by_status: dict[int | str, list[ErrorCode]] = {}
    for code in codes:
        by_status.setdefault(ANSWERS[code].status, []).append(code)
    return {status: _declared(", ".join(found)) for status, found in by_status.items()}


def install(app: FastAPI) -> None:
    """Answer every error of the application here, and declare it so in its OpenAPI description."""
    app.add_exception_handler(ServerError, _ours)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _plain)
    app.add_exception_handler(Exception, _crashed)


def declare(description: dict[str, Any]) -> None:
    """Put the problem's schema into an OpenAPI description, and the answers that any route may give."""
    schemas = description.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = Problem.model_json_schema(
        ref_template="#/components/schemas/{model}", mode="serialization"
    )
    schemas["ErrorCode"] = schemas["Problem"].pop("$defs")["ErrorCode"]
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for path in description["paths"].values():
        for method, operation in path.items():
            _declare_common(method, operation)


def _declare_common(method: str, operation: dict[str, Any]) -> None:
    """The answers that any route of this kind may give, besides its own."""
    common = refusals(ErrorCode.ORIGIN_REFUSED, ErrorCode.OURS)
    operation["responses"].pop("422", None)
    if "requestBody" in operation or operation.get("parameters"):
        common |= refusals(ErrorCode.BAD_MESSAGE, ErrorCode.INVALID)
    if method != "get":
        common |= refusals(ErrorCode.MESSAGE_TOO_BIG, ErrorCode.TOO_SLOW)
    for status, declared in common.items():
        operation["responses"].setdefault(str(status), declared)


def _declared(description: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _response(
    status: int, code: ErrorCode, detail: str, headers: Mapping[str, str] | None = None
) -> Response:
    problem = Problem(title=http.HTTPStatus(status).phrase, status=status, detail=detail, code=code)
    return JSONResponse(problem.model_dump(mode="json"), status, dict(headers or {}), PROBLEM_JSON)


async def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, ServerError)
    if ANSWERS[error.code].status >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
        log.warning("%s %s failed: %s", request.method, request.url.path, error, exc_info=error.__cause__)
    return render(error, language_of(request))


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"] if part != "body")
    detail = f"This is not valid: {where or 'the body'}: {first['msg']}."
    if language_of(request) == "es":
        detail = f"{in_spanish(ErrorCode.INVALID)} ({where})" if where else in_spanish(ErrorCode.INVALID)
    return _response(ANSWERS[ErrorCode.INVALID].status, ErrorCode.INVALID, detail)


async def _plain(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = ErrorCode.UNKNOWN if error.status_code in (404, 405) else ErrorCode.BAD_MESSAGE
    english = "There is nothing at this address, or not for this method."
    detail = in_spanish(code) if language_of(request) == "es" else english
    return _response(error.status_code, code, detail, error.headers)


async def _crashed(request: Request, error: Exception) -> Response:
    log.error("%s %s crashed", request.method, request.url.path, exc_info=error)
    detail = in_spanish(ErrorCode.OURS) if language_of(request) == "es" else OURS_IN_ENGLISH
    return _response(500, ErrorCode.OURS, detail)
