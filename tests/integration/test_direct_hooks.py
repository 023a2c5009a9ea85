"""The names inside aiortc and aioice that the direct path stands on. Red: they moved, look at `rtc_hooks`."""

import importlib.metadata
import inspect
from typing import Any

import aioice.ice
import aiortc.codecs
import aiortc.rtcrtpsender
import aiortc.rtp
import pytest
from aiortc.rtcdtlstransport import RTCDtlsTransport

from customer_client.link import rtc_hooks

SENDER: Any = aiortc.rtcrtpsender
CONNECTION: Any = aioice.ice.Connection


@pytest.fixture(autouse=True)
def installed() -> None:
    rtc_hooks.install()


def test_it_is_the_version_that_the_hooks_were_written_for() -> None:
    assert importlib.metadata.version("aiortc") == "1.16.0"


def test_the_sender_still_reads_what_we_set() -> None:
    source = inspect.getsource(SENDER.RTCRtpSender)
    assert SENDER.RTP_HISTORY_SIZE == rtc_hooks.HISTORY_PACKETS
    assert "% RTP_HISTORY_SIZE" in source
    assert "get_encoder(codec)" in source
    assert "self.__encoder.pack(data)" in source
    assert "self._send_keyframe()" in source
    assert "await self.transport._send_rtp(packet_bytes)" in source


def test_consent_still_expires_by_our_figures() -> None:
    source = inspect.getsource(CONNECTION.query_consent)
    assert "CONSENT_INTERVAL" in source
    assert "CONSENT_FAILURES" in source


def test_received_rtcp_still_goes_through_the_sender() -> None:
    assert "recipient._handle_rtcp_packet(packet)" in inspect.getsource(RTCDtlsTransport._handle_rtcp_data)


def test_an_empty_datagram_is_still_what_ends_the_loop() -> None:
    """When aiortc looks before it reads `data[0]`, the hook can go."""
    assert "first_byte = data[0]" in inspect.getsource(RTCDtlsTransport._recv_next)


def test_the_playout_delay_is_offered_once_and_written_on_each_packet() -> None:
    rtc_hooks.install()
    extensions = [each.uri for each in aiortc.codecs.HEADER_EXTENSIONS["video"]]
    assert extensions.count(rtc_hooks.PLAYOUT_DELAY_URI) == 1
    numbers = [each.id for each in aiortc.codecs.HEADER_EXTENSIONS["video"]]
    assert len(set(numbers)) == len(numbers)
    headers: Any = aiortc.rtp.HeaderExtensionsMap()
    headers.configure(_Parameters())
    profile, value = headers.set(aiortc.rtp.HeaderExtensions(abs_send_time=5))
    assert (rtc_hooks.PLAYOUT_DELAY_ID, b"\0\0\0") in aiortc.rtp.unpack_header_extensions(profile, value)


def test_an_access_unit_becomes_payloads_that_fit_a_datagram() -> None:
    unit = b"\0\0\0\1\x67ab\0\0\0\1\x68c\0\0\0\1\x65" + b"x" * 5_000
    payloads = rtc_hooks.payloads_of(unit)
    assert len(payloads) == 5
    assert max(len(payload) for payload in payloads) <= 1_300
    assert payloads[0][0] & 0x1F == 24  # parameter sets together, STAP-A
    assert all(payload[0] & 0x1F == 28 for payload in payloads[1:])  # the slice in pieces, FU-A


class _Parameters:
    headerExtensions = aiortc.codecs.HEADER_EXTENSIONS["video"]  # noqa: N815  aiortc's name
