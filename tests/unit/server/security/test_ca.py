import base64
import hashlib
import ssl
import stat
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from server.errors import KeyUnusable
from server.security.ca import OwnCa

NOW_MS = 1_800_000_000_000
DAY_MS = 86_400_000
NAMES = ["help.example.org", "10.0.0.5", "::1"]


@pytest.fixture
def ca(tmp_path: Path) -> OwnCa:
    made = OwnCa(tmp_path / "ca")
    assert made.renew(NAMES, NOW_MS)
    return made


def server_certificate(ca: OwnCa) -> x509.Certificate:
    return x509.load_pem_x509_certificate(ca.chain_path.read_bytes())


def test_a_good_certificate_is_kept(ca: OwnCa) -> None:
    before = ca.chain_path.read_bytes()
    assert not ca.renew(NAMES[:2], NOW_MS + 59 * DAY_MS)
    assert ca.chain_path.read_bytes() == before


def test_near_its_end_the_certificate_is_renewed_and_the_ca_stays(ca: OwnCa) -> None:
    fingerprint, before = ca.fingerprint(), server_certificate(ca)
    assert ca.renew(NAMES, NOW_MS + 61 * DAY_MS)
    assert server_certificate(ca).serial_number != before.serial_number
    assert ca.fingerprint() == fingerprint


def test_a_new_name_makes_a_new_certificate(ca: OwnCa) -> None:
    assert ca.renew([*NAMES, "other.example"], NOW_MS)
    held = server_certificate(ca).extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert held.get_values_for_type(x509.DNSName) == ["help.example.org", "other.example"]
    assert [str(ip) for ip in held.get_values_for_type(x509.IPAddress)] == ["10.0.0.5", "::1"]


def test_the_certificate_is_signed_by_the_ca_and_lives_90_days(ca: OwnCa) -> None:
    own = x509.load_pem_x509_certificate(ca.ca_path.read_bytes())
    certificate = server_certificate(ca)
    certificate.verify_directly_issued_by(own)
    assert (certificate.not_valid_after_utc - certificate.not_valid_before_utc).days == 91
    assert own.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length == 0
    ssl.create_default_context(cafile=str(ca.ca_path))


def test_the_fingerprint_is_that_of_the_der(ca: OwnCa) -> None:
    der = x509.load_pem_x509_certificate(ca.ca_path.read_bytes()).public_bytes(Encoding.DER)
    assert ca.fingerprint() == base64.urlsafe_b64encode(hashlib.sha256(der).digest()).decode().rstrip("=")


def test_keys_are_for_their_owner_only(ca: OwnCa) -> None:
    for path in (ca.ca_key_path, ca.key_path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_lost_ca_is_made_anew_and_signs_anew(ca: OwnCa) -> None:
    before = ca.fingerprint()
    ca.ca_path.unlink()
    assert ca.renew(NAMES, NOW_MS)
    assert ca.fingerprint() != before


def test_a_folder_with_other_things_in_it_is_refused(ca: OwnCa) -> None:
    ca.chain_path.write_text("not a certificate")
    with pytest.raises(KeyUnusable):
        ca.renew(NAMES, NOW_MS)
