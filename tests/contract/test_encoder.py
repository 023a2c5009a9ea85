"""Both encoders keep the same promises (`customer_client.core.picture.Encoder`)."""

from collections.abc import Callable, Iterator

import av
import numpy as np
import pytest
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from customer_client.core.picture import Encoder, Patch, Rect
from customer_client.encode.canvas import Canvas
from customer_client.encode.choose import open_encoder
from customer_client.encode.libx264 import load
from customer_client.encode.plain import PlainEncoder
from customer_client.encode.x264 import X264Encoder
from customer_client.errors import EncodeError
from tests.support.h264 import luma_psnr_db, nal_types

SIZE = (320, 176)
IDR, P_SLICE, SPS, PPS = 5, 1, 7, 8

Maker = Callable[[tuple[int, int]], Encoder]


def x264(size: tuple[int, int]) -> Encoder:
    library = load()
    assert library is not None, "PyAV brings libx264 along"
    return X264Encoder(library, size)


@pytest.fixture(params=[x264, PlainEncoder], ids=["libx264", "PyAV"])
def maker(request: pytest.FixtureRequest) -> Maker:
    made: Maker = request.param
    return made


@pytest.fixture
def encoder(maker: Maker) -> Iterator[Encoder]:
    made = maker(SIZE)
    yield made
    made.close()


@pytest.fixture
def canvas() -> Canvas:
    drawn = Canvas(SIZE)
    rng = np.random.default_rng(3)
    letters = np.repeat(np.repeat(rng.integers(0, 2, (44, 80, 1), dtype=np.uint8) * 255, 4, 0), 4, 1)
    drawn.draw([Patch(Rect(0, 0, *SIZE), np.repeat(letters, 4, 2))])
    return drawn


def decoder() -> VideoCodecContext:
    made = av.CodecContext.create("h264", "r")
    assert isinstance(made, VideoCodecContext)
    made.thread_count = 1
    return made


def decoded(units: list[bytes]) -> list[VideoFrame]:
    reader = decoder()
    return [frame for unit in units for frame in reader.decode(av.Packet(unit))] + reader.decode(None)


def test_the_first_picture_is_a_key_frame_with_its_parameters_in_band(
    encoder: Encoder, canvas: Canvas
) -> None:
    data = encoder.encode(canvas.planes, canvas.changed, 24, key=False)
    assert data.startswith(b"\x00\x00\x00\x01")
    assert {SPS, PPS, IDR} <= set(nal_types(data))
    assert encoder.codec.startswith("avc1.42"), "baseline, as WebRTC's 42e01f"
    assert int(encoder.codec[7:9], 16) & 0x40, "constrained"


def test_every_picture_comes_out_at_once_and_decodes(encoder: Encoder, canvas: Canvas) -> None:
    units = []
    for number in range(5):
        canvas.draw([Patch(Rect(32 * number, 16, 32, 32), np.full((32, 32, 4), 40 * number, np.uint8))])
        units.append(encoder.encode(canvas.planes, canvas.changed, 24, key=False))
        canvas.settle()
    assert all(P_SLICE in nal_types(unit) for unit in units[1:])
    frames = decoded(units)
    assert len(frames) == 5
    assert luma_psnr_db(frames[-1], canvas.planes[0]) > 35


def test_a_key_frame_is_decodable_without_what_came_before(encoder: Encoder, canvas: Canvas) -> None:
    encoder.encode(canvas.planes, canvas.changed, 24, key=False)
    unit = encoder.encode(canvas.planes, canvas.changed, 24, key=True)
    assert {SPS, PPS, IDR} <= set(nal_types(unit))
    assert len(decoded([unit])) == 1


def test_an_unchanged_picture_takes_next_to_no_bytes(encoder: Encoder, canvas: Canvas) -> None:
    sizes = []
    for _ in range(8):
        sizes.append(len(encoder.encode(canvas.planes, canvas.changed, 24, key=False)))
        canvas.settle()
    assert sizes[-1] < sizes[0] / 20


def test_the_stream_says_how_its_colours_are_meant(encoder: Encoder, canvas: Canvas) -> None:
    (frame,) = decoded([encoder.encode(canvas.planes, canvas.changed, 24, key=True)])
    assert (frame.colorspace, frame.color_range) == (6, 1), "SMPTE 170M, limited"


def test_large_screens_have_a_level_that_fits(maker: Maker) -> None:
    size = (3840, 2160)
    canvas, made = Canvas(size), maker(size)
    try:
        assert IDR in nal_types(made.encode(canvas.planes, canvas.changed, 24, key=True))
        assert int(made.codec[-2:], 16) >= 51
    finally:
        made.close()


def test_a_closed_encoder_refuses_and_closes_again(maker: Maker, canvas: Canvas) -> None:
    made = maker(SIZE)
    made.close()
    made.close()
    with pytest.raises(EncodeError):
        made.encode(canvas.planes, canvas.changed, 24, key=False)


def test_the_library_of_pyav_is_one_that_we_know() -> None:
    library = load()
    assert library is not None
    assert isinstance(open_encoder(SIZE), X264Encoder)


def test_a_resting_picture_becomes_sharp_by_lower_quantisers(canvas: Canvas) -> None:
    made = x264(SIZE)
    units = []
    for qp in (34, 24, 18, 12, 8):
        units.append(made.encode(canvas.planes, canvas.changed, qp, key=False))
        canvas.settle()
    made.close()
    psnr = [luma_psnr_db(frame, canvas.planes[0]) for frame in decoded(units)]
    assert psnr == sorted(psnr)
    assert psnr[-1] >= 55


def test_blocks_told_unchanged_are_not_looked_at(canvas: Canvas) -> None:
    """What changed without being told stays as it was, until it is told."""
    made = x264(SIZE)
    units = [made.encode(canvas.planes, canvas.changed, 24, key=True)]
    canvas.settle()
    before = canvas.planes[0].copy()
    canvas.planes[0][64:96, 64:96] = 120
    units.append(made.encode(canvas.planes, canvas.changed, 24, key=False))
    canvas.changed[4:6, 4:6] = 1
    units.append(made.encode(canvas.planes, canvas.changed, 24, key=False))
    made.close()
    _, unseen, seen = decoded(units)
    assert luma_psnr_db(unseen, before) > 35
    assert luma_psnr_db(seen, canvas.planes[0]) > 35
