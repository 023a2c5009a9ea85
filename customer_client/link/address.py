"""Where the server is, as the customer's link or the command line says it."""

import base64
import binascii
import ipaddress
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from customer_client.errors import InsecureServer, NoServerKnown, NotAnInvitation

FINGERPRINT_BYTES: Final = 32
_PORTS: Final = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Server:
    """One server's one port.

    Attributes:
        origin: "https://help.example", with the port when it is not the scheme's own; what `Origin` says.
        ca_sha256: The SHA-256 of the certificate (DER) of the CA that the server made itself; None where the
            system's own store decides.
    """

    origin: str
    ca_sha256: bytes | None = None

    @property
    def is_secure(self) -> bool:
        """Whether TLS is spoken there. Without it, the server is on this machine."""
        return self.origin.startswith("https:")

    @property
    def name(self) -> str:
        """What a person calls it: host, and port when it is unusual."""
        return urlsplit(self.origin).netloc

    def url(self, path: str) -> str:
        """Address of a resource."""
        return self.origin + path

    def socket_url(self, path: str) -> str:
        """Address of a WebSocket."""
        return "ws" + self.origin.removeprefix("http") + path


@dataclass(frozen=True, slots=True)
class Invitation:
    """A code, and the server that it is for."""

    server: Server
    code: str


def invitation(what: str, server: str | None) -> Invitation:
    """What the person typed or pasted: a code, or a whole link `https://host/join#CODE.FINGERPRINT`.

    Args:
        what: The code or the link.
        server: The server's address for a bare code; a bare host name means https.

    Raises:
        NotAnInvitation: it is neither.
        NoServerKnown: a bare code, and no server.
        InsecureServer: a server without TLS that is not this machine itself.
    """
    if "/" not in what and "#" not in what:
        code = _code(what)
        if server is None:
            raise NoServerKnown
        return Invitation(at(server), code)
    address, _, fragment = what.strip().partition("#")
    code, _, fingerprint = fragment.partition(".")
    return Invitation(at(address, _fingerprint(fingerprint) if fingerprint else None), _code(code))


def at(address: str, ca_sha256: bytes | None = None) -> Server:
    """The server at this address; its path is left out.

    Raises:
        NotAnInvitation: no address.
        InsecureServer: see `invitation`.
    """
    parts = urlsplit(address if "//" in address else f"https://{address}")
    try:
        host, port = parts.hostname, parts.port
    except ValueError as wrong:
        raise NotAnInvitation(address) from wrong
    if parts.scheme not in _PORTS or not host or parts.username is not None:
        raise NotAnInvitation(address)
    if parts.scheme == "http" and not _is_loopback(host):
        raise InsecureServer(host)
    shown = f"[{host}]" if ":" in host else host
    usual = port is None or port == _PORTS[parts.scheme]
    return Server(f"{parts.scheme}://{shown}" if usual else f"{parts.scheme}://{shown}:{port}", ca_sha256)


def _code(text: str) -> str:
    code = text.strip().upper()
    plain = code.replace("-", "").replace(" ", "")
    if not plain.isalnum() or not plain.isascii():
        raise NotAnInvitation(text)
    return code


def _fingerprint(text: str) -> bytes:
    try:
        digest = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise NotAnInvitation(text) from wrong
    if len(digest) != FINGERPRINT_BYTES:
        raise NotAnInvitation(text)
    return digest


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
