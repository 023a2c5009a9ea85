"""Somebody who speaks HTTP with a server as a browser does: its origin, its cookies, its CSRF token."""

import ssl
from collections.abc import AsyncIterable, Mapping
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import httpx2

PASSWORD = "correct horse battery"


class Visitor:
    """One browser. `csrf` is taken from each answer that brings one, and sent with each POST."""

    def __init__(
        self,
        base_url: str,
        *,
        transport: httpx2.AsyncBaseTransport | None = None,
        verify: ssl.SSLContext | bool = True,
        language: str = "en",
    ) -> None:
        self.base_url = base_url
        self.csrf = ""
        self.client = httpx2.AsyncClient(
            base_url=base_url,
            transport=transport,
            verify=verify,
            headers={"accept-language": language},
            trust_env=False,
            timeout=10,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.client.aclose()

    async def get(self, path: str, *, headers: Mapping[str, str] | None = None) -> httpx2.Response:
        return self._noted(await self.client.get(path, headers=headers))

    async def post(
        self, path: str, json: object = None, *, headers: Mapping[str, str | None] | None = None
    ) -> httpx2.Response:
        """A POST from our own page; a header given as None is left out."""
        all_headers = {"origin": self.base_url, "x-csrf-token": self.csrf or None, **(headers or {})}
        sent = {name: value for name, value in all_headers.items() if value is not None}
        return self._noted(await self.client.post(path, json=json, headers=sent))

    async def change(self, method: str, path: str, json: object = None) -> httpx2.Response:
        """A PATCH or DELETE from our own page."""
        headers = {"origin": self.base_url, "x-csrf-token": self.csrf}
        return await self.client.request(method, path, json=json, headers=headers)

    async def upload(
        self, path: str, name: str, content: bytes | AsyncIterable[bytes], kind: str = "image/png"
    ) -> httpx2.Response:
        """A file, as our own pages send one."""
        headers = {"origin": self.base_url, "x-csrf-token": self.csrf, "content-type": kind}
        return await self.client.post(
            path, content=content, headers={**headers, "x-file-name": quote(name, safe="")}
        )

    async def set_up(
        self, token: str, *, email: str = "ana@example.org", password: str = PASSWORD
    ) -> dict[str, Any]:
        """Become the administrator."""
        done = await self.post(
            "/api/setup", {"token": token, "name": "Ana", "email": email, "password": password}
        )
        assert done.status_code == 201, done.text
        return dict(done.json())

    async def sign_in(self, email: str = "ana@example.org", password: str = PASSWORD) -> httpx2.Response:
        return await self.post("/api/sign-in", {"email": email, "password": password})

    async def ask_for_help(
        self, name: str = "Carmen", reason: str = "The mail does not open"
    ) -> dict[str, Any]:
        """Become a customer."""
        done = await self.post("/api/help", {"name": name, "reason": reason})
        assert done.status_code == 201, done.text
        return dict(done.json())

    def _noted(self, answer: httpx2.Response) -> httpx2.Response:
        if answer.is_success and answer.headers.get("content-type") == "application/json":
            body = answer.json()
            if isinstance(body, dict) and "csrf" in body:
                self.csrf = body["csrf"]
        return answer


def code_of(answer: httpx2.Response) -> tuple[int, str]:
    """Status and stable code of a refusal, which has to be a problem (RFC 9457)."""
    assert answer.headers["content-type"] == "application/problem+json"
    return answer.status_code, answer.json()["code"]
