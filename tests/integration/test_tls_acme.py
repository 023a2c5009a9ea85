"""Certificates by ACME from a real authority program: proofs over HTTP, refused nonces, renewal, refusals."""

import socket
import ssl
import stat
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from server.errors import CertificateRefused
from server.security.acme import Acme
from server.security.tls import server_context
from tests.support.pebble import Pebble, pebble
from tests.support.server_process import free_port, server_process

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]
NAME = "auxilio.test"
DAY_MS = 86_400_000


@pytest.fixture(scope="module")
def authority() -> Iterator[Pebble]:
    with pebble() as found:
        yield found


@pytest.fixture
def acme(authority: Pebble, tmp_path: Path) -> Acme:
    return Acme(
        tmp_path / "acme",
        authority.directory_url,
        "admin@example.org",
        "127.0.0.1",
        authority.http_port,
        authority.ca_path,
    )


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def test_a_name_that_is_ours_gets_a_certificate_which_is_kept_until_it_nears_its_end(acme: Acme) -> None:
    assert acme.renew(["localhost"], now_ms())
    first = x509.load_pem_x509_certificate(acme.chain_path.read_bytes())
    assert acme.chain_path.read_bytes().count(b"BEGIN CERTIFICATE") >= 2
    key = load_pem_private_key(acme.key_path.read_bytes(), None)
    assert key.public_key() == first.public_key()
    assert stat.S_IMODE(acme.key_path.stat().st_mode) == 0o600
    server_context(acme.chain_path, acme.key_path)
    assert not acme.renew(["localhost"], now_ms())
    lifetime = first.not_valid_after_utc - first.not_valid_before_utc
    near_its_end_ms = now_ms() + (lifetime.days - 20) * DAY_MS
    assert acme.renew(["localhost"], near_its_end_ms)
    assert x509.load_pem_x509_certificate(acme.chain_path.read_bytes()).serial_number != first.serial_number


def test_a_proof_that_cannot_be_seen_is_refused_in_the_authoritys_words_and_nothing_is_lost(
    acme: Acme,
) -> None:
    acme.renew(["localhost"], now_ms())
    before = acme.chain_path.read_bytes()
    with pytest.raises(CertificateRefused, match=r"docs/tls\.md"):
        replace(acme, http_port=free_port()).renew(["localhost", "no-such-name.invalid"], now_ms())
    assert acme.chain_path.read_bytes() == before


def test_an_authority_that_is_not_trusted_or_not_there_is_not_asked(acme: Acme) -> None:
    with pytest.raises(CertificateRefused, match="CERTIFICATE_VERIFY_FAILED"):
        replace(acme, trusted_ca=None).renew(["localhost"], now_ms())
    with pytest.raises(CertificateRefused):
        replace(acme, directory_url=f"https://127.0.0.1:{free_port()}/dir").renew(["localhost"], now_ms())
    with pytest.raises(CertificateRefused, match="not https"):
        replace(acme, directory_url="http://127.0.0.1/dir").renew(["localhost"], now_ms())
    assert not acme.chain_path.exists()


def test_a_server_with_a_public_name_gets_its_certificate_at_the_start(
    authority: Pebble,
) -> None:
    with server_process(
        tls="acme",
        public_url=f"https://{NAME}:{{port}}",
        acme_directory=authority.directory_url,
        acme_http_port=str(authority.http_port),
        acme_ca=str(authority.ca_path),
    ) as server:
        chain = (server.folder / "keys" / "acme" / "server.pem").read_bytes()
        with socket.create_connection(("127.0.0.1", server.port)) as plain:
            trust = ssl.create_default_context(cadata=chain.decode())
            trust.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
            with trust.wrap_socket(plain, server_hostname=NAME) as secure:
                secure.sendall(f"GET /api/about HTTP/1.1\r\nHost: {NAME}:{server.port}\r\n\r\n".encode())
                answer = secure.recv(65_536).decode()
        assert answer.startswith("HTTP/1.1 200")
