"""What the two makers of certificates share: when a certificate still serves, and how keys are written."""

import datetime as dt
import ipaddress
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

RENEW_BEFORE: Final = dt.timedelta(days=30)


def serves(chain: Path, names: Iterable[str], until: dt.datetime) -> bool:
    """Whether the certificate in this file is for all of these names, and valid at `until`.

    Raises:
        OSError, ValueError: the file is there but cannot be read, or holds no certificate.
    """
    if not chain.exists():
        return False
    certificate = x509.load_pem_x509_certificate(chain.read_bytes())
    held = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return until < certificate.not_valid_after_utc and {general_name(name) for name in names} <= set(held)


def general_name(name: str) -> x509.GeneralName:
    """A host name or an IP address as certificates write it."""
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def key_pem(key: EllipticCurvePrivateKey) -> bytes:
    """The private key in PKCS 8, unencrypted: the file's own permissions protect it."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
