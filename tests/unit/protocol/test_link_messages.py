"""How a link is opened (SPEC K1, W1)."""

import json

import pytest

from protocol.codec import FROM_MACHINE, FROM_PAGE
from protocol.errors import BadMessage
from protocol.link_messages import Hello


@pytest.mark.parametrize("keys", [{}, {"ticket": "t" * 16, "resume": "r" * 16}])
def test_a_hello_brings_exactly_one_key_k1(keys: dict[str, str]) -> None:
    with pytest.raises(BadMessage, match="either a ticket or a resume token"):
        FROM_MACHINE.decode(json.dumps({"type": "hello", "protocol": 1, "version": "1", **keys}))


def test_a_hello_of_another_version_can_still_be_read_w1() -> None:
    hello = FROM_PAGE.decode('{"type":"hello","protocol":77,"version":"9","ticket":"tttttttttttttttt"}')
    assert isinstance(hello, Hello)
    assert hello.protocol == 77
