"""What a request passes before a route sees it: addresses, origin, size; and what every answer carries."""

import asyncio
import ipaddress
import re
import secrets
from collections.abc import Sequence
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from protocol.errors import ErrorCode
from protocol.limits import ATTACHMENT_LIMIT_BYTES
from server.errors import OriginRefused, PeerTooSlow, Refused, TooBig
from server.http.problems import render
from server.http.words import wanted_language
from server.runtime.log_ports import coming_from
from server.security.origin import OwnAddresses

BODY_LIMIT_BYTES: Final = 64 * 1024
UPLOADS: Final = re.compile(r"/api/(?:help|sessions/[a-z0-9_]{4,40})/attachments")
"""What is read piece by piece by its route, which has a limit of its own."""
NONCE: Final = "auxilio.nonce"
"""In the request's scope: this answer's nonce, for the console's own style elements."""

_NO_ORIGIN_NEEDED: Final = frozenset({"/api/join", "/api/return"})
"""The desktop program is no page; it carries no cookie either."""
_ANY_HOST: Final = frozenset({"/healthz", "/readyz"})
"""Probes come by address."""
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_BODY_WITHIN_SECONDS: Final = 15.0
_YEAR_SECONDS: Final = 31_536_000


class BodyTooBig(Refused):
    """A request's body is over `BODY_LIMIT_BYTES`."""

    code = ErrorCode.MESSAGE_TOO_BIG

    def __str__(self) -> str:
        return f"The request is over the limit of {BODY_LIMIT_BYTES // 1024} KiB. Send less."


class TrustedProxy:
    """Finds out where a request or a link comes from, for whoever is behind, the log among them.

    Believes `X-Forwarded-For`, `-Proto` and `-Host` of the proxies in the settings, and of nobody else.

    A header that does not come from one of them is taken away, so that nothing behind reads it by mistake.
    """

    def __init__(self, app: ASGIApp, proxies: Sequence[str]) -> None:
        self._app = app
        self._networks = [ipaddress.ip_network(proxy, strict=False) for proxy in proxies]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] in ("http", "websocket"):
            self._resolve(scope)
        client = scope.get("client")
        with coming_from(client[0] if client else ""):
            await self._app(scope, receive, send)

    def _resolve(self, scope: Scope) -> None:
        headers = MutableHeaders(scope=scope)
        said = {name: headers.get(f"x-forwarded-{name}") for name in ("for", "proto", "host")}
        for name in said:
            del headers[f"x-forwarded-{name}"]
        client = scope.get("client")
        if client is None or not self._is_trusted(client[0]):
            return
        if said["for"]:
            scope["client"] = (self._first_stranger(said["for"], client[0]), 0)
        if said["proto"] in ("http", "https"):
            secure = said["proto"] == "https"
            scope["scheme"] = {"http": ("http", "https"), "websocket": ("ws", "wss")}[scope["type"]][secure]
        if said["host"]:
            headers["host"] = said["host"].split(",")[0].strip()

    def _first_stranger(self, chain: str, nearest: str) -> str:
        """The last address that a proxy of ours saw: what stands further left, anybody may have written."""
        seen = nearest
        for address in reversed([part.strip() for part in chain.split(",")]):
            try:
                seen = str(ipaddress.ip_address(address))
            except ValueError:
                return seen
            if not self._is_trusted(seen):
                return seen
        return seen

    def _is_trusted(self, address: str) -> bool:
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self._networks)


class Border:
    """Refuses what does not belong here, and gives every answer its security headers."""

    def __init__(self, app: ASGIApp, addresses: OwnAddresses, *, language: str, is_secure: bool) -> None:
        self._app = app
        self._addresses = addresses
        self._language = language
        self._is_secure = is_secure
        # The grammar of a policy has no IPv6 address; there 'self' alone has to do.
        named = (origin for origin in addresses.origins if "*" not in origin and "[" not in origin)
        self._sockets = " ".join(sorted(origin.replace("http", "ws", 1) for origin in named))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection. WebSockets are checked by their own endpoint, with the same addresses."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope[NONCE] = secrets.token_urlsafe(16)
        guarded = self._with_headers(scope, send)
        refusal = self._refusal(scope)
        if refusal is not None:
            await self._answer(refusal, scope, receive, guarded)
            return
        if _is_upload(scope):
            await self._app(scope, receive, guarded)
            return
        try:
            body = await _whole_body(receive)
        except Refused as refused:
            await self._answer(refused, scope, receive, guarded)
            return
        await self._app(scope, _replayed(body, receive), guarded)

    async def _answer(self, refusal: Refused, scope: Scope, receive: Receive, send: Send) -> None:
        language = wanted_language(Headers(scope=scope).get("accept-language", ""), self._language)
        await render(refusal, language)(scope, receive, send)

    def _refusal(self, scope: Scope) -> Refused | None:
        headers = Headers(scope=scope)
        path = scope["path"]
        if path not in _ANY_HOST and not self._addresses.is_own_host(headers.get("host", "")):
            return OriginRefused()
        if scope["method"] not in _SAFE:
            origin = headers.get("origin")
            if origin is None and path not in _NO_ORIGIN_NEEDED:
                return OriginRefused()
            if origin is not None and not self._addresses.is_own_origin(origin):
                return OriginRefused()
        length = headers.get("content-length", "0")
        limit_bytes = ATTACHMENT_LIMIT_BYTES if _is_upload(scope) else BODY_LIMIT_BYTES
        if not length.isascii() or not length.isdigit() or int(length) > limit_bytes:
            return TooBig(limit_bytes) if _is_upload(scope) else BodyTooBig()
        return None

    def _with_headers(self, scope: Scope, send: Send) -> Send:
        host = Request(scope).url.hostname or ""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                # A route may be stricter, never looser: what it serves then has no scripts at all.
                headers.setdefault("content-security-policy", self._policy(scope[NONCE]))
                headers["x-content-type-options"] = "nosniff"
                headers["x-frame-options"] = "DENY"
                headers["referrer-policy"] = "no-referrer"
                headers["cross-origin-opener-policy"] = "same-origin"
                headers["cross-origin-resource-policy"] = "same-origin"
                headers["permissions-policy"] = (
                    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), "
                    "clipboard-read=(self), clipboard-write=(self), fullscreen=(self)"
                )
                headers.setdefault("cache-control", "no-store")
                # Browsers would remember it for every other port of "localhost" too.
                if self._is_secure and host != "localhost":
                    headers["strict-transport-security"] = f"max-age={_YEAR_SECONDS}"
            await send(message)

        return guarded

    def _policy(self, nonce: str) -> str:
        return (
            "default-src 'none'; script-src 'self'; "
            f"style-src 'self' 'nonce-{nonce}'; img-src 'self' blob:; media-src 'self' blob:; "
            f"font-src 'self'; connect-src 'self' {self._sockets}; worker-src 'self'; "
            "manifest-src 'self'; "
            "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        )


def _is_upload(scope: Scope) -> bool:
    return scope["method"] == "POST" and UPLOADS.fullmatch(scope["path"]) is not None


async def _whole_body(receive: Receive) -> Message | None:
    """The request's body in one message; None when the client has gone.

    Raises:
        BodyTooBig: it is over the limit, announced or not.
        PeerTooSlow: it did not come in time.
    """
    body = bytearray()
    try:
        async with asyncio.timeout(_BODY_WITHIN_SECONDS):
            while True:
                message = await receive()
                if message["type"] != "http.request":
                    return None
                body += message.get("body", b"")
                if len(body) > BODY_LIMIT_BYTES:
                    raise BodyTooBig
                if not message.get("more_body", False):
                    return {"type": "http.request", "body": bytes(body), "more_body": False}
    except TimeoutError:
        raise PeerTooSlow from None


def _replayed(body: Message | None, receive: Receive) -> Receive:
    waiting = [{"type": "http.disconnect"} if body is None else body]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay
