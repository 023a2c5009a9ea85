"""Where the server is, read off a code or a link."""

import base64

import pytest

from customer_client.errors import InsecureServer, NoServerKnown, NotAnInvitation
from customer_client.link.address import Server, at, invitation

DIGEST = bytes(range(32))
FINGERPRINT = base64.urlsafe_b64encode(DIGEST).decode().rstrip("=")


def test_a_whole_link_says_server_code_and_fingerprint() -> None:
    found = invitation(f"https://help.example:8443/join#k7q2-mx4p.{FINGERPRINT}", None)
    assert found.server == Server("https://help.example:8443", DIGEST)
    assert found.code == "K7Q2-MX4P"


def test_a_link_without_a_fingerprint_trusts_what_the_system_trusts() -> None:
    assert invitation("https://help.example/join#K7Q2-MX4P", None).server.ca_sha256 is None


def test_a_bare_code_needs_a_server() -> None:
    assert invitation("k7q2 mx4p", "help.example").server.origin == "https://help.example"
    with pytest.raises(NoServerKnown, match="--server"):
        invitation("K7Q2-MX4P", None)


@pytest.mark.parametrize(
    "what",
    [
        "",
        "https://help.example/join",
        "https://help.example/join#K7Q2-MX4P.AAAA",
        "https://help.example/join#K7Q2-MX4P.!!!!",
        "ftp://help.example/join#K7Q2-MX4P",
        "https://somebody@help.example/join#K7Q2-MX4P",
        "https://help.example:port/join#K7Q2-MX4P",
        "https:///join#K7Q2-MX4P",
        "código",
    ],
)
def test_what_is_no_invitation_is_refused_with_a_sentence(what: str) -> None:
    with pytest.raises(NotAnInvitation, match="Copy the whole link"):
        invitation(what, "help.example")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
def test_without_tls_only_this_machine_is_spoken_to(host: str) -> None:
    assert not at(f"http://{host}:8000").is_secure


@pytest.mark.parametrize("host", ["help.example", "192.0.2.7", "localhost.example", "127.0.0.1.example"])
def test_no_other_machine_is_ever_spoken_to_without_tls(host: str) -> None:
    with pytest.raises(InsecureServer):
        at(f"http://{host}")


def test_an_origin_leaves_out_the_usual_port() -> None:
    server = at("https://help.example:443/console")
    assert server.origin == "https://help.example"
    assert server.name == "help.example"
    assert server.url("/api/join") == "https://help.example/api/join"
    assert server.socket_url("/ws") == "wss://help.example/ws"
    assert at("http://[::1]:8000").socket_url("/ws") == "ws://[::1]:8000/ws"
