"""The binary frame of the media link (SPEC F1-F3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocol.errors import BadMessage, MessageTooBig, ProtocolError
from protocol.limits import MEDIA_FRAME_LIMIT_BYTES
from protocol.media import HEADER_BYTES, PTS_LIMIT_US, Codec, Header, Kind, pack, unpack

HEADERS = st.builds(
    Header,
    kind=st.sampled_from(Kind),
    key=st.booleans(),
    stream=st.integers(0, 255),
    seq=st.integers(0, 2**32 - 1),
    pts_us=st.integers(0, PTS_LIMIT_US - 1),
    width_px=st.integers(0, 65535),
    height_px=st.integers(0, 65535),
    codec=st.sampled_from(Codec),
    profile=st.binary(min_size=3, max_size=3),
)
KEY_FRAME = Header(Kind.VIDEO, True, 1, 2, 3, 1920, 1080, Codec.H264, b"\x42\xe0\x28")


@given(header=HEADERS, payload=st.binary(max_size=100))
def test_what_is_packed_is_unpacked_to_the_same_f1(header: Header, payload: bytes) -> None:
    again, rest = unpack(pack(header, payload))
    assert again == header
    assert bytes(rest) == payload


@given(frame=st.binary(max_size=60))
def test_any_bytes_are_a_frame_or_a_protocol_error_f3(frame: bytes) -> None:
    try:
        header, payload = unpack(frame)
    except ProtocolError:
        return
    assert pack(header, bytes(payload)) == frame


@given(header=HEADERS, at=st.integers(0, HEADER_BYTES - 1), byte=st.integers(0, 255))
def test_a_changed_header_is_read_as_it_stands_or_refused_f3(header: Header, at: int, byte: int) -> None:
    frame = bytearray(pack(header, b"payload"))
    frame[at] = byte
    try:
        again, payload = unpack(bytes(frame))
    except BadMessage:
        return
    assert pack(again, bytes(payload)) == bytes(frame)


def test_the_layout_is_the_documented_one_f1() -> None:
    assert (
        pack(KEY_FRAME, b"\xaa").hex() == "0101010100000002000000000000000307800438" + "01" + "42e028" + "aa"
    )


def test_sequence_numbers_wrap_f3() -> None:
    header, _ = unpack(pack(Header(Kind.VIDEO, False, 0, 2**32 + 5, 0), b""))
    assert header.seq == 5


def test_a_frame_over_the_limit_is_refused_f1() -> None:
    at_the_limit = pack(KEY_FRAME, bytes(MEDIA_FRAME_LIMIT_BYTES - HEADER_BYTES))
    assert unpack(at_the_limit)[0] == KEY_FRAME
    with pytest.raises(MessageTooBig):
        unpack(at_the_limit + b"\0")


def test_the_payload_is_not_copied_f1() -> None:
    frame = pack(KEY_FRAME, b"payload")
    assert unpack(frame)[1].obj is frame


def test_the_codec_is_named_as_browsers_name_it_f2() -> None:
    assert KEY_FRAME.codec_string == "avc1.42e028"
