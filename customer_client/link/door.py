"""The way to the server: TLS that is never traded for less, and an HTTP(S) proxy where there is one."""

import hashlib
import hmac
import json
import ssl
import urllib.error
import urllib.request
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException
from typing import IO, Any, Final, Literal

from customer_client.errors import ServerNotTrusted, ServerUnreachable, WrongServerKey
from customer_client.link.address import Server

ANSWER_SECONDS: Final = 15.0
BODY_LIMIT_BYTES: Final = 256 * 1024
END_OF_CERTIFICATE: Final = "-----END CERTIFICATE-----"


@dataclass(frozen=True, slots=True)
class Door:
    """How this server is reached.

    Attributes:
        server: Which one.
        tls: What its certificate has to satisfy; None only for a server on this machine.
        proxy: The HTTP(S) proxy's address; None: as the system says.
    """

    server: Server
    tls: ssl.SSLContext | None
    proxy: str | None = None

    @property
    def socket_proxy(self) -> str | Literal[True]:
        """The proxy as `websockets` takes it."""
        return self.proxy if self.proxy is not None else True


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer over HTTP, whatever its status."""

    status: int
    body: Any
    """The JSON that came, or None."""


def open_door(server: Server, proxy: str | None = None) -> Door:
    """Find out what to trust. Waits for the network: call it in a thread.

    With a fingerprint in the link, the server's own CA is fetched and compared; then it alone is trusted, for
    this server. Without one, the system's store decides.

    Raises:
        ServerUnreachable: nobody answers.
        WrongServerKey: the CA there is not the one that the link named.
    """
    if not server.is_secure:
        return Door(server, None, proxy)
    if server.ca_sha256 is None:
        return Door(server, ssl.create_default_context(), proxy)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    tls.minimum_version = ssl.TLSVersion.TLSv1_2
    tls.load_verify_locations(cadata=_own_ca(server, server.ca_sha256, proxy))
    return Door(server, tls, proxy)


def post(door: Door, path: str, body: object, language: str) -> Reply:
    """Send JSON, and read what comes. Waits for the network: call it in a thread.

    Raises:
        ServerUnreachable: nobody answers, or not in time.
        ServerNotTrusted: its certificate is none that is trusted.
    """
    headers = {"Content-Type": "application/json", "Accept-Language": language}
    data = json.dumps(body).encode()
    request = urllib.request.Request(door.server.url(path), data, headers, method="POST")  # noqa: S310  http(s)
    status, raw = _exchange(door, request)
    try:
        return Reply(status, json.loads(raw))
    except ValueError:
        return Reply(status, None)


def _own_ca(server: Server, wanted: bytes, proxy: str | None) -> str:
    # Nothing is trusted here and nothing secret is sent: what comes is public, and worth something only if
    # its digest is the one in the link.
    blind = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    blind.check_hostname = False
    blind.verify_mode = ssl.CERT_NONE
    request = urllib.request.Request(server.url("/ca.pem"))  # noqa: S310  http(s), see `at`
    status, raw = _exchange(Door(server, blind, proxy), request)
    if status == 200:
        for piece in raw.decode("ascii", "replace").split(END_OF_CERTIFICATE)[:-1]:
            pem = piece.strip() + "\n" + END_OF_CERTIFICATE + "\n"
            try:
                digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).digest()
            except ValueError:
                continue
            if hmac.compare_digest(digest, wanted):
                return pem
    raise WrongServerKey(server.name)


def _exchange(door: Door, request: urllib.request.Request) -> tuple[int, bytes]:
    proxies = None if door.proxy is None else {"http": door.proxy, "https": door.proxy}
    handlers: list[urllib.request.BaseHandler] = [urllib.request.ProxyHandler(proxies), _NoRedirects()]
    if door.tls is not None:
        handlers.append(urllib.request.HTTPSHandler(context=door.tls))
    try:
        with urllib.request.build_opener(*handlers).open(request, timeout=ANSWER_SECONDS) as answer:
            return int(answer.status), bytes(answer.read(BODY_LIMIT_BYTES))
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read(BODY_LIMIT_BYTES)
    except urllib.error.URLError as wrong:
        if isinstance(wrong.reason, ssl.SSLCertVerificationError):
            raise ServerNotTrusted(door.server.name, wrong.reason.verify_message) from wrong
        raise ServerUnreachable(door.server.name, str(wrong.reason)) from wrong
    except (OSError, HTTPException) as wrong:
        raise ServerUnreachable(door.server.name, str(wrong)) from wrong


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """The server that was named is the one that is spoken to."""

    def redirect_request(
        self,
        req: urllib.request.Request,  # noqa: ARG002
        fp: IO[bytes],  # noqa: ARG002
        code: int,  # noqa: ARG002
        msg: str,  # noqa: ARG002
        headers: Message,
        newurl: str,  # noqa: ARG002
    ) -> None:
        """Never follow; the redirect's own status is the answer."""
        del headers
