"""The console's HTTP interface, as a program uses it: a cookie, a CSRF token, JSON."""

import ssl
from types import TracebackType
from typing import Any, Self, TypeAlias

import httpx2

from agent_client.errors import ServerRefused

ANSWER_WITHIN_SECONDS = 15.0
Json: TypeAlias = dict[str, Any]


class Http:
    """One signed-in user's requests. Use it as an async context manager.

    Args:
        url: The server's address, such as "https://help.example.org:8443"; nothing behind the port.
        tls: How the server's certificate is checked; None for plain HTTP on loopback.
        proxy: The HTTP proxy's address, "http://host:port"; None: straight to the server.
    """

    def __init__(self, url: str, tls: ssl.SSLContext | None, proxy: str | None = None) -> None:
        self.url = url.rstrip("/")
        self.tls = tls
        self.proxy = proxy
        self._csrf = ""
        self._client = httpx2.AsyncClient(
            base_url=self.url,
            verify=tls if tls is not None else True,
            timeout=ANSWER_WITHIN_SECONDS,
            trust_env=False,
            proxy=proxy,
        )

    @property
    def socket_url(self) -> str:
        """Where the WebSockets are."""
        return "ws" + self.url.removeprefix("http")

    async def __aenter__(self) -> Self:
        await self._client.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.__aexit__(kind, error, trace)

    async def sign_in(self, email: str, password: str) -> None:
        """Become this user.

        Raises:
            ServerRefused: `wrong_credentials`, `too_many`.
        """
        me = await self.post("/api/sign-in", {"email": email, "password": password})
        self._csrf = me["csrf"]

    async def get(self, path: str) -> Json:
        """The JSON at this path. Raises `ServerRefused`."""
        return self._answer(await self._client.get(path))

    async def post(self, path: str, body: Json | None = None) -> Json:
        """The JSON answer to this order. Raises `ServerRefused`."""
        headers = {"Origin": self.url, "X-CSRF-Token": self._csrf}
        return self._answer(await self._client.post(path, json=body or {}, headers=headers))

    def _answer(self, response: httpx2.Response) -> Json:
        if response.is_success:
            return dict(response.json()) if response.content else {}
        if "json" not in response.headers.get("content-type", ""):
            raise ServerRefused(f"http_{response.status_code}", "The server gave no reason.")
        problem = response.json()
        raise ServerRefused(problem.get("code", f"http_{response.status_code}"), problem.get("detail", ""))
