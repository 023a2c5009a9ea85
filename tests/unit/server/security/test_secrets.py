import re

from protocol.link_messages import MediaHello
from server.security.codes import normalise_code
from server.security.secrets import SystemSecrets, same

SECRETS = SystemSecrets(bytes(32))


def test_ids_are_opaque_lower_case_and_never_twice_the_same() -> None:
    ids = {SECRETS.opaque_id("s_") for _ in range(1000)}
    assert len(ids) == 1000
    assert all(re.fullmatch(r"s_[a-z2-7]{21}", one) for one in ids)


def test_tokens_have_256_bits_and_fit_the_wire() -> None:
    tokens = {SECRETS.token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert all(len(token) == 43 and MediaHello(protocol=1, ticket=token) for token in tokens)


def test_codes_are_such_as_people_can_type() -> None:
    codes = {SECRETS.code() for _ in range(1000)}
    assert len(codes) == 1000
    assert all(normalise_code(code) == code for code in codes)


def test_a_digest_depends_on_the_secret_and_on_the_key() -> None:
    assert SECRETS.digest("a") == SECRETS.digest("a")
    assert SECRETS.digest("a") != SECRETS.digest("b")
    assert SECRETS.digest("a") != SystemSecrets(b"k" * 32).digest("a")
    assert len(SECRETS.digest("ñ")) == 32


def test_secrets_are_compared_whole() -> None:
    assert same("abc", "abc")
    assert not same("abc", "abd")
    assert not same("abc", "ab")
    assert not same("ñ", "n")
