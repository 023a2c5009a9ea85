from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from server.http import problems
from server.http.border import NONCE
from server.http.pages import router


@pytest.fixture
def built(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "main-abc.js").write_text("1")
    (tmp_path / "index.html").write_text('<meta nonce="__CSP_NONCE__">console')
    (tmp_path / "help.html").write_text("help")
    (tmp_path / "watch.html").write_text("watch")
    (tmp_path / "secret.txt").write_text("secret")
    return tmp_path


def client(folder: Path) -> httpx2.AsyncClient:
    app = FastAPI()
    problems.install(app)
    app.include_router(router(folder))

    async def with_nonce(scope: Scope, receive: Receive, send: Send) -> None:
        scope[NONCE] = "n0nce"
        await app(scope, receive, send)

    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=with_nonce), base_url="https://x")


@pytest.mark.blocks("starlette looks at the file that it sends")
async def test_pages_and_assets_are_served_and_nothing_else_of_the_folder(built: Path) -> None:
    async with client(built) as visitor:
        for path, body in [
            ("/", 'nonce="n0nce"'),
            ("/session/s_x", "console"),
            ("/help", "help"),
            ("/join", "help"),
            ("/watch", "watch"),
        ]:
            page = await visitor.get(path)
            assert (page.status_code, body in page.text) == (200, True)
        asset = await visitor.get("/assets/main-abc.js")
        assert (asset.status_code, "immutable" in asset.headers["cache-control"]) == (200, True)
        for path in (
            "/secret.txt",
            "/assets/none.js",
            "/assets/%2e%2e%2fsecret.txt",
            "/api/x",
            "/ws/x",
            "/a/b.map",
        ):
            assert (await visitor.get(path)).status_code == 404


@pytest.fixture
def not_built(tmp_path: Path) -> httpx2.AsyncClient:
    return client(tmp_path)


async def test_without_a_build_the_page_says_how_to_get_one(not_built: httpx2.AsyncClient) -> None:
    async with not_built as visitor:
        english = await visitor.get("/")
        spanish = await visitor.get("/help", headers={"accept-language": "es"})
    assert (english.status_code, "./dev run" in english.text) == (503, True)
    assert "aún no" in spanish.text
