"""One WebSocket as raw ASGI: half the cost of a framework's wrapper for the relay."""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final, TypeAlias

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]

SEND_WITHIN_SECONDS: Final = 10.0
"""A peer that takes nothing for so long is not there, whatever TCP believes."""
CLOSE_WITHIN_SECONDS: Final = 1.0


class Gone(Exception):
    """The socket is closed; there is nobody to tell."""


class NotTaken(Exception):
    """The peer did not take a message in time."""


class Socket:
    """An accepted or not yet accepted WebSocket."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.path: str = scope["path"]
        self.origin = _header(scope, b"origin")
        self._receive = receive
        self._send = send

    async def accept(self) -> None:
        """Take the handshake."""
        connect = await self._receive()
        if connect["type"] != "websocket.connect":
            raise Gone
        await self._send({"type": "websocket.accept"})

    async def receive(self) -> str | bytes:
        """The next message. Raises Gone at the end."""
        message = await self._receive()
        if message["type"] != "websocket.receive":
            raise Gone
        data: str | bytes | None = message.get("text")
        return message["bytes"] or b"" if data is None else data

    async def send_text(self, text: bytes) -> None:
        """Hand one text message to the network. Raises NotTaken, Gone."""
        await self._deliver({"type": "websocket.send", "text": text.decode()}, SEND_WITHIN_SECONDS)

    async def send_bytes(self, frame: bytes) -> None:
        """Hand one binary message to the network; the caller has a deadline. Raises Gone."""
        try:
            await self._send({"type": "websocket.send", "bytes": frame})
        except (RuntimeError, OSError):
            raise Gone from None

    async def close(self, code: int, reason: str = "") -> None:
        """Close, or refuse the handshake. A peer that is gone or stuck is not waited for."""
        try:
            await self._deliver(
                {"type": "websocket.close", "code": code, "reason": reason}, CLOSE_WITHIN_SECONDS
            )
        except (Gone, NotTaken):
            return

    async def _deliver(self, message: MutableMapping[str, Any], within_seconds: float) -> None:
        try:
            async with asyncio.timeout(within_seconds):
                await self._send(message)
        except TimeoutError:
            raise NotTaken from None
        except (RuntimeError, OSError):  # what uvicorn raises for a socket that is closed already
            raise Gone from None


def _header(scope: Scope, name: bytes) -> str | None:
    values = [value for key, value in scope["headers"] if key == name]
    return values[0].decode("latin-1") if values else None
