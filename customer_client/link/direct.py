"""One direct path: this machine's picture straight to one viewer, the viewer's input straight back (SPEC D).

We offer; the viewer answers. Two data channels are ours: `keys` is ordered and reliable, `moves` is neither.
Nothing is encoded here. Pictures flow once `keys` is open: the viewer knows the frame clock before the first.
"""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol, assert_never

from aiortc import (
    RTCBundlePolicy,
    RTCConfiguration,
    RTCDataChannel,
    RTCPeerConnection,
    RTCRtpSender,
    RTCSessionDescription,
)
from pydantic import BaseModel

from customer_client.core.key_wishes import KeyWishes
from customer_client.core.picture import EncodedFrame
from customer_client.link.ice import servers_for
from customer_client.link.reel import Reel
from customer_client.link.rtc_hooks import ReadyFrame, ReadyTrack, SenderHooks, forget_sent, hook_sender
from protocol.codec import FROM_VIEWER, encode
from protocol.direct import KEYS_CHANNEL, MOVES_CHANNEL, FrameClock, KeyFrameWanted, Probe
from protocol.errors import ProtocolError
from protocol.ids import PeerId, PersonId
from protocol.input import Input, InputSeen
from protocol.limits import LINK_LOST_AFTER_SECONDS
from protocol.pointer import PointerAt
from protocol.screen import MonitorId
from protocol.signalling import IceServer

log = logging.getLogger(__name__)

CONNECT_SECONDS: Final = 15.0
"""From the offer to an open channel; a viewer behind a firewall is better off on the relay."""
UNSAID_LIMIT_BYTES: Final = 256 * 1024
"""Waiting in a data channel; a viewer that does not drain it is behind, and its path is closed."""
ANSWER_EVERY_SECONDS: Final = 0.1
"""The same reason for holding input back is said ten times a second at most."""
RTP_WRAP: Final = 2**32


@dataclass(frozen=True, slots=True)
class Viewer:
    """Whom a path leads to, as the server named them; `attempt` tells this try from earlier ones."""

    peer: PeerId
    person_id: PersonId
    attempt: int


class PathEvents(Protocol):
    """What a path tells. Called in the event loop; none may wait."""

    def opened(self, viewer: Viewer) -> None:
        """Data and pictures can flow."""
        ...

    def lost(self, viewer: Viewer) -> None:
        """The path is gone, for good; told once, also when it never opened. Who made it closes it now."""
        ...

    def took(self, viewer: Viewer, batch: Input) -> InputSeen | None:
        """Input came in; what it gets for an answer."""
        ...

    def key_wanted(self, stream: MonitorId) -> None:
        """The viewer needs a key frame of this stream."""
        ...

    def estimated(self, viewer: Viewer, bits_per_second: int) -> None:
        """So much reaches the viewer, as it thinks."""
        ...


class DirectPath:
    """A path to one viewer, from the offer to its end. Used in the event loop.

    Args:
        viewer: Whom it leads to.
        stream: The monitor that it shows first.
        ice: What the welcome brought.
        events: Told what happens.
    """

    def __init__(
        self, viewer: Viewer, stream: MonitorId, ice: Sequence[IceServer], events: PathEvents
    ) -> None:
        self.viewer = viewer
        self.stream = stream
        self._events = events
        self._reel = Reel()
        self._key_wishes = KeyWishes()
        self._open = False
        self._lost = False
        self._told: tuple[InputSeen, float] | None = None
        self._rtp_origin: int | None = None
        self._silence: asyncio.TimerHandle | None = None
        self._sending: tuple[EncodedFrame, ReadyFrame] | None = None
        self._clock_stream: MonitorId | None = None
        self._pc = RTCPeerConnection(
            RTCConfiguration(
                iceServers=servers_for(viewer.attempt, ice), bundlePolicy=RTCBundlePolicy.MAX_BUNDLE
            )
        )
        # The track before the channels: the other way round, aiortc 1.16 closes its only transport.
        transceiver = self._pc.addTransceiver(ReadyTrack(self._next_frame), direction="sendonly")
        codecs = RTCRtpSender.getCapabilities("video").codecs
        transceiver.setCodecPreferences([c for c in codecs if c.mimeType in ("video/H264", "video/rtx")])
        self._sender = transceiver.sender
        hook_sender(self._sender, SenderHooks(self._key_lost, self._estimated, self._sent_at))
        self._keys = self._pc.createDataChannel(KEYS_CHANNEL)
        self._moves = self._pc.createDataChannel(MOVES_CHANNEL, ordered=False, maxRetransmits=0)
        self._keys.on("open", self._opened)
        for channel in (self._keys, self._moves):
            channel.on("message", self._heard)
            channel.on("close", self.end)
        self._pc.on("connectionstatechange", self._state_changed)
        self._deadline = asyncio.get_running_loop().call_later(CONNECT_SECONDS, self._too_late)

    @property
    def is_open(self) -> bool:
        """Whether pictures and input flow."""
        return self._open and not self._lost

    async def offer(self) -> str:
        """Our description, with every candidate in it."""
        await self._pc.setLocalDescription(await self._pc.createOffer())
        return self._pc.localDescription.sdp

    async def answer(self, sdp: str) -> None:
        """Take the viewer's description; one that makes no sense ends the path."""
        try:
            await self._pc.setRemoteDescription(RTCSessionDescription(sdp, "answer"))
        except Exception:
            # aiortc parses with bare indexing and asserts; whatever it raises, the answer was no good.
            log.warning("a viewer's answer could not be used", exc_info=True)
            self.end()

    def push(self, frame: EncodedFrame, ready: ReadyFrame) -> None:
        """Send this frame, if it is of the stream that the viewer sees and can be decoded there."""
        if self.is_open and frame.stream == self.stream and not self._reel.push(frame, ready):
            self._events.key_wanted(self.stream)

    def say(self, message: BaseModel) -> None:
        """Tell the viewer; a pointer's place may be lost on the way, everything else arrives in order."""
        self._say(self._moves if isinstance(message, PointerAt) else self._keys, message)

    def drop(self) -> None:
        """Forget what waits and what was sent: nothing of it leaves from now on, not even a packet again."""
        self._reel.restart()
        forget_sent(self._sender)

    async def close(self) -> None:
        """End the path and wait until its sockets are closed."""
        self.end()
        await self._pc.close()

    def _say(self, channel: RTCDataChannel, message: BaseModel) -> None:
        if not self.is_open or channel.readyState != "open":
            return
        if channel.bufferedAmount > UNSAID_LIMIT_BYTES:
            if channel is self._keys:
                self.end()
            return
        channel.send(encode(message).decode())

    def _opened(self) -> None:
        if self._lost:
            return
        self._open = True
        self._deadline.cancel()
        self._events.opened(self.viewer)
        self._events.key_wanted(self.stream)

    def _too_late(self) -> None:
        if not self._open:
            self.end()

    def _state_changed(self) -> None:
        if self._pc.connectionState in ("failed", "closed"):
            self.end()

    def end(self) -> None:
        """Nothing leaves by this path any more; told as `lost`, once."""
        if self._lost:
            return
        self._lost = True
        self._deadline.cancel()
        if self._silence is not None:
            self._silence.cancel()
        self._reel.restart()
        self._events.lost(self.viewer)

    def _heard(self, data: Any) -> None:  # noqa: ANN401  str or bytes, as the viewer sent it
        if self._lost:
            return
        try:
            message = FROM_VIEWER.decode(data)
        except ProtocolError as wrong:
            log.warning("a direct path is closed: %s", wrong)
            self.end()
            return
        if isinstance(message, Probe) or self._silence is not None:
            self._count_silence()
        match message:
            case Input():
                self._answer_input(self._events.took(self.viewer, message))
            case KeyFrameWanted(stream=stream):
                self._watch(stream)
            case Probe():
                self._say(self._keys, message)
            case _:
                assert_never(message)

    def _count_silence(self) -> None:
        """A viewer that asks for answers and then falls silent is not there, whatever WebRTC believes."""
        if self._silence is not None:
            self._silence.cancel()
        loop = asyncio.get_running_loop()
        self._silence = loop.call_later(LINK_LOST_AFTER_SECONDS, self.end)

    def _answer_input(self, seen: InputSeen | None) -> None:
        now = asyncio.get_running_loop().time()
        if seen is None or (self._told and self._told[0] == seen and now < self._told[1]):
            return
        self._told = (seen, now + ANSWER_EVERY_SECONDS)
        self._say(self._keys, seen)

    def _watch(self, stream: MonitorId) -> None:
        """A viewer that wants a key frame of another monitor wants to see that one."""
        if stream != self.stream:
            self.stream = stream
            self._reel.restart()
        self._events.key_wanted(stream)

    def _key_lost(self) -> None:
        if self._key_wishes.is_meant(_now_ms()):
            self._events.key_wanted(self.stream)

    def _estimated(self, bits_per_second: int) -> None:
        self._events.estimated(self.viewer, bits_per_second)

    async def _next_frame(self) -> ReadyFrame:
        frame, ready = self._sending = await self._reel.pop()
        self._key_wishes.sent(_now_ms())
        if self._rtp_origin is not None and frame.stream != self._clock_stream:
            self._say_clock(frame, (self._rtp_origin + ready.ticks) % RTP_WRAP)
        return ready

    def _sent_at(self, rtp: int) -> None:
        """The first packet shows where aiortc, which draws it at random, let RTP time begin."""
        if self._rtp_origin is None and self._sending is not None:
            frame, ready = self._sending
            self._rtp_origin = (rtp - ready.ticks) % RTP_WRAP
            self._say_clock(frame, rtp)

    def _say_clock(self, frame: EncodedFrame, rtp: int) -> None:
        self._clock_stream = frame.stream
        self._say(self._keys, FrameClock(stream=frame.stream, rtp_origin=rtp, pts_origin_us=frame.pts_us))


def _now_ms() -> int:
    return round(asyncio.get_running_loop().time() * 1000)
