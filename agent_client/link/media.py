"""The relay's side of the picture, for a program: encoded frames as they come."""

import ssl
from collections.abc import AsyncIterator

from websockets.asyncio.client import connect
from websockets.typing import Origin

from protocol.codec import encode
from protocol.limits import AUTHENTICATE_WITHIN_SECONDS, MEDIA_FRAME_LIMIT_BYTES, PROTOCOL_VERSION
from protocol.link_messages import MediaHello
from protocol.media import Header, unpack


async def frames(
    url: str, tls: ssl.SSLContext | None, ticket: str, proxy: str | None = None
) -> AsyncIterator[tuple[Header, bytes]]:
    """Every frame that the relay sends to this viewer, until the link ends.

    Args:
        url: The server's socket address, "wss://host:port".
        tls: As for `Http`.
        ticket: The media ticket of a welcome.
        proxy: As for `Http`.

    Raises:
        ProtocolError: a frame that is none.
    """
    async with connect(
        f"{url}/ws/media",
        origin=Origin("http" + url.removeprefix("ws")),
        ssl=tls,
        compression=None,
        ping_interval=None,
        proxy=proxy,
        max_size=MEDIA_FRAME_LIMIT_BYTES,
        open_timeout=AUTHENTICATE_WITHIN_SECONDS,
    ) as socket:
        await socket.send(encode(MediaHello(protocol=PROTOCOL_VERSION, ticket=ticket)), text=True)
        async for data in socket:
            if isinstance(data, bytes):
                header, payload = unpack(data)
                yield header, bytes(payload)
