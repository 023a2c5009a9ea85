from collections.abc import Sequence
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from server.http.border import BODY_LIMIT_BYTES, Border, TrustedProxy
from server.runtime.log_ports import address_now
from server.security.origin import own_addresses

ADDRESSES = own_addresses("https", ["help.example.org"], 443)


async def pass_through(
    headers: dict[str, str], client: str, proxies: Sequence[str], kind: str = "http"
) -> Scope:
    """What the application behind the proxy's border sees."""
    seen: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope)
        assert address_now() == scope["client"][0], "what the log is told"

    scope = {
        "type": kind,
        "scheme": "http" if kind == "http" else "ws",
        "client": (client, 1),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    await TrustedProxy(app, proxies)(scope, no_receive, no_send)
    return seen[0]


async def no_receive() -> Message:
    raise AssertionError("nothing is read")


async def no_send(message: Message) -> None:
    raise AssertionError("nothing is sent")


@pytest.mark.parametrize(
    ("chain", "client"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("127.0.0.1, 203.0.113.7", "203.0.113.7"),
        ("203.0.113.7, 10.0.0.9", "203.0.113.7"),
        ("spoofed, 203.0.113.7, 10.0.0.9, 10.0.0.8", "203.0.113.7"),
        ("2001:db8::7", "2001:db8::7"),
        ("nonsense", "10.0.0.5"),
        ("203.0.113.7, nonsense", "10.0.0.5"),
        ("10.0.0.9", "10.0.0.9"),
    ],
)
async def test_the_client_is_the_last_that_a_proxy_of_ours_saw(chain: str, client: str) -> None:
    scope = await pass_through({"x-forwarded-for": chain}, "10.0.0.5", ["10.0.0.0/24"])
    assert scope["client"][0] == client


@pytest.mark.parametrize(("kind", "scheme"), [("http", "https"), ("websocket", "wss")])
async def test_scheme_and_host_are_the_proxys(kind: str, scheme: str) -> None:
    headers = {"host": "inside:8443", "x-forwarded-proto": "https", "x-forwarded-host": "help.example.org"}
    scope = await pass_through(headers, "10.0.0.5", ["10.0.0.5"], kind)
    assert scope["scheme"] == scheme
    assert scope["headers"] == [(b"host", b"help.example.org")]


async def test_a_scheme_that_is_none_is_not_taken() -> None:
    scope = await pass_through({"x-forwarded-proto": "javascript"}, "10.0.0.5", ["10.0.0.5"])
    assert scope["scheme"] == "http"


@pytest.mark.parametrize("client", ["192.0.2.1", "testclient"])
async def test_a_strangers_headers_are_taken_away(client: str) -> None:
    headers = {
        "host": "help.example.org",
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-proto": "https",
        "x-forwarded-host": "evil.example",
    }
    scope = await pass_through(headers, client, ["10.0.0.5"])
    assert (scope["client"][0], scope["scheme"]) == (client, "http")
    assert scope["headers"] == [(b"host", b"help.example.org")]


async def ask(
    method: str = "GET",
    path: str = "/api/about",
    body: Sequence[bytes] = (b"",),
    headers: dict[str, str] | None = None,
) -> tuple[int, dict[str, str]]:
    """What the border answers; 200 stands for the application behind it."""
    sent: list[Message] = []
    chunks = list(body)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def receive() -> Message:
        return {"type": "http.request", "body": chunks.pop(0), "more_body": bool(chunks)}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: dict[str, Any] = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "scheme": "https",
        "server": ("help.example.org", 443),
        "headers": [
            (name.encode(), value.encode())
            for name, value in ({"host": "help.example.org"} | (headers or {})).items()
        ],
    }
    await Border(app, ADDRESSES, language="en", is_secure=True)(scope, receive, send)
    return sent[0]["status"], {name.decode(): value.decode() for name, value in sent[0]["headers"]}


OWN = "https://help.example.org"


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/api/about", {}, 200),
        ("GET", "/api/about", {"host": "evil.example"}, 403),
        ("GET", "/healthz", {"host": "10.1.1.1"}, 200),
        ("POST", "/api/help", {}, 403),
        ("POST", "/api/help", {"origin": OWN}, 200),
        ("POST", "/api/help", {"origin": "null"}, 403),
        ("DELETE", "/api/help", {"origin": "https://evil.example"}, 403),
        ("POST", "/api/join", {}, 200),
        ("POST", "/api/join", {"origin": "https://evil.example"}, 403),
        ("POST", "/api/join", {"content-length": "65537"}, 413),
        ("POST", "/api/join", {"content-length": "-1"}, 413),
        ("POST", "/api/join", {"content-length": "²"}, 413),
    ],
)
async def test_what_does_not_belong_here_is_refused_at_the_border(
    method: str, path: str, headers: dict[str, str], status: int
) -> None:
    assert (await ask(method, path, headers=headers))[0] == status


async def test_a_body_is_bounded_whatever_it_announced() -> None:
    half = b"x" * (BODY_LIMIT_BYTES // 2)
    assert (await ask("POST", "/api/join", [half, half]))[0] == 200
    assert (await ask("POST", "/api/join", [half, half, b"x"]))[0] == 413


async def test_each_answer_has_its_own_nonce_and_the_socket_in_its_policy() -> None:
    (_, first), (_, second) = await ask(), await ask()
    assert first["content-security-policy"] != second["content-security-policy"]
    assert "connect-src 'self' wss://help.example.org;" in first["content-security-policy"]
    assert first["strict-transport-security"] == "max-age=31536000"
