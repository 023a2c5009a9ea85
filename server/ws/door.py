"""The way in for every WebSocket: its address, and where it may come from."""

from collections.abc import Callable, Collection
from typing import Final

from protocol.errors import CloseCode
from protocol.limits import SLOW_VIEWER_CLOSED_AFTER_SECONDS
from server.runtime.hub import Hub
from server.runtime.pictures import PictureLinks
from server.ws import endpoint, media_endpoint, transfer_endpoint
from server.ws.socket import Gone, Receive, Scope, Send, Socket

CONTROL_PATH: Final = "/ws"
MEDIA_PATH: Final = "/ws/media"
TRANSFER_PATH: Final = "/ws/transfer"


class Sockets:
    """An ASGI application for `websocket` scopes at `/ws` (control), `/ws/media` and `/ws/transfer`.

    A browser always says from whose page it comes: its `Origin` has to be one of ours, letter by letter, or
    the handshake is refused. Programs that are no browsers (the desktop program, scripts) say none; what lets
    anybody in is the ticket, which only a signed-in person or a code could get.
    """

    def __init__(
        self,
        hub: Hub,
        links: PictureLinks,
        origins: Collection[str],
        monotonic_seconds: Callable[[], float],
        slow_viewer_seconds: float = SLOW_VIEWER_CLOSED_AFTER_SECONDS,
    ) -> None:
        self._hub = hub
        self._links = links
        self._origins = frozenset(origins)
        self._monotonic_seconds = monotonic_seconds
        self._slow_viewer_seconds = slow_viewer_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one WebSocket from its handshake to its end."""
        socket = Socket(scope, receive, send)
        known = socket.path in (CONTROL_PATH, MEDIA_PATH, TRANSFER_PATH)
        if not known or (socket.origin is not None and socket.origin not in self._origins):
            await socket.close(CloseCode.NOT_ALLOWED if known else CloseCode.UNKNOWN)
            return
        try:
            await socket.accept()
        except Gone:
            return
        if socket.path == CONTROL_PATH:
            await endpoint.serve(socket, self._hub, self._monotonic_seconds)
        elif socket.path == TRANSFER_PATH:
            await transfer_endpoint.serve(socket, self._hub.transfers)
        else:
            await media_endpoint.serve(socket, self._hub, self._links, self._slow_viewer_seconds)
