"""Which STUN and TURN servers a try uses, and whether they answered."""

from collections.abc import Sequence
from typing import Final

from aiortc import RTCIceServer

from protocol.signalling import IceServer

_TURN: Final = ("turn:", "turns:")
_RELAYED: Final = " typ relay "


def servers_for(attempt: int, ice: Sequence[IceServer]) -> list[RTCIceServer]:
    """One STUN and one TURN server, another TURN address at each try.

    aiortc takes one of each and ignores the others: where UDP is blocked, the next try goes by TCP.

    Args:
        attempt: Rises with each try of a viewer, from 1.
        ice: What the welcome brought.
    """
    stun = [(url, server) for server in ice for url in server.urls if not url.startswith(_TURN)]
    turn = [(url, server) for server in ice for url in server.urls if url.startswith(_TURN)]
    chosen = stun[:1] + ([turn[(attempt - 1) % len(turn)]] if turn else [])
    return [
        RTCIceServer(urls=url, username=server.username, credential=server.credential)
        for url, server in chosen
    ]


def turn_is_refused(sdp: str, ice: Sequence[IceServer]) -> bool:
    """Whether a TURN server was to be used and gave no address: it refuses us, or is not there."""
    wanted = any(url.startswith(_TURN) for server in ice for url in server.urls)
    return wanted and _RELAYED not in sdp
