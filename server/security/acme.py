"""Certificates from a public authority by ACME (RFC 8555), proved over HTTP on port 80.

TLS-ALPN would need no second port, but Python's TLS does not say which protocol a client offers.
"""

import base64
import json
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509.oid import NameOID

from server.errors import CertificateRefused
from server.security.acme_answers import answering
from server.security.certificate import RENEW_BEFORE, general_name, key_pem, serves
from server.security.clock import as_datetime
from server.security.seal import write_private

_REQUEST_SECONDS: Final = 20.0
_ORDER_SECONDS: Final = 120.0
_ASK_AGAIN_SECONDS: Final = 1.0
_NONCE_TRIES: Final = 5
_BAD_NONCE: Final = "urn:ietf:params:acme:error:badNonce"


@dataclass(frozen=True, slots=True)
class Acme:
    """Where the files lie, and whom to ask.

    Attributes:
        folder: Holds account.key, server.pem and server.key, readable by their owner only.
        directory_url: The authority's directory.
        email: Whom it warns; None for nobody.
        http_host: Address on which the proof is answered.
        http_port: 80, unless something forwards it from there.
        trusted_ca: PEM of the authority's own CA, for an inner one; None for the system's.
    """

    folder: Path
    directory_url: str
    email: str | None
    http_host: str
    http_port: int
    trusted_ca: Path | None = None

    @property
    def chain_path(self) -> Path:
        """The server's certificate with its chain, PEM."""
        return self.folder / "server.pem"

    @property
    def key_path(self) -> Path:
        """The server's private key, PEM."""
        return self.folder / "server.key"

    def renew(self, names: Sequence[str], now_ms: int) -> bool:
        """Get a certificate, when there is none, it nears its end, or it lacks a name.

        Args:
            names: Host names under which the world reaches this server, on port 80 too.
            now_ms: UTC milliseconds.

        Returns:
            Whether there is a new one, to be loaded.

        Raises:
            CertificateRefused: the authority or the network said no; an older certificate is still in place.
        """
        try:
            now = as_datetime(now_ms)
            if self.key_path.exists() and serves(self.chain_path, names, now + RENEW_BEFORE):
                return False
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            order = _Order(_Authority(self.directory_url, self._account_key(), self.trusted_ca), self)
            order.fulfil(list(names))
        except (OSError, ValueError, KeyError, StopIteration) as wrong:
            raise CertificateRefused(str(wrong)) from wrong
        return True

    def _account_key(self) -> EllipticCurvePrivateKey:
        path = self.folder / "account.key"
        if not path.exists():
            write_private(path, key_pem(generate_private_key(SECP256R1())))
        key = load_pem_private_key(path.read_bytes(), None)
        if not isinstance(key, EllipticCurvePrivateKey):
            raise TypeError(f"{path} is no key of ours")
        return key


@dataclass(slots=True)
class _Authority:
    """Signed conversation with the authority."""

    directory_url: str
    key: EllipticCurvePrivateKey
    trusted_ca: Path | None
    account_url: str = ""
    _directory: Mapping[str, Any] = field(default_factory=dict[str, Any])
    _nonce: str = ""

    def sign_in(self, email: str | None) -> None:
        """Find or make the account; the settings' page says that this accepts the authority's terms."""
        self._directory = json.loads(self._fetch(self.directory_url, None)[1])
        contact = {"contact": [f"mailto:{email}"]} if email else {}
        _, headers = self.post(self.url("newAccount"), {"termsOfServiceAgreed": True, **contact})
        self.account_url = headers["Location"]

    def url(self, name: str) -> str:
        """The address that the directory gives for this."""
        return str(self._directory[name])

    def post(self, url: str, payload: object) -> tuple[bytes, Mapping[str, str]]:
        """Body and headers of the answer. `payload` None only reads (RFC 8555, 6.3).

        Raises:
            CertificateRefused: with the authority's own words.
        """
        for _ in range(_NONCE_TRIES):
            if not self._nonce:
                self._nonce = self._fetch(self.url("newNonce"), None)[0]["Replay-Nonce"]
            try:
                headers, body = self._fetch(url, self._signed(url, payload))
            except urllib.error.HTTPError as refused:
                problem = json.loads(refused.read() or b"{}")
                self._nonce = refused.headers.get("Replay-Nonce", "")
                if problem.get("type") != _BAD_NONCE:
                    raise CertificateRefused(str(problem.get("detail", refused))) from refused
                continue
            self._nonce = headers.get("Replay-Nonce", "")
            return body, headers
        raise CertificateRefused("the authority took none of its own nonces")

    def thumbprint(self) -> str:
        """Of the account's key (RFC 7638)."""
        digest = Hash(SHA256())
        digest.update(json.dumps(self._jwk(), separators=(",", ":"), sort_keys=True).encode())
        return _b64(digest.finalize())

    def _signed(self, url: str, payload: object) -> bytes:
        whose = {"kid": self.account_url} if self.account_url else {"jwk": self._jwk()}
        protected = _b64_json({"alg": "ES256", "nonce": self._nonce, "url": url, **whose})
        body = "" if payload is None else _b64_json(payload)
        r, s = decode_dss_signature(self.key.sign(f"{protected}.{body}".encode(), ECDSA(SHA256())))
        signature = _b64(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
        return json.dumps({"protected": protected, "payload": body, "signature": signature}).encode()

    def _jwk(self) -> dict[str, str]:
        point = self.key.public_key().public_numbers()
        x, y = (_b64(number.to_bytes(32, "big")) for number in (point.x, point.y))
        return {"crv": "P-256", "kty": "EC", "x": x, "y": y}

    def _fetch(self, url: str, body: bytes | None) -> tuple[Mapping[str, str], bytes]:
        if not url.startswith("https://"):
            raise CertificateRefused(f"{url} is not https")
        request = urllib.request.Request(url, body, {"Content-Type": "application/jose+json"})  # noqa: S310  checked
        trust = ssl.create_default_context(cafile=str(self.trusted_ca) if self.trusted_ca else None)
        with urllib.request.urlopen(request, timeout=_REQUEST_SECONDS, context=trust) as answer:  # noqa: S310
            return answer.headers, answer.read()


@dataclass(slots=True)
class _Order:
    """One certificate, from the order to the files."""

    authority: _Authority
    files: Acme
    _deadline: float = field(default_factory=lambda: time.monotonic() + _ORDER_SECONDS)

    def fulfil(self, names: Sequence[str]) -> None:
        """Order, prove, and write key and chain."""
        self.authority.sign_in(self.files.email)
        identifiers = [{"type": "dns", "value": name} for name in names]
        body, headers = self.authority.post(self.authority.url("newOrder"), {"identifiers": identifiers})
        order, order_url = json.loads(body), headers["Location"]
        self._prove(order["authorizations"])
        key = generate_private_key(SECP256R1())
        self._wait(order_url, "ready", "valid")
        self.authority.post(order["finalize"], {"csr": _b64(_request(key, names))})
        certificate_url = self._wait(order_url, "valid")["certificate"]
        chain, _ = self.authority.post(certificate_url, None)
        x509.load_pem_x509_certificate(chain)
        write_private(self.files.key_path, key_pem(key))
        write_private(self.files.chain_path, chain)

    def _prove(self, authorizations: Sequence[str]) -> None:
        thumbprint = self.authority.thumbprint()
        asked = [json.loads(self.authority.post(url, None)[0]) for url in authorizations]
        proofs = [
            next(one for one in authorization["challenges"] if one["type"] == "http-01")
            for authorization in asked
            if authorization["status"] == "pending"
        ]
        answers = {proof["token"]: f"{proof['token']}.{thumbprint}" for proof in proofs}
        with answering(self.files.http_host, self.files.http_port, answers):
            for proof in proofs:
                self.authority.post(proof["url"], {})
            for url in authorizations:
                self._wait(url, "valid")

    def _wait(self, url: str, *good: str) -> dict[str, Any]:
        while time.monotonic() < self._deadline:
            seen: dict[str, Any] = json.loads(self.authority.post(url, None)[0])
            if seen["status"] in good:
                return seen
            if seen["status"] not in ("pending", "processing", "ready"):
                raise CertificateRefused(_reason(seen))
            time.sleep(_ASK_AGAIN_SECONDS)
        raise CertificateRefused("the authority did not decide in time")


def _request(key: EllipticCurvePrivateKey, names: Sequence[str]) -> bytes:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
    wanted = x509.SubjectAlternativeName([general_name(name) for name in names])
    builder = x509.CertificateSigningRequestBuilder(subject).add_extension(wanted, critical=False)
    return builder.sign(key, SHA256()).public_bytes(Encoding.DER)


def _reason(refused: Mapping[str, Any]) -> str:
    errors = [one["error"]["detail"] for one in refused.get("challenges", []) if "error" in one]
    return "; ".join(errors) or f"the authority says {refused['status']}"


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _b64_json(value: object) -> str:
    return _b64(json.dumps(value).encode())
