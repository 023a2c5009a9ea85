"""A certificate authority of this server's own, for installations without a public name."""

import base64
import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from server.errors import KeyUnusable
from server.security.certificate import RENEW_BEFORE, general_name, key_pem, serves
from server.security.clock import as_datetime
from server.security.seal import write_private

_DAY: Final = dt.timedelta(days=1)
_CA_LIFETIME: Final = 3650 * _DAY
_SERVER_LIFETIME: Final = 90 * _DAY
_BACKDATED: Final = _DAY
"""Customers' clocks run slow, and nobody gets out of a certificate that is not yet valid."""


@dataclass(frozen=True, slots=True)
class OwnCa:
    """Where the files lie: `ca.pem` is public, the keys are 0600."""

    folder: Path

    @property
    def ca_path(self) -> Path:
        """The CA's certificate, PEM."""
        return self.folder / "ca.pem"

    @property
    def chain_path(self) -> Path:
        """The server's certificate followed by the CA's, PEM."""
        return self.folder / "server.pem"

    @property
    def key_path(self) -> Path:
        """The server's private key, PEM."""
        return self.folder / "server.key"

    @property
    def ca_key_path(self) -> Path:
        """The CA's private key, PEM."""
        return self.folder / "ca.key"

    def fingerprint(self) -> str:
        """SHA-256 of the CA's certificate (DER), base64url without padding: what a link carries."""
        certificate = x509.load_pem_x509_certificate(self.ca_path.read_bytes())
        return base64.urlsafe_b64encode(certificate.fingerprint(SHA256())).decode().rstrip("=")

    def renew(self, names: Sequence[str], now_ms: int) -> bool:
        """Make the CA once; the server's certificate when it is missing, near its end, or lacks a name.

        Args:
            names: Host names and IP addresses that browsers will use; at least one.
            now_ms: UTC milliseconds.

        Returns:
            Whether there is a new server certificate, to be loaded.

        Raises:
            KeyUnusable: the folder cannot be read or written, or holds something else.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            now = as_datetime(now_ms)
            if not (self.ca_path.exists() and self.ca_key_path.exists()):
                self._make_ca(now)
                self.chain_path.unlink(missing_ok=True)
            if self.key_path.exists() and serves(self.chain_path, names, now + RENEW_BEFORE):
                return False
            self._make_server(names, now)
        except (OSError, ValueError) as wrong:
            raise KeyUnusable(str(self.folder), str(wrong)) from wrong
        return True

    def _make_ca(self, now: dt.datetime) -> None:
        key = generate_private_key(SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Auxilio {secrets.token_hex(4)}")])
        certificate = (
            x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
            .not_valid_before(now - _BACKDATED)
            .not_valid_after(now + _CA_LIFETIME)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(key, SHA256())
        )
        write_private(self.ca_key_path, key_pem(key))
        write_private(self.ca_path, certificate.public_bytes(Encoding.PEM))

    def _make_server(self, names: Sequence[str], now: dt.datetime) -> None:
        ca = x509.load_pem_x509_certificate(self.ca_path.read_bytes())
        ca_key = load_pem_private_key(self.ca_key_path.read_bytes(), None)
        if not isinstance(ca_key, EllipticCurvePrivateKey):
            raise KeyUnusable(str(self.ca_key_path), "it is not the key of an own CA")
        key = generate_private_key(SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
        certificate = (
            x509.CertificateBuilder(ca.subject, subject, key.public_key(), x509.random_serial_number())
            .not_valid_before(now - _BACKDATED)
            .not_valid_after(now + _SERVER_LIFETIME)
            .add_extension(
                x509.SubjectAlternativeName([general_name(name) for name in names]), critical=False
            )
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()),
                critical=False,
            )
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(ca_key, SHA256())
        )
        write_private(self.key_path, key_pem(key))
        write_private(self.chain_path, certificate.public_bytes(Encoding.PEM) + ca.public_bytes(Encoding.PEM))


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
