import httpx2
import pytest
from fastapi import FastAPI

from server.errors import AppendFailed, CodeUnknown, TooMany
from server.http import problems


@pytest.fixture
def visitor() -> httpx2.AsyncClient:
    app = FastAPI()
    problems.install(app)

    @app.get("/{what}")
    async def fail(what: str) -> None:
        raise {"code": CodeUnknown(), "many": TooMany(2.1), "append": AppendFailed(), "crash": KeyError("x")}[
            what
        ]

    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx2.AsyncClient(transport=transport, base_url="https://x")


@pytest.mark.parametrize(
    ("what", "status", "code", "retry_after"),
    [
        ("code", 404, "code_unknown", None),
        ("many", 429, "too_many", "3"),
        ("append", 503, "try_later", "2"),
        ("crash", 500, "ours", None),
    ],
)
async def test_each_error_is_a_problem_with_its_code(
    visitor: httpx2.AsyncClient, what: str, status: int, code: str, retry_after: str | None
) -> None:
    answer = await visitor.get(f"/{what}")
    body = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, body["status"], body["code"]) == (status, status, code)
    assert answer.headers.get("retry-after") == retry_after
    assert "KeyError" not in answer.text
