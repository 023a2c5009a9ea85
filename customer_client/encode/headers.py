"""What a stream says about itself in its first bytes."""

import re
from typing import Final

from customer_client.errors import EncodeError

SEQUENCE_PARAMETERS: Final = re.compile(rb"\x00\x00\x01[\x27\x47\x67](...)", re.DOTALL)


def codec_of(key_frame: bytes) -> str:
    """The name that WebCodecs and MSE want, "avc1.42c02a": profile, constraints and level of the first SPS.

    Raises:
        EncodeError: there is no SPS.
    """
    found = SEQUENCE_PARAMETERS.search(key_frame)
    if found is None:
        raise EncodeError("The encoder made a stream without parameters.")
    return f"avc1.{found[1].hex()}"
