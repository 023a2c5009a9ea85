"""Which encoder this machine has."""

from customer_client.core.picture import Encoder
from customer_client.encode.libx264 import load
from customer_client.encode.plain import PlainEncoder
from customer_client.encode.x264 import X264Encoder


def open_encoder(size: tuple[int, int]) -> Encoder:
    """An encoder for pictures of this even size: libx264 itself, or PyAV's where that cannot be.

    Raises:
        EncodeError: no encoder takes this size.
    """
    library = load()
    return PlainEncoder(size) if library is None else X264Encoder(library, size)
