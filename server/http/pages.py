"""The console and the customers' light page, as they were built into server/static."""

from pathlib import Path
from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse

from server.http.border import NONCE
from server.http.problems import language_of

NONCE_PLACEHOLDER: Final = "__CSP_NONCE__"
"""Where the built pages want this answer's nonce, for style elements that the console makes itself."""

_LIGHT_PAGES: Final = {"help": "help.html", "join": "help.html", "watch": "watch.html"}
"""The customers' page and the viewers', each light; every other address is the console's."""
_NO_PAGES: Final = frozenset({"api", "ws", "assets"})
_FOR_A_YEAR: Final = "public, max-age=31536000, immutable"
"""The build puts a hash of the content into each asset's name."""
_NOT_BUILT: Final = {
    "en": "This server’s pages have not been built yet. Run “./dev run”, which builds them, and reload.",
    "es": "Las páginas aún no se han construido. Ejecute «./dev run», que las construye, y recargue.",
}


def router(folder: Path) -> APIRouter:
    """The routes of the pages and their assets.

    Args:
        folder: Holds index.html (the console), help.html and watch.html (the light pages), and assets/.
    """
    found = APIRouter(include_in_schema=False)
    assets = {path.name: path for path in (folder / "assets").glob("*") if path.is_file()}

    @found.get("/assets/{name}")
    async def see_asset(name: str) -> Response:
        """One file of the build; the names are those that the folder had at the start."""
        if name not in assets:
            raise HTTPException(404)
        return FileResponse(assets[name], headers={"cache-control": _FOR_A_YEAR})

    @found.get("/{path:path}")
    async def see_page(path: str, request: Request) -> Response:
        """The light page, or the console, which finds its own way from the address."""
        first, last = path.split("/", 1)[0], path.rsplit("/", 1)[-1]
        if first in _NO_PAGES or "." in last:
            raise HTTPException(404)
        page = folder / _LIGHT_PAGES.get(first, "index.html")
        html = await run_in_threadpool(_read, page)
        if html is None:
            return HTMLResponse(_excuse(language_of(request)), 503, {"retry-after": "10"})
        return HTMLResponse(html.replace(NONCE_PLACEHOLDER, request.scope[NONCE]))

    return found


def _read(page: Path) -> str | None:
    try:
        return page.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def _excuse(language: str) -> str:
    sentence = _NOT_BUILT[language]
    head = f'<!doctype html><html lang="{language}"><meta charset="utf-8"><title>Auxilio</title>'
    return f"{head}<p>{sentence}</p></html>"
