"""Everything that this program uses of aiortc's and aioice's insides; their versions are pinned for it.

aiortc encodes once per viewer, keeps 128 packets for those who lost some, sends a picture of 200 packets in
one breath, ends its DTLS loop at a datagram of no bytes and knows no playout delay. Here each of these is
changed, at one place; `tests/integration/test_direct_hooks.py` fails when a name has moved.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

import aioice.ice
import aiortc.codecs
import aiortc.rtcrtpsender
import aiortc.rtp
from aiortc import MediaStreamTrack, RTCRtpSender
from aiortc.codecs.h264 import H264Encoder
from aiortc.rtcrtpparameters import RTCRtpHeaderExtensionParameters
from aiortc.rtp import RTCP_PSFB_APP, RtcpPsfbPacket, is_rtcp, unpack_remb_fci

HISTORY_PACKETS: Final = 1024
"""A key frame of a 4K screen is 500 packets; aiortc's own 128 cannot mend one of 1080p."""

PLAYOUT_DELAY_URI: Final = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"
PLAYOUT_DELAY_ZERO: Final = b"\0\0\0"
"""Least and most 0 ms: Chromium shows a picture when it is decoded; 22 → 14 ms in our trials."""
PLAYOUT_DELAY_ID: Final = 4

CONSENT_INTERVAL_SECONDS: Final = 1
CONSENT_FAILURES: Final = 4
"""A dead path is noticed after 4 × (1 + 0.5) s; aioice's own figures need half a minute."""

SLICE_PACKETS: Final = 32
SLICE_SECONDS: Final = 0.001
"""A socket's buffer of 208 KiB holds 92 packets of 1,300 bytes, since each takes 2,304: a breath of 230
overran it. A key frame of 300 kB leaves within 8 ms."""

_SENDER: Any = aiortc.rtcrtpsender


@dataclass(frozen=True, slots=True)
class ReadyFrame:
    """One access unit, packetised once for all viewers.

    Attributes:
        payloads: RTP payloads, in order.
        ticks: Its time in 1/90,000 s, from any origin.
    """

    payloads: tuple[bytes, ...]
    ticks: int


def payloads_of(access_unit: bytes) -> tuple[bytes, ...]:
    """RTP payloads of one H.264 access unit in Annex B (RFC 6184: single units, STAP-A, FU-A)."""
    return tuple(H264Encoder._packetize(H264Encoder._split_bitstream(access_unit)))


class _ReadyPacker:
    """Stands where aiortc's encoder stands."""

    target_bitrate = 0

    def pack(self, frame: ReadyFrame) -> tuple[list[bytes], int]:
        return list(frame.payloads), frame.ticks


def install() -> None:
    """Change aiortc and aioice for this process. Again is fine."""
    if _SENDER.RTP_HISTORY_SIZE == HISTORY_PACKETS:
        return
    _SENDER.RTP_HISTORY_SIZE = HISTORY_PACKETS
    aioice.ice.CONSENT_INTERVAL = CONSENT_INTERVAL_SECONDS
    aioice.ice.CONSENT_FAILURES = CONSENT_FAILURES
    _pack_ready_frames()
    _send_playout_delay()
    _drop_empty_datagrams()


def _pack_ready_frames() -> None:
    original = _SENDER.get_encoder

    def get_encoder(codec: Any) -> Any:  # noqa: ANN401  aiortc's own signature
        return _ReadyPacker() if codec.mimeType.lower() == "video/h264" else original(codec)

    _SENDER.get_encoder = get_encoder


def _send_playout_delay() -> None:
    extension = RTCRtpHeaderExtensionParameters(id=PLAYOUT_DELAY_ID, uri=PLAYOUT_DELAY_URI)
    aiortc.codecs.HEADER_EXTENSIONS["video"].append(extension)
    headers: Any = aiortc.rtp.HeaderExtensionsMap
    configure, write = headers.configure, headers.set

    def configure_too(self: Any, parameters: Any) -> None:  # noqa: ANN401
        configure(self, parameters)
        ids = (each.id for each in parameters.headerExtensions if each.uri == PLAYOUT_DELAY_URI)
        self.playout_delay_id = next(ids, None)

    def write_too(self: Any, values: Any) -> tuple[int, bytes]:  # noqa: ANN401
        profile, value = write(self, values)
        number = getattr(self, "playout_delay_id", None)
        if number is None or values.abs_send_time is None:
            return profile, value
        extensions = aiortc.rtp.unpack_header_extensions(profile, value)
        return aiortc.rtp.pack_header_extensions([*extensions, (number, PLAYOUT_DELAY_ZERO)])

    headers.configure, headers.set = configure_too, write_too


def _drop_empty_datagrams() -> None:
    # aiortc reads data[0] of each datagram; anybody who finds the port could end every session with none.
    original = aioice.ice.Connection.data_received

    def data_received(self: aioice.ice.Connection, data: bytes, component: int) -> None:
        if data:
            original(self, data, component)

    aioice.ice.Connection.data_received = data_received  # type: ignore[method-assign]  # because that is the hook


@dataclass(frozen=True, slots=True)
class SenderHooks:
    """What one viewer's sender tells. All are called in the event loop.

    Attributes:
        key_wanted: The viewer lost a picture (PLI or FIR).
        estimate: The viewer thinks that so many bits a second reach it (REMB).
        timestamp: The RTP time of a packet that is about to be sent.
    """

    key_wanted: Callable[[], None]
    estimate: Callable[[int], None]
    timestamp: Callable[[int], None]


def hook_sender(sender: RTCRtpSender, hooks: SenderHooks) -> None:
    """Have this sender tell, and send large pictures in slices. Before it starts."""
    any_sender: Any = sender
    any_sender._send_keyframe = hooks.key_wanted
    handle: Callable[[Any], Awaitable[None]] = any_sender._handle_rtcp_packet

    async def handle_too(packet: Any) -> None:  # noqa: ANN401
        if isinstance(packet, RtcpPsfbPacket) and packet.fmt == RTCP_PSFB_APP:
            bits_per_second = _remb(packet)
            if bits_per_second is not None:
                hooks.estimate(bits_per_second)
        await handle(packet)

    any_sender._handle_rtcp_packet = handle_too
    transport: Any = sender.transport
    transport._send_rtp = _sliced(transport._send_rtp, hooks.timestamp)


def forget_sent(sender: RTCRtpSender) -> None:
    """What this sender has sent is not sent again, whoever asks for it."""
    any_sender: Any = sender
    any_sender._RTCRtpSender__rtp_history.clear()


def _remb(packet: RtcpPsfbPacket) -> int | None:
    try:
        return int(unpack_remb_fci(packet.fci)[0])
    except ValueError:
        return None


def _sliced(
    send: Callable[[bytes], Awaitable[None]], timestamp: Callable[[int], None]
) -> Callable[[bytes], Awaitable[None]]:
    loop = asyncio.get_running_loop()
    slice_at = loop.time()
    sent = 0

    async def send_sliced(data: bytes) -> None:
        nonlocal slice_at, sent
        if not is_rtcp(data):
            timestamp(int.from_bytes(data[4:8], "big"))
        now = loop.time()
        if now - slice_at >= SLICE_SECONDS:
            slice_at, sent = now, 0
        elif sent >= SLICE_PACKETS:
            await asyncio.sleep(SLICE_SECONDS)
            slice_at, sent = loop.time(), 0
        sent += 1
        await send(data)

    return send_sliced


class ReadyTrack(MediaStreamTrack):
    """A video track whose pictures are ready: nothing is encoded behind it.

    Args:
        next_frame: Waits for what is to be sent next.
    """

    kind = "video"

    def __init__(self, next_frame: Callable[[], Awaitable[ReadyFrame]]) -> None:
        super().__init__()
        self._next_frame = next_frame

    async def recv(self) -> Any:  # noqa: ANN401  neither a frame nor a packet of PyAV: our packer takes it
        """The next frame."""
        return await self._next_frame()
