"""What a stream says about itself."""

import pytest

from customer_client.encode.headers import codec_of
from customer_client.errors import EncodeError


def test_the_codec_is_named_after_the_first_parameters() -> None:
    assert codec_of(b"\x00\x00\x00\x01\x67\x42\xc0\x2a\x00\x00\x00\x00\x01\x68\xce") == "avc1.42c02a"


def test_a_stream_without_parameters_is_refused() -> None:
    with pytest.raises(EncodeError, match="without parameters"):
        codec_of(b"\x00\x00\x00\x01\x41\x9a\x00")
