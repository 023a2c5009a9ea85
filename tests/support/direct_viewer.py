"""A viewer at the far end of a direct path: aiortc, as it is."""

import asyncio
from collections.abc import Callable
from typing import Any, Final, cast

from aiortc import (
    MediaStreamTrack,
    RTCConfiguration,
    RTCDataChannel,
    RTCIceTransportPolicy,
    RTCPeerConnection,
    RTCSessionDescription,
)
from aiortc.rtp import RtpPacket
from pydantic import BaseModel

from customer_client.link.ice import servers_for
from protocol.codec import TO_VIEWER, encode
from protocol.direct import KEYS_CHANNEL, FrameClock
from protocol.signalling import IceServer

WAIT_SECONDS: Final = 10.0
WRAP = 2**16
"""RTP counts its packets up to here."""


class DirectViewer:
    """Answers an offer and keeps what comes. Decodes nothing."""

    def __init__(self, ice: IceServer | None = None, *, relayed_only: bool = False) -> None:
        self.packets: dict[int, RtpPacket] = {}
        self.heard: list[BaseModel] = []
        self.channels: dict[str, RTCDataChannel] = {}
        self.receiver: Any = None
        self._changed = asyncio.Event()
        policy = RTCIceTransportPolicy.RELAY if relayed_only else RTCIceTransportPolicy.ALL
        servers = servers_for(1, [ice] if ice else [])
        self.pc = RTCPeerConnection(RTCConfiguration(iceServers=servers, iceTransportPolicy=policy))
        self.pc.on("track", self._track)
        self.pc.on("datachannel", self._channel)

    async def answer(self, offer: str) -> str:
        """Our answer to the machine's offer."""
        await self.pc.setRemoteDescription(RTCSessionDescription(offer, "offer"))
        await self.pc.setLocalDescription(await self.pc.createAnswer())
        return str(self.pc.localDescription.sdp)

    def say(self, message: BaseModel, channel: str = KEYS_CHANNEL) -> None:
        """Send on one of the machine's channels."""
        self.channels[channel].send(encode(message).decode())

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until something that came in makes this true; 10 s at most."""
        async with asyncio.timeout(WAIT_SECONDS):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    def clocks(self) -> list[FrameClock]:
        """Every frame clock that the machine told."""
        return [message for message in self.heard if isinstance(message, FrameClock)]

    async def close(self) -> None:
        """Go."""
        await self.pc.close()

    def _track(self, track: MediaStreamTrack) -> None:
        receiver: Any = next(each for each in self.pc.getReceivers() if each.track is track)
        buffer = receiver._RTCRtpReceiver__jitter_buffer

        def keep(packet: RtpPacket) -> tuple[bool, None]:
            # Lost packets have come again by here. aiortc's buffer holds 128, a picture may have 250.
            self.packets[packet.sequence_number] = packet
            self._changed.set()
            return False, None

        buffer.add = keep
        self.receiver = receiver

    def pictures(self) -> list[tuple[int, bytes]]:
        """RTP time and access unit of every picture of which all packets are here, in order."""
        done: list[tuple[int, bytes]] = []
        parts: list[RtpPacket] = []
        first = next(iter(self.packets), 0)
        # The numbers begin anywhere, and after 65535 comes 0.
        for number in sorted(self.packets, key=lambda each: (each - first + WRAP // 2) % WRAP):
            packet = self.packets[number]
            if parts and number != (parts[-1].sequence_number + 1) % WRAP:
                parts = []
            parts.append(packet)
            if packet.marker:
                done.append((packet.timestamp, b"".join(cast(Any, part)._data for part in parts)))
                parts = []
        return done

    async def ask_key(self) -> None:
        """Say by RTCP that a picture was lost (PLI)."""
        await self.receiver._send_rtcp_pli(next(iter(self.packets.values())).ssrc)

    def _channel(self, channel: RTCDataChannel) -> None:
        self.channels[channel.label] = channel
        channel.on("message", self._message)
        self._changed.set()

    def _message(self, data: str) -> None:
        self.heard.append(TO_VIEWER.decode(data))
        self._changed.set()
